//! A plan as indented text, the last step first.

use std::fmt::{self, Write};

use arrow::datatypes::Schema;

use super::{Join, JoinHow, Keep, LogicalPlan, SampleSize, Scan, Side, SortKey};
use crate::expr::{Expr, output_name};
use crate::window::WindowExpr;

impl LogicalPlan {
    /// The plan as text, one line for each step, the last step first, the steps before it indented.
    pub fn explain(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for LogicalPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_step(self, 0, f)
    }
}

fn write_step(plan: &LogicalPlan, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{}{}", "  ".repeat(depth), line(plan))?;
    plan.inputs().into_iter().try_for_each(|input| write_step(input, depth + 1, f))
}

fn line(plan: &LogicalPlan) -> String {
    match plan {
        LogicalPlan::Scan(scan) => scan_line(scan),
        LogicalPlan::Filter { predicate, .. } => format!("filter {predicate}"),
        LogicalPlan::Project { exprs, .. } => format!("project {}", named(exprs)),
        LogicalPlan::Aggregate { keys, aggs, sort, dropna, .. } => {
            let aggs: Vec<String> = aggs.iter().map(ToString::to_string).collect();
            let mut text = format!("aggregate {}", aggs.join(", "));
            if !keys.is_empty() {
                let _ = write!(text, " by {}", named(keys));
                text.push_str(if *sort { "" } else { " unsorted" });
                text.push_str(if *dropna { "" } else { " with null keys" });
            }
            text
        }
        LogicalPlan::Sort { keys, .. } => format!("sort by {}", keys_text(keys)),
        LogicalPlan::TopK { keys, n, .. } => format!("top {n} by {}", keys_text(keys)),
        LogicalPlan::Head { n, .. } => format!("head {n}"),
        LogicalPlan::Tail { n, .. } => format!("tail {n}"),
        LogicalPlan::Slice { start, stop, step, .. } => {
            let stop = stop.map_or(String::new(), |stop| stop.to_string());
            let step = if *step > 1 { format!(" every {step}") } else { String::new() };
            format!("slice {start}..{stop}{step}")
        }
        LogicalPlan::Sample { size, seed, .. } => match size {
            SampleSize::Rows(n) => format!("sample {n} rows, seed {seed}"),
            SampleSize::Fraction(part) => format!("sample {part} of the rows, seed {seed}"),
        },
        LogicalPlan::Distinct { keys, keep, .. } => {
            let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let keep = match keep {
                Keep::First => "first",
                Keep::Last => "last",
                Keep::None => "none",
            };
            format!("distinct by {keys} keep {keep}")
        }
        LogicalPlan::Expand { rows, names, .. } => {
            format!("expand to {} rows of [{}]", rows.len(), names.join(", "))
        }
        LogicalPlan::Window { exprs, .. } => {
            format!("window {}", exprs.iter().map(window_text).collect::<Vec<_>>().join(", "))
        }
        LogicalPlan::Concat { .. } => "concat".to_string(),
        LogicalPlan::Join(join) => join_line(join),
        LogicalPlan::MapBatches { schema, .. } => {
            format!("map batches to [{}]", names(schema, None).join(", "))
        }
    }
}

fn scan_line(scan: &Scan) -> String {
    let mut text = format!("scan {}", scan.source.describe());
    if let Some(projection) = &scan.projection {
        let columns = names(&scan.source.schema(), Some(projection));
        let _ = write!(text, " columns [{}]", columns.join(", "));
    }
    if let Some(predicate) = &scan.predicate {
        let _ = write!(text, " where {predicate}");
    }
    if let Some(limit) = scan.limit {
        let _ = write!(text, " limit {limit}");
    }
    text
}

fn join_line(join: &Join) -> String {
    let column = |name: &String| Expr::Column(name.clone()).to_string();
    let mut text = format!("join {}", join.how);
    let pairs: Vec<String> = join
        .on
        .iter()
        .map(|(left, right)| match left == right {
            true => column(left),
            false => format!("{} = {}", column(left), column(right)),
        })
        .collect();
    if !pairs.is_empty() {
        let _ = write!(text, " on {}", pairs.join(", "));
    }
    let shown: Vec<String> = join.columns.iter().map(|shown| column(&shown.name)).collect();
    let _ = write!(text, " to [{}]", shown.join(", "));
    if let Some(validate) = join.validate {
        let _ = write!(text, " validate {}", validate.name());
    }
    if let Some(asof) = &join.asof {
        let _ = write!(text, " asof {}", asof.direction.name());
        if let Some(tolerance) = &asof.tolerance {
            let _ = write!(text, " within {tolerance}");
        }
        text.push_str(if asof.allow_exact_matches { "" } else { " not exact" });
    }
    match join.how {
        _ if join.asof.is_some() => text.push_str(", both sides in memory"),
        JoinHow::Outer => text.push_str(", both sides in memory"),
        _ => text.push_str(&build_text(join)),
    }
    text
}

/// Which side is held in memory, and how large the files are that it comes from.
fn build_text(join: &Join) -> String {
    let side = join.build_side();
    let bytes = |side: Side| join.input(side).source_bytes();
    match (bytes(side), bytes(side.other())) {
        (Some(built), Some(streamed)) => {
            format!(", {side} side in memory ({built} bytes of input, beside {streamed})")
        }
        _ => format!(", {side} side in memory"),
    }
}

fn names(schema: &Schema, projection: Option<&[usize]>) -> Vec<String> {
    let name =
        |at: usize| schema.fields().get(at).map(|field| Expr::Column(field.name().clone()).to_string());
    match projection {
        Some(positions) => positions.iter().filter_map(|at| name(*at)).collect(),
        None => (0..schema.fields().len()).filter_map(name).collect(),
    }
}

fn named(exprs: &[(Expr, String)]) -> String {
    let text = |(expr, name): &(Expr, String)| match output_name(expr) == *name {
        true => expr.to_string(),
        false => expr.clone().alias(name).to_string(),
    };
    exprs.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn window_text(window: &WindowExpr) -> String {
    let text = window.to_string();
    if text == window.name { text } else { format!("{text} as {}", Expr::Column(window.name.clone())) }
}

fn keys_text(keys: &[SortKey]) -> String {
    keys.iter().map(key_text).collect::<Vec<_>>().join(", ")
}

fn key_text(key: &SortKey) -> String {
    let direction = if key.descending { " desc" } else { "" };
    let nulls = if key.nulls_first { " nulls first" } else { "" };
    format!("{}{direction}{nulls}", key.expr)
}
