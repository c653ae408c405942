//! A value and the bytes around it: what the quick readers look at, a word of eight bytes at a time.
//!
//! Values are short and their lengths hard to predict, so a loop over a value's bytes costs a mispredicted branch per value.
//! A quick reader loads whole words instead, past the end of the value, and shifts out what does not belong to it. Word
//! arithmetic on digits: Lemire, "Quickly parsing eight digits" (2018), <https://lemire.me/blog/2018/10/03/>.

use crate::span::Span;

/// Bytes of a window: what a quick reader may load from a value's first byte on.
pub(super) const WINDOW: usize = 32;

/// Eight zero digits.
pub(super) const ZEROS: u64 = 0x3030_3030_3030_3030;

/// A value's bytes and some that follow them.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) bytes: &'a [u8; WINDOW],
    /// Of the value, in bytes. May be more than the window has.
    pub(super) len: usize,
}

impl<'a> Window<'a> {
    /// The window of a value; `None` near the end of the chunk, for an escaped value, and for an empty one.
    #[inline(always)]
    pub(super) fn of(chunk: &'a [u8], span: Span) -> Option<Self> {
        let bytes = chunk.get(span.start()..)?.first_chunk()?;
        // an escaped one is longer than any window
        let len = span.raw_end().wrapping_sub(span.start());
        (len > 0).then_some(Self { bytes, len })
    }

    /// The eight bytes from `at` on, the first one lowest.
    #[inline(always)]
    pub(super) fn word(self, at: usize) -> u64 {
        match self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(word) => u64::from_le_bytes(*word),
            None => 0,
        }
    }
}

/// Whether each byte is a digit's value, 0 to 9.
#[inline(always)]
pub(super) fn are_digits(values: u64) -> bool {
    // the sum reaches the top bit from 10 on, and a byte of 0x80 or more has it already (and may carry, which does not matter then)
    (values.wrapping_add(0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080 == 0
}

/// The number that eight digit values make, the first one lowest: neighbours are joined to numbers of two, four and eight digits.
#[inline(always)]
pub(super) fn join_digits(values: u64) -> u64 {
    let twos = (values.wrapping_mul(10) + (values >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos.wrapping_mul(100) + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff
}

/// The digit values of the first `len` (1 to 8) bytes of a word, moved to its end, with zeros before them. Bytes that are no digits
/// are moved along.
#[inline(always)]
pub(super) fn digit_values(word: u64, len: usize) -> u64 {
    (word ^ ZEROS) << (8 * (8 - len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_digits(text in prop::array::uniform8(prop_oneof![8 => b'0'..=b'9', 1 => any::<u8>()]), len in 1..=8_usize) {
            let values = digit_values(u64::from_le_bytes(text), len);
            let digits = text[..len].iter().all(u8::is_ascii_digit);
            prop_assert_eq!(are_digits(values), digits);
            if digits {
                let number: u64 = std::str::from_utf8(&text[..len]).unwrap().parse().unwrap();
                prop_assert_eq!(join_digits(values), number);
            }
        }
    }
}
