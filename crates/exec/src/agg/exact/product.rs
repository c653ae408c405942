//! The product of `f64` values: 256 bits of it, and an exponent that does not run out.

use num_bigint::BigUint;

use super::U256;
use super::float::mantissa_and_bit;
use super::round::ratio_to_f64;

/// Factors that are no ordinary number.
const ZERO: u8 = 1;
const INFINITE: u8 = 2;
const NAN: u8 = 4;
const NEGATIVE: u8 = 8;

/// The product of any number of `f64` values.
///
/// It is exact while it fits into 256 bits, as the product of numbers with few digits does; beyond that what is below is cut off, at each
/// step less than 2^-254 of it. No step overflows or underflows, only the rounding at the end may.
///
/// ```
/// use chunkwise_exec::agg::exact::Product;
///
/// let mut product = Product::default();
/// [1e200, 1e200, 1e-200, 3.0].into_iter().for_each(|x| product.multiply(x));
/// assert_eq!(product.to_f64(), 3e200);
/// ```
#[derive(Debug, Clone)]
pub struct Product {
    /// The product is `number * 2^exponent`, without its sign.
    number: U256,
    exponent: i64,
    marks: u8,
}

impl Default for Product {
    /// The product of nothing: 1.
    fn default() -> Self {
        Product { number: U256::from_halves(1, 0), exponent: 0, marks: 0 }
    }
}

impl Product {
    /// Bytes of a state.
    const BYTES: usize = 1 + 8 + U256::BYTES;

    /// Multiplies by `x`.
    #[inline]
    pub fn multiply(&mut self, x: f64) {
        if x.is_nan() {
            self.marks |= NAN;
            return;
        }
        if x < 0.0 || x.to_bits() == (-0.0f64).to_bits() {
            self.marks ^= NEGATIVE;
        }
        if x == 0.0 {
            self.marks |= ZERO;
        } else if x.is_infinite() {
            self.marks |= INFINITE;
        } else {
            let (mantissa, bit) = mantissa_and_bit(x);
            let zeros = mantissa.trailing_zeros();
            self.exponent += i64::from(bit + zeros) + super::float::LOWEST_EXPONENT;
            let cut = self.number.multiply(mantissa >> zeros);
            self.exponent += i64::from(cut);
        }
    }

    /// Multiplies by what `other` is the product of.
    pub fn merge(&mut self, other: &Product) {
        self.marks = ((self.marks ^ other.marks) & NEGATIVE) | ((self.marks | other.marks) & !NEGATIVE);
        let product = self.number.to_big() * other.number.to_big();
        let cut = product.bits().saturating_sub(256);
        self.number = U256::from_big(&(product >> cut)).unwrap_or_default();
        self.exponent = self.exponent.saturating_add(other.exponent).saturating_add(cut as i64);
    }

    /// The product, rounded once, half to even.
    pub fn to_f64(&self) -> f64 {
        let sign = if self.marks & NEGATIVE == 0 { 1.0 } else { -1.0 };
        match self.marks & !NEGATIVE {
            0 => {
                sign * ratio_to_f64(&self.number.to_big().into(), &BigUint::from(1u32).into(), self.exponent)
            }
            ZERO => sign * 0.0,
            INFINITE => sign * f64::INFINITY,
            _ => f64::NAN,
        }
    }

    /// Appends the state: marks, exponent and number, lowest byte first.
    pub fn write_bytes(&self, out: &mut Vec<u8>) {
        out.push(self.marks);
        out.extend(self.exponent.to_le_bytes());
        out.extend(self.number.to_le_bytes());
    }

    /// The inverse of [`Product::write_bytes`]; None if the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Product> {
        if bytes.len() != Self::BYTES {
            return None;
        }
        let (marks, rest) = bytes.split_first()?;
        let (exponent, number) = rest.split_at_checked(8)?;
        let exponent = i64::from_le_bytes(exponent.try_into().ok()?);
        let number = U256::from_le_bytes(number)?;
        (number != U256::default()).then_some(Product { number, exponent, marks: *marks })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn product_of(values: &[f64]) -> Product {
        let mut product = Product::default();
        values.iter().for_each(|&x| product.multiply(x));
        product
    }

    #[test]
    fn specials_and_signs() {
        let cases: [(&[f64], f64); 8] = [
            (&[], 1.0),
            (&[0.1, 10.0], 0.1 * 10.0),
            (&[-2.0, 3.0], -6.0),
            (&[-2.0, 0.0, 1e300, 1e300], -0.0),
            (&[-2.0, f64::INFINITY], f64::NEG_INFINITY),
            (&[1e300, 1e300, -1.0], f64::NEG_INFINITY),
            (&[1e-300, 1e-300], 0.0),
            (&[5e-324, 0.5, 4.0], 1e-323),
        ];
        for (values, expected) in cases {
            assert_eq!(product_of(values).to_f64().to_bits(), expected.to_bits(), "{values:?}");
        }
        assert!(product_of(&[0.0, f64::INFINITY]).to_f64().is_nan());
        assert!(product_of(&[1.0, f64::NAN]).to_f64().is_nan());
        assert!(Product::from_bytes(&[0; 41]).is_none() && Product::from_bytes(&[1]).is_none());
    }

    proptest! {
        #[test]
        fn order_does_not_matter(bits in prop::collection::vec(any::<u64>(), 0..40), cut in 0usize..40) {
            let values: Vec<f64> = bits.iter().map(|bits| {
                let x = f64::from_bits(*bits);
                if x.is_normal() { x } else { 1.0 + *bits as f64 }
            }).collect();
            let whole = product_of(&values).to_f64().to_bits();
            let (left, right) = values.split_at(cut.min(values.len()));
            let mut merged = product_of(right);
            merged.merge(&product_of(left));
            prop_assert_eq!(merged.to_f64().to_bits(), whole);
            let backwards: Vec<f64> = values.iter().rev().copied().collect();
            prop_assert_eq!(product_of(&backwards).to_f64().to_bits(), whole);
        }

        #[test]
        fn two_factors_are_what_a_processor_gives(x in any::<f64>(), y in any::<f64>()) {
            let found = product_of(&[x, y]).to_f64();
            prop_assert!(found.to_bits() == (x * y).to_bits() || (found.is_nan() && (x * y).is_nan()));
        }
    }
}
