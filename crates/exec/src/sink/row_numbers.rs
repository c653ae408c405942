//! From the position of a row, `sequence << 32 | row`, to its number in the table.

use std::sync::Mutex;

use arrow::array::AsArray;
use arrow::array::{ArrayRef, Int64Array};
use arrow::datatypes::UInt64Type;
use std::sync::Arc;

use crate::locks::lock;

/// How many rows each batch had; taken down as they come, in any order.
#[derive(Default)]
pub(crate) struct RowNumbers {
    batches: Mutex<Vec<(u64, u64)>>,
}

impl RowNumbers {
    /// Takes down that the rows of a batch have the positions from `first` on.
    pub(crate) fn note(&self, first: u64, rows: usize) {
        lock(&self.batches).push((first, rows as u64));
    }

    /// The numbers of the rows at `positions`, counted from 0 over all batches; what is no column of positions stays as it is.
    pub(crate) fn of_positions(&self, positions: &ArrayRef) -> ArrayRef {
        let Some(positions) = positions.as_primitive_opt::<UInt64Type>() else {
            return Arc::clone(positions);
        };
        let mut batches = lock(&self.batches).clone();
        batches.sort_unstable();
        let mut rows_before = 0;
        for (_, rows) in &mut batches {
            rows_before += std::mem::replace(rows, rows_before);
        }
        let number = |position: u64| {
            let batch = batches.partition_point(|(first, _)| *first <= position).saturating_sub(1);
            batches.get(batch).map(|(first, before)| (before + position - first) as i64)
        };
        let numbers: Int64Array = positions.iter().map(|position| position.and_then(number)).collect();
        Arc::new(numbers)
    }

    pub(crate) fn size_bytes(&self) -> usize {
        lock(&self.batches).capacity() * size_of::<(u64, u64)>()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::UInt64Array;

    use super::*;

    #[test]
    fn numbers_go_on_over_batches() {
        let rows = RowNumbers::default();
        for (sequence, count) in [(2u64, 5), (0, 3), (1, 1)] {
            rows.note(sequence << 32, count);
        }
        let positions = vec![Some(0), Some(2), Some(1 << 32), Some((2 << 32) + 4), None];
        let positions: ArrayRef = Arc::new(UInt64Array::from(positions));
        let expected = Int64Array::from(vec![Some(0), Some(2), Some(3), Some(8), None]);
        assert_eq!(*rows.of_positions(&positions), expected);
        assert_eq!(RowNumbers::default().of_positions(&positions).null_count(), 5);
    }
}
