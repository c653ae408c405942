//! How often each value comes in each group.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// Counts by group and value, the value being a number of 32 bits.
#[derive(Default)]
pub(super) struct PairCounts {
    table: HashTable<PairCount>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PairCount {
    /// The group, then the value.
    pair: u64,
    pub(super) count: i64,
}

impl PairCount {
    pub(super) fn group(self) -> usize {
        (self.pair >> 32) as usize
    }

    pub(super) fn value(self) -> u32 {
        self.pair as u32
    }
}

impl PairCounts {
    /// Counts a value `count` times.
    #[inline]
    pub(super) fn add(&mut self, group: usize, value: u32, count: i64) {
        let pair = ((group as u64) << 32) | u64::from(value);
        let hasher = &self.hasher;
        let entry = self.table.entry(
            hasher.hash_one(pair),
            |other| other.pair == pair,
            |other| hasher.hash_one(other.pair),
        );
        match entry {
            Entry::Occupied(mut known) => known.get_mut().count += count,
            Entry::Vacant(vacant) => {
                vacant.insert(PairCount { pair, count });
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = PairCount> {
        self.table.iter().copied()
    }

    /// All counts by group, then by value: an order that does not depend on the hash.
    pub(super) fn sorted(&self) -> Vec<PairCount> {
        let mut pairs: Vec<PairCount> = self.iter().collect();
        pairs.sort_unstable();
        pairs
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.table.allocation_size()
    }
}
