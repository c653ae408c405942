//! Computes a part that several expressions of a step have in common once, in a projection below that names it.
//!
//! A part is taken out only if one of its places is computed for every row anyway: the branch of a `case`, or what stands to the
//! right of an `and`, may count on never being computed for some rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::PlanError;
use crate::expr::{BinaryOp, Expr, col};
use crate::function::Function;
use crate::logical::LogicalPlan;

/// Parts that are looked at in a step at most: they are compared with one another.
const PARTS_MAX: usize = 400;

/// Takes common parts out of the projections and aggregates of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> Result<LogicalPlan, PlanError> {
    let inputs = plan.inputs().into_iter().map(|input| apply(input).map(Arc::new));
    let plan = plan.with_new_inputs(inputs.collect::<Result<_, _>>()?);
    match plan {
        LogicalPlan::Project { .. } | LogicalPlan::Aggregate { .. } => take_out(plan),
        other => Ok(other),
    }
}

fn take_out(mut plan: LogicalPlan) -> Result<LogicalPlan, PlanError> {
    // A part of a part is computed by a projection below that of the part.
    while let Some(changed) = with_layer(&plan)? {
        plan = changed;
    }
    Ok(plan)
}

/// The step over a projection of common parts, none of which has another one inside; `None` if there are no such parts.
fn with_layer(plan: &LogicalPlan) -> Result<Option<LogicalPlan>, PlanError> {
    let [input] = plan.inputs()[..] else { return Ok(None) };
    let schema = input.schema()?;
    let mut named: Vec<(Expr, String)> = Vec::new();
    let mut above = plan.clone();
    while let Some(part) = common_part(&above, &named) {
        let taken = |name: &String| {
            schema.column_with_name(name).is_some() || named.iter().any(|(_, known)| known == name)
        };
        let Some(name) = (1..).map(|number| format!("common_{number}")).find(|name| !taken(name)) else {
            break;
        };
        above = above.map_exprs(&|expr| replace(expr, &part, &name));
        named.push((part, name));
    }
    if named.is_empty() {
        return Ok(None);
    }
    let used: BTreeSet<String> = above.exprs().into_iter().flat_map(Expr::columns).collect();
    let own = schema.fields().iter().map(|field| field.name().clone()).filter(|name| used.contains(name));
    let exprs = own.map(|name| (col(name.as_str()), name)).chain(named).collect();
    let layer = LogicalPlan::Project { input: Arc::clone(input), exprs };
    Ok(Some(above.with_new_inputs(vec![Arc::new(layer)])))
}

/// A part of the expressions of a step, and whether its place is computed for every row.
struct Part<'a> {
    expr: &'a Expr,
    always: bool,
}

/// A part that comes several times, and not only inside of a larger such part; of several the smallest. It has none of `named`
/// inside.
fn common_part(plan: &LogicalPlan, named: &[(Expr, String)]) -> Option<Expr> {
    let mut parts = Vec::new();
    let filtered =
        matches!(plan, LogicalPlan::Aggregate { aggs, .. } if aggs.iter().any(|agg| agg.filter.is_some()));
    for expr in plan.exprs() {
        collect(expr, !filtered, &mut parts);
    }
    if parts.len() > PARTS_MAX {
        return None;
    }
    let times = |expr: &Expr| parts.iter().filter(|part| part.expr.same_as(expr)).count();
    let common: Vec<(&Expr, usize)> = parts
        .iter()
        .filter(|part| part.always)
        .map(|part| (part.expr, times(part.expr)))
        .filter(|(_, times)| *times > 1)
        .collect();
    let inside_only = |(expr, times): &(&Expr, usize)| {
        common.iter().any(|(larger, of_larger)| of_larger * inside(larger, expr) == *times)
    };
    let names_new =
        |expr: &Expr| expr.columns().iter().any(|used| named.iter().any(|(_, name)| name == used));
    let free = common.iter().filter(|part| !inside_only(part) && !names_new(part.0));
    free.min_by_key(|(expr, _)| size(expr)).map(|(expr, _)| (*expr).clone())
}

/// How often `part` comes inside of `whole`.
fn inside(whole: &Expr, part: &Expr) -> usize {
    let mut times = 0;
    if !whole.same_as(part) {
        whole.visit(&mut |expr| times += usize::from(expr.same_as(part)));
    }
    times
}

/// Adds the parts that compute something.
fn collect<'a>(expr: &'a Expr, always: bool, parts: &mut Vec<Part<'a>>) {
    if !matches!(expr, Expr::Column(_) | Expr::Literal(_) | Expr::Alias { .. }) {
        parts.push(Part { expr, always });
    }
    match expr {
        Expr::Case { branches, otherwise } => {
            for (at, (when, then)) in branches.iter().enumerate() {
                collect(when, always && at == 0, parts);
                collect(then, false, parts);
            }
            otherwise.iter().for_each(|value| collect(value, false, parts));
        }
        Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right } => {
            collect(left, always, parts);
            collect(right, false, parts);
        }
        Expr::Call { function: Function::Coalesce, args } => {
            for (at, arg) in args.iter().enumerate() {
                collect(arg, always && at == 0, parts);
            }
        }
        other => other.children().into_iter().for_each(|child| collect(child, always, parts)),
    }
}

fn replace(expr: Expr, part: &Expr, name: &str) -> Expr {
    if expr.same_as(part) {
        return col(name);
    }
    expr.map_children(&|child| replace(child, part, name))
}

fn size(expr: &Expr) -> usize {
    let mut parts = 0;
    expr.visit(&mut |_| parts += 1);
    parts
}
