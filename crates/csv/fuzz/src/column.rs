//! What holds for every typed parser: a text has one value, wherever it lies, however it is written, and with
//! whatever rows it is asked for.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use chunkwise_csv::{ColumnSpec, FieldIndex, Rows, Span, ValueError, ValueErrorKind, parse_column};

use crate::input::Input;
use crate::nulls::Nulls;

/// A value of any type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// It is missing.
    Null,
    /// A Boolean.
    Bool(bool),
    /// An integer, or days or microseconds.
    Int(i128),
    /// The bits of a double.
    Float64(u64),
    /// The bits of a float.
    Float32(u32),
    /// Text.
    Text(String),
}

/// What surrounds a text: bytes that a parser which reads too far would take for more of it.
const FILLS: [&[u8]; 8] = [b"0", b" ", b"9.", b":59", b"e5", b"\xFF", b"\0", b"\"\""];

/// Rows of a column: three times as many as parsers take at once, and some.
const ROWS: usize = 27;

/// Bytes after a text: more than a parser looks at.
const FARTHEST: usize = 33;

/// The settings that all typed parsers share, and the texts.
pub struct Column<'a> {
    /// Which texts are null.
    pub nulls: Nulls,
    /// How to parse.
    pub spec: ColumnSpec,
    fill: &'static [u8],
    picks: usize,
    from: usize,
    to: usize,
    texts: Vec<&'a [u8]>,
}

impl<'a> Column<'a> {
    /// Settings: guessed, nulls, dialect (4), order of days and months, fill, rows not picked (2), rows
    /// before a run, rows after it. The texts are the lines.
    pub fn new(input: &mut Input<'a>, data_type: DataType) -> Self {
        let guessed = input.flag();
        let nulls = Nulls::new(input.choice(4));
        let dialect = input.dialect();
        let dayfirst = [None, Some(false), Some(true)][input.choice(3)];
        let spec = ColumnSpec { data_type, guessed, nulls: nulls.spellings.clone(), dialect, dayfirst };
        let fill = FILLS[input.choice(FILLS.len())];
        let picks = input.wide_choice(1 << 16);
        let texts = input.lines();
        let from = input.choice(ROWS + 1);
        let to = ROWS - input.choice(ROWS + 1 - from);
        Self { nulls, spec, fill, picks, from, to, texts }
    }

    /// Checks all texts, which are null or have the value that `reference` says (`None`: they are errors).
    pub fn check(&self, reference: impl Fn(&[u8]) -> Option<Value>) {
        let mut parsed = Vec::new();
        for text in &self.texts {
            let found = self.parse_between(&[], text, &[], false);
            let is_null =
                self.nulls.contains(text) || (text.is_empty() && self.spec.data_type != DataType::Utf8);
            let expected = if is_null { Some(Value::Null) } else { reference(text) };
            assert_eq!(
                found.clone().ok(),
                expected,
                "{:?}, which is {found:?} by {}",
                lossy(text),
                self.settings()
            );
            self.same_wherever_it_lies(text, &found);
            self.same_in_quotes(text, &found);
            parsed.push(found);
        }
        self.same_for_any_rows(&parsed);
    }

    fn settings(&self) -> String {
        let ColumnSpec { data_type, guessed, dialect, dayfirst, .. } = &self.spec;
        format!("{data_type}, guessed: {guessed}, dayfirst: {dayfirst:?}, {dialect:?}, {:?}", self.nulls)
    }

    /// The value of a text that lies between others, asked for as often as parsers may take values at once,
    /// and once more. The buffer is its own allocation, so that a sanitizer sees reads beyond it.
    fn parse_between(
        &self,
        before: &[u8],
        text: &[u8],
        after: &[u8],
        escaped: bool,
    ) -> Result<Value, ValueErrorKind> {
        const TIMES: usize = 9;
        let buffer = [before, text, after].concat().into_boxed_slice();
        let span = Span::new(before.len(), before.len() + text.len(), escaped);
        let fields: FieldIndex = [span; TIMES].into_iter().collect();
        let array = parse_column(&buffer, fields.column(0), Rows::All, &self.spec).map_err(|error| {
            assert_eq!(error.row, 0);
            error.kind
        })?;
        assert_eq!((array.len(), array.data_type()), (TIMES, &self.spec.data_type));
        let found = value(&array, 0);
        assert!((1..TIMES).all(|row| value(&array, row) == found), "{:?} is {array:?}", lossy(text));
        Ok(found)
    }

    /// Parsers may look at whole words when there are some: each distance from the ends of the buffer is
    /// another case.
    fn same_wherever_it_lies(&self, text: &[u8], expected: &Result<Value, ValueErrorKind>) {
        let fill: Vec<u8> = self.fill.iter().copied().cycle().take(FARTHEST).collect();
        for after in 0..=FARTHEST {
            let (before, after) = (&fill[after..], &fill[..after]);
            let found = self.parse_between(before, text, after, false);
            let place = format!("{} bytes before the end, in {:?}", after.len(), lossy(self.fill));
            assert_eq!(found, *expected, "{:?} {place}, by {}", lossy(text), self.settings());
        }
    }

