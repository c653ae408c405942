//! Exact sums of the first four powers: what skewness and kurtosis are computed from, rounded once.

use num_bigint::{BigInt, Sign};

use super::float::{LOWEST_EXPONENT, WINDOW_EXPONENT, place};
use super::limbs::{Limbs, digits, product, read_big, write_big};
use super::pair_sums::big_of;
use super::round::{ratio_to_f64, sqrt_ratio_to_f64};

const SPECIAL: u8 = 1;
const OUTSIDE: u8 = 2;

/// The count of values, and the exact sums of their first, second, third and, if asked for, fourth powers.
///
/// A value that fits is a whole number of 2^-74 below 2^115, as in [`ExactSum`](super::ExactSum); others are summed apart, in
/// numbers of any size.
#[derive(Debug, Clone, Default)]
pub struct PowerSums {
    count: u64,
    first: Limbs<3>,
    second: Limbs<5>,
    third: Limbs<7>,
    fourth: Limbs<8>,
    special: bool,
    /// Sums of the powers in units of 2^-1074, 2^-2148, ...
    outside: Option<Box<[BigInt; 4]>>,
}

impl PowerSums {
    /// About what the sums of values that do not fit take on the heap.
    pub const OUTSIDE_BYTES: usize = size_of::<[BigInt; 4]>() + 10 * 270;

    /// Adds a value; with `fourth` also its fourth power. Returns the bytes that this took from the heap.
    #[inline(always)]
    pub fn add(&mut self, x: f64, fourth: bool) -> usize {
        let Some(placed) = place(x) else { return self.add_outside(x) };
        self.count += 1;
        let units = digits(placed.magnitude());
        let square: [u64; 4] = product(units, units);
        self.first.add(units, x < 0.0);
        self.second.add(square, false);
        self.third.add::<6>(product(square, units), x < 0.0);
        if fourth {
            self.fourth.add::<8>(product(square, square), false);
        }
        0
    }

    #[cold]
    #[inline(never)]
    fn add_outside(&mut self, x: f64) -> usize {
        self.count += 1;
        if !x.is_finite() {
            self.special = true;
            return 0;
        }
        let taken = if self.outside.is_none() { Self::OUTSIDE_BYTES } else { 0 };
        let x = big_of(x);
        let mut power = BigInt::from(1);
        for sum in self.outside.get_or_insert_default().iter_mut() {
            power *= &x;
            *sum += &power;
        }
        taken
    }

    /// Adds what `other` has summed. Returns the bytes that this took from the heap.
    pub fn merge(&mut self, other: &PowerSums) -> usize {
        self.count += other.count;
        self.first.merge(&other.first);
        self.second.merge(&other.second);
        self.third.merge(&other.third);
        self.fourth.merge(&other.fourth);
        self.special |= other.special;
        let Some(theirs) = &other.outside else { return 0 };
        let taken = if self.outside.is_none() { Self::OUTSIDE_BYTES } else { 0 };
        for (sum, more) in self.outside.get_or_insert_default().iter_mut().zip(theirs.iter()) {
            *sum += more;
        }
        taken
    }

    /// The sums of the powers, in units of which only the ratios matter.
    fn total(&self) -> [BigInt; 4] {
        let mut sums = [
            self.first.to_bigint(),
            self.second.to_bigint(),
            self.third.to_bigint(),
            self.fourth.to_bigint(),
        ];
        if let Some(outside) = &self.outside {
            for (power, (sum, more)) in (1..).zip(sums.iter_mut().zip(outside.iter())) {
                *sum <<= power * (WINDOW_EXPONENT - LOWEST_EXPONENT);
                *sum += more;
            }
        }
        sums
    }

    /// The skewness without bias, as pandas: with the central moments m2, m3 it is n sqrt(n - 1) / (n - 2) m3 / m2^1.5, with sums over n
    /// values. None for fewer than three or if they are all equal (0 / 0), NaN if one was infinite or NaN.
    pub fn skewness(&self) -> Option<f64> {
        let n = self.count;
        if n < 3 {
            return None;
        }
        if self.special {
            return Some(f64::NAN);
        }
        let [s1, s2, s3, _] = self.total();
        let m2: BigInt = &s2 * n - &s1 * &s1; // n m2
        let m3: BigInt = (s3 * n - &s2 * &s1 * 3) * n + &s1 * &s1 * &s1 * 2; // n^2 m3
        if m2.sign() != Sign::Plus {
            return None;
        }
        let numerator = &m3 * &m3 * n * (n - 1);
        let denominator = &m2 * &m2 * &m2 * (n - 2) * (n - 2);
        let magnitude = sqrt_ratio_to_f64(&numerator, &denominator, 0);
        Some(if m3.sign() == Sign::Minus { -magnitude } else { magnitude })
    }

