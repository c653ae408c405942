//! Byte strings of at most sixteen bytes to numbers: the whole key lies in the table, so that finding one is a product, a look,
//! and a comparison of two words.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::DefaultHashBuilder;

use crate::group::NO_GROUP;

/// Bytes of a short key, at most.
pub(super) const SHORT: usize = 16;

/// A short key: its bytes with zeros behind, and its length, which tells it from one that ends in zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShortKey {
    low: u64,
    high: u64,
    len: u32,
}

impl ShortKey {
    /// The key that is `range` of `bytes`, at most [`SHORT`] of them.
    #[inline(always)]
    pub(super) fn of(bytes: &[u8], range: Range<usize>) -> Self {
        let len = range.len();
        let words = match bytes.get(range.start..).and_then(<[u8]>::first_chunk) {
            Some(window) => u128::from_le_bytes(*window) & MASKS[len],
            None => Self::near_the_end(&bytes[range]),
        };
        Self { low: words as u64, high: (words >> 64) as u64, len: len as u32 }
    }

    #[cold]
    fn near_the_end(key: &[u8]) -> u128 {
        let mut window = [0; SHORT];
        window[..key.len()].copy_from_slice(key);
        u128::from_le_bytes(window)
    }
}

/// By length: the bits of the key among sixteen bytes.
static MASKS: [u128; SHORT + 1] = {
    let mut masks = [0; SHORT + 1];
    let mut len = 1;
    while len <= SHORT {
        masks[len] = u128::MAX >> (8 * (SHORT - len));
        len += 1;
    }
    masks
};

/// Open addressing with linear probing, at most half full.
pub(super) struct ShortKeys {
    /// A power of two of them. Those without a group are free.
    slots: Box<[Slot]>,
    used: usize,
    /// The slot of a hash is in its upper bits.
    shift: u32,
    /// Differs from table to table, so that no input is slow for all.
    seed: u64,
}

#[derive(Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    len: u32,
    group: u32,
}

const FREE: Slot = Slot { low: 0, high: 0, len: 0, group: NO_GROUP };

impl Slot {
    #[inline(always)]
    fn key(&self) -> ShortKey {
        ShortKey { low: self.low, high: self.high, len: self.len }
    }
}

impl Default for ShortKeys {
    fn default() -> Self {
        const SLOTS: usize = 256;
        let seed = DefaultHashBuilder::default().hash_one(SLOTS) | 1;
        Self { slots: vec![FREE; SLOTS].into(), used: 0, shift: 64 - SLOTS.ilog2(), seed }
    }
}

impl ShortKeys {
    /// The group of a key.
    #[inline(always)]
    pub(super) fn find(&self, key: ShortKey) -> Option<u32> {
        let mut at = self.home(key);
        loop {
            let slot = &self.slots[at & (self.slots.len() - 1)];
            if slot.key() == key {
                // the free slots have the key of the empty text
                return (slot.group != NO_GROUP).then_some(slot.group);
            }
            if slot.group == NO_GROUP {
                return None;
            }
            at += 1;
        }
    }

    /// Adds a key that is not there.
    pub(super) fn insert(&mut self, key: ShortKey, group: u32) {
        if 2 * (self.used + 1) > self.slots.len() {
            let slots = vec![FREE; 2 * self.slots.len()].into();
            let full = std::mem::replace(&mut self.slots, slots);
            self.shift -= 1;
            full.iter().filter(|slot| slot.group != NO_GROUP).for_each(|&slot| self.place(slot));
        }
        self.place(Slot { low: key.low, high: key.high, len: key.len, group });
        self.used += 1;
    }

    fn place(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = self.home(slot.key());
        while self.slots[at & mask].group != NO_GROUP {
            at += 1;
        }
        self.slots[at & mask] = slot;
    }

    /// Where a key is, if no other is there. The folded product of words with a random number, as in wyhash.
    #[inline(always)]
    fn home(&self, key: ShortKey) -> usize {
        let high = key.high ^ 0x9e37_79b9_7f4a_7c15 ^ u64::from(key.len);
        let product = u128::from(key.low ^ self.seed) * u128::from(high);
        let folded = (product as u64) ^ (product >> 64) as u64;
        (folded.wrapping_mul(self.seed) >> self.shift) as usize
    }

    pub(super) fn size_bytes(&self) -> usize {
        size_of_val(&*self.slots)
    }
}
