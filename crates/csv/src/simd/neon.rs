//! AArch64 with NEON: four registers of 16 bytes.

use std::arch::aarch64::{
    uint8x16_t, vandq_u8, vceqq_u8, vdupq_n_u8, vgetq_lane_u64, vld1q_u8, vpaddq_u8, vreinterpretq_u64_u8,
};
use std::arch::is_aarch64_feature_detected;

use super::portable::select_by_clearing;
use super::{BLOCK, BlockJob, Blocks, Masks, Needles, POSITIONS, portable};

/// Only made by [`Neon::new`], so whoever holds one runs on a processor with NEON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neon(());

impl Neon {
    pub(super) fn new() -> Option<Self> {
        is_aarch64_feature_detected!("neon").then_some(Self(()))
    }

    pub(super) fn run<J: BlockJob>(self, job: J) -> J::Output {
        // SAFETY: `Neon::new` checked the feature that `run_job` needs, and `self` comes from there.
        unsafe { run_job(self, job) }
    }
}

#[target_feature(enable = "neon")]
fn run_job<J: BlockJob>(token: Neon, job: J) -> J::Output {
    job.run(token)
}

impl Blocks for Neon {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK], needles: Needles) -> Masks {
        // SAFETY: `Neon::new` checked the feature.
        unsafe { masks(block, needles) }
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
        portable::positions_by_clearing(mask, base, out);
    }
}

/// The bit that each byte of a group of eight gets in the mask.
const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

#[inline]
#[target_feature(enable = "neon")]
fn masks(block: &[u8; BLOCK], needles: Needles) -> Masks {
    let (bits, lanes) = (load(&BITS), block.as_chunks::<16>().0);
    let lanes = [load(&lanes[0]), load(&lanes[1]), load(&lanes[2]), load(&lanes[3])];
    let mask = |needle: u8| {
        let needle = vdupq_n_u8(needle);
        let [a, b, c, d] = lanes.map(|bytes| vandq_u8(vceqq_u8(bytes, needle), bits));
        // three rounds of adding neighbours: 64 bytes of one bit each become 8 bytes of eight bits
        let sums = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
        vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)))
    };
    Masks { delimiter: mask(needles.delimiter), newline: mask(b'\n'), quote: mask(needles.quote) }
}

#[inline]
#[target_feature(enable = "neon")]
fn load(bytes: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the array has the 16 bytes that are loaded; this load needs no alignment.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}
