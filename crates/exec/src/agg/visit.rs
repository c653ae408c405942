//! Going over the rows of a batch that count: those with a value and a group.

use arrow::buffer::NullBuffer;

use super::Groups;
use crate::group::NO_GROUP;

/// Calls `take` with each row that is not null and has a group, and with its group.
#[inline(always)]
pub(super) fn each_row(
    groups: Groups<'_>,
    nulls: Option<&NullBuffer>,
    rows: usize,
    mut take: impl FnMut(usize, usize),
) {
    match (groups, nulls.filter(|nulls| nulls.null_count() > 0)) {
        (Groups::One, None) => (0..rows).for_each(|row| take(row, 0)),
        (Groups::One, Some(nulls)) => nulls.valid_indices().for_each(|row| take(row, 0)),
        (Groups::Each(groups), None) => {
            for (row, &group) in groups.iter().enumerate() {
                if group != NO_GROUP {
                    take(row, group as usize);
                }
            }
        }
        (Groups::Each(groups), Some(nulls)) => {
            for row in nulls.valid_indices() {
                if groups[row] != NO_GROUP {
                    take(row, groups[row] as usize);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(groups: Groups<'_>, nulls: Option<&NullBuffer>) -> Vec<(usize, usize)> {
        let mut seen = Vec::new();
        each_row(groups, nulls, 4, |row, group| seen.push((row, group)));
        seen
    }

    #[test]
    fn skips_nulls_and_rows_without_a_group() {
        let nulls = NullBuffer::from(vec![true, false, true, true]);
        let groups = [1, 0, NO_GROUP, 2];
        assert_eq!(rows_of(Groups::One, None), [(0, 0), (1, 0), (2, 0), (3, 0)]);
        assert_eq!(rows_of(Groups::One, Some(&nulls)), [(0, 0), (2, 0), (3, 0)]);
        assert_eq!(rows_of(Groups::Each(&groups), None), [(0, 1), (1, 0), (3, 2)]);
        assert_eq!(rows_of(Groups::Each(&groups), Some(&nulls)), [(0, 1), (3, 2)]);
    }
}
