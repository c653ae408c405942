//! A constant text that is not what a function reads.

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadText {
    /// The place, counted in characters from 1; one past the end for "something is missing at the end".
    pub(crate) position: usize,
    pub(crate) message: String,
}

impl BadText {
    pub(crate) fn new(position: usize, message: impl Into<String>) -> Self {
        Self { position, message: message.into() }
    }
}
