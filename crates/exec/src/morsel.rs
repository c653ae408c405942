//! One chunk of a table, whose columns are made on demand and for the rows that are asked for.

use std::cell::RefCell;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take;
use chunkwise_scan::{Inference, Rows, ScannedChunk, Texts};

use crate::error::ExecError;

/// Where a morsel's values come from.
pub(crate) enum MorselData<'a> {
    /// A chunk of a CSV file: located, not parsed.
    Csv(ScannedChunk<'a>),
    /// A batch in memory.
    Batch(&'a RecordBatch),
    /// The rows of another morsel from `start` on.
    Part { of: &'a Morsel<'a>, start: usize, rows: usize },
}

/// A chunk as the operators see it. Several queries may read the same morsel; a column that one of them needed whole is
/// parsed once.
pub(crate) struct Morsel<'a> {
    data: MorselData<'a>,
    whole: RefCell<Vec<Option<ArrayRef>>>,
    ends_in_error: bool,
}

impl<'a> Morsel<'a> {
    /// A morsel of a table with `columns` columns.
    pub(crate) fn new(data: MorselData<'a>, columns: usize) -> Self {
        Self { data, whole: RefCell::new(vec![None; columns]), ends_in_error: false }
    }

    /// The same rows, after which there is a record that is not right.
    pub(crate) fn ending_in_error(self, ends_in_error: bool) -> Self {
        Self { ends_in_error, ..self }
    }

    pub(crate) fn ends_in_error(&self) -> bool {
        self.ends_in_error
    }

    /// Rows of the chunk, before any filter.
    pub(crate) fn rows(&self) -> usize {
        match &self.data {
            MorselData::Csv(chunk) => chunk.rows(),
            MorselData::Batch(batch) => batch.num_rows(),
            MorselData::Part { rows, .. } => *rows,
        }
    }

    /// Some of the rows as a morsel of their own.
    pub(crate) fn part<'b>(&'b self, rows: Range<usize>) -> Morsel<'b>
    where
        'a: 'b,
    {
        let columns = self.whole.borrow().len();
        Morsel::new(MorselData::Part { of: self, start: rows.start, rows: rows.len() }, columns)
    }

    /// The file and line of a row, if it comes from a file.
    pub(crate) fn place(&self, row: usize) -> Option<(PathBuf, u64)> {
        match &self.data {
            MorselData::Csv(chunk) => chunk.place(row),
            MorselData::Batch(_) => None,
            MorselData::Part { of, start, .. } => of.place(start + row),
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
            MorselData::Part { of, start, rows: count } => match rows {
                Rows::All => of.column(column, Rows::Range(*start..start + count)),
                Rows::Range(range) => of.column(column, Rows::Range(start + range.start..start + range.end)),
                Rows::Picked(picked) => {
                    let shift = u32::try_from(*start).unwrap_or(u32::MAX);
                    let picked: Vec<u32> = picked.iter().map(|row| row + shift).collect();
                    of.column(column, Rows::Picked(&picked))
                }
            },
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

/// Rows of a morsel that a pipeline chose.
pub(crate) enum Chosen {
    All,
    /// The first so many.
    First(usize),
    /// These, ascending.
    Picked(Vec<u32>),
}

impl Chosen {
    fn rows(&self) -> Rows<'_> {
        match self {
            Self::All => Rows::All,
            Self::First(rows) => Rows::Range(0..*rows),
            Self::Picked(picked) => Rows::Picked(picked),
        }
    }
}

/// The chosen rows of a morsel, for who wants columns of the table that are not in the batch.
pub(crate) struct ChosenRows<'a> {
    pub(crate) morsel: &'a Morsel<'a>,
    pub(crate) chosen: &'a Chosen,
}

impl ChosenRows<'_> {
    /// The values of table column `column`.
    pub(crate) fn column(&self, column: usize) -> Result<ArrayRef, ExecError> {
        self.morsel.column(column, self.chosen.rows())
    }

    /// The texts of table column `column` where they lie; `None` where there is only [`Self::column`].
    pub(crate) fn texts(&self, column: usize) -> Option<Texts<'_>> {
        match &self.morsel.data {
            MorselData::Csv(chunk) => chunk.texts(column, self.chosen.rows()),
            MorselData::Batch(_) | MorselData::Part { .. } => None,
        }
    }
}

/// The values of `rows`.
pub(crate) fn pick(array: &ArrayRef, rows: Rows<'_>) -> Result<ArrayRef, ExecError> {
    Ok(match rows {
        Rows::All => Arc::clone(array),
        Rows::Range(range) => array.slice(range.start, range.len()),
        Rows::Picked(picked) => take(array, &UInt32Array::from(picked.to_vec()), None)?,
    })
}
