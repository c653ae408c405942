//! One optional value per group, of any type that has an order: what min, max, first and last keep.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowNativeTypeOp, BooleanArray, PrimitiveArray, StringArray, StringBuilder,
};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};

use chunkwise_csv::{VectorJob, run_vectorized};

use super::min_max::Extreme;
use super::{Accumulator, AggError};
use crate::group::NO_GROUP;

/// Values of one type, at most one per group.
pub(super) trait Slots: Default + Send + Sync + 'static {
    type Array: Array + 'static;
    type Value<'a>: Copy;

    fn resize(&mut self, groups: usize);
    fn value(array: &Self::Array, row: usize) -> Self::Value<'_>;
    fn get(&self, group: usize) -> Option<Self::Value<'_>>;
    fn put(&mut self, group: usize, value: Self::Value<'_>);

    /// Whether `new` is the smaller (the larger) one. NaN never is, unless against NaN nothing else came.
    fn beats(new: Self::Value<'_>, old: Self::Value<'_>, extreme: Extreme) -> bool;

    /// The smallest (the largest) value of an array without nulls.
    fn best(array: &Self::Array, extreme: Extreme) -> Option<Self::Value<'_>> {
        let values = (0..array.len()).map(|row| Self::value(array, row));
        values.reduce(|best, value| if Self::beats(value, best, extreme) { value } else { best })
    }

    /// Offers each value to the slot of its group; the array has no nulls.
    fn offer_each(&mut self, groups: &[u32], array: &Self::Array, extreme: Extreme) {
        for (row, &group) in groups.iter().enumerate() {
            if group != NO_GROUP {
                let value = Self::value(array, row);
                if self.get(group as usize).is_none_or(|old| Self::beats(value, old, extreme)) {
                    self.put(group as usize, value);
                }
            }
        }
    }

    /// The values, null where there is none.
    fn finish(&self) -> Result<ArrayRef, AggError>;
    fn size_bytes(&self) -> usize;
}

/// Makes an accumulator over some kind of slots.
pub(super) trait Build {
    fn build<S: Slots>(self) -> Box<dyn Accumulator>;
}

/// The accumulator over the slots for a type.
pub(super) fn for_type(data_type: &DataType, build: impl Build) -> Option<Box<dyn Accumulator>> {
    Some(match data_type {
        DataType::Boolean => build.build::<BoolSlots>(),
        DataType::Utf8 => build.build::<TextSlots>(),
        DataType::Int8 => build.build::<PrimitiveSlots<Int8Type>>(),
        DataType::Int16 => build.build::<PrimitiveSlots<Int16Type>>(),
        DataType::Int32 => build.build::<PrimitiveSlots<Int32Type>>(),
        DataType::Int64 => build.build::<PrimitiveSlots<Int64Type>>(),
        DataType::UInt8 => build.build::<PrimitiveSlots<UInt8Type>>(),
        DataType::UInt16 => build.build::<PrimitiveSlots<UInt16Type>>(),
        DataType::UInt32 => build.build::<PrimitiveSlots<UInt32Type>>(),
        DataType::UInt64 => build.build::<PrimitiveSlots<UInt64Type>>(),
        DataType::Float32 => build.build::<PrimitiveSlots<Float32Type>>(),
        DataType::Float64 => build.build::<PrimitiveSlots<Float64Type>>(),
        DataType::Date32 => build.build::<PrimitiveSlots<Date32Type>>(),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            build.build::<PrimitiveSlots<TimestampMicrosecondType>>()
        }
        DataType::Duration(TimeUnit::Microsecond) => build.build::<PrimitiveSlots<DurationMicrosecondType>>(),
        _ => return None,
    })
}

struct PrimitiveSlots<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    set: Vec<bool>,
}

impl<T: ArrowPrimitiveType> Default for PrimitiveSlots<T> {
    fn default() -> Self {
        PrimitiveSlots { values: Vec::new(), set: Vec::new() }
    }
}

impl<T: ArrowPrimitiveType> Slots for PrimitiveSlots<T> {
    type Array = PrimitiveArray<T>;
    type Value<'a> = T::Native;

    fn resize(&mut self, groups: usize) {
        self.values.resize(groups, T::Native::default());
        self.set.resize(groups, false);
    }

    #[inline(always)]
    fn value(array: &Self::Array, row: usize) -> T::Native {
        array.values()[row]
    }

    #[inline(always)]
    fn get(&self, group: usize) -> Option<T::Native> {
        self.set[group].then_some(self.values[group])
    }

    #[inline(always)]
    fn put(&mut self, group: usize, value: T::Native) {
        self.values[group] = value;
        self.set[group] = true;
    }

    #[inline(always)]
    fn beats(new: T::Native, old: T::Native, extreme: Extreme) -> bool {
        // A total order: -0.0 is below 0.0. Without branches, so that many can be compared at once.
        let comes_before = match extreme {
            Extreme::Min => new.is_lt(old),
            Extreme::Max => new.is_gt(old),
        };
        !is_nan(new) & (is_nan(old) | comes_before)
    }

    fn offer_each(&mut self, groups: &[u32], array: &Self::Array, extreme: Extreme) {
        match extreme {
            Extreme::Min => self.offer_by(groups, array, |new, old| Self::beats(new, old, Extreme::Min)),
            Extreme::Max => self.offer_by(groups, array, |new, old| Self::beats(new, old, Extreme::Max)),
        }
    }

