//! The wide accumulator: a fixed-point number that holds any sum of `f64` values (or of their squares) exactly.
//!
//! The number is cut into digits of 32 bits, each kept in an `i64`. Adding touches a few digits and carries nothing;
//! a digit has room for 2^31 additions before its carries must move up.

use num_bigint::{BigInt, Sign};

const DIGIT_BITS: u32 = 32;
const DIGIT_MASK: i64 = (1 << DIGIT_BITS) - 1;

/// Additions after which the carries are moved up. A digit then stays below 2^62.
const PENDING_MAX: u32 = 1 << 30;

/// A signed number of `32 * DIGITS` bits in units that its owner chooses.
///
/// Whoever picks `DIGITS` leaves at least 64 bits above the largest value added, so that no count of additions
/// overflows.
#[derive(Debug, Clone)]
pub(super) struct Wide<const DIGITS: usize> {
    digits: [i64; DIGITS],
    pending: u32,
}

impl<const DIGITS: usize> Wide<DIGITS> {
    pub(super) fn new() -> Box<Self> {
        Box::new(Wide { digits: [0; DIGITS], pending: 0 })
    }

    /// Adds or subtracts `magnitude * 2^bit` units.
    pub(super) fn add(&mut self, magnitude: u128, negative: bool, bit: u32) {
        if self.pending >= PENDING_MAX {
            self.carry();
        }
        self.pending += 1;
        let first = (bit / DIGIT_BITS) as usize;
        let shift = bit % DIGIT_BITS;
        let low = magnitude << shift;
        let high = (magnitude >> 1) >> (127 - shift);
        let parts = [low, low >> 32, low >> 64, low >> 96, high];
        for (digit, part) in self.digits[first..].iter_mut().zip(parts) {
            let part = part as i64 & DIGIT_MASK;
            *digit += if negative { -part } else { part };
        }
    }

    /// Adds `number * 2^bit` units. The caller has checked that it fits.
    pub(super) fn add_big(&mut self, number: &BigInt, bit: u32) {
        let negative = number.sign() == Sign::Minus;
        for (k, digit) in number.iter_u32_digits().enumerate() {
            self.add(u128::from(digit), negative, bit + DIGIT_BITS * k as u32);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let mut other = other.clone();
        other.carry();
        self.carry();
        for (digit, more) in self.digits.iter_mut().zip(other.digits) {
            *digit += more;
        }
        self.pending = 2; // each digit is now a sum of two carried ones
    }

    /// Moves the carries up: every digit but the highest is then in 0..2^32, the highest has the sign.
    fn carry(&mut self) {
        let mut carry = 0;
        for digit in &mut self.digits[..DIGITS - 1] {
            let sum = *digit + carry;
            *digit = sum & DIGIT_MASK;
            carry = sum >> DIGIT_BITS;
        }
        self.digits[DIGITS - 1] += carry;
        self.pending = 1;
    }

    /// The number, in units.
    pub(super) fn to_bigint(&self) -> BigInt {
        let mut carried = self.clone();
        carried.carry();
        let low: Vec<u32> = carried.digits[..DIGITS - 1].iter().map(|&digit| digit as u32).collect();
        let high = BigInt::from(carried.digits[DIGITS - 1]) << (DIGIT_BITS as usize * (DIGITS - 1));
        high + BigInt::from_slice(Sign::Plus, &low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Small = Wide<12>;

    #[test]
    fn adds_at_any_bit() {
        let mut wide = Small::new();
        let mut expected = BigInt::ZERO;
        for bit in 0..200 {
            let magnitude = (u128::MAX / 7) >> (bit % 90);
            let negative = bit % 3 == 0;
            wide.add(magnitude, negative, bit);
            let number = BigInt::from(magnitude) << bit;
            expected += if negative { -number } else { number };
        }
        assert_eq!(wide.to_bigint(), expected);
        let mut twice = wide.clone();
        twice.merge(&wide);
        assert_eq!(twice.to_bigint(), &expected * 2);
        assert_eq!(twice.pending, 2);
        twice.add_big(&(-&expected), 1);
        assert_eq!(twice.to_bigint(), BigInt::ZERO);
    }

    #[test]
    fn carries_when_they_are_due() {
        let mut wide = Small::new();
        for _ in 0..3 {
            wide.pending = PENDING_MAX;
            wide.digits[0] = i64::from(u32::MAX) * i64::from(PENDING_MAX);
            wide.add(u128::from(u32::MAX), false, 0);
            wide.add(1, true, 0);
        }
        let mut negative = Small::new();
        negative.add(1, true, 0);
        assert_eq!(negative.to_bigint(), BigInt::from(-1));
        negative.merge(&negative.clone());
        assert_eq!(negative.to_bigint(), BigInt::from(-2));
    }
}
