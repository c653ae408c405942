//! Moves filters towards the sources: below projections (their columns replaced by what they stand for), below sorts,
//! into every table of a concat, into the tables of a join (`push_into_join`), and into the scan. Never below head, tail, slices, samples, distinct rows, aggregates or functions over
//! batches: these would see other rows.
//!
//! A condition that arrives later stands to the right of those that were there: a conjunction is applied from left to
//! right, and a condition may count on those before it.

use std::sync::Arc;

use super::push_into_join::push_into_join;
use crate::PlanError;
use crate::expr::Expr;
use crate::logical::{LogicalPlan, Scan};

/// How many parts a condition may get by replacing columns. A chain of `x = x + x` doubles with every step.
const MAX_SIZE: usize = 500;

/// Pushes all filters of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> Result<LogicalPlan, PlanError> {
    let inputs = plan.inputs().into_iter().map(|input| apply(input).map(Arc::new));
    let plan = plan.with_new_inputs(inputs.collect::<Result<_, _>>()?);
    match plan {
        LogicalPlan::Filter { input, predicate } => push(predicate, &input),
        other => Ok(other),
    }
}

/// The plan for the rows of `plan` for which `predicate` is true. The filters in `plan` are pushed already.
pub(super) fn push(predicate: Expr, plan: &Arc<LogicalPlan>) -> Result<LogicalPlan, PlanError> {
    match plan.as_ref() {
        LogicalPlan::Filter { input, predicate: earlier } => {
            let predicate = earlier.clone().and(predicate);
            Ok(LogicalPlan::Filter { input: Arc::clone(input), predicate })
        }
        LogicalPlan::Project { input, exprs } => {
            let meant = substitute(predicate.clone(), exprs);
            if size(&meant) > MAX_SIZE {
                return Ok(LogicalPlan::Filter { input: Arc::clone(plan), predicate });
            }
            let below = push(meant, input)?;
            Ok(LogicalPlan::Project { input: Arc::new(below), exprs: exprs.clone() })
        }
        LogicalPlan::Sort { input, keys } => {
            Ok(LogicalPlan::Sort { input: Arc::new(push(predicate, input)?), keys: keys.clone() })
        }
        LogicalPlan::Concat { inputs } if means_the_same_below(&predicate, plan, inputs)? => {
            let below = inputs.iter().map(|input| push(predicate.clone(), input).map(Arc::new));
            Ok(LogicalPlan::Concat { inputs: below.collect::<Result<_, _>>()? })
        }
        LogicalPlan::Join(join) => push_into_join(predicate, join),
        LogicalPlan::Scan(scan) if scan.limit.is_none() => {
            let predicate = match &scan.predicate {
                Some(earlier) => earlier.clone().and(predicate),
                None => predicate,
            };
            Ok(LogicalPlan::Scan(Scan { predicate: Some(predicate), ..scan.clone() }))
        }
        _ => Ok(LogicalPlan::Filter { input: Arc::clone(plan), predicate }),
    }
}

/// The condition over the columns before the projection.
fn substitute(predicate: Expr, exprs: &[(Expr, String)]) -> Expr {
    predicate.transform(&|expr| match &expr {
        Expr::Column(name) => match exprs.iter().find(|(_, known)| known == name) {
            Some((meaning, _)) => meaning.clone().without_aliases(),
            None => expr,
        },
        _ => expr,
    })
}

/// How many parts an expression has.
fn size(expr: &Expr) -> usize {
    let mut parts = 0;
    expr.visit(&mut |_| parts += 1);
    parts
}

/// Whether every table of a concat has all columns of the condition, with the types that they have after it.
fn means_the_same_below(
    predicate: &Expr,
    concat: &LogicalPlan,
    inputs: &[Arc<LogicalPlan>],
) -> Result<bool, PlanError> {
    let together = concat.schema()?;
    let columns = predicate.columns();
    for input in inputs {
        let alone = input.schema()?;
        let same = |name: &String| match (alone.column_with_name(name), together.column_with_name(name)) {
            (Some((_, before)), Some((_, after))) => before.data_type() == after.data_type(),
            _ => false,
        };
        if !columns.iter().all(same) {
            return Ok(false);
        }
    }
    Ok(true)
}
