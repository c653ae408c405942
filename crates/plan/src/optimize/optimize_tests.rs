//! Each rule on plans where it must fire and on plans where it must not, as text before and after.

use std::sync::Arc;

use super::*;
use crate::test_tables::{Steps, concat, scan_t, scan_u, table};

pub(super) fn check(plan: LogicalPlan, expected: &str) {
    let before = plan.explain();
    let schema = columns(&plan.schema().unwrap());
    let after = optimize(plan).unwrap();
    assert_eq!(after.explain().trim_end(), expected, "before:\n{before}");
    assert_eq!(columns(&after.schema().unwrap()), schema, "before:\n{before}");
    let again = optimize(after.clone()).unwrap();
    assert_eq!(again.explain(), after.explain(), "a second time");
}

#[test]
fn filters_merge_and_move_into_the_scan() {
    check(scan_t().filter("a > 60 * 20"), "scan t where a > 1200");
    check(scan_t().filter("a > 1").filter("b > 2 or c > 3"), "scan t where a > 1 and (b > 2 or c > 3)");
    check(scan_t().filter("1 = 1"), "scan t");
    check(scan_t().filter("false"), "scan t where false");
}

#[test]
fn filters_move_below_projections() {
    check(
        scan_t().project("a + b as d, s").filter("d > 3 and s = 'x'"),
        "project a + b as d, s\n  scan t columns [a, b, s] where a + b > 3 and s = 'x'",
    );
    check(
        scan_t().filter("a > 1").project("b as a, a as b").filter("a > 2"),
        "project b as a, a as b\n  scan t columns [a, b] where a > 1 and b > 2",
    );
}

#[test]
fn filters_stay_above_projections_that_would_blow_them_up() {
    let doubled = (0..12).fold(scan_t().project("a"), |plan, _| plan.project("a + a as a"));
    let text = optimize(doubled.filter("a > 0")).unwrap().explain();
    assert!(text.contains("filter") && text.len() < 10_000, "{text}");
}

#[test]
fn filters_move_below_sorts() {
    check(scan_t().sort("a").filter("b > 1"), "sort by a\n  scan t where b > 1");
}

#[test]
fn filters_move_into_concats_where_they_mean_the_same() {
    check(
        concat([scan_t(), scan_u()]).filter("s = 'x'"),
        "concat\n  scan t where s = 'x'\n  scan u where s = 'x'",
    );
    // b is an integer in one table and a float in both together; a is missing in one.
    check(concat([scan_t(), scan_u()]).filter("b > 1"), "filter b > 1\n  concat\n    scan t\n    scan u");
    check(concat([scan_t(), scan_u()]).filter("a > 1"), "filter a > 1\n  concat\n    scan t\n    scan u");
}

#[test]
fn steps_that_choose_rows_pass_on_which_columns_are_needed() {
    let distinct = |input| LogicalPlan::Distinct {
        input: Arc::new(input),
        keys: vec![crate::col("s")],
        keep: crate::Keep::First,
    };
    check(
        distinct(scan_t()).filter("a > 1").project("b"),
        "project b\n  filter a > 1\n    distinct by s keep first\n      scan t columns [a, b, s]",
    );
    let slice = |input| LogicalPlan::Slice { input: Arc::new(input), start: 2, stop: None, step: 1 };
    check(slice(scan_t().filter("a > 1")).project("b"), "slice 2..\n  scan t columns [b] where a > 1");
    let sample = LogicalPlan::Sample { input: Arc::new(scan_t()), size: crate::SampleSize::Rows(3), seed: 0 };
    check(sample.head(2).project("b"), "head 2\n  sample 3 rows, seed 0\n    scan t columns [b]");
    let expand = LogicalPlan::Expand {
        input: Arc::new(scan_t()),
        rows: vec![vec![crate::col("a") + 1], vec![crate::col("c") + 0]],
        names: vec!["value".to_string()],
    };
    check(expand.head(2), "head 2\n  expand to 2 rows of [value]\n    scan t columns [a, c]");
}

#[test]
fn filters_stay_above_what_would_see_other_rows() {
    check(scan_t().head(5).filter("a > 1"), "filter a > 1\n  scan t limit 5");
    check(scan_t().sort("b").head(5).filter("a > 1"), "filter a > 1\n  head 5\n    sort by b\n      scan t");
    check(scan_t().tail(5).filter("a > 1"), "filter a > 1\n  tail 5\n    scan t");
    check(
        scan_t().aggregate("s", "count(*) as n").filter("s = 'x'"),
        "filter s = 'x'\n  aggregate count(*) as n by s\n    scan t columns [s]",
    );
    check(scan_t().map_batches().filter("a > 1"), "filter a > 1\n  map batches to [a, b, c, s]\n    scan t");
    // Below the projection, but not below the head under it.
    check(
        scan_t().head(5).project("a + 1 as d").filter("d > 1"),
        "project a + 1 as d\n  filter a + 1 > 1\n    scan t columns [a] limit 5",
    );
}

