//! Tests of `text.rs`.

use arrow::array::{BooleanArray, Int64Array, RecordBatch, StringArray};
use chunkwise_plan::Function::*;
use chunkwise_plan::{Expr, Scalar, col, lit};

use crate::eval::test_support::{array, batch, call, check};

fn texts(values: &[Option<&str>]) -> RecordBatch {
    batch([("s", array(StringArray::from(values.to_vec())))])
}

#[test]
fn lower_and_upper() {
    let ascii = texts(&[Some("Ab1"), None, Some("")]);
    check(call(Lower, [col("s")]), &ascii, StringArray::from(vec![Some("ab1"), None, Some("")]));
    check(call(Upper, [col("s")]), &ascii, StringArray::from(vec![Some("AB1"), None, Some("")]));
    let unicode = texts(&[Some("ÄΣ"), None, Some("straße"), Some("x")]);
    check(
        call(Lower, [col("s")]),
        &unicode,
        StringArray::from(vec![Some("äς"), None, Some("straße"), Some("x")]),
    );
    check(
        call(Upper, [col("s")]),
        &unicode,
        StringArray::from(vec![Some("ÄΣ"), None, Some("STRASSE"), Some("X")]),
    );
    check(call(Upper, [lit("é")]), &ascii, StringArray::from(vec!["É"; 3]));
}

#[test]
fn length_counts_characters() {
    let table = texts(&[Some("añ日🚕"), None, Some(""), Some("abc")]);
    check(call(Length, [col("s")]), &table, Int64Array::from(vec![Some(4), None, Some(0), Some(3)]));
}

#[test]
fn strip_takes_pythons_white_space() {
    let table = texts(&[Some("\u{3000} a b\t\r\n\u{1f}"), None, Some(" \u{a0} "), Some("x")]);
    check(call(Strip, [col("s")]), &table, StringArray::from(vec![Some("a b"), None, Some(""), Some("x")]));
    let left = vec![Some("a b\t\r\n\u{1f}"), None, Some(""), Some("x")];
    check(call(LeftStrip, [col("s")]), &table, StringArray::from(left));
    let right = vec![Some("\u{3000} a b"), None, Some(""), Some("x")];
    check(call(RightStrip, [col("s")]), &table, StringArray::from(right));
}

#[test]
fn patterns_are_literal_except_for_like() {
    let table = batch([
        ("s", array(StringArray::from(vec![Some("a%b"), Some("ab"), None, Some("")]))),
        ("p", array(StringArray::from(vec![Some("a%"), Some("b"), Some("a"), None]))),
    ]);
    let expect = |values: [Option<bool>; 4]| BooleanArray::from(values.to_vec());
    let (t, f, n) = (Some(true), Some(false), None);
    check(call(StartsWith, [col("s"), lit("a%")]), &table, expect([t, f, n, f]));
    check(call(StartsWith, [col("s"), col("p")]), &table, expect([t, f, n, n]));
    check(call(EndsWith, [col("s"), lit("b")]), &table, expect([t, t, n, f]));
    check(call(EndsWith, [col("s"), lit("")]), &table, expect([t, t, n, t]));
    check(call(Contains, [col("s"), lit("%")]), &table, expect([t, f, n, f]));
    check(call(Contains, [lit("xab"), col("p")]), &table, expect([f, t, t, n]));
    check(call(Contains, [col("s"), lit(Scalar::Null)]), &table, expect([n, n, n, n]));
    check(call(Like, [col("s"), lit("a%")]), &table, expect([t, t, n, f]));
    check(call(Like, [col("s"), lit("a_b")]), &table, expect([t, f, n, f]));
    check(call(Like, [col("s"), lit(r"a\%b")]), &table, expect([t, f, n, f]));
    check(call(Like, [col("s"), lit("")]), &table, expect([f, f, n, t]));
    check(call(Like, [lit("日本"), lit("_本")]), &table, expect([t, t, t, t]));
    check(call(Like, [lit("a\nb"), lit("a%b")]), &table, expect([t, t, t, t]));
}

#[test]
fn replace_every_occurrence() {
    let table = texts(&[Some("aXbX"), None, Some("ü"), Some("XX")]);
    let replace = |from: &str, to: &str| call(Replace, [col("s"), lit(from), lit(to)]);
    check(replace("X", "--"), &table, StringArray::from(vec![Some("a--b--"), None, Some("ü"), Some("----")]));
    check(replace("X", ""), &table, StringArray::from(vec![Some("ab"), None, Some("ü"), Some("")]));
    check(
        replace("", "."),
        &table,
        StringArray::from(vec![Some(".a.X.b.X."), None, Some(".ü."), Some(".X.X.")]),
    );
    check(call(Replace, [lit("abab"), lit("ab"), col("s")]), &table, {
        StringArray::from(vec![Some("aXbXaXbX"), None, Some("üü"), Some("XXXX")])
    });
}

#[test]
fn substring_counts_characters_from_one() {
    let table = texts(&[Some("añ日🚕z"), None, Some(""), Some("abc")]);
    let from = |start: i64| call(Substring, [col("s"), lit(start)]);
    let part = |start: i64, length: i64| call(Substring, [col("s"), lit(start), lit(length)]);
    let expect = |a: &'static str, b: &'static str| StringArray::from(vec![Some(a), None, Some(""), Some(b)]);
    check(from(1), &table, expect("añ日🚕z", "abc"));
    check(from(3), &table, expect("日🚕z", "c"));
    check(from(9), &table, expect("", ""));
    check(from(-5), &table, expect("añ日🚕z", "abc"));
    check(part(2, 2), &table, expect("ñ日", "bc"));
    check(part(0, 2), &table, expect("a", "a"));
    check(part(-1, 2), &table, expect("", ""));
    check(part(2, -1), &table, expect("", ""));
    check(part(i64::MIN, i64::MAX), &table, expect("añ日🚕z", "abc"));
    check(part(i64::MAX, i64::MAX), &table, expect("", ""));
    check(part(2, i64::MAX - 1), &table, expect("ñ日🚕z", "bc"));
    let positions = batch([("n", array(Int64Array::from(vec![Some(2), None])))]);
    check(call(Substring, [lit("abc"), col("n")]), &positions, StringArray::from(vec![Some("bc"), None]));
    check(
        call(Substring, [lit("abc"), lit(1), col("n")]),
        &positions,
        StringArray::from(vec![Some("ab"), None]),
    );
}

#[test]
fn concat_joins_and_null_wins() {
    let table = batch([
        ("s", array(StringArray::from(vec![Some("a"), None, Some("é")]))),
        ("t", array(StringArray::from(vec![Some("1"), Some("2"), Some("")]))),
    ]);
    let joined = call(Concat, [col("s"), lit("-"), col("t")]);
    check(joined, &table, StringArray::from(vec![Some("a-1"), None, Some("é-")]));
    check(col("s") + "!", &table, StringArray::from(vec![Some("a!"), None, Some("é!")]));
    check(call(Concat, [lit("x"), lit("y")]), &table, StringArray::from(vec!["xy"; 3]));
    check(
        call(Concat, [col("s"), Expr::Literal(Scalar::Null)]),
        &table,
        StringArray::from(vec![None::<&str>; 3]),
    );
}
