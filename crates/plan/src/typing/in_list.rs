//! `x in (1, 2)` and other lists of constants: they become values of x's type.

use arrow::datatypes::DataType;

use super::coerce::{article, common_number, convert_literal, read_time_literal};
use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::Expr;
use crate::scalar::Scalar;
use crate::types::{TIMESTAMP, is_number, widened};

/// `expr` is the whole test, `value` its checked left side.
pub(super) fn bind(
    expr: &Expr,
    value: TypedExpr,
    list: &[Scalar],
    negated: bool,
) -> Result<TypedExpr, PlanError> {
    if list.iter().any(Scalar::is_null) {
        let hint = "a list cannot look for null: use `is null` or `is not null` beside it";
        return Err(PlanError::mismatch(expr, "the list has a null in it", hint));
    }
    let (value, constants) = align(expr, value, list.iter().cloned())?;
    let mut converted: Vec<Scalar> = Vec::with_capacity(constants.len());
    for constant in constants.into_iter().flatten() {
        if !converted.contains(&constant) {
            converted.push(constant);
        }
    }
    let value = Box::new(value);
    Ok(TypedExpr::new(TypedKind::InList { expr: value, list: converted, negated }, DataType::Boolean))
}

/// The value and constants that it is compared with, in one type: the value's own if that is possible. `None` for a constant
/// that the value cannot equal; null stays null.
pub(super) fn align(
    expr: &Expr,
    value: TypedExpr,
    list: impl Iterator<Item = Scalar>,
) -> Result<(TypedExpr, Vec<Option<Scalar>>), PlanError> {
    let constants = list
        .map(|constant| read_time_literal(expr, TypedExpr::literal(constant), &value.data_type))
        .collect::<Result<Vec<_>, _>>()?;
    let shared = constants.iter().try_fold(settled(&value), |so_far, constant| {
        let found = &constant.data_type;
        meeting_type(&so_far, found).ok_or_else(|| {
            let what = format!("cannot compare {} and {}", article(&value.data_type), article(found));
            PlanError::mismatch(expr, what, mixed_hint(&value.data_type, found))
        })
    })?;
    let constants = constants.into_iter().map(|constant| as_type(constant, &shared)).collect();
    Ok((value.cast_to(&shared), constants))
}

/// The type that the value has in the comparison before any constant is looked at.
fn settled(value: &TypedExpr) -> DataType {
    if is_number(&value.data_type) { widened(&value.data_type) } else { value.data_type.clone() }
}

fn meeting_type(value: &DataType, constant: &DataType) -> Option<DataType> {
    match (value, constant) {
        (a, b) if a == b => Some(a.clone()),
        (DataType::Null, other) | (other, DataType::Null) => Some(other.clone()),
        // The value keeps its integer type: a constant that does not fit into it cannot be equal to it.
        (a, b) if a.is_integer() && b.is_integer() => Some(a.clone()),
        (a, b) if is_number(a) && is_number(b) => Some(common_number(a, b)),
        (DataType::Date32, b) if *b == TIMESTAMP => Some(TIMESTAMP),
        (a, DataType::Date32) if *a == TIMESTAMP => Some(TIMESTAMP),
        _ => None,
    }
}

/// The constant as `shared`; `None` if it is an integer beyond that type.
fn as_type(constant: TypedExpr, shared: &DataType) -> Option<Scalar> {
    match constant.kind {
        TypedKind::Literal(value) if value.is_null() || value.data_type() == *shared => Some(value),
        TypedKind::Literal(value) => convert_literal(&value, shared),
        _ => None,
    }
}

fn mixed_hint(value: &DataType, constant: &DataType) -> &'static str {
    match (value, constant) {
        (DataType::Utf8, _) => "write the values in quotes, or cast the text",
        (_, DataType::Utf8) => "write the values without quotes, or cast the column to string",
        _ => "",
    }
}
