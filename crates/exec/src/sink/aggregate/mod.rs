//! Aggregate: rows to groups, groups to states, states to results. Every state is exact and merging is associative and
//! commutative, so the result does not depend on which worker saw which chunk.
//!
//! | file            |                                                                            |
//! |-----------------|----------------------------------------------------------------------------|
//! | `whole.rs`      | one group: the whole table                                                 |
//! | `grouped.rs`    | workers with tables of their own, and the partitions that many groups go to |
//! | `states.rs`     | a table of groups with their states                                        |
//! | `result.rs`     | the groups in order, as batches                                            |

mod grouped;
mod result;
mod states;
mod whole;

#[cfg(test)]
mod aggregate_tests;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::{AggExpr, Expr, TypedAgg, TypedExpr, bind, bind_agg};

use self::grouped::Grouped;
use self::whole::Whole;
use crate::agg::{Accumulator, accumulator};
use crate::error::ExecError;
use crate::morsel::ChosenRows;
use crate::sink::Sink;
use crate::sink::row_numbers::RowNumbers;

/// Rows of one chunk have positions `sequence << ROW_BITS ..`, so that first and last mean table order.
const ROW_BITS: u32 = 32;

pub(crate) struct AggregateSink {
    aggs: Aggs,
    kind: Kind,
}

enum Kind {
    Whole(Whole),
    Grouped(Grouped),
}

/// What is computed for each group.
struct Aggs {
    aggs: Vec<TypedAgg>,
    /// For aggregates that give rows.
    row_numbers: Option<RowNumbers>,
}

/// Where the values of a key come from.
pub(crate) enum Key<'a> {
    /// They are computed from the batch.
    Computed(&'a Expr),
    /// They are the texts of this column of the table that is read, which is not in the batch.
    InPlace(usize),
}

enum KeySource {
    Computed(TypedExpr),
    InPlace(usize),
}

impl AggregateSink {
    /// Binds keys and aggregates to `input`; `schema` is that of the result.
    pub(crate) fn new(
        keys: &[Key<'_>],
        aggs: &[AggExpr],
        sort: bool,
        dropna: bool,
        input: &Schema,
        schema: SchemaRef,
    ) -> Result<Self, ExecError> {
        let aggs: Vec<TypedAgg> = aggs.iter().map(|agg| bind_agg(agg, input)).collect::<Result<_, _>>()?;
        let row_numbers = aggs.iter().any(|agg| agg.func.gives_row()).then(RowNumbers::default);
        let aggs = Aggs { aggs, row_numbers };
        if keys.is_empty() {
            return Ok(Self { aggs, kind: Kind::Whole(Whole::new(schema)) });
        }
        let source = |key: &Key<'_>| -> Result<KeySource, ExecError> {
            Ok(match key {
                Key::Computed(expr) => KeySource::Computed(bind(expr, input)?),
                Key::InPlace(column) => KeySource::InPlace(*column),
            })
        };
        let keys = keys.iter().map(source).collect::<Result<_, _>>()?;
        Ok(Self { aggs, kind: Kind::Grouped(Grouped::new(keys, sort, dropna, schema)?) })
    }

    fn take(
        &self,
        sequence: u64,
        batch: &RecordBatch,
        rows: Option<&ChosenRows<'_>>,
    ) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let first_row = sequence << ROW_BITS;
        if let Some(row_numbers) = &self.aggs.row_numbers {
            row_numbers.note(first_row, batch.num_rows());
        }
        match &self.kind {
            Kind::Whole(whole) => whole.take(&self.aggs, batch, first_row),
            Kind::Grouped(grouped) => grouped.take(&self.aggs, batch, first_row, rows),
        }
    }
}

impl Sink for AggregateSink {
    fn name(&self) -> &'static str {
        "aggregate"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        self.take(sequence, &batch, None)
    }

    fn push_rows(&self, sequence: u64, batch: RecordBatch, rows: &ChosenRows<'_>) -> Result<(), ExecError> {
        self.take(sequence, &batch, Some(rows))
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        match &self.kind {
            Kind::Whole(whole) => whole.finish(&self.aggs),
            Kind::Grouped(grouped) => grouped.finish(&self.aggs),
        }
    }

    fn size_bytes(&self) -> usize {
        let states = match &self.kind {
            Kind::Whole(whole) => whole.size_bytes(),
            Kind::Grouped(grouped) => grouped.size_bytes(),
        };
        states + self.aggs.row_numbers.as_ref().map_or(0, RowNumbers::size_bytes)
    }
}

impl Aggs {
    /// Accumulators without any group.
    fn accumulators(&self) -> Result<Vec<Box<dyn Accumulator>>, ExecError> {
        Ok(self.aggs.iter().map(accumulator).collect::<Result<_, _>>()?)
    }

    /// The results of all groups, one column per aggregate.
    fn finish(&self, accumulators: &[Box<dyn Accumulator>]) -> Result<Vec<ArrayRef>, ExecError> {
        let finish = |accumulator: &dyn Accumulator, agg: &TypedAgg| -> Result<ArrayRef, ExecError> {
            let values = accumulator.finish()?;
            Ok(match &self.row_numbers {
                Some(numbers) if agg.func.gives_row() => numbers.of_positions(&values),
                _ => values,
            })
        };
        accumulators.iter().zip(&self.aggs).map(|(accumulator, agg)| finish(&**accumulator, agg)).collect()
    }
}
