//! Which type two types have in common, and conversions of constants.

use arrow::datatypes::DataType;

use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::Expr;
use crate::scalar::Scalar;
use crate::time_text;
use crate::types::{DURATION, TIMESTAMP, is_float, is_moment, is_number, type_name, widened};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The type that values of both types can have together, as in the branches of a case or in stacked tables;
/// `None` if there is none. Texts, booleans and numbers do not mix.
pub(crate) fn common_type(left: &DataType, right: &DataType) -> Option<DataType> {
    match (left, right) {
        (a, b) if a == b => Some(a.clone()),
        (DataType::Null, other) | (other, DataType::Null) => Some(other.clone()),
        (a, b) if is_number(a) && is_number(b) => Some(common_number(a, b)),
        (a, b) if is_moment(a) && is_moment(b) => Some(TIMESTAMP),
        _ => None,
    }
}

/// The type in which two numbers meet: a float if either is one, else `int64`; `uint64` only with itself.
pub(super) fn common_number(left: &DataType, right: &DataType) -> DataType {
    if is_float(left) || is_float(right) {
        DataType::Float64
    } else if widened(left) == widened(right) {
        widened(left)
    } else {
        DataType::Int64
    }
}

/// The expression as a condition: booleans as they are, null as a boolean null.
pub(super) fn to_boolean(typed: TypedExpr, expr: &Expr) -> Result<TypedExpr, PlanError> {
    match &typed.data_type {
        DataType::Boolean | DataType::Null => Ok(typed.cast_to(&DataType::Boolean)),
        other => {
            let what = format!("a condition must be true or false, and this is {}", article(other));
            let hint = match other {
                DataType::Utf8 => "compare it with a text, as in name = 'x'",
                other if is_number(other) => "compare it with a number, as in x <> 0",
                _ => "compare it with a value",
            };
            Err(PlanError::mismatch(expr, what, hint))
        }
    }
}

/// The constant as a value of `data_type`, if that is what a cast would give, exactly; `None` leaves it to a cast.
pub(super) fn convert_literal(value: &Scalar, data_type: &DataType) -> Option<Scalar> {
    match (value, data_type) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "what a cast of the value does, too: rounds to nearest"
        )]
        (Scalar::Int64(value), DataType::Float64) => Some(Scalar::Float64(*value as f64)),
        #[expect(
            clippy::cast_precision_loss,
            reason = "what a cast of the value does, too: rounds to nearest"
        )]
        (Scalar::UInt64(value), DataType::Float64) => Some(Scalar::Float64(*value as f64)),
        (Scalar::Int64(value), DataType::UInt64) => u64::try_from(*value).ok().map(Scalar::UInt64),
        (Scalar::UInt64(value), DataType::Int64) => i64::try_from(*value).ok().map(Scalar::Int64),
        (Scalar::Bool(value), DataType::Int64) => Some(Scalar::Int64(i64::from(*value))),
        (Scalar::Date(days), timestamp) if *timestamp == TIMESTAMP => {
            i64::from(*days).checked_mul(MICROS_PER_DAY).map(Scalar::Timestamp)
        }
        _ => None,
    }
}

/// A text constant beside a date, timestamp or duration, read as one. A date stays a date beside a date, and
/// becomes a timestamp if it has a time of day. Anything else comes back as it is.
pub(super) fn read_time_literal(
    expr: &Expr,
    typed: TypedExpr,
    beside: &DataType,
) -> Result<TypedExpr, PlanError> {
    let TypedKind::Literal(Scalar::String(text)) = &typed.kind else {
        return Ok(typed);
    };
    let (read, form) = match beside {
        DataType::Date32 => {
            let date = time_text::parse_date(text).map(Scalar::Date);
            (date.or_else(|| time_text::parse_timestamp(text).map(Scalar::Timestamp)), "2015-01-31")
        }
        other if *other == TIMESTAMP => {
            (time_text::parse_timestamp(text).map(Scalar::Timestamp), "2015-01-31 12:30:00")
        }
        other if *other == DURATION => (time_text::parse_duration(text).map(Scalar::Duration), "20 minutes"),
        _ => return Ok(typed),
    };
    match read {
        Some(value) => Ok(TypedExpr::literal(value)),
        None => {
            let what = format!("'{text}' is not {}", article(beside));
            Err(PlanError::mismatch(expr, what, format!("write it as '{form}'")))
        }
    }
}

/// The type's name with an article, for messages.
pub(super) fn article(data_type: &DataType) -> String {
    let name = type_name(data_type);
    match data_type {
        DataType::Null => "null".to_string(),
        _ if name.starts_with(['i', 'a', 'e', 'o']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_types() {
        use DataType::{Boolean, Date32, Float32, Float64, Int8, Int64, Null, UInt8, UInt64, Utf8};
        let cases = [
            (Int8, Int8, Some(Int8)),
            (Int8, UInt8, Some(Int64)),
            (Int64, UInt64, Some(Int64)),
            (UInt8, UInt64, Some(Int64)),
            (UInt64, Float32, Some(Float64)),
            (Float32, Float64, Some(Float64)),
            (Null, Utf8, Some(Utf8)),
            (Date32, TIMESTAMP, Some(TIMESTAMP)),
            (Boolean, Int64, None),
            (Utf8, Int64, None),
            (DURATION, Int64, None),
            (TIMESTAMP, DURATION, None),
        ];
        for (left, right, common) in cases {
            assert_eq!(common_type(&left, &right), common, "{left} {right}");
            assert_eq!(common_type(&right, &left), common, "{right} {left}");
        }
    }

    #[test]
    fn literals_convert_only_exactly() {
        assert_eq!(convert_literal(&Scalar::Int64(-1), &DataType::UInt64), None);
        assert_eq!(convert_literal(&Scalar::Int64(1), &DataType::UInt64), Some(Scalar::UInt64(1)));
        assert_eq!(convert_literal(&Scalar::UInt64(u64::MAX), &DataType::Int64), None);
        assert_eq!(convert_literal(&Scalar::Date(1), &TIMESTAMP), Some(Scalar::Timestamp(MICROS_PER_DAY)));
        assert_eq!(convert_literal(&Scalar::Null, &DataType::Int64), None);
    }
}
