//! A stream of batches in row order, computed a little ahead of its consumer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use rayon::ThreadPool;

use crate::config::{ExecConfig, STREAM_CHUNKS_PER_THREAD};
use crate::driver::Run;
use crate::engine::thread_pool;
use crate::error::ExecError;
use crate::report::{RunReport, RunWatch};
use crate::run_stages::Consumers;
use crate::sink::{Sink, StreamSink};
use crate::stage::Stage;

/// Iterator over the batches of a query, in row order. Work starts with the first `next` and stops when the stream is
/// dropped. After the last batch, or an error, it yields nothing more.
pub struct BatchStream {
    schema: SchemaRef,
    shared: Arc<Shared>,
    config: ExecConfig,
    pool: Option<ThreadPool>,
    rows_left: usize,
    rows_out: u64,
    ended: bool,
    watch: RunWatch,
}

struct Shared {
    run: Run,
    consumers: Consumers,
    sink: Arc<StreamSink>,
    workers: AtomicUsize,
    panicked: AtomicBool,
}

impl BatchStream {
    pub(crate) fn new(
        config: &ExecConfig,
        mut stage: Stage,
        rows_wanted: Option<usize>,
        schema: SchemaRef,
        watch: RunWatch,
    ) -> Self {
        let window = STREAM_CHUNKS_PER_THREAD * config.threads as u64;
        let sink = Arc::new(StreamSink::new(window, rows_wanted.is_some()));
        stage.sink = Arc::clone(&sink) as Arc<dyn Sink>;
        let (feeds, consumers) = Consumers::new(vec![stage], config.chunk_bytes, watch.metrics());
        let run = Run::new(feeds, consumers.window_end(), Arc::clone(watch.metrics()));
        let shared =
            Shared { run, consumers, sink, workers: AtomicUsize::new(0), panicked: AtomicBool::new(false) };
        Self {
            schema,
            shared: Arc::new(shared),
            config: config.clone(),
            pool: None,
            rows_left: rows_wanted.unwrap_or(usize::MAX),
            rows_out: 0,
            ended: rows_wanted == Some(0),
            watch,
        }
    }

    /// Names and types of the columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What the run took so far, with what was done before the first batch.
    #[must_use]
    pub fn report(&self) -> RunReport {
        self.watch.report(&self.config, self.rows_out)
    }

    fn start(&mut self) -> Result<(), ExecError> {
        let pool = thread_pool(&self.config)?;
        self.shared.workers.store(pool.current_num_threads(), Ordering::Release);
        let shared = Arc::clone(&self.shared);
        pool.spawn_broadcast(move |_| {
            let _leaving = Leaving(&shared);
            shared.run.work(&|at, morsel| shared.consumers.step(&shared.run, at, morsel));
        });
        self.pool = Some(pool);
        Ok(())
    }

    fn next_batch(&mut self) -> Option<Result<RecordBatch, ExecError>> {
        if self.pool.is_none()
            && let Err(error) = self.start()
        {
            self.ended = true;
            return Some(Err(error));
        }
        while let Some(batch) = self.shared.sink.next() {
            self.shared.run.dispatcher.open_window(self.shared.sink.window_end());
            if batch.num_rows() > 0 {
                return Some(Ok(self.trimmed(&batch)));
            }
        }
        self.ended = true;
        if self.shared.panicked.load(Ordering::Acquire) {
            return Some(Err(ExecError::Panicked));
        }
        self.shared.run.error.take().map(|(_, error)| Err(error))
    }

    fn trimmed(&mut self, batch: &RecordBatch) -> RecordBatch {
        let batch = batch.slice(0, batch.num_rows().min(self.rows_left));
        self.rows_left -= batch.num_rows();
        self.rows_out += batch.num_rows() as u64;
        if self.rows_left == 0 {
            self.ended = true;
            self.shared.run.stop();
        }
        batch
    }
}

impl Iterator for BatchStream {
    type Item = Result<RecordBatch, ExecError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended { None } else { self.next_batch() }
    }
}

impl Drop for BatchStream {
    fn drop(&mut self) {
        if self.pool.is_some() {
            self.shared.run.stop();
            self.shared.sink.wait_closed();
        }
    }
}

/// Says at the end of a worker, however it ends, that it has ended; the last one closes the stream.
struct Leaving<'a>(&'a Shared);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.panicked.store(true, Ordering::Release);
        }
        if self.0.workers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.sink.close();
        }
    }
}
