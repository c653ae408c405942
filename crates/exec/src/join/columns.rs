//! The columns of the table in memory, each in one piece where it can be, and rows picked from them.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt32Array, new_empty_array, new_null_array};
use arrow::buffer::NullBuffer;
use arrow::compute::{concat, interleave, take};
use arrow::datatypes::DataType;
use chunkwise_plan::TypedExpr;
use rayon::prelude::*;

use super::NO_ROW;
use crate::error::ExecError;
use crate::eval::evaluate;

/// All rows of a column.
pub(super) enum WholeColumn {
    /// One array.
    One(ArrayRef),
    /// More text than one array holds: the arrays of the batches, the first row of each, and a null behind all of them.
    Parts(Vec<ArrayRef>, Vec<usize>),
}

/// The columns of a table that are `shown`, each over all batches, in parallel.
pub(super) fn whole_columns(
    shown: &[Option<TypedExpr>],
    batches: Vec<RecordBatch>,
) -> Result<Vec<Option<WholeColumn>>, ExecError> {
    let parts = |expr: &TypedExpr| batches.iter().map(|batch| evaluate(expr, batch)).collect();
    let columns: Vec<Option<Vec<ArrayRef>>> =
        shown.iter().map(|expr| expr.as_ref().map(parts).transpose()).collect::<Result<_, _>>()?;
    drop(batches); // From here on, a column's parts are freed as soon as it is in one piece.
    let columns = columns.into_par_iter().zip(shown);
    columns
        .map(|(parts, expr)| match (parts, expr) {
            (Some(parts), Some(expr)) => WholeColumn::new(parts, &expr.data_type).map(Some),
            _ => Ok(None),
        })
        .collect()
}

impl WholeColumn {
    fn new(arrays: Vec<ArrayRef>, data_type: &DataType) -> Result<Self, ExecError> {
        let text: usize = arrays.iter().map(text_bytes).sum();
        if text > i32::MAX as usize {
            return Ok(Self::parts(arrays, data_type));
        }
        match arrays.as_slice() {
            [] => Ok(Self::One(new_empty_array(data_type))),
            [only] => Ok(Self::One(ArrayRef::clone(only))),
            several => {
                let several: Vec<&dyn Array> = several.iter().map(ArrayRef::as_ref).collect();
                Ok(Self::One(concat(&several)?))
            }
        }
    }

    fn parts(mut arrays: Vec<ArrayRef>, data_type: &DataType) -> Self {
        let mut end = 0;
        let starts = arrays
            .iter()
            .map(|array| {
                end += array.len();
                end - array.len()
            })
            .collect();
        arrays.push(new_null_array(data_type, 1));
        Self::Parts(arrays, starts)
    }

    /// The values of `rows`; null for [`NO_ROW`].
    pub(super) fn pick(&self, rows: &Picked) -> Result<ArrayRef, ExecError> {
        match self {
            Self::One(array) if rows.none => Ok(new_null_array(array.data_type(), rows.rows.len())),
            Self::One(array) => Ok(take(array, &rows.rows, None)?),
            Self::Parts(arrays, starts) => {
                let places: Vec<(usize, usize)> =
                    rows.numbers().iter().map(|&row| place(starts, arrays.len() - 1, row)).collect();
                let arrays: Vec<&dyn Array> = arrays.iter().map(ArrayRef::as_ref).collect();
                Ok(interleave(&arrays, &places)?)
            }
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::One(array) => array.get_array_memory_size(),
            Self::Parts(arrays, _) => arrays.iter().map(|array| array.get_array_memory_size()).sum(),
        }
    }
}

/// The array that has a row, and where in it.
fn place(starts: &[usize], of_null: usize, row: u32) -> (usize, usize) {
    if row == NO_ROW {
        return (of_null, 0);
    }
    let part = starts.partition_point(|&start| start <= row as usize) - 1;
    (part, row as usize - starts[part])
}

fn text_bytes(array: &ArrayRef) -> usize {
    array.as_string_opt::<i32>().map_or(0, |texts| {
        let offsets = texts.value_offsets();
        (offsets[offsets.len() - 1] - offsets[0]) as usize
    })
}

/// Row numbers for picking.
pub(super) struct Picked {
    rows: UInt32Array,
    /// Not one of them is a row.
    none: bool,
}

impl Picked {
    /// Rows of which `missing` are [`NO_ROW`].
    pub(super) fn new(rows: Vec<u32>, missing: usize) -> Self {
        let none = missing == rows.len();
        let nulls = (missing > 0).then(|| rows.iter().map(|&row| row != NO_ROW).collect::<NullBuffer>());
        Self { rows: UInt32Array::new(rows.into(), nulls), none }
    }

    /// Rows, some of them perhaps [`NO_ROW`].
    pub(super) fn of(rows: Vec<u32>) -> Self {
        let missing = rows.iter().filter(|&&row| row == NO_ROW).count();
        Self::new(rows, missing)
    }

    /// No rows.
    pub(super) fn none() -> Self {
        Self::new(Vec::new(), 0)
    }

    /// The numbers, [`NO_ROW`] where there is none.
    pub(super) fn numbers(&self) -> &[u32] {
        self.rows.values()
    }

    /// How many are [`NO_ROW`].
    pub(super) fn missing(&self) -> usize {
        self.rows.null_count()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::StringArray;

    use super::*;

    #[test]
    fn rows_of_one_array_and_of_parts_are_the_same() {
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(vec![Some("a"), None])),
            Arc::new(StringArray::from(Vec::<&str>::new())),
            Arc::new(StringArray::from(vec!["c", "d"])),
        ];
        let rows = || Picked::new(vec![3, NO_ROW, 0, 1, 2, 2], 1);
        let one = WholeColumn::new(arrays.clone(), &DataType::Utf8).unwrap().pick(&rows()).unwrap();
        let parts = WholeColumn::parts(arrays, &DataType::Utf8).pick(&rows()).unwrap();
        assert_eq!(&one, &parts);
        let texts: Vec<_> = one.as_string::<i32>().iter().collect();
        assert_eq!(texts, [Some("d"), None, Some("a"), None, Some("c"), Some("c")]);
    }

    #[test]
    fn nothing_of_an_empty_table() {
        let empty = WholeColumn::new(Vec::new(), &DataType::Int64).unwrap();
        let picked = empty.pick(&Picked::new(vec![NO_ROW, NO_ROW], 2)).unwrap();
        assert_eq!((picked.len(), picked.null_count()), (2, 2));
    }
}
