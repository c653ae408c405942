//! Record batches as text: CSV, JSON, tables for people, and the summary that `info()` prints.
//!
//! The three streaming writers are [`BatchSink`]s: a result of any size passes through them batch by batch.

mod csv_writer;
mod error;
mod info;
mod json_writer;
mod preview;
mod sizes;
mod table;
pub(crate) mod temporal;
mod value;

use arrow::array::RecordBatch;

pub use csv_writer::CsvSink;
pub use error::FormatError;
pub use info::{InfoColumn, InfoTable, render_info};
pub use json_writer::{JsonSink, NdjsonSink};
pub use preview::Preview;
pub use sizes::human_bytes;
pub use table::{TableOptions, render_table};
pub use value::{Cells, dtype_name};

/// Takes the batches of one result in order, and writes them somewhere.
pub trait BatchSink {
    /// Writes the rows of a batch. All batches have the same columns.
    ///
    /// # Errors
    /// [`FormatError`] if a column's type has no text form, or if writing fails.
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError>;

    /// Writes what closes the result, and flushes. To be called once, after the last batch: a sink that is dropped
    /// instead leaves a result without its end, and whoever dropped it learns of no failure.
    ///
    /// # Errors
    /// [`FormatError::Write`] if writing fails.
    fn finish(&mut self) -> Result<(), FormatError>;
}
