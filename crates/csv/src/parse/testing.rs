//! Shared by the parsers' tests: columns made of a list of texts.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray};
use arrow::datatypes::DataType;

use super::{ColumnSpec, Rows, ValueError, ValueErrorKind, parse_column};
use crate::{Dialect, FieldIndex, NullSpellings, Span};

pub(super) fn spec(data_type: DataType) -> ColumnSpec {
    let nulls = Arc::new(NullSpellings::pandas());
    ColumnSpec { data_type, guessed: false, nulls, dialect: Dialect::default(), dayfirst: None }
}

pub(super) fn guessed(data_type: DataType) -> ColumnSpec {
    ColumnSpec { guessed: true, ..spec(data_type) }
}

/// Parses a column of these texts, and checks that nothing depends on where in the buffer they lie.
pub(super) fn parse_texts<T: AsRef<[u8]>>(spec: &ColumnSpec, texts: &[T]) -> Result<ArrayRef, ValueError> {
    let parsed = parse_lines(spec, texts, b"\n");
    for behind in [
        b"".as_slice(),
        b"1234567890123456789012345",
        b".....,,,,,-----\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ] {
        assert_eq!(parse_lines(spec, texts, behind), parsed, "with {behind:?} after each");
    }
    parsed
}

fn parse_lines<T: AsRef<[u8]>>(
    spec: &ColumnSpec,
    texts: &[T],
    behind: &[u8],
) -> Result<ArrayRef, ValueError> {
    let (mut bytes, mut spans) = (Vec::new(), Vec::new());
    for text in texts {
        let start = bytes.len();
        bytes.extend_from_slice(text.as_ref());
        spans.push(Span::new(start, bytes.len(), false));
        bytes.extend_from_slice(behind);
    }
    let index: FieldIndex = spans.into_iter().collect();
    parse_column(&bytes, index.column(0), Rows::All, spec)
}

pub(super) fn parse_one(bytes: &[u8], span: Span, spec: &ColumnSpec) -> Result<ArrayRef, ValueError> {
    let index: FieldIndex = std::iter::once(span).collect();
    parse_column(bytes, index.column(0), Rows::All, spec)
}

pub(super) fn parses(data_type: DataType, texts: &[&str]) -> ArrayRef {
    parse_texts(&spec(data_type), texts).unwrap()
}

/// The value of one text, as the native type of `T`.
pub(super) fn value<T: ArrowPrimitiveType>(
    spec: &ColumnSpec,
    text: &str,
) -> Result<T::Native, ValueErrorKind> {
    let array = parse_texts(spec, &[text]).map_err(|error| error.kind)?;
    Ok(array.as_primitive::<T>().value(0))
}

pub(super) fn errors(data_type: DataType, text: &str) -> ValueErrorKind {
    parse_texts(&spec(data_type), &[text]).unwrap_err().kind
}
