//! Booleans, and columns of nulls: against the list of spellings.

use arrow::datatypes::DataType;

use crate::column::{Column, Value};
use crate::input::Input;

/// Settings: Boolean or Null, then those of [`Column`].
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let data_type = [DataType::Boolean, DataType::Null][input.choice(2)].clone();
    let column = Column::new(&mut input, data_type);
    let (is_null, guessed) = (column.spec.data_type == DataType::Null, column.spec.guessed);
    column.check(|text| match text {
        _ if is_null => None,
        b"true" | b"True" | b"TRUE" => Some(Value::Bool(true)),
        b"false" | b"False" | b"FALSE" => Some(Value::Bool(false)),
        b"0" | b"1" if !guessed => Some(Value::Bool(text == b"1")),
        _ => None,
    });
}
