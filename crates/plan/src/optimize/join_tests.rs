//! The rules around joins, where they must fire and where they must not, as text before and after.

use super::tests::check;
use crate::logical::{Asof, JoinHow, JoinOptions, Validate};
use crate::test_tables::{Steps, join, scan_t, sized_table};
use crate::{Join, LogicalPlan};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// A scan of `r` with the key `a`, an integer `w`, a float key `f`, and `s`.
fn scan_r() -> LogicalPlan {
    sized("r", None)
}

fn sized(name: &'static str, bytes: Option<u64>) -> LogicalPlan {
    let columns =
        [("a", DataType::Int64), ("w", DataType::Int64), ("f", DataType::Float64), ("s", DataType::Utf8)];
    LogicalPlan::scan(sized_table(name, &columns, bytes))
}

/// `join .. to [..]`, as the head of the plan's text.
fn joined(how: &str, on: &str, columns: &str) -> String {
    let side = if how == "right" { "left" } else { "right" };
    let on = if on.is_empty() { String::new() } else { format!(" on {on}") };
    match how {
        "outer" => format!("join outer{on} to [{columns}], both sides in memory"),
        _ => format!("join {how}{on} to [{columns}], {side} side in memory"),
    }
}

const ALL: &str = "a, b, c, s_x, w, f, s_y";

#[test]
fn filters_move_to_the_side_that_they_speak_of() {
    let filtered = |how: JoinHow, condition: &str, left: &str, right: &str| {
        let plan = join(scan_t(), scan_r(), "a", how).filter(condition);
        check(plan, &format!("{}\n  scan t{left}\n  scan r{right}", joined(how.name(), "a", ALL)));
    };
    filtered(JoinHow::Inner, "b > 1 and s_y = 'x'", " where b > 1", " where s = 'x'");
    filtered(JoinHow::Inner, "a > 1", " where a > 1", " where a > 1");
    filtered(JoinHow::Inner, "a > w", "", " where a > w");
    filtered(JoinHow::Left, "b > 1", " where b > 1", "");
    filtered(JoinHow::Left, "a > 1", " where a > 1", " where a > 1");
    filtered(JoinHow::Right, "w > 1", "", " where w > 1");
    filtered(JoinHow::Right, "a > 1", " where a > 1", " where a > 1");
    filtered(JoinHow::Outer, "a > 1", " where a > 1", " where a > 1");
    for how in [JoinHow::Semi, JoinHow::Anti] {
        let plan = join(scan_t(), scan_r(), "a", how).filter("a > 1 and b > 2");
        let expected = "a, b, c, s, right side in memory\n  scan t where a > 1 and b > 2\n  scan r columns [a] where a > 1";
        check(plan, &format!("join {how} on a to [{}", expected.replacen("s,", "s],", 1)));
    }
    let cross = join(scan_t(), scan_r(), "", JoinHow::Cross).filter("a_x > 1 and w > 2 and b = w");
    let columns = "a_x, b, c, s_x, a_y, w, f, s_y";
    let text = format!(
        "filter b = w\n  {}\n    scan t where a > 1\n    scan r where w > 2",
        joined("cross", "", columns)
    );
    check(cross, &text);
}

#[test]
fn filters_stay_above_a_join_that_makes_what_they_look_at() {
    let stays = |how: JoinHow, condition: &str| {
        let plan = join(scan_t(), scan_r(), "a", how).filter(condition);
        let head = joined(how.name(), "a", ALL);
        check(plan, &format!("filter {condition}\n  {head}\n    scan t\n    scan r"));
    };
    // Nulls of rows without a match.
    stays(JoinHow::Left, "w is null");
    stays(JoinHow::Right, "b is null");
    stays(JoinHow::Outer, "b > 1");
    // Both tables; what may fail in rows without a match.
    stays(JoinHow::Inner, "b > w");
    stays(JoinHow::Inner, "b + 1 > 2");
    stays(JoinHow::Inner, "cast(s_x as int64) > 2");
    // An integer key beside a float.
    let plan = join(scan_t(), scan_r(), "a = f", JoinHow::Outer).filter("a_x > 1");
    let columns = "a_x, b, c, s_x, a_y, w, f, s_y";
    let head = joined("outer", "a = f", columns);
    check(plan, &format!("filter a_x > 1\n  {head}\n    scan t\n    scan r"));
    let plan = join(scan_t(), scan_r(), "a = f", JoinHow::Inner).filter("a_x > 1");
    check(plan, &format!("{}\n  scan t where a > 1\n  scan r", joined("inner", "a = f", columns)));
}

#[test]
fn filters_move_through_a_projection_and_a_join() {
    let with_column =
        join(scan_t(), scan_r(), "a", JoinHow::Inner).project("a, b, b / w as d").filter("b > 1 and d > 2");
    let head = joined("inner", "a", "a, b, w");
    let text = format!(
        "project a, b, b / w as d\n  filter b / w > 2\n    {head}\n      scan t columns [a, b] where b > 1\n      scan r columns [a, w]"
    );
    check(with_column, &text);
}

