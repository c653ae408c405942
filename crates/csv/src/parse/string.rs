//! Text: one buffer of values, checked as UTF-8 once.

use arrow::array::{NullBufferBuilder, StringArray};
use arrow::buffer::OffsetBuffer;

use super::values::{Bad, TakeSpan, Values};
use super::{ValueError, ValueErrorKind};
use crate::dialect::Encoding;
use crate::nulls::NullSpellings;
use crate::simd::string_array;
use crate::span::Span;

/// Bytes that are copied at once, whatever the text's length: most texts are shorter, and a copy of a fixed size is two moves.
const COPIED: usize = 32;

/// Empty fields are null only when the empty text is among the spellings of null.
pub(super) fn parse(column: &Values<'_>) -> Result<StringArray, ValueError> {
    let mut strings = Strings {
        column,
        null_lengths: column.spec.nulls.lengths_by_first(),
        is_latin1: column.spec.dialect.encoding == Encoding::Latin1,
        texts: Texts::for_about(expected_bytes(column)),
        offsets: Vec::with_capacity(column.len() + 1),
        nulls: NullBufferBuilder::new(column.len()),
        unescaped: Vec::new(),
    };
    strings.offsets.push(0);
    column.each_span(&mut strings)?;
    let Strings { texts, offsets, mut nulls, .. } = strings;
    nulls.append_n_non_nulls(offsets.len() - 1 - nulls.len());
    let offsets = OffsetBuffer::new(offsets.into());
    // The bytes as a whole being UTF-8 is not enough: a value with half a character at its end and one with the other half at its
    // beginning do not pass.
    string_array(offsets, texts.into_bytes(), nulls.finish()).ok_or_else(|| first_not_utf8(column))
}

/// About how many bytes the texts have together, from a few of them; a little more rather than less.
fn expected_bytes(column: &Values<'_>) -> usize {
    const SAMPLED: usize = 64;
    let rows = column.len();
    let step = (rows / SAMPLED).max(1);
    let sampled =
        (0..rows).step_by(step).map(|row| column.span_of(row)).map(|span| span.end() - span.start());
    let (count, bytes) = sampled.fold((0, 0), |(count, bytes), len| (count + 1, bytes + len));
    rows * bytes / count.max(1) * 17 / 16 + COPIED
}

struct Strings<'v> {
    column: &'v Values<'v>,
    null_lengths: &'v [u32; 256],
    is_latin1: bool,
    texts: Texts,
    offsets: Vec<i32>,
    /// Behind `offsets`: the values since the last null are not null.
    nulls: NullBufferBuilder,
    unescaped: Vec<u8>,
}

impl TakeSpan for Strings<'_> {
    #[inline(always)]
    fn take(&mut self, span: Span) -> Result<(), Bad> {
        let text = self.column.text(span, &mut self.unescaped);
        if NullSpellings::may_be(self.null_lengths, text) && self.column.spec.nulls.contains(text) {
            self.nulls.append_n_non_nulls(self.offsets.len() - 1 - self.nulls.len());
            self.nulls.append_null();
        } else if self.is_latin1 && !text.is_ascii() {
            self.texts.push(&utf8_of_latin1(text));
        } else if !span.is_escaped()
            && let Some(window) = self.column.bytes.get(span.start()..).and_then(<[u8]>::first_chunk)
        {
            self.texts.push_short(text, window);
        } else {
            self.texts.push(text);
        }
        self.offsets.push(i32::try_from(self.texts.bytes.len()).map_err(|_| Bad::TooLong)?);
        Ok(())
    }
}

/// Texts one after the other.
struct Texts {
    bytes: Vec<u8>,
}

impl Texts {
    fn for_about(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    #[inline(never)]
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
    }

    /// Pushes `text`, with which `window` begins if it is no longer than that.
    #[inline(always)]
    fn push_short(&mut self, text: &[u8], window: &[u8; COPIED]) {
        if text.len() > COPIED {
            return self.push(text);
        }
        let end = self.bytes.len() + text.len();
        self.bytes.extend_from_slice(window);
        self.bytes.truncate(end);
    }

