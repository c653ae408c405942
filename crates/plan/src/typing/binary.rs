//! The operators: which types go together, what is converted, and what comes out.

use arrow::datatypes::DataType;

use super::coerce::{article, common_number, common_type, read_time_literal, to_boolean};
use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::{BinaryOp, Expr};
use crate::function::Function;
use crate::scalar::Scalar;
use crate::types::{DURATION, TIMESTAMP, WIDE_INTEGER, is_moment, is_number, widened};

/// `expr` is the whole operation, of which `left` and `right` are the checked sides.
pub(super) fn bind(
    expr: &Expr,
    op: BinaryOp,
    left: TypedExpr,
    right: TypedExpr,
) -> Result<TypedExpr, PlanError> {
    if op.is_logical() {
        return logical(expr, op, left, right);
    }
    if op.is_comparison() {
        return compare(expr, op, left, right);
    }
    arithmetic(expr, op, left, right)
}

fn operation(op: BinaryOp, left: TypedExpr, right: TypedExpr, data_type: DataType) -> TypedExpr {
    TypedExpr::new(TypedKind::Binary { op, left: Box::new(left), right: Box::new(right) }, data_type)
}

fn logical(expr: &Expr, op: BinaryOp, left: TypedExpr, right: TypedExpr) -> Result<TypedExpr, PlanError> {
    // A message names the side that is wrong, not the whole condition.
    let (left_expr, right_expr) = match expr {
        Expr::Binary { left, right, .. } => (left.as_ref(), right.as_ref()),
        whole => (whole, whole),
    };
    let (left, right) = (to_boolean(left, left_expr)?, to_boolean(right, right_expr)?);
    // One of two truth values and not the other: they differ.
    let op = if op == BinaryOp::Xor { BinaryOp::NotEqual } else { op };
    Ok(operation(op, left, right, DataType::Boolean))
}

fn compare(expr: &Expr, op: BinaryOp, left: TypedExpr, right: TypedExpr) -> Result<TypedExpr, PlanError> {
    let (left, right) = read_time_literals(expr, left, right)?;
    let (a, b) = (&left.data_type, &right.data_type);
    let counts = |data_type: &DataType| is_number(data_type) || *data_type == DataType::Boolean;
    let shared = if *a == DataType::Null && *b == DataType::Null {
        Some(DataType::Boolean)
    } else if mixes_signs(a, b) {
        Some(exact_integer(&left, &right))
    } else if counts(a) && counts(b) && a != b {
        Some(common_number(&widened(a), &widened(b)))
    } else {
        common_type(a, b)
    };
    match shared {
        Some(shared) => Ok(operation(op, left.cast_to(&shared), right.cast_to(&shared), DataType::Boolean)),
        None => Err(cannot(expr, op, &left, &right)),
    }
}

/// Whether one type is `uint64` and the other a different integer.
fn mixes_signs(left: &DataType, right: &DataType) -> bool {
    left.is_integer() && right.is_integer() && left != right && [left, right].contains(&&DataType::UInt64)
}

/// The type in which a `uint64` and another integer compare exactly: `uint64` if the other is a constant that is not
/// negative, or else one that holds both.
fn exact_integer(left: &TypedExpr, right: &TypedExpr) -> DataType {
    let natural =
        |side: &TypedExpr| matches!(side.kind, TypedKind::Literal(Scalar::Int64(value)) if value >= 0);
    if natural(left) || natural(right) { DataType::UInt64 } else { WIDE_INTEGER }
}

