//! Casts. A value that the new type cannot hold is an error with that value and its row; nothing becomes null.
//!
//! | from → to | rule |
//! |---|---|
//! | integer → narrower integer, or to unsigned | must fit |
//! | float → integer | truncated towards zero, as pandas' astype; NaN, infinities and what does not fit are errors |
//! | integer → float | to the nearest float |
//! | float64 → float32 | to the nearest; a finite value beyond its range is an error |
//! | number ↔ bool | not zero is true (NaN too); true is 1 |
//! | text → anything | as the CSV reader reads a column of that type; the empty text is an error |
//! | anything → text | as pandas' astype: `1.0`, `1e+300`, `nan`, `True`, `2015-01-31 14:05:00` |
//! | timestamp → date | the day it lies in, before 1970 too |
//! | timestamp, duration ↔ int64 | microseconds |
//! | date ↔ int64 | days |

mod format;
mod parse;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, TimestampMicrosecondArray, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Date32Type, Float32Type, Float64Type, TimestampMicrosecondType};
use arrow::util::display::array_value_to_string;
use chunkwise_plan::TIMESTAMP;

use super::calendar::{MICROS_PER_DAY, days_of};
use super::error::EvalError;
use super::value::{Context, Value, share};

/// Longest text of an offending value in an error, in characters.
const SHOWN_CHARACTERS: usize = 80;

/// `value` as type `to`.
pub(super) fn cast(ctx: &Context, value: &Value, to: &DataType) -> Result<Value, EvalError> {
    if value.data_type() == to {
        return Ok(value.clone());
    }
    value.map(|array| match (array.data_type(), to) {
        (DataType::Null, _) => Ok(new_null_array(to, array.len())),
        (DataType::Utf8, _) => parse::parse(ctx, array.as_string(), to),
        (from, DataType::Utf8) if !from.is_integer() => {
            format::format(array).ok_or_else(|| ctx.unsupported(&[value]))
        }
        (from, DataType::Date32) if *from == TIMESTAMP => Ok(timestamps_to_dates(array)),
        (DataType::Date32, to) if *to == TIMESTAMP => dates_to_timestamps(ctx, array),
        (DataType::Float64, DataType::Float32) => narrow_floats(ctx, array),
        _ => with_arrow(ctx, array, to), // the binder checked that there is such a cast
    })
}

fn with_arrow(ctx: &Context, array: &dyn Array, to: &DataType) -> Result<ArrayRef, EvalError> {
    // Arrow's "safe" casts make null what does not fit: a null that was a value marks the offender.
    let options = CastOptions { safe: true, ..CastOptions::default() };
    let result = cast_with_options(array, to, &options).map_err(|source| ctx.arrow(source))?;
    if result.null_count() > array.null_count() {
        let lost = (0..array.len()).find(|&row| result.is_null(row) && array.is_valid(row));
        return Err(misfit(ctx, array, to, lost.unwrap_or(0)));
    }
    Ok(result)
}

fn narrow_floats(ctx: &Context, array: &dyn Array) -> Result<ArrayRef, EvalError> {
    let doubles = array.as_primitive::<Float64Type>();
    let singles = doubles.unary::<_, Float32Type>(|value| value as f32);
    let lost = |row: &usize| {
        doubles.is_valid(*row) && singles.value(*row).is_infinite() && doubles.value(*row).is_finite()
    };
    match (0..array.len()).find(lost) {
        Some(row) => Err(misfit(ctx, array, &DataType::Float32, row)),
        None => Ok(Arc::new(singles)),
    }
}

fn timestamps_to_dates(array: &dyn Array) -> ArrayRef {
    // The days of 64-bit microseconds fit 32 bits.
    let dates: Date32Array =
        array.as_primitive::<TimestampMicrosecondType>().unary(|micros| days_of(micros) as i32);
    Arc::new(dates)
}

fn dates_to_timestamps(ctx: &Context, array: &dyn Array) -> Result<ArrayRef, EvalError> {
    let dates = array.as_primitive::<Date32Type>();
    let micros = |days: i32| i64::from(days).checked_mul(MICROS_PER_DAY);
    let result: Result<TimestampMicrosecondArray, ()> = dates.try_unary(|days| micros(days).ok_or(()));
    match result {
        Ok(timestamps) => Ok(Arc::new(timestamps)),
        Err(()) => {
            let lost =
                (0..dates.len()).find(|&row| dates.is_valid(row) && micros(dates.value(row)).is_none());
            Err(misfit(ctx, array, &TIMESTAMP, lost.unwrap_or(0)))
        }
    }
}

/// The error for the value at `row`.
fn misfit(ctx: &Context, array: &dyn Array, to: &DataType, row: usize) -> EvalError {
    let value = match format::format(&share(array).slice(row, 1)) {
        Some(text) => text.as_string::<i32>().value(0).to_string(),
        None => array_value_to_string(array, row).unwrap_or_default(),
    };
    EvalError::Cast {
        expression: ctx.text(),
        value: value.chars().take(SHOWN_CHARACTERS).collect(),
        to: to.clone(),
        row,
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
