//! The exact sum of squares of `f64` values: a 256-bit fixed-point window and a wide accumulator behind it.

use chunkwise_csv::{has_vectors, run_vectorized};
use num_bigint::{BigInt, BigUint, Sign};

use super::float::{LOWEST_EXPONENT, WINDOW_EXPONENT, mantissa_and_bit, place};
use super::folds::{BLOCK, MomentsBlock};
use super::u256::U256;
use super::wide::Wide;
use super::window::ExactSum;

/// Squares are 4196 bits wide, from 2^-2148 to 2^2048; 134 digits of 32 bits leave 92 bits for the number of additions.
const SQUARE_DIGITS: usize = 134;

/// The window's lowest bit, counted from the lowest bit of the wide accumulator.
const WINDOW_BIT: u32 = (2 * (WINDOW_EXPONENT - LOWEST_EXPONENT)) as u32;

/// The window's lowest bit, counted from the lowest bit that an `f64` has.
const PIECE_BIT: u32 = (2 * WINDOW_EXPONENT - LOWEST_EXPONENT) as u32;

/// First byte of the state: what the number that follows is counted in.
const WINDOW_UNITS: u8 = 0;
const LOWEST_UNITS: u8 = 1;

/// Adds all `values` to `sum`, and their squares to `squares`: what both adding value by value comes to. Returns the bytes that this
/// took from the heap.
pub fn add_moments(sum: &mut ExactSum, squares: &mut ExactSquares, values: &[f64]) -> usize {
    let before = sum.heap_bytes() + squares.heap_bytes();
    for block in values.chunks(BLOCK) {
        match has_vectors().then(|| run_vectorized(MomentsBlock(block))).flatten() {
            Some((sum_pieces, square_pieces)) if squares.try_add_pieces(&square_pieces) => {
                sum.add_each(&sum_pieces);
            }
            _ => {
                sum.add_each(block);
                block.iter().for_each(|&x| squares.add(x));
            }
        }
    }
    sum.heap_bytes() + squares.heap_bytes() - before
}

/// The exact sum of the squares of any number of `f64` values.
///
/// The square of a mantissa has 106 bits; a value that fits into the window of [`ExactSum`](super::ExactSum) fits
/// into this one as well. Infinities and NaN are left out: the sum that is kept beside this one knows of them.
#[derive(Debug, Clone, Default)]
pub struct ExactSquares {
    /// In units of 2^-148.
    window: U256,
    wide: Option<Box<Wide<SQUARE_DIGITS>>>,
}

impl ExactSquares {
    /// Bytes of a wide accumulator on the heap.
    pub const WIDE_BYTES: usize = size_of::<Wide<SQUARE_DIGITS>>();

    /// Exponent of the unit of [`ExactSquares::to_bigint`].
    pub const LOWEST_EXPONENT: i64 = 2 * LOWEST_EXPONENT;

    /// Exponent of the unit of the window.
    pub(super) const WINDOW_EXPONENT: i64 = 2 * WINDOW_EXPONENT;

    /// Adds the square of `x`, if that needs the window only; otherwise nothing changes and `x` is for
    /// [`ExactSquares::add_outside`].
    #[inline(always)]
    #[must_use]
    pub fn try_add(&mut self, x: f64) -> bool {
        let square = place(x).map(|placed| U256::square(placed.magnitude()));
        match square.and_then(|square| self.window.checked_add(square)) {
            Some(window) => {
                self.window = window;
                true
            }
            None => false,
        }
    }

    /// Adds the square of an `x` of any kind, the slow way. Returns the bytes that this took from the heap.
    #[cold]
    #[inline(never)]
    pub fn add_outside(&mut self, x: f64) -> usize {
        if !x.is_finite() {
            return 0;
        }
        let before = self.heap_bytes();
        self.flush();
        let (mantissa, bit) = mantissa_and_bit(x);
        let mantissa = u128::from(mantissa);
        self.wide_mut().add(mantissa * mantissa, false, 2 * bit);
        self.heap_bytes() - before
    }

    /// Takes away the square of an `x` that was added before: what is left is the exact sum of the others.
    pub fn subtract(&mut self, x: f64) {
        let square = place(x).map(|placed| U256::square(placed.magnitude()));
        if let Some(window) = square.and_then(|square| self.window.checked_sub(square)) {
            self.window = window;
        } else if x.is_finite() {
            self.flush();
            let (mantissa, bit) = mantissa_and_bit(x);
            let mantissa = u128::from(mantissa);
            self.wide_mut().add(mantissa * mantissa, true, 2 * bit);
        }
    }

