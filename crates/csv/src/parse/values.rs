//! The texts of the chosen rows, one after the other: what all parsers share.

use std::ops::Range;

use arrow::array::{ArrowPrimitiveType, NullBufferBuilder, PrimitiveArray};

use super::lanes::{LANES, Lanes};
use super::window::Window;
use super::{ColumnSpec, Rows, ValueError, ValueErrorKind};
use crate::simd::{BlockJob, Blocks, dispatch};
use crate::span::{Span, Spans};
use crate::unescape::unescape;

/// The fields of one column of a chunk, and which of them to parse.
pub(super) struct Values<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) spans: Spans<'a>,
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

    /// The span of the `number`-th value.
    pub(super) fn span_of(&self, number: usize) -> Span {
        match &self.rows {
            Rows::All => self.spans.at(number),
            Rows::Range(range) => self.spans.at(range.start + number),
            Rows::Picked(rows) => self.spans.at(rows[number] as usize),
        }
    }

    /// Calls `take` with every text, unescaped, and stops at the first error.
    #[inline]
    pub(super) fn each(&self, take: impl FnMut(&[u8]) -> Result<(), Bad>) -> Result<(), ValueError> {
        self.each_span(&mut Texts { values: self, unescaped: Vec::new(), take })
    }

    /// Hands the span of every value to `taker`, and stops at the first error.
    #[inline(always)]
    pub(super) fn each_span(&self, taker: &mut impl TakeSpan) -> Result<(), ValueError> {
        match &self.rows {
            Rows::All => self.each_in(0..self.spans.len(), taker),
            Rows::Range(range) => self.each_in(range.clone(), taker),
            Rows::Picked(rows) => {
                let (eights, rest) = rows.as_chunks::<LANES>();
                for eight in eights {
                    let mut spans = [Span::default(); LANES];
                    for (span, &row) in spans.iter_mut().zip(eight) {
                        *span = self.spans.at(row as usize);
                    }
                    taker.take_eight(&spans).map_err(|(at, bad)| self.error(eight[at] as usize, bad))?;
                }
                for &row in rest {
                    let row = row as usize;
                    taker.take(self.spans.at(row)).map_err(|bad| self.error(row, bad))?;
                }
                Ok(())
            }
        }
    }

    #[inline(always)]
    fn each_in<T: TakeSpan>(&self, rows: Range<usize>, taker: &mut T) -> Result<(), ValueError> {
        let mut row = rows.start;
        while T::TAKES_EIGHT && row + LANES <= rows.end {
            let spans = self.spans.eight_at(row);
            taker.take_eight(&spans).map_err(|(at, bad)| self.error(row + at, bad))?;
            row += LANES;
        }
        while row < rows.end {
            taker.take(self.spans.at(row)).map_err(|bad| self.error(row, bad))?;
            row += 1;
        }
        Ok(())
    }

    #[cold]
    fn error(&self, row: usize, bad: Bad) -> ValueError {
        ValueError { row, kind: self.kind(bad) }
    }

    /// The text of a value; `unescaped` is where it is put if it is not in the chunk as it is.
    #[inline(always)]
    pub(super) fn text<'t>(&'t self, span: Span, unescaped: &'t mut Vec<u8>) -> &'t [u8] {
        let raw = span.bytes(self.bytes);
        match self.spec.dialect.quote {
            Some(quote) if span.is_escaped() => {
                unescaped.clear();
                unescape(raw, quote, unescaped);
                unescaped
            }
            _ => raw,
        }
    }

    /// Whether a text is null in a column that is not text: empty, or one of the spellings.
    #[inline]
    pub(super) fn is_null(&self, text: &[u8]) -> bool {
        text.is_empty() || self.spec.nulls.contains(text)
    }

    /// Makes an array of values of a fixed size.
    pub(super) fn primitives<T: ArrowPrimitiveType>(
        &self,
        reader: impl ReadValue<Native = T::Native>,
    ) -> Result<PrimitiveArray<T>, ValueError> {
        let mut primitives = Primitives {
            values: self,
            reader,
            is_quick: !self.spec.nulls.has_number(),
            numbers: vec![T::default_value(); self.len()],
            filled: 0,
            nulls: NullBufferBuilder::new(self.len()),
            unescaped: Vec::new(),
        };
        dispatch(EachSpan { values: self, taker: &mut primitives })?;
        let Primitives { numbers, mut nulls, .. } = primitives;
        nulls.append_n_non_nulls(numbers.len() - nulls.len());
        Ok(PrimitiveArray::new(numbers.into(), nulls.finish()))
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

/// Over all values, compiled for the processor.
struct EachSpan<'v, T> {
    values: &'v Values<'v>,
    taker: &'v mut T,
}

