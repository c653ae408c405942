//! Constant arguments: that they are constants, and what the functions need to know of them.

use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::Expr;
use crate::function::Function;
use crate::parameters::{BadText, CalendarUnit, Parameters, Prepared, TimeFormat, parse_frequency};
use crate::scalar::Scalar;

/// What `function` makes of its constant arguments. `expr` is the whole call.
pub(super) fn prepare(expr: &Expr, function: Function, given: Vec<Scalar>) -> Result<Parameters, PlanError> {
    let prepared = match (function, given.as_slice()) {
        (Function::FloorTime | Function::CeilTime | Function::RoundTime, [frequency]) => {
            read(expr, frequency, parse_frequency).map(Prepared::Step)
        }
        (Function::DateTrunc, [unit]) => read(expr, unit, CalendarUnit::parse).map(Prepared::Unit),
        (Function::Strftime, [format]) => read(expr, format, TimeFormat::parse).map(Prepared::Format),
        _ => Err(PlanError::mismatch(expr, "these constants do not go together", "")),
    }?;
    Ok(Parameters { given, prepared })
}

/// The constant that `arg` is.
pub(super) fn constant(expr: &Expr, arg: &TypedExpr, hint: &str) -> Result<Scalar, PlanError> {
    match &arg.kind {
        TypedKind::Literal(value) => Ok(value.clone()),
        _ => Err(PlanError::mismatch(expr, format!("`{arg}` must be a constant"), hint)),
    }
}

/// Reads a text that must be right.
fn read<T>(
    expr: &Expr,
    constant: &Scalar,
    parse: impl FnOnce(&str) -> Result<T, BadText>,
) -> Result<T, PlanError> {
    let Scalar::String(text) = constant else {
        return Err(PlanError::mismatch(
            expr,
            format!("{constant} is not a text"),
            "write it in 'single quotes'",
        ));
    };
    parse(text).map_err(|error| PlanError::BadConstant {
        expr: expr.to_string(),
        text: text.clone(),
        position: error.position,
        message: error.message,
    })
}
