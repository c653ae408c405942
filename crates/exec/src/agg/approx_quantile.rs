//! approx_quantile and approx_median: DDSketch, in little memory, off by at most 1 % of the value.
//!
//! A value falls into the bucket between two powers of gamma = 1.01 / 0.99; what is kept are counts by bucket. The result is the middle of
//! the bucket in which the value at rank floor(q (n - 1)) lies. Counts do not depend on the order of values or merges, as the clusters of a
//! t-digest do. Buckets are not collapsed, there cannot be more than some 70,000 with each sign. See Masson, Rim, Lee, "DDSketch: a fast
//! and fully-mergeable quantile sketch with relative-error guarantees" (2019).
//!
//! NaN among the values makes the result NaN; null of nothing.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, LargeListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Int64Type, UInt32Type};

use super::array::{columns, list_items, required, typed, values};
use super::pair_counts::{PairCount, PairCounts};
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "approx_quantile";

/// The largest relative error.
const ERROR: f64 = 0.01;

/// Buckets are numbered in the order of their values; this is zero's. The bucket of 1.0 is `ONE` away from it.
const ZERO: u32 = 1 << 20;
const ONE: i32 = 1 << 17;
const INFINITE: i32 = 1 << 19;
const NAN: u32 = 1 << 21;

pub(super) fn new(input: &DataType, q: f64) -> Option<Box<dyn Accumulator>> {
    let gamma_ln = (2.0 * ERROR / (1.0 - ERROR)).ln_1p();
    let made = || Box::new(ApproxQuantile { q, gamma_ln, counts: PairCounts::default(), groups: 0 });
    (*input == DataType::Float64).then(|| made() as Box<dyn Accumulator>)
}

struct ApproxQuantile {
    q: f64,
    gamma_ln: f64,
    counts: PairCounts,
    groups: usize,
}

impl ApproxQuantile {
    fn bucket(&self, x: f64) -> u32 {
        if x.is_nan() {
            return NAN;
        }
        let distance = if x == 0.0 {
            0
        } else if x.is_infinite() {
            INFINITE
        } else {
            ONE + (x.abs().ln() / self.gamma_ln).ceil() as i32
        };
        ZERO.wrapping_add_signed(if x < 0.0 { -distance } else { distance })
    }

    /// The middle of a bucket.
    fn value(&self, bucket: u32) -> f64 {
        if bucket == NAN {
            return f64::NAN;
        }
        let distance = bucket as i32 - ZERO as i32;
        let magnitude = match distance.abs() {
            0 => 0.0,
            INFINITE => f64::INFINITY,
            other => (f64::from(other - ONE) * self.gamma_ln + (-ERROR).ln_1p()).exp().min(f64::MAX),
        };
        if distance < 0 { -magnitude } else { magnitude }
    }

    /// The quantile of one group's buckets, which are in order.
    fn quantile(&self, buckets: &[PairCount]) -> Option<f64> {
        let last = buckets.last()?;
        if last.value() == NAN {
            return Some(f64::NAN);
        }
        let count: i64 = buckets.iter().map(|bucket| bucket.count).sum();
        let rank = (self.q * (count - 1) as f64).floor() as i64;
        let mut below = 0;
        let found = buckets.iter().find(|bucket| {
            below += bucket.count;
            below > rank
        });
        Some(self.value(found.unwrap_or(last).value()))
    }
}

impl Accumulator for ApproxQuantile {
    fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = typed::<Float64Array>(required(args, WHAT)?, WHAT)?;
        let values = array.values();
        each_row(groups, array.nulls(), rows, |row, group| {
            self.counts.add(group, self.bucket(values[row]), 1);
        });
        Ok(())
    }

    /// A list of the group's buckets, and one of their counts.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let pairs = self.counts.sorted();
        let mut lengths = vec![0; self.groups];
        pairs.iter().for_each(|pair| lengths[pair.group()] += 1);
        let lists = |values: ArrayRef| -> Result<ArrayRef, AggError> {
            let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
            let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
            Ok(Arc::new(LargeListArray::try_new(field, offsets, values, None)?))
        };
        let buckets: UInt32Array = pairs.iter().map(|pair| pair.value()).collect();
        let counts: Int64Array = pairs.iter().map(|pair| pair.count).collect();
        Ok(vec![lists(Arc::new(buckets))?, lists(Arc::new(counts))?])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [lists, counts] = columns(state, WHAT)?;
        let (buckets, ranges) = list_items(typed::<LargeListArray>(lists, WHAT)?);
        let (counts, _) = list_items(typed::<LargeListArray>(counts, WHAT)?);
        let (buckets, counts) = (values::<UInt32Type>(&buckets, WHAT)?, values::<Int64Type>(&counts, WHAT)?);
        if buckets.len() != counts.len() {
            return Err(AggError::DamagedState { what: WHAT });
        }
        for (&group, range) in groups.iter().zip(ranges) {
            for row in range {
                self.counts.add(group as usize, buckets[row], counts[row]);
            }
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let pairs = self.counts.sorted();
        let mut rest = pairs.as_slice();
        let results = (0..self.groups).map(|group| {
            let (own, after) = rest.split_at(rest.partition_point(|pair| pair.group() <= group));
            rest = after;
            self.quantile(own)
        });
        Ok(Arc::new(results.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        self.counts.size_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantile(values: &[f64], q: f64) -> f64 {
        let array: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
        let mut state = new(&DataType::Float64, q).unwrap();
        state.resize(1);
        state.update(Groups::One, &[array], values.len(), 0).unwrap();
        typed::<Float64Array>(&state.finish().unwrap(), "test").unwrap().value(0)
    }

    #[test]
    fn within_one_percent_of_the_value_at_the_rank() {
        let mut values: Vec<f64> =
            (0..2000).map(|i| f64::from(i - 700).powi(5) * 1e-3 + f64::from(i % 7)).collect();
        values.extend([1e300, -1e-300, 5e-324, f64::MAX, f64::MIN]);
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        for q in [0.0, 0.001, 0.1, 0.35, 0.5, 0.9, 0.999, 1.0] {
            let exact = sorted[(q * (sorted.len() - 1) as f64) as usize];
            let found = quantile(&values, q);
            assert!((found - exact).abs() <= 0.01001 * exact.abs(), "{q}: {found} for {exact}");
        }
    }

    #[test]
    fn specials() {
        assert_eq!(quantile(&[f64::NEG_INFINITY, 0.0, -0.0, f64::INFINITY], 0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(&[f64::NEG_INFINITY, 0.0, -0.0, f64::INFINITY], 0.5), 0.0);
        assert_eq!(quantile(&[1.0, f64::INFINITY], 1.0), f64::INFINITY);
        assert!(quantile(&[1.0, f64::NAN], 0.0).is_nan());
    }
}
