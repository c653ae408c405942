//! The groups in order, as batches.

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{interleave, take};
use arrow::datatypes::SchemaRef;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

use super::Aggs;
use super::states::{Failure, Finished, Unfinished};
use crate::error::ExecError;
use crate::group::{KeyCodes, SortedKeys};
use crate::ops::project::batch_of;

/// Rows of a batch of the result.
const BATCH_ROWS: usize = 1 << 16;

/// Bits of a [`Place`] for the group in its partition.
const GROUP_BITS: u32 = 32;

/// A group: its partition, and behind that its number there.
type Place = u64;

/// The groups of all partitions: ascending by key, or in order of first appearance. At least one batch, which may be empty.
pub(super) fn batches(
    keys: &KeyCodes,
    sort: bool,
    schema: &SchemaRef,
    partitions: &[Finished],
) -> Result<Vec<RecordBatch>, ExecError> {
    let sorted = keys.sorted()?;
    let groups = Groups { width: keys.width(), sorted: &sorted, partitions };
    let bits: Vec<u32> = sorted.iter().map(|keys| u32::BITS - keys.len.leading_zeros()).collect();
    if !sort {
        let order = groups.sorted_by(|place| groups.first_row(place));
        return groups.batches(&order, schema, |&(_, place), ranks| ranks.extend(groups.ranks(place)));
    }
    if bits.iter().sum::<u32>() > u64::BITS {
        let order = groups.sorted_by(|place| wide_key(groups.ranks(place)));
        return groups.batches(&order, schema, |&(_, place), ranks| ranks.extend(groups.ranks(place)));
    }
    let order = groups.sorted_by(|place| {
        let ranks = groups.ranks(place).zip(&bits);
        ranks.fold(0_u64, |key, (rank, &bits)| key.unbounded_shl(bits) | u64::from(rank))
    });
    // The ranks come out of the key, without a look at the group.
    let shifts: Vec<u32> = (0..bits.len()).map(|at| bits[at + 1..].iter().sum()).collect();
    groups.batches(&order, schema, |&(key, _), ranks| {
        let rank = |(&shift, &bits)| (key.unbounded_shr(shift) & !u64::MAX.unbounded_shl(bits)) as u32;
        ranks.extend(shifts.iter().zip(&bits).map(rank));
    })
}

/// Of the groups that have no result, why the first one in the order of the result has none. `None` if each of them alone has one.
pub(super) fn first_failure(
    keys: &KeyCodes,
    aggs: &Aggs,
    unfinished: &[Box<Unfinished>],
) -> Result<Option<ExecError>, ExecError> {
    let sorted = keys.sorted()?;
    let mut all = Vec::new();
    for partition in unfinished {
        for Failure { first_row, tuple, error } in partition.failures(aggs, keys.width())? {
            let ranks: Vec<u32> = tuple.iter().zip(&sorted).map(|(&code, keys)| keys.rank(code)).collect();
            all.push(((first_row, ranks), error));
        }
    }
    Ok(all.into_iter().min_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, error)| error))
}

/// At most six ranks of 32 bits.
fn wide_key(mut ranks: impl Iterator<Item = u32>) -> (u128, u64) {
    let first = ranks.by_ref().take(4).fold(0_u128, |key, rank| key << 32 | u128::from(rank));
    (first, ranks.fold(0_u64, |key, rank| key << 32 | u64::from(rank)))
}

struct Groups<'a> {
    width: usize,
    sorted: &'a [SortedKeys],
    partitions: &'a [Finished],
}

impl Groups<'_> {
    fn first_row(&self, place: Place) -> u64 {
        let (partition, group) = parts(place);
        self.partitions[partition].first_rows.as_ref().map_or(0, |rows| rows[group])
    }

    /// For each component of the group's key, its place among all.
    fn ranks(&self, place: Place) -> impl Iterator<Item = u32> {
        let (partition, group) = parts(place);
        let tuple = &self.partitions[partition].tuples[group * self.width..][..self.width];
        tuple.iter().zip(self.sorted).map(|(&code, keys)| keys.rank(code))
    }

    /// All groups, ascending by `key`, which is different for each.
    fn sorted_by<K: Ord + Copy + Default + Send>(&self, key: impl Fn(Place) -> K + Sync) -> Vec<(K, Place)> {
        let groups = |partition: &Finished| partition.tuples.len() / self.width;
        let mut keyed = vec![(K::default(), 0); self.partitions.iter().map(groups).sum()];
        let mut rest = keyed.as_mut_slice();
        let mut slots = Vec::with_capacity(self.partitions.len());
        for (partition, finished) in (0_u64..).zip(self.partitions) {
            let (slot, after) = rest.split_at_mut(groups(finished));
            slots.push((partition, slot));
            rest = after;
        }
        slots.into_par_iter().for_each(|(partition, slot)| {
            for (group, slot) in (0_u64..).zip(slot) {
                let place = partition << GROUP_BITS | group;
                *slot = (key(place), place);
            }
        });
        keyed.par_sort_unstable_by_key(|&(key, _)| key);
        keyed
    }

    /// The batches of the groups in `order`, whose key's ranks `ranks` appends.
    fn batches<K: Sync>(
        &self,
        order: &[(K, Place)],
        schema: &SchemaRef,
        ranks: impl Fn(&(K, Place), &mut Vec<u32>) + Sync,
    ) -> Result<Vec<RecordBatch>, ExecError> {
        if order.is_empty() {
            return Ok(vec![RecordBatch::new_empty(SchemaRef::clone(schema))]);
        }
        let batch = |order: &[(K, Place)]| {
            let mut tuples = Vec::with_capacity(order.len() * self.width);
            order.iter().for_each(|group| ranks(group, &mut tuples));
            let places: Vec<(usize, usize)> = order.iter().map(|&(_, place)| parts(place)).collect();
            self.batch(&tuples, &places, schema)
        };
        order.par_chunks(BATCH_ROWS).map(batch).collect()
    }

    fn batch(
        &self,
        ranks: &[u32],
        places: &[(usize, usize)],
        schema: &SchemaRef,
    ) -> Result<RecordBatch, ExecError> {
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
        for (at, keys) in self.sorted.iter().enumerate() {
            let ranks = UInt32Array::from_iter_values(ranks.iter().skip(at).step_by(self.width).copied());
            for column in &keys.columns {
                columns.push(take(column, &ranks, None)?);
            }
        }
        for at in 0..self.partitions.first().map_or(0, |first| first.columns.len()) {
            let values: Vec<&dyn Array> =
                self.partitions.iter().map(|partition| &*partition.columns[at]).collect();
            columns.push(interleave(&values, places)?);
        }
        batch_of(schema, columns, places.len())
    }
}

fn parts(place: Place) -> (usize, usize) {
    ((place >> GROUP_BITS) as usize, place as u32 as usize)
}