    /// Quotes doubled, the quotes closed at the end or earlier.
    fn same_in_quotes(&self, text: &[u8], expected: &Result<Value, ValueErrorKind>) {
        let Some(quote) = self.spec.dialect.quote else { return };
        let early = self.from.min(text.len()); // any number will do
        for closed_at in [text.len(), early] {
            let (inner, tail) = text.split_at(closed_at);
            if tail.first() == Some(&quote) {
                continue; // it would not be a closing quote
            }
            let mut raw = Vec::new();
            for &byte in inner {
                raw.push(byte);
                if byte == quote {
                    raw.push(quote);
                }
            }
            raw.push(quote);
            raw.extend_from_slice(tail);
            let found = self.parse_between(&[quote], &raw, self.fill, true);
            assert_eq!(
                found,
                *expected,
                "{:?} written {:?}, by {:?}",
                lossy(text),
                lossy(&raw),
                self.settings()
            );
        }
    }

    /// A column has the values of its texts, or the error of the first bad one: for all rows, a run of them,
    /// or some.
    fn same_for_any_rows(&self, parsed: &[Result<Value, ValueErrorKind>]) {
        let rows = 0..self.texts.len();
        let good: Vec<usize> = rows.clone().filter(|&row| parsed[row].is_ok()).collect();
        for texts in [rows.collect(), good] {
            let texts: Vec<usize> = texts.iter().copied().cycle().take(ROWS).collect(); // none of none
            for after in [0, FARTHEST] {
                self.check_rows(&texts, after, parsed);
            }
        }
    }

    /// Checks a column of these texts, which ends so many bytes before the buffer does.
    fn check_rows(&self, texts: &[usize], after: usize, parsed: &[Result<Value, ValueErrorKind>]) {
        let (mut buffer, mut spans) = (Vec::new(), Vec::new());
        for &text in texts {
            buffer.extend_from_slice(if spans.is_empty() { b"" } else { self.fill });
            let start = buffer.len();
            buffer.extend_from_slice(self.texts[text]);
            spans.push(Span::new(start, buffer.len(), false));
        }
        buffer.extend(self.fill.iter().cycle().take(after));
        let buffer = buffer.into_boxed_slice();
        let fields: FieldIndex = spans.into_iter().collect();
        let parse = |rows: Rows<'_>| parse_column(&buffer, fields.column(0), rows, &self.spec);

        let all: Vec<usize> = (0..texts.len()).collect();
        let run = if texts.is_empty() { 0..0 } else { self.from..self.to };
        let picks: Vec<usize> = all.iter().copied().filter(|row| self.picks >> (row % 16) & 1 == 0).collect();
        let numbers: Vec<u32> = picks.iter().map(|&row| row as u32).collect();
        for (rows, found) in [
            (&all[..], parse(Rows::All)),
            (&all[run.clone()], parse(Rows::Range(run))),
            (&picks, parse(Rows::Picked(&numbers))),
        ] {
            let one_by_one =
                rows.iter().map(|&row| parsed[texts[row]].clone().map_err(|kind| ValueError { row, kind }));
            let expected: Result<Vec<_>, _> = one_by_one.collect();
            let found = found.map(|array| {
                assert_eq!(*array.data_type(), self.spec.data_type);
                (0..array.len()).map(|row| value(&array, row)).collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "rows {rows:?} of {:?} by {}", lossy(&buffer), self.settings());
        }
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// One value of an array that a parser made.
fn value(array: &ArrayRef, row: usize) -> Value {
    if array.logical_nulls().is_some_and(|nulls| nulls.is_null(row)) {
        return Value::Null;
    }
    macro_rules! int {
        ($type:ty) => {
            Value::Int(i128::from(array.as_primitive::<$type>().value(row)))
        };
    }
    match array.data_type() {
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => int!(Int8Type),
        DataType::Int16 => int!(Int16Type),
        DataType::Int32 => int!(Int32Type),
        DataType::Int64 => int!(Int64Type),
        DataType::UInt8 => int!(UInt8Type),
        DataType::UInt16 => int!(UInt16Type),
        DataType::UInt32 => int!(UInt32Type),
        DataType::UInt64 => int!(UInt64Type),
        DataType::Date32 => int!(Date32Type),
        DataType::Timestamp(..) => int!(TimestampMicrosecondType),
        DataType::Duration(_) => int!(DurationMicrosecondType),
        DataType::Float32 => Value::Float32(array.as_primitive::<Float32Type>().value(row).to_bits()),
        DataType::Float64 => Value::Float64(array.as_primitive::<Float64Type>().value(row).to_bits()),
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).to_owned()),
        other => panic!("no parser makes {other}"),
    }
}

/// The text without blanks and tabs around it, if it is ASCII: all numbers and times are.
pub fn trimmed(text: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
    Some(text.trim_matches([' ', '\t']))
}
