//! The values of a key column and their codes: one dictionary per column, shared by all workers, so that a code means the same to each
//! of them. Which code a value gets depends on who came first, and nothing that a user sees depends on the code.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, StringArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};
use arrow::compute::concat;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::slice::ParallelSliceMut;

use super::bytes::ByteKeys;
use super::int::from_ints;
use crate::agg::AggError;
use crate::locks::lock;

/// In place of a code: the key is null.
pub(crate) const NULL_CODE: u32 = u32::MAX;

/// Parts of a dictionary with a lock each, so that workers that meet new values seldom wait for one another.
const SHARDS: usize = 16;

/// Byte strings and their codes.
#[derive(Default)]
pub(super) struct ByteDictionary {
    hasher: DefaultHashBuilder,
    shards: [Mutex<ByteKeys>; SHARDS],
}

impl ByteDictionary {
    /// The code of `key`; a new one if it is new.
    pub(super) fn code_of(&self, key: &[u8]) -> Result<u32, AggError> {
        let shard = self.hasher.hash_one(key) as usize % SHARDS;
        code(lock(&self.shards[shard]).group_of(key)?, shard)
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).size_bytes()).sum()
    }

    /// All keys in the order of their bytes, and the place of each in it, by code.
    fn sorted(&self) -> (Vec<Vec<u8>>, Vec<u32>) {
        let shards: Vec<_> = self.shards.iter().map(lock).collect();
        let mut keys: Vec<(&[u8], u32)> = Vec::new();
        for (shard, of_shard) in shards.iter().enumerate() {
            let coded = of_shard.iter().enumerate();
            keys.extend(coded.map(|(index, key)| (key, (index * SHARDS + shard) as u32)));
        }
        keys.par_sort_unstable_by(|a, b| a.0.cmp(b.0));
        let ranks = ranks(keys.iter().map(|&(_, code)| code));
        (keys.into_iter().map(|(key, _)| key.to_vec()).collect(), ranks)
    }
}

/// Numbers of 64 bits and their codes.
#[derive(Default)]
pub(super) struct IntDictionary {
    hasher: DefaultHashBuilder,
    shards: [Mutex<IntShard>; SHARDS],
}

#[derive(Default)]
struct IntShard {
    table: HashTable<(i64, u32)>,
    keys: Vec<i64>,
}

