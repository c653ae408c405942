//! Group keys to dense group numbers.
//!
//! Groups are numbered 0, 1, 2, … in the order in which their keys first come. Hashing only finds them again: no
//! output depends on the hash.
//!
//! | file       | keys                                                                 |
//! |------------|----------------------------------------------------------------------|
//! | `int.rs`   | one column that fits into 64 bits: numbers, dates, times, booleans   |
//! | `text.rs`  | one column of text                                                   |
//! | `rows.rs`  | several columns, encoded as bytes that compare like the keys         |
//! | `bytes.rs` | what the last two share: byte strings to numbers                     |
//! | `short_keys.rs` | those of them with at most 24 bytes                            |

mod bytes;
mod coder;
mod dictionary;
mod floats;
mod int;
mod keys;
mod rows;
mod short_keys;
mod text;
mod tuples;

pub(crate) use coder::BadText;
pub(crate) use dictionary::SortedKeys;
pub(crate) use keys::{KeyCoder, KeyCodes};
pub(crate) use tuples::{PARTITIONS, Scope, TupleTable};

#[cfg(test)]
mod group_tests;

use arrow::array::ArrayRef;
use arrow::buffer::ScalarBuffer;
use arrow::datatypes::DataType;

use crate::agg::AggError;

/// In place of a group number: the row is in no group, because a key is null and nulls are not kept.
pub const NO_GROUP: u32 = u32::MAX;

/// Whether keys of this type fit into 64 bits, so that [`to_ints`] takes them.
pub(crate) fn fits_int(data_type: &DataType) -> bool {
    int::IntKeys::supports(data_type)
}

/// The keys of one column as 64-bit integers, different for different keys; those of integers, dates and times in their order.
/// What stands for a null is any number.
pub(crate) fn to_ints(column: &ArrayRef) -> Result<ScalarBuffer<i64>, AggError> {
    int::to_ints(column)
}

/// The groups seen so far: their keys, and where each came first.
///
/// Floats are grouped by value: -0.0 with 0.0, and all NaNs with one another (NaN is a key like any other; only null is
/// missing).
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, StringArray};
/// use arrow::datatypes::DataType;
/// use chunkwise_exec::group::{GroupTable, NO_GROUP};
///
/// let mut table = GroupTable::new(&[DataType::Utf8], false)?;
/// let keys: ArrayRef = Arc::new(StringArray::from(vec![Some("b"), Some("a"), None, Some("b")]));
/// let mut groups = Vec::new();
/// table.assign(&[keys], 0, &mut groups)?;
/// assert_eq!(groups, [0, 1, NO_GROUP, 0]);
/// assert_eq!(table.sorted_order()?, [1, 0]);
/// # Ok::<(), chunkwise_exec::agg::AggError>(())
/// ```
pub struct GroupTable {
    keys: Box<dyn Keys>,
    types: Vec<DataType>,
    first_rows: Vec<u64>,
    /// No group came first after this position. Rows from here on cannot be the first of a known group.
    latest_first: u64,
}

