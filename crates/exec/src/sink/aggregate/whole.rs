//! One group: the whole table.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::Aggs;
use crate::agg::{Accumulator, Groups};
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::locks::lock;
use crate::ops::project::batch_of;

/// An accumulator for each aggregate.
type State = Vec<Box<dyn Accumulator>>;

pub(super) struct Whole {
    schema: SchemaRef,
    /// States that no worker is using now: at most one per thread.
    idle: Mutex<Vec<State>>,
    /// Bytes of all states, also of those in use.
    bytes: AtomicUsize,
}

impl Whole {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, idle: Mutex::default(), bytes: AtomicUsize::new(0) }
    }

    pub(super) fn take(&self, aggs: &Aggs, batch: &RecordBatch, first_row: u64) -> Result<(), ExecError> {
        let idle = lock(&self.idle).pop();
        let mut state = match idle {
            Some(state) => state,
            None => empty(aggs)?,
        };
        let before = bytes(&state);
        for (accumulator, agg) in state.iter_mut().zip(&aggs.aggs) {
            let args = agg.exprs().map(|expr| evaluate(expr, batch)).collect::<Result<Vec<_>, _>>()?;
            accumulator.update(Groups::One, &args, batch.num_rows(), first_row)?;
        }
        // States only grow.
        self.bytes.fetch_add(bytes(&state).saturating_sub(before), Ordering::Relaxed);
        lock(&self.idle).push(state);
        Ok(())
    }

    pub(super) fn finish(&self, aggs: &Aggs) -> Result<Vec<RecordBatch>, ExecError> {
        let mut states = std::mem::take(&mut *lock(&self.idle)).into_iter();
        let mut total = match states.next() {
            Some(state) => state,
            None => empty(aggs)?,
        };
        for state in states {
            for (mine, theirs) in total.iter_mut().zip(&state) {
                mine.merge(&[0], &theirs.state()?)?;
            }
        }
        Ok(vec![batch_of(&self.schema, aggs.finish(&total)?, 1)?])
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn empty(aggs: &Aggs) -> Result<State, ExecError> {
    let mut state = aggs.accumulators()?;
    state.iter_mut().for_each(|accumulator| accumulator.resize(1));
    Ok(state)
}

fn bytes(state: &State) -> usize {
    state.iter().map(|accumulator| accumulator.size_bytes()).sum()
}