impl IntDictionary {
    /// The code of `key`; a new one if it is new.
    pub(super) fn code_of(&self, key: i64) -> Result<u32, AggError> {
        let hash = self.hasher.hash_one(key);
        // the table goes by the hash's ends
        let shard = (hash >> 32) as usize % SHARDS;
        let mut guard = lock(&self.shards[shard]);
        let IntShard { table, keys } = &mut *guard;
        match table.entry(hash, |entry| entry.0 == key, |entry| self.hasher.hash_one(entry.0)) {
            Entry::Occupied(found) => Ok(found.get().1),
            Entry::Vacant(vacant) => {
                let code = code(u32::try_from(keys.len()).map_err(|_| AggError::TooManyGroups)?, shard)?;
                vacant.insert((key, code));
                keys.push(key);
                Ok(code)
            }
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        let bytes = |shard: &Mutex<IntShard>| {
            let shard = lock(shard);
            shard.table.allocation_size() + shard.keys.capacity() * size_of::<i64>()
        };
        self.shards.iter().map(bytes).sum()
    }

    /// All keys in the order that `order` gives them, and the place of each in it, by code.
    fn sorted(&self, order: impl Fn(i64) -> u64) -> (Vec<i64>, Vec<u32>) {
        let mut keys: Vec<(u64, i64, u32)> = Vec::new();
        for (shard, of_shard) in self.shards.iter().enumerate() {
            let of_shard = lock(of_shard);
            let coded = of_shard.keys.iter().enumerate();
            keys.extend(coded.map(|(index, &key)| (order(key), key, (index * SHARDS + shard) as u32)));
        }
        keys.par_sort_unstable_by_key(|&(place, ..)| place);
        let ranks = ranks(keys.iter().map(|&(.., code)| code));
        (keys.into_iter().map(|(_, key, _)| key).collect(), ranks)
    }
}

fn code(index: u32, shard: usize) -> Result<u32, AggError> {
    let code = u64::from(index) * SHARDS as u64 + shard as u64;
    u32::try_from(code).ok().filter(|&code| code != NULL_CODE).ok_or(AggError::TooManyGroups)
}

/// By code: how many of `codes` come before it. Codes that are not used have any.
fn ranks(codes: impl ExactSizeIterator<Item = u32> + Clone) -> Vec<u32> {
    let mut ranks = vec![0; codes.clone().max().map_or(0, |code| code as usize + 1)];
    for (rank, code) in (0..).zip(codes) {
        ranks[code as usize] = rank;
    }
    ranks
}

/// What the codes of one component of a key stand for: a column, or several that are encoded together.
#[derive(Clone)]
pub(super) enum Dictionary {
    Text(Arc<ByteDictionary>),
    Int(Arc<IntDictionary>, DataType),
    /// Rows as bytes that are equal if the rows are, and compare as they do.
    Rows(Arc<ByteDictionary>, Vec<SortField>),
}

/// The keys of a dictionary, ascending.
pub(crate) struct SortedKeys {
    /// The columns, in that order; then a null.
    pub(crate) columns: Vec<ArrayRef>,
    /// By code: the place of its key in `columns`.
    ranks: Vec<u32>,
    /// How many there are: the place of the null.
    pub(crate) len: u32,
}

impl SortedKeys {
    /// The place of the key with this code.
    #[inline]
    pub(crate) fn rank(&self, code: u32) -> u32 {
        self.ranks.get(code as usize).copied().unwrap_or(self.len)
    }
}

impl Dictionary {
    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Text(keys) | Self::Rows(keys, _) => keys.size_bytes(),
            Self::Int(keys, _) => keys.size_bytes(),
        }
    }

    pub(super) fn sorted(&self) -> Result<SortedKeys, AggError> {
        let (columns, ranks, len) = match self {
            Self::Text(keys) => {
                let (keys, ranks) = keys.sorted();
                (vec![texts(&keys)?], ranks, keys.len())
            }
            Self::Int(keys, data_type) => {
                let (mut keys, ranks) = keys.sorted(|key| place(key, data_type));
                let len = keys.len();
                keys.push(0);
                let nulls = NullBuffer::from_iter((0..=len).map(|rank| rank < len));
                (vec![from_ints(&keys, Some(nulls), data_type)?], ranks, len)
            }
            Self::Rows(keys, fields) => {
                let (keys, ranks) = keys.sorted();
                (decoded(&keys, fields)?, ranks, keys.len())
            }
        };
        let len = u32::try_from(len).map_err(|_| AggError::TooManyGroups)?;
        Ok(SortedKeys { columns, ranks, len })
    }
}

/// A number that orders keys as their type does, NaN after all numbers.
fn place(key: i64, data_type: &DataType) -> u64 {
    const SIGN: u64 = 1 << 63;
    let of_float = |bits: u64, sign: u64| if bits & sign == 0 { bits | sign } else { !bits };
    match data_type {
        DataType::UInt64 => key as u64,
        DataType::Float64 => of_float(key as u64, SIGN),
        DataType::Float32 => of_float(key as u64, 1 << 31) & u64::from(u32::MAX),
        _ => key as u64 ^ SIGN,
    }
}

fn texts(keys: &[Vec<u8>]) -> Result<ArrayRef, AggError> {
    let bytes: Vec<u8> = keys.concat();
    if bytes.len() > i32::MAX as usize {
        return Err(AggError::TooMuchText { bytes: bytes.len() });
    }
    let offsets = OffsetBuffer::from_lengths(keys.iter().map(Vec::len).chain([0]));
    let nulls = NullBuffer::from_iter((0..=keys.len()).map(|rank| rank < keys.len()));
    Ok(Arc::new(StringArray::try_new(offsets, Buffer::from(bytes), Some(nulls))?))
}

fn decoded(keys: &[Vec<u8>], fields: &[SortField]) -> Result<Vec<ArrayRef>, AggError> {
    let bytes = keys.iter().map(Vec::len).sum();
    // Encoded text is a little longer than the text itself: refused slightly early rather than too late.
    if bytes > i32::MAX as usize {
        return Err(AggError::TooMuchText { bytes });
    }
    let converter = RowConverter::new(fields.to_vec())?;
    let parser = converter.parser();
    let columns = converter.convert_rows(keys.iter().map(|key| parser.parse(key)))?;
    let with_null = |column: ArrayRef| {
        let null = arrow::array::new_null_array(column.data_type(), 1);
        concat(&[&column, &null])
    };
    Ok(columns.into_iter().map(with_null).collect::<Result<_, _>>()?)
}
