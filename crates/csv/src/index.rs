//! Where the wanted fields of a chunk's records lie: one pass over the bytes, 64 at a time.

use thiserror::Error;

use crate::dialect::Dialect;
use crate::field_index::FieldIndex;
use crate::simd;
use crate::span::Span;
use crate::walk::Walk;

/// What becomes of a record with too few fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShortRows {
    /// It is an error.
    #[default]
    Error,
    /// The missing fields are null: an empty span at the record's end.
    Null,
}

/// What to index: see [`index()`].
#[derive(Debug, Clone, Copy)]
pub struct IndexRequest<'a> {
    /// The chunk and what was read past it. At most [`Span::MAX`] bytes.
    pub bytes: &'a [u8],
    /// A record begins here (or the file ends).
    pub start: usize,
    /// Records that begin here or later belong to the next chunk.
    pub limit: usize,
    /// `bytes` ends where the file ends.
    pub at_eof: bool,
    /// Fields that a record must have.
    pub fields: usize,
    /// Field positions to record, ascending and below `fields`; empty to count only.
    pub wanted: &'a [usize],
    /// What becomes of records with fewer fields.
    pub short_rows: ShortRows,
}

/// How far [`index()`] got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// All records that begin before the limit are in the index.
    Done,
    /// The last record runs past `bytes`: read more and ask again.
    NeedMore,
}

/// Why a chunk could not be indexed. Offsets are into the request's `bytes`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// A record has too many or too few fields.
    #[error("expected {expected} fields, found {found}")]
    FieldCount {
        /// Of the record's first byte.
        offset: usize,
        /// Fields a record must have.
        expected: usize,
        /// Fields it has.
        found: usize,
    },
    /// A quoted field is not closed before the file ends.
    #[error("a quoted field is not closed before the end of the file")]
    UnclosedQuote {
        /// Of the opening quote.
        offset: usize,
    },
    /// The chunk is longer than a span can address.
    #[error("a chunk of {bytes} bytes is too long: the most is {}", Span::MAX)]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Finds the wanted fields of every record that begins in `start..limit`, and checks every record's number of fields.
///
/// Fills `out`; what it held before is gone, also after an error or [`Indexed::NeedMore`].
///
/// # Errors
/// [`IndexError::FieldCount`] for the first ragged record, [`IndexError::UnclosedQuote`], or [`IndexError::TooLong`].
///
/// # Panics
/// When `wanted` is not ascending or not below `fields`: that is a mistake of the caller, whatever the bytes are.
pub fn index(
    request: &IndexRequest<'_>,
    dialect: &Dialect,
    out: &mut FieldIndex,
) -> Result<Indexed, IndexError> {
    check(request)?;
    simd::dispatch(Walk::new(request, dialect, out))
}

pub(crate) fn check(request: &IndexRequest<'_>) -> Result<(), IndexError> {
    let wanted = request.wanted;
    assert!(wanted.is_sorted_by(|a, b| a < b), "wanted fields must ascend: {wanted:?}");
    assert!(
        wanted.last().is_none_or(|&last| last < request.fields),
        "wanted fields beyond the record: {wanted:?}"
    );
    let bytes = request.bytes.len();
    if bytes > Span::MAX { Err(IndexError::TooLong { bytes }) } else { Ok(()) }
}

/// The offset after the first LF at or after `from`: where the next line begins, if `from` is outside quotes.
/// `None` when there is no LF.
pub fn next_line_start(bytes: &[u8], from: usize) -> Option<usize> {
    let at = bytes.get(from..)?.iter().position(|&byte| byte == b'\n')?;
    Some(from + at + 1)
}
