//! The read buffer of a worker: anonymous memory straight from the system, reused from chunk to chunk.

use std::fs::File;

use memmap2::MmapMut;

use crate::error::{ScanError, ScanErrorKind};
use crate::read_ahead::ReadAhead;
use crate::source::FileMeta;

/// Memory is asked for in multiples of this many bytes.
const GRANULE: usize = 64 << 10;
/// A buffer that grew beyond this for one long record is given back when the next chunk needs far less.
const KEEP_BYTES: usize = 16 << 20;

/// A run of a file's bytes.
///
/// Unlike a `Vec`, it does not go through the allocator (which could keep the memory to itself after it is freed), and nothing is
/// cleared before it is read into.
#[derive(Debug, Default)]
pub(crate) struct ReadBuffer {
    map: Option<MmapMut>,
    len: usize,
}

impl ReadBuffer {
    /// What was read.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.map.as_ref().map_or(&[], |map| &map[..self.len])
    }

    /// What the buffer occupies, in bytes.
    pub(crate) fn reserved_bytes(&self) -> usize {
        self.map.as_ref().map_or(0, |map| map.len())
    }

    /// Forgets what was read, and prepares for `bytes` to come.
    pub(crate) fn clear(&mut self, bytes: usize) {
        self.len = 0;
        if self.reserved_bytes() > KEEP_BYTES.max(bytes.saturating_mul(4)) {
            self.map = None;
        }
    }

    /// Reads on, until the buffer holds `len` bytes; its first byte is the file's byte at `base`. Reads nothing twice.
    pub(crate) fn read_until(
        &mut self,
        file: &File,
        read_ahead: &mut ReadAhead,
        meta: &FileMeta,
        base: u64,
        len: usize,
    ) -> Result<(), ScanError> {
        if len <= self.len {
            return Ok(());
        }
        self.reserve(len)?;
        if let Some(map) = &mut self.map {
            let free = &mut map[self.len..len];
            read_ahead
                .read_exact_at(file, free, base + self.len as u64)
                .map_err(|error| ScanError::not_readable(&meta.path, error))?;
            self.len = len;
        }
        Ok(())
    }

    fn reserve(&mut self, bytes: usize) -> Result<(), ScanError> {
        if bytes <= self.reserved_bytes() {
            return Ok(());
        }
        let bytes = bytes.next_multiple_of(GRANULE);
        let mut map = MmapMut::map_anon(bytes).map_err(|source| ScanErrorKind::Memory { bytes, source })?;
        map[..self.len].copy_from_slice(self.bytes());
        self.map = Some(map);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn reads_on_and_keeps_what_it_has() {
        let mut temporary = tempfile::NamedTempFile::new().unwrap();
        let content: Vec<u8> = (0..GRANULE * 3).map(|i| (i % 251) as u8).collect();
        temporary.write_all(&content).unwrap();
        let (file, metadata) = crate::file::open(temporary.path()).unwrap();
        let meta = FileMeta {
            path: temporary.path().into(),
            bytes: metadata.len(),
            modified: None,
            data_start: 0,
            layout: Arc::default(),
        };
        let mut buffer = ReadBuffer::default();
        assert_eq!((buffer.bytes(), buffer.reserved_bytes()), (&[][..], 0));
        for len in [0, 10, 10, 5, GRANULE, GRANULE + 1, GRANULE * 3 - 7] {
            buffer.read_until(&file, &mut ReadAhead::default(), &meta, 7, len).unwrap();
            assert_eq!(buffer.bytes(), &content[7..7 + buffer.bytes().len()]);
            assert!(buffer.bytes().len() >= len);
        }
        assert_eq!(buffer.reserved_bytes(), GRANULE * 3);
        buffer.clear(1);
        buffer.read_until(&file, &mut ReadAhead::default(), &meta, 0, 3).unwrap();
        assert_eq!((buffer.bytes(), buffer.reserved_bytes()), (&content[..3], GRANULE * 3));

        let error =
            buffer.read_until(&file, &mut ReadAhead::default(), &meta, 0, content.len() + 1).unwrap_err();
        assert!(matches!(error.kind(), ScanErrorKind::FileChanged { .. }), "{error}");
    }

    #[test]
    fn gives_back_what_one_long_record_took() {
        let mut buffer = ReadBuffer::default();
        buffer.reserve(KEEP_BYTES + 1).unwrap();
        buffer.clear(KEEP_BYTES / 2);
        assert!(buffer.reserved_bytes() > KEEP_BYTES);
        buffer.clear(KEEP_BYTES / 8);
        assert_eq!(buffer.reserved_bytes(), 0);
    }
}
