//! A queue of rows: arrays go in, as many rows as are asked for come out, in order.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, new_empty_array};
use arrow::compute::{concat, concat_batches};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

/// Something that is cut into rows.
pub(super) trait Sliced: Clone {
    fn rows(&self) -> usize;
    fn part(&self, start: usize, rows: usize) -> Self;
}

impl Sliced for ArrayRef {
    fn rows(&self) -> usize {
        self.len()
    }

    fn part(&self, start: usize, rows: usize) -> Self {
        self.slice(start, rows)
    }
}

impl Sliced for RecordBatch {
    fn rows(&self) -> usize {
        self.num_rows()
    }

    fn part(&self, start: usize, rows: usize) -> Self {
        self.slice(start, rows)
    }
}

/// Rows that wait, in the pieces in which they came.
pub(super) struct Queue<T> {
    pieces: VecDeque<T>,
    /// Rows of the first piece that are gone.
    gone: usize,
    rows: usize,
}

impl<T: Sliced> Queue<T> {
    pub(super) fn new() -> Self {
        Self { pieces: VecDeque::new(), gone: 0, rows: 0 }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn push(&mut self, piece: T) {
        self.rows += piece.rows();
        if piece.rows() > 0 {
            self.pieces.push_back(piece);
        }
    }

    /// The pieces of the first `rows` rows, or of as many as there are.
    pub(super) fn take_pieces(&mut self, rows: usize) -> Vec<T> {
        let mut wanted = rows.min(self.rows);
        self.rows -= wanted;
        let mut taken = Vec::new();
        while wanted > 0 {
            let Some(first) = self.pieces.front() else { break };
            let left = first.rows() - self.gone;
            if wanted < left {
                taken.push(first.part(self.gone, wanted));
                self.gone += wanted;
                break;
            }
            taken.push(if self.gone == 0 { first.clone() } else { first.part(self.gone, left) });
            self.pieces.pop_front();
            self.gone = 0;
            wanted -= left;
        }
        taken
    }

    pub(super) fn size_bytes(&self, of: impl Fn(&T) -> usize) -> usize {
        self.pieces.iter().map(of).sum()
    }
}

impl Queue<ArrayRef> {
    /// The first `rows` rows as one array.
    pub(super) fn take(&mut self, rows: usize, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
        joined(&self.take_pieces(rows), data_type)
    }
}

/// The arrays as one.
pub(super) fn joined(pieces: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    match pieces {
        [] => Ok(new_empty_array(data_type)),
        [only] => Ok(Arc::clone(only)),
        several => concat(&several.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>()),
    }
}

impl Queue<RecordBatch> {
    /// The first `rows` rows as one batch.
    pub(super) fn take(&mut self, rows: usize, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        match self.take_pieces(rows).as_slice() {
            [only] => Ok(only.clone()),
            several if schema.fields().is_empty() => {
                let rows = several.iter().map(RecordBatch::num_rows).sum();
                let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(rows));
                RecordBatch::try_new_with_options(Arc::clone(schema), Vec::new(), &options)
            }
            several => concat_batches(schema, several),
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Int64Array;

    use super::*;

    fn array(values: &[i64]) -> ArrayRef {
        Arc::new(Int64Array::from(values.to_vec()))
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut queue: Queue<ArrayRef> = Queue::new();
        queue.push(array(&[1, 2, 3]));
        queue.push(array(&[]));
        queue.push(array(&[4, 5]));
        assert_eq!(&queue.take(2, &DataType::Int64).unwrap(), &array(&[1, 2]));
        assert_eq!(&queue.take(2, &DataType::Int64).unwrap(), &array(&[3, 4]));
        assert_eq!(queue.rows(), 1);
        assert_eq!(&queue.take(9, &DataType::Int64).unwrap(), &array(&[5]));
        assert_eq!(queue.take(1, &DataType::Int64).unwrap().len(), 0);
    }
}