impl<T: TakeSpan> BlockJob for EachSpan<'_, T> {
    type Output = Result<(), ValueError>;

    #[inline(always)]
    fn run<B: Blocks>(self, _: B) -> Self::Output {
        self.values.each_span(self.taker)
    }
}

/// What becomes of each value. A trait and not a closure, because what is called per value must be inlined.
pub(super) trait TakeSpan {
    /// Whether taking eight is more than taking one eight times.
    const TAKES_EIGHT: bool = false;

    /// Must be `#[inline(always)]`.
    fn take(&mut self, span: Span) -> Result<(), Bad>;

    /// Takes eight; an error comes with the number of the value. Must be `#[inline(always)]`.
    #[inline(always)]
    fn take_eight(&mut self, spans: &[Span; LANES]) -> Result<(), (usize, Bad)> {
        take_each(self, spans)
    }
}

#[inline(always)]
fn take_each(taker: &mut (impl TakeSpan + ?Sized), spans: &[Span]) -> Result<(), (usize, Bad)> {
    for (at, &span) in spans.iter().enumerate() {
        taker.take(span).map_err(|bad| (at, bad))?;
    }
    Ok(())
}

/// How the texts of a type become values. All three ways give the same value where they give one.
pub(super) trait ReadValue {
    type Native: Copy + Default;

    /// Reads plain texts of at most eight bytes, eight at once. A lane of the result is 0 where the value is in `out`. Must be
    /// `#[inline(always)]`.
    #[inline(always)]
    fn read_lanes(&self, _lanes: &Lanes<'_>, _out: &mut [Self::Native; LANES]) -> [u64; LANES] {
        [1; LANES]
    }

    /// Whether it is worth a try.
    #[inline(always)]
    fn has_lanes(&self, _lanes: &Lanes<'_>) -> bool {
        false
    }

    /// Reads a plain text, as nearly all are: no blanks around, nothing rare. Must be `#[inline(always)]`.
    #[inline(always)]
    fn read_quickly(&self, _window: Window<'_>) -> Option<Self::Native> {
        None
    }

    /// Reads any text that is not null.
    fn read(&self, text: &[u8]) -> Result<Self::Native, Bad>;
}

/// See [`Values::each`].
struct Texts<'v, F> {
    values: &'v Values<'v>,
    unescaped: Vec<u8>,
    take: F,
}

impl<F: FnMut(&[u8]) -> Result<(), Bad>> TakeSpan for Texts<'_, F> {
    #[inline(always)]
    fn take(&mut self, span: Span) -> Result<(), Bad> {
        (self.take)(self.values.text(span, &mut self.unescaped))
    }
}

/// See [`Values::primitives`].
struct Primitives<'v, R: ReadValue> {
    values: &'v Values<'v>,
    reader: R,
    /// No plain number is null.
    is_quick: bool,
    numbers: Vec<R::Native>,
    filled: usize,
    /// Behind `filled`: the values since the last null are not null.
    nulls: NullBufferBuilder,
    unescaped: Vec<u8>,
}

impl<R: ReadValue> TakeSpan for Primitives<'_, R> {
    const TAKES_EIGHT: bool = true;

    #[inline(always)]
    fn take(&mut self, span: Span) -> Result<(), Bad> {
        if self.is_quick
            && let Some(window) = Window::of(self.values.bytes, span)
            && let Some(number) = self.reader.read_quickly(window)
        {
            self.numbers[self.filled] = number;
            self.filled += 1;
            return Ok(());
        }
        self.take_slowly(span)
    }

    #[inline(always)]
    fn take_eight(&mut self, spans: &[Span; LANES]) -> Result<(), (usize, Bad)> {
        let from = self.filled;
        if self.is_quick
            && let Some(lanes) = Lanes::of(self.values.bytes, spans)
            && self.reader.has_lanes(&lanes)
            && let Some(out) = self.numbers.get_mut(from..).and_then(<[R::Native]>::first_chunk_mut)
        {
            let refused = self.reader.read_lanes(&lanes, out);
            if refused.iter().fold(0, |all, lane| all | lane) == 0 {
                self.filled += LANES;
                return Ok(());
            }
            return self.take_refused(spans, &refused);
        }
        take_each(self, spans)
    }
}

