//! Runs stages side by side over one reading of the tables that they share.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use chunkwise_plan::TableSource;
use rayon::ThreadPool;

use crate::driver::{ChunkNumber, Feeds, Run};
use crate::error::ExecError;
use crate::memory::Gauge;
use crate::metrics::Metrics;
use crate::morsel::Morsel;
use crate::sink::batch_bytes;
use crate::stage::Stage;

/// A failed run: the error, and the table that was being read.
pub(crate) struct Failure {
    pub(crate) table: Option<Arc<dyn TableSource>>,
    pub(crate) error: ExecError,
}

impl<E: Into<ExecError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { table: None, error: error.into() }
    }
}

/// Stages bound to the feeds that they read.
pub(crate) struct Consumers {
    stages: Vec<Stage>,
    gauges: Vec<Arc<Gauge>>,
    /// Per feed: which branch of which stage reads it, and the sequence number that its first chunk has there.
    readers: Vec<Vec<Reader>>,
}

struct Reader {
    stage: usize,
    branch: usize,
    base: u64,
}

impl Consumers {
    /// Lists the tables to read. Different stages share the reading of a table; branches of one stage do not, since their
    /// rows come one after the other.
    pub(crate) fn new(stages: Vec<Stage>, chunk_bytes: usize, metrics: &Metrics) -> (Feeds, Self) {
        let mut tables: Vec<(Arc<dyn TableSource>, BTreeSet<usize>)> = Vec::new();
        let mut readers: Vec<Vec<Reader>> = Vec::new();
        for (stage, bound) in stages.iter().enumerate() {
            let mut taken = BTreeSet::new();
            for (branch, reads) in bound.branches.iter().enumerate() {
                let shared = tables.iter().enumerate().position(|(feed, (table, _))| {
                    same_table(table, &reads.source) && !taken.contains(&feed)
                });
                let feed = shared.unwrap_or_else(|| {
                    tables.push((Arc::clone(&reads.source), BTreeSet::new()));
                    readers.push(Vec::new());
                    tables.len() - 1
                });
                taken.insert(feed);
                tables[feed].1.extend(reads.columns());
                readers[feed].push(Reader { stage, branch, base: 0 });
            }
        }
        let tables =
            tables.into_iter().map(|(table, columns)| (table, columns.into_iter().collect())).collect();
        let feeds = Feeds::new(tables, chunk_bytes);
        set_bases(&mut readers, &feeds, stages.len());
        let gauges = stages.iter().map(|stage| metrics.gauge(stage.sink.name())).collect();
        (feeds, Self { stages, gauges, readers })
    }

    /// Processes one chunk for all who read it.
    pub(crate) fn step(&self, run: &Run, at: ChunkNumber, morsel: &Morsel<'_>) -> Result<(), ExecError> {
        for reader in &self.readers[at.feed] {
            let stage = &self.stages[reader.stage];
            if stage.sink.is_satisfied() {
                continue;
            }
            let batch = stage.branches[reader.branch].run(morsel)?;
            let bytes = batch_bytes(&batch);
            run.scan_memory.change(0, bytes);
            let pushed = stage.sink.push(reader.base + at.local, batch);
            run.scan_memory.change(bytes, 0);
            pushed?;
            self.gauges[reader.stage].note(stage.sink.size_bytes());
        }
        run.dispatcher.open_window(self.window_end());
        if self.is_satisfied() {
            run.stop();
        }
        Ok(())
    }

    /// A single ordered stage sets the pace; of several, none can.
    pub(crate) fn window_end(&self) -> u64 {
        match self.stages.as_slice() {
            [only] => only.sink.window_end(),
            _ => u64::MAX,
        }
    }

    fn is_satisfied(&self) -> bool {
        self.stages.iter().all(|stage| stage.sink.is_satisfied())
    }

    fn finish(&self) -> Result<Vec<Vec<RecordBatch>>, ExecError> {
        self.stages.iter().map(|stage| stage.sink.finish()).collect()
    }
}

fn same_table(a: &Arc<dyn TableSource>, b: &Arc<dyn TableSource>) -> bool {
    std::ptr::addr_eq(Arc::as_ptr(a), Arc::as_ptr(b))
}

/// Within a stage the chunks of its branches are numbered one after the other.
fn set_bases(readers: &mut [Vec<Reader>], feeds: &Feeds, stages: usize) {
    for stage in 0..stages {
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (feed, of_feed) in readers.iter().enumerate() {
            order.extend(
                of_feed.iter().filter(|reader| reader.stage == stage).map(|reader| (reader.branch, feed)),
            );
        }
        order.sort_unstable();
        let mut base = 0;
        for (branch, feed) in order {
            for reader in &mut readers[feed] {
                if reader.stage == stage && reader.branch == branch {
                    reader.base = base;
                }
            }
            base += feeds.chunks_of(feed);
        }
    }
}

/// Runs `stages` to their ends; the results are in the order of the stages.
pub(crate) fn run_stages(
    pool: &ThreadPool,
    stages: Vec<Stage>,
    chunk_bytes: usize,
    metrics: &Arc<Metrics>,
) -> Result<Vec<Vec<RecordBatch>>, Failure> {
    let (feeds, consumers) = Consumers::new(stages, chunk_bytes, metrics);
    let run = Run::new(feeds, consumers.window_end(), Arc::clone(metrics));
    if consumers.is_satisfied() {
        run.stop();
    }
    work_all(pool, &run, &|at, morsel| consumers.step(&run, at, morsel))?;
    Ok(consumers.finish()?)
}

/// Lets every thread of the pool work until the run has ended.
pub(crate) fn work_all(
    pool: &ThreadPool,
    run: &Run,
    step: &(dyn Fn(ChunkNumber, &Morsel<'_>) -> Result<(), ExecError> + Sync),
) -> Result<(), Failure> {
    pool.broadcast(|_| run.work(step));
    match run.error.take() {
        None => Ok(()),
        Some((at, error)) => Err(Failure { table: Some(Arc::clone(run.feeds.table(at.feed))), error }),
    }
}
