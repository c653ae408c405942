//! The only unsafe code of the engine: 64 bytes at a time to bit masks, with what the processor has; and strings that were checked.
//!
//! [`dispatch`] runs a [`BlockJob`] with the best implementation of [`Blocks`] that this processor can run (found out once). The job
//! is compiled once per implementation, inside a function that has the processor's features switched on, so that all of
//! it can use them. [`portable`] is the twin of all others; the tests hold them equal.
#![allow(
    unsafe_code,
    reason = "vector loads, calls of functions that need processor features, and arrays of checked text"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
mod prefetch;
mod strings;

use std::sync::LazyLock;

pub use prefetch::prefetch;
pub(crate) use strings::string_array;

/// Bytes of a block: one bit of a mask each.
pub(crate) const BLOCK: usize = 64;

/// Room for the positions of a block's bits; nothing is written past it.
pub(crate) const POSITIONS: usize = BLOCK;

/// The bytes to look for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needles {
    pub(crate) delimiter: u8,
    /// With quoting off, any byte: the walk ignores the mask then.
    pub(crate) quote: u8,
}

/// Where they are in a block: bit `i` is byte `i`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) delimiter: u64,
    pub(crate) newline: u64,
    pub(crate) quote: u64,
}

/// What a processor offers for blocks. A value of the type is the proof that this processor can do it.
pub(crate) trait Blocks: Copy {
    fn masks(self, block: &[u8; BLOCK], needles: Needles) -> Masks;
    /// Number of bits set.
    fn count(self, mask: u64) -> u32;
    /// Position of the `n`-th set bit, from 0. `mask` has more than `n` bits set.
    fn select(self, mask: u64, n: u32) -> u32;
    /// Writes `base` plus the position of each set bit, ascending. What else it writes in `out` means nothing.
    fn positions(self, mask: u64, base: u32, out: &mut [u32; POSITIONS]);
}

/// Work over blocks, the same for every processor.
pub(crate) trait BlockJob {
    type Output;
    /// Must be `#[inline(always)]`, as must be what it calls per block: only what is inlined is compiled for the processor.
    fn run<B: Blocks>(self, blocks: B) -> Self::Output;
}

/// Loops over numbers that the compiler can turn into vector instructions, for [`run_vectorized`].
pub trait VectorJob {
    /// What comes of it.
    type Output;
    /// Must be `#[inline(always)]`, as must be what it calls per value: only what is inlined is compiled for the processor.
    fn run(self) -> Self::Output;
}

/// Runs `job` as it was compiled for this processor: with AVX-512 or AVX2 and FMA, or with NEON.
///
/// ```
/// struct Largest<'a>(&'a [u32]);
/// impl chunkwise_csv::VectorJob for Largest<'_> {
///     type Output = u32;
///     #[inline(always)]
///     fn run(self) -> u32 {
///         self.0.iter().fold(0, |largest, &number| number.max(largest))
///     }
/// }
/// assert_eq!(chunkwise_csv::run_vectorized(Largest(&[3, 8, 5])), 8);
/// ```
pub fn run_vectorized<J: VectorJob>(job: J) -> J::Output {
    dispatch(Vectorized(job))
}

/// Whether this processor has vector instructions that we know, with a fused multiply-add among them.
pub fn has_vectors() -> bool {
    *BEST != Path::Portable
}

struct Vectorized<J>(J);

impl<J: VectorJob> BlockJob for Vectorized<J> {
    type Output = J::Output;

    #[inline(always)]
    fn run<B: Blocks>(self, _: B) -> Self::Output {
        self.0.run()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Neon),
    Portable,
}

static BEST: LazyLock<Path> = LazyLock::new(|| available().first().copied().unwrap_or(Path::Portable));

/// What this processor can run, best first.
fn available() -> Vec<Path> {
    let mut paths = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        paths.extend(avx512::Avx512::new().map(Path::Avx512));
        paths.extend(avx2::Avx2::new().map(Path::Avx2));
    }
    #[cfg(target_arch = "aarch64")]
    paths.extend(neon::Neon::new().map(Path::Neon));
    paths.push(Path::Portable);
    paths
}

/// Runs `job` with the best that this processor has.
pub(crate) fn dispatch<J: BlockJob>(job: J) -> J::Output {
    run_on(*BEST, job)
}

fn run_on<J: BlockJob>(path: Path, job: J) -> J::Output {
    match path {
        #[cfg(target_arch = "x86_64")]
        Path::Avx512(token) => token.run(job),
        #[cfg(target_arch = "x86_64")]
        Path::Avx2(token) => token.run(job),
        #[cfg(target_arch = "aarch64")]
        Path::Neon(token) => token.run(job),
        Path::Portable => job.run(portable::Portable),
    }
}

/// Runs the same job once per implementation that this processor has.
#[cfg(test)]
pub(crate) fn on_each_path<J: BlockJob>(mut job: impl FnMut() -> J, mut check: impl FnMut(&str, J::Output)) {
    for path in available() {
        check(&format!("{path:?}"), run_on(path, job()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct MasksOf<'a>(&'a [u8; BLOCK], Needles);

    impl BlockJob for MasksOf<'_> {
        type Output = (Masks, u32, Vec<u32>, Vec<u32>);
        #[inline(always)]
        fn run<B: Blocks>(self, blocks: B) -> Self::Output {
            let masks = blocks.masks(self.0, self.1);
            let all = masks.delimiter | masks.newline | masks.quote;
            let count = blocks.count(all);
            let mut positions = [0; POSITIONS];
            blocks.positions(all, 7, &mut positions);
            let selected = (0..count).map(|n| blocks.select(all, n)).collect();
            (masks, count, selected, positions[..count as usize].to_vec())
        }
    }

    fn check(block: &[u8; BLOCK], needles: Needles) {
        let mask = |needle: u8| (0..BLOCK).fold(0, |mask, i| mask | u64::from(block[i] == needle) << i);
        let expected =
            Masks { delimiter: mask(needles.delimiter), newline: mask(b'\n'), quote: mask(needles.quote) };
        let all = expected.delimiter | expected.newline | expected.quote;
        let bits: Vec<u32> = (0..64).filter(|bit| all >> bit & 1 == 1).collect();
        let positions: Vec<u32> = bits.iter().map(|bit| bit + 7).collect();
        on_each_path(
            || MasksOf(block, needles),
            |path, found| {
                let expected = (expected, bits.len() as u32, bits.clone(), positions.clone());
                assert_eq!(found, expected, "{path}");
            },
        );
    }

    #[test]
    fn every_byte_value_in_every_lane() {
        for lane in 0..BLOCK {
            for byte in 0..=255 {
                let mut block = [0x80; BLOCK];
                block[lane] = byte;
                check(&block, Needles { delimiter: b',', quote: b'"' });
            }
        }
        check(&[b','; BLOCK], Needles { delimiter: b',', quote: b'"' });
        check(&[b'\n'; BLOCK], Needles { delimiter: b'\t', quote: b'\'' });
    }

    proptest! {
        #[test]
        fn paths_agree(bytes in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], BLOCK)) {
            let block: &[u8; BLOCK] = bytes.first_chunk().unwrap();
            check(block, Needles { delimiter: b',', quote: b'"' });
        }
    }

    #[test]
    fn the_portable_path_is_always_there() {
        assert_eq!(available().last(), Some(&Path::Portable));
    }
}
