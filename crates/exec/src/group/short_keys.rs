//! Byte strings of at most 24 bytes to numbers: the whole key lies in the table, so that finding one is a product, a look,
//! and a comparison of three words.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Bytes of a short key, at most.
pub(super) const SHORT: usize = 24;

/// A short key: its bytes with zeros behind, and its length, which tells it from one that ends in zeros.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShortKey {
    first: u64,
    second: u64,
    third: u64,
    len: u32,
}

impl ShortKey {
    /// The key that is `range` of `bytes`, at most [`SHORT`] of them.
    #[inline(always)]
    pub(super) fn of(bytes: &[u8], range: Range<usize>) -> Self {
        match bytes.get(range.start..).and_then(<[u8]>::first_chunk) {
            Some(window) => Self::in_window(window, range.len()),
            None => Self::near_the_end(&bytes[range]),
        }
    }

    #[inline(never)]
    fn near_the_end(key: &[u8]) -> Self {
        let mut window = [0; SHORT];
        window[..key.len()].copy_from_slice(key);
        Self::in_window(&window, key.len())
    }

    #[inline(always)]
    fn in_window(window: &[u8; SHORT], len: usize) -> Self {
        let (words, masks) = (window.as_chunks().0, &MASKS[len]);
        Self {
            first: u64::from_le_bytes(words[0]) & masks[0],
            second: u64::from_le_bytes(words[1]) & masks[1],
            third: u64::from_le_bytes(words[2]) & masks[2],
            len: len as u32,
        }
    }
}

/// By length: the bits of the key in its words.
static MASKS: [[u64; 3]; SHORT + 1] = {
    let mut masks = [[0; 3]; SHORT + 1];
    let mut len = 1;
    while len <= SHORT {
        masks[len] = masks[len - 1];
        masks[len][(len - 1) / 8] |= 0xff << (8 * ((len - 1) % 8));
        len += 1;
    }
    masks
};

/// Short keys and their groups.
pub(super) struct ShortKeys {
    table: HashTable<Slot>,
    /// Differ from table to table, so that no input is slow for all.
    seeds: [u64; 4],
}

#[derive(Clone, Copy)]
struct Slot {
    first: u64,
    second: u64,
    third: u64,
    len: u32,
    group: u32,
}

impl Slot {
    fn new(key: ShortKey, group: u32) -> Self {
        let ShortKey { first, second, third, len } = key;
        Self { first, second, third, len, group }
    }

    fn key(&self) -> ShortKey {
        ShortKey { first: self.first, second: self.second, third: self.third, len: self.len }
    }

    /// One comparison of all, not one after the other.
    #[inline(always)]
    fn is(&self, key: ShortKey) -> bool {
        let words = (self.first ^ key.first) | (self.second ^ key.second) | (self.third ^ key.third);
        words | u64::from(self.len ^ key.len) == 0
    }
}

impl Default for ShortKeys {
    fn default() -> Self {
        let random = DefaultHashBuilder::default();
        Self { table: HashTable::new(), seeds: [1, 2, 3, 4].map(|number| random.hash_one(number)) }
    }
}

impl ShortKeys {
    /// The group of a key.
    #[inline(always)]
    pub(super) fn find(&self, key: ShortKey) -> Option<u32> {
        let found = self.table.find(hash(key, &self.seeds), |slot| slot.is(key));
        found.map(|slot| slot.group)
    }

    /// Adds a key that is not there.
    pub(super) fn insert(&mut self, key: ShortKey, group: u32) {
        let seeds = self.seeds;
        let slot = Slot::new(key, group);
        self.table.insert_unique(hash(key, &seeds), slot, |slot| hash(slot.key(), &seeds));
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.table.allocation_size()
    }
}

/// The folded products of the words with random numbers, as in wyhash. Each factor has its own, so that none can be made zero.
#[inline(always)]
fn hash(key: ShortKey, seeds: &[u64; 4]) -> u64 {
    let half = fold(key.first ^ seeds[0], key.second ^ seeds[1]);
    fold(half ^ key.third ^ seeds[2], u64::from(key.len) ^ seeds[3])
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}
