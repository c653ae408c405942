//! `case when .. then .. else .. end`: conditions are boolean, values get one common type.

use arrow::datatypes::{DataType, Schema};

use super::coerce::{article, common_type, read_time_literal, to_boolean};
use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::Expr;

/// `expr` is the whole case.
pub(super) fn bind(
    expr: &Expr,
    branches: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
    schema: &Schema,
) -> Result<TypedExpr, PlanError> {
    let conditions = branches
        .iter()
        .map(|(condition, _)| to_boolean(super::bind(condition, schema)?, condition))
        .collect::<Result<Vec<_>, _>>()?;
    let values = branches
        .iter()
        .map(|(_, value)| value)
        .chain(otherwise)
        .map(|value| super::bind(value, schema))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut values, data_type) = unify(expr, values)?;
    let otherwise = if otherwise.is_some() { values.pop().map(Box::new) } else { None };
    let branches = conditions.into_iter().zip(values).collect();
    Ok(TypedExpr::new(TypedKind::Case { branches, otherwise }, data_type))
}

/// Gives values that may stand for each other one type. `expr` is what they are part of.
pub(super) fn unify(expr: &Expr, values: Vec<TypedExpr>) -> Result<(Vec<TypedExpr>, DataType), PlanError> {
    // A text constant among times is a time; the times are found first so that the order does not matter.
    let is_time = |data_type: &&DataType| !matches!(data_type, DataType::Utf8 | DataType::Null);
    let time = values.iter().map(|value| &value.data_type).find(is_time).cloned();
    let values = match time {
        Some(time) => values
            .into_iter()
            .map(|value| read_time_literal(expr, value, &time))
            .collect::<Result<Vec<_>, _>>()?,
        None => values,
    };
    let mut shared = DataType::Null;
    for value in &values {
        shared = common_type(&shared, &value.data_type).ok_or_else(|| {
            let what = format!("one value is {} and another {}", article(&shared), article(&value.data_type));
            PlanError::mismatch(expr, what, "cast one of them, so that the column has one type")
        })?;
    }
    let values = values.into_iter().map(|value| value.cast_to(&shared)).collect();
    Ok((values, shared))
}
