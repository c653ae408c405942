//! Columns on demand: the fields of chosen rows become an Arrow array.
//!
//! One file per type. Each has a function from a value's text to the value, and a `parse` that applies it to the chosen rows.

mod bool;
mod date;
mod digits;
mod duration;
mod float;
mod int;
mod lanes;
mod null;
mod quick_float;
mod string;
mod texts;
mod timestamp;
mod values;
mod window;

#[cfg(test)]
mod testing;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{
    DataType, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use thiserror::Error;

use crate::dialect::Dialect;
use crate::nulls::NullSpellings;
use crate::span::Spans;

use values::Values;

pub(crate) use bool::read as read_bool;
pub(crate) use float::read as read_float;
pub(crate) use int::read as read_int;
pub use texts::Texts;

/// Which rows of a chunk to parse.
#[derive(Debug, Clone)]
pub enum Rows<'a> {
    /// Every one.
    All,
    /// A run of them.
    Range(Range<usize>),
    /// These, ascending.
    Picked(&'a [u32]),
}

/// What to make of a column's text.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    /// The type of the array.
    pub data_type: DataType,
    /// The type was inferred from a sample: a value of another class is an error even where the type could hold it (`007` in a
    /// guessed Int64), so that the caller can widen the type.
    pub guessed: bool,
    /// Which texts are null.
    pub nulls: Arc<NullSpellings>,
    /// How the bytes are to be read.
    pub dialect: Dialect,
    /// Whether slash dates put the day first. `None`: they are an error.
    pub dayfirst: Option<bool>,
}

/// A value that does not parse.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("row {row}: {kind}")]
pub struct ValueError {
    /// Index into the spans.
    pub row: usize,
    /// What is wrong with it.
    pub kind: ValueErrorKind,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// The text is not a value of this type (or, for a guessed type, not of the classes that led to it).
    #[error("not a value of type {0}")]
    NotA(DataType),
    /// A number that the type cannot hold.
    #[error("out of the range of {0}")]
    OutOfRange(DataType),
    /// Text that is not valid UTF-8.
    #[error("not valid UTF-8")]
    NotUtf8,
    /// A slash date, and no word on whether the day or the month comes first.
    #[error("a date with slashes: say whether the day comes first")]
    AmbiguousDate,
    /// A date that the calendar does not have, such as February 30.
    #[error("no such day or time")]
    NoSuchDay,
    /// A timestamp or duration with nanoseconds that are not whole microseconds.
    #[error("finer than a microsecond")]
    TooFine,
    /// More text in one column of one chunk than an array can hold (2 GiB).
    #[error("too much text for one chunk")]
    TooLong,
    /// No parser makes this type.
    #[error("a column of a CSV file cannot be read as {0}")]
    Unsupported(DataType),
}

/// Parses the fields of the chosen rows.
///
/// The array has one value per chosen row, in order, and the type `spec.data_type`: Null, Boolean, any integer, Float32, Float64,
/// Utf8, Date32, Timestamp(Microsecond, None) or Duration(Microsecond). Missing values (see [`NullSpellings`]) are null.
///
/// | type | texts |
/// |---|---|
/// | Boolean | `true` `True` `TRUE` `false` `False` `FALSE`; asked for, also `1` `0` |
/// | integers | `42` `-7` `+5`; asked for, also `007`; blanks around |
/// | floats | `1.5` `.5` `5.` `1e-3` `inf` `-Infinity` `nan`; blanks around |
/// | Date32 | `2015-01-31`; with `dayfirst` said, `1/31/2015` or `31/1/15` |
/// | Timestamp | a date; `2015-01-31 07:05`, `2015-01-31T07:05:09.25Z`, `2015-01-31 07:05:09+02:00`, `1/31/2015 7:05:09` |
/// | Duration | `1 days 02:03:04.5`, `-1 days +23:59:59`, `3 days`, `02:03:04` |
///
/// # Errors
/// The first value that does not parse, with its row.
///
/// # Panics
/// When `rows` are not rows of `spans`: a mistake of the caller, whatever the bytes are.
pub fn parse_column(
    bytes: &[u8],
    spans: Spans<'_>,
    rows: Rows<'_>,
    spec: &ColumnSpec,
) -> Result<ArrayRef, ValueError> {
    let last = match &rows {
        Rows::All => None,
        Rows::Range(range) => range.end.checked_sub(1),
        Rows::Picked(rows) => rows.iter().max().map(|&row| row as usize),
    };
    assert!(last.is_none_or(|last| last < spans.len()), "row {last:?} of {}", spans.len());
    let values = Values { bytes, spans, rows, spec };
    Ok(match &spec.data_type {
        DataType::Null => null::parse(&values)?,
        DataType::Boolean => Arc::new(bool::parse(&values)?),
        DataType::Int8 => Arc::new(int::parse_signed::<Int8Type>(&values)?),
        DataType::Int16 => Arc::new(int::parse_signed::<Int16Type>(&values)?),
        DataType::Int32 => Arc::new(int::parse_signed::<Int32Type>(&values)?),
        DataType::Int64 => Arc::new(int::parse_signed::<Int64Type>(&values)?),
        DataType::UInt8 => Arc::new(int::parse_unsigned::<UInt8Type>(&values)?),
        DataType::UInt16 => Arc::new(int::parse_unsigned::<UInt16Type>(&values)?),
        DataType::UInt32 => Arc::new(int::parse_unsigned::<UInt32Type>(&values)?),
        DataType::UInt64 => Arc::new(int::parse_unsigned::<UInt64Type>(&values)?),
        DataType::Float32 => Arc::new(float::parse32(&values)?),
        DataType::Float64 => Arc::new(float::parse64(&values)?),
        DataType::Utf8 => Arc::new(string::parse(&values)?),
        DataType::Date32 => Arc::new(date::parse(&values)?),
        DataType::Timestamp(TimeUnit::Microsecond, None) => Arc::new(timestamp::parse(&values)?),
        DataType::Duration(TimeUnit::Microsecond) => Arc::new(duration::parse(&values)?),
        other => return Err(ValueError { row: 0, kind: ValueErrorKind::Unsupported(other.clone()) }),
    })
}
