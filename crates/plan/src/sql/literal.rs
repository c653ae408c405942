//! Constants: numbers, texts, dates, timestamps and intervals.

use sqlparser::ast::{self, Interval, Spanned, TypedString, Value, ValueWithSpan};
use sqlparser::tokenizer::Location;

use super::reader::Reader;
use crate::PlanError;
use crate::scalar::Scalar;
use crate::time_text;
use crate::types::{DURATION, TIMESTAMP, parse_data_type};
use arrow::datatypes::DataType;

/// A plain constant.
pub(super) fn value(reader: &Reader, value: &ValueWithSpan) -> Result<Scalar, PlanError> {
    match &value.value {
        Value::Number(digits, _) => number(reader, value.span.start, digits, false),
        Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => {
            Ok(Scalar::String(text.clone()))
        }
        Value::Boolean(value) => Ok(Scalar::Bool(*value)),
        Value::Null => Ok(Scalar::Null),
        other => Err(reader.error_at(value.span.start, format!("the constant {other} is not supported"))),
    }
}

/// A number: `int64` where it fits, `uint64` up to its maximum, else (and with a point or an exponent) `float64`.
pub(super) fn number(
    reader: &Reader,
    place: Location,
    digits: &str,
    negative: bool,
) -> Result<Scalar, PlanError> {
    let signed = if negative { format!("-{digits}") } else { digits.to_string() };
    if let Ok(value) = signed.parse::<i64>() {
        return Ok(Scalar::Int64(value));
    }
    if let Ok(value) = signed.parse::<u64>() {
        return Ok(Scalar::UInt64(value));
    }
    match signed.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Scalar::Float64(value)),
        Ok(_) => Err(reader.error_at(place, format!("the number {signed} is too large for a float64"))),
        Err(_) => Err(reader.error_at(place, format!("{signed} is not a number"))),
    }
}

/// `date '..'` and `timestamp '..'`.
pub(super) fn typed_string(
    reader: &Reader,
    parsed: &ast::Expr,
    typed: &TypedString,
) -> Result<Scalar, PlanError> {
    let text = match &typed.value.value {
        Value::SingleQuotedString(text) => text.as_str(),
        other => return Err(reader.error_in(parsed, format!("the constant {other} is not supported"))),
    };
    let (read, form) = match parse_data_type(&typed.data_type.to_string())? {
        DataType::Date32 => (time_text::parse_date(text).map(Scalar::Date), "date '2015-01-31'"),
        data_type if data_type == TIMESTAMP => {
            (time_text::parse_timestamp(text).map(Scalar::Timestamp), "timestamp '2015-01-31 12:30:00'")
        }
        data_type if data_type == DURATION => {
            (time_text::parse_duration(text).map(Scalar::Duration), "interval '20 minutes'")
        }
        _ => return Err(reader.error_in(parsed, format!("`{parsed}` is not supported; write a cast"))),
    };
    read.ok_or_else(|| {
        reader.error_at(typed.value.span.start, format!("'{text}' cannot be read; write it as {form}"))
    })
}

/// `interval '20 minutes'`, `interval 20 minutes` and `interval '20' minute`.
pub(super) fn interval(
    reader: &Reader,
    parsed: &ast::Expr,
    interval: &Interval,
) -> Result<Scalar, PlanError> {
    let amount = match interval.value.as_ref() {
        ast::Expr::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) => text.clone(),
        ast::Expr::Value(ValueWithSpan { value: Value::Number(digits, _), .. }) => digits.clone(),
        other => return Err(reader.error_in(other, "an interval takes a constant: interval '20 minutes'")),
    };
    if interval.last_field.is_some() {
        return Err(reader.error_in(parsed, "write an interval as interval '1 day 2 hours'"));
    }
    let text = match &interval.leading_field {
        Some(unit) => format!("{amount} {unit}"),
        None => amount,
    };
    time_text::parse_duration(&text).map(Scalar::Duration).ok_or_else(|| {
        let message = format!(
            "`{text}` is not a duration; write it in weeks, days, hours, minutes, seconds, milliseconds or microseconds"
        );
        reader.error_at(interval.value.span().start, message)
    })
}
