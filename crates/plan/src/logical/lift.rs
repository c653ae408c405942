//! Takes functions in row order out of the expressions of a step: they become columns of a [`LogicalPlan::Window`] below it.

use std::sync::Arc;

use arrow::datatypes::Schema;

use super::LogicalPlan;
use crate::PlanError;
use crate::expr::{Expr, col};
use crate::window::WindowExpr;

impl LogicalPlan {
    /// This step with every function in row order computed by a step of its own below. A filter or sort by such a
    /// function loses the column again. The steps before this one are left as they are.
    ///
    /// # Errors
    /// Those of [`LogicalPlan::schema`] for the steps before.
    pub fn with_windows_lifted(self) -> Result<LogicalPlan, PlanError> {
        if !self.exprs().iter().any(|expr| expr.has_window()) {
            return Ok(self);
        }
        let [input] = self.inputs()[..] else { return Ok(self) };
        let schema = input.schema()?;
        let mut below = Arc::clone(input);
        let mut plan = self.clone();
        // Innermost first: each round makes one step of all that need no other one.
        while let Some((windows, without)) = lift(&plan, below.schema()?.as_ref()) {
            below = Arc::new(LogicalPlan::Window { input: below, exprs: windows });
            plan = without;
        }
        let plan = plan.with_new_inputs(vec![below]);
        Ok(if plan.keeps_columns() { only(plan, &schema) } else { plan })
    }

    /// The expressions of this step.
    pub(crate) fn exprs(&self) -> Vec<&Expr> {
        match self {
            Self::Filter { predicate, .. } => vec![predicate],
            Self::Project { exprs, .. } => exprs.iter().map(|(expr, _)| expr).collect(),
            Self::Aggregate { keys, aggs, .. } => keys
                .iter()
                .map(|(expr, _)| expr)
                .chain(aggs.iter().flat_map(|agg| agg.args.iter().chain(&agg.filter)))
                .collect(),
            Self::Sort { keys, .. } | Self::TopK { keys, .. } => keys.iter().map(|key| &key.expr).collect(),
            Self::Distinct { keys, .. } => keys.iter().collect(),
            Self::Expand { rows, .. } => rows.iter().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// This step with each of its expressions changed.
    pub(crate) fn map_exprs(&self, change: &dyn Fn(Expr) -> Expr) -> LogicalPlan {
        let mut plan = self.clone();
        let swap = |expr: &mut Expr| *expr = change(std::mem::replace(expr, Expr::Column(String::new())));
        match &mut plan {
            Self::Filter { predicate, .. } => swap(predicate),
            Self::Project { exprs, .. } => exprs.iter_mut().for_each(|(expr, _)| swap(expr)),
            Self::Aggregate { keys, aggs, .. } => {
                keys.iter_mut().for_each(|(expr, _)| swap(expr));
                aggs.iter_mut().flat_map(|agg| agg.args.iter_mut().chain(&mut agg.filter)).for_each(swap);
            }
            Self::Sort { keys, .. } | Self::TopK { keys, .. } => {
                keys.iter_mut().for_each(|key| swap(&mut key.expr));
            }
            Self::Distinct { keys, .. } => keys.iter_mut().for_each(swap),
            Self::Expand { rows, .. } => rows.iter_mut().flatten().for_each(swap),
            _ => {}
        }
        plan
    }

    /// Whether the columns of the step before come out of this one.
    fn keeps_columns(&self) -> bool {
        matches!(self, Self::Filter { .. } | Self::Sort { .. } | Self::TopK { .. } | Self::Distinct { .. })
    }
}

/// The innermost windows of a step, and the step with their columns in their places; `None` if it has no window.
fn lift(plan: &LogicalPlan, input: &Schema) -> Option<(Vec<WindowExpr>, LogicalPlan)> {
    let mut found: Vec<WindowExpr> = Vec::new();
    for expr in plan.exprs() {
        expr.visit(&mut |part| {
            if let Some(window) = innermost(part)
                && !found.iter().any(|known| same(known, &window))
            {
                found.push(WindowExpr { name: free_name(&window.to_string(), input, &found), ..window });
            }
        });
    }
    let replace = |expr: Expr| match innermost(&expr) {
        Some(window) => match found.iter().find(|known| same(known, &window)) {
            Some(known) => col(known.name.as_str()),
            None => expr,
        },
        None => expr,
    };
    // From the outside in, so that a window around a window waits for the next round.
    let without = plan.map_exprs(&|expr| replace_outermost_first(expr, &replace));
    if found.is_empty() { None } else { Some((found, without)) }
}

/// A window with another one inside stays: it is for the next round.
fn replace_outermost_first(expr: Expr, replace: &dyn Fn(Expr) -> Expr) -> Expr {
    if innermost(&expr).is_some() {
        return replace(expr);
    }
    expr.map_children(&|part| replace_outermost_first(part, replace))
}

/// The expression as a window, if it is one and has no other one inside.
fn innermost(expr: &Expr) -> Option<WindowExpr> {
    let Expr::Window { function, arg, by } = expr else { return None };
    if arg.iter().any(|arg| arg.has_window()) || by.iter().any(Expr::has_window) {
        return None;
    }
    let arg = arg.as_ref().map(|arg| arg.as_ref().clone());
    Some(WindowExpr { function: *function, arg, by: by.clone(), name: String::new() })
}

fn same(a: &WindowExpr, b: &WindowExpr) -> bool {
    a.function == b.function && a.arg == b.arg && a.by == b.by && a.to_string() == b.to_string()
}

/// `name`, with a number behind it if there is such a column already.
fn free_name(name: &str, input: &Schema, found: &[WindowExpr]) -> String {
    let taken =
        |name: &str| input.column_with_name(name).is_some() || found.iter().any(|window| window.name == name);
    let numbered = (1..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_string()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// Just the columns of `schema`.
fn only(plan: LogicalPlan, schema: &Schema) -> LogicalPlan {
    let exprs = schema.fields().iter().map(|field| (col(field.name()), field.name().clone())).collect();
    LogicalPlan::Project { input: Arc::new(plan), exprs }
}

#[cfg(test)]
#[path = "lift_tests.rs"]
mod tests;
