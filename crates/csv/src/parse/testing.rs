//! Shared by the parsers' tests: columns made of a list of texts.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray};
use arrow::datatypes::DataType;

use super::{ColumnSpec, Rows, ValueError, ValueErrorKind, parse_column};
use crate::{Dialect, NullSpellings, Span};

pub(super) fn spec(data_type: DataType) -> ColumnSpec {
    let nulls = Arc::new(NullSpellings::pandas());
    ColumnSpec { data_type, guessed: false, nulls, dialect: Dialect::default(), dayfirst: None }
}

pub(super) fn guessed(data_type: DataType) -> ColumnSpec {
    ColumnSpec { guessed: true, ..spec(data_type) }
}

pub(super) fn parse_texts<T: AsRef<[u8]>>(spec: &ColumnSpec, texts: &[T]) -> Result<ArrayRef, ValueError> {
    let mut bytes = Vec::new();
    let mut spans = Vec::new();
    for text in texts {
        let start = bytes.len();
        bytes.extend_from_slice(text.as_ref());
        spans.push(Span::new(start, bytes.len(), false));
        bytes.push(b'\n');
    }
    parse_column(&bytes, &spans, Rows::All, spec)
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
