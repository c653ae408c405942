//! Byte strings to dense numbers: the strings lie one after the other in one buffer, a hash table finds them again.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::short_keys::{SHORT, ShortKey, ShortKeys};
use super::{NO_GROUP, next_group};
use crate::agg::AggError;

/// Different byte strings, numbered in the order in which they first came.
#[derive(Default)]
pub(super) struct ByteKeys {
    bytes: Vec<u8>,
    /// Where each key ends in `bytes`; it begins where the one before it ends.
    ends: Vec<usize>,
    short: ShortKeys,
    /// Keys that are not short.
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
    /// Appends the numbers of the keys that lie in `bytes` one after the other, from each of `ends` to the next; the next numbers for
    /// new ones. For rows that are `null` what `group_of_null` says.
    pub(super) fn assign(
        &mut self,
        bytes: &[u8],
        ends: &[i32],
        null: impl Fn(usize) -> bool,
        out: &mut Vec<u32>,
        mut group_of_null: impl FnMut(&mut Self) -> Result<u32, AggError>,
    ) -> Result<(), AggError> {
        out.reserve(ends.len());
        for (row, ends) in ends.windows(2).enumerate() {
            let range = ends[0] as usize..ends[1] as usize;
            out.push(if null(row) { group_of_null(self)? } else { self.group_in(bytes, range)? });
        }
        Ok(())
    }

    #[inline(always)]
    fn group_in(&mut self, bytes: &[u8], range: Range<usize>) -> Result<u32, AggError> {
        if range.len() > SHORT {
            return self.group_of_long(&bytes[range]);
        }
        let short = ShortKey::of(bytes, range.clone());
        match self.short.find(short) {
            Some(group) => Ok(group),
            None => self.add_short(short, &bytes[range]),
        }
    }

    /// The number of `key`; the next one if it is new.
    #[inline]
    pub(super) fn group_of(&mut self, key: &[u8]) -> Result<u32, AggError> {
        self.group_in(key, 0..key.len())
    }

    /// The number of the key that is `range` of `bytes`; [`NO_GROUP`] if it is not there.
    #[inline(always)]
    pub(super) fn find(&self, bytes: &[u8], range: Range<usize>) -> u32 {
        if range.len() > SHORT {
            return self.find_long(&bytes[range]);
        }
        self.short.find(ShortKey::of(bytes, range)).unwrap_or(NO_GROUP)
    }

    #[inline(never)]
    fn find_long(&self, key: &[u8]) -> u32 {
        let hash = self.hasher.hash_one(key) as u32;
        let same =
            |slot: &Slot| slot.hash == hash && &self.bytes[range(&self.ends, slot.group as usize)] == key;
        self.table.find(Slot::spread(hash), same).map_or(NO_GROUP, |slot| slot.group)
    }

    #[cold]
    #[inline(never)]
    fn add_short(&mut self, key: ShortKey, bytes: &[u8]) -> Result<u32, AggError> {
        let group = self.add(bytes)?;
        self.short.insert(key, group);
        Ok(group)
    }

    #[inline(never)]
    fn group_of_long(&mut self, key: &[u8]) -> Result<u32, AggError> {
        let hash = self.hasher.hash_one(key) as u32;
        let (bytes, ends) = (&self.bytes, &self.ends);
        let same = |slot: &Slot| slot.hash == hash && &bytes[range(ends, slot.group as usize)] == key;
        if let Some(found) = self.table.find(Slot::spread(hash), same) {
            return Ok(found.group);
        }
        let group = self.add(key)?;
        self.table.insert_unique(Slot::spread(hash), Slot { hash, group }, |slot| Slot::spread(slot.hash));
        Ok(group)
    }

    fn add(&mut self, key: &[u8]) -> Result<u32, AggError> {
        let group = next_group(self.ends.len())?;
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
        Ok(group)
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
        self.bytes.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.table.allocation_size()
            + self.short.size_bytes()
    }
}

#[inline(always)]
fn range(ends: &[usize], group: usize) -> Range<usize> {
    let start = if group == 0 { 0 } else { ends[group - 1] };
    start..ends[group]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(keys: &mut ByteKeys, key: &[u8]) -> u32 {
        keys.group_of(key).unwrap()
    }

    /// Of the long ones so many that some have the same 32 bits of hash, most likely.
    #[test]
    fn many_keys_are_told_apart() {
        for length in [4, SHORT, SHORT + 1, 40] {
            let mut keys = ByteKeys::default();
            let key = |number: u32| {
                let mut key = vec![7; length];
                key[length - 4..].copy_from_slice(&number.to_le_bytes());
                key
            };
            for number in 0..150_000 {
                assert_eq!(group(&mut keys, &key(number)), number);
            }
            for number in 0..150_000 {
                assert_eq!(group(&mut keys, &key(number)), number);
                assert_eq!(keys.key(number as usize), key(number));
            }
        }
    }

    /// Lengths around the border between short and long, zero bytes at the end, and whatever lies around the key.
    #[test]
    fn every_length_and_what_lies_around() {
        let mut keys = ByteKeys::default();
        let text: Vec<u8> = (0..64).map(|i| i % 3).collect();
        for length in 0..40 {
            assert_eq!(group(&mut keys, &vec![0; length]) as usize, length);
        }
        let text: Vec<u8> = text.iter().copied().cycle().take(2000).collect();
        for start in 0..3 {
            let lengths = (0..40).chain((0..40).rev());
            let ends = lengths.scan(start, |end, length| Some(std::mem::replace(end, *end + length)));
            let ends: Vec<i32> = ends.collect();
            let key = |ends: &[i32]| &text[ends[0] as usize..ends[1] as usize];
            let expected: Vec<u32> = ends.windows(2).map(|ends| group(&mut keys, key(ends))).collect();
            let mut found = Vec::new();
            let no_null = |_: &mut ByteKeys| unreachable!("there is no null");
            keys.assign(&text, &ends, |_| false, &mut found, no_null).unwrap();
            assert_eq!(found, expected);
        }
    }
}
