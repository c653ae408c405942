//! Sort: all rows, ordered by key. Stable: equal keys stay in table order. Nulls and NaN come last, or first when a key says so
//! (pandas' `na_position`).
//!
//! Workers put a few chunks together, sort them and copy their rows in that order into blocks: a run. At the end the range of
//! the keys is cut into partitions, which all workers take in turn: the blocks of all runs that reach into a partition are merged,
//! and freed when the last partition that they reach into is done. So the rows are held about once, however many there are.
//!
//! | file        | what                                                        |
//! |-------------|-------------------------------------------------------------|
//! | `keys.rs`   | keys as numbers or bytes that compare like them             |
//! | `run.rs`    | a few chunks to a sorted run                                |
//! | `merge.rs`  | runs to the sorted result                                   |
//! | `top_k.rs`  | only the first rows                                         |

mod keys;
mod merge;
mod run;
mod top_k;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use chunkwise_plan::SortKey;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::{Sink, batch_bytes};

use keys::KeyEncoder;
use run::{Chunk, Run};
pub(crate) use top_k::TopKSink;

/// A worker sorts chunks when it has this many bytes of them: small enough to be cheap to hold twice for a moment, large
/// enough that there are not many runs.
const RUN_BYTES: usize = 16 * 1024 * 1024;

pub(crate) struct SortSink {
    encoder: KeyEncoder,
    /// Chunks that wait to be sorted: at most one list per thread.
    waiting: Mutex<Vec<Vec<Chunk>>>,
    runs: Mutex<Vec<Run>>,
    bytes: AtomicUsize,
}

impl SortSink {
    pub(crate) fn new(keys: &[SortKey], input: &Schema) -> Result<Self, ExecError> {
        Ok(Self {
            encoder: KeyEncoder::new(keys, input)?,
            waiting: Mutex::default(),
            runs: Mutex::default(),
            bytes: AtomicUsize::new(0),
        })
    }

    fn add_run(&self, chunks: Vec<Chunk>) -> Result<(), ExecError> {
        let before: usize = chunks.iter().map(Chunk::size_bytes).sum();
        let run = Run::new(&self.encoder, chunks)?;
        self.bytes.fetch_add(run.size_bytes(), Ordering::Relaxed);
        self.bytes.fetch_sub(before, Ordering::Relaxed);
        lock(&self.runs).push(run);
        Ok(())
    }
}

impl Sink for SortSink {
    fn name(&self) -> &'static str {
        "sort"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.bytes.fetch_add(batch_bytes(&batch), Ordering::Relaxed);
        let mut chunks = lock(&self.waiting).pop().unwrap_or_default();
        chunks.push(Chunk { sequence, batch });
        if chunks.iter().map(Chunk::size_bytes).sum::<usize>() >= RUN_BYTES {
            return self.add_run(chunks);
        }
        lock(&self.waiting).push(chunks);
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let rest: Vec<Chunk> = std::mem::take(&mut *lock(&self.waiting)).into_iter().flatten().collect();
        if !rest.is_empty() {
            self.add_run(rest)?;
        }
        merge::merged(&self.encoder, std::mem::take(&mut *lock(&self.runs)))
    }

    fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
#[path = "sort_tests.rs"]
mod tests;
