//! Floats, booleans and times as text, as pandas writes them.

use std::fmt::{self, Write};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, StringArray, StringBuilder};
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, TimeUnit,
    TimestampMicrosecondType,
};

use crate::eval::calendar::{
    self, Day, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, days_of, time_of_day,
};

/// Floats as Python's `repr` has them, booleans as `True` and `False`, dates as `2015-01-31`, timestamps as
/// `2015-01-31 14:05:00[.ffffff]`, durations as `[-]N days [+]HH:MM:SS[.ffffff]`. `None` for other types.
pub(super) fn format(array: &dyn Array) -> Option<ArrayRef> {
    match array.data_type() {
        DataType::Float64 => Some(texts::<Float64Type>(array, |value, out| write_float(out, value, value))),
        DataType::Float32 => {
            Some(texts::<Float32Type>(array, |value, out| write_float(out, value, f64::from(value))))
        }
        DataType::Boolean => Some(truths(array)),
        DataType::Date32 => Some(texts::<Date32Type>(array, |days, out| write_day(out, i64::from(days)))),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            Some(texts::<TimestampMicrosecondType>(array, |micros, out| {
                write_day(out, days_of(micros))?;
                out.write_char(' ')?;
                write_time(out, time_of_day(micros))
            }))
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            Some(texts::<DurationMicrosecondType>(array, |micros, out| {
                let days = days_of(micros);
                write!(out, "{days} days {}", if days < 0 { "+" } else { "" })?;
                write_time(out, time_of_day(micros))
            }))
        }
        _ => None,
    }
}

fn texts<T: ArrowPrimitiveType>(
    array: &dyn Array,
    write: impl Fn(T::Native, &mut StringBuilder) -> fmt::Result,
) -> ArrayRef {
    let mut out = StringBuilder::new();
    for value in array.as_primitive::<T>() {
        match value {
            // Writing to a builder cannot fail: it grows.
            Some(value) => {
                let _ = write(value, &mut out);
                out.append_value("");
            }
            None => out.append_null(),
        }
    }
    Arc::new(out.finish())
}

fn truths(array: &dyn Array) -> ArrayRef {
    let texts =
        array.as_boolean().iter().map(|value| value.map(|value| if value { "True" } else { "False" }));
    Arc::new(StringArray::from_iter(texts))
}

/// The fewest digits that read back as the same float, with an exponent below 0.0001 and from 1e16 on: `1.0`, `1e-05`, `1e+300`.
/// `value` is the number in its own width, which decides the digits; `wide` is the same number.
fn write_float<T: fmt::Display + fmt::LowerExp>(out: &mut StringBuilder, value: T, wide: f64) -> fmt::Result {
    if !wide.is_finite() {
        return out.write_str(if wide.is_nan() {
            "nan"
        } else if wide > 0.0 {
            "inf"
        } else {
            "-inf"
        });
    }
    let size = wide.abs();
    if wide == 0.0 || (1e-4..1e16).contains(&size) {
        return write!(out, "{value}{}", if wide.fract() == 0.0 { ".0" } else { "" });
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    write!(out, "{digits}e{sign}{exponent:0>2}")
}

fn write_day(out: &mut StringBuilder, days: i64) -> fmt::Result {
    let Day { year, month, day } = calendar::day(days);
    write!(out, "{year:04}-{month:02}-{day:02}")
}

fn write_time(out: &mut StringBuilder, micros: i64) -> fmt::Result {
    let (hour, minute) = (micros / MICROS_PER_HOUR, micros / MICROS_PER_MINUTE % 60);
    write!(out, "{hour:02}:{minute:02}:{:02}", micros / MICROS_PER_SECOND % 60)?;
    match micros % MICROS_PER_SECOND {
        0 => Ok(()),
        fraction => write!(out, ".{fraction:06}"),
    }
}
