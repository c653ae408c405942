//! Runs to the sorted result: the range of the keys is cut into partitions, and workers merge one partition after the other.

use std::sync::Arc;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::sink::gather::gather;

use super::keys::{Key, KeyEncoder, Keys};
use super::run::{Block, Run, matches_null_word, nulls_apart};

/// Rows of a partition, about: a few batches of the result.
const PARTITION_ROWS: usize = 4 * SORTED_BATCH_ROWS;

/// The blocks that reach into a range of keys; those at its ends reach into the next ranges, too.
struct Partition {
    /// The first key; `None`: there is no key before the range.
    low: Option<Key>,
    /// The first key behind the range.
    high: Option<Key>,
    blocks: Vec<Arc<Block>>,
}

/// All rows of `runs` in order.
pub(super) fn merged(encoder: &KeyEncoder, runs: Vec<Run>) -> Result<Vec<RecordBatch>, ExecError> {
    let blocks: Vec<Arc<Block>> = runs.into_iter().flat_map(|run| run.blocks).map(Arc::new).collect();
    let partitions = partitions(blocks);
    // One by one, so that the blocks of the first partitions are freed before those of the last ones are needed.
    let queue = partitions.into_iter().enumerate().par_bridge();
    let mut done: Vec<(usize, Vec<RecordBatch>)> = queue
        .map(|(at, partition)| Ok((at, partition.merged(encoder)?)))
        .collect::<Result<_, ExecError>>()?;
    done.sort_unstable_by_key(|(at, _)| *at);
    Ok(done.into_iter().flat_map(|(_, batches)| batches).collect())
}

fn partitions(blocks: Vec<Arc<Block>>) -> Vec<Partition> {
    let rows: usize = blocks.iter().map(|block| block.batch.num_rows()).sum();
    let wanted = rows.div_ceil(PARTITION_ROWS).max(1);
    // The first keys of all blocks are a sample of the keys, evenly spaced in each run.
    let mut sample: Vec<&Key> = blocks.iter().map(|block| &block.first).collect();
    sample.sort_unstable();
    let mut cuts: Vec<Key> = (1..wanted)
        .filter_map(|at| sample.get(at * sample.len() / wanted))
        .map(|key| (*key).clone())
        .collect();
    cuts.dedup();
    let ends = cuts.iter().cloned().map(Some).chain([None]);
    let starts = [None].into_iter().chain(cuts.iter().cloned().map(Some));
    let mut partitions: Vec<Partition> =
        starts.zip(ends).map(|(low, high)| Partition { low, high, blocks: Vec::new() }).collect();
    for block in blocks {
        let first = cuts.partition_point(|cut| *cut <= block.first);
        let last = cuts.partition_point(|cut| *cut <= block.last);
        for partition in &mut partitions[first..=last] {
            partition.blocks.push(Arc::clone(&block));
        }
    }
    partitions
}

/// A row to be merged; orders by its number, then by its position in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    word: u64,
    position: u64,
    block: u32,
    row: u32,
}

impl Partition {
    fn merged(self, encoder: &KeyEncoder) -> Result<Vec<RecordBatch>, ExecError> {
        let keys =
            self.blocks.iter().map(|block| encoder.encode(&block.batch)).collect::<Result<Vec<_>, _>>()?;
        let mut entries = Vec::new();
        for (at, (block, keys)) in (0..).zip(self.blocks.iter().zip(&keys)) {
            let start = self.low.as_ref().map_or(0, |low| keys.less_than(low));
            let end = self.high.as_ref().map_or(keys.len(), |high| keys.less_than(high));
            entries.extend((start..end).map(|row| Entry {
                word: if let Keys::Words { words, .. } = keys { words[row] } else { 0 },
                position: block.positions[row],
                block: at,
                row: u32::try_from(row).unwrap_or(u32::MAX),
            }));
        }
        let key_of = |entry: &Entry| (&keys[entry.block as usize], entry.row as usize);
        // Stable sorts find the parts that are in order already.
        if keys.iter().any(|keys| matches!(keys, Keys::Bytes(_))) {
            entries.sort_by(|a, b| {
                let ((left, left_row), (right, right_row)) = (key_of(a), key_of(b));
                left.compare(left_row, right, right_row).then(a.position.cmp(&b.position))
            });
        } else {
            entries.sort();
            nulls_apart(&mut entries, |entry| {
                let (keys, row) = key_of(entry);
                (matches_null_word(keys, row), keys.rank(row))
            });
        }
        drop(keys);
        let places: Vec<(usize, usize)> =
            entries.into_iter().map(|entry| (entry.block as usize, entry.row as usize)).collect();
        let batches: Vec<RecordBatch> = self.blocks.iter().map(|block| block.batch.clone()).collect();
        gather(&batches, &places)
    }
}
