//! Function calls, also those that SQL writes in a way of their own: `trim(x)`, `extract(year from x)`.

use sqlparser::ast::{
    self, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments, ObjectNamePart,
    TrimWhereField,
};

use super::expr::Converter;
use super::forms::Form;
use super::window;
use crate::PlanError;
use crate::aggregate::AggFunc;
use crate::expr::{Expr, col};
use crate::function::Function;

/// The call that `parsed` is; `None` if it is no call that the engine has.
pub(super) fn convert(at: Converter<'_>, parsed: &ast::Expr) -> Result<Option<Expr>, PlanError> {
    let (function, args) = match parsed {
        ast::Expr::Function(call) => return named(at, parsed, call).map(Some),
        ast::Expr::Substring { expr, substring_from, substring_for, .. } => {
            let rest = [substring_from, substring_for].into_iter().flatten().map(Box::as_ref);
            (Function::Substring, Some(exprs(at, std::iter::once(expr.as_ref()).chain(rest))?))
        }
        ast::Expr::Trim { expr, trim_where, trim_what, trim_characters: None } => {
            let function = match trim_where {
                Some(TrimWhereField::Leading) => Function::LeftStrip,
                Some(TrimWhereField::Trailing) => Function::RightStrip,
                Some(TrimWhereField::Both) | None => Function::Strip,
            };
            (function, Some(exprs(at, std::iter::once(expr).chain(trim_what).map(Box::as_ref))?))
        }
        ast::Expr::Trim { expr, trim_where: None, trim_what: None, trim_characters: Some(characters) } => {
            (Function::Strip, Some(exprs(at, std::iter::once(expr.as_ref()).chain(characters))?))
        }
        // Where the part begins, from 1; 0 if it is not there.
        ast::Expr::Position { expr, r#in } => {
            return Ok(Some(at.expr(r#in)?.str().find(at.expr(expr)?) + 1));
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

/// `name(arguments)`.
fn named(at: Converter<'_>, parsed: &ast::Expr, call: &ast::Function) -> Result<Expr, PlanError> {
    let name = simple_name(call).ok_or_else(|| at.unsupported(parsed))?;
    let list = match &call.args {
        FunctionArguments::List(list) => list,
        // sqlparser knows words that are calls without brackets, such as `user`; here they are columns.
        FunctionArguments::None => return Ok(col(name)),
        FunctionArguments::Subquery(_) => return Err(at.unsupported(parsed)),
    };
    let window = window::find(name);
    let clauses = if window.is_some() { has_other_clauses(call, list) } else { has_clauses(call, list) };
    if list.duplicate_treatment.is_some() || clauses {
        return Err(at.unsupported(parsed));
    }
    let args = || {
        let args = list.args.iter().map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) => at.expr(arg),
            _ => Err(at.reader.error_in(parsed, format!("{name} takes expressions, not {arg}"))),
        });
        args.collect::<Result<Vec<_>, _>>()
    };
    if let Some(window) = window {
        return window::convert(at, parsed, call, window, args()?);
    }
    if let Some(form) = Form::find(name) {
        return of_form(at, parsed, form, args()?);
    }
    match (Function::from_name(name), AggFunc::from_name(name)) {
        (Ok(function), _) => Ok(Expr::Call { function, args: args()? }),
        (Err(PlanError::UnknownFunction { .. }), Ok(_)) => {
            let message = format!("{name}(..) is an aggregate; it belongs in the list of aggregates");
            Err(at.reader.error_in(parsed, message))
        }
        (Err(other), _) => Err(other),
    }
}

fn of_form(at: Converter<'_>, parsed: &ast::Expr, form: &Form, args: Vec<Expr>) -> Result<Expr, PlanError> {
    let (least, most) = form.arity;
    if !(least..=most).contains(&args.len()) {
        let message = match (least, most) {
            (1, 1) => format!("{} takes 1 argument, and got {}", form.name(), args.len()),
            (least, usize::MAX) => {
                format!("{} takes at least {least} arguments, and got {}", form.name(), args.len())
            }
            (least, _) => format!("{} takes {least} arguments, and got {}", form.name(), args.len()),
        };
        return Err(at.reader.error_in(parsed, message));
    }
    let message = || format!("it is not of the form {}", form.usage);
    (form.build)(args).ok_or_else(|| at.reader.error_in(parsed, message()))
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
    call.over.is_some() || has_other_clauses(call, list)
}

/// The same, but for `over (..)`.
fn has_other_clauses(call: &ast::Function, list: &FunctionArgumentList) -> bool {
    !list.clauses.is_empty()
        || !matches!(call.parameters, FunctionArguments::None)
        || !call.within_group.is_empty()
        || call.filter.is_some()
        || call.null_treatment.is_some()
}
