//! Which side of a join is held in memory: the smaller one, by the sizes of the files.
//!
//! - Where the order of rows does not matter above (under an aggregate that does not look at it), an inner join changes its sides.
//! - Elsewhere the held side is reduced first to the rows that have a match in the much smaller streamed one, which is read twice.

use std::sync::Arc;

use crate::aggregate::{AggExpr, AggFunc};
use crate::logical::{Join, JoinColumn, JoinFrom, JoinHow, JoinOptions, LogicalPlan, Side};

/// So many times smaller a table has to be to be read once more.
const MUCH_SMALLER: u64 = 8;

/// Chooses the sides of all joins of a plan.
pub(super) fn apply(plan: &LogicalPlan) -> LogicalPlan {
    choose(plan, true)
}

/// The plan with its joins' sides chosen; its rows may come in another order if `ordered` is false.
fn choose(plan: &LogicalPlan, ordered: bool) -> LogicalPlan {
    match plan {
        LogicalPlan::Join(join) => {
            // The nearest row is found by the order of the rows, and of equal times the last one counts.
            let ordered = ordered || join.asof.is_some();
            let right = ordered && !matches!(join.how, JoinHow::Semi | JoinHow::Anti);
            let inputs = vec![Arc::new(choose(&join.left, ordered)), Arc::new(choose(&join.right, right))];
            match plan.with_new_inputs(inputs) {
                LogicalPlan::Join(join) => LogicalPlan::Join(chosen(join, ordered)),
                other => other,
            }
        }
        LogicalPlan::Aggregate { aggs, sort, keys, .. } => {
            let below = !(*sort || keys.is_empty()) || aggs.iter().any(looks_at_order);
            plan.map_inputs(&|input| choose(input, below))
        }
        LogicalPlan::Filter { .. } | LogicalPlan::Project { .. } | LogicalPlan::Concat { .. } => {
            plan.map_inputs(&|input| choose(input, ordered))
        }
        _ => plan.map_inputs(&|input| choose(input, true)),
    }
}

/// Whether the aggregate may depend on the order of the rows. One that is not known here may.
fn looks_at_order(agg: &AggExpr) -> bool {
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
            | AggFunc::Any
            | AggFunc::All
            | AggFunc::NUnique
    )
}

fn chosen(join: Join, ordered: bool) -> Join {
    let held = join.build_side();
    let (Some(held_bytes), Some(streamed_bytes)) =
        (join.input(held).source_bytes(), join.input(held.other()).source_bytes())
    else {
        return join;
    };
    if join.checks_all_rows() {
        return join;
    }
    if !ordered && join.how == JoinHow::Inner {
        return if streamed_bytes < held_bytes { swapped(join) } else { join };
    }
    let reducible = matches!(join.how, JoinHow::Inner | JoinHow::Left | JoinHow::Right);
    if reducible && streamed_bytes.saturating_mul(MUCH_SMALLER) < held_bytes {
        return reduced(join);
    }
    join
}

/// The same inner join with its tables changed round.
fn swapped(join: Join) -> Join {
    let from = |from: JoinFrom| match from {
        JoinFrom::Side(side, name) => JoinFrom::Side(side.other(), name),
        other => other,
    };
    let columns =
        join.columns.into_iter().map(|JoinColumn { name, from: of }| JoinColumn { name, from: from(of) });
    Join {
        left: join.right,
        right: join.left,
        on: join.on.into_iter().map(|(left, right)| (right, left)).collect(),
        columns: columns.collect(),
        ..join
    }
}

/// The same join, of whose held table only the rows with a match are there.
fn reduced(mut join: Join) -> Join {
    let held = join.build_side();
    let (large, small) = (Arc::clone(join.input(held)), Arc::clone(join.input(held.other())));
    let is_reduced = matches!(&*large, LogicalPlan::Join(Join { how: JoinHow::Semi, .. }));
    if is_reduced || !is_cheap(&small) {
        return join;
    }
    let on: Vec<(String, String)> = join.keys(held).cloned().zip(join.keys(held.other()).cloned()).collect();
    let Ok(semi) = Join::new(large, small, &JoinOptions::new(on, JoinHow::Semi)) else { return join };
    let semi = Arc::new(LogicalPlan::Join(semi));
    match held {
        Side::Left => join.left = semi,
        Side::Right => join.right = semi,
    }
    join
}

/// Whether the plan only reads, so that doing it twice costs little and gives the same.
fn is_cheap(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Scan(_) => true,
        LogicalPlan::Filter { input, .. } | LogicalPlan::Project { input, .. } => is_cheap(input),
        _ => false,
    }
}
