//! The rows of each key: one row per key where keys are unique, else lists that lie one after the other in one array.

use super::NO_ROW;

/// Rows by key number, each list in row order.
pub(super) enum RowLists {
    /// The row of each key, or [`NO_ROW`].
    Unique(Vec<u32>),
    /// The rows of key `k` are `rows[starts[k]..starts[k + 1]]`.
    Many {
        /// Where each list starts, and the end of the last one.
        starts: Vec<u32>,
        /// All lists.
        rows: Vec<u32>,
    },
}

impl RowLists {
    /// The lists for rows with these key numbers, which are below `keys`.
    pub(super) fn new(keys: usize, numbers: &[u32]) -> Self {
        unique(keys, numbers).map_or_else(|| many(keys, numbers), Self::Unique)
    }

    /// The rows of a key.
    #[inline]
    pub(super) fn of(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match self {
            Self::Unique(row) if row[key] == NO_ROW => &[],
            Self::Unique(row) => &row[key..=key],
            Self::Many { starts, rows } => &rows[starts[key] as usize..starts[key + 1] as usize],
        }
    }

    /// The first row whose key came before, after the row where it came first.
    pub(super) fn first_repetition(&self) -> Option<(usize, usize)> {
        let Self::Many { starts, rows } = self else { return None };
        let repeated = starts.windows(2).filter(|ends| ends[1] - ends[0] > 1);
        let first_two =
            repeated.map(|ends| (rows[ends[0] as usize] as usize, rows[ends[0] as usize + 1] as usize));
        first_two.min_by_key(|&(_, again)| again)
    }

    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Unique(row) => row.capacity() * size_of::<u32>(),
            Self::Many { starts, rows } => (starts.capacity() + rows.capacity()) * size_of::<u32>(),
        }
    }
}

/// The row of each key; `None` if a key comes twice.
fn unique(keys: usize, numbers: &[u32]) -> Option<Vec<u32>> {
    let mut row_of = vec![NO_ROW; keys];
    for (row, &key) in (0u32..).zip(numbers) {
        let place = &mut row_of[key as usize];
        if *place != NO_ROW {
            return None;
        }
        *place = row;
    }
    Some(row_of)
}

/// Rows sorted by key number, by counting.
fn many(keys: usize, numbers: &[u32]) -> RowLists {
    let mut starts = vec![0u32; keys + 1];
    for &key in numbers {
        starts[key as usize + 1] += 1;
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut next = starts.clone();
    let mut rows = vec![0; numbers.len()];
    for (row, &key) in (0u32..).zip(numbers) {
        let place = &mut next[key as usize];
        rows[*place as usize] = row;
        *place += 1;
    }
    RowLists::Many { starts, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_their_rows_in_order() {
        let lists = RowLists::new(4, &[2, 0, 2, 3, 2]);
        let all: Vec<&[u32]> = (0..4).map(|key| lists.of(key)).collect();
        assert_eq!(all, [&[1][..], &[], &[0, 2, 4], &[3]]);
        assert_eq!(lists.first_repetition(), Some((0, 2)));
    }

    #[test]
    fn the_repetition_that_is_met_first_counts() {
        assert_eq!(RowLists::new(3, &[0, 1, 2, 1, 0]).first_repetition(), Some((1, 3)));
    }

    #[test]
    fn unique_keys_need_no_lists() {
        let lists = RowLists::new(3, &[2, 0]);
        assert!(matches!(lists, RowLists::Unique(_)));
        assert_eq!((lists.of(0), lists.of(1), lists.of(2)), (&[1][..], &[][..], &[0][..]));
        assert_eq!(lists.first_repetition(), None);
    }
}
