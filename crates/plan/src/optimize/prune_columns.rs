//! Reads and computes only the columns that are used: scans get a projection, projections lose what nobody takes, and
//! projections that change nothing go.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::Schema;

use crate::PlanError;
use crate::expr::Expr;
use crate::logical::{Join, JoinFrom, LogicalPlan, Scan, Side};
use crate::window::WindowExpr;

/// The names of the columns that the steps after this one take.
type Names = BTreeSet<String>;

/// Prunes a plan; its own columns all stay.
pub(super) fn apply(plan: &LogicalPlan) -> Result<LogicalPlan, PlanError> {
    prune(plan, &names_of(plan.schema()?.as_ref()))
}

/// The plan with at least the columns in `wanted`, in the order they have; a step may leave others in.
fn prune(plan: &LogicalPlan, wanted: &Names) -> Result<LogicalPlan, PlanError> {
    let below = match plan {
        LogicalPlan::Scan(scan) => return Ok(LogicalPlan::Scan(prune_scan(scan, wanted))),
        LogicalPlan::Project { input, exprs } => return prune_project(input, exprs, wanted),
        LogicalPlan::Window { input, exprs } => return prune_window(input, exprs, wanted),
        LogicalPlan::Filter { predicate, .. } => with(wanted, [predicate]),
        LogicalPlan::Sort { keys, .. } | LogicalPlan::TopK { keys, .. } => {
            with(wanted, keys.iter().map(|key| &key.expr))
        }
        LogicalPlan::Aggregate { keys, aggs, .. } => {
            let args = aggs.iter().flat_map(|agg| agg.exprs());
            with(&Names::new(), keys.iter().map(|(expr, _)| expr).chain(args))
        }
        LogicalPlan::Head { .. }
        | LogicalPlan::Tail { .. }
        | LogicalPlan::Slice { .. }
        | LogicalPlan::Sample { .. } => wanted.clone(),
        LogicalPlan::Distinct { keys, .. } => with(wanted, keys),
        LogicalPlan::Expand { rows, .. } => with(&Names::new(), rows.iter().flatten()),
        LogicalPlan::Concat { inputs } => return prune_concat(inputs, wanted),
        LogicalPlan::Join(join) => return prune_join(join, wanted),
        // The function may look at every column.
        LogicalPlan::MapBatches { input, .. } => names_of(input.schema()?.as_ref()),
    };
    let inputs = plan.inputs().into_iter().map(|input| prune(input, &below).map(Arc::new));
    Ok(plan.with_new_inputs(inputs.collect::<Result<_, _>>()?))
}

fn names_of(schema: &Schema) -> Names {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

/// The names in `wanted` and those that the expressions use.
fn with<'a>(wanted: &Names, exprs: impl IntoIterator<Item = &'a Expr>) -> Names {
    exprs.into_iter().flat_map(Expr::columns).chain(wanted.iter().cloned()).collect()
}

fn prune_scan(scan: &Scan, wanted: &Names) -> Scan {
    let schema = scan.source.schema();
    let all = schema.fields().len();
    let now: Vec<usize> = scan.projection.clone().unwrap_or_else(|| (0..all).collect());
    let is_wanted = |at: &usize| schema.fields().get(*at).is_some_and(|field| wanted.contains(field.name()));
    let kept: Vec<usize> = now.into_iter().filter(is_wanted).collect();
    let projection = if kept.len() == all { None } else { Some(kept) };
    Scan { projection, ..scan.clone() }
}

fn prune_project(
    input: &LogicalPlan,
    exprs: &[(Expr, String)],
    wanted: &Names,
) -> Result<LogicalPlan, PlanError> {
    let kept: Vec<(Expr, String)> = exprs.iter().filter(|(_, name)| wanted.contains(name)).cloned().collect();
    let below = prune(input, &with(&Names::new(), kept.iter().map(|(expr, _)| expr)))?;
    if changes_nothing(&kept, below.schema()?.as_ref()) {
        return Ok(below);
    }
    match (kept.is_empty(), exprs.first()) {
        // Nothing is wanted but the rows, and below are columns that this step hides: one of its own stands for all.
        (true, Some((_, name))) => prune_project(input, exprs, &Names::from([name.clone()])),
        _ => Ok(LogicalPlan::Project { input: Arc::new(below), exprs: kept }),
    }
}

/// A window keeps the columns that somebody takes, and goes when there is none.
fn prune_window(input: &LogicalPlan, exprs: &[WindowExpr], wanted: &Names) -> Result<LogicalPlan, PlanError> {
    let kept: Vec<WindowExpr> =
        exprs.iter().filter(|window| wanted.contains(&window.name)).cloned().collect();
    let own: Names = exprs.iter().map(|window| window.name.clone()).collect();
    let below = with(&(wanted - &own), kept.iter().flat_map(WindowExpr::exprs));
    let input = prune(input, &below)?;
    Ok(if kept.is_empty() { input } else { LogicalPlan::Window { input: Arc::new(input), exprs: kept } })
}

/// Whether the projection gives the columns of `schema` as they are, all of them and in their order.
fn changes_nothing(exprs: &[(Expr, String)], schema: &Schema) -> bool {
    let same = |((expr, name), field): (&(Expr, String), &String)| {
        name == field && matches!(expr, Expr::Column(column) if column == name)
    };
    exprs.len() == schema.fields().len()
        && exprs.iter().zip(schema.fields().iter().map(|field| field.name())).all(same)
}

/// Each table of a concat keeps what is wanted of its own columns.
fn prune_concat(inputs: &[Arc<LogicalPlan>], wanted: &Names) -> Result<LogicalPlan, PlanError> {
    let pruned = inputs.iter().map(|input| prune(input, wanted).map(Arc::new));
    Ok(LogicalPlan::Concat { inputs: pruned.collect::<Result<_, _>>()? })
}

/// A join loses what nobody takes; each table keeps its keys, and what comes out of it.
fn prune_join(join: &Join, wanted: &Names) -> Result<LogicalPlan, PlanError> {
    let mut pruned = join.clone();
    pruned.columns.retain(|column| wanted.contains(&column.name));
    let of_side = |side: Side| -> Result<_, PlanError> {
        let shown = pruned.columns.iter().filter_map(|column| match &column.from {
            JoinFrom::Side(of, name) if *of == side => Some(name),
            _ => None,
        });
        let names = shown.chain(join.keys(side)).cloned().collect();
        Ok(Arc::new(prune(join.input(side), &names)?))
    };
    let (left, right) = (of_side(Side::Left)?, of_side(Side::Right)?);
    (pruned.left, pruned.right) = (left, right);
    Ok(LogicalPlan::Join(pruned))
}
