//! See `chunkwise_csv_fuzz::bool`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| chunkwise_csv_fuzz::bool::check(input));
