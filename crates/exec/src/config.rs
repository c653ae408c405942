//! How a query is run: threads and chunk size, and every limit of the executor with its unit.

use std::thread::available_parallelism;

/// Bytes of a file that one task reads, indexes, parses and aggregates; small enough for a core's second-level cache.
pub const CHUNK_BYTES_DEFAULT: usize = 512 * 1024;
/// Largest chunk: field positions in a chunk are 31-bit numbers, and a record may run past the chunk's end.
pub const CHUNK_BYTES_MAX: usize = 512 * 1024 * 1024;
/// Finished chunks that an ordered stream may hold before its consumer takes them, per thread.
pub(crate) const STREAM_CHUNKS_PER_THREAD: u64 = 2;
/// Rows of one batch of a sorted result.
pub(crate) const SORTED_BATCH_ROWS: usize = 64 * 1024;

const _: () = assert!(CHUNK_BYTES_DEFAULT <= CHUNK_BYTES_MAX);

/// Settings of an [`Engine`](crate::Engine). Results do not depend on them, bit for bit; time and memory do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecConfig {
    /// Worker threads; at least 1.
    pub threads: usize,
    /// Bytes of input per chunk; at least 1, at most [`CHUNK_BYTES_MAX`].
    pub chunk_bytes: usize,
}

impl Default for ExecConfig {
    fn default() -> Self {
        let threads = available_parallelism().map_or(1, std::num::NonZero::get);
        Self { threads, chunk_bytes: CHUNK_BYTES_DEFAULT }
    }
}

impl ExecConfig {
    /// The same settings with every value inside its limits.
    #[must_use]
    pub fn clamped(&self) -> Self {
        Self { threads: self.threads.clamp(1, 1024), chunk_bytes: self.chunk_bytes.clamp(1, CHUNK_BYTES_MAX) }
    }
}
