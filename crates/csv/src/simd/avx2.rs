//! x86-64 with AVX2: two registers of 32 bytes.

use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8, _pdep_u64,
};

use super::{BLOCK, BlockJob, Blocks, Masks, Needles, POSITIONS, portable};

/// Only made by [`Avx2::new`], so whoever holds one runs on a processor with all that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn new() -> Option<Self> {
        let has_all = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        has_all.then_some(Self(()))
    }

    pub(super) fn run<J: BlockJob>(self, job: J) -> J::Output {
        // SAFETY: `Avx2::new` checked the features that `run_job` needs, and `self` comes from there.
        unsafe { run_job(self, job) }
    }
}

#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn run_job<J: BlockJob>(token: Avx2, job: J) -> J::Output {
    job.run(token)
}

impl Blocks for Avx2 {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK], needles: Needles) -> Masks {
        // SAFETY: `Avx2::new` checked the feature.
        unsafe { masks(block, needles) }
    }

    #[inline(always)]
    fn count(self, mask: u64) -> u32 {
        mask.count_ones()
    }

    #[inline(always)]
    fn select(self, mask: u64, n: u32) -> u32 {
        // SAFETY: `Avx2::new` checked the feature.
        unsafe { select(mask, n) }
    }

    #[inline(always)]
    fn positions(self, mask: u64, base: u32, out: &mut [u32; POSITIONS]) {
        portable::positions_by_clearing(mask, base, out);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn masks(block: &[u8; BLOCK], needles: Needles) -> Masks {
    let at = block.as_ptr().cast::<__m256i>();
    // SAFETY: the block has 64 bytes, so both halves are inside it; these loads need no alignment.
    let (low, high) = unsafe { (_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))) };
    let mask = |needle: u8| {
        let needle = _mm256_set1_epi8(needle.cast_signed());
        let half = |bytes| _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, needle)).cast_unsigned();
        u64::from(half(low)) | u64::from(half(high)) << 32
    };
    Masks { delimiter: mask(needles.delimiter), newline: mask(b'\n'), quote: mask(needles.quote) }
}

/// Shared with the AVX-512 path. Puts one bit at the `n`-th set bit of the mask.
#[inline]
#[target_feature(enable = "bmi1,bmi2")]
pub(super) fn select(mask: u64, n: u32) -> u32 {
    _pdep_u64(1 << n, mask).trailing_zeros()
}