impl<R: ReadValue> Primitives<'_, R> {
    /// Takes those of the eight that are not in `numbers` yet.
    #[inline(never)]
    fn take_refused(&mut self, spans: &[Span; LANES], refused: &[u64; LANES]) -> Result<(), (usize, Bad)> {
        for (at, (&span, &refused)) in spans.iter().zip(refused).enumerate() {
            if refused == 0 {
                self.filled += 1;
            } else {
                self.take(span).map_err(|bad| (at, bad))?;
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn take_slowly(&mut self, span: Span) -> Result<(), Bad> {
        let text = self.values.text(span, &mut self.unescaped);
        if self.values.is_null(text) {
            self.nulls.append_n_non_nulls(self.filled - self.nulls.len());
            self.nulls.append_null();
            // a lane may have written something here that depends on what follows
            self.numbers[self.filled] = R::Native::default();
        } else {
            self.numbers[self.filled] = self.reader.read(text)?;
        }
        self.filled += 1;
        Ok(())
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

    use super::super::testing::{errors, parse_one, parse_texts, parses, spec};
    use super::*;
    use crate::{Dialect, FieldIndex, NullSpellings, parse_column};
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{DataType, Int64Type, TimeUnit};

    #[test]
    fn chosen_rows_only() {
        let bytes = b"1,x,3,NA,5";
        let spans =
            [(0, 1), (2, 3), (4, 5), (6, 8), (9, 10)].map(|(start, end)| Span::new(start, end, false));
        let spec = spec(DataType::Int64);
        let index: FieldIndex = spans.into_iter().collect();
        let parse = |rows| {
            let array = parse_column(bytes, index.column(0), rows, &spec)?;
            Ok::<_, ValueError>(array.as_primitive::<Int64Type>().iter().collect::<Vec<_>>())
        };
        assert_eq!(parse(Rows::Range(2..5)).unwrap(), [Some(3), None, Some(5)]);
        assert_eq!(parse(Rows::Picked(&[0, 4])).unwrap(), [Some(1), Some(5)]);
        assert_eq!(parse(Rows::Range(2..2)).unwrap(), []);
        assert_eq!(parse(Rows::All).unwrap_err().row, 1);
        assert_eq!(parse(Rows::Picked(&[0, 1])).unwrap_err().row, 1);
    }

    /// Also where eight values were read at once: what lies under a null must not depend on what follows it.
    #[test]
    fn zeros_lie_under_nulls() {
        for missing in ["", "NA"] {
            let mut texts = vec!["17"; 40];
            for row in [0, 3, 9, 17, 39] {
                texts[row] = missing;
            }
            let array = parses(DataType::Int64, &texts);
            let array = array.as_primitive::<Int64Type>();
            assert_eq!(array.null_count(), 5);
            for row in 0..40 {
                assert_eq!(array.values()[row], if array.is_null(row) { 0 } else { 17 }, "row {row}");
            }
        }
    }

    /// A spelling of null that is a number counts in every row, whichever reader would take it.
    #[test]
    fn numbers_and_times_that_are_null() {
        for (spelling, value, data_type) in [
            ("-999", "17", DataType::Int64),
            ("-999", "1.5", DataType::Float64),
            ("1900-01-01", "2015-01-31", DataType::Date32),
            ("1900-01-01 00:00:00", "2015-01-31 07:05:09", DataType::Timestamp(TimeUnit::Microsecond, None)),
        ] {
            let nulls = Arc::new(NullSpellings::new(&[spelling.into()], true));
            let spec = ColumnSpec { nulls, ..spec(data_type) };
            let texts: Vec<&str> = (0..40).map(|row| if row % 3 == 0 { spelling } else { value }).collect();
            let array = parse_texts(&spec, &texts).unwrap();
            assert!((0..40).all(|row| array.is_null(row) == (row % 3 == 0)), "{spelling}");
        }
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
        let array = parse_one(b"\"\"\"", Span::new(0, 3, true), &spec).unwrap();
        assert!(array.is_null(0));
        let off = ColumnSpec { dialect: Dialect { quote: None, ..Dialect::default() }, ..spec };
        let array = parse_one(b"\"\"\"", Span::new(0, 3, false), &off).unwrap();
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
