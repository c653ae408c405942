//! Distinct: of rows with equal keys the first, the last, or none. Each worker keeps the rows that may stay and a table of
//! their keys; the tables are merged at the end. Positions decide, so it does not matter who saw what when.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::{DataType, Schema};
use chunkwise_plan::{Expr, Keep, TypedExpr, bind};

use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::group::GroupTable;
use crate::locks::lock;
use crate::sink::gather::gather;
use crate::sink::{Sink, batch_bytes};

/// Batches with fewer rows are put together when there are many of them.
const SMALL_BATCH_ROWS: usize = 1024;
/// So many small batches may be there in any case.
const SMALL_BATCHES: usize = 256;
/// In place of a batch: the group has more than one row, and none of them stays.
const NONE_STAYS: u32 = u32::MAX;

pub(crate) struct DistinctSink {
    keys: Vec<TypedExpr>,
    keep: Keep,
    /// States that no worker is using now: at most one per thread.
    idle: Mutex<Vec<State>>,
    /// Bytes of all states, also of those in use.
    bytes: AtomicUsize,
}

struct State {
    table: GroupTable,
    /// For each group of the table the row that stays.
    stays: Vec<Place>,
    batches: Vec<RecordBatch>,
    /// Rows in all batches.
    rows: usize,
    /// Rows that stay.
    live: usize,
    small_batches: usize,
    batch_bytes: usize,
    groups: Vec<u32>,
}

/// A row: its position in the table, and where it is kept.
#[derive(Clone, Copy)]
struct Place {
    position: u64,
    batch: u32,
    row: u32,
}

impl DistinctSink {
    pub(crate) fn new(keys: &[Expr], keep: Keep, input: &Schema) -> Result<Self, ExecError> {
        let keys = keys.iter().map(|key| bind(key, input)).collect::<Result<_, _>>()?;
        Ok(Self { keys, keep, idle: Mutex::default(), bytes: AtomicUsize::new(0) })
    }

    fn new_state(&self) -> Result<State, ExecError> {
        let types: Vec<DataType> = self.keys.iter().map(|key| key.data_type.clone()).collect();
        Ok(State {
            table: GroupTable::new(&types, true)?,
            stays: Vec::new(),
            batches: Vec::new(),
            rows: 0,
            live: 0,
            small_batches: 0,
            batch_bytes: 0,
            groups: Vec::new(),
        })
    }

    fn update(&self, state: &mut State, batch: &RecordBatch, first_row: u64) -> Result<(), ExecError> {
        let keys: Vec<ArrayRef> =
            self.keys.iter().map(|key| evaluate(key, batch)).collect::<Result<_, _>>()?;
        let mut groups = std::mem::take(&mut state.groups);
        state.table.assign(&keys, first_row, &mut groups)?;
        let number = u32::try_from(state.batches.len()).unwrap_or(NONE_STAYS - 1);
        for (row, &group) in (0..).zip(&groups) {
            let place = Place { position: first_row + u64::from(row), batch: number, row };
            state.offer(group as usize, place, self.keep);
        }
        let stays = |(row, group): (u32, u32)| {
            let place = state.stays[group as usize];
            (place.batch == number && place.row == row).then_some((row, group))
        };
        let staying: Vec<(u32, u32)> = (0..).zip(groups.iter().copied()).filter_map(stays).collect();
        state.groups = groups;
        if !staying.is_empty() {
            for (row, &(_, group)) in (0..).zip(&staying) {
                state.stays[group as usize].row = row;
            }
            let rows = UInt32Array::from_iter_values(staying.iter().map(|(row, _)| *row));
            let is_whole = rows.len() == batch.num_rows();
            state.add(if is_whole { batch.clone() } else { take_record_batch(batch, &rows)? });
        }
        if state.wastes_memory() {
            state.compact()?;
        }
        Ok(())
    }
}

