//! Windows in the expressions of each kind of step, as the text of the plan that comes out.

use std::sync::Arc;

use super::*;
use crate::expr::cumcount;
use crate::test_tables::{Steps, scan_t};
use crate::{SortKey, parse_expr, sum};

fn project(exprs: Vec<(Expr, &str)>) -> LogicalPlan {
    let exprs = exprs.into_iter().map(|(expr, name)| (expr, name.to_string())).collect();
    LogicalPlan::Project { input: Arc::new(scan_t()), exprs }
}

fn check(plan: LogicalPlan, expected: &str) {
    let columns_before: Vec<String> = match &plan {
        LogicalPlan::Filter { input, .. } | LogicalPlan::Sort { input, .. } => names(input),
        _ => Vec::new(),
    };
    let lifted = plan.with_windows_lifted().unwrap();
    assert_eq!(lifted.explain().trim_end(), expected);
    lifted.check().unwrap();
    if !columns_before.is_empty() {
        assert_eq!(names(&lifted), columns_before);
    }
}

fn names(plan: &LogicalPlan) -> Vec<String> {
    plan.schema().unwrap().fields().iter().map(|field| field.name().clone()).collect()
}

#[test]
fn equal_windows_are_computed_once() {
    check(
        project(vec![(col("a") - col("a").shift(1), "d"), (col("a").shift(1), "p"), (cumcount(), "n")]),
        "project a - \"shift(a, 1)\" as d, \"shift(a, 1)\" as p, \"cumcount()\" as n\n  \
         window shift(a, 1), cumcount()\n    scan t",
    );
}

#[test]
fn windows_of_windows_follow_each_other() {
    check(
        project(vec![(col("a").diff(1).cumsum(), "x")]),
        "project \"cumsum(a - \"\"shift(a, 1)\"\")\" as x\n  window cumsum(a - \"shift(a, 1)\")\n    \
         window shift(a, 1)\n      scan t",
    );
}

#[test]
fn filters_and_sorts_lose_the_column_again() {
    let predicate = col("a").gt(col("a").shift(1));
    check(
        LogicalPlan::Filter { input: Arc::new(scan_t()), predicate },
        "project a, b, c, s\n  filter a > \"shift(a, 1)\"\n    window shift(a, 1)\n      scan t",
    );
    let keys = vec![SortKey::ascending(col("a").cummax())];
    check(
        LogicalPlan::Sort { input: Arc::new(scan_t()), keys },
        "project a, b, c, s\n  sort by \"cummax(a)\"\n    window cummax(a)\n      scan t",
    );
}

#[test]
fn aggregates_can_be_of_windows() {
    let keys = vec![(col("s"), "s".to_string())];
    let aggs = vec![sum(col("a").diff(1).over(["s"])).alias("d")];
    check(
        LogicalPlan::Aggregate { input: Arc::new(scan_t()), keys, aggs, sort: true, dropna: true },
        "aggregate sum(a - \"shift(a, 1) over (partition by s)\") as d by s\n  \
         window shift(a, 1) over (partition by s)\n    scan t",
    );
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let taken = project(vec![(col("a"), "a"), (col("b"), "cumsum(a)")]);
    let exprs = vec![(col("a").cumsum(), "x".to_string()), (col("cumsum(a)"), "y".to_string())];
    let lifted = LogicalPlan::Project { input: Arc::new(taken), exprs }.with_windows_lifted().unwrap();
    assert_eq!(
        lifted.explain(),
        "project \"cumsum(a) 1\" as x, \"cumsum(a)\" as y\n  window cumsum(a) as \"cumsum(a) 1\"\n    \
         project a, b as \"cumsum(a)\"\n      scan t\n"
    );
}

#[test]
fn other_steps_stay() {
    let plan = scan_t().filter("a > 1");
    assert_eq!(plan.clone().with_windows_lifted().unwrap().explain(), plan.explain());
    let plain = LogicalPlan::Filter { input: Arc::new(scan_t()), predicate: parse_expr("a > 2").unwrap() };
    assert_eq!(plain.clone().with_windows_lifted().unwrap().explain(), plain.explain());
}
