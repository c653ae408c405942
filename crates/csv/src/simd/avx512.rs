//! x86-64 with AVX-512BW: one register of 64 bytes, and comparisons that give masks.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512, _mm512_maskz_compress_epi32,
    _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setr_epi32, _mm512_storeu_si512,
};

use super::{BLOCK, BlockJob, Blocks, Masks, Needles, POSITIONS, avx2};

/// Only made by [`Avx512::new`], so whoever holds one runs on a processor with all that it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx512(());

impl Avx512 {
    pub(super) fn new() -> Option<Self> {
        let has_all = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        has_all.then_some(Self(()))
    }

    pub(super) fn run<J: BlockJob>(self, job: J) -> J::Output {
        // SAFETY: `Avx512::new` checked the features that `run_job` needs, and `self` comes from there.
        unsafe { run_job(self, job) }
    }
}

// Without DQ: its product of 64-bit lanes is slower than the shifts and sums that the compiler finds for our constants.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,fma,popcnt")]
fn run_job<J: BlockJob>(token: Avx512, job: J) -> J::Output {
    job.run(token)
}

impl Blocks for Avx512 {
    #[inline(always)]
    fn masks(self, block: &[u8; BLOCK], needles: Needles) -> Masks {
        // SAFETY: `Avx512::new` checked the features.
        unsafe { masks(block, needles) }
    }

    #[inline(always)]
    fn count(self, mask: u64) -> u32 {
        mask.count_ones()
    }

    #[inline(always)]
    fn select(self, mask: u64, n: u32) -> u32 {
        // SAFETY: `Avx512::new` checked the features.
        unsafe { avx2::select(mask, n) }
    }

    #[inline(always)]
    fn positions(self, mask: u64, base: u32, out: &mut [u32; POSITIONS]) {
        // SAFETY: `Avx512::new` checked the features.
        unsafe { positions(mask, base, out) }
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn masks(block: &[u8; BLOCK], needles: Needles) -> Masks {
    // SAFETY: the block has the 64 bytes that are loaded; this load needs no alignment.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast::<__m512i>()) };
    let mask = |needle: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(needle.cast_signed()));
    Masks { delimiter: mask(needles.delimiter), newline: mask(b'\n'), quote: mask(needles.quote) }
}

/// Of each sixteen numbers in a row those are moved together whose bit is set, and all are stored.
#[inline]
#[target_feature(enable = "avx512f,popcnt")]
fn positions(mask: u64, base: u32, out: &mut [u32; POSITIONS]) {
    let sixteen = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let mut at = 0;
    for part in 0..4_u32 {
        let bits = (mask >> (16 * part)) as u16;
        let first = base.wrapping_add(16 * part).cast_signed();
        let numbers = _mm512_add_epi32(sixteen, _mm512_set1_epi32(first));
        let found = _mm512_maskz_compress_epi32(bits, numbers);
        if let Some(room) = out.get_mut(at..).and_then(<[u32]>::first_chunk_mut::<16>) {
            // SAFETY: there is room for the sixteen numbers that are stored; this store needs no alignment.
            unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast::<__m512i>(), found) };
        }
        at += bits.count_ones() as usize;
    }
}
