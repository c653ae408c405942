//! Memory of results, and of a whole lazy table: what its columns would take if they were loaded.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Schema};

use crate::dataframe::DataFrame;
use crate::error::Result;
use crate::format::{InfoColumn, InfoTable, dtype_name, render_info};

/// Bytes that the values of `batches` take in Arrow's layout: the width of the type per row; for text 4 bytes per row, 4 more,
/// and the text itself; one bit per row for a column that has a null. Does not depend on how the rows are cut.
#[must_use]
pub fn nbytes(schema: &Schema, batches: &[RecordBatch]) -> u64 {
    let mut sizes = ColumnSizes::new(schema);
    batches.iter().for_each(|batch| sizes.add(batch));
    sizes.bytes().iter().map(|(_, bytes)| bytes).sum()
}

/// Row, null and byte counts per column, added up over batches.
struct ColumnSizes {
    rows: u64,
    columns: Vec<ColumnSize>,
}

struct ColumnSize {
    name: String,
    data_type: DataType,
    nulls: u64,
    text_bytes: u64,
}

impl ColumnSizes {
    fn new(schema: &Schema) -> Self {
        let columns = schema
            .fields()
            .iter()
            .map(|field| ColumnSize {
                name: field.name().clone(),
                data_type: field.data_type().clone(),
                nulls: 0,
                text_bytes: 0,
            })
            .collect();
        Self { rows: 0, columns }
    }

    fn add(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for (size, array) in self.columns.iter_mut().zip(batch.columns()) {
            size.nulls += array.logical_null_count() as u64;
            size.text_bytes += text_bytes(array);
        }
    }

    fn bytes(&self) -> Vec<(String, u64)> {
        self.columns.iter().map(|column| (column.name.clone(), column.bytes(self.rows))).collect()
    }
}

impl ColumnSize {
    fn bytes(&self, rows: u64) -> u64 {
        let values = match &self.data_type {
            DataType::Null => return 0,
            DataType::Boolean => rows.div_ceil(8),
            DataType::Utf8 | DataType::List(_) => 4 * (rows + 1) + self.text_bytes,
            other => rows * other.primitive_width().unwrap_or(0) as u64,
        };
        values + if self.nulls > 0 { rows.div_ceil(8) } else { 0 }
    }
}

/// Bytes of texts, and of the items of lists.
fn text_bytes(array: &ArrayRef) -> u64 {
    if let Some(text) = array.as_string_opt::<i32>() {
        return span(text.value_offsets());
    }
    let Some(lists) = array.as_list_opt::<i32>() else { return 0 };
    let first = lists.value_offsets().first().map_or(0, |first| first.unsigned_abs() as usize);
    let items = lists.values().slice(first, span(lists.value_offsets()) as usize);
    let width = items.data_type().primitive_width().unwrap_or(0);
    (items.len() * width) as u64 + text_bytes(&items)
}

/// How far it is from the first to the last.
fn span(offsets: &[i32]) -> u64 {
    match (offsets.first(), offsets.last()) {
        (Some(first), Some(last)) => u64::from(last.abs_diff(*first)),
        _ => 0,
    }
}

impl DataFrame {
    /// Bytes that each column would take in memory, computed chunk by chunk without holding the table.
    ///
    /// # Errors
    /// As [`compute`](DataFrame::compute).
    pub fn memory_usage(&self) -> Result<Vec<(String, u64)>> {
        Ok(self.sizes()?.bytes())
    }

    /// The columns with their non-null counts, types and memory, as pandas' `info()` prints them. Computed chunk by chunk.
    ///
    /// # Errors
    /// As [`compute`](DataFrame::compute).
    pub fn info(&self) -> Result<String> {
        let sizes = self.sizes()?;
        let columns = sizes
            .columns
            .iter()
            .map(|column| InfoColumn {
                name: column.name.clone(),
                non_null: sizes.rows - column.nulls,
                dtype: dtype_name(&column.data_type).to_owned(),
            })
            .collect();
        let memory_bytes = sizes.bytes().iter().map(|(_, bytes)| bytes).sum();
        Ok(render_info(&InfoTable { rows: sizes.rows, columns, memory_bytes }))
    }

    fn sizes(&self) -> Result<ColumnSizes> {
        let chunks = self.iter_chunks()?;
        let mut sizes = ColumnSizes::new(&chunks.schema());
        for batch in chunks {
            sizes.add(&batch?);
        }
        Ok(sizes)
    }
}
