//! Tuples of codes to dense group numbers.

use std::hash::BuildHasher;

use chunkwise_csv::prefetch;
use hashbrown::DefaultHashBuilder;

use super::dictionary::NULL_CODE;
use super::{NO_GROUP, next_group};
use crate::agg::AggError;

/// Codes that a tuple has, at most.
pub(super) const MAX_WIDTH: usize = 6;

/// Partitions of the groups, when there are many.
pub(crate) const PARTITIONS: usize = 64;

/// Random numbers for hashing, the same for all tables of one query, so that they agree about partitions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds([u64; 4]);

impl Seeds {
    pub(crate) fn random() -> Self {
        let random = DefaultHashBuilder::default();
        Self([1, 2, 3, 4].map(|number| random.hash_one(number)))
    }

    /// The folded products of the codes with random numbers, as in wyhash. Each factor has its own, so that none can be made zero.
    #[inline(always)]
    fn hash<const K: usize>(&self, tuple: &[u32; K]) -> u64 {
        let at = |index: usize| u64::from(tuple.get(index).copied().unwrap_or_default());
        let words = [at(0) | at(1) << 32, at(2) | at(3) << 32, at(4) | at(5) << 32];
        let [a, b, c, d] = self.0;
        if K <= 2 {
            return fold(words[0] ^ a, b);
        }
        let half = fold(words[0] ^ a, words[1] ^ b);
        if K <= 4 { fold(half ^ c, d) } else { fold(half ^ words[2] ^ c, d) }
    }
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The tuples seen so far, numbered in the order in which they came.
pub(crate) trait TupleTable: Send + Sync {
    /// Replaces `groups` by the group of each of `tuples`, which lie one after the other; [`NO_GROUP`] for one with a null, unless
    /// nulls are kept.
    fn assign(&mut self, tuples: &[u32], groups: &mut Vec<u32>) -> Result<(), AggError>;

    /// Number of groups.
    fn len(&self) -> usize;

    /// The tuples of the groups, one after the other.
    fn tuples(&self) -> &[u32];

    /// As [`TupleTable::tuples`]; the rest is freed.
    fn into_tuples(self: Box<Self>) -> Vec<u32>;

    /// The partition of each group.
    fn partitions(&self) -> Vec<u8>;

    /// Forgets all tuples.
    fn clear(&mut self);

    /// Bytes held, by capacity.
    fn size_bytes(&self) -> usize;
}

/// Where a table is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// For any groups.
    All,
    /// For those of one partition of [`PARTITIONS`].
    Partition,
}

/// A table for tuples of `width` codes, at most [`MAX_WIDTH`].
pub(super) fn tuple_table(width: usize, keep_nulls: bool, seeds: Seeds, scope: Scope) -> Box<dyn TupleTable> {
    match width {
        0 | 1 => Box::new(Direct::new(keep_nulls, scope)),
        2 => Box::new(Hashed::<2>::new(keep_nulls, seeds, scope)),
        3 => Box::new(Hashed::<3>::new(keep_nulls, seeds, scope)),
        4 => Box::new(Hashed::<4>::new(keep_nulls, seeds, scope)),
        5 => Box::new(Hashed::<5>::new(keep_nulls, seeds, scope)),
        _ => Box::new(Hashed::<MAX_WIDTH>::new(keep_nulls, seeds, scope)),
    }
}

/// Single codes: the code is an index.
struct Direct {
    keep_nulls: bool,
    /// Of a partition's codes these lowest bits are the same.
    shift: u32,
    groups: Vec<u32>,
    null_group: Option<u32>,
    codes: Vec<u32>,
}

impl Direct {
    fn new(keep_nulls: bool, scope: Scope) -> Self {
        let shift = if scope == Scope::Partition { PARTITIONS.ilog2() } else { 0 };
        Self { keep_nulls, shift, groups: Vec::new(), null_group: None, codes: Vec::new() }
    }

    #[cold]
    #[inline(never)]
    fn add(&mut self, code: u32) -> Result<u32, AggError> {
        if code == NULL_CODE {
            if !self.keep_nulls {
                return Ok(NO_GROUP);
            }
            if let Some(group) = self.null_group {
                return Ok(group);
            }
        }
        let group = next_group(self.codes.len())?;
        if code == NULL_CODE {
            self.null_group = Some(group);
        } else {
            let index = (code >> self.shift) as usize;
            if index >= self.groups.len() {
                self.groups.resize((index + 1).next_power_of_two(), NO_GROUP);
            }
            self.groups[index] = group;
        }
        self.codes.push(code);
        Ok(group)
    }
}

