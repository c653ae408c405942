//! Moves `head` towards the sources: below projections, below windows that look at earlier rows only, into every table of a
//! concat and those of a join of which every row comes out (and kept above them), and into the scan, whose limit counts rows
//! after the scan's own predicate. Never below anything that drops or moves rows.

use std::sync::Arc;

use crate::logical::{Join, JoinHow, LogicalPlan, Scan};

/// Pushes all heads of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    match plan.map_inputs(&apply) {
        LogicalPlan::Head { input, n } => push(n, &input),
        other => other,
    }
}

/// The plan for the first `n` rows of `plan`. The heads in `plan` are pushed already.
fn push(n: usize, plan: &Arc<LogicalPlan>) -> LogicalPlan {
    match plan.as_ref() {
        LogicalPlan::Head { input, n: earlier } => {
            LogicalPlan::Head { input: Arc::clone(input), n: n.min(*earlier) }
        }
        LogicalPlan::Project { input, exprs } => {
            LogicalPlan::Project { input: Arc::new(push(n, input)), exprs: exprs.clone() }
        }
        LogicalPlan::Window { input, exprs } if !exprs.iter().any(|window| window.function.looks_ahead()) => {
            LogicalPlan::Window { input: Arc::new(push(n, input)), exprs: exprs.clone() }
        }
        LogicalPlan::Concat { inputs } => {
            let inputs = inputs.iter().map(|input| Arc::new(push(n, input))).collect();
            LogicalPlan::Head { input: Arc::new(LogicalPlan::Concat { inputs }), n }
        }
        LogicalPlan::Join(join) if !join.checks_all_rows() => {
            LogicalPlan::Head { input: Arc::new(push_into_join(n, join)), n }
        }
        LogicalPlan::Scan(scan) => {
            let limit = scan.limit.map_or(n, |earlier| n.min(earlier));
            LogicalPlan::Scan(Scan { limit: Some(limit), ..scan.clone() })
        }
        _ => LogicalPlan::Head { input: Arc::clone(plan), n },
    }
}

/// The join with no more than `n` rows of each table of which every row comes out, in order; of a cross join that is both.
fn push_into_join(n: usize, join: &Join) -> LogicalPlan {
    let mut pushed = join.clone();
    if matches!(join.how, JoinHow::Left | JoinHow::Cross) {
        pushed.left = Arc::new(push(n, &join.left));
    }
    if matches!(join.how, JoinHow::Right | JoinHow::Cross) {
        pushed.right = Arc::new(push(n, &join.right));
    }
    LogicalPlan::Join(pushed)
}
