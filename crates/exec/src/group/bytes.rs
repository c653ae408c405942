//! Byte strings to dense numbers: the strings lie one after the other in one buffer, a hash table finds them again.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::next_group;
use crate::agg::AggError;

/// Different byte strings, numbered in the order in which they first came.
#[derive(Default)]
pub(super) struct ByteKeys {
    bytes: Vec<u8>,
    /// Where each key ends in `bytes`; it begins where the one before it ends.
    ends: Vec<usize>,
    table: HashTable<Slot>,
    hasher: DefaultHashBuilder,
}

/// A group and part of its key's hash, which rejects most other keys without a look at their bytes.
struct Slot {
    hash: u32,
    group: u32,
}

impl Slot {
    /// The hash for the table. Derived from the part that is kept, so that growing needs no look at the keys.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

impl ByteKeys {
    /// The number of `key`; the next one if it is new.
    #[inline]
    pub(super) fn group_of(&mut self, key: &[u8]) -> Result<u32, AggError> {
        let hash = self.hasher.hash_one(key) as u32;
        let (bytes, ends) = (&self.bytes, &self.ends);
        let same = |slot: &Slot| slot.hash == hash && &bytes[range(ends, slot.group as usize)] == key;
        match self.table.entry(Slot::spread(hash), same, |slot| Slot::spread(slot.hash)) {
            Entry::Occupied(found) => Ok(found.get().group),
            Entry::Vacant(vacant) => {
                let group = next_group(self.ends.len())?;
                vacant.insert(Slot { hash, group });
                self.bytes.extend_from_slice(key);
                self.ends.push(self.bytes.len());
                Ok(group)
            }
        }
    }

    /// Takes the next number for something that is no byte string and is not found again.
    pub(super) fn add_nameless(&mut self) -> Result<u32, AggError> {
        let group = next_group(self.ends.len())?;
        self.ends.push(self.bytes.len());
        Ok(group)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All keys, one after the other.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn key(&self, group: usize) -> &[u8] {
        &self.bytes[range(&self.ends, group)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|group| self.key(group))
    }

    /// The numbers in the order of their keys' bytes.
    pub(super) fn sorted_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| self.key(a as usize).cmp(self.key(b as usize)));
        order
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<usize>() + self.table.allocation_size()
    }
}

#[inline(always)]
fn range(ends: &[usize], group: usize) -> std::ops::Range<usize> {
    let start = if group == 0 { 0 } else { ends[group - 1] };
    start..ends[group]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many keys that some have the same 32 bits of hash.
    #[test]
    fn keys_with_equal_hashes_are_told_apart() {
        let mut keys = ByteKeys::default();
        for number in 0..300_000u32 {
            assert_eq!(keys.group_of(&number.to_le_bytes()).unwrap(), number);
        }
        for number in 0..300_000u32 {
            assert_eq!(keys.group_of(&number.to_le_bytes()).unwrap(), number);
            assert_eq!(keys.key(number as usize), number.to_le_bytes());
        }
    }
}
