//! Random values by integer arithmetic alone: the same on every machine, and cheap.

use rand::Rng;
use rand_pcg::Pcg64;

/// Everything in parts per million, for [`Draw::pick`] and [`Draw::chance`].
const MILLION: u64 = 1_000_000;

/// A stream of random values for one file.
pub(super) struct Draw {
    random: Pcg64,
}

impl Draw {
    /// The stream for file `file` of a dataset with this seed.
    pub(super) fn new(seed: u64, file: usize) -> Draw {
        // Generators that start from nearby states give related values; mixing sets them far apart.
        let low = mix(seed);
        let high = mix(low ^ mix(file as u64 + 1));
        Draw { random: Pcg64::new(u128::from(high) << 64 | u128::from(low), file as u128) }
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.random.next_u64()
    }

    /// A whole number in `0..bound`; 0 if `bound` is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// True in `parts_per_million` of all cases.
    pub(super) fn chance(&mut self, parts_per_million: u64) -> bool {
        self.below(MILLION) < parts_per_million
    }

    /// One of the values, each as often as its parts per million say; the last one gets what is missing to a million.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, weighted: &[(u64, T); N]) -> T {
        const { assert!(N > 0) };
        let mut left = self.below(MILLION);
        for &(weight, value) in &weighted[..N - 1] {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        weighted[N - 1].1
    }

    /// A value with the given quantiles at 0, 1/32, 2/32 … 1, and straight lines between them.
    pub(super) fn quantile(&mut self, quantiles: &[i64; 33]) -> i64 {
        let bits = self.bits() >> 32;
        let (segment, rest) = ((bits >> 27) as usize, (bits & ((1 << 27) - 1)) as i64);
        let (low, high) = (quantiles[segment], quantiles[segment + 1]);
        low + (((high - low) * rest) >> 27)
    }
}

/// The finishing step of SplitMix64: spreads each bit of the input over the whole result.
pub(super) fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// 65,536 positions in `weights`, each as often as its weight says, so that 16 random bits choose one.
pub(super) fn slots(weights: &[f64]) -> impl Iterator<Item = usize> {
    const SLOTS: usize = 1 << 16;
    let total: f64 = weights.iter().sum();
    let mut positions = Vec::with_capacity(SLOTS);
    let mut reached = 0.0;
    for (position, weight) in weights.iter().enumerate() {
        reached += weight;
        let end = (reached / total * SLOTS as f64).round() as usize;
        positions.resize(end.min(SLOTS).max(positions.len()), position);
    }
    positions.resize(SLOTS, weights.len() / 2);
    positions.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_seeds_have_streams_of_their_own() {
        let first = |seed, file| Draw::new(seed, file).bits();
        assert_eq!(first(7, 3), first(7, 3));
        assert_ne!(first(7, 3), first(7, 4));
        assert_ne!(first(7, 3), first(8, 3));
    }

    #[test]
    fn values_stay_in_their_range() {
        let mut draw = Draw::new(0, 0);
        let quantiles = std::array::from_fn(|k| k as i64 * 10 - 40);
        for _ in 0..10_000 {
            assert!(draw.below(7) < 7);
            assert!((-40..280).contains(&draw.quantile(&quantiles)));
        }
        assert_eq!(draw.below(0), 0);
    }

    #[test]
    fn slots_follow_their_weights() {
        let slots: Vec<usize> = slots(&[1.0, 2.0, 0.0, 1.0]).collect();
        let count = |position| slots.iter().filter(|&&slot| slot == position).count();
        assert_eq!([0, 1, 2, 3].map(count), [16_384, 32_768, 0, 16_384]);
    }

    #[test]
    fn picks_follow_their_weights() {
        let mut draw = Draw::new(1, 0);
        let counts = (0..100_000).fold([0; 3], |mut counts, _| {
            counts[draw.pick(&[(700_000, 0), (200_000, 1), (0, 2)])] += 1;
            counts
        });
        assert!((69_000..71_000).contains(&counts[0]), "{counts:?}");
        assert!((9_500..10_500).contains(&counts[2]), "{counts:?}");
    }
}
