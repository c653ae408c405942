//! Asof: times in order, and the row of a list that is nearest to a time.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::ScalarBuffer;
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Float64Type};
use chunkwise_plan::{Asof, AsofDirection, Scalar, Side};

use super::NO_ROW;
use super::built::value_text;
use super::error::JoinError;
use crate::error::ExecError;
use crate::group::to_ints;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Times as numbers with an order and distances.
pub(super) enum Times {
    Ints(ScalarBuffer<i64>),
    Floats(ScalarBuffer<f64>),
}

impl Times {
    /// The times of a column without nulls.
    pub(super) fn new(column: &ArrayRef) -> Result<Self, ExecError> {
        if column.data_type().is_floating() {
            let floats = cast(column, &DataType::Float64)?;
            return Ok(Self::Floats(floats.as_primitive::<Float64Type>().values().clone()));
        }
        let ints = to_ints(column)?;
        // Unsigned numbers above the half come as negative ones: moved down by the half all are in order.
        let is_unsigned = *column.data_type() == DataType::UInt64;
        Ok(Self::Ints(if is_unsigned { ints.iter().map(|&key| key ^ i64::MIN).collect() } else { ints }))
    }

    fn is_less(&self, row: usize, of: &Self, than: usize) -> bool {
        match (self, of) {
            (Self::Ints(a), Self::Ints(b)) => a[row] < b[than],
            (Self::Floats(a), Self::Floats(b)) => a[row] < b[than],
            _ => false,
        }
    }
}

/// The times of a table, row by row: none of them null, none before the one above it.
pub(super) fn sorted_times(side: Side, name: &str, columns: &[ArrayRef]) -> Result<Option<Times>, ExecError> {
    let parts: Vec<&dyn Array> = columns.iter().map(ArrayRef::as_ref).collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let all = concat(&parts)?;
    let column = || name.to_owned();
    if let Some(row) = all.nulls().and_then(|nulls| (0..nulls.len()).find(|&row| nulls.is_null(row))) {
        return Err(JoinError::NullTime { side, column: column(), row }.into());
    }
    let times = Times::new(&all)?;
    let is_nan = |row: usize| matches!(&times, Times::Floats(floats) if floats[row].is_nan());
    let wrong = (0..all.len()).find(|&row| is_nan(row) || row > 0 && times.is_less(row, &times, row - 1));
    match wrong {
        Some(row) => {
            let (value, above) = (value_text(&all, row), value_text(&all, row.saturating_sub(1)));
            Err(JoinError::NotSorted { side, column: column(), row, value, above }.into())
        }
        None => Ok(Some(times)),
    }
}

/// Finds right rows.
pub(super) struct Nearest<'a> {
    asof: &'a Asof,
    right: &'a Times,
    /// The tolerance in the unit of the times.
    within: Option<f64>,
    within_ints: Option<u64>,
}

impl<'a> Nearest<'a> {
    /// The rule for times that are compared as `data_type`.
    pub(super) fn new(asof: &'a Asof, right: &'a Times, data_type: &DataType) -> Self {
        let (mut within, mut within_ints) = (None, None);
        match asof.tolerance {
            Some(Scalar::Duration(micros)) => {
                let unit = if *data_type == DataType::Date32 { MICROS_PER_DAY } else { 1 };
                within_ints = Some((micros / unit).unsigned_abs());
            }
            Some(Scalar::Int64(number)) => {
                within_ints = Some(number.unsigned_abs());
                within = Some(number as f64);
            }
            Some(Scalar::Float64(number)) => within = Some(number),
            _ => {}
        }
        Self { asof, right, within, within_ints }
    }

    /// The row among `rows`, which are in order, for a row of the left times; [`NO_ROW`] if there is none.
    pub(super) fn row(&self, rows: &[u32], left: &Times, row: usize) -> u32 {
        let exact = self.asof.allow_exact_matches;
        let is_before = |&other: &u32| self.right.is_less(other as usize, left, row);
        let is_not_after = |&other: &u32| !left.is_less(row, self.right, other as usize);
        let before = if exact { rows.partition_point(is_not_after) } else { rows.partition_point(is_before) };
        let after = if exact { rows.partition_point(is_before) } else { rows.partition_point(is_not_after) };
        let before = before.checked_sub(1).map(|at| rows[at]);
        let after = rows.get(after).copied();
        let found = match self.asof.direction {
            AsofDirection::Backward => before,
            AsofDirection::Forward => after,
            AsofDirection::Nearest => match (before, after) {
                (Some(before), Some(after)) => {
                    Some(if self.is_nearer(after, before, left, row) { after } else { before })
                }
                (before, after) => before.or(after),
            },
        };
        found.filter(|&found| self.is_within(found, left, row)).unwrap_or(NO_ROW)
    }

    fn is_nearer(&self, one: u32, other: u32, left: &Times, row: usize) -> bool {
        let (one, other) = (one as usize, other as usize);
        match (self.right, left) {
            (Times::Ints(right), Times::Ints(left)) => {
                right[one].abs_diff(left[row]) < right[other].abs_diff(left[row])
            }
            (Times::Floats(right), Times::Floats(left)) => {
                (right[one] - left[row]).abs() < (right[other] - left[row]).abs()
            }
            _ => false,
        }
    }

    fn is_within(&self, found: u32, left: &Times, row: usize) -> bool {
        match (self.right, left) {
            (Times::Ints(right), Times::Ints(left)) => {
                self.within_ints.is_none_or(|within| right[found as usize].abs_diff(left[row]) <= within)
            }
            (Times::Floats(right), Times::Floats(left)) => {
                self.within.is_none_or(|within| (right[found as usize] - left[row]).abs() <= within)
            }
            _ => false,
        }
    }
}
