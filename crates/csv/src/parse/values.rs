//! The texts of the chosen rows, one after the other: what all parsers share.

use std::ops::Range;

use arrow::array::{ArrowPrimitiveType, NullBufferBuilder, PrimitiveArray};

use super::{ColumnSpec, Rows, ValueError, ValueErrorKind};
use crate::span::Span;
use crate::unescape::unescape;

/// The fields of one column of a chunk, and which of them to parse.
pub(super) struct Values<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) spans: &'a [Span],
    pub(super) rows: Rows<'a>,
    pub(super) spec: &'a ColumnSpec,
}

/// What is wrong with a value: a [`ValueErrorKind`] that is cheap to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    NotA,
    OutOfRange,
    AmbiguousDate,
    NoSuchDay,
    TooFine,
    TooLong,
}

impl Values<'_> {
    /// Number of values.
    pub(super) fn len(&self) -> usize {
        match &self.rows {
            Rows::All => self.spans.len(),
            Rows::Range(range) => range.len(),
            Rows::Picked(rows) => rows.len(),
        }
    }

    /// Calls `take` with every text, unescaped, and stops at the first error.
    #[inline]
    pub(super) fn each(&self, take: impl FnMut(&[u8]) -> Result<(), Bad>) -> Result<(), ValueError> {
        match &self.rows {
            Rows::All => self.each_in(0..self.spans.len(), take),
            Rows::Range(range) => self.each_in(range.clone(), take),
            Rows::Picked(rows) => {
                self.each_of(rows.iter().map(|&row| (row as usize, self.spans[row as usize])), take)
            }
        }
    }

    #[inline]
    fn each_in(
        &self,
        range: Range<usize>,
        take: impl FnMut(&[u8]) -> Result<(), Bad>,
    ) -> Result<(), ValueError> {
        self.each_of(range.clone().zip(self.spans[range].iter().copied()), take)
    }

    #[inline]
    fn each_of(
        &self,
        spans: impl Iterator<Item = (usize, Span)>,
        mut take: impl FnMut(&[u8]) -> Result<(), Bad>,
    ) -> Result<(), ValueError> {
        let mut text = Vec::new(); // of escaped fields
        for (row, span) in spans {
            let raw = span.bytes(self.bytes);
            let result = match self.spec.dialect.quote {
                Some(quote) if span.is_escaped() => {
                    text.clear();
                    unescape(raw, quote, &mut text);
                    take(&text)
                }
                _ => take(raw),
            };
            if let Err(bad) = result {
                return Err(ValueError { row, kind: self.kind(bad) });
            }
        }
        Ok(())
    }

    /// Whether a text is null in a column that is not text: empty, or one of the spellings.
    #[inline]
    pub(super) fn is_null(&self, text: &[u8]) -> bool {
        text.is_empty() || self.spec.nulls.contains(text)
    }

    /// Makes an array of values of a fixed size.
    #[inline]
    pub(super) fn primitives<T: ArrowPrimitiveType>(
        &self,
        read: impl Fn(&[u8]) -> Result<T::Native, Bad>,
    ) -> Result<PrimitiveArray<T>, ValueError> {
        let mut values: Vec<T::Native> = Vec::with_capacity(self.len());
        let mut nulls = NullBufferBuilder::new(self.len());
        self.each(|text| {
            if self.is_null(text) {
                // the values since the last null were there
                nulls.append_n_non_nulls(values.len() - nulls.len());
                nulls.append_null();
                values.push(T::default_value());
            } else {
                values.push(read(text)?);
            }
            Ok(())
        })?;
        nulls.append_n_non_nulls(values.len() - nulls.len());
        Ok(PrimitiveArray::new(values.into(), nulls.finish()))
    }

    fn kind(&self, bad: Bad) -> ValueErrorKind {
        let data_type = || self.spec.data_type.clone();
        match bad {
            Bad::NotA => ValueErrorKind::NotA(data_type()),
            Bad::OutOfRange => ValueErrorKind::OutOfRange(data_type()),
            Bad::AmbiguousDate => ValueErrorKind::AmbiguousDate,
            Bad::NoSuchDay => ValueErrorKind::NoSuchDay,
            Bad::TooFine => ValueErrorKind::TooFine,
            Bad::TooLong => ValueErrorKind::TooLong,
        }
    }
}

/// The text without blanks and tabs around it.
#[inline]
pub(super) fn trim(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{errors, parses, spec};
    use super::*;
    use crate::{Dialect, NullSpellings, parse_column};
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{DataType, Int64Type};

    #[test]
    fn chosen_rows_only() {
        let bytes = b"1,x,3,NA,5";
        let spans =
            [(0, 1), (2, 3), (4, 5), (6, 8), (9, 10)].map(|(start, end)| Span::new(start, end, false));
        let spec = spec(DataType::Int64);
        let parse = |rows| {
            let array = parse_column(bytes, &spans, rows, &spec)?;
            Ok::<_, ValueError>(array.as_primitive::<Int64Type>().iter().collect::<Vec<_>>())
        };
        assert_eq!(parse(Rows::Range(2..5)).unwrap(), [Some(3), None, Some(5)]);
        assert_eq!(parse(Rows::Picked(&[0, 4])).unwrap(), [Some(1), Some(5)]);
        assert_eq!(parse(Rows::Range(2..2)).unwrap(), []);
        assert_eq!(parse(Rows::All).unwrap_err().row, 1);
        assert_eq!(parse(Rows::Picked(&[0, 1])).unwrap_err().row, 1);
    }

    #[test]
    fn null_columns_hold_nothing_but_nulls() {
        assert_eq!(parses(DataType::Null, &["", "NA", "null"]).null_count(), 0); // a NullArray has no bitmap
        assert_eq!(parses(DataType::Null, &["", "NA", "null"]).logical_null_count(), 3);
        assert_eq!(errors(DataType::Null, "x"), ValueErrorKind::NotA(DataType::Null));
    }

    #[test]
    fn escaped_fields_are_unescaped() {
        let spec =
            ColumnSpec { nulls: Arc::new(NullSpellings::new(&["\"".into()], false)), ..spec(DataType::Utf8) };
        let array = parse_column(b"\"\"\"", &[Span::new(0, 3, true)], Rows::All, &spec).unwrap();
        assert!(array.is_null(0));
        let off = ColumnSpec { dialect: Dialect { quote: None, ..Dialect::default() }, ..spec };
        let array = parse_column(b"\"\"\"", &[Span::new(0, 3, false)], Rows::All, &off).unwrap();
        assert_eq!(array.as_string::<i32>().value(0), "\"\"\"");
    }

    #[test]
    fn unknown_types_are_refused() {
        let error = errors(DataType::Float16, "1");
        assert_eq!(error, ValueErrorKind::Unsupported(DataType::Float16));
        assert_eq!(error.to_string(), "a column of a CSV file cannot be read as Float16");
    }

    #[test]
    fn trims_blanks() {
        for (text, trimmed) in [("", ""), ("  ", ""), (" \ta b\t", "a b"), ("ab", "ab")] {
            assert_eq!(trim(text.as_bytes()), trimmed.as_bytes());
        }
    }
}
