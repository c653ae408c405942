//! The tables that a plan can scan: CSV files, and batches that are in memory already.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chunkwise_plan::TableSource;
use chunkwise_scan::CsvSource;

/// A set of CSV files as one table.
#[derive(Debug, Clone)]
pub struct CsvTable {
    source: CsvSource,
}

impl CsvTable {
    /// Wraps an opened set of files for use in a plan.
    #[must_use]
    pub fn new(source: CsvSource) -> Self {
        Self { source }
    }

    /// The files behind the table.
    #[must_use]
    pub fn source(&self) -> &CsvSource {
        &self.source
    }
}

impl TableSource for CsvTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.source.schema())
    }

    fn size_bytes(&self) -> Option<u64> {
        Some(self.source.total_bytes())
    }

    fn describe(&self) -> String {
        let files = self.source.files();
        match files {
            [only] => format!("csv {} ({} bytes)", only.path.display(), only.bytes),
            [first, .., last] => format!(
                "csv {} files, {} … {} ({} bytes)",
                files.len(),
                first.path.display(),
                last.path.display(),
                self.source.total_bytes()
            ),
            [] => "csv, no file".to_owned(),
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Batches in memory as a table: the result of an earlier stage, or data that the caller brought.
#[derive(Clone)]
pub struct MemoryTable {
    schema: SchemaRef,
    batches: Arc<[RecordBatch]>,
}

impl MemoryTable {
    /// A table of `batches`, which all have `schema`.
    #[must_use]
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches: batches.into() }
    }

    /// The batches, in row order.
    #[must_use]
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }
}

impl fmt::Debug for MemoryTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTable").field("batches", &self.batches.len()).finish_non_exhaustive()
    }
}

impl TableSource for MemoryTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn size_bytes(&self) -> Option<u64> {
        Some(self.batches.iter().map(|batch| batch.get_array_memory_size() as u64).sum())
    }

    fn describe(&self) -> String {
        let rows: usize = self.batches.iter().map(RecordBatch::num_rows).sum();
        format!("memory, {rows} rows")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
