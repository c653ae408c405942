//! Natural order of names: runs of digits compare as numbers, so `file_2` comes before `file_10`.

use std::cmp::Ordering;

/// Compares two names. A total order: names that differ only in leading zeros compare by their bytes.
pub(crate) fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let (mut l, mut r) = (left, right);
    while let (Some(&first), Some(&second)) = (l.first(), r.first()) {
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let (left_number, right_number) = (take_number(&mut l), take_number(&mut r));
            let by_size = left_number.len().cmp(&right_number.len());
            match by_size.then_with(|| left_number.cmp(right_number)) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        } else if first != second {
            return first.cmp(&second);
        } else {
            (l, r) = (&l[1..], &r[1..]);
        }
    }
    l.len().cmp(&r.len()).then_with(|| left.cmp(right))
}

/// Takes the digits off the front, and returns them without leading zeros.
fn take_number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    *text = rest;
    let zeros = number.iter().take_while(|&&byte| byte == b'0').count();
    &number[zeros..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_compare_as_numbers() {
        let sorted = [
            "",
            "a",
            "a0",
            "a00",
            "a01",
            "a1",
            "a1b",
            "a2",
            "a9",
            "a010",
            "a12345678901234567890123",
            "a12345678901234567890124",
            "ab",
            "b 1",
            "b1",
            "b1-2",
            "b1-10",
            "b10-1",
        ];
        for (i, left) in sorted.iter().enumerate() {
            for (j, right) in sorted.iter().enumerate() {
                assert_eq!(compare(left.as_bytes(), right.as_bytes()), i.cmp(&j), "{left:?} {right:?}");
            }
        }
    }
}