#[test]
fn nothing_moves_below_a_join_that_validates() {
    let options = JoinOptions {
        validate: Some(Validate::OneToOne),
        ..JoinOptions::new(vec![("a".into(), "a".into())], JoinHow::Left)
    };
    let plan = LogicalPlan::Join(Join::new(Arc::new(scan_t()), Arc::new(scan_r()), &options).unwrap());
    let head = joined("left", "a", ALL).replace("], ", "] validate one_to_one, ");
    check(plan.clone().filter("b > 1"), &format!("filter b > 1\n  {head}\n    scan t\n    scan r"));
    check(plan.head(3), &format!("head 3\n  {head}\n    scan t\n    scan r"));
}

#[test]
fn limits_move_to_the_side_whose_rows_all_come_out() {
    let limited = |how: JoinHow, left: &str, right: &str| {
        let head = joined(how.name(), "a", ALL);
        check(
            join(scan_t(), scan_r(), "a", how).head(3),
            &format!("head 3\n  {head}\n    scan t{left}\n    scan r{right}"),
        );
    };
    limited(JoinHow::Left, " limit 3", "");
    limited(JoinHow::Right, "", " limit 3");
    limited(JoinHow::Inner, "", "");
    limited(JoinHow::Outer, "", "");
    let head = joined("cross", "", "a_x, b, c, s_x, a_y, w, f, s_y");
    check(
        join(scan_t(), scan_r(), "", JoinHow::Cross).head(3),
        &format!("head 3\n  {head}\n    scan t limit 3\n    scan r limit 3"),
    );
}

#[test]
fn tables_give_only_keys_and_what_is_used() {
    check(
        join(scan_t(), scan_r(), "a", JoinHow::Left).aggregate("b", "sum(w)"),
        "aggregate sum(w) by b\n  join left on a to [b, w], right side in memory\n    scan t columns [a, b]\n    scan r columns [a, w]",
    );
    // The name keeps its suffix though the other column of that name is gone.
    check(
        join(scan_t(), scan_r(), "a", JoinHow::Inner).project("s_y"),
        "join inner on a to [s_y], right side in memory\n  scan t columns [a]\n  scan r columns [a, s]",
    );
    check(
        join(scan_t(), scan_r(), "a", JoinHow::Outer).aggregate("", "count(*)"),
        "aggregate count(*)\n  join outer on a to [], both sides in memory\n    scan t columns [a]\n    scan r columns [a]",
    );
}

#[test]
fn the_smaller_side_is_held_where_order_does_not_matter() {
    let plan =
        |left: u64, right: u64| join(sized("l", Some(left)), sized("r", Some(right)), "a", JoinHow::Inner);
    let swapped = "aggregate sum(w_y) by a\n  join inner on a to [a, w_y], right side in memory (50 bytes of input, beside 100)\n    \
                   scan r columns [a, w]\n    scan l columns [a]";
    check(plan(50, 100).aggregate("a", "sum(w_y)"), swapped);
    let as_it_is = swapped.replace(
        "scan r columns [a, w]\n    scan l columns [a]",
        "scan l columns [a]\n    scan r columns [a, w]",
    );
    check(plan(100, 50).aggregate("a", "sum(w_y)"), &as_it_is);
    let ordered = as_it_is.replace("(50 bytes of input, beside 100)", "(100 bytes of input, beside 50)");
    check(plan(50, 100).aggregate("a", "first(w_y)"), &ordered.replace("sum(", "first("));
}

#[test]
fn below_a_join_by_time_rows_keep_their_order() {
    let small_with_large = join(sized("l", Some(50)), sized("r", Some(100)), "a", JoinHow::Inner);
    let options = JoinOptions {
        asof: Some(Asof::default()),
        ..JoinOptions::new(vec![("f_x".to_string(), "f".to_string())], JoinHow::Left)
    };
    let nearest = Join::new(Arc::new(small_with_large), Arc::new(sized("q", None)), &options).unwrap();
    let plan = crate::optimize(LogicalPlan::Join(nearest).aggregate("a_x", "sum(w_x)")).unwrap().explain();
    assert!(plan.find("scan l").unwrap() < plan.find("scan r").unwrap(), "{plan}");
}

#[test]
fn a_large_held_side_is_reduced_to_its_matches_first() {
    let plan = |left: u64, right: u64, how| join(sized("l", Some(left)), sized("r", Some(right)), "a", how);
    let expected = "join inner on a to [a, w_x, f_x, s_x, w_y, f_y, s_y], right side in memory (1010 bytes of input, beside 10)\n  \
                    scan l\n  join semi on a to [a, w, f, s], right side in memory (10 bytes of input, beside 1000)\n    \
                    scan r\n    scan l columns [a]";
    check(plan(10, 1000, JoinHow::Inner), expected);
    check(plan(10, 1000, JoinHow::Left), &expected.replace("join inner", "join left"));
    for (left, right, how) in
        [(100, 200, JoinHow::Inner), (10, 1000, JoinHow::Anti), (10, 1000, JoinHow::Right)]
    {
        let text = crate::optimize(plan(left, right, how)).unwrap().explain();
        assert!(!text.contains("semi"), "{text}");
    }
}
