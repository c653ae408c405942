//! Columns, checks and text of joins.

use arrow::datatypes::DataType;

use super::*;
use crate::test_tables::{Steps, scan_t, scan_u, table};

fn scan(name: &'static str, columns: &[(&str, DataType)]) -> LogicalPlan {
    LogicalPlan::scan(table(name, columns))
}

fn on(keys: &[(&str, &str)], how: JoinHow) -> JoinOptions {
    JoinOptions::new(keys.iter().map(|(l, r)| (l.to_string(), r.to_string())).collect(), how)
}

fn join(left: LogicalPlan, right: LogicalPlan, options: &JoinOptions) -> Result<LogicalPlan, PlanError> {
    Join::new(Arc::new(left), Arc::new(right), options).map(LogicalPlan::Join)
}

fn columns(plan: &LogicalPlan) -> String {
    let schema = plan.schema().unwrap();
    let column = |field: &Arc<Field>| format!("{} {}", field.name(), type_name(field.data_type()));
    schema.fields().iter().map(column).collect::<Vec<_>>().join(", ")
}

fn message(left: LogicalPlan, right: LogicalPlan, options: &JoinOptions) -> String {
    join(left, right, options).unwrap_err().to_string()
}

#[test]
fn columns_of_every_kind() {
    let cases = [
        (&[("s", "s")][..], JoinHow::Inner, "a int64, b_x int64, c int64, s string, b_y float64"),
        (&[("b", "b")], JoinHow::Left, "a int64, b int64, c int64, s_x string, s_y string"),
        (&[("b", "b")], JoinHow::Right, "a int64, b float64, c int64, s_x string, s_y string"),
        (&[("b", "b"), ("s", "s")], JoinHow::Outer, "a int64, b float64, c int64, s string"),
        (&[("a", "b")], JoinHow::Outer, "a int64, b_x int64, c int64, s_x string, b_y float64, s_y string"),
        (&[("b", "b")], JoinHow::Semi, "a int64, b int64, c int64, s string"),
        (&[], JoinHow::Cross, "a int64, b_x int64, c int64, s_x string, b_y float64, s_y string"),
    ];
    for (keys, how, expected) in cases {
        let plan = join(scan_t(), scan_u(), &on(keys, how)).unwrap();
        assert_eq!(columns(&plan), expected, "{plan}");
    }
}

#[test]
fn suffixes_and_the_indicator() {
    let mut options = on(&[("b", "b")], JoinHow::Inner);
    options.suffixes = (String::new(), "_u".to_string());
    options.indicator = Some("_merge".to_string());
    let plan = join(scan_t(), scan_u(), &options).unwrap();
    assert_eq!(columns(&plan), "a int64, b int64, c int64, s string, s_u string, _merge string");
}

#[test]
fn keys_that_compare() {
    use DataType::{Boolean, Date32, Float32, Float64, Int8, Int64, Null, UInt64, Utf8};
    let type_of = |left: DataType, right: DataType| {
        let plan =
            join(scan("l", &[("k", left)]), scan("r", &[("k", right)]), &on(&[("k", "k")], JoinHow::Inner));
        match plan.unwrap() {
            LogicalPlan::Join(join) => join.key_types().unwrap().remove(0),
            other => panic!("{other}"),
        }
    };
    assert_eq!(type_of(Int8, Int64), Int64);
    assert_eq!(type_of(Int64, Float32), Float64);
    assert_eq!(type_of(Int64, UInt64), WIDE_INTEGER);
    assert_eq!(type_of(Null, Utf8), Utf8);
    assert_eq!(type_of(Boolean, Boolean), Boolean);
    assert_eq!(type_of(Date32, crate::TIMESTAMP), crate::TIMESTAMP);
    let text = scan("r", &[("k", Utf8)]);
    assert_eq!(
        message(scan_t(), text.clone(), &on(&[("a", "k")], JoinHow::Inner)),
        "in `join on a = k`: the key is int64 in the left table and string in the right one; convert one of them \
         before, as in cast(a as string)"
    );
    let flag = scan("l", &[("f", Boolean)]);
    assert_eq!(
        message(text, flag, &on(&[("k", "f")], JoinHow::Left)),
        "in `join on k = f`: the key is string in the left table and bool in the right one; convert one of them \
         before, as in cast(f as string)"
    );
}

#[test]
fn what_is_refused() {
    let cases = [
        (
            &[("aa", "b")][..],
            JoinHow::Inner,
            "in the left table of the join: there is no column `aa`; did you mean `a`?",
        ),
        (
            &[("b", "bb")],
            JoinHow::Inner,
            "in the right table of the join: there is no column `bb`; did you mean `b`?",
        ),
        (
            &[],
            JoinHow::Left,
            "the left join has no key; name the columns to join on, or make it a cross join",
        ),
        (&[("b", "b")], JoinHow::Cross, "a cross join has no keys; leave them out, or make it an inner join"),
    ];
    for (keys, how, expected) in cases {
        assert_eq!(message(scan_t(), scan_u(), &on(keys, how)), expected);
    }
    let mut no_suffixes = on(&[("b", "b")], JoinHow::Inner);
    no_suffixes.suffixes = (String::new(), String::new());
    assert_eq!(
        message(scan_t(), scan_u(), &no_suffixes),
        "two columns of the join would be called `s`; choose other suffixes, or rename one of them before"
    );
    let indicator = JoinOptions { indicator: Some("a".to_string()), ..on(&[("b", "b")], JoinHow::Left) };
    assert!(
        message(scan_t(), scan_u(), &indicator).starts_with("two columns of the join would be called `a`")
    );
    let indicator = JoinOptions { how: JoinHow::Anti, ..indicator };
    assert_eq!(
        message(scan_t(), scan_u(), &indicator),
        "the indicator of an anti or semi join would be the same in every row; leave it out, or make it a left join"
    );
}

#[test]
fn a_name_that_both_tables_have_is_ambiguous_after_the_join() {
    let joined = join(scan_t(), scan_u(), &on(&[("b", "b")], JoinHow::Inner)).unwrap();
    assert_eq!(
        joined.filter("s = 'x'").check().unwrap_err().to_string(),
        "there is no column `s` after the join: both tables have one, and they are called `s_x` and `s_y`"
    );
}

#[test]
fn the_text_of_a_join() {
    let mut options = on(&[("b", "b"), ("a", "s")], JoinHow::Left);
    options.validate = Some(Validate::ManyToOne);
    let other = scan("u", &[("b", DataType::Int64), ("s", DataType::Int64)]);
    assert_eq!(
        join(scan_t(), other, &options).unwrap().explain(),
        "join left on b, a = s to [a, b, c, s_x, s_y] validate many_to_one, right side in memory\n  scan t\n  scan u\n"
    );
    let outer = join(scan_t(), scan_u(), &on(&[("b", "b")], JoinHow::Outer)).unwrap();
    assert!(outer.explain().starts_with("join outer on b to [a, b, c, s_x, s_y], both sides in memory\n"));
}
