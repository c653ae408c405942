//! Checks of `chunkwise-csv` that any bytes must pass: the fuzzer calls them, and on stable
//! `tests/replay.rs`.
//!
//! Each target is a module with a `check`, which panics when the crate and an independent reference differ.
//! The first line of an input says what is set ([`input::Input`]), the rest is the text to read.

pub mod bool;
pub mod column;
pub mod date;
pub mod duration;
pub mod float;
pub mod index;
pub mod infer;
pub mod input;
pub mod int;
pub mod nulls;
pub mod reader;
pub mod text;
pub mod timestamp;

/// A check of one input. Panics when it fails.
pub type Check = fn(&[u8]);

/// The fuzz targets by name.
pub const TARGETS: [(&str, Check); 9] = [
    ("bool", bool::check),
    ("date", date::check),
    ("duration", duration::check),
    ("float", float::check),
    ("index", index::check),
    ("infer", infer::check),
    ("int", int::check),
    ("text", text::check),
    ("timestamp", timestamp::check),
];
