//! The user guide: its snippets are compiled and run with the doctests of this crate.

#[doc = include_str!("../../../docs/guide.md")]
#[cfg(doctest)]
struct Guide;

/// The page that people see first.
#[doc = include_str!("../../../README.md")]
#[cfg(doctest)]
struct Readme;
