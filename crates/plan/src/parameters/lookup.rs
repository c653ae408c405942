//! A dictionary from constants to constants.

use arrow::datatypes::DataType;
use hashbrown::HashMap;

use crate::scalar::Scalar;

/// A dictionary: which place in `values` a key has.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// The places of the keys, which are all of one type.
    pub places: Places,
    /// The place of null, if it is a key.
    pub null: Option<u32>,
    /// The values, in the order of their keys.
    pub values: Vec<Scalar>,
    /// The type that the values have in common.
    pub data_type: DataType,
}

/// Places by key. Floats are keys by their bits (`0.0` and `-0.0` are one key, as are all NaN); booleans, dates, timestamps and
/// durations are keys by the integer in them.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Of integers with sign, and of what counts as one.
    Integers(HashMap<i64, u32>),
    /// Of integers without sign, and the bits of floats.
    Bits(HashMap<u64, u32>),
    /// Of texts.
    Texts(HashMap<String, u32>),
}

impl Lookup {
    /// The bits by which a float is a key.
    pub fn float_key(value: f64) -> u64 {
        if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() } // -0.0 + 0.0 is 0.0
    }

    /// Reads pairs of keys, all of type `keys` or null, and values, which a binder has given the type `data_type`. Of a key that
    /// comes twice the last value counts.
    pub(crate) fn new(keys: &DataType, pairs: Vec<(Scalar, Scalar)>, data_type: DataType) -> Self {
        let mut places = match keys {
            DataType::Utf8 => Places::Texts(HashMap::new()),
            DataType::UInt64 | DataType::Float64 => Places::Bits(HashMap::new()),
            _ => Places::Integers(HashMap::new()),
        };
        let (mut null, mut values) = (None, Vec::with_capacity(pairs.len()));
        for (place, (key, value)) in (0..).zip(pairs) {
            values.push(value);
            match (&mut places, key) {
                (_, Scalar::Null) => null = Some(place),
                (Places::Texts(places), Scalar::String(key)) => _ = places.insert(key, place),
                (Places::Bits(places), Scalar::UInt64(key)) => _ = places.insert(key, place),
                (Places::Bits(places), Scalar::Float64(key)) => {
                    places.insert(Self::float_key(key), place);
                }
                (Places::Integers(places), key) => {
                    if let Some(key) = integer_in(&key) {
                        places.insert(key, place);
                    }
                }
                _ => {} // a key of another type equals nothing
            }
        }
        Self { places, null, values, data_type }
    }
}

fn integer_in(key: &Scalar) -> Option<i64> {
    match key {
        Scalar::Bool(value) => Some(i64::from(*value)),
        Scalar::Date(days) => Some(i64::from(*days)),
        Scalar::Int64(value) | Scalar::Timestamp(value) | Scalar::Duration(value) => Some(*value),
        _ => None,
    }
}
