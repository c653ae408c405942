//! Why a result could not be written.

use arrow::datatypes::DataType;
use std::io;

/// Why a result could not be written as text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The type has no text form here.
    #[error("column {column:?} has type {data_type}, which cannot be written as text; cast it first")]
    UnsupportedType {
        /// The column's name.
        column: String,
        /// Its type.
        data_type: DataType,
    },
    /// A batch has another number of columns than what was written before it.
    #[error("a batch has {found} columns where {expected} were written before")]
    ColumnCount {
        /// Columns of the header or of the batches before.
        expected: usize,
        /// Columns of this batch.
        found: usize,
    },
    /// Line ends and the quote cannot separate fields.
    #[error("{:?} cannot separate fields; choose a character such as , ; | or a tab", char::from(*delimiter))]
    Delimiter {
        /// The byte that was asked for.
        delimiter: u8,
    },
    /// The writer behind the sink failed.
    #[error("cannot write the result: {0}")]
    Write(#[from] io::Error),
}
