//! Decimal digits, eight at a time where there are eight.

/// Appends the digits that `text` begins with to `value`: the new value, and how many digits. Wraps around past 19 digits.
#[inline]
pub(super) fn take_digits(text: &[u8], value: u64) -> (u64, usize) {
    let (mut value, mut rest) = (value, text);
    while let Some((eight, after)) = rest.split_first_chunk()
        && let Some(number) = eight_digits(*eight)
    {
        value = value.wrapping_mul(100_000_000).wrapping_add(number);
        rest = after;
    }
    while let Some((&byte, after)) = rest.split_first()
        && byte.is_ascii_digit()
    {
        value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        rest = after;
    }
    (value, text.len() - rest.len())
}

/// The number that eight digits spell. The first digit is the lowest byte of the word; neighbours are joined to numbers of two, four
/// and eight digits.
#[inline]
fn eight_digits(text: [u8; 8]) -> Option<u64> {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const ZEROS: u64 = 0x3030_3030_3030_3030; // "00000000"
    let word = u64::from_le_bytes(text);
    // the high half of a digit's byte is 3, also after adding 6 (which carries for ':' and above)
    if word & HIGH != ZEROS || word.wrapping_add(0x0606_0606_0606_0606) & HIGH != ZEROS {
        return None;
    }
    let ones = word - ZEROS;
    let twos = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

/// The number that the two digits at `at` spell.
#[inline]
pub(super) fn two_digits(text: &[u8], at: usize) -> Option<u32> {
    let pair = text.get(at..at + 2)?;
    let (tens, ones) = (pair[0].wrapping_sub(b'0'), pair[1].wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then_some(u32::from(tens) * 10 + u32::from(ones))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_digits() {
        for (text, value, digits) in [
            ("", 0, 0),
            ("x1", 0, 0),
            ("12.5", 12, 2),
            ("12345678", 12_345_678, 8),
            ("99999999", 99_999_999, 8),
            ("1234567:", 1_234_567, 7),
            ("1234567/", 1_234_567, 7),
            ("1234567890123456789", 1_234_567_890_123_456_789, 19),
        ] {
            assert_eq!(take_digits(text.as_bytes(), 0), (value, digits), "{text}");
        }
        assert_eq!(take_digits(b"34", 12), (1234, 2));
        assert_eq!(
            (two_digits(b"a07", 1), two_digits(b"a07", 2), two_digits(b"1:", 0)),
            (Some(7), None, None)
        );
    }

    proptest! {
        #[test]
        fn eight_digits_are_checked(text in prop::array::uniform8(prop_oneof![4 => b'0'..=b'9', 1 => any::<u8>()])) {
            let expected = std::str::from_utf8(&text).ok().filter(|text| !text.starts_with('+')).and_then(|text| text.parse().ok());
            prop_assert_eq!(eight_digits(text), expected);
        }
    }
}
