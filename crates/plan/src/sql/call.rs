//! Function calls, also those that SQL writes in a way of their own: `floor(x)`, `extract(year from x)`.

use sqlparser::ast::{
    self, CeilFloorKind, DateTimeField, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, ObjectNamePart,
};

use super::expr::Converter;
use crate::PlanError;
use crate::aggregate::AggFunc;
use crate::expr::{Expr, col};
use crate::function::Function;

/// The call that `parsed` is; `None` if it is no call that the engine has.
pub(super) fn convert(at: Converter<'_>, parsed: &ast::Expr) -> Result<Option<Expr>, PlanError> {
    let (function, args) = match parsed {
        ast::Expr::Function(call) => return named(at, parsed, call).map(Some),
        ast::Expr::Ceil { expr, field } => (Function::Ceil, rounded(at, expr, field)?),
        ast::Expr::Floor { expr, field } => (Function::Floor, rounded(at, expr, field)?),
        ast::Expr::Substring { expr, substring_from, substring_for, .. } => {
            let rest = [substring_from, substring_for].into_iter().flatten().map(Box::as_ref);
            (Function::Substring, Some(exprs(at, std::iter::once(expr.as_ref()).chain(rest))?))
        }
        ast::Expr::Trim { expr, trim_where: None, trim_what: None, trim_characters: None } => {
            (Function::Strip, Some(vec![at.expr(expr)?]))
        }
        ast::Expr::Extract { field, expr, .. } => {
            (Function::from_name(&field.to_string())?, Some(vec![at.expr(expr)?]))
        }
        _ => return Ok(None),
    };
    Ok(args.map(|args| Expr::Call { function, args }))
}

fn exprs<'a>(at: Converter<'_>, parts: impl Iterator<Item = &'a ast::Expr>) -> Result<Vec<Expr>, PlanError> {
    parts.map(|part| at.expr(part)).collect()
}

/// The argument of `floor(x)` and `ceil(x)`; their forms with a unit or a scale are not supported.
fn rounded(
    at: Converter<'_>,
    expr: &ast::Expr,
    field: &CeilFloorKind,
) -> Result<Option<Vec<Expr>>, PlanError> {
    match field {
        CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) => Ok(Some(vec![at.expr(expr)?])),
        _ => Ok(None),
    }
}

/// `name(arguments)`.
fn named(at: Converter<'_>, parsed: &ast::Expr, call: &ast::Function) -> Result<Expr, PlanError> {
    let name = simple_name(call).ok_or_else(|| at.unsupported(parsed))?;
    let list = match &call.args {
        FunctionArguments::List(list) => list,
        // sqlparser knows words that are calls without brackets, such as `user`; here they are columns.
        FunctionArguments::None => return Ok(col(name)),
        FunctionArguments::Subquery(_) => return Err(at.unsupported(parsed)),
    };
    if let (Err(unknown), Ok(_)) = (Function::from_name(name), AggFunc::from_name(name)) {
        let message = match unknown {
            PlanError::UnknownFunction { .. } => {
                format!("{name}(..) is an aggregate; it belongs in the list of aggregates")
            }
            other => return Err(other),
        };
        return Err(at.reader.error_in(parsed, message));
    }
    let function = Function::from_name(name)?;
    if list.duplicate_treatment.is_some() || has_clauses(call, list) {
        return Err(at.unsupported(parsed));
    }
    let args = list.args.iter().map(|arg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) => at.expr(arg),
        _ => Err(at.reader.error_in(parsed, format!("{name} takes expressions, not {arg}"))),
    });
    Ok(Expr::Call { function, args: args.collect::<Result<_, _>>()? })
}

/// The function's name if it has one part.
pub(super) fn simple_name(call: &ast::Function) -> Option<&str> {
    match call.name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => Some(&name.value),
        _ => None,
    }
}

/// Whether the call has anything beside its arguments, such as `over (..)`.
pub(super) fn has_clauses(call: &ast::Function, list: &FunctionArgumentList) -> bool {
    !list.clauses.is_empty()
        || !matches!(call.parameters, FunctionArguments::None)
        || !call.within_group.is_empty()
        || call.filter.is_some()
        || call.null_treatment.is_some()
        || call.over.is_some()
}
