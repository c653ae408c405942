//! Aggregate: a table of groups per worker, merged at the end. Every state is exact and merging is associative and
//! commutative, so the result does not depend on which worker saw which chunk.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Schema, SchemaRef};
use chunkwise_plan::{AggExpr, Expr, TypedAgg, TypedExpr, bind, bind_agg};

use crate::agg::{Accumulator, Groups, accumulator};
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::group::GroupTable;
use crate::locks::lock;
use crate::ops::project::batch_of;
use crate::sink::Sink;
use crate::sink::row_numbers::RowNumbers;

/// Rows of one chunk have positions `sequence << ROW_BITS ..`, so that first and last mean table order.
const ROW_BITS: u32 = 32;

pub(crate) struct AggregateSink {
    keys: Vec<TypedExpr>,
    aggs: Vec<TypedAgg>,
    sort: bool,
    dropna: bool,
    schema: SchemaRef,
    /// States that no worker is using now: at most one per thread.
    idle: Mutex<Vec<State>>,
    /// Bytes of all states, also of those in use.
    bytes: AtomicUsize,
    /// For aggregates that give rows.
    row_numbers: Option<RowNumbers>,
}

struct State {
    /// `None` for a reduction over the whole table.
    table: Option<GroupTable>,
    accumulators: Vec<Box<dyn Accumulator>>,
    groups: Vec<u32>,
}

impl AggregateSink {
    /// Binds keys and aggregates to `input`; `schema` is that of the result.
    pub(crate) fn new(
        keys: &[(Expr, String)],
        aggs: &[AggExpr],
        sort: bool,
        dropna: bool,
        input: &Schema,
        schema: SchemaRef,
    ) -> Result<Self, ExecError> {
        let keys = keys.iter().map(|(expr, _)| bind(expr, input)).collect::<Result<_, _>>()?;
        let aggs: Vec<TypedAgg> = aggs.iter().map(|agg| bind_agg(agg, input)).collect::<Result<_, _>>()?;
        let row_numbers = aggs.iter().any(|agg| agg.func.gives_row()).then(RowNumbers::default);
        let (idle, bytes) = (Mutex::default(), AtomicUsize::new(0));
        Ok(Self { keys, aggs, sort, dropna, schema, idle, bytes, row_numbers })
    }

    fn new_state(&self) -> Result<State, ExecError> {
        let table = if self.keys.is_empty() {
            None
        } else {
            let types: Vec<DataType> = self.keys.iter().map(|key| key.data_type.clone()).collect();
            Some(GroupTable::new(&types, !self.dropna)?)
        };
        let accumulators = self
            .aggs
            .iter()
            .map(|agg| {
                let mut accumulator = accumulator(agg)?;
                accumulator.resize(usize::from(table.is_none()));
                Ok(accumulator)
            })
            .collect::<Result<_, ExecError>>()?;
        Ok(State { table, accumulators, groups: Vec::new() })
    }

    fn update(&self, state: &mut State, batch: &RecordBatch, first_row: u64) -> Result<(), ExecError> {
        let groups = match &mut state.table {
            None => Groups::One,
            Some(table) => {
                let keys: Vec<ArrayRef> =
                    self.keys.iter().map(|key| evaluate(key, batch)).collect::<Result<_, _>>()?;
                table.assign(&keys, first_row, &mut state.groups)?;
                for accumulator in &mut state.accumulators {
                    accumulator.resize(table.len());
                }
                Groups::Each(&state.groups)
            }
        };
        for (accumulator, agg) in state.accumulators.iter_mut().zip(&self.aggs) {
            let args: Vec<ArrayRef> =
                agg.exprs().map(|expr| evaluate(expr, batch)).collect::<Result<_, _>>()?;
            accumulator.update(groups, &args, batch.num_rows(), first_row)?;
        }
        Ok(())
    }
}

impl State {
    fn merge(&mut self, other: &Self) -> Result<(), ExecError> {
        let map = match (&mut self.table, &other.table) {
            (Some(table), Some(theirs)) => {
                let mut map = Vec::new();
                table.assign(&theirs.keys()?, u64::MAX >> 1, &mut map)?;
                table.merge_first_rows(&map, theirs.first_rows());
                map
            }
            _ => vec![0],
        };
        let groups = self.table.as_ref().map_or(1, GroupTable::len);
        for (mine, theirs) in self.accumulators.iter_mut().zip(&other.accumulators) {
            mine.resize(groups);
            mine.merge(&map, &theirs.state()?)?;
        }
        Ok(())
    }

    fn size_bytes(&self) -> usize {
        self.table.as_ref().map_or(0, GroupTable::size_bytes)
            + self.accumulators.iter().map(|accumulator| accumulator.size_bytes()).sum::<usize>()
            + self.groups.capacity() * size_of::<u32>()
    }
}

impl Sink for AggregateSink {
    fn name(&self) -> &'static str {
        "aggregate"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let idle = lock(&self.idle).pop();
        let mut state = match idle {
            Some(state) => state,
            None => self.new_state()?,
        };
        if let Some(row_numbers) = &self.row_numbers {
            row_numbers.note(sequence << ROW_BITS, batch.num_rows());
        }
        let before = state.size_bytes();
        self.update(&mut state, &batch, sequence << ROW_BITS)?;
        // States only grow.
        self.bytes.fetch_add(state.size_bytes().saturating_sub(before), Ordering::Relaxed);
        lock(&self.idle).push(state);
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut states = std::mem::take(&mut *lock(&self.idle)).into_iter();
        let mut total = match states.next() {
            Some(state) => state,
            None => self.new_state()?,
        };
        for state in states {
            total.merge(&state)?;
        }
        let values = total.accumulators.iter().zip(&self.aggs).map(|(accumulator, agg)| {
            let values = accumulator.finish()?;
            Ok(match &self.row_numbers {
                Some(numbers) if agg.func.gives_row() => numbers.of_positions(&values),
                _ => values,
            })
        });
        let values = values.collect::<Result<Vec<_>, ExecError>>()?;
        let Some(table) = &total.table else {
            return Ok(vec![batch_of(&self.schema, values, 1)?]);
        };
        let order = if self.sort { table.sorted_order()? } else { order_of_appearance(table) };
        let order = UInt32Array::from(order);
        let mut columns = Vec::with_capacity(self.keys.len() + values.len());
        for column in table.keys()?.iter().chain(&values) {
            columns.push(take(column, &order, None)?);
        }
        Ok(vec![batch_of(&self.schema, columns, table.len())?])
    }

    fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed) + self.row_numbers.as_ref().map_or(0, RowNumbers::size_bytes)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "group numbers are u32")]
fn order_of_appearance(table: &GroupTable) -> Vec<u32> {
    let first = table.first_rows();
    let mut order: Vec<u32> = (0..table.len() as u32).collect();
    order.sort_unstable_by_key(|&group| first[group as usize]);
    order
}
