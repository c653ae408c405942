//! Byte ranges of files: each file cut into chunks of equal length, counted without listing them.

use std::sync::Arc;

use crate::source::FileMeta;

/// The longest chunk in bytes: offsets within a chunk and the record that runs past its end must fit in 31 bits.
pub(crate) const CHUNK_BYTES_MAX: usize = 1 << 30;

/// A range of a file's bytes. The records whose first byte lies in it are the chunk's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkRange {
    /// Number of the chunk in the table.
    pub chunk: usize,
    /// Number of the file in the table.
    pub file: usize,
    /// File offset of the first byte.
    pub start: u64,
    /// File offset after the last byte.
    pub end: u64,
    /// The file's first chunk: its start is a record's start (or the end of the file).
    pub first: bool,
    /// The file's last chunk: its end is the file's end.
    pub last: bool,
}

/// The chunks of a table, in file order.
#[derive(Debug, Clone)]
pub struct Partitions {
    files: Arc<[FileMeta]>,
    chunk_bytes: u64,
    /// For each file, the number of chunks in it and before it.
    counts: Vec<usize>,
}

impl Partitions {
    pub(crate) fn new(files: Arc<[FileMeta]>, chunk_bytes: usize) -> Self {
        let chunk_bytes = chunk_bytes.clamp(1, CHUNK_BYTES_MAX) as u64;
        let mut total = 0;
        let counts = files.iter().map(|file| {
            total += file.data_bytes().div_ceil(chunk_bytes) as usize;
            total
        });
        let counts = counts.collect();
        Self { files, chunk_bytes, counts }
    }

    /// Number of chunks. Files without data have none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.last().copied().unwrap_or(0)
    }

    /// Whether there is no data at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The range of a chunk.
    ///
    /// # Panics
    /// When `chunk` is not below [`Partitions::len`].
    #[must_use]
    pub fn get(&self, chunk: usize) -> ChunkRange {
        assert!(chunk < self.len(), "chunk {chunk} of {}", self.len());
        let file = self.counts.partition_point(|&count| count <= chunk);
        let before = if file == 0 { 0 } else { self.counts[file - 1] };
        let meta = &self.files[file];
        let start = meta.data_start + (chunk - before) as u64 * self.chunk_bytes;
        let end = (start + self.chunk_bytes).min(meta.bytes);
        ChunkRange { chunk, file, start, end, first: chunk == before, last: end == meta.bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: u64, data_start: u64) -> FileMeta {
        FileMeta { path: "x".into(), bytes, modified: None, data_start, layout: Arc::default() }
    }

    #[test]
    fn covers_each_file_once_in_order() {
        let files: Arc<[_]> = [file(0, 0), file(10, 3), file(5, 5), file(4, 0), file(1, 0)].into();
        for chunk_bytes in [0, 1, 2, 3, 4, 7, 100, usize::MAX] {
            let partitions = Partitions::new(Arc::clone(&files), chunk_bytes);
            let ranges: Vec<_> = (0..partitions.len()).map(|chunk| partitions.get(chunk)).collect();
            for (i, range) in ranges.iter().enumerate() {
                assert_eq!(range.chunk, i);
                assert!(range.start < range.end && range.end - range.start <= chunk_bytes.max(1) as u64);
            }
            for (number, file) in files.iter().enumerate() {
                let of_file: Vec<_> = ranges.iter().filter(|range| range.file == number).collect();
                let mut at = file.data_start;
                for range in &of_file {
                    assert_eq!((range.start, range.first), (at, at == file.data_start));
                    assert_eq!(range.last, range.end == file.bytes);
                    at = range.end;
                }
                assert_eq!(at, file.bytes);
            }
        }
        assert!(Partitions::new(Arc::from([file(3, 3)]), 1).is_empty());
    }
}