fn arithmetic(expr: &Expr, op: BinaryOp, left: TypedExpr, right: TypedExpr) -> Result<TypedExpr, PlanError> {
    let (left, right) = if op == BinaryOp::Subtract || op == BinaryOp::Add {
        time_constants(expr, op, left, right)?
    } else {
        (left, right)
    };
    let (a, b) = (widened(&left.data_type), widened(&right.data_type));
    let is_time = |data_type: &DataType| is_moment(data_type) || *data_type == DURATION;
    if is_time(&a) || is_time(&b) {
        return times(expr, op, left, right);
    }
    let texts = [(&a, &b), (&b, &a)]
        .iter()
        .any(|(text, other)| **text == DataType::Utf8 && matches!(other, DataType::Utf8 | DataType::Null));
    if op == BinaryOp::Add && texts {
        let args = vec![left.cast_to(&DataType::Utf8), right.cast_to(&DataType::Utf8)];
        return Ok(TypedExpr::call(Function::Concat, args, DataType::Utf8));
    }
    let number = match common_numbers(&a, &b) {
        Some(DataType::Null) => DataType::Float64,
        Some(number) => number,
        None => return Err(cannot(expr, op, &left, &right)),
    };
    let number = if op == BinaryOp::Divide { DataType::Float64 } else { number };
    Ok(operation(op, left.cast_to(&number), right.cast_to(&number), number))
}

/// The type in which arithmetic is done on numbers, booleans or nulls of these types; null if both are.
pub(super) fn common_numbers(left: &DataType, right: &DataType) -> Option<DataType> {
    match (widened(left), widened(right)) {
        (DataType::Null, DataType::Null) => Some(DataType::Null),
        (DataType::Null, other) | (other, DataType::Null) => is_number(&other).then_some(other),
        (a, b) => (is_number(&a) && is_number(&b)).then(|| common_number(&a, &b)),
    }
}

/// Arithmetic with a date, timestamp or duration on at least one side.
fn times(expr: &Expr, op: BinaryOp, left: TypedExpr, right: TypedExpr) -> Result<TypedExpr, PlanError> {
    let (left, right) = settle_null(op, left, right);
    let (a, b) = (widened(&left.data_type), widened(&right.data_type));
    let (moments, durations) = ((is_moment(&a), is_moment(&b)), (a == DURATION, b == DURATION));
    match op {
        BinaryOp::Subtract if moments == (true, true) => {
            Ok(operation(op, left.cast_to(&TIMESTAMP), right.cast_to(&TIMESTAMP), DURATION))
        }
        BinaryOp::Add | BinaryOp::Subtract if moments.0 && durations.1 => {
            Ok(operation(op, left.cast_to(&TIMESTAMP), right, TIMESTAMP))
        }
        BinaryOp::Add if durations.0 && moments.1 => {
            Ok(operation(op, right.cast_to(&TIMESTAMP), left, TIMESTAMP))
        }
        BinaryOp::Add | BinaryOp::Subtract if durations == (true, true) => {
            Ok(operation(op, left, right, DURATION))
        }
        BinaryOp::Multiply | BinaryOp::Divide if durations.0 && is_number(&b) => {
            Ok(operation(op, left, factor(right), DURATION))
        }
        BinaryOp::Multiply if is_number(&a) && durations.1 => {
            Ok(operation(op, right, factor(left), DURATION))
        }
        BinaryOp::Divide if durations == (true, true) => {
            // Microseconds by microseconds; exact up to the one rounding that the division makes (and 285 years).
            let micros = |side: TypedExpr| side.cast_to(&DataType::Int64).cast_to(&DataType::Float64);
            Ok(operation(op, micros(left), micros(right), DataType::Float64))
        }
        _ => Err(cannot(expr, op, &left, &right)),
    }
}

/// The number that a duration is multiplied with or divided by: `int64` or `float64`.
fn factor(number: TypedExpr) -> TypedExpr {
    let wide = widened(&number.data_type);
    let wide = if wide == DataType::UInt64 { DataType::Int64 } else { wide };
    number.cast_to(&wide)
}

