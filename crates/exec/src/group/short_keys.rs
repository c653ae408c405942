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

    #[cold]
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
    /// Differs from table to table, so that no input is slow for all.
    seed: u64,
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
        Self { table: HashTable::new(), seed: DefaultHashBuilder::default().hash_one(SHORT) }
    }
}

impl ShortKeys {
    /// The group of a key.
    #[inline(always)]
    pub(super) fn find(&self, key: ShortKey) -> Option<u32> {
        let found = self.table.find(hash(key, self.seed), |slot| slot.is(key));
        found.map(|slot| slot.group)
    }

    /// Adds a key that is not there.
    pub(super) fn insert(&mut self, key: ShortKey, group: u32) {
        let seed = self.seed;
        self.table.insert_unique(hash(key, seed), Slot::new(key, group), |slot| hash(slot.key(), seed));
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.table.allocation_size()
    }
}

/// The folded products of the words with random numbers, as in wyhash.
#[inline(always)]
fn hash(key: ShortKey, seed: u64) -> u64 {
    let half = fold(key.first ^ seed, key.second ^ 0x9e37_79b9_7f4a_7c15);
    fold(half ^ key.third ^ seed, u64::from(key.len) ^ 0xd6e8_feb8_6659_fd93)
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}
