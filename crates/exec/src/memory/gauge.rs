//! A gauge of the bytes that one operator holds, with its peak.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes held by an operator, over all workers.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    held: AtomicUsize,
    peak: AtomicUsize,
}

impl Gauge {
    /// A holder that held `before` bytes holds `after` now.
    pub(crate) fn change(&self, before: usize, after: usize) {
        if after >= before {
            let held = self.held.fetch_add(after - before, Ordering::Relaxed) + (after - before);
            self.peak.fetch_max(held, Ordering::Relaxed);
        } else {
            self.held.fetch_sub(before - after, Ordering::Relaxed);
        }
    }

    /// Notes that `bytes` are held in all, for an operator that is measured as a whole.
    pub(crate) fn note(&self, bytes: usize) {
        self.peak.fetch_max(bytes, Ordering::Relaxed);
    }

    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_the_largest_sum_held_at_once() {
        let gauge = Gauge::default();
        gauge.change(0, 10);
        gauge.change(0, 5);
        gauge.change(10, 2);
        gauge.change(5, 6);
        assert_eq!(gauge.peak(), 15);
    }
}
