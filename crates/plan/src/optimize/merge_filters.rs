//! Filters that follow each other become one, the earlier condition first; filters that keep every row go.

use std::sync::Arc;

use crate::expr::Expr;
use crate::logical::LogicalPlan;
use crate::scalar::Scalar;

/// Merges the filters of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    let plan = plan.map_inputs(&apply);
    let LogicalPlan::Filter { input, predicate } = &plan else {
        return plan;
    };
    if *predicate == Expr::Literal(Scalar::Bool(true)) {
        return input.as_ref().clone();
    }
    match input.as_ref() {
        LogicalPlan::Filter { input, predicate: earlier } => LogicalPlan::Filter {
            input: Arc::clone(input),
            predicate: earlier.clone().and(predicate.clone()),
        },
        _ => plan,
    }
}
