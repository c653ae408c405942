//! Plans: what to compute, step by step, over tables.

mod asof;
mod explain;
mod join;
mod lift;
mod schema;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;

use crate::aggregate::AggExpr;
use crate::expr::{Expr, IntoColumn};
use crate::source::{SourceRef, TableSource};
use crate::window::WindowExpr;

pub use asof::{Asof, AsofDirection};
pub use join::{Join, JoinColumn, JoinFrom, JoinHow, JoinOptions, Side, Validate};

/// A step and the steps before it. Immutable; parts are shared.
#[derive(Debug, Clone)]
pub enum LogicalPlan {
    /// The rows of a table.
    Scan(Scan),
    /// The rows for which a condition is true. A conjunction may be applied part by part, left before right.
    Filter {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The condition.
        predicate: Expr,
    },
    /// Other columns over the same rows.
    Project {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The columns and their names; every name once.
        exprs: Vec<(Expr, String)>,
    },
    /// One row for each group of rows with equal keys; one row in all without keys.
    Aggregate {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The keys and their names; these columns come first.
        keys: Vec<(Expr, String)>,
        /// What is computed for each group.
        aggs: Vec<AggExpr>,
        /// Groups ascending by key, nulls last; otherwise in order of first appearance.
        sort: bool,
        /// Leaves out rows with a null key.
        dropna: bool,
    },
    /// The rows in another order; equal rows keep theirs.
    Sort {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// What to sort by, the most important first.
        keys: Vec<SortKey>,
    },
    /// The first rows of what a sort gives, without sorting the others.
    TopK {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// What to sort by, the most important first.
        keys: Vec<SortKey>,
        /// How many.
        n: usize,
    },
    /// The first rows.
    Head {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// How many.
        n: usize,
    },
    /// The last rows.
    Tail {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// How many.
        n: usize,
    },
    /// Some of the rows by their places: those from `start` up to and without `stop`, and of these every `step`-th one.
    Slice {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The first row, counted from 0.
        start: usize,
        /// The row to end before; `None`: all that there are.
        stop: Option<usize>,
        /// 1 takes every row, 2 every other one; 0 counts as 1.
        step: usize,
    },
    /// Rows drawn by chance, without replacement; they keep their order. Which ones depends on the seed and on the number
    /// of rows alone.
    Sample {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// How many.
        size: SampleSize,
        /// The same seed draws the same rows.
        seed: u64,
    },
    /// Of the rows with equal keys only one, or none; null is a key like any other. The rows keep their order.
    Distinct {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// What makes rows equal; at least one.
        keys: Vec<Expr>,
        /// Which of equal rows stays.
        keep: Keep,
    },
    /// Several rows for each row, made by several lists of expressions, in their order.
    Expand {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The rows to be: each has an expression for every name.
        rows: Vec<Vec<Expr>>,
        /// The columns; every name once.
        names: Vec<String>,
    },
    /// The same rows with further columns, whose values depend on the order of the rows.
    Window {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The columns, after those of the step before; every name once.
        exprs: Vec<WindowExpr>,
    },
    /// The rows of several tables, one after the other. Columns go together by name, in order of first appearance; one
    /// that a table lacks is null there. Types are unified: integers with floats to floats, null with anything.
    Concat {
        /// The tables.
        inputs: Vec<Arc<LogicalPlan>>,
    },
    /// The rows of two tables side by side where their keys are equal.
    Join(Join),
    /// A function of the caller's over each batch.
    MapBatches {
        /// The step before.
        input: Arc<LogicalPlan>,
        /// The function.
        function: BatchFunction,
        /// The columns of the batches that it returns.
        schema: SchemaRef,
    },
}

/// Reading a table: first the predicate, then the limit, then the projection.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The table.
    pub source: Arc<dyn TableSource>,
    /// Positions of the source's columns that come out, ascending; `None`: all. May be empty: rows without columns.
    pub projection: Option<Vec<usize>>,
    /// Keeps the rows for which it is true; over all columns of the source, projected or not.
    pub predicate: Option<Expr>,
    /// Ends after so many rows that pass the predicate.
    pub limit: Option<usize>,
}

/// Which of equal rows stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The first one.
    #[default]
    First,
    /// The last one.
    Last,
    /// None: only rows that have no equal stay. `keep=False` in pandas.
    None,
}

/// How many rows a sample has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SampleSize {
    /// So many; all, if there are fewer.
    Rows(usize),
    /// This part of the rows, from 0 to 1: `round(fraction * rows)`, half to even.
    Fraction(f64),
}

/// What to sort by.
#[derive(Debug, Clone, PartialEq)]
pub struct SortKey {
    /// The value.
    pub expr: Expr,
    /// Largest first.
    pub descending: bool,
    /// Nulls before all values, whatever the direction; otherwise after them.
    pub nulls_first: bool,
}

