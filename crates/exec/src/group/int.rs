//! One key column whose values fit into 64 bits: a direct table for numbers near the first one, a hash table for the
//! others.

use std::hash::BuildHasher;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DurationMicrosecondArray, Float32Array, Float64Array, Int64Array,
    PrimitiveArray, TimestampMicrosecondArray, UInt64Array,
};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::compute::{SortOptions, cast, sort_to_indices};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::floats::{canonical, canonical_f32};
use super::{Keys, NO_GROUP, next_group};
use crate::agg::AggError;

/// This many keys in a row find their group in an array: codes, years, the days of three years.
const NEAR_KEYS: usize = 1024;

pub(super) struct IntKeys {
    data_type: DataType,
    keep_nulls: bool,
    /// The lowest key with a place in `near`: 0 if the first key is small, otherwise somewhat below the first key.
    near_from: i64,
    /// The groups of the keys from `near_from` on, or [`NO_GROUP`].
    near: Box<[u32; NEAR_KEYS]>,
    /// Other keys and their groups.
    table: HashTable<(i64, u32)>,
    hasher: DefaultHashBuilder,
    /// By group. The key of the null group is 0.
    keys: Vec<i64>,
    null_group: Option<u32>,
}

impl IntKeys {
    pub(super) fn supports(data_type: &DataType) -> bool {
        matches!(
            data_type,
            DataType::Boolean
                | DataType::Date32
                | DataType::Timestamp(TimeUnit::Microsecond, None)
                | DataType::Duration(TimeUnit::Microsecond)
        ) || data_type.is_integer()
            || matches!(data_type, DataType::Float32 | DataType::Float64)
    }

    pub(super) fn new(data_type: DataType, keep_nulls: bool) -> IntKeys {
        IntKeys {
            data_type,
            keep_nulls,
            near_from: 0,
            near: Box::new([NO_GROUP; NEAR_KEYS]),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            keys: Vec::new(),
            null_group: None,
        }
    }

    #[inline(always)]
    fn group_of(&mut self, key: i64) -> Result<u32, AggError> {
        let offset = key.wrapping_sub(self.near_from) as u64;
        if offset >= NEAR_KEYS as u64 {
            return self.group_of_far(key);
        }
        match self.near[offset as usize] {
            NO_GROUP => self.add_near(key, offset as usize),
            group => Ok(group),
        }
    }

    #[cold]
    fn add_near(&mut self, key: i64, offset: usize) -> Result<u32, AggError> {
        let group = next_group(self.keys.len())?;
        self.near[offset] = group;
        self.keys.push(key);
        Ok(group)
    }

    #[inline]
    fn group_of_far(&mut self, key: i64) -> Result<u32, AggError> {
        let hasher = &self.hasher;
        match self.table.entry(hasher.hash_one(key), |entry| entry.0 == key, |entry| hasher.hash_one(entry.0))
        {
            Entry::Occupied(found) => Ok(found.get().1),
            Entry::Vacant(vacant) => {
                let group = next_group(self.keys.len())?;
                vacant.insert((key, group));
                self.keys.push(key);
                Ok(group)
            }
        }
    }

    fn find_one(&self, key: i64) -> u32 {
        let offset = key.wrapping_sub(self.near_from) as u64;
        if offset < NEAR_KEYS as u64 {
            return self.near[offset as usize];
        }
        let found = self.table.find(self.hasher.hash_one(key), |entry| entry.0 == key);
        found.map_or(NO_GROUP, |entry| entry.1)
    }

    /// Puts the direct table where the keys are, before the first one.
    fn place_near(&mut self, first: i64) {
        let small = (0..NEAR_KEYS as i64).contains(&first);
        self.near_from = if small { 0 } else { first.saturating_sub(NEAR_KEYS as i64 / 2) };
    }

    fn group_of_null(&mut self) -> Result<u32, AggError> {
        if !self.keep_nulls {
            return Ok(NO_GROUP);
        }
        if let Some(group) = self.null_group {
            return Ok(group);
        }
        let group = next_group(self.keys.len())?;
        self.keys.push(0);
        self.null_group = Some(group);
        Ok(group)
    }
}