/// Null beside a time: a number for `*` and `/`, else a duration beside a duration, and beside a moment whatever
/// lets the operation be: another moment for `-`, a duration for `+`.
fn settle_null(op: BinaryOp, left: TypedExpr, right: TypedExpr) -> (TypedExpr, TypedExpr) {
    let partner = |other: &DataType| match op {
        BinaryOp::Multiply | BinaryOp::Divide => DataType::Float64,
        BinaryOp::Subtract if is_moment(other) => TIMESTAMP,
        _ => DURATION,
    };
    if left.data_type == DataType::Null {
        let data_type = partner(&right.data_type);
        return (left.cast_to(&data_type), right);
    }
    if right.data_type == DataType::Null {
        let data_type = partner(&left.data_type);
        return (left, right.cast_to(&data_type));
    }
    (left, right)
}

/// Reads a text constant on either side as the kind of time that the other side has.
fn read_time_literals(
    expr: &Expr,
    left: TypedExpr,
    right: TypedExpr,
) -> Result<(TypedExpr, TypedExpr), PlanError> {
    let (left_type, right_type) = (left.data_type.clone(), right.data_type.clone());
    Ok((read_time_literal(expr, left, &right_type)?, read_time_literal(expr, right, &left_type)?))
}

/// Reads a text constant in a sum or difference: beside a duration as a duration; in a difference of moments as a
/// moment; in `moment + '20 minutes'` and `moment - '20 minutes'` as a duration.
fn time_constants(
    expr: &Expr,
    op: BinaryOp,
    left: TypedExpr,
    right: TypedExpr,
) -> Result<(TypedExpr, TypedExpr), PlanError> {
    let is_duration = |side: &TypedExpr| matches!(&side.kind, TypedKind::Literal(Scalar::String(text)) if crate::time_text::parse_duration(text).is_some());
    if is_moment(&left.data_type) && is_duration(&right) {
        return Ok((left, read_time_literal(expr, right, &DURATION)?));
    }
    if op == BinaryOp::Add && is_moment(&right.data_type) && is_duration(&left) {
        return Ok((read_time_literal(expr, left, &DURATION)?, right));
    }
    read_time_literals(expr, left, right)
}

/// The error for types that do not go together, with what to do about it.
fn cannot(expr: &Expr, op: BinaryOp, left: &TypedExpr, right: &TypedExpr) -> PlanError {
    let (a, b) = (&left.data_type, &right.data_type);
    let what = format!("cannot {} {} and {}", op.verb(), article(a), article(b));
    PlanError::mismatch(expr, what, hint(op, left, right, expr))
}

fn hint(op: BinaryOp, left: &TypedExpr, right: &TypedExpr, expr: &Expr) -> String {
    let Expr::Binary { left: left_expr, right: right_expr, .. } = expr else {
        return String::new();
    };
    let sides = [(left, left_expr, right), (right, right_expr, left)];
    for (text, text_expr, other) in sides {
        if text.data_type != DataType::Utf8 {
            continue;
        }
        if let TypedKind::Literal(Scalar::String(value)) = &text.kind {
            if !is_number(&other.data_type) {
                return String::new();
            }
            let other_expr = if std::ptr::eq(text_expr, left_expr) { right_expr } else { left_expr };
            return match value.trim().parse::<f64>() {
                Ok(_) => format!("write {} without quotes to mean the number", value.trim()),
                Err(_) => format!("write a number, or compare the text: cast({other_expr} as string)"),
            };
        }
        let name = crate::types::type_name(&other.data_type);
        if let (TypedKind::Literal(value), true, true) =
            (&other.kind, op.is_comparison(), is_number(&other.data_type))
        {
            return format!("write '{value}' in quotes, or cast({text_expr} as {name})");
        }
        return format!("convert the text first: cast({text_expr} as {name})");
    }
    let has = |wanted: &dyn Fn(&DataType) -> bool| wanted(&left.data_type) || wanted(&right.data_type);
    if has(&|data_type| *data_type == DURATION) && has(&is_number) {
        return "total_seconds(..) makes a duration a number, interval '20 minutes' is a duration"
            .to_string();
    }
    if has(&is_moment) && has(&is_number) {
        return "a difference of times is written interval '1 day', the parts of a time year(..), hour(..)"
            .to_string();
    }
    String::new()
}