impl State {
    /// Lets a row stay for its group if it is the better one. New groups come in the order of their numbers.
    fn offer(&mut self, group: usize, place: Place, keep: Keep) {
        let Some(known) = self.stays.get_mut(group) else {
            self.live += usize::from(place.batch != NONE_STAYS);
            self.stays.push(place);
            return;
        };
        match keep {
            Keep::First if place.position < known.position => *known = place,
            Keep::Last if place.position > known.position => *known = place,
            Keep::None if known.batch != NONE_STAYS => {
                known.batch = NONE_STAYS;
                self.live -= 1;
            }
            _ => {}
        }
    }

    fn add(&mut self, batch: RecordBatch) {
        self.rows += batch.num_rows();
        self.batch_bytes += batch_bytes(&batch);
        self.small_batches += usize::from(batch.num_rows() < SMALL_BATCH_ROWS);
        self.batches.push(batch);
    }

    fn wastes_memory(&self) -> bool {
        self.rows > self.live.saturating_mul(2) + SORTED_BATCH_ROWS
            || self.small_batches > SMALL_BATCHES + self.live / SMALL_BATCH_ROWS
    }

    /// Copies the rows that stay together, and forgets the others.
    fn compact(&mut self) -> Result<(), ExecError> {
        let mut places = Vec::with_capacity(self.live);
        for stays in self.stays.iter_mut().filter(|stays| stays.batch != NONE_STAYS) {
            let at = places.len();
            places.push((stays.batch as usize, stays.row as usize));
            (stays.batch, stays.row) = (number(at / SORTED_BATCH_ROWS), number(at % SORTED_BATCH_ROWS));
        }
        let batches = gather(&self.batches, &places)?;
        (self.rows, self.batch_bytes, self.small_batches) = (0, 0, 0);
        self.batches = Vec::new();
        batches.into_iter().for_each(|batch| self.add(batch));
        Ok(())
    }

    /// Takes in the rows of another worker.
    fn merge(&mut self, other: Self, keep: Keep) -> Result<(), ExecError> {
        let mut groups = Vec::new();
        self.table.assign(&other.table.keys()?, u64::MAX >> 1, &mut groups)?;
        let base = number(self.batches.len());
        for (&group, stays) in groups.iter().zip(other.stays) {
            let batch = if stays.batch == NONE_STAYS { NONE_STAYS } else { base + stays.batch };
            self.offer(group as usize, Place { batch, ..stays }, keep);
        }
        other.batches.into_iter().for_each(|batch| self.add(batch));
        Ok(())
    }

    fn size_bytes(&self) -> usize {
        self.table.size_bytes()
            + self.batch_bytes
            + self.stays.capacity() * size_of::<Place>()
            + self.groups.capacity() * size_of::<u32>()
    }
}

/// Numbers of batches and of their rows are below the number of groups, which is a `u32`.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE_STAYS - 1)
}

impl Sink for DistinctSink {
    fn name(&self) -> &'static str {
        "distinct"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let idle = lock(&self.idle).pop();
        let mut state = match idle {
            Some(state) => state,
            None => {
                let state = self.new_state()?;
                self.bytes.fetch_add(state.size_bytes(), Ordering::Relaxed);
                state
            }
        };
        let before = state.size_bytes();
        self.update(&mut state, &batch, sequence << 32)?;
        let after = state.size_bytes();
        // Wraps around where a state became smaller: the sum of all changes is right.
        self.bytes.fetch_add(after.wrapping_sub(before), Ordering::Relaxed);
        lock(&self.idle).push(state);
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut states = std::mem::take(&mut *lock(&self.idle)).into_iter();
        let Some(mut total) = states.next() else { return Ok(Vec::new()) };
        for state in states {
            total.merge(state, self.keep)?;
        }
        let State { mut stays, batches, .. } = total;
        stays.retain(|stays| stays.batch != NONE_STAYS);
        stays.sort_unstable_by_key(|stays| stays.position);
        let places: Vec<(usize, usize)> =
            stays.iter().map(|stays| (stays.batch as usize, stays.row as usize)).collect();
        gather(&batches, &places)
    }

    fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
#[path = "distinct_tests.rs"]
mod tests;
