//! The head of sorted rows keeps only those rows while they are collected, instead of sorting all of them.

use std::sync::Arc;

use crate::logical::LogicalPlan;

/// Makes every head over a sort a top-k.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    let plan = plan.map_inputs(&apply);
    let LogicalPlan::Head { input, n } = &plan else { return plan };
    match input.as_ref() {
        LogicalPlan::Sort { input, keys } => {
            LogicalPlan::TopK { input: Arc::clone(input), keys: keys.clone(), n: *n }
        }
        LogicalPlan::TopK { input, keys, n: earlier } => {
            LogicalPlan::TopK { input: Arc::clone(input), keys: keys.clone(), n: *n.min(earlier) }
        }
        _ => plan,
    }
}