impl Keys for IntKeys {
    fn assign(&mut self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let [column] = columns else { return Err(AggError::Keys { what: "no columns".to_string() }) };
        let keys = to_ints(column)?;
        if self.keys.is_empty() {
            let first = (0..column.len()).find(|&row| column.is_valid(row));
            first.into_iter().for_each(|row| self.place_near(keys[row]));
        }
        match column.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => {
                for &key in &keys {
                    out.push(self.group_of(key)?);
                }
            }
            Some(nulls) => {
                for (&key, valid) in keys.iter().zip(nulls) {
                    out.push(if valid { self.group_of(key)? } else { self.group_of_null()? });
                }
            }
        }
        Ok(())
    }

    fn find(&self, columns: &[ArrayRef], out: &mut Vec<u32>) -> Result<(), AggError> {
        let [column] = columns else { return Err(AggError::Keys { what: "no columns".to_string() }) };
        let keys = to_ints(column)?;
        match column.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => out.extend(keys.iter().map(|&key| self.find_one(key))),
            Some(nulls) => {
                let of_null = self.null_group.unwrap_or(NO_GROUP);
                let groups = keys.iter().zip(nulls);
                out.extend(groups.map(|(&key, valid)| if valid { self.find_one(key) } else { of_null }));
            }
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn keys(&self) -> Result<Vec<ArrayRef>, AggError> {
        let nulls = self.null_group.map(|null| {
            let valid: Vec<bool> = (0..self.keys.len()).map(|group| group != null as usize).collect();
            NullBuffer::from(valid)
        });
        Ok(vec![from_ints(&self.keys, nulls, &self.data_type)?])
    }

    fn sorted_order(&self) -> Result<Vec<u32>, AggError> {
        let options = SortOptions { descending: false, nulls_first: false };
        let mut order = Vec::new();
        for column in self.keys()? {
            order = sort_to_indices(&column, Some(options), None)?.values().to_vec();
        }
        Ok(order)
    }

    fn size_bytes(&self) -> usize {
        size_of_val(&*self.near) + self.table.allocation_size() + self.keys.capacity() * size_of::<i64>()
    }
}

/// The values as 64-bit integers, different for different keys. 64-bit types are not copied.
pub(super) fn to_ints(column: &ArrayRef) -> Result<ScalarBuffer<i64>, AggError> {
    Ok(match column.data_type() {
        DataType::Int64 => column.as_primitive::<Int64Type>().values().clone(),
        DataType::Timestamp(..) => column.as_primitive::<TimestampMicrosecondType>().values().clone(),
        DataType::Duration(_) => column.as_primitive::<DurationMicrosecondType>().values().clone(),
        DataType::UInt64 => mapped(column.as_primitive::<UInt64Type>(), |key| key as i64),
        DataType::Float64 => {
            mapped(column.as_primitive::<Float64Type>(), |key| canonical(key).to_bits() as i64)
        }
        DataType::Float32 => {
            mapped(column.as_primitive::<Float32Type>(), |key| i64::from(canonical_f32(key).to_bits()))
        }
        DataType::Int8 => mapped(column.as_primitive::<Int8Type>(), i64::from),
        DataType::Int16 => mapped(column.as_primitive::<Int16Type>(), i64::from),
        DataType::Int32 => mapped(column.as_primitive::<Int32Type>(), i64::from),
        DataType::UInt8 => mapped(column.as_primitive::<UInt8Type>(), i64::from),
        DataType::UInt16 => mapped(column.as_primitive::<UInt16Type>(), i64::from),
        DataType::UInt32 => mapped(column.as_primitive::<UInt32Type>(), i64::from),
        DataType::Date32 => mapped(column.as_primitive::<Date32Type>(), i64::from),
        DataType::Boolean => column.as_boolean().values().iter().map(i64::from).collect(),
        other => return Err(AggError::Keys { what: other.to_string() }),
    })
}

fn mapped<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    key: impl Fn(T::Native) -> i64,
) -> ScalarBuffer<i64> {
    array.values().iter().map(|&value| key(value)).collect()
}

/// The inverse of [`to_ints`].
pub(super) fn from_ints(
    keys: &[i64],
    nulls: Option<NullBuffer>,
    data_type: &DataType,
) -> Result<ArrayRef, AggError> {
    let whole = |nulls| Int64Array::new(keys.to_vec().into(), nulls);
    Ok(match data_type {
        DataType::Int64 => Arc::new(whole(nulls)),
        DataType::Timestamp(..) => Arc::new(TimestampMicrosecondArray::new(keys.to_vec().into(), nulls)),
        DataType::Duration(_) => Arc::new(DurationMicrosecondArray::new(keys.to_vec().into(), nulls)),
        DataType::UInt64 => Arc::new(UInt64Array::new(keys.iter().map(|&key| key as u64).collect(), nulls)),
        DataType::Float64 => {
            Arc::new(Float64Array::new(keys.iter().map(|&key| f64::from_bits(key as u64)).collect(), nulls))
        }
        DataType::Float32 => {
            Arc::new(Float32Array::new(keys.iter().map(|&key| f32::from_bits(key as u32)).collect(), nulls))
        }
        DataType::Boolean => Arc::new(BooleanArray::new(keys.iter().map(|&key| key != 0).collect(), nulls)),
        DataType::Date32 => cast(&cast(&whole(nulls), &DataType::Int32)?, data_type)?,
        narrow => cast(&whole(nulls), narrow)?,
    })
}
