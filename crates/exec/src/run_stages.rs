//! Runs stages side by side over one reading of the tables that they share.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use chunkwise_plan::TableSource;
use rayon::ThreadPool;

use crate::driver::{ChunkNumber, Feeds, Run};
use crate::error::ExecError;
use crate::locks::lock;
use crate::memory::Gauge;
use crate::metrics::Metrics;
use crate::morsel::{Chosen, ChosenRows, Morsel};
use crate::ordered::chain::ChainFault;
use crate::pipeline::Branch;
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
    /// What the windows of all stages hold.
    window_gauge: Option<Arc<Gauge>>,
    /// Per stage: an error behind rows that may be enough for it.
    held: Vec<Mutex<Option<HeldError>>>,
}

struct HeldError {
    sequence: u64,
    at: ChunkNumber,
    error: ExecError,
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
                // Chunks that take turns have to come in the order of their turns.
                let after = if reads.is_ordered() { taken.last().map_or(0, |last| last + 1) } else { 0 };
                let shared = tables.iter().enumerate().position(|(feed, (table, _))| {
                    feed >= after && same_table(table, &reads.source) && !taken.contains(&feed)
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
        let mut feeds = Feeds::new(tables, chunk_bytes);
        set_bases(&mut readers, &feeds, stages.len());
        announce_chunks(&stages, &readers, &mut feeds);
        let gauges = stages.iter().map(|stage| metrics.gauge(stage.sink.name())).collect();
        let held = stages.iter().map(|_| Mutex::default()).collect();
        let is_ordered = stages.iter().flat_map(|stage| &stage.branches).any(Branch::is_ordered);
        let window_gauge = is_ordered.then(|| metrics.gauge("window"));
        (feeds, Self { stages, gauges, readers, window_gauge, held })
    }

    /// Processes one chunk for all who read it. Of several errors in a chunk the one of the first row counts, and none if what
    /// comes before it is all that anybody wants.
    pub(crate) fn step(&self, run: &Run, at: ChunkNumber, morsel: &Morsel<'_>) -> Result<(), ExecError> {
        let mut first: Option<RowError> = None;
        for reader in &self.readers[at.feed] {
            let stage = &self.stages[reader.stage];
            let branch = &stage.branches[reader.branch];
            let sequence = reader.base + at.local;
            if stage.sink.is_satisfied() {
                branch.windows().for_each(|step| step.stop_from(sequence));
                continue;
            }
            let (batch, chosen, failed) = run_up_to_error(branch, morsel)?;
            let (batch, failed) = match run_windows(branch, sequence, morsel, batch, failed) {
                // An earlier chunk failed, or is all that is wanted.
                Err(ExecError::Stopped) => continue,
                done => done?,
            };
            let bytes = batch_bytes(&batch);
            run.scan_memory.change(0, bytes);
            if failed.is_some() || morsel.ends_in_error() {
                stage.sink.end_after(sequence);
            }
            let pushed = stage.sink.push_rows(sequence, batch, &ChosenRows { morsel, chosen: &chosen });
            run.scan_memory.change(bytes, 0);
            pushed?;
            self.gauges[reader.stage].note(stage.sink.size_bytes());
            if let Some(gauge) = &self.window_gauge {
                gauge.note(self.window_bytes());
            }
            let Some(failed) = failed.filter(|_| !stage.sink.is_satisfied()) else { continue };
            if self.stages.len() > 1 && stage.sink.may_be_satisfied() {
                self.hold(reader.stage, sequence, at, failed.error);
            } else if first.as_ref().is_none_or(|held| failed.row < held.row) {
                first = Some(failed);
            }
        }
        if let Some(failed) = first {
            return Err(failed.error);
        }
        run.dispatcher.open_window(self.window_end());
        if self.is_satisfied() {
            run.stop();
        }
        Ok(())
    }

    /// Keeps the error of a stage that may not need the row, until it is known whether it does.
    fn hold(&self, stage: usize, sequence: u64, at: ChunkNumber, error: ExecError) {
        let mut held = lock(&self.held[stage]);
        if held.as_ref().is_none_or(|first| sequence < first.sequence) {
            *held = Some(HeldError { sequence, at, error });
        }
    }

    /// The first error of a stage that would have needed the row.
    fn held_error(&self) -> Option<(ChunkNumber, ExecError)> {
        let unsatisfied = self.stages.iter().zip(&self.held).filter(|(stage, _)| !stage.sink.is_satisfied());
        let held = unsatisfied.filter_map(|(_, held)| lock(held).take()).min_by_key(|held| held.at.run);
        held.map(|held| (held.at, held.error))
    }

    /// A single ordered stage sets the pace; of several, none can.
    pub(crate) fn window_end(&self) -> u64 {
        match self.stages.as_slice() {
            [only] => only.sink.window_end(),
            _ => u64::MAX,
        }
    }

    /// Bytes that windows hold; one that several branches share counts once.
    fn window_bytes(&self) -> usize {
        let branches = self.stages.iter().flat_map(|stage| &stage.branches);
        let mut steps: Vec<_> = branches.flat_map(Branch::windows).collect();
        steps.sort_by_key(|step| Arc::as_ptr(step));
        steps.dedup_by_key(|step| Arc::as_ptr(step));
        steps.iter().map(|step| step.size_bytes()).sum()
    }

    fn is_satisfied(&self) -> bool {
        self.stages.iter().all(|stage| stage.sink.is_satisfied())
    }

    fn finish(&self) -> Result<Vec<Vec<RecordBatch>>, ExecError> {
        self.stages.iter().map(|stage| stage.sink.finish()).collect()
    }
}

/// An error and the row of the chunk that it is about.
struct RowError {
    row: usize,
    error: ExecError,
}

/// The rows of a chunk up to the first one that cannot be computed, and its error. Where that row is does not depend on how the
/// input is cut, so neither does what is reported, nor whether a limit was reached before.
fn run_up_to_error(
    branch: &Branch,
    morsel: &Morsel<'_>,
) -> Result<(RecordBatch, Chosen, Option<RowError>), ExecError> {
    let error = match branch.run(morsel) {
        Ok((batch, chosen)) => return Ok((batch, chosen, None)),
        Err(error) => error,
    };
    let (mut good, mut bad) = (0, morsel.rows());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match branch.run(&morsel.part(good..middle)) {
            Ok(_) => good = middle,
            Err(_) => bad = middle,
        }
    }
    let Some(row) = bad.checked_sub(1) else { return Err(error) };
    // They are the first rows of the morsel, so their numbers are the same there.
    let (batch, chosen) = branch.run(&morsel.part(0..row))?;
    let chosen = if let Chosen::All = chosen { Chosen::First(row) } else { chosen };
    // A function of the caller's may fail for all the rows and for none alone.
    let error = branch.run(&morsel.part(row..bad)).err().unwrap_or(error);
    Ok((batch, chosen, Some(RowError { row, error: placed(error, morsel, row) })))
}

