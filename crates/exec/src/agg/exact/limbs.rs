//! Signed numbers of a fixed number of 64-bit digits, and products of short ones.

use num_bigint::BigInt;

/// A signed number of `64 * N` bits in two's complement, lowest digit first.
///
/// Whoever picks `N` leaves more bits above the largest number added than a table has rows, so that no sum overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limbs<const N: usize>([u64; N]);

impl<const N: usize> Default for Limbs<N> {
    fn default() -> Self {
        Limbs([0; N])
    }
}

impl<const N: usize> Limbs<N> {
    /// Bytes of [`Limbs::write_bytes`].
    pub(super) const BYTES: usize = 8 * N;

    /// Adds or subtracts a number of no more digits.
    #[inline(always)]
    pub(super) fn add<const M: usize>(&mut self, magnitude: [u64; M], negative: bool) {
        // To subtract is to add the complement, and one.
        let flip = if negative { u64::MAX } else { 0 };
        let mut carry = negative;
        for (k, digit) in self.0.iter_mut().enumerate() {
            let part = if k < M { magnitude[k] ^ flip } else { flip };
            let (sum, first) = digit.overflowing_add(part);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *digit = sum;
            carry = first | second;
        }
    }

    /// Adds a number of 128 bits.
    #[inline(always)]
    pub(super) fn add_i128(&mut self, number: i128) {
        self.add(digits(number.unsigned_abs()), number < 0);
    }

    /// Adds what `other` is.
    pub(super) fn merge(&mut self, other: &Self) {
        self.add(other.0, false);
    }

    pub(super) fn to_bigint(self) -> BigInt {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        self.write_bytes(&mut bytes);
        BigInt::from_signed_bytes_le(&bytes)
    }

    /// Appends the digits, lowest byte first.
    pub(super) fn write_bytes(&self, out: &mut Vec<u8>) {
        self.0.iter().for_each(|digit| out.extend(digit.to_le_bytes()));
    }

    /// Takes a number off the front of `bytes`; None if there are too few.
    pub(super) fn read_bytes(bytes: &mut &[u8]) -> Option<Self> {
        let (own, rest) = bytes.split_at_checked(Self::BYTES)?;
        *bytes = rest;
        let (digits, _) = own.as_chunks::<8>();
        let mut limbs = Self::default();
        for (digit, bytes) in limbs.0.iter_mut().zip(digits) {
            *digit = u64::from_le_bytes(*bytes);
        }
        Some(limbs)
    }
}

/// The two digits of a number.
#[inline(always)]
pub(super) fn digits(number: u128) -> [u64; 2] {
    [number as u64, (number >> 64) as u64]
}

/// The product of two numbers, which must fit into `P` digits, as it does when both together have no more.
#[inline(always)]
pub(super) fn product<const A: usize, const B: usize, const P: usize>(a: [u64; A], b: [u64; B]) -> [u64; P] {
    const { assert!(A + B <= P) };
    let mut product = [0; P];
    for (i, &x) in a.iter().enumerate() {
        let mut carry = 0;
        for (j, &y) in b.iter().enumerate() {
            // (2^64 - 1)^2 + 2 (2^64 - 1) is 2^128 - 1
            let sum = u128::from(x) * u128::from(y) + u128::from(product[i + j]) + carry;
            product[i + j] = sum as u64;
            carry = sum >> 64;
        }
        product[i + B] = carry as u64;
    }
    product
}

/// Appends a number of any size: its length, then its bytes.
pub(super) fn write_big(number: &BigInt, out: &mut Vec<u8>) {
    let bytes = number.to_signed_bytes_le();
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

/// Takes a number of [`write_big`] off the front of `bytes`.
pub(super) fn read_big(bytes: &mut &[u8]) -> Option<BigInt> {
    let (length, rest) = bytes.split_at_checked(4)?;
    let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
    let (number, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(BigInt::from_signed_bytes_le(number))
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;

    fn big(digits: &[u64]) -> BigInt {
        let bytes: Vec<u8> = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        BigUint::from_bytes_le(&bytes).into()
    }

    proptest! {
        #[test]
        fn agree_with_big_integers(a in any::<[u64; 2]>(), b in any::<[u64; 3]>(), signs in any::<[bool; 3]>(), c in any::<i128>()) {
            let long: [u64; 5] = product(a, b);
            prop_assert_eq!(big(&long), big(&a) * big(&b));
            let mut sum = Limbs::<6>::default();
            let mut expected = BigInt::from(c);
            sum.add_i128(c);
            for (number, negative) in [(long, signs[0]), ([0, 0, b[0], b[1], b[2]], signs[1])] {
                sum.add(number, negative);
                if negative { expected -= big(&number) } else { expected += big(&number) }
            }
            sum.add(a, signs[2]);
            if signs[2] { expected -= big(&a) } else { expected += big(&a) }
            prop_assert_eq!(sum.to_bigint(), expected.clone());
            let mut bytes = Vec::new();
            sum.write_bytes(&mut bytes);
            write_big(&expected, &mut bytes);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(Limbs::read_bytes(&mut rest), Some(sum));
            prop_assert_eq!(read_big(&mut rest), Some(expected.clone()));
            prop_assert!(rest.is_empty() && Limbs::<6>::read_bytes(&mut rest).is_none());
            let twice = sum;
            sum.merge(&twice);
            prop_assert_eq!(sum.to_bigint(), expected * 2);
        }
    }
}
