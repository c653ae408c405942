//! A column without values.

use std::sync::Arc;

use arrow::array::{ArrayRef, NullArray};

use super::ValueError;
use super::values::{Bad, Values};

pub(super) fn parse(values: &Values<'_>) -> Result<ArrayRef, ValueError> {
    values.each(|text| if values.is_null(text) { Ok(()) } else { Err(Bad::NotA) })?;
    Ok(Arc::new(NullArray::new(values.len())))
}
