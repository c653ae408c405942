//! Any processor: eight bytes at a time in an ordinary register.

use super::{BLOCK, Blocks, Masks, Needles, POSITIONS};

/// Needs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Portable;

impl Blocks for Portable {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK], needles: Needles) -> Masks {
        Masks {
            delimiter: mask(block, needles.delimiter),
            newline: mask(block, b'\n'),
            quote: mask(block, needles.quote),
        }
    }

    #[inline(always)]
    fn count(self, mask: u64) -> u32 {
        mask.count_ones()
    }

    #[inline(always)]
    fn select(self, mask: u64, n: u32) -> u32 {
        select_by_clearing(mask, n)
    }

    #[inline(always)]
    fn positions(self, mask: u64, base: u32, out: &mut [u32; POSITIONS]) {
        positions_by_clearing(mask, base, out);
    }
}

/// Eight at a time, since how many there are is hard to predict.
#[inline(always)]
pub(super) fn positions_by_clearing(mask: u64, base: u32, out: &mut [u32; POSITIONS]) {
    let mut rest = mask;
    for eight in out.as_chunks_mut::<8>().0 {
        if rest == 0 {
            return;
        }
        for position in eight {
            *position = base.wrapping_add(rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
        }
    }
}

/// Clears the `n` lowest set bits, then looks at the next.
#[inline(always)]
pub(super) fn select_by_clearing(mask: u64, n: u32) -> u32 {
    let mut mask = mask;
    for _ in 0..n {
        mask &= mask.wrapping_sub(1);
    }
    mask.trailing_zeros()
}

#[inline(always)]
fn mask(block: &[u8; BLOCK], needle: u8) -> u64 {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let pattern = u64::from_le_bytes([needle; 8]);
    let mut mask = 0;
    for (i, word) in block.as_chunks::<8>().0.iter().enumerate() {
        let difference = u64::from_le_bytes(*word) ^ pattern;
        // the top bit of a byte is set where the byte is not zero; no carry passes from one byte to the next
        let differs = ((difference & LOW_BITS) + LOW_BITS) | difference;
        let equal = (!differs & !LOW_BITS) >> 7;
        // the multiplication moves the lowest bit of byte k to bit 56 + k
        mask |= (equal.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    mask
}
