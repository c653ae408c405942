//! A table of groups with their states.

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take;

use super::Aggs;
use crate::agg::{Accumulator, Groups};
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::group::{KeyCodes, NO_GROUP, PARTITIONS, Scope, TupleTable};

pub(super) struct GroupStates {
    table: Box<dyn TupleTable>,
    accumulators: Vec<Box<dyn Accumulator>>,
    /// Where each group came first, if that is wanted.
    first_rows: Option<Vec<u64>>,
    /// The groups of the rows at hand; kept for its capacity.
    groups: Vec<u32>,
}

/// Groups and their partial states as Arrow columns, in order of their partitions.
pub(super) struct Flushed {
    tuples: Vec<u32>,
    width: usize,
    states: Vec<Vec<ArrayRef>>,
    first_rows: Option<Vec<u64>>,
    /// Where each partition's groups begin; and the end.
    starts: Vec<usize>,
}

/// All groups of a partition, done.
pub(super) struct Finished {
    pub(super) tuples: Vec<u32>,
    pub(super) first_rows: Option<Vec<u64>>,
    /// One per aggregate.
    pub(super) columns: Vec<ArrayRef>,
}

/// The groups of a partition of which one has no result.
pub(super) struct Unfinished {
    states: GroupStates,
    /// Of any such group.
    pub(super) error: ExecError,
}

/// A group that has no result.
pub(super) struct Failure<'a> {
    /// Where it came first; 0 if that is not known.
    pub(super) first_row: u64,
    pub(super) tuple: &'a [u32],
    pub(super) error: ExecError,
}

impl Unfinished {
    /// The groups that have no result.
    pub(super) fn failures(&self, aggs: &Aggs, width: usize) -> Result<Vec<Failure<'_>>, ExecError> {
        let states = self.states.accumulators.iter().map(|accumulator| accumulator.state());
        let states: Vec<Vec<ArrayRef>> = states.collect::<Result<_, _>>()?;
        let mut failures = Vec::new();
        for (group, tuple) in self.states.table.tuples().chunks(width).enumerate() {
            let mut alone = aggs.accumulators()?;
            for (accumulator, state) in alone.iter_mut().zip(&states) {
                accumulator.resize(1);
                let state: Vec<ArrayRef> = state.iter().map(|column| column.slice(group, 1)).collect();
                accumulator.merge(&[0], &state)?;
            }
            if let Err(error) = aggs.finish(&alone) {
                let first_row = self.states.first_rows.as_ref().map_or(0, |rows| rows[group]);
                failures.push(Failure { first_row, tuple, error });
            }
        }
        Ok(failures)
    }
}

