//! Which rows of a batch go with which rows of the table in memory.

use arrow::array::{ArrayRef, BooleanArray, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{FilterBuilder, FilterPredicate, take};

use super::NO_ROW;
use super::columns::Picked;
use super::error::JoinError;
use super::lists::RowLists;
use crate::error::ExecError;
use crate::group::NO_GROUP;

/// The rows of a batch that come out, in order; some perhaps several times.
pub(super) enum Streamed {
    /// Every row once.
    All,
    /// Some of the rows once.
    Some(FilterPredicate),
    /// These rows.
    Rows(UInt32Array),
}

impl Streamed {
    /// The rows where `kept` is true.
    pub(super) fn kept(kept: BooleanBuffer) -> Self {
        if kept.count_set_bits() == kept.len() {
            return Self::All;
        }
        Self::Some(FilterBuilder::new(&BooleanArray::new(kept, None)).optimize().build())
    }

    /// The values of these rows.
    pub(super) fn pick(&self, column: &ArrayRef) -> Result<ArrayRef, ExecError> {
        Ok(match self {
            Self::All => ArrayRef::clone(column),
            Self::Some(predicate) => predicate.filter(column)?,
            Self::Rows(rows) => take(column, rows, None)?,
        })
    }

    /// How many rows come out of a batch with `rows`.
    pub(super) fn len(&self, rows: usize) -> usize {
        match self {
            Self::All => rows,
            Self::Some(predicate) => predicate.count(),
            Self::Rows(rows) => rows.len(),
        }
    }
}

/// The pairs for rows with these key numbers, in the order of the batch, each row's matches in the order of the table. With
/// `keep_unmatched`, rows without a match are paired with no row.
pub(super) fn pairs(
    numbers: &[u32],
    lists: &RowLists,
    keep_unmatched: bool,
) -> Result<(Streamed, Picked), JoinError> {
    match lists {
        RowLists::Unique(row_of) => Ok(single_matches(numbers, row_of, keep_unmatched)),
        RowLists::Many { .. } => several_matches(numbers, lists, keep_unmatched),
    }
}

/// Each row has one match at most.
fn single_matches(numbers: &[u32], row_of: &[u32], keep_unmatched: bool) -> (Streamed, Picked) {
    let row_of = |&number: &u32| row_of.get(number as usize).copied().unwrap_or(NO_ROW);
    let mut rows: Vec<u32> = numbers.iter().map(row_of).collect();
    let missing = rows.iter().filter(|&&row| row == NO_ROW).count();
    if keep_unmatched || missing == 0 {
        return (Streamed::All, Picked::new(rows, missing));
    }
    let kept = BooleanBuffer::collect_bool(rows.len(), |at| rows[at] != NO_ROW);
    rows.retain(|&row| row != NO_ROW);
    (Streamed::kept(kept), Picked::new(rows, 0))
}

fn several_matches(
    numbers: &[u32],
    lists: &RowLists,
    keep_unmatched: bool,
) -> Result<(Streamed, Picked), JoinError> {
    let least = usize::from(keep_unmatched);
    let total: usize = numbers.iter().map(|&number| matches(number, lists).len().max(least)).sum();
    let total = batch_rows(total)?;
    let (mut streamed, mut built) = (Vec::with_capacity(total), Vec::with_capacity(total));
    let mut missing = 0;
    for (row, &number) in (0u32..).zip(numbers) {
        let found = matches(number, lists);
        if found.is_empty() && keep_unmatched {
            missing += 1;
            streamed.push(row);
            built.push(NO_ROW);
        }
        streamed.extend(std::iter::repeat_n(row, found.len()));
        built.extend_from_slice(found);
    }
    Ok((Streamed::Rows(streamed.into()), Picked::new(built, missing)))
}

fn matches(number: u32, lists: &RowLists) -> &[u32] {
    if number == NO_GROUP { &[] } else { lists.of(number) }
}

/// Every row of a batch with every row of a table.
pub(super) fn all_pairs(rows: usize, built: u32) -> Result<(Streamed, Picked), JoinError> {
    let total = batch_rows(rows.saturating_mul(built as usize))?;
    let mut streamed = Vec::with_capacity(total);
    let mut picked = Vec::with_capacity(total);
    for row in (0u32..).take(rows) {
        streamed.extend(std::iter::repeat_n(row, built as usize));
        picked.extend(0..built);
    }
    Ok((Streamed::Rows(streamed.into()), Picked::new(picked, 0)))
}

/// The rows that have a match (`wanted`), or that have none.
pub(super) fn rows_with(numbers: &[u32], lists: &RowLists, wanted: bool) -> Streamed {
    let kept = |at: usize| matches(numbers[at], lists).is_empty() != wanted;
    Streamed::kept(BooleanBuffer::collect_bool(numbers.len(), kept))
}

fn batch_rows(rows: usize) -> Result<usize, JoinError> {
    if rows < NO_ROW as usize {
        return Ok(rows);
    }
    Err(JoinError::TooManyRows { what: "a part of the result", rows })
}
