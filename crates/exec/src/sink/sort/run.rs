//! A run: a few chunks, sorted, in blocks.

use arrow::array::RecordBatch;

use crate::error::ExecError;
use crate::sink::batch_bytes;
use crate::sink::gather::gather_by;

use super::keys::{Key, KeyEncoder, Keys};

/// Rows of a block: what is freed at once while runs are merged.
pub(super) const BLOCK_ROWS: usize = 8 * 1024;

/// The rows of one chunk of the input.
pub(super) struct Chunk {
    pub(super) sequence: u64,
    pub(super) batch: RecordBatch,
}

impl Chunk {
    pub(super) fn size_bytes(&self) -> usize {
        batch_bytes(&self.batch)
    }
}

/// Sorted rows.
pub(super) struct Run {
    pub(super) blocks: Vec<Block>,
}

/// Some of the rows of a run.
pub(super) struct Block {
    pub(super) batch: RecordBatch,
    /// Positions in the table: sequence number of the chunk and row.
    pub(super) positions: Vec<u64>,
    pub(super) first: Key,
    pub(super) last: Key,
}

impl Block {
    fn size_bytes(&self) -> usize {
        batch_bytes(&self.batch) + self.positions.capacity() * size_of::<u64>()
    }
}

impl Run {
    /// Sorts the rows of `chunks`.
    pub(super) fn new(encoder: &KeyEncoder, mut chunks: Vec<Chunk>) -> Result<Self, ExecError> {
        chunks.sort_unstable_by_key(|chunk| chunk.sequence);
        let (sequences, batches): (Vec<u64>, Vec<RecordBatch>) =
            chunks.into_iter().map(|chunk| (chunk.sequence, chunk.batch)).unzip();
        let keys = batches.iter().map(|batch| encoder.encode(batch)).collect::<Result<Vec<_>, _>>()?;
        let order = sorted_places(&keys);
        let mut blocks = Vec::with_capacity(order.len().div_ceil(BLOCK_ROWS));
        let mut rest = order.as_slice();
        for batch in gather_by(&batches, &order, BLOCK_ROWS) {
            let batch = batch?;
            let (places, after) = rest.split_at(batch.num_rows());
            rest = after;
            let key_of = |place: &(usize, usize)| keys[place.0].get(place.1);
            let (Some(first), Some(last)) = (places.first().map(key_of), places.last().map(key_of)) else {
                continue;
            };
            let position = |&(chunk, row): &(usize, usize)| (sequences[chunk] << 32) | row as u64;
            blocks.push(Block { batch, positions: places.iter().map(position).collect(), first, last });
        }
        Ok(Self { blocks })
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.blocks.iter().map(Block::size_bytes).sum()
    }
}

/// (batch, row) of all rows in sorted order; equal keys in the order of their places.
fn sorted_places(keys: &[Keys]) -> Vec<(usize, usize)> {
    let places = || keys.iter().enumerate().flat_map(|(at, keys)| (0..keys.len()).map(move |row| (at, row)));
    if !keys.iter().all(|keys| matches!(keys, Keys::Words { .. })) {
        let mut order: Vec<(usize, usize)> = places().collect();
        order.sort_by(|a, b| keys[a.0].compare(a.1, &keys[b.0], b.1));
        return order;
    }
    let mut order: Vec<(u64, u32, u32)> = Vec::with_capacity(keys.iter().map(Keys::len).sum());
    for (at, keys) in (0..).zip(keys) {
        if let Keys::Words { words, .. } = keys {
            order.extend((0..).zip(words).map(|(row, &word)| (word, at, row)));
        }
    }
    order.sort_unstable();
    let mut order: Vec<(usize, usize)> =
        order.into_iter().map(|(_, at, row)| (at as usize, row as usize)).collect();
    nulls_apart(&mut order, |&(at, row)| (matches_null_word(&keys[at], row), keys[at].rank(row)));
    order
}

/// Whether the key has the number that nulls have.
pub(super) fn matches_null_word(keys: &Keys, row: usize) -> bool {
    match keys {
        Keys::Words { words, nulls_first, .. } => words[row] == if *nulls_first { 0 } else { u64::MAX },
        Keys::Bytes(_) => false,
    }
}

/// Puts nulls apart from the values that have their number: these are together, at one end of `order`. `test` says of an entry
/// whether it is one of them, and its rank among them.
pub(super) fn nulls_apart<T>(order: &mut [T], test: impl Fn(&T) -> (bool, u8)) {
    let is_first = order.first().is_some_and(|first| test(first).0);
    let alike = if is_first {
        let end = order.partition_point(|entry| test(entry).0);
        &mut order[..end]
    } else {
        let start = order.partition_point(|entry| !test(entry).0);
        &mut order[start..]
    };
    alike.sort_by_key(|entry| test(entry).1); // stable: the order of positions stays
}
