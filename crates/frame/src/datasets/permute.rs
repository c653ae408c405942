//! The numbers below a bound in an order that looks random, without a list of them: a Feistel network over the next power of four,
//! walked until it falls below the bound.

use super::draw::mix;

const ROUNDS: u64 = 4;

pub(super) struct Permutation {
    bound: u64,
    half_bits: u32,
    seed: u64,
}

impl Permutation {
    /// An order of `0..bound`.
    pub(super) fn new(bound: u64, seed: u64) -> Self {
        let bits = u64::BITS - bound.saturating_sub(1).leading_zeros();
        Self { bound, half_bits: bits.div_ceil(2).max(1), seed: mix(seed) }
    }

    /// The number at a place below the bound.
    pub(super) fn at(&self, place: u64) -> u64 {
        let mut number = self.step(place);
        while number >= self.bound {
            number = self.step(number);
        }
        number
    }

    fn step(&self, number: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (mix(right ^ self.seed ^ (round << 60)) & mask));
        }
        left << self.half_bits | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_once_and_not_in_order() {
        for bound in [1, 2, 3, 10, 11, 64, 1_000, 1_100] {
            let order = Permutation::new(bound, 7);
            let numbers: Vec<u64> = (0..bound).map(|place| order.at(place)).collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..bound).collect::<Vec<_>>());
            assert!(bound < 10 || numbers != sorted);
        }
        let of = |seed| (0..100).map(|place| Permutation::new(100, seed).at(place)).collect::<Vec<_>>();
        assert_ne!(of(1), of(2));
    }
}
