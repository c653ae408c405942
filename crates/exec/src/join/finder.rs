//! Keys to dense numbers. Integers that lie close together are their own number; all others are found by hash.

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

use super::keys::KeyColumns;
use crate::error::ExecError;
use crate::group::{GroupTable, NO_GROUP, fits_int, to_ints};

/// An array has at most this many places for each row, so that it is not larger than a hash table would be.
const PLACES_PER_ROW: u64 = 8;
/// An array of this many places is small enough for any table.
const PLACES_ALWAYS: u64 = 1 << 16;

/// Finds the number of a key.
pub(super) enum Finder {
    /// The key minus the smallest one; the last number is that of null.
    Offset {
        /// The smallest key.
        from: i64,
        /// The number of null: one more than that of the largest key.
        null: u32,
    },
    /// Numbers in order of first appearance.
    Hashed(GroupTable),
}

impl Finder {
    /// A finder for the keys of `batches`, and the numbers of their rows.
    pub(super) fn new(keys: &KeyColumns, batches: &[Vec<ArrayRef>]) -> Result<(Self, Vec<u32>), ExecError> {
        let mut numbers = Vec::with_capacity(batches.iter().map(|columns| columns[0].len()).sum());
        if let Some(finder) = offset_finder(&keys.types, batches)? {
            for columns in batches {
                finder.find_into(columns, &mut numbers)?;
            }
            return Ok((finder, numbers));
        }
        let mut table = GroupTable::new(&keys.types, true)?;
        let mut groups = Vec::new();
        for columns in batches {
            table.assign(columns, 0, &mut groups)?;
            numbers.extend_from_slice(&groups);
        }
        Ok((Self::Hashed(table), numbers))
    }

    /// Numbers are below this.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Offset { null, .. } => *null as usize + 1,
            Self::Hashed(table) => table.len(),
        }
    }

    /// Appends the number of each row's key to `numbers`; [`NO_GROUP`] for a key that does not exist.
    pub(super) fn find_into(&self, columns: &[ArrayRef], numbers: &mut Vec<u32>) -> Result<(), ExecError> {
        match (self, columns) {
            (Self::Offset { from, null }, [column]) => offsets(*from, *null, column, numbers),
            (Self::Offset { .. }, _) => Ok(()),
            (Self::Hashed(table), _) => {
                let mut found = Vec::new();
                table.find(columns, &mut found)?;
                numbers.append(&mut found);
                Ok(())
            }
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Offset { .. } => 0,
            Self::Hashed(table) => table.size_bytes(),
        }
    }
}

/// A finder without a hash table, if there is one key column of integers that lie close enough.
fn offset_finder(types: &[DataType], batches: &[Vec<ArrayRef>]) -> Result<Option<Finder>, ExecError> {
    let [only] = types else { return Ok(None) };
    // The bits of floats are far apart, and those of uint64 beyond int64 would come before the others.
    if !fits_int(only) || only.is_floating() || *only == DataType::UInt64 {
        return Ok(None);
    }
    let (mut low, mut high, mut rows) = (i64::MAX, i64::MIN, 0);
    for columns in batches {
        rows += columns[0].len() as u64;
        if let Some((least, most)) = range(&columns[0])? {
            low = low.min(least);
            high = high.max(most);
        }
    }
    if low > high {
        return Ok(Some(Finder::Offset { from: 0, null: 0 }));
    }
    let places = high.abs_diff(low).saturating_add(1);
    let fits = places <= PLACES_ALWAYS || places <= rows.saturating_mul(PLACES_PER_ROW);
    let null = u32::try_from(places).ok().filter(|&null| fits && null < NO_GROUP - 1);
    Ok(null.map(|null| Finder::Offset { from: low, null }))
}

/// The smallest and the largest key that is not null.
fn range(column: &ArrayRef) -> Result<Option<(i64, i64)>, ExecError> {
    let keys = to_ints(column)?;
    let merged = |range: Option<(i64, i64)>, &key: &i64| match range {
        Some((low, high)) => Some((low.min(key), high.max(key))),
        None => Some((key, key)),
    };
    Ok(match column.nulls().filter(|nulls| nulls.null_count() > 0) {
        Some(nulls) => nulls.valid_indices().map(|row| &keys[row]).fold(None, merged),
        None => keys.iter().fold(None, merged),
    })
}

fn offsets(from: i64, null: u32, column: &ArrayRef, numbers: &mut Vec<u32>) -> Result<(), ExecError> {
    let keys = to_ints(column)?;
    let number = |key: i64| {
        let offset = key.wrapping_sub(from) as u64;
        if offset < u64::from(null) { offset as u32 } else { NO_GROUP }
    };
    match column.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => numbers.extend(keys.iter().map(|&key| number(key))),
        Some(nulls) => {
            let numbered = keys.iter().zip(nulls).map(|(&key, valid)| if valid { number(key) } else { null });
            numbers.extend(numbered);
        }
    }
    Ok(())
}
