//! Top-k: only the first rows of an order are kept. A row whose key is behind the last of as many rows as are wanted is dropped
//! when it comes.

use std::sync::Mutex;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::Schema;
use chunkwise_plan::SortKey;

use crate::error::ExecError;
use crate::locks::lock;
use crate::sink::gather::gather;
use crate::sink::{Sink, batch_bytes};

use super::keys::{Key, KeyEncoder, Keys};

/// More rows than this, and than twice the wanted ones, are put in order, and the first ones kept.
const LOOSE_ROWS: usize = 4 * 1024;

pub(crate) struct TopKSink {
    encoder: KeyEncoder,
    wanted: usize,
    state: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    chunks: Vec<KeptChunk>,
    rows: usize,
    bytes: usize,
    /// Rows with a greater key are not among the first.
    bound: Option<Key>,
}

/// Rows of one chunk that may be among the first, with their positions in the table.
struct KeptChunk {
    batch: RecordBatch,
    keys: Keys,
    positions: Vec<u64>,
}

impl TopKSink {
    /// Binds `keys` to `input`; `wanted` is how many rows there will be.
    pub(crate) fn new(keys: &[SortKey], input: &Schema, wanted: usize) -> Result<Self, ExecError> {
        Ok(Self { encoder: KeyEncoder::new(keys, input)?, wanted, state: Mutex::default() })
    }

    #[cfg(test)]
    pub(super) fn rows_kept(&self) -> usize {
        lock(&self.state).rows
    }

    /// The rows of a chunk that are not behind `bound`.
    fn within(
        &self,
        sequence: u64,
        batch: RecordBatch,
        bound: Option<&Key>,
    ) -> Result<Option<KeptChunk>, ExecError> {
        let keys = self.encoder.encode(&batch)?;
        let position = |row: usize| (sequence << 32) | row as u64;
        let Some(bound) = bound else {
            let positions = (0..batch.num_rows()).map(position).collect();
            return Ok(Some(KeptChunk { batch, keys, positions }));
        };
        let rows: Vec<usize> = (0..batch.num_rows()).filter(|&row| keys.may_be_within(row, bound)).collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let picked = rows.iter().map(|&row| u32::try_from(row).unwrap_or(u32::MAX));
        let batch = take_record_batch(&batch, &UInt32Array::from_iter_values(picked))?;
        let keys = self.encoder.encode(&batch)?;
        Ok(Some(KeptChunk { batch, keys, positions: rows.into_iter().map(position).collect() }))
    }

    /// Keeps just the first rows, as one chunk in order.
    fn compact(&self, kept: &mut Kept) -> Result<(), ExecError> {
        let order = kept.order(self.wanted);
        let positions = order.iter().map(|&(chunk, row)| kept.chunks[chunk].positions[row]).collect();
        if order.len() == self.wanted
            && let Some(&(chunk, row)) = order.last()
        {
            kept.bound = Some(kept.chunks[chunk].keys.get(row));
        }
        let batches: Vec<RecordBatch> = kept.chunks.drain(..).map(|chunk| chunk.batch).collect();
        let batches = gather(&batches, &order)?;
        (kept.rows, kept.bytes) = (0, 0);
        let mut positions: Vec<u64> = positions;
        for batch in batches {
            let after = positions.split_off(batch.num_rows());
            kept.add(KeptChunk { keys: self.encoder.encode(&batch)?, batch, positions });
            positions = after;
        }
        Ok(())
    }
}

impl Kept {
    fn add(&mut self, chunk: KeptChunk) {
        self.rows += chunk.positions.len();
        self.bytes += batch_bytes(&chunk.batch)
            + chunk.keys.size_bytes()
            + chunk.positions.capacity() * size_of::<u64>();
        self.chunks.push(chunk);
    }

    /// (chunk, row) of the first `wanted` rows in order.
    fn order(&self, wanted: usize) -> Vec<(usize, usize)> {
        let places = self
            .chunks
            .iter()
            .enumerate()
            .flat_map(|(at, chunk)| (0..chunk.keys.len()).map(move |row| (at, row)));
        let mut order: Vec<(usize, usize)> = places.collect();
        let compare = |a: &(usize, usize), b: &(usize, usize)| {
            let (left, right) = (&self.chunks[a.0], &self.chunks[b.0]);
            let by_position = || left.positions[a.1].cmp(&right.positions[b.1]);
            left.keys.compare(a.1, &right.keys, b.1).then_with(by_position)
        };
        if wanted < order.len() {
            if wanted > 0 {
                order.select_nth_unstable_by(wanted - 1, compare);
            }
            order.truncate(wanted);
        }
        order.sort_unstable_by(compare);
        order
    }
}

impl Sink for TopKSink {
    fn name(&self) -> &'static str {
        "top-k"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let bound = lock(&self.state).bound.clone();
        let Some(chunk) = self.within(sequence, batch, bound.as_ref())? else { return Ok(()) };
        let mut kept = lock(&self.state);
        kept.add(chunk);
        if kept.rows > self.wanted.saturating_mul(2).max(LOOSE_ROWS) {
            self.compact(&mut kept)?;
        }
        Ok(())
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut kept = std::mem::take(&mut *lock(&self.state));
        self.compact(&mut kept)?;
        Ok(kept.chunks.into_iter().map(|chunk| chunk.batch).collect())
    }

    fn size_bytes(&self) -> usize {
        lock(&self.state).bytes
    }
}
