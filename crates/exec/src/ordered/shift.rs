//! Shift without groups: the column moved down or up by whole rows, with nulls where it left.

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::DataType;

use super::kernel::{Input, Kernel, Known};
use super::queue::{Queue, joined};
use crate::error::ExecError;

/// The rows of a column with nulls before them, or without the first ones and nulls after them.
pub(super) struct Delay {
    data_type: DataType,
    /// Values whose rows have not come yet.
    waiting: Queue<ArrayRef>,
    /// Nulls still to come before the first value.
    nulls: usize,
    /// Values still to be left out, when shifting up.
    skip: usize,
    /// Rows that were held back, and get null in the end.
    behind: usize,
}

impl Delay {
    pub(super) fn new(rows: i64, data_type: DataType) -> Self {
        let distance = usize::try_from(rows.unsigned_abs()).unwrap_or(usize::MAX);
        let (nulls, skip) = if rows > 0 { (distance, 0) } else { (0, distance) };
        Self { data_type, waiting: Queue::new(), nulls, skip, behind: 0 }
    }
}

impl Kernel for Delay {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values()?;
        self.waiting.push(ArrayRef::clone(values));
        if self.skip > 0 || self.behind > 0 {
            // Row i has the value of row i + n: what is known are the values after the first n.
            let skipped = self.waiting.take_pieces(self.skip).iter().map(|piece| piece.len()).sum::<usize>();
            self.skip -= skipped;
            self.behind += skipped;
            let known = self.waiting.rows();
            return Ok(Known::all(self.waiting.take(known, &self.data_type)?));
        }
        let nulls = self.nulls.min(input.rows);
        self.nulls -= nulls;
        let mut pieces = self.waiting.take_pieces(input.rows - nulls);
        if nulls > 0 {
            pieces.insert(0, new_null_array(&self.data_type, nulls));
        }
        Ok(Known::all(joined(&pieces, &self.data_type)?))
    }

    fn finish(&mut self) -> Result<Option<ArrayRef>, ExecError> {
        Ok((self.behind > 0).then(|| new_null_array(&self.data_type, self.behind)))
    }

    fn size_bytes(&self) -> usize {
        self.waiting.size_bytes(|piece| piece.get_array_memory_size())
    }
}
