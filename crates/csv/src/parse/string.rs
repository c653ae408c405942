//! Text: one buffer of values, checked as UTF-8 once.

use arrow::array::{NullBufferBuilder, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer};

use super::values::{Bad, Values};
use super::{ValueError, ValueErrorKind};
use crate::dialect::Encoding;

/// Empty fields are null only when the empty text is among the spellings of null.
pub(super) fn parse(column: &Values<'_>) -> Result<StringArray, ValueError> {
    let mut text_bytes = 0;
    column.each(|text| {
        text_bytes += text.len();
        Ok(())
    })?;
    let mut values: Vec<u8> = Vec::with_capacity(text_bytes);
    let mut offsets: Vec<i32> = Vec::with_capacity(column.len() + 1);
    offsets.push(0);
    let mut nulls = NullBufferBuilder::new(column.len());
    let encoding = column.spec.dialect.encoding;
    column.each(|text| {
        if column.spec.nulls.contains(text) {
            nulls.append_null();
        } else {
            match encoding {
                Encoding::Latin1 if !text.is_ascii() => push_latin1(text, &mut values),
                _ => values.extend_from_slice(text),
            }
            nulls.append_non_null();
        }
        offsets.push(i32::try_from(values.len()).map_err(|_| Bad::TooLong)?);
        Ok(())
    })?;
    let offsets = OffsetBuffer::new(offsets.into());
    // This checks that the buffer as a whole is UTF-8 and that no value ends inside a character, so each value is UTF-8: a value
    // with half a character at its end and one with the other half at its beginning do not pass.
    StringArray::try_new(offsets, Buffer::from_vec(values), nulls.finish())
        .map_err(|_| first_not_utf8(column))
}

fn push_latin1(text: &[u8], values: &mut Vec<u8>) {
    let mut utf8 = [0; 4];
    for &byte in text {
        values.extend_from_slice(char::from(byte).encode_utf8(&mut utf8).as_bytes());
    }
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
