//! Constant arguments: that they are constants, and what the functions need to know of them.

use super::{TypedExpr, TypedKind};
use crate::PlanError;
use crate::expr::Expr;
use crate::function::Function;
use crate::parameters::{
    Anchor, BadText, CalendarUnit, Parameters, Pattern, Prepared, Substitution, TimeFormat, parse_frequency,
    parse_replacement,
};
use crate::scalar::Scalar;

/// What `function` makes of its constant arguments. `expr` is the whole call.
pub(super) fn prepare(expr: &Expr, function: Function, given: Vec<Scalar>) -> Result<Parameters, PlanError> {
    let prepared = match (function, given.as_slice()) {
        (Function::FloorTime | Function::CeilTime | Function::RoundTime, [frequency]) => {
            read(expr, frequency, parse_frequency).map(Prepared::Step)
        }
        (Function::DateTrunc, [unit]) => read(expr, unit, CalendarUnit::parse).map(Prepared::Unit),
        (Function::ContainsRegex | Function::CountRegex, [text]) => {
            pattern(expr, text, Anchor::None).map(Prepared::Pattern)
        }
        (Function::Match, [text]) => pattern(expr, text, Anchor::Start).map(Prepared::Pattern),
        (Function::FullMatch, [text]) => pattern(expr, text, Anchor::Whole).map(Prepared::Pattern),
        (Function::Extract, [text, group @ ..]) => {
            let pattern = pattern(expr, text, Anchor::None)?;
            let group = group_of(expr, &pattern, group.first())?;
            Ok(Prepared::Group(pattern, group))
        }
        (Function::ReplaceRegex, [text, replacement, limit @ ..]) => {
            let pattern = pattern(expr, text, Anchor::None)?;
            let replacement = read(expr, replacement, |text| parse_replacement(text, &pattern))?;
            let limit = limit.first().map_or(Ok(None), |limit| count(expr, limit))?;
            Ok(Prepared::Substitution(Substitution { pattern, replacement, limit }))
        }
        (Function::Strftime, [format]) => read(expr, format, TimeFormat::parse).map(Prepared::Format),
        _ => Err(PlanError::mismatch(expr, "these constants do not go together", "")),
    }?;
    Ok(Parameters { given, prepared })
}

/// The constant that `arg` is.
pub(super) fn constant(
    expr: &Expr,
    (typed, arg): (&TypedExpr, &Expr),
    hint: &str,
) -> Result<Scalar, PlanError> {
    match &typed.kind {
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

fn pattern(expr: &Expr, constant: &Scalar, anchor: Anchor) -> Result<Pattern, PlanError> {
    read(expr, constant, |text| Pattern::parse(text, anchor))
}

/// The group that is wanted: the first, as in pandas, if it is not said.
fn group_of(expr: &Expr, pattern: &Pattern, group: Option<&Scalar>) -> Result<usize, PlanError> {
    let name = match group {
        None => "1".to_string(),
        Some(Scalar::Int64(number)) => number.to_string(),
        Some(Scalar::String(name)) => name.clone(),
        Some(other) => {
            let hint = "a group is a number or a name in 'single quotes'";
            return Err(PlanError::mismatch(expr, format!("{other} is not a group"), hint));
        }
    };
    pattern.group(&name).ok_or_else(|| {
        let hint = "put what is wanted in brackets; group 0 is all that the pattern finds";
        PlanError::mismatch(expr, format!("the pattern has no group {name}"), hint)
    })
}

/// How many, at most; all for null or a negative number, as in pandas.
fn count(expr: &Expr, limit: &Scalar) -> Result<Option<usize>, PlanError> {
    match limit {
        Scalar::Null => Ok(None),
        Scalar::Int64(count) => Ok(usize::try_from(*count).ok()),
        other => {
            Err(PlanError::mismatch(expr, format!("{other} is not a number of times"), "write an integer"))
        }
    }
}
