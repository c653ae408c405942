//! A stream of batches in row order.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::config::ExecConfig;
use crate::error::ExecError;
use crate::report::{RunReport, RunWatch};
use crate::running::Running;
use crate::stage::Stage;

/// Iterator over the batches of a query, in row order. Rows that come straight from files are computed a little ahead of the
/// consumer; that work starts with the first `next` and stops when the stream is dropped. After the last batch, or an error, it
/// yields nothing more.
pub struct BatchStream {
    schema: SchemaRef,
    config: ExecConfig,
    watch: RunWatch,
    batches: Batches,
    rows_out: u64,
}

enum Batches {
    /// A result that was computed whole.
    Ready(std::vec::IntoIter<RecordBatch>),
    /// A pipeline that is running, or about to.
    Running(Box<Running>),
    Ended,
}

impl BatchStream {
    /// A stream of a result that is there.
    pub(crate) fn ready(
        config: &ExecConfig,
        schema: SchemaRef,
        batches: Vec<RecordBatch>,
        watch: RunWatch,
    ) -> Self {
        let batches = Batches::Ready(batches.into_iter());
        Self { schema, config: config.clone(), watch, batches, rows_out: 0 }
    }

    /// A stream of what `stage` will compute.
    pub(crate) fn running(config: &ExecConfig, stage: Stage, schema: SchemaRef, watch: RunWatch) -> Self {
        let running = Running::new(config, stage, watch.metrics());
        let batches = Batches::Running(Box::new(running));
        Self { schema, config: config.clone(), watch, batches, rows_out: 0 }
    }

    /// Names and types of the columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// What the run took so far. The time is that since the stream was made; rows and bytes are those of the pass that gives
    /// the batches, not of the one before it that verified types.
    #[must_use]
    pub fn report(&self) -> RunReport {
        self.watch.report(&self.config, self.rows_out)
    }
}

impl Iterator for BatchStream {
    type Item = Result<RecordBatch, ExecError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = match &mut self.batches {
            Batches::Ended => None,
            Batches::Ready(batches) => batches.find(|batch| batch.num_rows() > 0).map(Ok),
            Batches::Running(running) => running.next(),
        };
        let Some(Ok(batch)) = next else {
            self.batches = Batches::Ended;
            return next;
        };
        self.rows_out += batch.num_rows() as u64;
        Some(Ok(batch))
    }
}
