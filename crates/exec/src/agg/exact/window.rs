//! The exact sum of `f64` values: a 128-bit fixed-point window, a wide accumulator behind it, infinities apart.

use chunkwise_csv::{has_vectors, run_vectorized};
use num_bigint::{BigInt, Sign};

use super::float::{LOWEST_EXPONENT, WINDOW_EXPONENT, mantissa_and_bit, place, power_of_two};
use super::folds::{BLOCK, SumBlock};
use super::round::{big_to_f64, quotient_to_f64, ratio_to_f64};
use super::wide::Wide;

/// The finite range of `f64` is 2098 bits wide; 68 digits of 32 bits leave 78 bits for the number of additions.
const SUM_DIGITS: usize = 68;

/// The window's lowest bit, counted from the lowest bit of the wide accumulator.
const WINDOW_BIT: u32 = (WINDOW_EXPONENT - LOWEST_EXPONENT) as u32;

/// Bit of the first state byte: the number that follows is in units of 2^-1074, not of the window.
const WIDE_FLAG: u8 = 8;

/// The exact sum of any number of `f64` values.
///
/// Typical values cost one 128-bit addition. Values outside the window, and the window's content when it would
/// overflow, go to a wide accumulator, which is made when it is first needed. The sum does not depend on the order of
/// additions and merges, not in one bit.
///
/// | added so far                | [`ExactSum::to_f64`]                        |
/// |-----------------------------|---------------------------------------------|
/// | nothing                     | 0.0                                         |
/// | finite values               | their sum, rounded once, half to even       |
/// | finite values, too large    | an infinity                                 |
/// | +inf or -inf among them     | that infinity                               |
/// | both infinities, or a NaN   | NaN                                         |
///
/// ```
/// use chunkwise_exec::agg::exact::ExactSum;
///
/// let mut sum = ExactSum::default();
/// sum.add_slice(&[1e100, 1.0, -1e100]);
/// assert_eq!(sum.to_f64(), 1.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    /// In units of 2^-74.
    window: i128,
    wide: Option<Box<Wide<SUM_DIGITS>>>,
    specials: Specials,
}

impl ExactSum {
    /// Bytes of a wide accumulator on the heap.
    pub const WIDE_BYTES: usize = size_of::<Wide<SUM_DIGITS>>();

    /// Adds `x` if that needs the window only; otherwise nothing changes and `x` is for [`ExactSum::add_outside`].
    #[inline(always)]
    #[must_use]
    pub fn try_add(&mut self, x: f64) -> bool {
        Self::try_add_to(&mut self.window, x)
    }

    /// As [`ExactSum::try_add`], for a window that is kept apart.
    #[inline(always)]
    #[must_use]
    pub fn try_add_to(window: &mut i128, x: f64) -> bool {
        match place(x).and_then(|placed| window.checked_add(placed.units())) {
            Some(sum) => {
                *window = sum;
                true
            }
            None => false,
        }
    }

    /// The sum that a window alone holds.
    pub fn from_window(window: i128) -> Self {
        Self { window, ..Self::default() }
    }

    /// What the window holds.
    pub fn window(&self) -> i128 {
        self.window
    }

    /// Takes out what the window holds; the rest stays.
    pub fn take_window(&mut self) -> i128 {
        std::mem::take(&mut self.window)
    }

    /// Whether all of the sum is in the window.
    pub fn is_window(&self) -> bool {
        self.wide.is_none() && self.specials == Specials::default()
    }

    /// Adds an `x` of any kind, the slow way. Returns the bytes that this took from the heap.
    #[cold]
    #[inline(never)]
    pub fn add_outside(&mut self, x: f64) -> usize {
        if !x.is_finite() {
            self.specials.note(x);
            return 0;
        }
        let before = self.heap_bytes();
        self.flush();
        let (mantissa, bit) = mantissa_and_bit(x);
        self.wide_mut().add(u128::from(mantissa), x < 0.0, bit);
        self.heap_bytes() - before
    }

