//! Booleans: the six spellings of pandas, and 0 and 1 where a Boolean was asked for.

use arrow::array::{BooleanArray, BooleanBufferBuilder, NullBufferBuilder};

use super::ValueError;
use super::values::{Bad, Values};

/// The value of a text that is a Boolean's and nothing else's.
#[inline]
pub(crate) fn read(text: &[u8]) -> Option<bool> {
    match text {
        b"true" | b"True" | b"TRUE" => Some(true),
        b"false" | b"False" | b"FALSE" => Some(false),
        _ => None,
    }
}

pub(super) fn parse(column: &Values<'_>) -> Result<BooleanArray, ValueError> {
    let mut values = BooleanBufferBuilder::new(column.len());
    let mut nulls = NullBufferBuilder::new(column.len());
    column.each(|text| {
        if column.is_null(text) {
            values.append(false);
            nulls.append_null();
            return Ok(());
        }
        let value = match text {
            b"0" | b"1" if !column.spec.guessed => Some(text == b"1"),
            _ => read(text),
        };
        values.append(value.ok_or(Bad::NotA)?);
        nulls.append_non_null();
        Ok(())
    })?;
    Ok(BooleanArray::new(values.finish(), nulls.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::ValueErrorKind;
    use super::super::testing::{errors, guessed, parse_texts, parses};
    use arrow::array::AsArray;
    use arrow::datatypes::DataType;

    #[test]
    fn spellings() {
        let array = parses(DataType::Boolean, &["true", "TRUE", "", "False", "0", "1"]);
        let values: Vec<_> = array.as_boolean().iter().collect();
        assert_eq!(values, [Some(true), Some(true), None, Some(false), Some(false), Some(true)]);
        for text in ["yes", "tRUE", " true", "2", "t"] {
            assert_eq!(errors(DataType::Boolean, text), ValueErrorKind::NotA(DataType::Boolean), "{text}");
        }
        assert!(parse_texts(&guessed(DataType::Boolean), &["true", "1"]).is_err());
    }
}
