//! Byte strings of at most 24 bytes to numbers: the whole key lies in the table, so that finding one is a product, a look,
//! and a comparison of three words. The look is what takes long when the table is larger than the cache, so it can be asked for ahead.

use std::hash::BuildHasher;
use std::ops::Range;

use chunkwise_csv::prefetch;
use hashbrown::DefaultHashBuilder;

/// Bytes of a short key, at most.
pub(super) const SHORT: usize = 24;

/// The length in an empty slot.
const EMPTY: u32 = u32::MAX;

/// Slots of the smallest table.
const FEWEST_SLOTS: usize = 16;

/// From so many slots on, which no longer fit into a near cache, it pays to ask for a place ahead.
const LARGE_SLOTS: usize = 1 << 14;

/// A short key: its bytes with zeros behind, and its length, which tells it from one that ends in zeros.
#[derive(Debug, Clone, Copy, Default)]
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

/// Short keys and their numbers: open addressing, the next slot after one that is taken.
pub(super) struct ShortKeys {
    /// A power of two of them.
    slots: Vec<Slot>,
    len: usize,
    /// Differ from table to table, so that no input is slow for all.
    seeds: [u64; 4],
}

/// Half a cache line.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Slot {
    first: u64,
    second: u64,
    third: u64,
    len: u32,
    number: u32,
}

impl Slot {
    const NONE: Self = Self { first: 0, second: 0, third: 0, len: EMPTY, number: 0 };

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
        let seeds = [1, 2, 3, 4].map(|number| random.hash_one(number));
        Self { slots: vec![Slot::NONE; FEWEST_SLOTS], len: 0, seeds }
    }
}

impl ShortKeys {
    /// The number of a key.
    #[inline(always)]
    pub(super) fn find(&self, key: ShortKey) -> Option<u32> {
        let mut at = self.hash(key) as usize;
        loop {
            let slot = &self.slots[at & (self.slots.len() - 1)];
            if slot.is(key) {
                return Some(slot.number);
            }
            if slot.len == EMPTY {
                return None;
            }
            at += 1;
        }
    }

    /// Asks for the place where a key is or would be, for [`ShortKeys::find`] a little later.
    #[inline(always)]
    pub(super) fn ask(&self, key: ShortKey) {
        prefetch(&self.slots, self.hash(key) as usize & (self.slots.len() - 1));
    }

    /// Whether it pays to ask.
    pub(super) fn is_large(&self) -> bool {
        self.slots.len() > LARGE_SLOTS
    }

    /// Adds a key that is not there.
    pub(super) fn insert(&mut self, key: ShortKey, number: u32) {
        // A second look is hard to predict, so a table that is small anyway has room.
        let taken_of_eight = if self.is_large() { 5 } else { 1 };
        if (self.len + 1) * 8 > self.slots.len() * taken_of_eight {
            self.grow();
        }
        self.put(key, number);
        self.len += 1;
    }

    fn put(&mut self, key: ShortKey, number: u32) {
        let mask = self.slots.len() - 1;
        let mut at = self.hash(key) as usize & mask;
        while self.slots[at].len != EMPTY {
            at = (at + 1) & mask;
        }
        let ShortKey { first, second, third, len } = key;
        self.slots[at] = Slot { first, second, third, len, number };
    }

    #[cold]
    fn grow(&mut self) {
        let larger = vec![Slot::NONE; 2 * self.slots.len()];
        for slot in std::mem::replace(&mut self.slots, larger) {
            if slot.len != EMPTY {
                self.put(slot.key(), slot.number);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
    }

    /// The folded products of the words with random numbers, as in wyhash. Each factor has its own, so that none can be made zero.
    #[inline(always)]
    fn hash(&self, key: ShortKey) -> u64 {
        let [a, b, c, d] = self.seeds;
        let half = fold(key.first ^ a, key.second ^ b);
        fold(half ^ key.third ^ c, u64::from(key.len) ^ d)
    }
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_tables_of_all_sizes() {
        let mut keys = ShortKeys::default();
        let key = |number: u32| {
            let text = format!("{}{number}", "x".repeat(number as usize % 14));
            ShortKey::of(text.as_bytes(), 0..text.len())
        };
        for number in 0..3000 {
            assert_eq!(keys.find(key(number)), None);
            keys.insert(key(number), number);
            assert_eq!(keys.len(), number as usize + 1);
            keys.ask(key(number / 2));
            assert_eq!(keys.find(key(number / 2)), Some(number / 2));
        }
        assert!((0..3000).all(|number| keys.find(key(number)) == Some(number)));
        assert!(keys.len() * 8 <= keys.slots.len());
    }
}