    /// Adds `x`.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if !self.try_add(x) {
            self.add_outside(x);
        }
    }

    /// Adds all `values`. Returns the bytes that this took from the heap.
    pub fn add_slice(&mut self, values: &[f64]) -> usize {
        let before = self.heap_bytes();
        for block in values.chunks(BLOCK) {
            match has_vectors().then(|| run_vectorized(SumBlock(block))).flatten() {
                Some(pieces) => self.add_each(&pieces),
                None => self.add_each(block),
            }
        }
        self.heap_bytes() - before
    }

    /// Adds `values` one by one.
    pub(super) fn add_each(&mut self, values: &[f64]) {
        let mut window = self.window; // a local stays in registers
        for &x in values {
            match place(x).and_then(|placed| window.checked_add(placed.units())) {
                Some(sum) => window = sum,
                None => {
                    self.window = window;
                    self.add_outside(x);
                    window = self.window;
                }
            }
        }
        self.window = window;
    }

    /// Adds what `other` has summed. Returns the bytes that this took from the heap.
    pub fn merge(&mut self, other: &ExactSum) -> usize {
        let before = self.heap_bytes();
        self.specials.merge(other.specials);
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
        let window = std::mem::take(&mut self.window);
        self.wide_mut().add(window.unsigned_abs(), window < 0, WINDOW_BIT);
    }

    fn wide_mut(&mut self) -> &mut Wide<SUM_DIGITS> {
        self.wide.get_or_insert_with(Wide::new)
    }

    /// The sum, rounded once.
    pub fn to_f64(&self) -> f64 {
        match (self.special(), &self.wide) {
            (Some(special), _) => special,
            (None, None) => self.window as f64 * power_of_two(WINDOW_EXPONENT),
            (None, Some(_)) => big_to_f64(&self.to_bigint(), LOWEST_EXPONENT),
        }
    }

    /// The sum divided by `count`, rounded once; `count` is not 0.
    pub fn mean(&self, count: u64) -> f64 {
        match (self.special(), &self.wide) {
            (Some(special), _) => special,
            (None, None) => quotient_to_f64(self.window, count, WINDOW_EXPONENT),
            (None, Some(_)) => ratio_to_f64(&self.to_bigint(), &BigInt::from(count), LOWEST_EXPONENT),
        }
    }

    /// What the sum is if a NaN or an infinity was added.
    pub fn special(&self) -> Option<f64> {
        self.specials.value()
    }

    /// The sum of the finite values in units of 2^-1074.
    pub fn to_bigint(&self) -> BigInt {
        let window = BigInt::from(self.window) << WINDOW_BIT;
        match &self.wide {
            None => window,
            Some(wide) => window + wide.to_bigint(),
        }
    }

    /// The sum of the finite values in units of 2^-74, if the window alone holds it.
    pub(super) fn in_window(&self) -> Option<i128> {
        if self.wide.is_some() { None } else { Some(self.window) }
    }

    /// Appends the state: a byte of flags, then a whole number, lowest byte first, in two's complement.
    ///
    /// Equal sums give equal bytes, however they came about.
    pub fn write_bytes(&self, out: &mut Vec<u8>) {
        let Specials(flags) = self.specials;
        let exact = self.wide.as_ref().map(|_| self.to_bigint());
        let window = match &exact {
            None => Some(self.window),
            Some(number) => to_window(number),
        };
        match (window, exact) {
            (None, Some(number)) => {
                out.push(flags | WIDE_FLAG);
                out.extend(number.to_signed_bytes_le());
            }
            (window, _) => {
                out.push(flags);
                out.extend(window.unwrap_or(0).to_le_bytes());
            }
        }
    }

    /// The inverse of [`ExactSum::write_bytes`]; None if the bytes are not of that form.
    pub fn from_bytes(bytes: &[u8]) -> Option<ExactSum> {
        let (&flags, number) = bytes.split_first()?;
        let mut sum = ExactSum { specials: Specials(flags & Specials::ALL), ..ExactSum::default() };
        if flags & WIDE_FLAG == 0 {
            sum.window = i128::from_le_bytes(number.try_into().ok()?);
        } else {
            let number = BigInt::from_signed_bytes_le(number);
            if number.bits() > 32 * (SUM_DIGITS as u64 - 1) {
                return None;
            }
            sum.wide_mut().add_big(&number, 0);
        }
        Some(sum)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        if self.wide.is_some() { Self::WIDE_BYTES } else { 0 }
    }
}

/// A number in units of 2^-1074 in those of the window, if it is a whole number of them that fits.
fn to_window(number: &BigInt) -> Option<i128> {
    let window = number >> WINDOW_BIT;
    if window.bits() > 127 || &window << WINDOW_BIT != *number {
        return None;
    }
    let magnitude = window.iter_u64_digits().rev().fold(0i128, |sum, digit| (sum << 64) | i128::from(digit));
    Some(if window.sign() == Sign::Minus { -magnitude } else { magnitude })
}

/// Which of +inf, -inf and NaN were added: bits 0, 1 and 2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Specials(u8);

impl Specials {
    const PLUS: u8 = 1;
    const MINUS: u8 = 2;
    const NAN: u8 = 4;
    const ALL: u8 = 7;

    fn note(&mut self, x: f64) {
        self.0 |= if x.is_nan() {
            Self::NAN
        } else if x > 0.0 {
            Self::PLUS
        } else {
            Self::MINUS
        };
    }

    fn merge(&mut self, other: Specials) {
        self.0 |= other.0;
    }

    fn value(self) -> Option<f64> {
        match self.0 {
            0 => None,
            Self::PLUS => Some(f64::INFINITY),
            Self::MINUS => Some(f64::NEG_INFINITY),
            _ => Some(f64::NAN),
        }
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