impl SortKey {
    /// Smallest first, nulls last.
    pub fn ascending(expr: impl IntoColumn) -> Self {
        Self { expr: expr.into_column(), descending: false, nulls_first: false }
    }

    /// Largest first, nulls last.
    pub fn descending(expr: impl IntoColumn) -> Self {
        Self { expr: expr.into_column(), descending: true, nulls_first: false }
    }

    /// The same with nulls before all values: pandas' `na_position="first"`.
    #[must_use]
    pub fn nulls_first(self) -> Self {
        Self { nulls_first: true, ..self }
    }
}

/// What a [`BatchFunction`] returns.
pub type BatchResult = Result<RecordBatch, Box<dyn Error + Send + Sync>>;

/// A function of the caller's from batch to batch; it may be called from several threads at once.
#[derive(Clone)]
pub struct BatchFunction(pub Arc<dyn Fn(RecordBatch) -> BatchResult + Send + Sync>);

impl BatchFunction {
    /// Wraps a closure.
    pub fn new(function: impl Fn(RecordBatch) -> BatchResult + Send + Sync + 'static) -> Self {
        Self(Arc::new(function))
    }

    /// Calls the function.
    ///
    /// # Errors
    /// Whatever the function returns.
    pub fn call(&self, batch: RecordBatch) -> BatchResult {
        (self.0)(batch)
    }
}

impl fmt::Debug for BatchFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BatchFunction")
    }
}

impl Scan {
    /// All rows and columns of a table.
    pub fn all(source: Arc<dyn TableSource>) -> Self {
        Self { source, projection: None, predicate: None, limit: None }
    }
}

impl LogicalPlan {
    /// The plan that reads all of a table.
    pub fn scan(source: Arc<dyn TableSource>) -> Self {
        Self::Scan(Scan::all(source))
    }

    /// The steps directly before this one.
    pub fn inputs(&self) -> Vec<&Arc<LogicalPlan>> {
        match self {
            Self::Scan(_) => Vec::new(),
            Self::Filter { input, .. }
            | Self::Project { input, .. }
            | Self::Aggregate { input, .. }
            | Self::Sort { input, .. }
            | Self::TopK { input, .. }
            | Self::Head { input, .. }
            | Self::Tail { input, .. }
            | Self::Slice { input, .. }
            | Self::Sample { input, .. }
            | Self::Distinct { input, .. }
            | Self::Expand { input, .. }
            | Self::Window { input, .. }
            | Self::MapBatches { input, .. } => vec![input],
            Self::Concat { inputs } => inputs.iter().collect(),
            Self::Join(join) => vec![&join.left, &join.right],
        }
    }

    /// This step over other steps before it. `Concat` takes them all, `Join` the first two, any other the first one; what is
    /// missing means the one it has.
    #[must_use]
    pub fn with_new_inputs(&self, inputs: Vec<Arc<LogicalPlan>>) -> LogicalPlan {
        let mut plan = self.clone();
        match &mut plan {
            Self::Scan(_) => {}
            Self::Filter { input, .. }
            | Self::Project { input, .. }
            | Self::Aggregate { input, .. }
            | Self::Sort { input, .. }
            | Self::TopK { input, .. }
            | Self::Head { input, .. }
            | Self::Tail { input, .. }
            | Self::Slice { input, .. }
            | Self::Sample { input, .. }
            | Self::Distinct { input, .. }
            | Self::Expand { input, .. }
            | Self::Window { input, .. }
            | Self::MapBatches { input, .. } => {
                if let Some(first) = inputs.into_iter().next() {
                    *input = first;
                }
            }
            Self::Concat { inputs: own } => *own = inputs,
            Self::Join(join) => {
                let mut inputs = inputs.into_iter();
                for own in [&mut join.left, &mut join.right] {
                    if let Some(new) = inputs.next() {
                        *own = new;
                    }
                }
            }
        }
        plan
    }

    /// Bytes of the tables that the plan starts from, if they are known.
    pub fn source_bytes(&self) -> Option<u64> {
        match self {
            Self::Scan(scan) => scan.source.size_bytes(),
            other => other.inputs().into_iter().map(|input| input.source_bytes()).sum(),
        }
    }

    /// This plan with every step before this one changed by `f`, and this one as it is.
    #[must_use]
    pub fn map_inputs(&self, f: &dyn Fn(&LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        self.with_new_inputs(self.inputs().into_iter().map(|input| Arc::new(f(input))).collect())
    }

    /// The same plan over other sources.
    #[must_use]
    pub fn map_sources(&self, f: &dyn Fn(&SourceRef) -> SourceRef) -> LogicalPlan {
        match self {
            Self::Scan(scan) => Self::Scan(Scan { source: f(&scan.source), ..scan.clone() }),
            other => other.map_inputs(&|input| input.map_sources(f)),
        }
    }
}

#[cfg(test)]
#[path = "logical_tests.rs"]
mod tests;
