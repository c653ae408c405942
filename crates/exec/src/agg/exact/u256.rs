//! Unsigned numbers of 256 bits: the few operations that exact sums of squares need.

use num_bigint::BigUint;

/// An unsigned number of 256 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct U256 {
    low: u128,
    high: u128,
}

impl U256 {
    /// Bytes of [`U256::to_le_bytes`].
    pub const BYTES: usize = 32;

    /// The square of a number below 2^127.
    #[inline(always)]
    pub fn square(root: u128) -> U256 {
        debug_assert!(root < 1 << 127);
        let (low, high) = (root & u128::from(u64::MAX), root >> 64);
        let middle = 2 * low * high; // below 2^128, as high < 2^63
        let (low, carry) = (low * low).overflowing_add(middle << 64);
        U256 { low, high: high * high + (middle >> 64) + u128::from(carry) }
    }

    /// The sum, or None if it needs more than 256 bits.
    #[inline(always)]
    pub fn checked_add(self, other: U256) -> Option<U256> {
        let (low, carry) = self.low.overflowing_add(other.low);
        let high = self.high.checked_add(other.high)?.checked_add(u128::from(carry))?;
        Some(U256 { low, high })
    }

    /// The difference, or None if it is negative.
    pub fn checked_sub(self, other: U256) -> Option<U256> {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let high = self.high.checked_sub(other.high)?.checked_sub(u128::from(borrow))?;
        Some(U256 { low, high })
    }

    /// `number` * 2^`shift`, or None if it may need more than 256 bits.
    pub fn shifted(number: u64, shift: u32) -> Option<U256> {
        let number = u128::from(number);
        match shift {
            0 => Some(U256 { low: number, high: 0 }),
            1..128 => Some(U256 { low: number << shift, high: number >> (128 - shift) }),
            128..192 => Some(U256 { low: 0, high: number << (shift - 128) }),
            _ => None,
        }
    }

    /// Multiplies by `factor`, which is not 0. What does not fit is cut off at the lower end; returns how many bits.
    #[inline]
    pub fn multiply(&mut self, factor: u64) -> u32 {
        let factor = u128::from(factor);
        let digits = [self.low as u64, (self.low >> 64) as u64, self.high as u64, (self.high >> 64) as u64];
        let mut product = [0; 4];
        let mut carry = 0;
        for (digit, &old) in product.iter_mut().zip(&digits) {
            let sum = u128::from(old) * factor + carry;
            *digit = sum as u64;
            carry = sum >> 64;
        }
        let pair = |low: u64, high: u64| (u128::from(high) << 64) | u128::from(low);
        let (low, high) = (pair(product[0], product[1]), pair(product[2], product[3]));
        let over = carry as u64; // below 2^64, as the factor is
        if over == 0 {
            *self = U256 { low, high };
            return 0;
        }
        let cut = 64 - over.leading_zeros();
        self.low = (low >> cut) | (high << (128 - cut));
        self.high = (high >> cut) | (u128::from(over) << (128 - cut));
        cut
    }

    /// Adds a square of a 64-bit number. There is room for more of them than a table has rows.
    #[inline(always)]
    pub fn add(&mut self, square: u128) {
        let (low, carry) = self.low.overflowing_add(square);
        self.low = low;
        self.high += u128::from(carry);
    }

    /// The lower and the upper 128 bits.
    pub fn halves(self) -> (u128, u128) {
        (self.low, self.high)
    }

    /// The number whose lower and upper halves these are.
    pub fn from_halves(low: u128, high: u128) -> U256 {
        U256 { low, high }
    }

    /// The same number without a bound.
    pub fn to_big(self) -> BigUint {
        (BigUint::from(self.high) << 128u32) | BigUint::from(self.low)
    }

    /// The number of a big integer, or None if it needs more than 256 bits.
    pub fn from_big(number: &BigUint) -> Option<U256> {
        let mut bytes = number.to_bytes_le();
        if bytes.len() > U256::BYTES {
            return None;
        }
        bytes.resize(U256::BYTES, 0);
        U256::from_le_bytes(&bytes)
    }

    /// The number as 32 bytes, lowest first.
    pub fn to_le_bytes(self) -> [u8; U256::BYTES] {
        let mut bytes = [0; U256::BYTES];
        bytes[..16].copy_from_slice(&self.low.to_le_bytes());
        bytes[16..].copy_from_slice(&self.high.to_le_bytes());
        bytes
    }

    /// The inverse of [`U256::to_le_bytes`]; None unless there are 32 bytes.
    pub fn from_le_bytes(bytes: &[u8]) -> Option<U256> {
        let (low, high) = bytes.split_at_checked(16)?;
        let low = u128::from_le_bytes(low.try_into().ok()?);
        let high = u128::from_le_bytes(high.try_into().ok()?);
        Some(U256 { low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_with_carry_and_refuses_overflow() {
        let one = U256::from_halves(1, 0);
        let low_full = U256::from_halves(u128::MAX, 0);
        assert_eq!(low_full.checked_add(one), Some(U256::from_halves(0, 1)));
        let full = U256::from_halves(u128::MAX, u128::MAX);
        assert_eq!(full.checked_add(one), None);
        assert_eq!(
            U256::from_halves(u128::MAX, u128::MAX - 1).checked_add(one),
            Some(U256::from_halves(0, u128::MAX))
        );
    }

    #[test]
    fn multiplies_and_cuts() {
        let mut number = U256::from_halves(1, 0);
        let (mut exact, mut cut) = (BigUint::from(1u32), 0);
        for factor in [u64::MAX, 3, 12_345_678_901_234_567, u64::MAX, 1, u64::MAX, 7, u64::MAX] {
            cut += number.multiply(factor);
            exact *= factor;
        }
        assert!(cut > 0);
        let kept = number.to_big();
        assert_eq!(kept.bits(), 256);
        assert!(&exact >> cut >= kept && (&exact >> cut) - kept < BigUint::from(1000u32));
    }

    #[test]
    fn squares_and_converts() {
        for shift in [0, 1, 20, 62, 63, 64, 100, 126] {
            let root = (u128::MAX - 5) >> 1 >> shift;
            let number = U256::square(root);
            assert_eq!(number.to_big(), BigUint::from(root) * root);
            assert_eq!(U256::from_big(&number.to_big()), Some(number));
            assert_eq!(U256::from_le_bytes(&number.to_le_bytes()), Some(number));
        }
        assert_eq!(U256::from_big(&(BigUint::from(1u32) << 256u32)), None);
        assert_eq!(U256::from_le_bytes(&[0; 31]), None);
    }
}
