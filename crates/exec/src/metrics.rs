//! Counters that a run fills while it works.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::locks::lock;
use crate::memory::Gauge;

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    rows_read: AtomicU64,
    bytes_read: AtomicU64,
    chunks: AtomicU64,
    gauges: Mutex<Vec<(&'static str, Arc<Gauge>)>>,
    notes: Mutex<Vec<String>>,
}

impl Metrics {
    /// Counts one chunk of a file.
    pub(crate) fn scanned(&self, rows: u64, bytes: u64) {
        self.rows_read.fetch_add(rows, Ordering::Relaxed);
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        self.chunks.fetch_add(1, Ordering::Relaxed);
    }

    /// The gauge of the operator `name`, made on first use; the same operator in several stages shares one.
    pub(crate) fn gauge(&self, name: &'static str) -> Arc<Gauge> {
        let mut gauges = lock(&self.gauges);
        if let Some((_, gauge)) = gauges.iter().find(|(of, _)| *of == name) {
            return Arc::clone(gauge);
        }
        let gauge = Arc::new(Gauge::default());
        gauges.push((name, Arc::clone(&gauge)));
        gauge
    }

    /// Something that the user should hear of, such as a column that was widened.
    pub(crate) fn note(&self, text: String) {
        lock(&self.notes).push(text);
    }

    /// Forgets what was counted: the input is read again, and the counts are those of the reading that gave the result.
    pub(crate) fn restart(&self) {
        self.rows_read.store(0, Ordering::Relaxed);
        self.bytes_read.store(0, Ordering::Relaxed);
        self.chunks.store(0, Ordering::Relaxed);
    }

    pub(crate) fn rows_read(&self) -> u64 {
        self.rows_read.load(Ordering::Relaxed)
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    pub(crate) fn chunks(&self) -> u64 {
        self.chunks.load(Ordering::Relaxed)
    }

    /// Peak bytes per operator, in order of first use.
    pub(crate) fn peaks(&self) -> Vec<(&'static str, usize)> {
        lock(&self.gauges).iter().map(|(name, gauge)| (*name, gauge.peak())).collect()
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        lock(&self.notes).clone()
    }
}