    fn into_bytes(mut self) -> Vec<u8> {
        // a result may be kept for long, and counts with all that it holds
        if self.bytes.capacity() > self.bytes.len() + self.bytes.len() / 8 {
            self.bytes.shrink_to_fit();
        }
        self.bytes
    }
}

fn utf8_of_latin1(text: &[u8]) -> Vec<u8> {
    text.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()
}

/// The row of the first text that is not UTF-8.
#[cold]
fn first_not_utf8(column: &Values<'_>) -> ValueError {
    let check = |text: &[u8]| match simdutf8::basic::from_utf8(text) {
        Err(_) if !column.spec.nulls.contains(text) => Err(Bad::NotA),
        _ => Ok(()),
    };
    let row = column.each(check).err().map_or(0, |error| error.row);
    ValueError { row, kind: ValueErrorKind::NotUtf8 }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{parse_texts, spec};
    use super::*;
    use crate::{ColumnSpec, Dialect, NullSpellings};
    use arrow::array::AsArray;
    use arrow::datatypes::DataType;
    use proptest::prelude::*;

    fn strings<T: AsRef<[u8]>>(spec: &ColumnSpec, texts: &[T]) -> Result<Vec<Option<String>>, ValueError> {
        let array = parse_texts(spec, texts)?;
        Ok(array.as_string::<i32>().iter().map(|text| text.map(str::to_string)).collect())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_string())
    }

    #[test]
    fn texts_and_nulls() {
        let utf8 = spec(DataType::Utf8);
        assert_eq!(
            strings(&utf8, &["a", "", " b ", "NA", "é😀"]).unwrap(),
            [some("a"), None, some(" b "), None, some("é😀")]
        );
        let keep_all = ColumnSpec { nulls: Arc::new(NullSpellings::new(&[], false)), ..utf8 };
        assert_eq!(strings(&keep_all, &["", "NA"]).unwrap(), [some(""), some("NA")]);
        assert_eq!(strings::<&str>(&keep_all, &[]).unwrap(), []);
    }

    #[test]
    fn invalid_utf8_is_located() {
        let utf8 = spec(DataType::Utf8);
        // half a character each: valid only when joined
        let error = strings(&utf8, &[&b"ok"[..], b"\xC3", b"\xA9"]).unwrap_err();
        assert_eq!(error, ValueError { row: 1, kind: ValueErrorKind::NotUtf8 });
        assert_eq!(strings(&utf8, &["é".as_bytes(), b"a", b"\xFF"]).unwrap_err().row, 2);
    }

    #[test]
    fn latin1() {
        let dialect = Dialect { encoding: Encoding::Latin1, ..Dialect::default() };
        let latin1 = ColumnSpec { dialect, ..spec(DataType::Utf8) };
        assert_eq!(strings(&latin1, &[&b"caf\xE9"[..], b"abc"]).unwrap(), [some("café"), some("abc")]);
    }

    proptest! {
        #[test]
        fn each_value_is_checked(texts in prop::collection::vec(prop::collection::vec(prop_oneof![
            Just(b'a'), Just(0xC3), Just(0xA9), Just(0xF0), Just(0x9F), Just(0x98), Just(0x80)], 0..5), 0..6)) {
            let spec = ColumnSpec { nulls: Arc::new(NullSpellings::new(&[], false)), ..spec(DataType::Utf8) };
            let expected = texts.iter().map(|text| String::from_utf8(text.clone()).ok());
            match expected.clone().position(|text| text.is_none()) {
                None => prop_assert_eq!(strings(&spec, &texts).unwrap(), expected.collect::<Vec<_>>()),
                Some(row) => prop_assert_eq!(strings(&spec, &texts).unwrap_err().row, row),
            }
        }
    }
}
