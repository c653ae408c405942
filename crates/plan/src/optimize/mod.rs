//! Rewrites that make a plan cheaper and leave its rows, their order and its columns as they are. One rule a file.

mod common_parts;
mod drop_sorts;
mod fold_constants;
mod join_sides;
mod merge_filters;
mod prune_columns;
mod push_filter;
mod push_into_join;
mod push_limit;
mod top_k;

use arrow::datatypes::{DataType, Schema};

use crate::PlanError;
use crate::logical::LogicalPlan;

/// Checks the plan, then rewrites it: constants are folded, filters, limits and the choice of columns move into the
/// scans as far as the rows allow, the smaller side of a join is the one that is held in memory, sorts
/// that change nothing go, a head over a sort becomes a top-k, and what several expressions have in common is computed once.
///
/// What an expression would have failed on in rows that the plan drops may go unnoticed; what comes out never changes.
///
/// # Errors
/// Those of [`LogicalPlan::schema`].
#[expect(clippy::needless_pass_by_value, reason = "the optimized plan takes the place of this one")]
pub fn optimize(plan: LogicalPlan) -> Result<LogicalPlan, PlanError> {
    let schema = plan.schema()?;
    let plan = fold_constants::apply(&plan);
    let plan = merge_filters::apply(&plan);
    let plan = push_filter::apply(&plan)?;
    let plan = drop_sorts::apply(&plan);
    let plan = push_limit::apply(&plan);
    let plan = top_k::apply(&plan);
    let plan = join_sides::apply(&plan);
    let plan = prune_columns::apply(&plan)?;
    let plan = common_parts::apply(&plan)?;
    debug_assert_eq!(
        plan.schema().map(|after| columns(&after)),
        Ok(columns(&schema)),
        "rules keep the columns:\n{plan}"
    );
    Ok(plan)
}

/// Names and types, for comparing.
fn columns(schema: &Schema) -> Vec<(String, DataType)> {
    schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
}

#[cfg(test)]
#[path = "optimize_tests.rs"]
mod tests;

#[cfg(test)]
mod join_tests;