    fn best(array: &Self::Array, extreme: Extreme) -> Option<T::Native> {
        run_vectorized(Best::<T> { values: array.values(), extreme })
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(PrimitiveArray::<T>::new(self.values.clone().into(), Some(self.set.clone().into()))))
    }

    fn size_bytes(&self) -> usize {
        self.values.capacity() * size_of::<T::Native>() + self.set.capacity()
    }
}

impl<T: ArrowPrimitiveType> PrimitiveSlots<T> {
    /// As [`Slots::offer_each`], without branches on the values.
    #[inline(always)]
    fn offer_by(
        &mut self,
        groups: &[u32],
        array: &PrimitiveArray<T>,
        beats: impl Fn(T::Native, T::Native) -> bool,
    ) {
        let (values, set) = (self.values.as_mut_slice(), self.set.as_mut_slice());
        for (&value, &group) in array.values().iter().zip(groups) {
            if let (Some(slot), Some(is_set)) = (values.get_mut(group as usize), set.get_mut(group as usize))
            {
                *slot = if !*is_set | beats(value, *slot) { value } else { *slot };
                *is_set = true;
            } else {
                debug_assert_eq!(group, NO_GROUP);
            }
        }
    }
}

/// A job: the smallest (the largest) of some values.
struct Best<'a, T: ArrowPrimitiveType> {
    values: &'a [T::Native],
    extreme: Extreme,
}

impl<T: ArrowPrimitiveType> VectorJob for Best<'_, T> {
    type Output = Option<T::Native>;

    #[inline(always)]
    fn run(self) -> Option<T::Native> {
        match self.extreme {
            Extreme::Min => self.by(|new, old| PrimitiveSlots::<T>::beats(new, old, Extreme::Min)),
            Extreme::Max => self.by(|new, old| PrimitiveSlots::<T>::beats(new, old, Extreme::Max)),
        }
    }
}

impl<T: ArrowPrimitiveType> Best<'_, T> {
    #[inline(always)]
    fn by(&self, beats: impl Fn(T::Native, T::Native) -> bool) -> Option<T::Native> {
        let better = |new, old| if beats(new, old) { new } else { old };
        let mut best = [*self.values.first()?; 8];
        let (eights, rest) = self.values.as_chunks::<8>();
        for eight in eights {
            for (best, &value) in best.iter_mut().zip(eight) {
                *best = better(value, *best);
            }
        }
        Some(rest.iter().chain(&best[1..]).fold(best[0], |best, &value| better(value, best)))
    }
}

/// Whether a number is NaN; false, at no cost, for integers.
#[inline(always)]
fn is_nan<N: ArrowNativeTypeOp>(value: N) -> bool {
    value.partial_cmp(&value).is_none()
}

#[derive(Default)]
struct BoolSlots {
    values: Vec<Option<bool>>,
}

impl Slots for BoolSlots {
    type Array = BooleanArray;
    type Value<'a> = bool;

    fn resize(&mut self, groups: usize) {
        self.values.resize(groups, None);
    }

    fn value(array: &BooleanArray, row: usize) -> bool {
        array.value(row)
    }

    fn get(&self, group: usize) -> Option<bool> {
        self.values[group]
    }

    fn put(&mut self, group: usize, value: bool) {
        self.values[group] = Some(value);
    }

    fn beats(new: bool, old: bool, extreme: Extreme) -> bool {
        match extreme {
            Extreme::Min => !new & old,
            Extreme::Max => new & !old,
        }
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(BooleanArray::from(self.values.clone())))
    }

    fn size_bytes(&self) -> usize {
        self.values.capacity() * size_of::<Option<bool>>()
    }
}

#[derive(Default)]
struct TextSlots {
    values: Vec<Option<String>>,
    heap_bytes: usize,
}

impl Slots for TextSlots {
    type Array = StringArray;
    type Value<'a> = &'a str;

    fn resize(&mut self, groups: usize) {
        self.values.resize(groups, None);
    }

    fn value(array: &StringArray, row: usize) -> &str {
        array.value(row)
    }

    fn get(&self, group: usize) -> Option<&str> {
        self.values[group].as_deref()
    }

    fn put(&mut self, group: usize, value: &str) {
        let slot = self.values[group].get_or_insert_default();
        let before = slot.capacity();
        slot.clear();
        slot.push_str(value);
        self.heap_bytes += slot.capacity() - before;
    }

    fn beats(new: &str, old: &str, extreme: Extreme) -> bool {
        match extreme {
            Extreme::Min => new < old,
            Extreme::Max => new > old,
        }
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let bytes = self.values.iter().flatten().map(String::len).sum();
        if bytes > i32::MAX as usize {
            return Err(AggError::TooMuchText { bytes });
        }
        let mut texts = StringBuilder::with_capacity(self.values.len(), bytes);
        self.values.iter().for_each(|value| texts.append_option(value.as_deref()));
        Ok(Arc::new(texts.finish()))
    }

    fn size_bytes(&self) -> usize {
        self.values.capacity() * size_of::<Option<String>>() + self.heap_bytes
    }
}