/// Takes rows through the windows of a branch, if it has any.
fn run_windows(
    branch: &Branch,
    sequence: u64,
    morsel: &Morsel<'_>,
    batch: RecordBatch,
    failed: Option<RowError>,
) -> Result<(RecordBatch, Option<RowError>), ExecError> {
    if !branch.is_ordered() {
        return Ok((batch, failed));
    }
    let all = failed.is_none() && !morsel.ends_in_error();
    let chained = branch.run_windows(sequence, morsel, batch, all)?;
    let failed = match chained.fault {
        None => failed,
        Some(ChainFault { row: Some(row), error }) => {
            Some(RowError { row, error: placed(error, morsel, row) })
        }
        // The row came with an earlier chunk, or waited for this one.
        Some(ChainFault { row: None, error }) => Some(RowError { row: 0, error }),
    };
    Ok((chained.batch, failed))
}

/// Says where the row is, if the error does not know it.
fn placed(error: ExecError, morsel: &Morsel<'_>, row: usize) -> ExecError {
    match error {
        ExecError::Eval(source) => match morsel.place(row) {
            Some((path, line)) => ExecError::EvalAt { path, line, source: Box::new(source) },
            None => ExecError::Eval(source),
        },
        other => other,
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

/// Tells windows which chunks they will get, and the feeds whom to tell when there are none.
fn announce_chunks(stages: &[Stage], readers: &[Vec<Reader>], feeds: &mut Feeds) {
    for (feed, of_feed) in readers.iter().enumerate() {
        for reader in of_feed {
            for step in stages[reader.stage].branches[reader.branch].windows() {
                step.cover(reader.base, reader.base + feeds.chunks_of(feed));
                feeds.follow(feed, Arc::clone(step), reader.base);
            }
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
    let worked = work_all(pool, &run, &|at, morsel| consumers.step(&run, at, morsel));
    // A worker that ran ahead may have met an error behind the rows that were wanted.
    if !consumers.is_satisfied() {
        worked?;
        if let Some((at, error)) = consumers.held_error() {
            return Err(Failure { table: Some(Arc::clone(run.feeds.table(at.feed))), error });
        }
    }
    // In the pool, so that sinks can finish with all its threads.
    Ok(pool.install(|| consumers.finish())?)
}

/// Lets every thread of the pool work until the run has ended.
pub(crate) fn work_all(
    pool: &ThreadPool,
    run: &Run,
    step: &(dyn Fn(ChunkNumber, &Morsel<'_>) -> Result<(), ExecError> + Sync),
) -> Result<(), Failure> {
    if pool.current_thread_index().is_some() {
        // A function of the caller's computes something else in the middle of a run: the other workers are busy with that run.
        run.work(step);
    } else {
        pool.broadcast(|_| run.work(step));
    }
    match run.error.take() {
        None => Ok(()),
        Some((at, error)) => Err(Failure { table: Some(Arc::clone(run.feeds.table(at.feed))), error }),
    }
}
