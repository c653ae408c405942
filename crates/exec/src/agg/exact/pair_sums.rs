//! Exact sums over pairs of values: what covariance and correlation are computed from, rounded once.

use num_bigint::{BigInt, Sign};

use super::float::{LOWEST_EXPONENT, WINDOW_EXPONENT, mantissa_and_bit, place};
use super::limbs::{Limbs, digits, product, read_big, write_big};
use super::round::{ratio_to_f64, sqrt_ratio_to_f64};

/// A pair was not finite.
const SPECIAL: u8 = 1;
const OUTSIDE: u8 = 2;

/// The count of pairs, and the exact sums of x, y, x y, and if asked for of x x and y y.
///
/// Whole numbers are counted in ones, floats in units of 2^-74 as in [`ExactSum`](super::ExactSum); a sum is of one kind or the other.
/// Pairs of floats of which one does not fit are summed apart, in numbers of any size.
#[derive(Debug, Clone, Default)]
pub struct PairSums {
    count: u64,
    x: Limbs<3>,
    y: Limbs<3>,
    xy: Limbs<5>,
    xx: Limbs<5>,
    yy: Limbs<5>,
    special: bool,
    outside: Option<Box<Big>>,
}

/// The sums in units of 2^-1074, and of 2^-2148 for the products.
#[derive(Debug, Clone, Default)]
struct Big {
    x: BigInt,
    y: BigInt,
    xy: BigInt,
    xx: BigInt,
    yy: BigInt,
}

impl PairSums {
    /// About what the sums of pairs that do not fit take on the heap.
    pub const OUTSIDE_BYTES: usize = size_of::<Big>() + 8 * 300;

    /// Adds a pair of whole numbers; with `squares` also their squares.
    #[inline(always)]
    pub fn add_ints(&mut self, x: i64, y: i64, squares: bool) {
        self.count += 1;
        let (x, y) = (i128::from(x), i128::from(y));
        self.x.add_i128(x);
        self.y.add_i128(y);
        self.xy.add_i128(x * y);
        if squares {
            self.xx.add_i128(x * x);
            self.yy.add_i128(y * y);
        }
    }

    /// Adds a pair of floats; with `squares` also their squares. Returns the bytes that this took from the heap.
    #[inline(always)]
    pub fn add_floats(&mut self, x: f64, y: f64, squares: bool) -> usize {
        let (Some(placed_x), Some(placed_y)) = (place(x), place(y)) else {
            return self.add_outside(x, y);
        };
        self.count += 1;
        let (units_x, units_y) = (digits(placed_x.magnitude()), digits(placed_y.magnitude()));
        let (below_x, below_y) = (x < 0.0, y < 0.0);
        self.x.add(units_x, below_x);
        self.y.add(units_y, below_y);
        self.xy.add::<4>(product(units_x, units_y), below_x != below_y);
        if squares {
            self.xx.add::<4>(product(units_x, units_x), false);
            self.yy.add::<4>(product(units_y, units_y), false);
        }
        0
    }

    #[cold]
    #[inline(never)]
    fn add_outside(&mut self, x: f64, y: f64) -> usize {
        self.count += 1;
        if !(x.is_finite() && y.is_finite()) {
            self.special = true;
            return 0;
        }
        let taken = if self.outside.is_none() { Self::OUTSIDE_BYTES } else { 0 };
        let (x, y) = (big_of(x), big_of(y));
        let big = self.outside.get_or_insert_default();
        big.xy += &x * &y;
        big.xx += &x * &x;
        big.yy += &y * &y;
        big.x += x;
        big.y += y;
        taken
    }

    /// Adds what `other` has summed. Returns the bytes that this took from the heap.
    pub fn merge(&mut self, other: &PairSums) -> usize {
        self.count += other.count;
        self.x.merge(&other.x);
        self.y.merge(&other.y);
        self.xy.merge(&other.xy);
        self.xx.merge(&other.xx);
        self.yy.merge(&other.yy);
        self.special |= other.special;
        let Some(theirs) = &other.outside else { return 0 };
        let taken = if self.outside.is_none() { Self::OUTSIDE_BYTES } else { 0 };
        let big = self.outside.get_or_insert_default();
        big.x += &theirs.x;
        big.y += &theirs.y;
        big.xy += &theirs.xy;
        big.xx += &theirs.xx;
        big.yy += &theirs.yy;
        taken
    }

    /// The sums of whole numbers with exponent 0, or of floats with that of their unit.
    fn total(&self, floats: bool) -> (Big, i64) {
        let mut sums = Big {
            x: self.x.to_bigint(),
            y: self.y.to_bigint(),
            xy: self.xy.to_bigint(),
            xx: self.xx.to_bigint(),
            yy: self.yy.to_bigint(),
        };
        let Some(big) = &self.outside else {
            return (sums, if floats { WINDOW_EXPONENT } else { 0 });
        };
        let shift = WINDOW_EXPONENT - LOWEST_EXPONENT;
        sums.x = (sums.x << shift) + &big.x;
        sums.y = (sums.y << shift) + &big.y;
        sums.xy = (sums.xy << (2 * shift)) + &big.xy;
        sums.xx = (sums.xx << (2 * shift)) + &big.xx;
        sums.yy = (sums.yy << (2 * shift)) + &big.yy;
        (sums, LOWEST_EXPONENT)
    }

    /// The covariance, rounded once; None for no more than `ddof` pairs, NaN if a value was infinite or NaN.
    pub fn covariance(&self, ddof: u32, floats: bool) -> Option<f64> {
        let ddof = u64::from(ddof);
        if self.count <= ddof {
            return None;
        }
        if self.special {
            return Some(f64::NAN);
        }
        let (sums, exponent) = self.total(floats);
        let numerator = sums.xy * self.count - sums.x * sums.y;
        let denominator = BigInt::from(u128::from(self.count) * u128::from(self.count - ddof));
        Some(ratio_to_f64(&numerator, &denominator, 2 * exponent))
    }

