//! A source without data, for the tests of plans.

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::logical::LogicalPlan;
use crate::source::TableSource;

#[derive(Debug)]
struct TestTable {
    name: &'static str,
    schema: SchemaRef,
    bytes: Option<u64>,
}

impl TableSource for TestTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn describe(&self) -> String {
        self.name.to_string()
    }

    fn size_bytes(&self) -> Option<u64> {
        self.bytes
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

pub(crate) fn table(name: &'static str, columns: &[(&str, DataType)]) -> Arc<dyn TableSource> {
    sized_table(name, columns, None)
}

pub(crate) fn sized_table(
    name: &'static str,
    columns: &[(&str, DataType)],
    bytes: Option<u64>,
) -> Arc<dyn TableSource> {
    let fields: Vec<Field> =
        columns.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true)).collect();
    Arc::new(TestTable { name, schema: Arc::new(Schema::new(fields)), bytes })
}

/// A scan of the table `t` with a, b, c (int64) and s (string).
pub(crate) fn scan_t() -> LogicalPlan {
    let columns =
        [("a", DataType::Int64), ("b", DataType::Int64), ("c", DataType::Int64), ("s", DataType::Utf8)];
    LogicalPlan::scan(table("t", &columns))
}

/// A scan of the table `u` with b (float64) and s (string).
pub(crate) fn scan_u() -> LogicalPlan {
    LogicalPlan::scan(table("u", &[("b", DataType::Float64), ("s", DataType::Utf8)]))
}

/// Steps on top of a plan, from their SQL texts.
pub(crate) trait Steps: Sized {
    fn filter(self, condition: &str) -> LogicalPlan;
    fn project(self, list: &str) -> LogicalPlan;
    fn aggregate(self, keys: &str, aggs: &str) -> LogicalPlan;
    fn sort(self, keys: &str) -> LogicalPlan;
    fn head(self, n: usize) -> LogicalPlan;
    fn tail(self, n: usize) -> LogicalPlan;
    fn map_batches(self) -> LogicalPlan;
}

impl Steps for LogicalPlan {
    fn filter(self, condition: &str) -> LogicalPlan {
        LogicalPlan::Filter { input: Arc::new(self), predicate: crate::parse_expr(condition).unwrap() }
    }

    fn project(self, list: &str) -> LogicalPlan {
        LogicalPlan::Project { input: Arc::new(self), exprs: named(list) }
    }

    fn aggregate(self, keys: &str, aggs: &str) -> LogicalPlan {
        let keys = if keys.is_empty() { Vec::new() } else { named(keys) };
        let aggs = crate::parse_agg_list(aggs).unwrap();
        LogicalPlan::Aggregate { input: Arc::new(self), keys, aggs, sort: true, dropna: true }
    }

    fn sort(self, keys: &str) -> LogicalPlan {
        LogicalPlan::Sort { input: Arc::new(self), keys: crate::parse_order_list(keys).unwrap() }
    }

    fn head(self, n: usize) -> LogicalPlan {
        LogicalPlan::Head { input: Arc::new(self), n }
    }

    fn tail(self, n: usize) -> LogicalPlan {
        LogicalPlan::Tail { input: Arc::new(self), n }
    }

    fn map_batches(self) -> LogicalPlan {
        let schema = self.schema().unwrap();
        let function = crate::BatchFunction::new(Ok);
        LogicalPlan::MapBatches { input: Arc::new(self), function, schema }
    }
}

pub(crate) fn concat(inputs: impl IntoIterator<Item = LogicalPlan>) -> LogicalPlan {
    LogicalPlan::Concat { inputs: inputs.into_iter().map(Arc::new).collect() }
}

/// A join, on pairs of keys as in `a, b = c`.
pub(crate) fn join(left: LogicalPlan, right: LogicalPlan, on: &str, how: crate::JoinHow) -> LogicalPlan {
    let pair = |key: &str| {
        let (left, right) = key.split_once('=').unwrap_or((key, key));
        (left.trim().to_string(), right.trim().to_string())
    };
    let on = if on.is_empty() { Vec::new() } else { on.split(',').map(pair).collect() };
    let join = crate::Join::new(Arc::new(left), Arc::new(right), &crate::JoinOptions::new(on, how));
    LogicalPlan::Join(join.unwrap())
}

fn named(list: &str) -> Vec<(crate::Expr, String)> {
    let items = crate::parse_select_list(list).unwrap().into_iter();
    items
        .map(|item| match item {
            crate::SelectItem::Expr(expr, name) => (expr, name),
            crate::SelectItem::Star => panic!("a test names its columns"),
        })
        .collect()
}
