//! `map(x, key, value, …)` and `replace_values(x, key, value, …)`: the keys become constants of x's type, the values of one type.

use super::coerce::convert_literal;
use super::prepare::constant;
use super::{TypedExpr, TypedKind, case, in_list};
use crate::PlanError;
use crate::expr::Expr;
use crate::function::Function;
use crate::parameters::{Lookup, Parameters, Prepared};
use crate::scalar::Scalar;
use crate::types::{type_name, widened};

/// `expr` is the whole call, `args` its checked arguments, `shown` the same as they were written.
pub(super) fn bind(
    expr: &Expr,
    function: Function,
    shown: &[Expr],
    mut args: Vec<TypedExpr>,
) -> Result<TypedExpr, PlanError> {
    let rest = args.split_off(1.min(args.len()));
    let Some(value) = args.pop() else {
        return Err(PlanError::mismatch(expr, "there is nothing to look up", ""));
    };
    if !rest.len().is_multiple_of(2) {
        let hint = format!("write {}(x, 'a', 1, 'b', 2)", function.name());
        return Err(PlanError::mismatch(expr, "a key has no value", hint));
    }
    let hint = "case when .. then .. end chooses between expressions";
    let given = rest.iter().zip(&shown[1..]).map(|arg| constant(expr, arg, hint));
    let given = given.collect::<Result<Vec<_>, _>>()?;
    let (keys, values): (Vec<_>, Vec<_>) = given.chunks_exact(2).map(|pair| (&pair[0], &pair[1])).unzip();
    let (value, keys) = in_list::align(expr, value, keys.into_iter().cloned())?;
    let keys_type = value.data_type.clone();
    let mut typed: Vec<TypedExpr> = values.into_iter().cloned().map(TypedExpr::literal).collect();
    if function == Function::ReplaceValues {
        typed.push(value.clone()); // what is not replaced stays
    }
    let (mut typed, data_type) = case::unify(expr, typed)?;
    typed.truncate(keys.len());
    let values = typed.iter().map(|value| settled(expr, value)).collect::<Result<Vec<_>, _>>()?;
    let pairs = keys.into_iter().zip(values).filter_map(|(key, value)| Some((key?, value))).collect();
    let lookup = Prepared::Lookup(Lookup::new(&keys_type, pairs, data_type.clone()));
    let parameters = Parameters { given, prepared: lookup };
    Ok(TypedExpr::call(function, vec![value], data_type).with(parameters))
}

/// The constant in the type that all values have in common.
fn settled(expr: &Expr, value: &TypedExpr) -> Result<Scalar, PlanError> {
    let exact = match &value.kind {
        TypedKind::Literal(literal) => Some(literal.clone()),
        TypedKind::Cast(inner) => match &inner.kind {
            TypedKind::Literal(Scalar::Null) => Some(Scalar::Null),
            TypedKind::Literal(literal) => convert_literal(literal, &widened(&value.data_type)),
            _ => None,
        },
        _ => None,
    };
    exact.ok_or_else(|| {
        let what = format!("{value} is not a value of type {}", type_name(&value.data_type));
        PlanError::mismatch(expr, what, "cast the column to a wider type")
    })
}
