//! Iteration over a lazy table, like a generator: batches in row order, computed as they are asked for.

use std::collections::VecDeque;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use chunkwise_exec::{BatchStream, RunReport};

use crate::dataframe::DataFrame;
use crate::error::{Error, Result};

/// Batches of a lazy table, in row order. Once consumed it is finished: it yields nothing more. Memory holds a few chunks,
/// however large the table is.
pub struct Chunks {
    stream: BatchStream,
    /// `None`: batches as they come, one per chunk that has rows.
    rows: Option<usize>,
    waiting: VecDeque<RecordBatch>,
    waiting_rows: usize,
    ended: bool,
}

impl DataFrame {
    /// The rows chunk by chunk, in order. Chunks without rows are left out.
    ///
    /// Guessed column types are verified over the whole input first, so that no chunk has to take back what an earlier one
    /// said; with `dtype` given for the columns that are used, that pass is not needed.
    ///
    /// # Errors
    /// What has to be done before the first chunk may fail with.
    ///
    /// ```
    /// # fn main() -> chunkwise::Result<()> {
    /// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
    /// let trips = chunkwise::read_csv(pattern).open()?;
    /// let mut rows = 0;
    /// for chunk in trips.iter_chunks()? {
    ///     rows += chunk?.num_rows();
    /// }
    /// assert_eq!(rows as u64, trips.len()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn iter_chunks(&self) -> Result<Chunks> {
        let stream = self.session().engine()?.stream(self.plan())?;
        Ok(Chunks { stream, rows: None, waiting: VecDeque::new(), waiting_rows: 0, ended: false })
    }

    /// The rows in batches of exactly `rows`; the last one has what is left.
    ///
    /// # Errors
    /// As [`iter_chunks`](Self::iter_chunks); [`Error::NoSuchValue`] for 0 rows.
    pub fn chunksize(&self, rows: usize) -> Result<Chunks> {
        if rows == 0 {
            return Err(Error::NoSuchValue("chunksize must be at least 1 row".to_owned()));
        }
        Ok(Chunks { rows: Some(rows), ..self.iter_chunks()? })
    }
}

impl Chunks {
    /// Names and types of the columns; the same for all batches.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(self.stream.schema())
    }

    /// What the iteration took so far; complete when it is finished.
    #[must_use]
    pub fn report(&self) -> RunReport {
        self.stream.report()
    }

    fn next_exact(&mut self, rows: usize) -> Option<Result<RecordBatch>> {
        while self.waiting_rows < rows {
            match self.stream.next() {
                Some(Ok(batch)) => {
                    self.waiting_rows += batch.num_rows();
                    self.waiting.push_back(batch);
                }
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(error.into()));
                }
                None => break,
            }
        }
        let rows = rows.min(self.waiting_rows);
        if rows == 0 {
            return None;
        }
        Some(self.take(rows))
    }

    fn take(&mut self, rows: usize) -> Result<RecordBatch> {
        let mut parts = Vec::new();
        let mut missing = rows;
        while missing > 0 {
            let Some(batch) = self.waiting.pop_front() else { break };
            if batch.num_rows() > missing {
                self.waiting.push_front(batch.slice(missing, batch.num_rows() - missing));
            }
            let part = batch.slice(0, batch.num_rows().min(missing));
            missing -= part.num_rows();
            parts.push(part);
        }
        self.waiting_rows -= rows;
        match parts.as_slice() {
            [only] => Ok(only.clone()),
            several => concat_batches(self.stream.schema(), several)
                .map_err(|error| Error::Exec(chunkwise_exec::ExecError::Arrow(error))),
        }
    }
}

impl Iterator for Chunks {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.rows {
            Some(rows) => self.next_exact(rows),
            None => self.stream.next().map(|batch| batch.map_err(Error::from)),
        }
    }
}
