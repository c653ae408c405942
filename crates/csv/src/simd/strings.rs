//! String arrays from bytes that were checked with vector instructions.
//!
//! Arrow checks them too, but with the standard library's routine, which is slow as soon as a text has a letter outside ASCII.

use arrow::array::StringArray;
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer};

/// The array of the texts between `offsets` of `values`; `None` if one of them is not UTF-8, or the parts do not fit together.
///
/// As [`StringArray::try_new`], its safe twin.
pub(crate) fn string_array(
    offsets: OffsetBuffer<i32>,
    values: Vec<u8>,
    nulls: Option<NullBuffer>,
) -> Option<StringArray> {
    let texts = simdutf8::basic::from_utf8(&values).ok()?;
    let last = usize::try_from(*offsets.last()?).ok()?;
    let fits = last <= values.len() && nulls.as_ref().is_none_or(|nulls| nulls.len() == offsets.len() - 1);
    let begin_characters = texts.is_ascii()
        || offsets.iter().all(|&at| usize::try_from(at).is_ok_and(|at| texts.is_char_boundary(at)));
    if !fits || !begin_characters {
        return None;
    }
    // SAFETY: the bytes as a whole are UTF-8, and no text begins or ends inside a character, so each is UTF-8. Offsets do not
    // descend (an OffsetBuffer's never do) and the last is inside the bytes. There is a validity bit for each text.
    Some(unsafe { StringArray::new_unchecked(offsets, Buffer::from_vec(values), nulls) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn like_its_safe_twin(
            values in prop::collection::vec(prop_oneof![
                4 => Just(b"a".to_vec()), 2 => Just("é".as_bytes().to_vec()), 1 => Just("€".as_bytes().to_vec()), 1 => Just(vec![0x80]),
            ], 0..20),
            ends in prop::collection::vec(0..45_i32, 1..9),
            nulls in prop::option::of(prop::collection::vec(any::<bool>(), 0..9)),
        ) {
            let (values, mut ends) = (values.concat(), ends);
            ends.sort_unstable();
            let offsets = OffsetBuffer::new(ends.into());
            let nulls = nulls.map(NullBuffer::from);
            let expected = StringArray::try_new(offsets.clone(), Buffer::from(values.as_slice()), nulls.clone()).ok();
            prop_assert_eq!(string_array(offsets, values, nulls), expected);
        }
    }
}
