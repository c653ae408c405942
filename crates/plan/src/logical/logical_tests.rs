//! Columns of plans, checks, rebuilding, and the text of every step.

use arrow::datatypes::DataType;

use super::*;
use crate::PlanError;
use crate::test_tables::{Steps, concat, scan_t, scan_u, table};
use crate::types::type_name;

/// The columns of a plan as `name type, ..`.
fn columns(plan: &LogicalPlan) -> String {
    let schema = plan.schema().unwrap();
    let column =
        |field: &Arc<arrow::datatypes::Field>| format!("{} {}", field.name(), type_name(field.data_type()));
    schema.fields().iter().map(column).collect::<Vec<_>>().join(", ")
}

fn message(plan: &LogicalPlan) -> String {
    plan.check().unwrap_err().to_string()
}

#[test]
fn columns_of_every_step() {
    let cases = [
        (scan_t(), "a int64, b int64, c int64, s string"),
        (
            scan_t().filter("a > 1").sort("b").head(3).tail(2).map_batches(),
            "a int64, b int64, c int64, s string",
        ),
        (scan_t().project("a / b as r, s"), "r float64, s string"),
        (
            scan_t().aggregate("s", "count(*), mean(a) as m, sum(b)"),
            "s string, count(*) int64, m float64, sum(b) int64",
        ),
        (scan_t().aggregate("", "max(s)"), "max(s) string"),
        (concat([scan_u(), scan_t()]), "b float64, s string, a int64, c int64"),
        (concat([]), ""),
    ];
    for (plan, expected) in cases {
        assert_eq!(columns(&plan), expected, "{plan}");
    }
}

#[test]
fn a_scan_shows_what_it_projects_and_filters_by_all() {
    let LogicalPlan::Scan(scan) = scan_t() else { panic!("a scan") };
    let scan = LogicalPlan::Scan(Scan {
        projection: Some(vec![1, 3]),
        predicate: Some(crate::parse_expr("a > 1").unwrap()),
        ..scan
    });
    assert_eq!(columns(&scan), "b int64, s string");
    assert_eq!(
        message(&scan.filter("a > 1")),
        "there is no column `a`; the columns are b, s (if a text was meant: 'a', in single quotes)"
    );
}

#[test]
fn concat_unifies_types() {
    let one = |data_type| LogicalPlan::scan(table("one", &[("x", data_type)]));
    let cases = [
        (DataType::Int64, DataType::Float64, "x float64"),
        (DataType::Null, DataType::Utf8, "x string"),
        (DataType::Int8, DataType::UInt8, "x int64"),
        (DataType::Float32, DataType::Float32, "x float32"),
        (DataType::Date32, crate::TIMESTAMP, "x timestamp"),
    ];
    for (above, below, expected) in cases {
        assert_eq!(columns(&concat([one(above), one(below)])), expected);
    }
    assert_eq!(
        message(&concat([one(DataType::Int64), one(DataType::Utf8)])),
        "in `concat`: column `x` is int64 in one table and string in another; convert it before, as in \
         cast(x as string)"
    );
}

#[test]
fn checks_reach_every_step() {
    let cases = [
        (scan_t().filter("a + 1"), "in `a + 1`: a condition must be true or false"),
        (scan_t().filter("aa > 1").head(1), "there is no column `aa`; did you mean `a`?"),
        (scan_t().project("a, b as a"), "two columns would be called `a`"),
        (scan_t().project("a, s + 1 as x"), "in `s + 1`: cannot add a string and an int64"),
        (scan_t().aggregate("s", "sum(a) as s"), "two columns would be called `s`"),
        (scan_t().aggregate("s", "sum(s)"), "in `sum(s)`: there is no sum of a string"),
        (scan_t().sort("q desc").head(1), "there is no column `q`"),
        (concat([scan_t(), scan_u().filter("not s")]), "in `s`: a condition must be"),
    ];
    for (plan, expected) in cases {
        let message = message(&plan);
        assert!(message.starts_with(expected), "{message}");
    }
    assert!(matches!(scan_t().project("a, a").check(), Err(PlanError::DuplicateName { .. })));
}

