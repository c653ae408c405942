//! Asks the system to fetch what will be read next, when reads turn out to wait for the disk.
//!
//! Workers take turns in a file, so none of them reads it in sequence, and the system's own read-ahead sees gaps. From a warm cache
//! asking is useless and not free, so only a slow read turns it on, for a while.

use std::fs::File;
use std::time::Duration;

/// What is asked for beyond a chunk: enough for disks to work in parallel. Measured on one machine, 4 MiB to 16 MiB were alike.
const AHEAD_BYTES: u64 = 8 << 20;
/// Memory copies at several times this speed.
const SLOW_BYTES_PER_SECOND: f64 = 2.5e9;
/// Chunks for which a slow read keeps asking on: what was fetched ahead is read fast, and must not turn it off at once.
const CHUNKS_AFTER_SLOW: u32 = 64;

/// The state of one worker.
#[derive(Debug, Default)]
pub(crate) struct ReadAhead {
    chunks_left: u32,
}

impl ReadAhead {
    /// Asks for what follows `from`, if reads were slow.
    pub(crate) fn ask(&mut self, file: &File, from: u64) {
        if self.chunks_left > 0 {
            self.chunks_left -= 1;
            will_need(file, from);
        }
    }

    /// Takes note of a read.
    pub(crate) fn note(&mut self, bytes: usize, took: Duration) {
        if bytes as f64 > 0.0 && (bytes as f64) < took.as_secs_f64() * SLOW_BYTES_PER_SECOND {
            self.chunks_left = CHUNKS_AFTER_SLOW;
        }
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

    #[test]
    fn slow_reads_turn_it_on_for_a_while() {
        let file = tempfile::tempfile().unwrap();
        let mut ahead = ReadAhead::default();
        ahead.note(1 << 20, Duration::from_micros(50));
        ahead.note(0, Duration::from_secs(1));
        assert_eq!(ahead.chunks_left, 0);
        ahead.note(1 << 20, Duration::from_millis(5));
        for left in (0..CHUNKS_AFTER_SLOW).rev() {
            ahead.ask(&file, 0);
            assert_eq!(ahead.chunks_left, left);
        }
        ahead.ask(&file, u64::MAX);
        assert_eq!(ahead.chunks_left, 0);
    }
}
