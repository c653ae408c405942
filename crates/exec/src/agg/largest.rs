//! largest and smallest: the n largest (smallest) values of a group as a list, the best first.
//!
//! Of floats, NaN counts only if there are fewer other values. Up to [`HEAP_MAX`] values are kept per group, in a heap, all heaps lie side by
//! side; for more, all values are kept.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, LargeListArray, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Int64Type};

use super::array::{columns, list_items, required, typed, values};
use super::keys::{NAN_KEY, has_keys, keys_of, values_of};
use super::min_max::Extreme;
use super::value_log::ValueLog;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "largest and smallest";

/// The largest number of values that are kept in heaps.
const HEAP_MAX: usize = 64;

pub(super) fn new(input: &DataType, n: usize, extreme: Extreme) -> Option<Box<dyn Accumulator>> {
    if !has_keys(input) {
        return None;
    }
    let rank = Rank { extreme, input: input.clone() };
    Some(if n <= HEAP_MAX {
        Box::new(Heaps { rank, n, ranks: Vec::new(), lengths: Vec::new(), batch: Vec::new() })
    } else {
        Box::new(Selected { rank, n, log: ValueLog::default() })
    })
}

/// How good a value is, as a number: the better, the larger.
struct Rank {
    extreme: Extreme,
    input: DataType,
}

/// The rank of NaN; only integers have another value with it.
const WORST: i64 = i64::MIN;

impl Rank {
    fn is_float(&self) -> bool {
        matches!(self.input, DataType::Float32 | DataType::Float64)
    }

    #[inline(always)]
    fn of_key(extreme: Extreme, is_float: bool, key: i64) -> i64 {
        let rank = if extreme == Extreme::Max { key } else { !key };
        if is_float & (key == NAN_KEY) { WORST } else { rank }
    }

    fn key(&self, rank: i64) -> i64 {
        match self.extreme {
            _ if self.is_float() && rank == WORST => NAN_KEY,
            Extreme::Max => rank,
            Extreme::Min => !rank,
        }
    }

    /// Lists of the values with these ranks.
    fn lists(&self, ranks: &[i64], lengths: &[usize]) -> Result<ArrayRef, AggError> {
        if ranks.len() > i32::MAX as usize {
            return Err(AggError::TooManyValues { values: ranks.len() });
        }
        let keys: Vec<i64> = ranks.iter().map(|&rank| self.key(rank)).collect();
        let field = Arc::new(Field::new_list_field(self.input.clone(), true));
        let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
        Ok(Arc::new(ListArray::try_new(field, offsets, values_of(&self.input, &keys, None), None)?))
    }
}

/// The best ranks of each group, the worst of them at the root.
struct Heaps {
    rank: Rank,
    n: usize,
    /// `n` places per group.
    ranks: Vec<i64>,
    lengths: Vec<u32>,
    /// The ranks of one batch; kept for its capacity.
    batch: Vec<i64>,
}

impl Heaps {
    #[inline(always)]
    fn offer(&mut self, group: usize, rank: i64) {
        let heap = &mut self.ranks[group * self.n..(group + 1) * self.n];
        let length = &mut self.lengths[group];
        if (*length as usize) < heap.len() {
            heap[*length as usize] = rank;
            sift_up(heap, *length as usize);
            *length += 1;
        } else if heap.first().is_some_and(|worst| rank > *worst) {
            heap[0] = rank;
            sift_down(heap);
        }
    }

    /// The ranks of all groups, the best first, and how many each has.
    fn sorted(&self) -> (Vec<i64>, Vec<usize>) {
        let mut sorted = Vec::with_capacity(self.lengths.iter().map(|&length| length as usize).sum());
        for (group, &length) in self.lengths.iter().enumerate() {
            let start = sorted.len();
            sorted.extend_from_slice(&self.ranks[group * self.n..group * self.n + length as usize]);
            sorted[start..].sort_unstable_by(|a, b| b.cmp(a));
        }
        (sorted, self.lengths.iter().map(|&length| length as usize).collect())
    }
}

