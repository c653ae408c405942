//! One chunk of a table, whose columns are made on demand and for the rows that are asked for.

use std::cell::RefCell;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take;
use chunkwise_scan::{Inference, Rows, ScannedChunk};

use crate::error::ExecError;

/// Where a morsel's values come from.
pub(crate) enum MorselData<'a> {
    /// A chunk of a CSV file: located, not parsed.
    Csv(ScannedChunk<'a>),
    /// A batch in memory.
    Batch(&'a RecordBatch),
}

/// A chunk as the operators see it. Several queries may read the same morsel; a column that one of them needed whole is
/// parsed once.
pub(crate) struct Morsel<'a> {
    data: MorselData<'a>,
    whole: RefCell<Vec<Option<ArrayRef>>>,
}

impl<'a> Morsel<'a> {
    /// A morsel of a table with `columns` columns.
    pub(crate) fn new(data: MorselData<'a>, columns: usize) -> Self {
        Self { data, whole: RefCell::new(vec![None; columns]) }
    }

    /// Rows of the chunk, before any filter.
    pub(crate) fn rows(&self) -> usize {
        match &self.data {
            MorselData::Csv(chunk) => chunk.rows(),
            MorselData::Batch(batch) => batch.num_rows(),
        }
    }

    /// Adds the values of a column of a CSV chunk to what is known of its type.
    pub(crate) fn observe(&self, column: usize, inference: &mut Inference) {
        if let MorselData::Csv(chunk) = &self.data {
            chunk.observe(column, inference);
        }
    }

    /// Values of table column `column` for `rows`, in row order.
    pub(crate) fn column(&self, column: usize, rows: Rows<'_>) -> Result<ArrayRef, ExecError> {
        if let Some(array) = &self.whole.borrow()[column] {
            return pick(array, rows);
        }
        match &self.data {
            MorselData::Batch(batch) => pick(batch.column(column), rows),
            MorselData::Csv(chunk) => {
                let is_whole = matches!(rows, Rows::All);
                let array = chunk.column(column, rows)?;
                if is_whole {
                    self.whole.borrow_mut()[column] = Some(Arc::clone(&array));
                }
                Ok(array)
            }
        }
    }
}

fn pick(array: &ArrayRef, rows: Rows<'_>) -> Result<ArrayRef, ExecError> {
    Ok(match rows {
        Rows::All => Arc::clone(array),
        Rows::Range(range) => array.slice(range.start, range.len()),
        Rows::Picked(picked) => take(array, &UInt32Array::from(picked.to_vec()), None)?,
    })
}
