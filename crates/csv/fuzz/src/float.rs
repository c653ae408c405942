//! Floats of both widths: against std, to the last bit.

use arrow::datatypes::DataType;

use crate::column::{Column, Value, trimmed};
use crate::input::Input;
use crate::int::is_code;

/// Settings: width, then those of [`Column`].
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let narrow = input.flag();
    let data_type = if narrow { DataType::Float32 } else { DataType::Float64 };
    let column = Column::new(&mut input, data_type);
    let (guessed, decimal) = (column.spec.guessed, column.spec.dialect.decimal);
    column.check(|text| {
        let text = trimmed(text)?;
        if (guessed && is_code(text)) || (decimal != b'.' && text.contains('.')) {
            return None;
        }
        let text = text.replace(char::from(decimal), ".");
        if narrow {
            text.parse().ok().map(|value: f32| Value::Float32(value.to_bits()))
        } else {
            text.parse().ok().map(|value: f64| Value::Float64(value.to_bits()))
        }
    });
}
