//! Times as text, as pandas writes them.

use std::fmt::{self, Write};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, StringBuilder};
use arrow::datatypes::{DataType, Date32Type, DurationMicrosecondType, TimeUnit, TimestampMicrosecondType};

use crate::eval::calendar::{
    self, Day, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, days_of, time_of_day,
};

/// Dates as `2015-01-31`, timestamps as `2015-01-31 14:05:00[.ffffff]`, durations as `[-]N days [+]HH:MM:SS[.ffffff]`.
/// `None` for other types.
pub(super) fn format(array: &dyn Array) -> Option<ArrayRef> {
    match array.data_type() {
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
