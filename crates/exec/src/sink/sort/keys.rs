//! Keys in a form that is quick to compare: one key of a fixed width as a 64-bit number, everything else as bytes.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::compute::{SortOptions, cast};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int64Type,
    Schema, TimeUnit, TimestampMicrosecondType, UInt64Type,
};
use arrow::row::{OwnedRow, RowConverter, Rows, SortField};
use chunkwise_plan::{SortKey, TypedExpr, bind};

use crate::error::ExecError;
use crate::eval::evaluate;

/// Turns the keys of a batch into what is compared.
pub(super) struct KeyEncoder {
    keys: Vec<(TypedExpr, SortOptions)>,
    form: Form,
}

enum Form {
    /// There is one key, and its values are numbers of 64 bits or can be made into such.
    Word,
    Bytes(Box<RowConverter>),
}

/// The keys of some rows.
pub(super) enum Keys {
    /// Nulls have the last number, or the first; a value may have it, too.
    Words { words: Vec<u64>, nulls: Option<NullBuffer>, nulls_first: bool },
    /// Bytes tell null from every value.
    Bytes(Rows),
}

/// One of several [`Keys`]; null is not told from the value that has its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Word(u64),
    Bytes(OwnedRow),
}

impl KeyEncoder {
    /// Binds `keys` to `input`.
    pub(super) fn new(keys: &[SortKey], input: &Schema) -> Result<Self, ExecError> {
        let keys = keys
            .iter()
            .map(|key| {
                let options = SortOptions { descending: key.descending, nulls_first: key.nulls_first };
                Ok((bind(&key.expr, input)?, options))
            })
            .collect::<Result<Vec<_>, ExecError>>()?;
        let form = match keys.as_slice() {
            [(key, _)] if is_word(&key.data_type) => Form::Word,
            _ => {
                let field = |(key, options): &(TypedExpr, SortOptions)| {
                    SortField::new_with_options(key.data_type.clone(), *options)
                };
                Form::Bytes(Box::new(RowConverter::new(keys.iter().map(field).collect())?))
            }
        };
        Ok(Self { keys, form })
    }

    /// The keys of the rows of a batch.
    pub(super) fn encode(&self, batch: &RecordBatch) -> Result<Keys, ExecError> {
        let mut columns = Vec::with_capacity(self.keys.len());
        for (key, _) in &self.keys {
            columns.push(evaluate(key, batch)?);
        }
        match (&self.form, self.keys.as_slice(), columns.as_slice()) {
            (Form::Word, [(_, options)], [column]) => words(column, *options),
            (Form::Bytes(converter), ..) => {
                let columns: Vec<ArrayRef> = columns.into_iter().map(without_nan).collect();
                let mut rows = converter.empty_rows(batch.num_rows(), 0);
                converter.append(&mut rows, &columns)?;
                Ok(Keys::Bytes(rows))
            }
            (Form::Word, ..) => Ok(Keys::Words { words: Vec::new(), nulls: None, nulls_first: false }),
        }
    }
}

impl Keys {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Words { words, .. } => words.len(),
            Self::Bytes(rows) => rows.num_rows(),
        }
    }

    pub(super) fn get(&self, row: usize) -> Key {
        match self {
            Self::Words { words, .. } => Key::Word(words[row]),
            Self::Bytes(rows) => Key::Bytes(rows.row(row).owned()),
        }
    }

    /// How many of the keys, which are sorted, are less than `key`.
    pub(super) fn less_than(&self, key: &Key) -> usize {
        match (self, key) {
            (Self::Words { words, .. }, Key::Word(key)) => words.partition_point(|word| word < key),
            (Self::Bytes(rows), Key::Bytes(key)) => {
                let (mut low, mut high) = (0, rows.num_rows());
                while low < high {
                    let middle = low + (high - low) / 2;
                    if rows.row(middle) < key.row() { low = middle + 1 } else { high = middle }
                }
                low
            }
            _ => 0, // One encoder makes keys of one form.
        }
    }

    /// Whether key `row` may be no greater than `key`; false only if it is greater.
    pub(super) fn may_be_within(&self, row: usize, key: &Key) -> bool {
        match (self, key) {
            (Self::Words { words, .. }, Key::Word(key)) => words[row] <= *key,
            (Self::Bytes(rows), Key::Bytes(key)) => rows.row(row) <= key.row(),
            _ => true,
        }
    }

    /// Compares key `row` with key `other_row` of keys of the same encoder.
    pub(super) fn compare(&self, row: usize, other: &Self, other_row: usize) -> Ordering {
        match (self, other) {
            (Self::Words { words, .. }, Self::Words { words: others, .. }) => {
                words[row].cmp(&others[other_row]).then_with(|| self.rank(row).cmp(&other.rank(other_row)))
            }
            (Self::Bytes(rows), Self::Bytes(others)) => rows.row(row).cmp(&others.row(other_row)),
            _ => Ordering::Equal,
        }
    }

    /// Among equal words: 0 for what comes first of null and value, 1 for the other.
    pub(super) fn rank(&self, row: usize) -> u8 {
        match self {
            Self::Words { nulls: Some(nulls), nulls_first, .. } => {
                u8::from(nulls.is_null(row) != *nulls_first)
            }
            Self::Words { nulls_first, .. } => u8::from(*nulls_first),
            Self::Bytes(_) => 0,
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        match self {
            Self::Words { words, .. } => words.capacity() * size_of::<u64>(),
            Self::Bytes(rows) => rows.size(),
        }
    }
}