    /// The correlation, rounded once; None where a side does not vary, NaN if a value was infinite or NaN. The squares must
    /// have been added.
    pub fn correlation(&self, floats: bool) -> Option<f64> {
        if self.special {
            return (self.count > 1).then_some(f64::NAN);
        }
        let (sums, _) = self.total(floats);
        let numerator = sums.xy * self.count - &sums.x * &sums.y;
        let denominator =
            (sums.xx * self.count - &sums.x * &sums.x) * (sums.yy * self.count - &sums.y * &sums.y);
        if denominator.sign() != Sign::Plus {
            return None;
        }
        let magnitude = sqrt_ratio_to_f64(&(&numerator * &numerator), &denominator, 0);
        Some(if numerator.sign() == Sign::Minus { -magnitude } else { magnitude })
    }

    /// Appends the state.
    pub fn write_bytes(&self, out: &mut Vec<u8>) {
        let outside = if self.outside.is_some() { OUTSIDE } else { 0 };
        out.push(u8::from(self.special) | outside);
        out.extend(self.count.to_le_bytes());
        self.x.write_bytes(out);
        self.y.write_bytes(out);
        self.xy.write_bytes(out);
        self.xx.write_bytes(out);
        self.yy.write_bytes(out);
        if let Some(big) = &self.outside {
            [&big.x, &big.y, &big.xy, &big.xx, &big.yy].into_iter().for_each(|number| write_big(number, out));
        }
    }

    /// The inverse of [`PairSums::write_bytes`]; None if the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Option<PairSums> {
        let (&marks, rest) = bytes.split_first()?;
        let (count, mut rest) = rest.split_at_checked(8)?;
        let rest = &mut rest;
        Some(PairSums {
            special: marks & SPECIAL != 0,
            count: u64::from_le_bytes(count.try_into().ok()?),
            x: Limbs::read_bytes(rest)?,
            y: Limbs::read_bytes(rest)?,
            xy: Limbs::read_bytes(rest)?,
            xx: Limbs::read_bytes(rest)?,
            yy: Limbs::read_bytes(rest)?,
            outside: if marks & OUTSIDE == 0 {
                None
            } else {
                Some(Box::new(Big {
                    x: read_big(rest)?,
                    y: read_big(rest)?,
                    xy: read_big(rest)?,
                    xx: read_big(rest)?,
                    yy: read_big(rest)?,
                }))
            },
        })
    }
}

/// A finite value in units of 2^-1074.
pub(super) fn big_of(x: f64) -> BigInt {
    let (mantissa, bit) = mantissa_and_bit(x);
    let magnitude = BigInt::from(mantissa) << bit;
    if x < 0.0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums_of(pairs: &[(f64, f64)]) -> PairSums {
        let mut sums = PairSums::default();
        pairs.iter().for_each(|&(x, y)| {
            sums.add_floats(x, y, true);
        });
        sums
    }

    #[test]
    fn covariance_and_correlation() {
        let sums = sums_of(&[(1.0, 2.0), (2.0, 4.0), (3.0, 7.0), (4.0, 9.0)]);
        assert_eq!(sums.covariance(1, true), Some(4.0));
        assert_eq!(sums.covariance(0, true), Some(3.0));
        let along = sums_of(&[(0.1, -0.2), (0.2, -0.4), (0.4, -0.8)]);
        assert_eq!(along.correlation(true), Some(-1.0));
        let large = sums_of(&[(1e9 + 1.0, 1e9 + 3.0), (1e9 + 2.0, 1e9 + 2.0), (1e9 + 3.0, 1e9 + 1.0)]);
        assert_eq!((large.covariance(1, true), large.correlation(true)), (Some(-1.0), Some(-1.0)));
        let (mut ints, x) = (PairSums::default(), i64::MAX);
        for (x, y) in [(x, i64::MIN), (x - 1, i64::MIN + 1), (x - 2, i64::MIN + 5)] {
            ints.add_ints(x, y, true);
        }
        assert_eq!(ints.covariance(1, false), Some(-2.5));
    }

    #[test]
    fn what_has_none() {
        assert_eq!(sums_of(&[]).correlation(true), None);
        assert_eq!(sums_of(&[(1.0, 2.0)]).covariance(1, true), None);
        assert_eq!(sums_of(&[(1.0, 2.0), (1.0, 3.0)]).correlation(true), None);
        assert!(sums_of(&[(1.0, 2.0), (f64::INFINITY, 3.0)]).covariance(1, true).unwrap().is_nan());
    }

    #[test]
    fn values_of_all_sizes_and_states() {
        let pairs = [(1e300, 2e-300), (-1e300, 5e-324), (1.0, 2.0), (0.0, 1e20), (1e-20, -1.0)];
        let whole = sums_of(&pairs);
        let mut merged = sums_of(&pairs[2..]);
        let mut bytes = Vec::new();
        sums_of(&pairs[..2]).write_bytes(&mut bytes);
        merged.merge(&PairSums::from_bytes(&bytes).unwrap());
        assert_eq!(merged.covariance(1, true), whole.covariance(1, true));
        assert_eq!(merged.correlation(true), whole.correlation(true));
        assert!(PairSums::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        let scaled: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (x / 2.0, y * 2.0)).collect();
        assert!(
            (sums_of(&scaled).correlation(true).unwrap() - whole.correlation(true).unwrap()).abs() < 1e-15
        );
    }
}
