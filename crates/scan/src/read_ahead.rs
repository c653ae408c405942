//! Reads, and asks the system to fetch what will be read next when it turns out that reads wait for the disk.
//!
//! Workers take turns in a file, so none of them reads it in sequence, and the system's own read-ahead sees gaps. From a warm cache
//! asking is useless and not free. So a read first takes what the cache has, without waiting (one system call, as ever, if that
//! is all); if something is missing, asking is on for a while.

use std::fs::File;
use std::io;

use crate::file::read_exact_at;

/// What is asked for beyond a chunk: enough for disks to work in parallel. Measured on one machine, 4 MiB to 16 MiB were alike.
#[cfg(target_os = "linux")]
const AHEAD_BYTES: u64 = 8 << 20;
/// Chunks for which a read that waited keeps asking on: what was fetched ahead is in the cache, and must not turn it off at once.
const CHUNKS_AFTER_WAIT: u32 = 64;

/// The state of one worker.
#[derive(Debug, Default)]
pub(crate) struct ReadAhead {
    chunks_left: u32,
    /// The file system cannot tell what is in the cache.
    blind: bool,
}

impl ReadAhead {
    /// Asks for what follows `from`, if reads had to wait.
    pub(crate) fn ask(&mut self, file: &File, from: u64) {
        if self.chunks_left > 0 {
            self.chunks_left -= 1;
            will_need(file, from);
        }
    }

    /// Fills `buffer` from the file's bytes at `offset`.
    pub(crate) fn read_exact_at(&mut self, file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let cached = if self.blind { None } else { self.read_cached(file, buffer, offset) };
        match cached {
            Some(cached) if cached == buffer.len() => Ok(()),
            Some(cached) => {
                self.chunks_left = CHUNKS_AFTER_WAIT;
                read_exact_at(file, &mut buffer[cached..], offset + cached as u64)
            }
            None => read_exact_at(file, buffer, offset),
        }
    }

    /// Reads what the cache has; `None` if that cannot be told.
    #[cfg(target_os = "linux")]
    fn read_cached(&mut self, file: &File, buffer: &mut [u8], offset: u64) -> Option<usize> {
        use rustix::io::{Errno, ReadWriteFlags, preadv2};
        match preadv2(file, &mut [io::IoSliceMut::new(buffer)], offset, ReadWriteFlags::NOWAIT) {
            Ok(read) => Some(read),
            Err(Errno::AGAIN | Errno::INTR) => Some(0),
            Err(_) => {
                self.blind = true;
                None
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn read_cached(&mut self, _: &File, _: &mut [u8], _: u64) -> Option<usize> {
        self.blind = true;
        None
    }
}

#[cfg(target_os = "linux")]
fn will_need(file: &File, from: u64) {
    let length = std::num::NonZeroU64::new(AHEAD_BYTES);
    // Advice: whether it is taken changes nothing but the time.
    let _ = rustix::fs::fadvise(file, from, length, rustix::fs::Advice::WillNeed);
}

#[cfg(not(target_os = "linux"))]
fn will_need(_: &File, _: u64) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn reads_what_is_there_and_not_more() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mut buffer = [0; 4];
        for blind in [false, true] {
            let mut ahead = ReadAhead { blind, ..ReadAhead::default() };
            ahead.read_exact_at(&file, &mut buffer, 3).unwrap();
            assert_eq!(&buffer, b"3456");
            ahead.read_exact_at(&file, &mut [], 10).unwrap();
            let error = ahead.read_exact_at(&file, &mut buffer, 8).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn a_read_that_waited_turns_it_on_for_a_while() {
        let file = tempfile::tempfile().unwrap();
        let mut ahead = ReadAhead { chunks_left: CHUNKS_AFTER_WAIT, ..ReadAhead::default() };
        for left in (0..CHUNKS_AFTER_WAIT).rev() {
            ahead.ask(&file, 0);
            assert_eq!(ahead.chunks_left, left);
        }
        ahead.ask(&file, u64::MAX);
        assert_eq!(ahead.chunks_left, 0);
    }
}