    /// Adds the square of `x`.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if !self.try_add(x) {
            self.add_outside(x);
        }
    }

    /// Adds a sum of squares that is given as `pieces` with that sum, if that needs the window only; otherwise nothing changes.
    #[must_use]
    pub(super) fn try_add_pieces(&mut self, pieces: &[f64]) -> bool {
        match window_of(pieces).and_then(|sum| self.window.checked_add(sum)) {
            Some(window) => {
                self.window = window;
                true
            }
            None => false,
        }
    }

    /// Adds what `other` has summed. Returns the bytes that this took from the heap.
    pub fn merge(&mut self, other: &ExactSquares) -> usize {
        let before = self.heap_bytes();
        match self.window.checked_add(other.window) {
            Some(window) => self.window = window,
            None => {
                self.flush();
                self.window = other.window;
            }
        }
        if let Some(wide) = &other.wide {
            self.wide_mut().merge(wide);
        }
        self.heap_bytes() - before
    }

    /// Moves the window's content to the wide accumulator.
    fn flush(&mut self) {
        let (low, high) = std::mem::take(&mut self.window).halves();
        let wide = self.wide_mut();
        wide.add(low, false, WINDOW_BIT);
        wide.add(high, false, WINDOW_BIT + 128);
    }

    fn wide_mut(&mut self) -> &mut Wide<SQUARE_DIGITS> {
        self.wide.get_or_insert_with(Wide::new)
    }

    /// The sum in units of 2^-2148.
    pub fn to_bigint(&self) -> BigInt {
        let window = BigInt::from(self.window.to_big()) << WINDOW_BIT;
        match &self.wide {
            None => window,
            Some(wide) => window + wide.to_bigint(),
        }
    }

    /// The sum in units of 2^-148, if the window alone holds it.
    pub(super) fn in_window(&self) -> Option<U256> {
        if self.wide.is_some() { None } else { Some(self.window) }
    }

    /// Appends the state: a byte for the unit, then a whole number, lowest byte first.
    ///
    /// Equal sums give equal bytes, however they came about.
    pub fn write_bytes(&self, out: &mut Vec<u8>) {
        let exact = self.wide.as_ref().map(|_| self.to_bigint().into_parts().1);
        let window = match &exact {
            None => Some(self.window),
            Some(number) => to_window(number),
        };
        match (window, exact) {
            (None, Some(number)) => {
                out.push(LOWEST_UNITS);
                out.extend(number.to_bytes_le());
            }
            (window, _) => {
                out.push(WINDOW_UNITS);
                out.extend(window.unwrap_or_default().to_le_bytes());
            }
        }
    }

    /// The inverse of [`ExactSquares::write_bytes`]; None if the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Option<ExactSquares> {
        let (&unit, number) = bytes.split_first()?;
        let mut squares = ExactSquares::default();
        match unit {
            WINDOW_UNITS => squares.window = U256::from_le_bytes(number)?,
            LOWEST_UNITS => {
                let number = BigInt::from_bytes_le(Sign::Plus, number);
                if number.bits() > 32 * (SQUARE_DIGITS as u64 - 1) {
                    return None;
                }
                squares.wide_mut().add_big(&number, 0);
            }
            _ => return None,
        }
        Some(squares)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        if self.wide.is_some() { Self::WIDE_BYTES } else { 0 }
    }
}

/// The sum of `pieces`, which is not negative, in units of the window; `None` if one of them is no whole number of them, or too large.
fn window_of(pieces: &[f64]) -> Option<U256> {
    let mut sums = [U256::default(); 2]; // of the positive ones and of the negative ones
    for &piece in pieces {
        let (mantissa, bit) = mantissa_and_bit(piece);
        let zeros = mantissa.trailing_zeros();
        if mantissa != 0 {
            let shift = (bit + zeros).checked_sub(PIECE_BIT)?;
            let sum = &mut sums[usize::from(piece < 0.0)];
            *sum = sum.checked_add(U256::shifted(mantissa >> zeros, shift)?)?;
        }
    }
    sums[0].checked_sub(sums[1])
}

/// A number in units of 2^-2148 in those of the window, if it is a whole number of them that fits.
fn to_window(number: &BigUint) -> Option<U256> {
    if number.trailing_zeros().is_some_and(|zeros| zeros < u64::from(WINDOW_BIT)) {
        return None;
    }
    U256::from_big(&(number >> WINDOW_BIT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn squares_of(values: &[f64]) -> ExactSquares {
        let mut squares = ExactSquares::default();
        values.iter().for_each(|&x| squares.add(x));
        squares
    }

    fn bytes_of(squares: &ExactSquares) -> Vec<u8> {
        let mut bytes = Vec::new();
        squares.write_bytes(&mut bytes);
        bytes
    }

    fn exact(values: &[f64]) -> BigInt {
        let square = |x: &f64| {
            let (mantissa, bit) = mantissa_and_bit(*x);
            BigInt::from(u128::from(mantissa) * u128::from(mantissa)) << (2 * bit)
        };
        values.iter().filter(|x| x.is_finite()).map(square).sum()
    }

    #[test]
    fn the_window_overflows_into_the_wide_accumulator() {
        let mut squares = squares_of(&[2.0e12; 1000]);
        let mut expected = exact(&[2.0e12; 1000]);
        for _ in 0..40 {
            let twice = squares.clone();
            squares.merge(&twice);
            expected *= 2;
        }
        assert!(squares.wide.is_some());
        assert_eq!(squares.to_bigint(), expected);
        assert_eq!(bytes_of(&ExactSquares::from_bytes(&bytes_of(&squares)).unwrap()), bytes_of(&squares));
    }

    #[test]
    fn leaves_specials_out_and_refuses_other_bytes() {
        assert_eq!(squares_of(&[f64::NAN, f64::INFINITY, -2.0]).to_bigint(), exact(&[2.0]));
        assert!(ExactSquares::from_bytes(&[]).is_none());
        assert!(ExactSquares::from_bytes(&[7; 33]).is_none());
        assert!(ExactSquares::from_bytes(&[LOWEST_UNITS; 900]).is_none());
    }

    proptest! {
        #[test]
        fn agrees_with_big_integers(
            bits in prop::collection::vec(any::<u64>(), 0..20),
            typical in prop::collection::vec(-1e5f64..1e5, 0..20),
        ) {
            let mut values: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
            values.extend(typical);
            let squares = squares_of(&values);
            prop_assert_eq!(squares.to_bigint(), exact(&values));
            let (left, right) = values.split_at(values.len() / 2);
            let mut merged = ExactSquares::from_bytes(&bytes_of(&squares_of(right))).unwrap();
            merged.merge(&squares_of(left));
            prop_assert_eq!(bytes_of(&merged), bytes_of(&squares));
        }
    }
}