/// The keys of one kind. Numbers groups densely, in the order in which they come.
trait Keys: Send + Sync {
    /// Appends the group of each row to `out`. The columns have the right types and the same length.
    fn assign(&mut self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError>;
    /// Appends the group of each row to `out`, without adding groups: [`NO_GROUP`] for a key that is not there.
    fn find(&self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError>;
    fn len(&self) -> usize;
    /// The key columns, in group order.
    fn keys(&self) -> Result<Vec<ArrayRef>, AggError>;
    fn sorted_order(&self) -> Result<Vec<u32>, AggError>;
    fn size_bytes(&self) -> usize;
}

impl GroupTable {
    /// An empty table for keys of these types. With `keep_nulls` null is a key like any other; without, rows with a
    /// null in any key are in no group.
    ///
    /// # Errors
    /// [`AggError::Keys`] if there are no keys or a type cannot be grouped by.
    pub fn new(key_types: &[DataType], keep_nulls: bool) -> Result<GroupTable, AggError> {
        let keys: Box<dyn Keys> = match key_types {
            [DataType::Utf8] => Box::new(text::TextKeys::new(keep_nulls)),
            [only] if int::IntKeys::supports(only) => Box::new(int::IntKeys::new(only.clone(), keep_nulls)),
            _ => Box::new(rows::RowKeys::new(key_types, keep_nulls)?),
        };
        Ok(GroupTable { keys, types: key_types.to_vec(), first_rows: Vec::new(), latest_first: 0 })
    }

    /// Puts the group of each row into `groups`, replacing what was there; [`NO_GROUP`] for a row with a null key that
    /// is not kept. Row i has position `first_row + i`, and a group remembers its lowest one.
    ///
    /// To merge tables, assign the other's keys with a `first_row` beyond all rows, then call
    /// [`GroupTable::merge_first_rows`].
    ///
    /// # Errors
    /// If the columns are not of the table's types, or there are more groups than can be numbered.
    pub fn assign(
        &mut self,
        keys: &[ArrayRef],
        first_row: u64,
        groups: &mut Vec<u32>,
    ) -> Result<(), AggError> {
        groups.clear();
        groups.reserve(self.rows_of(keys)?);
        self.keys.assign(keys, groups)?;
        let known = self.first_rows.len();
        if self.keys.len() > known {
            // New groups have the next numbers, in the order of their first rows.
            for (position, &group) in (first_row..).zip(groups.iter()) {
                if group as usize == self.first_rows.len() {
                    self.first_rows.push(position);
                }
            }
        }
        if known > 0 && first_row < self.latest_first {
            for (position, &group) in (first_row..).zip(groups.iter()) {
                if group != NO_GROUP {
                    let first = &mut self.first_rows[group as usize];
                    *first = position.min(*first);
                }
            }
        }
        for &first in &self.first_rows[known..] {
            self.latest_first = self.latest_first.max(first);
        }
        Ok(())
    }

    /// Puts the group of each row into `groups`, replacing what was there, and adds none: [`NO_GROUP`] for a row whose key
    /// is not in the table.
    ///
    /// # Errors
    /// If the columns are not of the table's types.
    pub fn find(&self, keys: &[ArrayRef], groups: &mut Vec<u32>) -> Result<(), AggError> {
        groups.clear();
        groups.reserve(self.rows_of(keys)?);
        self.keys.find(keys, groups)
    }

    /// The number of rows of key columns, which must be of the table's types.
    fn rows_of(&self, keys: &[ArrayRef]) -> Result<usize, AggError> {
        let rows = keys.first().map_or(0, |column| column.len());
        let fit = keys.iter().map(|column| column.data_type()).eq(&self.types)
            && keys.iter().all(|column| column.len() == rows);
        if fit {
            return Ok(rows);
        }
        Err(AggError::Mismatch {
            what: "group keys",
            expected: format!("{:?}", self.types),
            found: format!("{:?}", keys.iter().map(|column| column.data_type()).collect::<Vec<_>>()),
        })
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        self.first_rows.len()
    }

    /// Whether there is no group yet.
    pub fn is_empty(&self) -> bool {
        self.first_rows.is_empty()
    }

    /// The key columns, in group order.
    ///
    /// # Errors
    /// [`AggError::TooMuchText`] if the keys have more than 2 GiB of text.
    pub fn keys(&self) -> Result<Vec<ArrayRef>, AggError> {
        self.keys.keys()
    }

    /// Where each group came first.
    pub fn first_rows(&self) -> &[u64] {
        &self.first_rows
    }

    /// Takes in where groups came first in another table: `first[i]` for group `groups[i]`.
    pub fn merge_first_rows(&mut self, groups: &[u32], first: &[u64]) {
        for (&group, &position) in groups.iter().zip(first) {
            if group != NO_GROUP {
                let first = &mut self.first_rows[group as usize];
                *first = position.min(*first);
            }
        }
    }

    /// The group numbers in ascending order of their keys: NaN after all other numbers, null last, text by bytes.
    ///
    /// # Errors
    /// If an Arrow kernel fails.
    pub fn sorted_order(&self) -> Result<Vec<u32>, AggError> {
        self.keys.sorted_order()
    }

    /// Bytes held, by capacity.
    pub fn size_bytes(&self) -> usize {
        self.keys.size_bytes() + self.first_rows.capacity() * size_of::<u64>()
    }
}

/// The number of the next group after `groups` ones.
fn next_group(groups: usize) -> Result<u32, AggError> {
    u32::try_from(groups).ok().filter(|&group| group != NO_GROUP).ok_or(AggError::TooManyGroups)
}