    /// The excess kurtosis without bias, as pandas: (n - 1) / ((n - 2) (n - 3)) ((n + 1) n m4 / m2^2 - 3 (n - 1)) with the sums m2, m4 of the
    /// central powers. None for fewer than four values or if they are all equal, NaN if one was infinite or NaN. The fourth
    /// powers must have been added.
    pub fn kurtosis(&self) -> Option<f64> {
        let n = self.count;
        if n < 4 {
            return None;
        }
        if self.special {
            return Some(f64::NAN);
        }
        let [s1, s2, s3, s4] = self.total();
        let square = &s1 * &s1;
        let m2: BigInt = &s2 * n - &square; // n m2
        let m4: BigInt = ((s4 * n - s3 * &s1 * 4) * n + &s2 * &square * 6) * n - &square * &square * 3; // n^3 m4
        if m2.sign() != Sign::Plus {
            return None;
        }
        let m2_squared = &m2 * &m2;
        let numerator = (m4 * (n + 1) - &m2_squared * (3 * (n - 1))) * (n - 1);
        let denominator = m2_squared * (n - 2) * (n - 3);
        Some(ratio_to_f64(&numerator, &denominator, 0))
    }

    /// Appends the state.
    pub fn write_bytes(&self, out: &mut Vec<u8>) {
        let outside = if self.outside.is_some() { OUTSIDE } else { 0 };
        out.push(u8::from(self.special) | outside);
        out.extend(self.count.to_le_bytes());
        self.first.write_bytes(out);
        self.second.write_bytes(out);
        self.third.write_bytes(out);
        self.fourth.write_bytes(out);
        self.outside.iter().flat_map(|sums| sums.iter()).for_each(|sum| write_big(sum, out));
    }

    /// The inverse of [`PowerSums::write_bytes`]; None if the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Option<PowerSums> {
        let (&marks, rest) = bytes.split_first()?;
        let (count, mut rest) = rest.split_at_checked(8)?;
        let rest = &mut rest;
        Some(PowerSums {
            special: marks & SPECIAL != 0,
            count: u64::from_le_bytes(count.try_into().ok()?),
            first: Limbs::read_bytes(rest)?,
            second: Limbs::read_bytes(rest)?,
            third: Limbs::read_bytes(rest)?,
            fourth: Limbs::read_bytes(rest)?,
            outside: if marks & OUTSIDE == 0 {
                None
            } else {
                Some(Box::new([read_big(rest)?, read_big(rest)?, read_big(rest)?, read_big(rest)?]))
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums_of(values: &[f64]) -> PowerSums {
        let mut sums = PowerSums::default();
        values.iter().for_each(|&x| {
            sums.add(x, true);
        });
        sums
    }

    #[test]
    fn as_pandas_computes_them() {
        // pd.Series([1, 2, 5]).skew(), pd.Series([1., 2, 3, 4, 10]).skew() and .kurt()
        assert_eq!(sums_of(&[1.0, 2.0, 5.0]).skewness(), Some(1.2933427807333961));
        let values = [1.0, 2.0, 3.0, 4.0, 10.0];
        assert_eq!(sums_of(&values).skewness(), Some(1.697056274847714));
        assert_eq!(sums_of(&values).kurtosis(), Some(3.152));
        assert_eq!(sums_of(&[-3.0, -1.0, 1.0, 3.0]).skewness(), Some(0.0));
    }

    #[test]
    fn too_few_equal_and_special() {
        assert_eq!((sums_of(&[1.0, 2.0]).skewness(), sums_of(&[1.0, 2.0, 3.0]).kurtosis()), (None, None));
        assert_eq!((sums_of(&[0.1; 9]).skewness(), sums_of(&[0.1; 9]).kurtosis()), (None, None));
        assert!(sums_of(&[1.0, 2.0, 3.0, f64::NAN]).kurtosis().unwrap().is_nan());
    }

    #[test]
    fn scaling_shifting_and_merging_change_nothing() {
        let values = [1.0, 2.0, 3.0, 4.0, 10.0, -7.0, 0.0];
        let expected = (sums_of(&values).skewness(), sums_of(&values).kurtosis());
        for scale in [2f64.powi(-1000), 2f64.powi(900), 2f64.powi(-30), 2f64.powi(41)] {
            let scaled = values.map(|x| x * scale);
            let sums = sums_of(&scaled);
            assert_eq!((sums.skewness(), sums.kurtosis()), expected, "{scale}");
            let mut bytes = Vec::new();
            sums_of(&scaled[3..]).write_bytes(&mut bytes);
            let mut merged = sums_of(&scaled[..3]);
            merged.merge(&PowerSums::from_bytes(&bytes).unwrap());
            assert_eq!((merged.skewness(), merged.kurtosis()), expected, "{scale}");
            assert!(PowerSums::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        }
        let shifted = values.map(|x| x + 1e9);
        assert_eq!((sums_of(&shifted).skewness(), sums_of(&shifted).kurtosis()), expected);
    }
}
