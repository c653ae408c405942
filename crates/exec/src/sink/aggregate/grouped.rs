//! Groups by key. Each worker has a table of its own, which stays small enough for its cache: when it has many groups, their states go
//! to partitions that all workers share. A group belongs to one partition, so that partitions can be merged and finished side by side.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::states::{Finished, GroupStates, Unfinished};
use super::{Aggs, KeySource, result};
use crate::agg::AggError;
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::group::{BadText, KeyCoder, KeyCodes, PARTITIONS, Scope};
use crate::locks::lock;
use crate::morsel::ChosenRows;

/// When groups go to the partitions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// As many groups as this in one worker's table go to the partitions at once.
    pub(super) local: usize,
    /// The same where hardly any row meets the group of another one: few enough for the near cache, since keeping more gains nothing.
    pub(super) local_alone: usize,
    /// As many groups as this, of all workers, are merged in one partition at the end.
    pub(super) few: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { local: 1 << 17, local_alone: 1 << 14, few: 1 << 13 }
    }
}

pub(super) struct Grouped {
    sources: Vec<KeySource>,
    keys: KeyCodes,
    sort: bool,
    schema: SchemaRef,
    limits: Limits,
    /// Those that no worker is using now: at most one per thread.
    idle: Mutex<Vec<Local>>,
    /// Made when they are first needed.
    partitions: OnceLock<Vec<Mutex<Option<GroupStates>>>>,
    /// Bytes of all states, also of those in use.
    bytes: AtomicUsize,
}

/// What a worker has of its own.
struct Local {
    coder: KeyCoder,
    states: GroupStates,
    /// Rows taken in since the groups last went to the partitions.
    rows: usize,
    /// As many groups as this go there.
    limit: usize,
}

impl Local {
    fn size_bytes(&self) -> usize {
        self.coder.size_bytes() + self.states.size_bytes()
    }
}

impl Grouped {
    pub(super) fn new(
        sources: Vec<KeySource>,
        sort: bool,
        dropna: bool,
        schema: SchemaRef,
    ) -> Result<Self, ExecError> {
        let types: Vec<DataType> = sources
            .iter()
            .map(|source| match source {
                KeySource::Computed(expr) => expr.data_type.clone(),
                KeySource::InPlace(_) => DataType::Utf8,
            })
            .collect();
        let keys = KeyCodes::new(&types, !dropna)?;
        let (idle, partitions, bytes) = (Mutex::default(), OnceLock::new(), AtomicUsize::new(0));
        Ok(Self { sources, keys, sort, schema, limits: Limits::default(), idle, partitions, bytes })
    }

    /// The same with other limits.
    #[cfg(test)]
    pub(super) fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    pub(super) fn take(
        &self,
        aggs: &Aggs,
        batch: &RecordBatch,
        first_row: u64,
        rows: Option<&ChosenRows<'_>>,
    ) -> Result<(), ExecError> {
        let idle = lock(&self.idle).pop();
        let before = idle.as_ref().map_or(0, Local::size_bytes);
        let mut local = match idle {
            Some(local) => local,
            None => Local {
                coder: self.keys.coder()?,
                states: GroupStates::new(&self.keys, Scope::All, aggs, !self.sort)?,
                rows: 0,
                limit: self.limits.local,
            },
        };
        self.encode(&mut local.coder, batch, rows)?;
        local.states.update(aggs, local.coder.tuples(), batch, first_row)?;
        local.rows += batch.num_rows();
        if local.states.len() >= local.limit {
            let alone = local.rows < local.states.len() + local.states.len() / 4;
            local.limit = if alone { self.limits.local_alone } else { self.limits.local };
            local.rows = 0;
            self.flush(aggs, &mut local.states, PARTITIONS)?;
        }
        self.note_change(before, local.size_bytes());
        lock(&self.idle).push(local);
        Ok(())
    }

