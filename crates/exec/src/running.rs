//! A pipeline that runs on threads of its own while its batches are taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use rayon::ThreadPool;

use crate::config::{ExecConfig, STREAM_CHUNKS_PER_THREAD};
use crate::driver::Run;
use crate::engine::thread_pool;
use crate::error::ExecError;
use crate::metrics::Metrics;
use crate::run_stages::Consumers;
use crate::sink::{Sink, StreamSink};
use crate::stage::Stage;

/// One stage whose batches are taken in chunk order. Its workers start with the first `next` and have ended when it is dropped.
pub(crate) struct Running {
    shared: Arc<Shared>,
    config: ExecConfig,
    pool: Option<ThreadPool>,
}

struct Shared {
    run: Run,
    consumers: Consumers,
    sink: Arc<StreamSink>,
    workers: AtomicUsize,
    panicked: AtomicBool,
}

impl Running {
    /// Replaces the sink of `stage`.
    pub(crate) fn new(config: &ExecConfig, mut stage: Stage, metrics: &Arc<Metrics>) -> Self {
        let window = STREAM_CHUNKS_PER_THREAD * config.threads as u64;
        let sink = Arc::new(StreamSink::new(window));
        stage.sink = Arc::clone(&sink) as Arc<dyn Sink>;
        let (feeds, consumers) = Consumers::new(vec![stage], config.chunk_bytes, metrics);
        let run = Run::new(feeds, consumers.window_end(), Arc::clone(metrics));
        let (workers, panicked) = (AtomicUsize::new(0), AtomicBool::new(false));
        let shared = Arc::new(Shared { run, consumers, sink, workers, panicked });
        Self { shared, config: config.clone(), pool: None }
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

    /// The next batch that has rows; after the last one the error that ended the run, if there was one.
    pub(crate) fn next(&mut self) -> Option<Result<RecordBatch, ExecError>> {
        if self.pool.is_none()
            && let Err(error) = self.start()
        {
            return Some(Err(error));
        }
        while let Some(batch) = self.shared.sink.next() {
            self.shared.run.dispatcher.open_window(self.shared.sink.window_end());
            if batch.num_rows() > 0 {
                return Some(Ok(batch));
            }
        }
        if self.shared.panicked.load(Ordering::Acquire) {
            return Some(Err(ExecError::Panicked));
        }
        self.shared.run.error.take().map(|(_, error)| Err(error))
    }
}

impl Drop for Running {
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