impl GroupStates {
    pub(super) fn new(
        keys: &KeyCodes,
        scope: Scope,
        aggs: &Aggs,
        keeps_first_rows: bool,
    ) -> Result<Self, ExecError> {
        Ok(Self {
            table: keys.table(scope),
            accumulators: aggs.accumulators()?,
            first_rows: keeps_first_rows.then(Vec::new),
            groups: Vec::new(),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// Takes in rows whose keys are `tuples`.
    pub(super) fn update(
        &mut self,
        aggs: &Aggs,
        tuples: &[u32],
        batch: &RecordBatch,
        first_row: u64,
    ) -> Result<(), ExecError> {
        self.assign(tuples, |row| first_row + row as u64)?;
        for (accumulator, agg) in self.accumulators.iter_mut().zip(&aggs.aggs) {
            let args = agg.exprs().map(|expr| evaluate(expr, batch)).collect::<Result<Vec<_>, _>>()?;
            accumulator.update(Groups::Each(&self.groups), &args, batch.num_rows(), first_row)?;
        }
        Ok(())
    }

    /// Finds the groups of `tuples`, the i-th of which was first met at `position(i)`.
    fn assign(&mut self, tuples: &[u32], position: impl Fn(usize) -> u64) -> Result<(), ExecError> {
        self.table.assign(tuples, &mut self.groups)?;
        for accumulator in &mut self.accumulators {
            accumulator.resize(self.table.len());
        }
        let Some(first_rows) = &mut self.first_rows else { return Ok(()) };
        first_rows.resize(self.table.len(), u64::MAX);
        for (at, &group) in self.groups.iter().enumerate() {
            if group != NO_GROUP {
                let first = &mut first_rows[group as usize];
                *first = position(at).min(*first);
            }
        }
        Ok(())
    }

    /// Takes the groups and states out, for `partitions` partitions.
    pub(super) fn flush(
        &mut self,
        aggs: &Aggs,
        width: usize,
        partitions: usize,
    ) -> Result<Flushed, ExecError> {
        let states = self.accumulators.iter().map(|accumulator| accumulator.state());
        let states: Vec<Vec<ArrayRef>> = states.collect::<Result<_, _>>()?;
        self.accumulators = aggs.accumulators()?;
        let first_rows = self.first_rows.as_mut().map(std::mem::take);
        let (starts, order) = match partitions {
            1 => (vec![0, self.table.len()], None),
            _ => {
                let (starts, order) = by_partition(&self.table.partitions());
                (starts, Some(order))
            }
        };
        let tuples = self.table.tuples();
        let flushed = match order {
            None => Flushed { tuples: tuples.to_vec(), width, states, first_rows, starts },
            Some(order) => Flushed {
                tuples: order
                    .iter()
                    .flat_map(|&group| &tuples[group as usize * width..][..width])
                    .copied()
                    .collect(),
                width,
                states: taken(&states, &order)?,
                first_rows: first_rows.map(|rows| order.iter().map(|&group| rows[group as usize]).collect()),
                starts,
            },
        };
        self.table.clear();
        Ok(flushed)
    }

    /// Takes in the groups of a partition.
    pub(super) fn merge(&mut self, flushed: &Flushed, partition: usize) -> Result<(), ExecError> {
        let (start, end) = (flushed.starts[partition], flushed.starts[partition + 1]);
        if start == end {
            return Ok(());
        }
        let tuples = &flushed.tuples[start * flushed.width..end * flushed.width];
        self.assign(tuples, |at| flushed.first_rows.as_ref().map_or(0, |rows| rows[start + at]))?;
        for (accumulator, state) in self.accumulators.iter_mut().zip(&flushed.states) {
            let state: Vec<ArrayRef> = state.iter().map(|column| column.slice(start, end - start)).collect();
            accumulator.merge(&self.groups, &state)?;
        }
        Ok(())
    }

    /// The results of all groups; if one has none, the states as they were.
    pub(super) fn finish(self, aggs: &Aggs) -> Result<Finished, Box<Unfinished>> {
        let columns = match aggs.finish(&self.accumulators) {
            Ok(columns) => columns,
            Err(error) => return Err(Box::new(Unfinished { states: self, error })),
        };
        Ok(Finished { tuples: self.table.into_tuples(), first_rows: self.first_rows, columns })
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.table.size_bytes()
            + self.accumulators.iter().map(|accumulator| accumulator.size_bytes()).sum::<usize>()
            + self.groups.capacity() * size_of::<u32>()
            + self.first_rows.as_ref().map_or(0, |rows| rows.capacity() * size_of::<u64>())
    }
}

/// Where the groups of each partition begin, and the groups in order of their partitions.
fn by_partition(partition_of: &[u8]) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; PARTITIONS + 1];
    for &partition in partition_of {
        starts[usize::from(partition) + 1] += 1;
    }
    for partition in 0..PARTITIONS {
        starts[partition + 1] += starts[partition];
    }
    let mut next = starts.clone();
    let mut order = vec![0; partition_of.len()];
    for (group, &partition) in (0..).zip(partition_of) {
        let at = &mut next[usize::from(partition)];
        order[*at] = group;
        *at += 1;
    }
    (starts, order)
}

fn taken(states: &[Vec<ArrayRef>], order: &[u32]) -> Result<Vec<Vec<ArrayRef>>, ExecError> {
    let order = UInt32Array::from(order.to_vec());
    let taken = |state: &Vec<ArrayRef>| state.iter().map(|column| Ok(take(column, &order, None)?)).collect();
    states.iter().map(taken).collect()
}
