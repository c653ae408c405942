//! An aggregate over the rows for which a condition is true: `sum(x) filter (where y > 0)`.

use arrow::array::{Array, ArrayRef, BooleanArray};

use super::array::typed;
use super::{Accumulator, AggError, Groups};
use crate::group::NO_GROUP;

const WHAT: &str = "the condition of an aggregate";

/// The accumulator over the rows for which the last of its arguments is true; the others are those of `inner`.
pub(super) fn new(inner: Box<dyn Accumulator>) -> Box<dyn Accumulator> {
    Box::new(Filtered { inner, groups: Vec::new() })
}

struct Filtered {
    inner: Box<dyn Accumulator>,
    /// The group of each row that counts; kept for its capacity.
    groups: Vec<u32>,
}

impl Accumulator for Filtered {
    fn resize(&mut self, groups: usize) {
        self.inner.resize(groups);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        first_row: u64,
    ) -> Result<(), AggError> {
        let Some((condition, args)) = args.split_last() else {
            return Err(AggError::Mismatch { what: WHAT, expected: "a column".into(), found: "none".into() });
        };
        let condition = typed::<BooleanArray>(condition, WHAT)?;
        if condition.null_count() == 0 && !condition.has_false() {
            return self.inner.update(groups, args, rows, first_row);
        }
        self.groups.clear();
        let kept = |row: usize| condition.value(row) && condition.is_valid(row);
        match groups {
            Groups::One => self.groups.extend((0..rows).map(|row| if kept(row) { 0 } else { NO_GROUP })),
            Groups::Each(groups) => {
                let groups = groups.iter().enumerate();
                self.groups.extend(groups.map(|(row, &group)| if kept(row) { group } else { NO_GROUP }));
            }
        }
        self.inner.update(Groups::Each(&self.groups), args, rows, first_row)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        self.inner.state()
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        self.inner.merge(groups, state)
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        self.inner.finish()
    }

    fn size_bytes(&self) -> usize {
        self.inner.size_bytes() + self.groups.capacity() * size_of::<u32>()
    }
}
