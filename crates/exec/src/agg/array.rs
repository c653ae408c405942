//! Taking arrays as the types that they must have.

use std::borrow::Borrow;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BinaryBuilder, LargeListArray, PrimitiveArray};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, DurationMicrosecondType, Int64Type, TimeUnit, TimestampMicrosecondType,
    UInt64Type,
};

use super::AggError;

/// The array as a `T`.
pub(super) fn typed<'a, T: Array + 'static>(
    array: &'a ArrayRef,
    what: &'static str,
) -> Result<&'a T, AggError> {
    array.as_any().downcast_ref().ok_or_else(|| AggError::Mismatch {
        what,
        expected: short_name(std::any::type_name::<T>()),
        found: array.data_type().to_string(),
    })
}

/// The argument of an aggregate of one column.
pub(super) fn required<'a>(args: &'a [ArrayRef], what: &'static str) -> Result<&'a ArrayRef, AggError> {
    match args {
        [only] => Ok(only),
        _ => Err(AggError::Mismatch {
            what,
            expected: "one column".to_string(),
            found: args.len().to_string(),
        }),
    }
}

/// The columns of a state, which must be `N`.
pub(super) fn columns<'a, const N: usize>(
    state: &'a [ArrayRef],
    what: &'static str,
) -> Result<&'a [ArrayRef; N], AggError> {
    state.try_into().map_err(|_| AggError::Mismatch {
        what,
        expected: format!("{N} columns of state"),
        found: format!("{}", state.len()),
    })
}

/// The values of a primitive column of state.
pub(super) fn values<'a, T: ArrowPrimitiveType>(
    array: &'a ArrayRef,
    what: &'static str,
) -> Result<&'a [T::Native], AggError> {
    Ok(typed::<PrimitiveArray<T>>(array, what)?.values())
}

/// The items of a column of lists, which may be a part of a longer one, and where among them each list has its own.
pub(super) fn list_items(lists: &LargeListArray) -> (ArrayRef, impl Iterator<Item = Range<usize>>) {
    let offsets = lists.value_offsets();
    let first = offsets.first().map_or(0, |&first| first as usize);
    let last = offsets.last().map_or(0, |&last| last as usize);
    let ranges = offsets.windows(2).map(move |ends| ends[0] as usize - first..ends[1] as usize - first);
    (lists.values().slice(first, last - first), ranges)
}

/// A binary column with one value per state, which `write` appends.
pub(super) fn binary<S: Borrow<T>, T>(
    states: impl IntoIterator<Item = S>,
    write: impl Fn(&T, &mut Vec<u8>),
) -> Result<BinaryArray, AggError> {
    let mut builder = BinaryBuilder::new();
    let mut bytes = Vec::new();
    for state in states {
        bytes.clear();
        write(state.borrow(), &mut bytes);
        let total = builder.values_slice().len() + bytes.len();
        if total > i32::MAX as usize {
            return Err(AggError::TooMuchText { bytes: total });
        }
        builder.append_value(&bytes);
    }
    Ok(builder.finish())
}

/// A column of whole numbers of 64 bits, whatever they stand for.
pub(super) enum Ints<'a> {
    Signed(&'a [i64]),
    Unsigned(&'a [u64]),
}

impl<'a> Ints<'a> {
    /// Whether [`Ints::of`] takes this type.
    pub(super) fn supports(data_type: &DataType) -> bool {
        matches!(
            data_type,
            DataType::Int64
                | DataType::UInt64
                | DataType::Timestamp(TimeUnit::Microsecond, None)
                | DataType::Duration(TimeUnit::Microsecond)
        )
    }

    pub(super) fn of(array: &'a ArrayRef, what: &'static str) -> Result<Ints<'a>, AggError> {
        if let Some(array) = array.as_primitive_opt::<Int64Type>() {
            Ok(Ints::Signed(array.values()))
        } else if let Some(array) = array.as_primitive_opt::<UInt64Type>() {
            Ok(Ints::Unsigned(array.values()))
        } else if let Some(array) = array.as_primitive_opt::<DurationMicrosecondType>() {
            Ok(Ints::Signed(array.values()))
        } else {
            Ok(Ints::Signed(typed::<PrimitiveArray<TimestampMicrosecondType>>(array, what)?.values()))
        }
    }
}

/// A type's name without the path of its module.
fn short_name(name: &str) -> String {
    name.rsplit("::").next().unwrap_or(name).trim_end_matches('>').to_string()
}
