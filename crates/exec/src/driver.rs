//! The driver: workers take chunks in order; read → index → parse → transform → accumulate of one chunk is one step of one
//! worker, and everything made for it dies there.

use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use chunkwise_plan::TableSource;
use chunkwise_scan::{ChunkScanner, Partitions, Seams};

use crate::dispatch::Dispatcher;
use crate::error::ExecError;
use crate::locks::lock;
use crate::memory::Gauge;
use crate::metrics::Metrics;
use crate::morsel::{Morsel, MorselData};
use crate::ordered::WindowStep;
use crate::tables::{CsvTable, MemoryTable};

/// One table to read in a run, once, for everyone who needs it.
pub(crate) struct Feed {
    pub(crate) table: Arc<dyn TableSource>,
    kind: FeedKind,
    columns: usize,
    /// Number in the run of the table's first chunk.
    first: u64,
    chunks: u64,
    /// Windows that its chunks take turns in, with the turn of the first one.
    turns: Vec<(Arc<WindowStep>, u64)>,
}

enum FeedKind {
    Csv { scanned: CsvTable, wanted: Vec<usize>, partitions: Partitions, seams: Seams },
    Memory(MemoryTable),
}

/// The tables of a run, in order; their chunks are numbered through.
pub(crate) struct Feeds {
    feeds: Vec<Feed>,
}

/// A chunk's number in the run, the feed it belongs to, and its number in that feed.
#[derive(Clone, Copy)]
pub(crate) struct ChunkNumber {
    pub(crate) run: u64,
    pub(crate) feed: usize,
    pub(crate) local: u64,
}

impl Feeds {
    /// Prepares `tables`, each with the columns that will be asked for (ascending).
    pub(crate) fn new(tables: Vec<(Arc<dyn TableSource>, Vec<usize>)>, chunk_bytes: usize) -> Self {
        let mut first = 0;
        let mut feeds = Vec::with_capacity(tables.len());
        for (table, wanted) in tables {
            let columns = table.schema().fields().len();
            let (kind, chunks) = feed_kind(&table, wanted, chunk_bytes);
            feeds.push(Feed { table, kind, columns, first, chunks, turns: Vec::new() });
            first += chunks;
        }
        Self { feeds }
    }

    pub(crate) fn chunks(&self) -> u64 {
        self.feeds.last().map_or(0, |feed| feed.first + feed.chunks)
    }

    /// Chunks of feed `feed`.
    pub(crate) fn chunks_of(&self, feed: usize) -> u64 {
        self.feeds[feed].chunks
    }

    /// Says that the chunks of a feed take turns in `step`, the first one with number `base`.
    pub(crate) fn follow(&mut self, feed: usize, step: Arc<WindowStep>, base: u64) {
        self.feeds[feed].turns.push((step, base));
    }

    pub(crate) fn table(&self, feed: usize) -> &Arc<dyn TableSource> {
        &self.feeds[feed].table
    }

    fn locate(&self, run: u64) -> ChunkNumber {
        let feed = self.feeds.partition_point(|feed| feed.first + feed.chunks <= run);
        ChunkNumber { run, feed, local: run - self.feeds[feed].first }
    }

    /// Wakes workers that wait for the end of chunk `run` or a later one, which will not come.
    fn give_up_from(&self, run: u64) {
        for feed in self.feeds.iter().filter(|feed| run < feed.first + feed.chunks) {
            for (step, base) in &feed.turns {
                step.stop_from(base + run.saturating_sub(feed.first));
            }
            if let FeedKind::Csv { seams, .. } = &feed.kind {
                seams.poison_from(usize::try_from(run.saturating_sub(feed.first)).unwrap_or(usize::MAX));
            }
        }
    }
}

fn feed_kind(table: &Arc<dyn TableSource>, wanted: Vec<usize>, chunk_bytes: usize) -> (FeedKind, u64) {
    if let Some(csv) = table.as_any().downcast_ref::<CsvTable>() {
        let partitions = csv.source().partitions(chunk_bytes);
        let chunks = partitions.len() as u64;
        return (FeedKind::Csv { scanned: csv.clone(), wanted, partitions, seams: Seams::new() }, chunks);
    }
    let memory = match table.as_any().downcast_ref::<MemoryTable>() {
        Some(memory) => memory.clone(),
        None => MemoryTable::new(table.schema(), Vec::new()),
    };
    let chunks = memory.batches().len() as u64;
    (FeedKind::Memory(memory), chunks)
}

