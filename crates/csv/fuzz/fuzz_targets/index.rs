//! See `chunkwise_csv_fuzz::index`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| chunkwise_csv_fuzz::index::check(input));
