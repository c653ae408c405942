//! What a run took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::config::ExecConfig;
use crate::memory::{ResidentSampler, ResidentUse};
use crate::metrics::Metrics;

/// What a run took: time, input, output, memory. All sizes are bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunReport {
    /// Seconds from the start of the run to its end.
    pub wall_seconds: f64,
    /// Rows read from files, before any filter. When types were widened and the query ran again, those of the last reading.
    pub rows_read: u64,
    /// Bytes of those rows, with their line ends.
    pub bytes_read: u64,
    /// Rows of the result, or of all results together.
    pub rows_out: u64,
    /// Chunks of files that were read.
    pub chunks: u64,
    /// Worker threads.
    pub threads: usize,
    /// Bytes of input per chunk.
    pub chunk_bytes: usize,
    /// Resident memory of the process.
    pub resident: ResidentReport,
    /// Peak tracked memory of each operator, in order of first use.
    pub operators: Vec<OperatorReport>,
    /// What the user should know: columns whose guessed type was widened.
    pub notes: Vec<String>,
}

/// Resident memory of the process around a run, in bytes, as the operating system counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ResidentReport {
    /// When the run began.
    pub before: u64,
    /// At most, while it ran.
    pub peak: u64,
    /// When it ended, with the result still held.
    pub after: u64,
}

/// Tracked memory of one operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperatorReport {
    /// The operator: `scan`, `aggregate`, `sort`, `collect`, …
    pub operator: String,
    /// Most bytes that it held at a time.
    pub peak_bytes: u64,
}

/// Watches a run from its start: clock, counters, resident memory.
pub(crate) struct RunWatch {
    start: Instant,
    sampler: ResidentSampler,
    metrics: Arc<Metrics>,
}

impl RunWatch {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), sampler: ResidentSampler::start(), metrics: Arc::default() }
    }

    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// What the run took up to now.
    pub(crate) fn report(&self, config: &ExecConfig, rows_out: u64) -> RunReport {
        RunReport::new(config, &self.metrics, self.sampler.used(), self.start.elapsed(), rows_out)
    }
}

impl RunReport {
    fn new(
        config: &ExecConfig,
        metrics: &Metrics,
        resident: ResidentUse,
        wall: Duration,
        rows_out: u64,
    ) -> Self {
        let operators = metrics
            .peaks()
            .into_iter()
            .map(|(name, peak)| OperatorReport { operator: name.to_owned(), peak_bytes: peak as u64 })
            .collect();
        let ResidentUse { before, peak, after } = resident;
        Self {
            wall_seconds: wall.as_secs_f64(),
            rows_read: metrics.rows_read(),
            bytes_read: metrics.bytes_read(),
            rows_out,
            chunks: metrics.chunks(),
            threads: config.threads,
            chunk_bytes: config.chunk_bytes,
            resident: ResidentReport { before, peak, after },
            operators,
            notes: metrics.notes(),
        }
    }
}