#[test]
fn the_text_of_a_plan() {
    let plan = concat([scan_t().filter("a > 1").project("s, a * 2 as x").head(5), scan_u().map_batches()])
        .aggregate("s", "count(*) as n, mean(x)")
        .sort("n desc nulls first, s")
        .tail(2);
    let expected = "\
tail 2
  sort by n desc nulls first, s
    aggregate count(*) as n, mean(x) by s
      concat
        head 5
          project s, a * 2 as x
            filter a > 1
              scan t
        map batches to [b, s]
          scan u
";
    assert_eq!(plan.explain(), expected);
}

#[test]
fn the_text_of_steps_that_choose_rows() {
    let t = || Arc::new(scan_t());
    let plans = [
        (LogicalPlan::Slice { input: t(), start: 2, stop: Some(9), step: 3 }, "slice 2..9 every 3"),
        (LogicalPlan::Slice { input: t(), start: 2, stop: None, step: 1 }, "slice 2.."),
        (LogicalPlan::Sample { input: t(), size: SampleSize::Rows(5), seed: 1 }, "sample 5 rows, seed 1"),
        (
            LogicalPlan::Sample { input: t(), size: SampleSize::Fraction(0.1), seed: 1 },
            "sample 0.1 of the rows, seed 1",
        ),
        (
            LogicalPlan::Distinct {
                input: t(),
                keys: vec![crate::col("a"), crate::col("s")],
                keep: Keep::Last,
            },
            "distinct by a, s keep last",
        ),
    ];
    for (plan, text) in plans {
        assert_eq!(plan.explain(), format!("{text}\n  scan t\n"));
        assert_eq!(columns(&plan), "a int64, b int64, c int64, s string");
    }
    let unknown = LogicalPlan::Distinct { input: t(), keys: vec![crate::col("ss")], keep: Keep::First };
    assert!(message(&unknown).starts_with("there is no column `ss`; did you mean `s`"));
}

#[test]
fn expanded_columns_have_a_type_that_holds_all() {
    let expand = |first: &str, second: &str| LogicalPlan::Expand {
        input: Arc::new(scan_t()),
        rows: [first, second].map(|expr| vec![crate::lit("x"), crate::parse_expr(expr).unwrap()]).to_vec(),
        names: vec!["name".to_string(), "value".to_string()],
    };
    assert_eq!(columns(&expand("a", "b / 2")), "name string, value float64");
    assert_eq!(columns(&expand("a", "null")), "name string, value int64");
    assert_eq!(expand("a", "b").explain(), "expand to 2 rows of [name, value]\n  scan t\n");
    assert!(message(&expand("a", "s")).contains("`value` would hold int64 and string"));
}

#[test]
fn sources_can_be_replaced() {
    let plan = concat([scan_t().filter("b > 1"), scan_u()]).head(1);
    let other = table("other", &[("b", DataType::Float64), ("s", DataType::Utf8)]);
    let replaced = plan.map_sources(&|_| Arc::clone(&other));
    assert_eq!(
        replaced.explain(),
        plan.explain().replace("scan t", "scan other").replace("scan u", "scan other")
    );
    assert_eq!(columns(&replaced), "b float64, s string");
}

#[test]
fn inputs_can_be_replaced() {
    let plan = scan_t().filter("b > 1");
    assert_eq!(plan.inputs().len(), 1);
    assert_eq!(plan.with_new_inputs(vec![Arc::new(scan_u())]).explain(), "filter b > 1\n  scan u\n");
    assert_eq!(plan.with_new_inputs(vec![]).explain(), plan.explain());
}

#[test]
fn batch_functions_are_called() {
    let batch = RecordBatch::new_empty(scan_u().schema().unwrap());
    let function = BatchFunction::new(|batch| Ok(batch.slice(0, 0)));
    assert_eq!(function.call(batch.clone()).unwrap(), batch);
    let failing = BatchFunction::new(|_| Err("no".into()));
    assert_eq!(failing.call(batch).unwrap_err().to_string(), "no");
}
