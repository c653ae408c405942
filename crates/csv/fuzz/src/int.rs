//! Integers of every width: against std's 128-bit ones.

use arrow::datatypes::DataType;

use crate::column::{Column, Value, trimmed};
use crate::input::Input;

/// Settings: type, then those of [`Column`].
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let (data_type, least, most) = [
        (DataType::Int64, i64::MIN.into(), i64::MAX.into()),
        (DataType::UInt64, 0, u64::MAX.into()),
        (DataType::Int8, i8::MIN.into(), i8::MAX.into()),
        (DataType::Int16, i16::MIN.into(), i16::MAX.into()),
        (DataType::Int32, i32::MIN.into(), i32::MAX.into()),
        (DataType::UInt8, 0, u8::MAX.into()),
        (DataType::UInt16, 0, u16::MAX.into()),
        (DataType::UInt32, 0, u32::MAX.into()),
    ][input.choice(8)]
    .clone();
    let column = Column::new(&mut input, data_type);
    let guessed = column.spec.guessed;
    column.check(|text| {
        let text = trimmed(text)?;
        // a guessed type takes only what is written as it is inferred: see `Inference`
        let is_other_class = is_code(text) || (least == 0 && text.starts_with('-'));
        let value = text.parse::<i128>().ok().filter(|value| (least..=most).contains(value))?;
        (!guessed || !is_other_class).then_some(Value::Int(value))
    });
}

/// An integer with a leading zero.
pub fn is_code(trimmed: &str) -> bool {
    let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}