/// Failure of a run with the chunk where it happened; of several, the first in table order is reported.
#[derive(Default)]
pub(crate) struct FirstError {
    slot: Mutex<Option<(ChunkNumber, ExecError)>>,
}

impl FirstError {
    fn offer(&self, at: ChunkNumber, error: ExecError) {
        let mut slot = lock(&self.slot);
        if slot.as_ref().is_none_or(|(held, _)| at.run < held.run) {
            *slot = Some((at, error));
        }
    }

    pub(crate) fn take(&self) -> Option<(ChunkNumber, ExecError)> {
        lock(&self.slot).take()
    }
}

/// What a run shares among its workers.
pub(crate) struct Run {
    pub(crate) feeds: Feeds,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) error: FirstError,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) scan_memory: Arc<Gauge>,
}

impl Run {
    pub(crate) fn new(feeds: Feeds, window_end: u64, metrics: Arc<Metrics>) -> Self {
        let dispatcher = Dispatcher::new(feeds.chunks(), window_end);
        let scan_memory = metrics.gauge("scan");
        Self { feeds, dispatcher, error: FirstError::default(), metrics, scan_memory }
    }

    /// One worker: processes chunks until there is none left. `step` is called once for each chunk.
    pub(crate) fn work(&self, step: &(dyn Fn(ChunkNumber, &Morsel<'_>) -> Result<(), ExecError> + Sync)) {
        let mut guard = StopOnPanic { run: self, chunk: None };
        let mut worker = Worker { scanner: None, reserved: 0 };
        while let Some(chunk) = self.dispatcher.take() {
            guard.chunk = Some(chunk);
            let at = self.feeds.locate(chunk);
            if let Err(error) = worker.process(self, at, step) {
                // Later chunks are of no use now; earlier ones go on, since theirs may be the first error.
                self.dispatcher.stop_at(chunk);
                self.error.offer(at, error);
                self.feeds.give_up_from(chunk);
            }
        }
        guard.chunk = None;
        self.scan_memory.change(worker.reserved, 0);
    }

    /// Ends the run without an error: nothing that is still to come would change the result.
    pub(crate) fn stop(&self) {
        self.dispatcher.stop_at(0);
    }
}

/// Unblocks the other workers when a step panics (a function of the caller's may), so that the panic gets out.
struct StopOnPanic<'a> {
    run: &'a Run,
    chunk: Option<u64>,
}

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if let Some(chunk) = self.chunk {
            self.run.dispatcher.stop_at(0);
            self.run.feeds.give_up_from(chunk);
        }
    }
}

struct Worker {
    scanner: Option<(usize, ChunkScanner)>,
    reserved: usize,
}

impl Worker {
    fn process(
        &mut self,
        run: &Run,
        at: ChunkNumber,
        step: &(dyn Fn(ChunkNumber, &Morsel<'_>) -> Result<(), ExecError> + Sync),
    ) -> Result<(), ExecError> {
        let feed = &run.feeds.feeds[at.feed];
        match &feed.kind {
            FeedKind::Memory(memory) => {
                let batch: &RecordBatch = &memory.batches()[usize::try_from(at.local).unwrap_or(usize::MAX)];
                let morsel = Morsel::new(MorselData::Batch(batch), feed.columns);
                step(at, &morsel)
            }
            FeedKind::Csv { scanned, wanted, partitions, seams } => {
                let scanner = match &mut self.scanner {
                    Some((of, scanner)) if *of == at.feed => scanner,
                    other => &mut other.insert((at.feed, ChunkScanner::new(scanned.source(), wanted))).1,
                };
                let range = partitions.get(usize::try_from(at.local).unwrap_or(usize::MAX));
                let mut chunk = scanner.scan_up_to_error(&range, seams)?;
                let error = chunk.take_error();
                run.metrics.scanned(chunk.rows() as u64, chunk.bytes_read());
                let morsel =
                    Morsel::new(MorselData::Csv(chunk), feed.columns).ending_in_error(error.is_some());
                let done = step(at, &morsel);
                drop(morsel);
                let reserved = scanner.reserved_bytes();
                run.scan_memory.change(self.reserved, reserved);
                self.reserved = reserved;
                done?;
                error.map_or(Ok(()), |error| Err(error.into()))
            }
        }
    }
}