impl TupleTable for Direct {
    fn assign(&mut self, tuples: &[u32], groups: &mut Vec<u32>) -> Result<(), AggError> {
        groups.clear();
        groups.reserve(tuples.len());
        for &code in tuples {
            let known = self.groups.get((code >> self.shift) as usize).copied().unwrap_or(NO_GROUP);
            // the code of null may have an index if there are very many codes
            groups.push(if known == NO_GROUP || code == NULL_CODE { self.add(code)? } else { known });
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.codes.len()
    }

    fn tuples(&self) -> &[u32] {
        &self.codes
    }

    fn into_tuples(self: Box<Self>) -> Vec<u32> {
        self.codes
    }

    fn partitions(&self) -> Vec<u8> {
        self.codes.iter().map(|&code| (code as usize % PARTITIONS) as u8).collect()
    }

    fn clear(&mut self) {
        // Codes are those of all workers: the array may be much longer than what was used of it.
        for &code in self.codes.iter().filter(|&&code| code != NULL_CODE) {
            self.groups[(code >> self.shift) as usize] = NO_GROUP;
        }
        self.null_group = None;
        self.codes.clear();
    }

    fn size_bytes(&self) -> usize {
        (self.groups.capacity() + self.codes.capacity()) * size_of::<u32>()
    }
}

/// Codes below this one, in tuples of two, find their group in an array.
const NEAR_CODES: usize = 256;

/// In a slot without a group.
const EMPTY: u64 = u64::MAX;

/// Tuples whose places are asked for at once.
const BLOCK: usize = 32;

/// Tuples in a hash table: open addressing, the next slot after one that is taken, at most five of eight slots taken.
struct Hashed<const K: usize> {
    keep_nulls: bool,
    seeds: Seeds,
    /// For tuples of two small codes; empty if not used.
    near: Vec<u32>,
    uses_near: bool,
    /// A power of two of them: a group, and above it half of its tuple's hash, which rejects most other tuples without a look at them.
    slots: Vec<u64>,
    /// How many are taken. (Groups of small codes have none.)
    taken: usize,
    tuples: Vec<[u32; K]>,
}

impl<const K: usize> Hashed<K> {
    fn new(keep_nulls: bool, seeds: Seeds, scope: Scope) -> Self {
        let uses_near = K == 2 && scope == Scope::All;
        let (slots, tuples) = (vec![EMPTY; BLOCK], Vec::new());
        Self { keep_nulls, seeds, near: Vec::new(), uses_near, slots, taken: 0, tuples }
    }

    #[inline(always)]
    fn is_near(&self, tuple: &[u32; K]) -> bool {
        self.uses_near && tuple[0] < NEAR_CODES as u32 && tuple[1] < NEAR_CODES as u32
    }