fn sift_up(heap: &mut [i64], mut at: usize) {
    while at > 0 && heap[at] < heap[(at - 1) / 2] {
        heap.swap(at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

fn sift_down(heap: &mut [i64]) {
    let mut at = 0;
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        let Some(&left_rank) = heap.get(left) else { return };
        let child = if heap.get(right).is_some_and(|&rank| rank < left_rank) { right } else { left };
        if heap[at] <= heap[child] {
            return;
        }
        heap.swap(at, child);
        at = child;
    }
}

impl Accumulator for Heaps {
    fn resize(&mut self, groups: usize) {
        self.ranks.resize(groups * self.n, 0);
        self.lengths.resize(groups, 0);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        let mut batch = std::mem::take(&mut self.batch);
        keys_of(array, &mut batch, WHAT)?;
        let (extreme, is_float) = (self.rank.extreme, self.rank.is_float());
        each_row(groups, array.logical_nulls().as_ref(), rows, |row, group| {
            self.offer(group, Rank::of_key(extreme, is_float, batch[row]));
        });
        self.batch = batch;
        Ok(())
    }

    /// A list of ranks per group.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let (ranks, lengths) = self.sorted();
        let field = Arc::new(Field::new_list_field(DataType::Int64, true));
        let ranks = Arc::new(Int64Array::from(ranks));
        Ok(vec![Arc::new(LargeListArray::try_new(field, OffsetBuffer::from_lengths(lengths), ranks, None)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [lists] = columns(state, WHAT)?;
        let (items, ranges) = list_items(typed::<LargeListArray>(lists, WHAT)?);
        let ranks = values::<Int64Type>(&items, WHAT)?;
        for (&group, range) in groups.iter().zip(ranges) {
            ranks[range].iter().for_each(|&rank| self.offer(group as usize, rank));
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let (ranks, lengths) = self.sorted();
        self.rank.lists(&ranks, &lengths)
    }

    fn size_bytes(&self) -> usize {
        (self.ranks.capacity() + self.batch.capacity()) * size_of::<i64>()
            + self.lengths.capacity() * size_of::<u32>()
    }
}

/// All values, of which the best are selected at the end.
struct Selected {
    rank: Rank,
    n: usize,
    log: ValueLog,
}

impl Accumulator for Selected {
    fn resize(&mut self, groups: usize) {
        self.log.resize(groups);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], _: usize, _: u64) -> Result<(), AggError> {
        self.log.update(groups, required(args, WHAT)?, WHAT)
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        self.log.state()
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        self.log.merge(groups, state, WHAT)
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let (extreme, is_float) = (self.rank.extreme, self.rank.is_float());
        let (mut best, mut lengths) = (Vec::new(), Vec::new());
        self.log.by_group().each(|ranks| {
            ranks.iter_mut().for_each(|key| *key = Rank::of_key(extreme, is_float, *key));
            let kept = ranks.len().min(self.n);
            if kept < ranks.len() {
                ranks.select_nth_unstable_by(kept, |a, b| b.cmp(a));
            }
            ranks[..kept].sort_unstable_by(|a, b| b.cmp(a));
            best.extend_from_slice(&ranks[..kept]);
            lengths.push(kept);
        });
        self.rank.lists(&best, &lengths)
    }

    fn size_bytes(&self) -> usize {
        self.log.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray, Float64Array};

    use super::*;

    fn of(array: &ArrayRef, n: usize, extreme: Extreme) -> ArrayRef {
        let mut state = new(array.data_type(), n, extreme).unwrap();
        state.resize(2);
        state.update(Groups::One, std::slice::from_ref(array), array.len(), 0).unwrap();
        let lists = state.finish().unwrap();
        assert_eq!(lists.as_list::<i32>().value_length(1), 0);
        lists.as_list::<i32>().value(0)
    }

    #[test]
    fn nan_is_the_last_resort() {
        let values = vec![Some(2.0), None, Some(f64::NAN), Some(-1.0), Some(7.0), Some(2.0)];
        let array: ArrayRef = Arc::new(Float64Array::from(values));
        assert_eq!(*of(&array, 3, Extreme::Max), Float64Array::from(vec![7.0, 2.0, 2.0]));
        assert_eq!(*of(&array, 1, Extreme::Min), Float64Array::from(vec![-1.0]));
        assert_eq!(of(&array, 0, Extreme::Min).len(), 0);
        for n in [5, 100] {
            let all = of(&array, n, Extreme::Min);
            let all = all.as_primitive::<arrow::datatypes::Float64Type>().values();
            assert_eq!(all[..4], [-1.0, 2.0, 2.0, 7.0]);
            assert!(all.len() == 5 && all[4].is_nan());
        }
    }

    #[test]
    fn heaps_agree_with_sorting() {
        let values: Vec<i64> =
            (0..1000u64).map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as i64).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let array: ArrayRef = Arc::new(Int64Array::from(values));
        for n in [1, 2, 3, 7, 64, 65, 999] {
            assert_eq!(*of(&array, n, Extreme::Min), Int64Array::from(sorted[..n].to_vec()));
            let largest: Vec<i64> = sorted.iter().rev().take(n).copied().collect();
            assert_eq!(*of(&array, n, Extreme::Max), Int64Array::from(largest));
        }
        let ends: ArrayRef = Arc::new(Int64Array::from(vec![i64::MIN, i64::MAX, 0]));
        assert_eq!(*of(&ends, 3, Extreme::Max), Int64Array::from(vec![i64::MAX, 0, i64::MIN]));
        assert_eq!(*of(&ends, 3, Extreme::Min), Int64Array::from(vec![i64::MIN, 0, i64::MAX]));
    }
}
