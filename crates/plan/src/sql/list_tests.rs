//! Select lists, aggregate lists, sort lists and assignments.

use super::*;
use crate::aggregate::{count, count_all, mean, nunique, std};
use crate::expr::col;
use crate::logical::SortKey;

#[test]
fn select_lists() {
    let items = parse_select_list("a, b + 1, c * 2 as \"d e\", *").unwrap();
    let expected = [
        SelectItem::Expr(col("a"), "a".into()),
        SelectItem::Expr(col("b") + 1, "b + 1".into()),
        SelectItem::Expr(col("c") * 2, "d e".into()),
        SelectItem::Star,
    ];
    assert_eq!(items, expected);
    assert_eq!(
        parse_select_list("a,").unwrap_err().to_string(),
        "expected an expression, and the text ends\n  a,\n    ^"
    );
    assert!(parse_select_list("* exclude (a)").is_err());
    assert!(parse_select_list("t.*").is_err());
    assert!(parse_select_list("").is_err());
}

#[test]
fn aggregate_lists() {
    let aggs =
        parse_agg_list("avg(x) as m, count(*) as n, count(a), count(distinct x), stddev(x + 1)").unwrap();
    let expected = [
        mean(col("x")).alias("m"),
        count_all().alias("n"),
        count(col("a")),
        nunique(col("x")),
        std(col("x") + 1),
    ];
    assert_eq!(aggs, expected);
    let names: Vec<&str> = aggs.iter().map(|agg| agg.name.as_str()).collect();
    assert_eq!(names, ["m", "n", "count(a)", "nunique(x)", "std(x + 1)"]);
    for (text, name) in [
        ("any(a > 1)", "any(a > 1)"),
        ("bool_and(a)", "all(a)"),
        ("all(a)", "all(a)"),
        ("first(a)", "first(a)"),
        ("last(a)", "last(a)"),
        ("var_samp(a)", "var(a)"),
        ("count()", "count(*)"),
        ("min(timestamp)", "min(timestamp)"),
        ("sum(\"Trip Distance\")", "sum(Trip Distance)"),
    ] {
        assert_eq!(parse_agg_list(text).unwrap()[0].name, name);
    }
}

#[test]
fn aggregates_with_parameters() {
    let cases = [
        ("stddev_pop(x)", "std(x, ddof => 0)"),
        ("var(x, 2)", "var(x, ddof => 2)"),
        ("sum(x, min_count => 1)", "sum(x, min_count => 1)"),
        ("prod(x, 3)", "prod(x, min_count => 3)"),
        ("percentile(x, .9)", "quantile(x, 0.9)"),
        ("quantile(x, 1, interpolation => 'LOWER')", "quantile(x, 1, interpolation => 'lower')"),
        ("percentile_cont(0.9) within group (order by x + 1)", "quantile(x + 1, 0.9)"),
        ("list(x)", "collect(x)"),
        ("nlargest(x, 2)", "largest(x, 2)"),
        ("smallest(x)", "smallest(x, 5)"),
        ("covar_pop(x, y)", "cov(x, y, ddof => 0)"),
        ("corr(x, y + 1)", "corr(x, y + 1)"),
        ("approx_count_distinct(x)", "approx_nunique(x)"),
        ("size()", "count(*)"),
        ("count(*) filter (where x > 1 and y = 2)", "count(*) filter (where x > 1 and y = 2)"),
        ("count(*) filter (where(x) > 1)", "count(*) filter (where x > 1)"),
        ("mean(x) filter (where y is null) as m", "mean(x) filter (where y is null) as m"),
    ];
    for (text, expected) in cases {
        let aggs = parse_agg_list(text).unwrap();
        assert_eq!(aggs[0].to_string(), expected, "{text}");
        assert_eq!(parse_agg_list(expected).unwrap(), aggs, "{text}");
    }
}

#[test]
fn aggregate_errors() {
    let cases = [
        ("x", "`x` is not an aggregate such as mean(x) or count(*), on its own\n  x\n  ^"),
        ("sum(a) / sum(b)", "`sum(a) / sum(b)` is not an aggregate such as"),
        ("lower(a)", "`lower(a)` is not an aggregate"),
        ("maen(a)", "there is no function `maen`; did you mean `mean`?"),
        ("mean(*)", "mean takes one argument, and got *"),
        ("mean(a, b)", "mean takes one argument, and got 2"),
        ("sum(distinct a)", "sum(distinct ..) is not supported"),
        ("sum(a, b, c)", "sum takes one argument and then min_count, and got 3"),
        ("corr(a)", "corr takes two arguments, and got a"),
        ("std(a, q => 2)", "std has no parameter q; it has ddof, min_count"),
        ("std(a, ddof => -1)", "ddof must be a whole number such as 2, and is -1"),
        ("quantile(a, b)", "q must be a number such as 0.9, and is b"),
        (
            "quantile(a, 0.5, 'middle')",
            "interpolation must be 'linear', 'lower', 'higher', 'midpoint' or 'nearest'",
        ),
        ("percentile_cont(0.9) within group (order by a desc)", "within group takes one expression"),
        ("sum(a) over ()", "`sum(a) OVER ()` is not supported"),
        ("sum(mean(a))", "mean(..) is an aggregate"),
    ];
    for (text, expected) in cases {
        let message = parse_agg_list(text).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{text}: {message}");
    }
}

#[test]
fn sort_lists() {
    let keys = parse_order_list("a, b desc, c asc nulls first, d + 1 desc nulls last").unwrap();
    let expected = [
        SortKey::ascending(col("a")),
        SortKey::descending(col("b")),
        SortKey { nulls_first: true, ..SortKey::ascending(col("c")) },
        SortKey::descending(col("d") + 1),
    ];
    assert_eq!(keys, expected);
    assert_eq!(
        parse_order_list("a down").unwrap_err().to_string().lines().next(),
        Some("the expression should end before down")
    );
}

#[test]
fn assignments() {
    let cases = [
        ("d = b - a", "d", "b - a"),
        ("free = tip = 0", "free", "tip = 0"),
        ("x=a<=b", "x", "a <= b"),
        ("\"no tip\" = (tip = 0)", "no tip", "tip = 0"),
        ("\"a = b\" = 1", "a = b", "1"),
        ("timestamp = timestamp + interval '1 day'", "timestamp", "timestamp + interval '1 days'"),
        ("end = 1", "end", "1"),
    ];
    for (text, name, expr) in cases {
        let (found, parsed) = parse_assignment(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((found.as_str(), parsed.to_string().as_str()), (name, expr), "{text}");
    }
}

#[test]
fn assignment_errors_have_places_in_the_whole_text() {
    let cases = [
        ("", 1, "write a new column as name = EXPR"),
        ("1 = 2", 1, "write a new column as name = EXPR"),
        ("d", 2, "expected = and an expression after `d`"),
        ("d =", 4, "an expression is missing"),
        ("no tip = 1", 4, "expected = after the name `no`; a name with blanks or signs needs double quotes"),
        ("d == 1", 3, "expected = after the name `d`; a name with blanks or signs needs double quotes"),
        ("d = a + * b", 9, "expected an expression, found *"),
    ];
    for (text, place, expected) in cases {
        match parse_assignment(text) {
            Err(PlanError::Syntax { position, message, .. }) => {
                assert_eq!((position, message.as_str()), (place, expected), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}
