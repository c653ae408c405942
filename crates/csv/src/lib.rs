//! Bytes in, Arrow out: dialect, record boundaries, field index, typed column parsers. No files, no threads.
//!
//! The caller owns every buffer. A chunk of a file is *indexed* once ([`index()`]: where do the wanted fields of each
//! record lie), then columns are *parsed on demand* for the rows that are needed ([`parse_column`]).
//!
//! In reading order: [`Dialect`] (what separates), [`Span`] (where a field lies), [`index()`] (the fast walk),
//! [`read_record`] (the slow reader for headers), [`NullSpellings`], [`parse_column`], [`Inference`].
//!
//! ```
//! use chunkwise_csv::*;
//! use std::sync::Arc;
//! use arrow::datatypes::DataType;
//!
//! let bytes = b"1,north\n2,\"south, deep\"\n";
//! let dialect = Dialect::default();
//! let mut fields = FieldIndex::default();
//! let request = IndexRequest {
//!     bytes, start: 0, limit: bytes.len(), at_eof: true, fields: 2, wanted: &[0, 1], short_rows: ShortRows::Error,
//! };
//! assert_eq!(index(&request, &dialect, &mut fields), Ok(Indexed::Done));
//! let spec = ColumnSpec {
//!     data_type: DataType::Int64, guessed: false, nulls: Arc::new(NullSpellings::pandas()), dialect, dayfirst: None,
//! };
//! let ids = parse_column(bytes, fields.column(0), Rows::All, &spec)?;
//! assert_eq!(ids.len(), 2);
//! # Ok::<(), ValueError>(())
//! ```
//!
//! # Records
//! | input | reading |
//! |---|---|
//! | `a,b\n`, `a,b\r\n`, `a,b` at end of file | two fields |
//! | `a\rb\n` | one field: a CR that no LF follows is data |
//! | an empty line | skipped |
//! | `"a,""b"""` | one field: `a,"b"` |
//! | `"a"b"c,` | one field: `ab"c` (text after the closing quote is appended as it is) |
//! | `5" pipe,` | one field: `5" pipe` (a quote opens only as the first byte of a field) |
//! | `"a` at end of file | [`IndexError::UnclosedQuote`] |

mod dialect;
mod field_index;
mod index;
#[cfg(test)]
mod index_tests;
mod infer;
#[cfg(test)]
mod naive;
mod nulls;
mod parse;
mod record;
mod simd;
mod span;
mod unescape;
mod walk;

pub use dialect::{Dialect, DialectError, Encoding};
pub use field_index::FieldIndex;
pub use index::{IndexError, IndexRequest, Indexed, ShortRows, index, next_line_start};
pub use infer::Inference;
pub use nulls::NullSpellings;
pub use parse::{ColumnSpec, Rows, Texts, ValueError, ValueErrorKind, parse_column};
pub use record::{Field, NotUtf8, RecordRead, decode_text, field_text, read_record};
pub use simd::{VectorJob, has_vectors, prefetch, run_vectorized};
pub use span::{Span, Spans};
pub use unescape::unescape;