#[test]
fn limits_move_into_the_scan() {
    check(scan_t().head(5), "scan t limit 5");
    check(scan_t().head(5).head(3), "scan t limit 3");
    check(scan_t().head(3).head(5), "scan t limit 3");
    check(scan_t().filter("a > 1").head(5), "scan t where a > 1 limit 5");
    check(scan_t().project("a + 1 as d").head(5), "project a + 1 as d\n  scan t columns [a] limit 5");
    check(concat([scan_t(), scan_u()]).head(5), "head 5\n  concat\n    scan t limit 5\n    scan u limit 5");
}

#[test]
fn limits_stay_above_what_needs_more_rows() {
    check(scan_t().sort("a").head(5), "head 5\n  sort by a\n    scan t");
    check(scan_t().tail(9).head(5), "head 5\n  tail 9\n    scan t");
    check(scan_t().map_batches().head(5), "head 5\n  map batches to [a, b, c, s]\n    scan t");
    check(
        scan_t().aggregate("s", "count(*) as n").head(5),
        "head 5\n  aggregate count(*) as n by s\n    scan t columns [s]",
    );
    check(scan_t().head(9).filter("a > 1").head(5), "head 5\n  filter a > 1\n    scan t limit 9");
    check(scan_t().head(5).tail(2), "tail 2\n  scan t limit 5");
}

#[test]
fn scans_read_only_what_is_used() {
    check(
        scan_t().filter("a > 1").aggregate("s", "mean(b)"),
        "aggregate mean(b) by s\n  scan t columns [b, s] where a > 1",
    );
    check(scan_t().aggregate("", "count(*)"), "aggregate count(*)\n  scan t columns []");
    check(scan_t().sort("b").project("a"), "project a\n  sort by b\n    scan t columns [a, b]");
    check(scan_t().project("a, c"), "scan t columns [a, c]");
    check(scan_t().project("c, a"), "project c, a\n  scan t columns [a, c]");
}

#[test]
fn projections_lose_what_nobody_takes() {
    check(
        scan_t()
            .project("a, b, c, s, a + b as d")
            .project("a, b, c, s, d, d * 2 as e")
            .aggregate("s", "sum(e)"),
        "aggregate sum(e) by s\n  project s, d * 2 as e\n    project s, a + b as d\n      scan t columns [a, b, s]",
    );
    check(
        scan_t().project("a + 1 as d, b").aggregate("", "count(*)"),
        "aggregate count(*)\n  scan t columns []",
    );
    check(scan_t().project("a, b, c, s"), "scan t");
}

#[test]
fn columns_stay_where_they_may_be_looked_at() {
    check(scan_t().map_batches().project("a"), "project a\n  map batches to [a, b, c, s]\n    scan t");
    check(
        concat([scan_t(), scan_u()]).aggregate("s", "sum(a)"),
        "aggregate sum(a) by s\n  concat\n    scan t columns [a, s]\n    scan u columns [s]",
    );
}

#[test]
fn counting_rows_does_not_uncover_hidden_columns() {
    // Without a column of its own, the first table would show its `b`, which does not go with that of the second.
    let text = LogicalPlan::scan(table("v", &[("b", DataType::Utf8), ("x", DataType::Int64)]));
    check(
        concat([text.head(3).filter("b = 'x'").project("x"), scan_u().head(3).filter("b > 0.5")])
            .aggregate("", "count(*)"),
        "aggregate count(*)\n  concat\n    project x\n      filter b = 'x'\n        scan v limit 3\n    \
         filter b > 0.5\n      scan u columns [b] limit 3",
    );
}

#[test]
fn a_wrong_plan_is_refused() {
    assert!(optimize(scan_t().filter("nothing > 1")).is_err());
    assert!(optimize(scan_t().filter("a")).is_err());
}

#[test]
fn an_optimized_scan_can_be_narrowed_again() {
    let once = optimize(scan_t().filter("a > 1").project("b, c")).unwrap();
    check(once.filter("b > 2").project("c"), "scan t columns [c] where a > 1 and b > 2");
}
