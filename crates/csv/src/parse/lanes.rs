//! Eight values at once, one per lane of 64 bits.
//!
//! The loops over lanes are plain Rust without branches, which the compiler turns into vector instructions where the
//! processor has them: they are inlined into a job of [`crate::simd::dispatch`]. What a lane cannot tell is refused, and read
//! one by one.

use crate::span::Span;

use super::window::WINDOW;

/// Values at once.
pub(super) const LANES: usize = 8;

/// The longest value that a word holds.
const SHORT: usize = 8;

/// Eight values, each with a whole window of bytes.
pub(super) struct Lanes<'a> {
    chunk: &'a [u8],
    starts: [usize; LANES],
    /// In bytes; of an escaped value larger than any text.
    pub(super) lens: [u64; LANES],
}

impl<'a> Lanes<'a> {
    /// The lanes of these values; `None` near the end of the chunk.
    #[inline(always)]
    pub(super) fn of(chunk: &'a [u8], spans: &[Span; LANES]) -> Option<Self> {
        let (mut starts, mut lens) = ([0; LANES], [0; LANES]);
        for (lane, span) in spans.iter().enumerate() {
            starts[lane] = span.start();
            lens[lane] = span.raw_end().wrapping_sub(span.start()) as u64;
        }
        // offsets are below 2^31, so a difference is negative when its top bit is set
        let last = chunk.len().checked_sub(WINDOW)?;
        let beyond = starts.iter().fold(0, |beyond, &start| beyond | last.wrapping_sub(start));
        (beyond >> (usize::BITS - 1) == 0).then_some(Self { chunk, starts, lens })
    }

    /// How many of the values do not fit a word.
    #[inline(always)]
    pub(super) fn long(&self) -> usize {
        self.lens.iter().map(|&len| usize::from(len > SHORT as u64)).sum()
    }

    /// The eight bytes of each value from its byte `at` on, the first one lowest.
    #[inline(always)]
    pub(super) fn words(&self, at: usize) -> [u64; LANES] {
        let mut words = [0; LANES];
        for (word, &start) in words.iter_mut().zip(&self.starts) {
            if let Some(bytes) = self.chunk.get(start + at..).and_then(<[u8]>::first_chunk) {
                *word = u64::from_le_bytes(*bytes);
            }
        }
        words
    }
}

/// The text of a number in a word: its digits' values with zeros before them, and what was found around them.
pub(super) struct Number {
    /// Digit values in the last bytes; for a fraction, with the point still among them.
    pub(super) values: u64,
    /// All ones for a minus, else 0.
    pub(super) minus: u64,
    /// Not 0 when the first digit is a zero and not the last.
    pub(super) leading_zero: u64,
    /// Not 0 when the text is empty or does not fit the word.
    pub(super) refused: u64,
}

/// Takes the sign off and moves the rest to the end of the word.
#[inline(always)]
pub(super) fn number_in(word: u64, len: u64) -> Number {
    let is_minus = word & 0xff == u64::from(b'-');
    let minus = if is_minus { u64::MAX } else { 0 };
    let rest = len.wrapping_sub(minus & 1);
    let unsigned = (word ^ super::window::ZEROS) >> (minus & 8);
    let refused = u64::from(rest.wrapping_sub(1) >= SHORT as u64) | u64::from(len > SHORT as u64);
    let leading_zero = u64::from(unsigned & 0xff == 0) & u64::from(rest > 1);
    let values = unsigned << (((SHORT as u64).wrapping_sub(rest) << 3) & 63);
    Number { values, minus, leading_zero, refused }
}

/// Not 0 unless each byte is a digit's value: see [`super::window::are_digits`].
#[inline(always)]
pub(super) fn not_digits(values: u64) -> u64 {
    (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
}

/// As [`super::window::join_digits`], with products that vector units have.
#[inline(always)]
pub(super) fn join_lane(values: u64) -> u64 {
    let twos = (values << 3).wrapping_add(values << 1).wrapping_add(values >> 8) & 0x00ff_00ff_00ff_00ff;
    let high = twos & 0x0000_00ff_0000_00ff;
    let low = (twos >> 16) & 0x0000_00ff_0000_00ff;
    let fours = (high << 6) + (high << 5) + (high << 2) + low;
    (fours & 0xffff_ffff) * 10_000 + (fours >> 32)
}

#[cfg(test)]
mod tests {
    use super::super::window::{are_digits, join_digits};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn like_one_by_one(text in prop::array::uniform8(prop_oneof![8 => b'0'..=b'9', 1 => any::<u8>()]), len in 0..10_u64) {
            let number = number_in(u64::from_le_bytes(text), len);
            let negative = text[0] == b'-';
            let rest = if negative { len.wrapping_sub(1) } else { len };
            prop_assert_eq!(number.refused == 0, (1..=8).contains(&rest) && len <= 8);
            if number.refused == 0 {
                let digits = &text[usize::from(negative)..len as usize];
                let is_number = digits.iter().all(u8::is_ascii_digit);
                prop_assert_eq!(not_digits(number.values) == 0, is_number);
                prop_assert_eq!(are_digits(number.values), is_number);
                prop_assert_eq!(number.leading_zero != 0, digits.len() > 1 && digits[0] == b'0');
                if is_number {
                    prop_assert_eq!(join_lane(number.values), join_digits(number.values));
                    prop_assert_eq!(number.minus & 1 != 0, negative);
                }
            }
        }
    }
}
