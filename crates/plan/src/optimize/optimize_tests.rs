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
    check(scan_t().sort("b").head(5).filter("a > 1"), "filter a > 1\n  top 5 by b\n    scan t");
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
    check(scan_t().sort("a").head(5), "top 5 by a\n  scan t");
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

#[test]
fn a_head_of_sorted_rows_is_a_top_k() {
    check(scan_t().sort("b desc").head(5), "top 5 by b desc\n  scan t");
    check(scan_t().sort("b").head(5).head(3), "top 3 by b\n  scan t");
    check(
        scan_t().sort("b").project("a + 1 as d").head(5),
        "project a + 1 as d\n  top 5 by b\n    scan t columns [a, b]",
    );
    // Other rows than the first ones.
    check(scan_t().sort("b").tail(5), "tail 5\n  sort by b\n    scan t");
    check(scan_t().sort("b").tail(9).head(5), "head 5\n  tail 9\n    sort by b\n      scan t");
}

#[test]
fn sorts_that_nobody_sees_go() {
    check(
        scan_t().sort("a").filter("b > 1").sort("c").aggregate("s", "sum(b), count(*)"),
        "aggregate sum(b), count(*) by s\n  scan t columns [b, s] where b > 1",
    );
    // Stable: a sort by `a` decides between rows with equal `b`.
    check(scan_t().sort("a, c").sort("b desc, a"), "sort by b desc, a, c\n  scan t");
    check(scan_t().sort("a").sort("b").head(2), "top 2 by b, a\n  scan t");
}

#[test]
fn sorts_stay_where_the_order_shows() {
    check(
        scan_t().sort("a").aggregate("s", "first(b)"),
        "aggregate first(b) by s\n  sort by a\n    scan t columns [a, b, s]",
    );
    check(
        scan_t().sort("a").head(5).aggregate("", "sum(b)"),
        "aggregate sum(b)\n  top 5 by a\n    scan t columns [a, b]",
    );
    let unsorted = LogicalPlan::Aggregate {
        input: Arc::new(scan_t().sort("a")),
        keys: vec![(crate::col("s"), "s".to_string())],
        aggs: vec![crate::sum("b")],
        sort: false,
        dropna: true,
    };
    check(unsorted, "aggregate sum(b) by s unsorted\n  sort by a\n    scan t columns [a, b, s]");
}

#[test]
fn common_parts_are_computed_once() {
    check(
        scan_t().project("(a + b) * c as x, (a + b) * c + 1 as y, a + b as z"),
        "project common_2 as x, common_2 + 1 as y, common_1 as z\n  project common_1, common_1 * c as common_2\n    \
         project c, a + b as common_1\n      scan t columns [a, b, c]",
    );
    check(
        scan_t().project("(a + b) * c as x, 2 - (a + b) * c as y"),
        "project common_1 as x, 2 - common_1 as y\n  project (a + b) * c as common_1\n    scan t columns [a, b, c]",
    );
    check(
        scan_t().aggregate("a // 7 as k", "sum(a // 7), mean(b)"),
        "aggregate sum(common_1) as \"sum(a // 7)\", mean(b) by common_1 as k\n  \
         project b, a // 7 as common_1\n    scan t columns [a, b]",
    );
}

#[test]
fn parts_stay_where_they_may_not_be_computed() {
    check(
        scan_t().project("case when b <> 0 then a // b end as x, case when b > 0 then a // b end as y"),
        "project case when b <> 0 then a // b end as x, case when b > 0 then a // b end as y\n  scan t columns [a, b]",
    );
    check(
        scan_t().project("b <> 0 and a // b > 1 as x, b <> 0 and a // b > 2 as y"),
        "project common_1 and a // b > 1 as x, common_1 and a // b > 2 as y\n  \
         project a, b, b <> 0 as common_1\n    scan t columns [a, b]",
    );
}

#[test]
fn windows_keep_what_is_around_them_in_place() {
    let window = |plan: LogicalPlan, list: &str| plan.project(list).with_windows_lifted().unwrap();
    check(
        window(scan_t().filter("a > 1"), "b, cumsum(b) as x").filter("x > 2"),
        "project b, \"cumsum(b)\" as x\n  filter \"cumsum(b)\" > 2\n    window cumsum(b)\n      \
         scan t columns [b] where a > 1",
    );
    // The first rows of what looks back come from the first rows.
    check(
        window(scan_t(), "cumsum(b) as x").head(5),
        "project \"cumsum(b)\" as x\n  window cumsum(b)\n    scan t columns [b] limit 5",
    );
    check(
        window(scan_t(), "shift(b, -1) as x").head(5),
        "project \"shift(b, -1)\" as x\n  head 5\n    window shift(b, -1)\n      scan t columns [b]",
    );
    check(window(scan_t(), "a, cumsum(b) as x").project("a"), "scan t columns [a]");
    check(
        window(scan_t().sort("c"), "cumsum(b) as x").aggregate("", "sum(x)"),
        "aggregate sum(x)\n  project \"cumsum(b)\" as x\n    window cumsum(b)\n      sort by c\n        \
         scan t columns [b, c]",
    );
}
