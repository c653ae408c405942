//! Removes sorts that nobody sees: below an aggregate for which the order of rows is all the same, and a sort of sorted rows, which
//! becomes one sort by the keys of both.

use std::sync::Arc;

use crate::aggregate::{AggExpr, AggFunc};
use crate::logical::{LogicalPlan, SortKey};

/// Removes the sorts of a plan that change nothing.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    drop(plan, true)
}

/// `seen` says whether the order of the rows of `plan` can be told from the result.
fn drop(plan: &LogicalPlan, seen: bool) -> LogicalPlan {
    let below = |seen: bool| plan.map_inputs(&|input| drop(input, seen));
    match plan {
        LogicalPlan::Sort { input, .. } if !seen => drop(input, false),
        LogicalPlan::Sort { input, keys } => match drop(input, true) {
            LogicalPlan::Sort { input, keys: earlier } => {
                LogicalPlan::Sort { input, keys: both(keys, earlier) }
            }
            other => LogicalPlan::Sort { input: Arc::new(other), keys: keys.clone() },
        },
        LogicalPlan::Aggregate { aggs, sort, keys, .. } => {
            let by_appearance = !sort && !keys.is_empty();
            below(by_appearance || aggs.iter().any(tells_order))
        }
        LogicalPlan::Filter { .. } | LogicalPlan::Project { .. } | LogicalPlan::Concat { .. } => below(seen),
        _ => below(true),
    }
}

/// Sorting is stable: rows that are equal by the later keys stand by the earlier ones.
fn both(later: &[SortKey], earlier: Vec<SortKey>) -> Vec<SortKey> {
    let new = |key: &SortKey| !later.iter().any(|known| known.expr == key.expr);
    later.iter().cloned().chain(earlier.into_iter().filter(new)).collect()
}

/// Whether the value of an aggregate may depend on the order of the rows. Sums do not: they are exact.
fn tells_order(agg: &AggExpr) -> bool {
    !matches!(
        agg.func,
        AggFunc::Count
            | AggFunc::CountAll
            | AggFunc::Sum
            | AggFunc::Mean
            | AggFunc::Min
            | AggFunc::Max
            | AggFunc::Std { .. }
            | AggFunc::Var { .. }
            | AggFunc::Sem { .. }
            | AggFunc::Median
            | AggFunc::Quantile { .. }
            | AggFunc::Any
            | AggFunc::All
            | AggFunc::NUnique
    )
}