    #[inline(always)]
    fn group_of_near(&mut self, tuple: &[u32; K]) -> Result<u32, AggError> {
        let index = tuple[0] as usize * NEAR_CODES + tuple[1] as usize;
        match self.near.get(index) {
            Some(&group) if group != NO_GROUP => Ok(group),
            _ => self.add_near(tuple, index),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_near(&mut self, tuple: &[u32; K], index: usize) -> Result<u32, AggError> {
        self.near.resize(NEAR_CODES * NEAR_CODES, NO_GROUP);
        self.near[index] = self.add(tuple)?;
        Ok(self.near[index])
    }

    #[inline(always)]
    fn slot_of(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    #[inline(always)]
    fn group_of_far(&mut self, tuple: &[u32; K], hash: u64) -> Result<u32, AggError> {
        if !self.keep_nulls && tuple.contains(&NULL_CODE) {
            return Ok(NO_GROUP);
        }
        let mut at = self.slot_of(hash);
        loop {
            let slot = self.slots[at];
            if slot >> 32 == hash >> 32 && self.tuples.get(slot as u32 as usize) == Some(tuple) {
                return Ok(slot as u32);
            }
            if slot == EMPTY {
                return self.add_far(tuple, hash);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[inline]
    fn add_far(&mut self, tuple: &[u32; K], hash: u64) -> Result<u32, AggError> {
        if (self.taken + 1) * 8 > self.slots.len() * 5 {
            self.grow();
        }
        let group = self.add(tuple)?;
        self.put(hash, group);
        self.taken += 1;
        Ok(group)
    }

    #[inline(always)]
    fn put(&mut self, hash: u64, group: u32) {
        let mut at = self.slot_of(hash);
        while self.slots[at] != EMPTY {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = hash >> 32 << 32 | u64::from(group);
    }

    #[cold]
    fn grow(&mut self) {
        self.slots = vec![EMPTY; 2 * self.slots.len()];
        for group in 0..self.tuples.len() {
            let tuple = &self.tuples[group];
            if !self.is_near(tuple) {
                self.put(self.seeds.hash(tuple), group as u32);
            }
        }
    }

    #[inline]
    fn add(&mut self, tuple: &[u32; K]) -> Result<u32, AggError> {
        let group = next_group(self.tuples.len())?;
        self.tuples.push(*tuple);
        Ok(group)
    }
}

impl<const K: usize> TupleTable for Hashed<K> {
    fn assign(&mut self, tuples: &[u32], groups: &mut Vec<u32>) -> Result<(), AggError> {
        groups.clear();
        groups.reserve(tuples.len() / K);
        for block in tuples.as_chunks::<K>().0.chunks(BLOCK) {
            // First all places are asked for, then looked at: the memory answers many questions at once.
            let mut hashes = [0; BLOCK];
            for (hash, tuple) in hashes.iter_mut().zip(block) {
                if !self.is_near(tuple) {
                    *hash = self.seeds.hash(tuple);
                    prefetch(&self.slots, self.slot_of(*hash));
                }
            }
            for (&hash, tuple) in hashes.iter().zip(block) {
                if !self.is_near(tuple) {
                    prefetch(&self.tuples, self.slots[self.slot_of(hash)] as u32 as usize);
                }
            }
            for (&hash, tuple) in hashes.iter().zip(block) {
                let near = self.is_near(tuple);
                groups.push(if near { self.group_of_near(tuple)? } else { self.group_of_far(tuple, hash)? });
            }
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.tuples.len()
    }

    fn tuples(&self) -> &[u32] {
        self.tuples.as_flattened()
    }

    fn into_tuples(self: Box<Self>) -> Vec<u32> {
        self.tuples.into_flattened()
    }

    fn partitions(&self) -> Vec<u8> {
        // The tables go by the lower half of the hash.
        let partition = |tuple| ((self.seeds.hash(tuple) >> 32) as usize % PARTITIONS) as u8;
        self.tuples.iter().map(partition).collect()
    }

    fn clear(&mut self) {
        self.near.fill(NO_GROUP);
        self.slots.fill(EMPTY);
        self.taken = 0;
        self.tuples.clear();
    }

    fn size_bytes(&self) -> usize {
        self.near.capacity() * size_of::<u32>()
            + self.slots.capacity() * size_of::<u64>()
            + self.tuples.capacity() * size_of::<[u32; K]>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuples with codes of all kinds, some of them several times, and nulls.
    fn tuples(width: usize) -> Vec<u32> {
        let code = |row: u32, at: u32| match (row * 7 + at * 13) % 11 {
            0 => NULL_CODE,
            1 => row % 300 * 1000 + at,
            other => other + row % 97,
        };
        (0..5000).flat_map(|row| (0..width as u32).map(move |at| code(row, at))).collect()
    }

    #[test]
    fn numbers_tuples_in_the_order_of_coming() {
        for (width, keep_nulls) in (1..=MAX_WIDTH).flat_map(|width| [(width, false), (width, true)]) {
            let mut table = tuple_table(width, keep_nulls, Seeds::random(), Scope::All);
            let (tuples, mut groups) = (tuples(width), Vec::new());
            // twice, the second time nothing is new
            for _ in 0..2 {
                table.assign(&tuples, &mut groups).unwrap();
                let mut known: Vec<&[u32]> = Vec::new();
                for (tuple, &group) in tuples.chunks(width).zip(&groups) {
                    if tuple.contains(&NULL_CODE) && !keep_nulls {
                        assert_eq!(group, NO_GROUP);
                        continue;
                    }
                    let expected = known.iter().position(|other| *other == tuple).unwrap_or(known.len());
                    if expected == known.len() {
                        known.push(tuple);
                    }
                    assert_eq!(group as usize, expected);
                }
                assert_eq!(table.tuples(), known.concat());
            }
            table.clear();
            table.assign(&tuples[..width], &mut groups).unwrap();
            assert!(groups == [0] || groups == [NO_GROUP]);
        }
    }

    #[test]
    fn tables_agree_about_partitions() {
        for width in 1..=MAX_WIDTH {
            let seeds = Seeds::random();
            let mut tables = [0, 1].map(|_| tuple_table(width, true, seeds, Scope::All));
            let tuples = tuples(width);
            let reversed: Vec<u32> = tuples.chunks(width).rev().flatten().copied().collect();
            tables[0].assign(&tuples, &mut Vec::new()).unwrap();
            tables[1].assign(&reversed, &mut Vec::new()).unwrap();
            let [one, other] = tables.map(|table| {
                let tuples: Vec<Vec<u32>> = table.tuples().chunks(width).map(<[u32]>::to_vec).collect();
                let mut all: Vec<(Vec<u32>, u8)> = tuples.into_iter().zip(table.partitions()).collect();
                all.sort();
                all
            });
            assert_eq!(one, other);
        }
    }
}
