//! What comes out of each combination of types, which casts are put in, and what the errors say.

use arrow::datatypes::Field;

use super::*;
use crate::expr::col;
use crate::parse_expr;

/// Columns: #0 b, #1 i8, #2 i, #3 u, #4 f32, #5 f, #6 s, #7 d, #8 t, #9 p (a duration), #10 n (all null), #11 u8.
fn schema() -> Schema {
    let columns = [
        ("b", DataType::Boolean),
        ("i8", DataType::Int8),
        ("i", DataType::Int64),
        ("u", DataType::UInt64),
        ("f32", DataType::Float32),
        ("f", DataType::Float64),
        ("s", DataType::Utf8),
        ("d", DataType::Date32),
        ("t", TIMESTAMP),
        ("p", DURATION),
        ("n", DataType::Null),
        ("u8", DataType::UInt8),
    ];
    Schema::new(columns.map(|(name, data_type)| Field::new(name, data_type, true)).to_vec())
}

fn check(cases: &[(&str, &str, &str)]) {
    for (text, data_type, typed) in cases {
        let bound =
            bind(&parse_expr(text).unwrap(), &schema()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(
            (type_name(&bound.data_type).as_str(), bound.to_string().as_str()),
            (*data_type, *typed),
            "{text}"
        );
    }
}

fn check_errors(cases: &[(&str, &str)]) {
    for (text, message) in cases {
        match bind(&parse_expr(text).unwrap(), &schema()) {
            Err(error) => assert_eq!(error.to_string(), *message, "{text}"),
            Ok(bound) => panic!("{text}: {bound}"),
        }
    }
}

#[test]
fn arithmetic_of_numbers() {
    check(&[
        ("i + 1", "int64", "(#2 + 1)"),
        ("i8 * i8", "int64", "(int64(#1) * int64(#1))"),
        ("u8 - u8", "int64", "(int64(#11) - int64(#11))"),
        ("u + u", "uint64", "(#3 + #3)"),
        ("u - 1", "int64", "(int64(#3) - 1)"),
        ("i + 1.5", "float64", "(float64(#2) + 1.5)"),
        ("f * 2", "float64", "(#5 * 2.0)"),
        ("f32 + f32", "float64", "(float64(#4) + float64(#4))"),
        ("i / 2", "float64", "(float64(#2) / 2.0)"),
        ("i // 2", "int64", "(#2 // 2)"),
        ("i % f", "float64", "(float64(#2) % #5)"),
        ("b + b", "int64", "(int64(#0) + int64(#0))"),
        ("b * 2.0", "float64", "(float64(#0) * 2.0)"),
        ("i + null", "int64", "(#2 + int64(null))"),
        ("null / null", "float64", "(float64(null) / float64(null))"),
        ("-i8", "int64", "-(int64(#1))"),
        ("-u", "int64", "-(int64(#3))"),
        ("-p", "duration", "-(#9)"),
        ("s + 'x'", "string", "concat(#6, 'x')"),
        ("s + null", "string", "concat(#6, string(null))"),
    ]);
}

#[test]
fn comparisons() {
    check(&[
        ("i8 > 1", "bool", "(int64(#1) > 1)"),
        ("i8 = i8", "bool", "(#1 = #1)"),
        ("i > 1.5", "bool", "(float64(#2) > 1.5)"),
        ("f > 1", "bool", "(#5 > 1.0)"),
        ("u > 1", "bool", "(#3 > 1)"),
        ("u > -1", "bool", "(Decimal128(20, 0)(#3) > Decimal128(20, 0)(-1))"),
        ("u = i", "bool", "(Decimal128(20, 0)(#3) = Decimal128(20, 0)(#2))"),
        (
            "i < 9223372036854775808",
            "bool",
            "(Decimal128(20, 0)(#2) < Decimal128(20, 0)(9223372036854775808))",
        ),
        ("u > f", "bool", "(float64(#3) > #5)"),
        ("b = 1", "bool", "(int64(#0) = 1)"),
        ("b = true", "bool", "(#0 = true)"),
        ("s = 'x'", "bool", "(#6 = 'x')"),
        ("s < null", "bool", "(#6 < string(null))"),
        ("n = 1", "bool", "(int64(#10) = 1)"),
        ("null = null", "bool", "(bool(null) = bool(null))"),
        ("d < t", "bool", "(timestamp(#7) < #8)"),
        ("d = '2015-01-31'", "bool", "(#7 = date '2015-01-31')"),
        ("d < '2015-01-31 12:00'", "bool", "(timestamp(#7) < timestamp '2015-01-31 12:00:00')"),
        ("'2015-01-31' <= t", "bool", "(timestamp '2015-01-31 00:00:00' <= #8)"),
        ("t >= date '2015-01-31'", "bool", "(#8 >= timestamp '2015-01-31 00:00:00')"),
        ("p > '20 minutes'", "bool", "(#9 > interval '1200 seconds')"),
        (
            "t between '2015-01-01' and '2015-02-01'",
            "bool",
            "((#8 >= timestamp '2015-01-01 00:00:00') and (#8 <= timestamp '2015-02-01 00:00:00'))",
        ),
    ]);
}

#[test]
fn arithmetic_of_times() {
    check(&[
        ("t - t", "duration", "(#8 - #8)"),
        ("d - d", "duration", "(timestamp(#7) - timestamp(#7))"),
        ("t - d", "duration", "(#8 - timestamp(#7))"),
        ("t - '2015-01-01'", "duration", "(#8 - timestamp '2015-01-01 00:00:00')"),
        ("t - '20 minutes'", "timestamp", "(#8 - interval '1200 seconds')"),
        ("t + p", "timestamp", "(#8 + #9)"),
        ("p + t", "timestamp", "(#8 + #9)"),
        ("d + interval '1 day'", "timestamp", "(timestamp(#7) + interval '1 days')"),
        ("p - p", "duration", "(#9 - #9)"),
        ("p * 2", "duration", "(#9 * 2)"),
        ("1.5 * p", "duration", "(#9 * 1.5)"),
        ("p / u8", "duration", "(#9 / int64(#11))"),
        ("p / p", "float64", "(float64(int64(#9)) / float64(int64(#9)))"),
        ("t - null", "duration", "(#8 - timestamp(null))"),
        ("t + null", "timestamp", "(#8 + duration(null))"),
        ("null + p", "duration", "(duration(null) + #9)"),
    ]);
}

#[test]
fn conditions_and_nulls() {
    check(&[
        ("b and i > 1", "bool", "(#0 and (#2 > 1))"),
        ("b or null", "bool", "(#0 or bool(null))"),
        ("not null", "bool", "not(bool(null))"),
        ("n and b", "bool", "(bool(#10) and #0)"),
        ("s is null", "bool", "is_null(#6)"),
        ("n is not null", "bool", "is_not_null(#10)"),
    ]);
    assert_eq!(bind_predicate(&col("n"), &schema()).unwrap().to_string(), "bool(#10)");
}

#[test]
fn lists() {
    check(&[
        ("i in (1, 2, 1)", "bool", "in(#2; 1, 2)"),
        ("i8 in (1, 300)", "bool", "in(int64(#1); 1, 300)"),
        ("i in (1, 2.5)", "bool", "in(float64(#2); 1.0, 2.5)"),
        ("f not in (1, 2)", "bool", "not_in(#5; 1.0, 2.0)"),
        ("u in (1, -1)", "bool", "in(#3; 1)"),
        ("i in (9223372036854775808)", "bool", "in(#2; )"),
        ("s in ('a', 'b')", "bool", "in(#6; 'a', 'b')"),
        ("d in ('2015-01-31')", "bool", "in(#7; date '2015-01-31')"),
        (
            "t in ('2015-01-31', date '2015-02-01')",
            "bool",
            "in(#8; timestamp '2015-01-31 00:00:00', timestamp '2015-02-01 00:00:00')",
        ),
        ("n in (1, 2)", "bool", "in(int64(#10); 1, 2)"),
    ]);
    let empty = bind(&col("i").is_in(Vec::<i64>::new()), &schema()).unwrap();
    assert_eq!(empty.to_string(), "in(#2; )");
}

#[test]
fn case_and_calls() {
    check(&[
        ("case when b then 1 else 2.5 end", "float64", "case(#0: 1.0; else: 2.5)"),
        ("case when b then i8 when n then 1 end", "int64", "case(#0: int64(#1); bool(#10): 1; else: null)"),
        ("case when b then null else s end", "string", "case(#0: string(null); else: #6)"),
        (
            "case when b then '2015-01-31' else t end",
            "timestamp",
            "case(#0: timestamp '2015-01-31 00:00:00'; else: #8)",
        ),
        ("case when b then null end", "null", "case(#0: null; else: null)"),
        ("coalesce(i, f, 0)", "float64", "coalesce(float64(#2), #5, 0.0)"),
        ("coalesce(n, s, 'x')", "string", "coalesce(string(#10), #6, 'x')"),
        ("nullif(i, 0)", "int64", "case((#2 = 0): int64(null); else: #2)"),
        ("nullif(i, 0.5)", "int64", "case((float64(#2) = 0.5): int64(null); else: #2)"),
        ("year(t)", "int64", "year(#8)"),
        ("month(d)", "int64", "month(timestamp(#7))"),
        ("date(t)", "date", "date(#8)"),
        ("date(d)", "date", "#7"),
        ("total_seconds(t - t)", "float64", "total_seconds((#8 - #8))"),
        ("seconds(p) + days(p)", "int64", "(seconds(#9) + days(#9))"),
        ("length(s)", "int64", "length(#6)"),
        ("upper(n)", "string", "upper(string(#10))"),
        ("contains(s, 'x')", "bool", "contains(#6, 'x')"),
        ("substring(s, i8, 2)", "string", "substring(#6, int64(#1), 2)"),
        ("abs(i8)", "int64", "abs(int64(#1))"),
        ("abs(p)", "duration", "abs(#9)"),
        ("round(f32, 1)", "float64", "round(float64(#4), 1)"),
        ("floor(i)", "int64", "floor(#2)"),
        ("sqrt(i)", "float64", "sqrt(float64(#2))"),
        ("s || 'x' || s", "string", "concat(concat(#6, 'x'), #6)"),
        ("s like 'a_c'", "bool", "like(#6, 'a_c')"),
    ]);
}

#[test]
fn casts() {
    check(&[
        ("cast(s as float64)", "float64", "float64(#6)"),
        ("cast(i as int64)", "int64", "#2"),
        ("cast(f as int64)", "int64", "int64(#5)"),
        ("cast(b as string)", "string", "string(#0)"),
        ("cast(t as date)", "date", "date(#8)"),
        ("cast(i as timestamp)", "timestamp", "timestamp(#2)"),
        ("cast(p as int64)", "int64", "int64(#9)"),
        ("cast(n as uint8)", "uint8", "uint8(#10)"),
    ]);
}

#[test]
fn functions_of_numbers_and_choices() {
    check(&[
        ("power(i8, 2)", "int64", "power(int64(#1), 2)"),
        ("i ** 0.5", "float64", "power(float64(#2), 0.5)"),
        ("power(u, 2)", "int64", "power(int64(#3), 2)"),
        ("exp(i)", "float64", "exp(float64(#2))"),
        ("sign(u8)", "int64", "sign(int64(#11))"),
        ("clip(i, 1, 2.5)", "float64", "clip(float64(#2), 1.0, 2.5)"),
        ("clip(d, '2015-01-31', null)", "date", "clip(#7, date '2015-01-31', date(null))"),
        ("greatest(i, u8)", "int64", "greatest(#2, int64(#11))"),
        ("b xor i > 1", "bool", "(#0 <> (#2 > 1))"),
        ("map(s, 'a', 1, 'b', 2.5)", "float64", "map(#6, 'a', 1, 'b', 2.5)"),
        ("map(d, '2015-01-31', 'x')", "string", "map(#7, '2015-01-31', 'x')"),
        ("replace_values(i, 1, null, 2, 3)", "int64", "replace_values(#2, 1, null, 2, 3)"),
        ("map(n, 1, 2)", "int64", "map(int64(#10), 1, 2)"),
    ]);
    check_errors(&[
        ("power(s, 2)", "in `power(s, 2)`: power cannot take a string; convert it first: cast(s as float64)"),
        (
            "b xor i",
            "in `i`: a condition must be true or false, and this is an int64; compare it with a number, as in x <> 0",
        ),
        ("map(i, 1)", "in `map(i, 1)`: map takes at least 3 arguments, and got 2"),
        ("map(i, 1, 2, 3)", "in `map(i, 1, 2, 3)`: a key has no value; write map(x, 'a', 1, 'b', 2)"),
        (
            "map(i, s, 2)",
            "in `map(i, s, 2)`: `s` must be a constant; case when .. then .. end chooses between expressions",
        ),
        (
            "map(i, 'x', 2)",
            "in `map(i, 'x', 2)`: cannot compare an int64 and a string; write the values without quotes, or cast the column to string",
        ),
        (
            "replace_values(i, 1, 'x')",
            "in `replace_values(i, 1, 'x')`: one value is a string and another an int64; cast one of them, so that the column has one type",
        ),
    ]);
}

#[test]
fn functions_of_times() {
    check(&[
        ("floor(d, '1h')", "timestamp", "floor(timestamp(#7), '1h')"),
        ("ceil(p, '1D')", "duration", "ceil(#9, '1D')"),
        ("round(t, '15min')", "timestamp", "round(#8, '15min')"),
        ("date_trunc('month', d)", "timestamp", "date_trunc(timestamp(#7), 'month')"),
        ("strftime(t, '%Y')", "string", "strftime(#8, '%Y')"),
        ("is_month_end(d)", "bool", "is_month_end(timestamp(#7))"),
        ("weekofyear(t)", "int64", "weekofyear(#8)"),
        ("microseconds(p)", "int64", "microseconds(#9)"),
    ]);
    check_errors(&[
        ("floor(t, '1H')", "in `floor(t, '1H')`: write h for H, as pandas does since version 3\n  1H\n   ^"),
        (
            "strftime(t, '%Y-%Q')",
            "in `strftime(t, '%Y-%Q')`: %Q is not a directive; those of Python's strftime are, such as %Y %m %d %H %M %S\n  %Y-%Q\n     ^",
        ),
        ("floor(t, s)", "in `floor(t, s)`: `s` must be a constant; floor takes it once for all rows"),
        (
            "floor(i, 'x')",
            "in `floor(i, 'x')`: floor cannot take an int64; it takes a date, a timestamp or a duration",
        ),
        ("strftime(t, 1)", "in `strftime(t, 1)`: 1 is not a text; write it in 'single quotes'"),
        (
            "date_trunc('fortnight', t)",
            "in `date_trunc('fortnight', t)`: the units are year, quarter, month, week, day, hour, minute, second, millisecond, microsecond\n  fortnight\n  ^",
        ),
    ]);
}

#[test]
fn functions_of_texts() {
    check(&[
        ("slice(s, 1, null)", "string", "slice(#6, 1, int64(null))"),
        ("trim(s, 'x')", "string", "trim(#6, 'x')"),
        ("contains_regex(s, 'a+')", "bool", "contains_regex(#6, 'a+')"),
        ("regexp_extract(s, '(a)')", "string", "regexp_extract(#6, '(a)')"),
        ("regexp_replace(s, 'a', 'b', 2)", "string", "regexp_replace(#6, 'a', 'b', 2)"),
        ("find(s, 'a')", "int64", "find(#6, 'a')"),
        ("isalpha(s)", "bool", "isalpha(#6)"),
    ]);
    check_errors(&[
        ("contains_regex(s, 'a(b')", "in `contains_regex(s, 'a(b')`: unclosed group\n  a(b\n   ^"),
        ("match(s, s)", "in `match(s, s)`: `s` must be a constant; match takes it once for all rows"),
        (
            "regexp_extract(s, 'ab')",
            "in `regexp_extract(s, 'ab')`: the pattern has no group 1; put what is wanted in brackets; group 0 is all that the pattern finds",
        ),
        (
            "regexp_replace(s, 'a', '\\2')",
            "in `regexp_replace(s, 'a', '\\2')`: the pattern has no group 2\n  \\2\n  ^",
        ),
        ("zfill(i, 3)", "in `zfill(i, 3)`: zfill cannot take an int64; convert it first: cast(i as string)"),
    ]);
}

#[test]
fn errors_name_the_part_and_help() {
    check_errors(&[
        ("f33 + 1", "there is no column `f33`; did you mean `f32`?"),
        ("F32 + 1", "there is no column `F32`; did you mean `f32`?"),
        ("i + s", "in `i + s`: cannot add an int64 and a string; convert the text first: cast(s as int64)"),
        (
            "s * 2",
            "in `s * 2`: cannot multiply a string and an int64; convert the text first: cast(s as int64)",
        ),
        (
            "s > 3",
            "in `s > 3`: cannot compare a string and an int64; write '3' in quotes, or cast(s as int64)",
        ),
        (
            "i = '3'",
            "in `i = '3'`: cannot compare an int64 and a string; write 3 without quotes to mean the number",
        ),
        (
            "i = 'x'",
            "in `i = 'x'`: cannot compare an int64 and a string; write a number, or compare the text: cast(i as string)",
        ),
        ("t > 'noon'", "in `t > 'noon'`: 'noon' is not a timestamp; write it as '2015-01-31 12:30:00'"),
        ("d = '2015-02-30'", "in `d = '2015-02-30'`: '2015-02-30' is not a date; write it as '2015-01-31'"),
        ("t + t", "in `t + t`: cannot add a timestamp and a timestamp"),
        (
            "t + 1",
            "in `t + 1`: cannot add a timestamp and an int64; a difference of times is written \
                   interval '1 day', the parts of a time year(..), hour(..)",
        ),
        (
            "p > 1200",
            "in `p > 1200`: cannot compare a duration and an int64; total_seconds(..) makes a duration a \
                      number, interval '20 minutes' is a duration",
        ),
        ("p * p", "in `p * p`: cannot multiply a duration and a duration"),
        (
            "b and i",
            "in `i`: a condition must be true or false, and this is an int64; compare it with a number, as in x <> 0",
        ),
        (
            "not s",
            "in `s`: a condition must be true or false, and this is a string; compare it with a text, as in name = 'x'",
        ),
        ("-s", "in `-s`: a string has no opposite; only numbers and durations have one"),
        (
            "i in (1, 'x')",
            "in `i in (1, 'x')`: cannot compare an int64 and a string; write the values without quotes, or cast the column to string",
        ),
        (
            "i in (1, null)",
            "in `i in (1, null)`: the list has a null in it; a list cannot look for null: use `is null` or `is not null` beside it",
        ),
        (
            "case when b then 1 else 'x' end",
            "in `case when b then 1 else 'x' end`: one value is an int64 and another a string; \
                                             cast one of them, so that the column has one type",
        ),
        ("year(s)", "in `year(s)`: year cannot take a string; convert it first: cast(s as timestamp)"),
        (
            "total_seconds(t)",
            "in `total_seconds(t)`: total_seconds cannot take a timestamp; it takes a duration, the difference of two timestamps",
        ),
        ("lower(i)", "in `lower(i)`: lower cannot take an int64; convert it first: cast(i as string)"),
        ("abs(s)", "in `abs(s)`: abs cannot take a string; convert it first: cast(s as float64)"),
        (
            "substring(s, 1.5)",
            "in `substring(s, 1.5)`: substring cannot take a float64; convert it first: cast(1.5 as int64)",
        ),
        ("sqrt(t)", "in `sqrt(t)`: sqrt cannot take a timestamp; it takes a number"),
        ("replace(s, 'x')", "in `replace(s, 'x')`: replace takes 3 or 4 arguments, and got 2"),
        ("substring(s)", "in `substring(s)`: substring takes 2 or 3 arguments, and got 1"),
        ("year(t, t)", "in `year(t, t)`: year takes 1 argument, and got 2"),
        ("coalesce()", "in `coalesce()`: coalesce takes at least 1 argument, and got 0"),
        ("cast(b as date)", "in `cast(b as date)`: a bool cannot become a date"),
        (
            "cast(p as float64)",
            "in `cast(p as float64)`: a duration cannot become a float64; total_seconds(..) gives seconds as a float64",
        ),
    ]);
    let error = bind_predicate(&col("i"), &schema()).unwrap_err().to_string();
    assert!(error.starts_with("in `i`: a condition must be true or false"), "{error}");
}

#[test]
fn columns_and_remap_reach_every_part() {
    let text = "case when b and s in ('x') then coalesce(i, -f) else cast(length(s) as float64) end";
    let mut bound = bind(&parse_expr(text).unwrap(), &schema()).unwrap();
    let mut columns = BTreeSet::new();
    bound.columns(&mut columns);
    assert_eq!(columns.into_iter().collect::<Vec<_>>(), [0, 2, 5, 6]);
    bound.remap(&|at| at + 100);
    let mut moved = BTreeSet::new();
    bound.columns(&mut moved);
    assert_eq!(moved.into_iter().collect::<Vec<_>>(), [100, 102, 105, 106]);
}
