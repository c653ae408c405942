//! Batches in the order of their chunks, for sinks that count rows: what comes before its turn waits.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;

use crate::sink::batch_bytes;

/// Chunks beyond the next one that may be worked on meanwhile; bounds what waits.
const CHUNKS_AHEAD: u64 = 64;

pub(crate) struct InOrder {
    next: u64,
    /// No chunk from here on counts: the one before ends in an error.
    end: u64,
    later: BTreeMap<u64, RecordBatch>,
    bytes: usize,
}

impl Default for InOrder {
    fn default() -> Self {
        Self { next: 0, end: u64::MAX, later: BTreeMap::new(), bytes: 0 }
    }
}

impl InOrder {
    /// Takes a batch that may have to wait.
    pub(crate) fn push(&mut self, sequence: u64, batch: RecordBatch) {
        self.bytes += batch_bytes(&batch);
        self.later.insert(sequence, batch);
    }

    /// The batch whose turn it is, if it is there.
    pub(crate) fn pop(&mut self) -> Option<RecordBatch> {
        if self.next >= self.end {
            return None;
        }
        let batch = self.later.remove(&self.next)?;
        self.next += 1;
        self.bytes -= batch_bytes(&batch);
        Some(batch)
    }

    /// No chunk after `sequence` counts.
    pub(crate) fn end_after(&mut self, sequence: u64) {
        self.end = self.end.min(sequence + 1);
    }

    /// Chunks from here on need not be started yet.
    pub(crate) fn window_end(&self) -> u64 {
        self.next.saturating_add(CHUNKS_AHEAD)
    }

    /// How many chunks have had their turn.
    pub(crate) fn taken(&self) -> u64 {
        self.next
    }

    /// Bytes of the batches that wait.
    pub(crate) fn size_bytes(&self) -> usize {
        self.bytes
    }
}
