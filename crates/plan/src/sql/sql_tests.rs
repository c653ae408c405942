//! Every form of the grammar, its awkward corners, and errors with their places.

use super::*;
use crate::expr::{col, lit};
use crate::scalar::Scalar;

/// Each text means the expression that is shown as the second; that reads back as the same expression.
fn check(cases: &[(&str, &str)]) {
    for (text, shown) in cases {
        let expr = parse_expr(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(expr.to_string(), *shown, "{text}");
        assert_eq!(parse_expr(shown).unwrap(), expr, "{shown} reads back");
    }
}

/// Each text is refused with the second as message, the place and the text itself left out.
fn check_errors(cases: &[(&str, usize, &str)]) {
    for (text, place, expected) in cases {
        match parse_expr(text) {
            Err(PlanError::Syntax { position, message, text: kept }) => {
                assert_eq!((position, message.as_str()), (*place, *expected), "{text}");
                assert_eq!(kept, *text);
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn operators_and_their_order() {
    check(&[
        ("a+b*2", "a + b * 2"),
        ("(a+b)*2", "(a + b) * 2"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / b % 2", "a / b % 2"),
        ("a // 2", "a // 2"),
        ("a || 'x'", "concat(a, 'x')"),
        ("a == 1", "a = 1"),
        ("a != 1", "a <> 1"),
        ("a >= 1 AND b < 2 OR NOT c", "a >= 1 and b < 2 or not c"),
        ("a and (b or c)", "a and (b or c)"),
        ("a = 1 xor b and c or d", "a = 1 xor b and c or d"),
        ("(a xor b) and c", "(a xor b) and c"),
        ("a ** 2", "power(a, 2)"),
        ("-a ** 2 ** b * 3", "-power(a, power(2, b)) * 3"),
        ("a ** -1", "power(a, -1)"),
        ("2 * a**2", "2 * power(a, 2)"),
        ("not a = 1", "not a = 1"),
        ("(not a) = true", "(not a) = true"),
        ("not x in (1, 2)", "not x in (1, 2)"),
        ("x not in (1, 2)", "x not in (1, 2)"),
        ("x between 1 and 2 and y", "x >= 1 and x <= 2 and y"),
        ("x not between 1 and 2", "not (x >= 1 and x <= 2)"),
        ("a is null or b is not null", "a is null or b is not null"),
        ("a = 1 is null", "(a = 1) is null"),
        ("a is not true", "not coalesce(a, false)"),
        ("a is false", "coalesce(not a, false)"),
        ("-a", "-a"),
        ("-(-a)", "-(-a)"),
        ("+a", "a"),
        ("a - -3", "a - -3"),
    ]);
}

#[test]
fn short_forms() {
    check(&[
        ("date_part('hour', t)", "hour(t)"),
        ("floor(t, '1h') - date_trunc('day', t)", "floor(t, '1h') - date_trunc('day', t)"),
        ("extract(year from t)", "year(t)"),
        ("extract(s, '(a)')", "regexp_extract(s, '(a)')"),
        ("left(s, 1) || right(s, 2)", "concat(left(s, 1), right(s, 2))"),
        ("trim(both 'x' from s)", "trim(s, 'x')"),
        ("trim(leading 'x' from s)", "ltrim(s, 'x')"),
        ("trim(s)", "trim(s)"),
        ("position('x' in s)", "find(s, 'x') + 1"),
        ("match(s, 'a') and regexp_like(s, 'b')", "match(s, 'a') and contains_regex(s, 'b')"),
        ("replace(s, 'a', 'b', 1)", "replace(s, 'a', 'b', 1)"),
        ("isna(a) or NotNull(b)", "a is null or b is not null"),
        ("isin(a, 1, null)", "a is null or a in (1)"),
        ("where(a, b > 1, 0)", "case when b > 1 then a else 0 end"),
        ("mask(a, b, null)", "case when not b then a else null end"),
        ("if(a, 1, 2)", "case when a then 1 else 2 end"),
        ("pow(a, 2) + ln(b)", "power(a, 2) + log(b)"),
        ("ceiling(a) - floor(b)", "ceil(a) - floor(b)"),
        ("map(a, 'x', 1) + replace_values(a, 1, 2)", "map(a, 'x', 1) + replace_values(a, 1, 2)"),
        ("greatest(a, b, 1)", "greatest(a, b, 1)"),
    ]);
    check_errors(&[
        ("1 + isna(a, b)", 5, "isna takes 1 argument, and got 2"),
        ("isin(a, b)", 1, "it is not of the form isin(x, constant, …)"),
    ]);
}

#[test]
fn names() {
    check(&[
        ("\"Trip Distance\" / 1000", "\"Trip Distance\" / 1000"),
        ("\"a.b/c\" + 1", "\"a.b/c\" + 1"),
        ("\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""),
        ("`back tick`", "\"back tick\""),
        ("VendorID", "VendorID"),
        ("größe", "größe"),
        ("\"select\"", "\"select\""),
    ]);
    // Words that SQL knows, as names of columns.
    for name in [
        "timestamp",
        "date",
        "time",
        "user",
        "name",
        "id",
        "value",
        "year",
        "day",
        "type",
        "key",
        "index",
        "count",
        "sum",
        "min",
        "first",
        "left",
        "right",
        "floor",
        "position",
        "row",
        "level",
        "text",
        "string",
        "duration",
        "month",
        "rank",
        "class",
        "status",
        "current_date",
        "session_user",
        "values",
        "array",
        "map",
    ] {
        assert_eq!(parse_expr(name).unwrap(), col(name), "{name}");
        assert_eq!(parse_expr(&format!("{name} > 1")).unwrap(), col(name).gt(1), "{name}");
        assert_eq!(parse_expr(&format!("x - {name}")).unwrap(), col("x") - col(name), "{name}");
    }
}

#[test]
fn numbers() {
    let cases = [
        ("0", Scalar::Int64(0)),
        ("007", Scalar::Int64(7)),
        ("9223372036854775807", Scalar::Int64(i64::MAX)),
        ("9223372036854775808", Scalar::UInt64(9_223_372_036_854_775_808)),
        ("18446744073709551615", Scalar::UInt64(u64::MAX)),
        ("18446744073709551616", Scalar::Float64(18_446_744_073_709_551_616.0)),
        ("-1", Scalar::Int64(-1)),
        ("-9223372036854775808", Scalar::Int64(i64::MIN)),
        ("-9223372036854775809", Scalar::Float64(-9_223_372_036_854_775_809.0)),
        ("1.0", Scalar::Float64(1.0)),
        (".5", Scalar::Float64(0.5)),
        ("5.", Scalar::Float64(5.0)),
        ("-2.5", Scalar::Float64(-2.5)),
        ("1e5", Scalar::Float64(1e5)),
        ("1E-7", Scalar::Float64(1e-7)),
        ("1.5e+300", Scalar::Float64(1.5e300)),
    ];
    for (text, value) in cases {
        assert_eq!(parse_expr(text).unwrap(), lit(value), "{text}");
    }
}

#[test]
fn other_constants() {
    let cases = [
        ("true", Scalar::Bool(true)),
        ("FALSE", Scalar::Bool(false)),
        ("null", Scalar::Null),
        ("'it''s'", Scalar::String("it's".into())),
        ("''", Scalar::String(String::new())),
        ("'a -- b'", Scalar::String("a -- b".into())),
        ("date '1970-01-02'", Scalar::Date(1)),
        ("timestamp '1970-01-01 00:00:01.5'", Scalar::Timestamp(1_500_000)),
        ("timestamp '1970-01-01T00:00:00Z'", Scalar::Timestamp(0)),
        ("interval '20 minutes'", Scalar::Duration(1_200_000_000)),
        ("interval '20' minute", Scalar::Duration(1_200_000_000)),
        ("interval 20 minutes", Scalar::Duration(1_200_000_000)),
        ("interval '1 day 02:00:00'", Scalar::Duration(93_600_000_000)),
        ("interval '-1.5 hours'", Scalar::Duration(-5_400_000_000)),
    ];
    for (text, value) in cases {
        assert_eq!(parse_expr(text).unwrap(), lit(value), "{text}");
    }
    check(&[
        (
            "ts - interval '1 day' < timestamp '2015-01-01'",
            "ts - interval '1 days' < timestamp '2015-01-01 00:00:00'",
        ),
        ("timestamp >= date '2015-01-31'", "timestamp >= date '2015-01-31'"),
    ]);
}

#[test]
fn case_and_cast() {
    check(&[
        ("case when a > 1 then 'x' else 'y' end", "case when a > 1 then 'x' else 'y' end"),
        ("case a when 1 then 'x' when 2 then 'y' end", "case when a = 1 then 'x' when a = 2 then 'y' end"),
        (
            "case when a then case when b then 1 end else -1 end + 1",
            "case when a then case when b then 1 end else -1 end + 1",
        ),
        ("cast(a as float64)", "cast(a as float64)"),
        ("a::int", "cast(a as int64)"),
        ("cast(a as STRING)", "cast(a as string)"),
        ("cast(a as varchar)", "cast(a as string)"),
        ("cast(a as double)", "cast(a as float64)"),
        ("cast(a as uint8)", "cast(a as uint8)"),
        ("cast(a as int8)", "cast(a as int8)"),
        ("cast(a as i32)", "cast(a as int32)"),
        ("cast(a as bool)", "cast(a as bool)"),
        ("cast(a as date)", "cast(a as date)"),
        ("cast(a as timestamp)", "cast(a as timestamp)"),
        ("cast(a as datetime)", "cast(a as timestamp)"),
        ("cast(a as timedelta)", "cast(a as duration)"),
        ("cast(a as object)", "cast(a as string)"),
    ]);
}

#[test]
fn calls() {
    check(&[
        ("year(ts)", "year(ts)"),
        ("DATE(ts)", "date(ts)"),
        ("dow(ts)", "dayofweek(ts)"),
        ("total_seconds(b - a) > 1200", "total_seconds(b - a) > 1200"),
        ("extract(month from ts)", "month(ts)"),
        ("extract(dow from ts)", "dayofweek(ts)"),
        ("trim(a)", "trim(a)"),
        ("ltrim(a)", "ltrim(a)"),
        ("rtrim(a)", "rtrim(a)"),
        ("substring(a, 2)", "substring(a, 2)"),
        ("substr(a, 2, 3)", "substring(a, 2, 3)"),
        ("substring(a from 2 for 3)", "substring(a, 2, 3)"),
        ("replace(a, 'x', '')", "replace(a, 'x', '')"),
        ("char_length(a) + len(b)", "length(a) + length(b)"),
        ("floor(a) + ceil(b) + ceiling(c)", "floor(a) + ceil(b) + ceil(c)"),
        ("round(a, 2)", "round(a, 2)"),
        ("ifnull(a, 0)", "coalesce(a, 0)"),
        ("nullif(a, 0)", "nullif(a, 0)"),
        ("startswith(a, 'x')", "starts_with(a, 'x')"),
        ("length(lower(a || b))", "length(lower(concat(a, b)))"),
    ]);
}

#[test]
fn like_becomes_the_cheapest_test() {
    check(&[
        ("a like 'x%'", "starts_with(a, 'x')"),
        ("a like '%x'", "ends_with(a, 'x')"),
        ("a like '%x%'", "contains(a, 'x')"),
        ("a like 'x'", "a = 'x'"),
        ("a like ''", "a = ''"),
        ("a like '%'", "a like '%'"),
        ("a like '%%'", "a like '%%'"),
        ("a like 'x%y'", "a like 'x%y'"),
        ("a like 'x_'", "a like 'x_'"),
        ("a like '50\\%%'", "a like '50\\%%'"),
        ("a not like 'x%'", "not starts_with(a, 'x')"),
        ("a ilike 'X%'", "starts_with(lower(a), 'x')"),
        ("a like b", "a like b"),
        ("not a like 'x_' and b", "not a like 'x_' and b"),
    ]);
}

#[test]
fn syntax_errors_have_a_place() {
    check_errors(&[
        ("", 1, "an expression is missing"),
        ("  ", 3, "an expression is missing"),
        ("a + * b", 5, "expected an expression, found *"),
        ("a +", 4, "expected an expression, and the text ends"),
        ("(a + 1", 7, "expected ), and the text ends"),
        ("a b", 3, "the expression should end before b"),
        ("a > 1; b", 6, "the expression should end before ;"),
        ("a\n+ * b", 5, "expected an expression, found *"),
        ("a = 'x", 5, "unterminated string literal"),
        ("a--1", 2, "a comment begins here; to subtract a negative value, put a blank between the signs"),
        ("x + a.b", 5, "a name with a dot in it needs double quotes: \"a.b\""),
        ("x in (1, y)", 10, "a list takes constants; compare with = and `or` to test other values"),
        ("1 + 1e999", 5, "the number 1e999 is too large for a float64"),
        ("x > date '2015-02-30'", 10, "'2015-02-30' cannot be read; write it as date '2015-01-31'"),
        (
            "x + interval '1 month'",
            14,
            "`1 month` is not a duration; write it in weeks, days, hours, minutes, seconds, milliseconds or \
             microseconds",
        ),
        ("a ^ 2", 1, "the operator ^ is not supported"),
        ("1 + mean(x)", 5, "mean(..) is an aggregate; it belongs in the list of aggregates"),
        ("exists (select 1)", 9, "`EXISTS (SELECT 1)` is not supported"),
        ("length(x) over ()", 1, "`length(x) OVER ()` is not supported"),
        ("lower(*)", 1, "lower takes expressions, not *"),
    ]);
}

#[test]
fn other_errors_say_what_would_do() {
    let cases = [
        ("lenght(x)", "there is no function `lenght`; did you mean `length`?"),
        ("cast(x as quux)", "there is no type `QUUX`"),
    ];
    for (text, expected) in cases {
        let message = parse_expr(text).unwrap_err().to_string();
        assert!(message.to_lowercase().starts_with(&expected.to_lowercase()), "{message}");
    }
}

#[test]
fn long_chains_are_refused_before_they_overflow_the_stack() {
    let chain = |terms: usize| vec!["a"; terms].join(" + ");
    assert!(parse_expr(&chain(200)).is_ok());
    for text in [chain(300), chain(3_000), chain(50_000), format!("{}a{}", "(".repeat(500), ")".repeat(500))]
    {
        let message = parse_expr(&text).unwrap_err().to_string();
        assert!(message.starts_with("the expression has too many operators"), "{}", &message[..80]);
    }
}