    /// Encodes the keys of all rows of `batch`.
    fn encode(
        &self,
        coder: &mut KeyCoder,
        batch: &RecordBatch,
        rows: Option<&ChosenRows<'_>>,
    ) -> Result<(), ExecError> {
        for (component, columns) in self.keys.components().enumerate() {
            let sources = &self.sources[columns];
            if let ([KeySource::InPlace(column)], Some(rows)) = (sources, rows)
                && let Some(texts) = rows.texts(*column)
            {
                match coder.encode_in_place(component, &texts) {
                    Ok(()) => continue,
                    Err(BadText::NotUtf8) => {} // the error comes from reading the column
                    Err(BadText::Other(error)) => return Err(error.into()),
                }
            }
            let values = |source: &KeySource| -> Result<ArrayRef, ExecError> {
                match (source, rows) {
                    (KeySource::Computed(expr), _) => Ok(evaluate(expr, batch)?),
                    (KeySource::InPlace(column), Some(rows)) => rows.column(*column),
                    (KeySource::InPlace(_), None) => {
                        Err(AggError::Keys { what: "a column that is not in the batch".to_string() }.into())
                    }
                }
            };
            let columns: Vec<ArrayRef> = sources.iter().map(values).collect::<Result<_, _>>()?;
            coder.encode(component, &columns)?;
        }
        Ok(())
    }

    /// Moves the groups of a worker to the partitions.
    fn flush(&self, aggs: &Aggs, states: &mut GroupStates, partitions: usize) -> Result<(), ExecError> {
        let flushed = states.flush(aggs, self.keys.width(), partitions)?;
        let shared = self.partitions.get_or_init(|| (0..partitions).map(|_| Mutex::new(None)).collect());
        // Workers begin at different partitions, so that they seldom meet.
        let first = rayon::current_thread_index().unwrap_or(0) * (shared.len() / 2 + 1);
        for at in 0..shared.len() {
            let partition = (first + at) % shared.len();
            let scope = if shared.len() == 1 { Scope::All } else { Scope::Partition };
            let mut held = lock(&shared[partition]);
            let before = held.as_ref().map_or(0, GroupStates::size_bytes);
            let merged = match &mut *held {
                Some(states) => states,
                none => none.insert(GroupStates::new(&self.keys, scope, aggs, !self.sort)?),
            };
            merged.merge(&flushed, partition)?;
            self.note_change(before, merged.size_bytes());
        }
        Ok(())
    }

    pub(super) fn finish(&self, aggs: &Aggs) -> Result<Vec<RecordBatch>, ExecError> {
        let locals = std::mem::take(&mut *lock(&self.idle));
        let groups: usize = locals.iter().map(|local| local.states.len()).sum();
        let few = self.partitions.get().is_none() && groups <= self.limits.few;
        let partitions = if few { 1 } else { PARTITIONS };
        locals.into_par_iter().try_for_each(|mut local| {
            let before = local.size_bytes();
            self.flush(aggs, &mut local.states, partitions)?;
            self.note_change(before, 0);
            Ok::<(), ExecError>(())
        })?;
        let shared = self.partitions.get().map_or(&[][..], Vec::as_slice);
        let results: Vec<Result<Finished, Box<Unfinished>>> = shared
            .into_par_iter()
            .filter_map(|partition| lock(partition).take())
            .map(|states| states.finish(aggs))
            .collect();
        let (mut finished, mut unfinished) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(done) => finished.push(done),
                Err(failed) => unfinished.push(failed),
            }
        }
        if !unfinished.is_empty() {
            let first = result::first_failure(&self.keys, aggs, &unfinished)?;
            if let Some(error) = first.or_else(|| unfinished.into_iter().next().map(|any| any.error)) {
                return Err(error);
            }
        }
        result::batches(&self.keys, self.sort, &self.schema, &finished)
    }

    fn note_change(&self, before: usize, after: usize) {
        self.bytes.fetch_add(after, Ordering::Relaxed);
        self.bytes.fetch_sub(before, Ordering::Relaxed);
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed) + self.keys.size_bytes()
    }
}