fn is_word(data_type: &DataType) -> bool {
    data_type.is_integer()
        || matches!(
            data_type,
            DataType::Boolean
                | DataType::Float64
                | DataType::Float32
                | DataType::Date32
                | DataType::Timestamp(TimeUnit::Microsecond, None)
                | DataType::Duration(TimeUnit::Microsecond)
        )
}

fn words(column: &ArrayRef, options: SortOptions) -> Result<Keys, ExecError> {
    let column = match column.data_type() {
        DataType::Float64 | DataType::Float32 => without_nan(cast(column, &DataType::Float64)?),
        DataType::UInt64
        | DataType::Date32
        | DataType::Boolean
        | DataType::Timestamp(..)
        | DataType::Duration(_) => Arc::clone(column),
        _ => cast(column, &DataType::Int64)?,
    };
    let words = match column.data_type() {
        DataType::Float64 => ordered::<Float64Type>(&column, float_word),
        DataType::UInt64 => ordered::<UInt64Type>(&column, |value| value),
        DataType::Date32 => ordered::<Date32Type>(&column, |days| integer_word(i64::from(days))),
        DataType::Timestamp(..) => ordered::<TimestampMicrosecondType>(&column, integer_word),
        DataType::Duration(_) => ordered::<DurationMicrosecondType>(&column, integer_word),
        DataType::Boolean => column.as_boolean().values().iter().map(u64::from).collect(),
        _ => ordered::<Int64Type>(&column, integer_word),
    };
    let nulls = column.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
    let null_word = if options.nulls_first { 0 } else { u64::MAX };
    let turned = |word: u64| if options.descending { !word } else { word };
    let words = match &nulls {
        None if options.descending => words.into_iter().map(turned).collect(),
        None => words,
        Some(nulls) => {
            let word = |(word, valid)| if valid { turned(word) } else { null_word };
            words.into_iter().zip(nulls.iter()).map(word).collect()
        }
    };
    Ok(Keys::Words { words, nulls, nulls_first: options.nulls_first })
}

fn ordered<T: ArrowPrimitiveType>(column: &ArrayRef, word: impl Fn(T::Native) -> u64) -> Vec<u64> {
    let array: &PrimitiveArray<T> = column.as_primitive::<T>();
    array.values().iter().map(|value| word(*value)).collect()
}

/// Integers with sign as numbers without, in the same order.
fn integer_word(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// Floats other than NaN as numbers in the same order: the bits of a negative one are turned over, of others the sign only.
fn float_word(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits ^ (1 << 63) }
}

/// Float keys with NaN as null and no negative zero, so that they order as in pandas.
fn without_nan(array: ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Float64 => numbers_of::<Float64Type>(&array, |value| value + 0.0, f64::is_nan),
        DataType::Float32 => numbers_of::<Float32Type>(&array, |value| value + 0.0, f32::is_nan),
        _ => array,
    }
}

fn numbers_of<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    zeroed: impl Fn(T::Native) -> T::Native,
    is_nan: impl Fn(T::Native) -> bool,
) -> ArrayRef {
    let floats: PrimitiveArray<T> = array.as_primitive::<T>().unary(zeroed);
    if !floats.values().iter().any(|&value| is_nan(value)) {
        return Arc::new(floats);
    }
    let numbers = BooleanArray::from_unary(&floats, |value| !is_nan(value));
    let nulls = NullBuffer::union(floats.nulls(), Some(&NullBuffer::new(numbers.values().clone())));
    Arc::new(PrimitiveArray::<T>::new(floats.values().clone(), nulls))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float32Array, Float64Array};

    use super::*;

    #[test]
    fn words_order_as_values() {
        let floats = [f64::NEG_INFINITY, -1e300, -1.0, -1e-320, 0.0, 1e-320, 1.0, f64::INFINITY];
        assert!(floats.map(float_word).is_sorted_by(|a, b| a < b));
        assert!([i64::MIN, -1, 0, 1, i64::MAX].map(integer_word).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn narrow_floats_have_no_nan_and_no_negative_zero_either() {
        let column: ArrayRef = Arc::new(Float32Array::from(vec![-0.0, 0.0, f32::NAN]));
        let numbers = without_nan(column);
        assert_eq!(*numbers, Float32Array::from(vec![Some(0.0), Some(0.0), None]));
        assert!(numbers.as_primitive::<Float32Type>().value(0).is_sign_positive());
    }

    #[test]
    fn negative_zero_equals_zero_and_nan_is_null() {
        let column: ArrayRef =
            Arc::new(Float64Array::from(vec![Some(-0.0), Some(0.0), Some(f64::NAN), None]));
        let options = SortOptions { descending: false, nulls_first: false };
        let keys = words(&column, options).unwrap();
        assert_eq!(keys.compare(0, &keys, 1), Ordering::Equal);
        assert_eq!(keys.compare(2, &keys, 3), Ordering::Equal);
        assert_eq!(keys.compare(1, &keys, 2), Ordering::Less);
    }

    #[test]
    fn null_is_told_from_the_value_that_has_its_number() {
        let column: ArrayRef = Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(0)]));
        for (descending, nulls_first) in [(false, false), (false, true), (true, false), (true, true)] {
            let keys = words(&column, SortOptions { descending, nulls_first }).unwrap();
            let expected = if nulls_first { Ordering::Greater } else { Ordering::Less };
            assert_eq!((keys.compare(0, &keys, 1), keys.compare(2, &keys, 1)), (expected, expected));
        }
    }

    use arrow::array::UInt64Array;
}
