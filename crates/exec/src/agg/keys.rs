//! Values of any type that fits into 64 bits as integers in the same order.
//!
//! Selecting and comparing then is the same for every type, and as quick as for integers. Of floats, -0.0 comes before
//! 0.0 and NaN, of which there is one, after everything else.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};

use super::AggError;

/// The key of NaN.
pub(super) const NAN_KEY: i64 = 0x7ff8_0000_0000_0000;

const SIGN: u64 = 1 << 63;

/// Whether values of this type have keys.
pub(super) fn has_keys(data_type: &DataType) -> bool {
    data_type.is_integer()
        || matches!(
            data_type,
            DataType::Float32
                | DataType::Float64
                | DataType::Boolean
                | DataType::Date32
                | DataType::Timestamp(TimeUnit::Microsecond, None)
                | DataType::Duration(TimeUnit::Microsecond)
        )
}

#[inline(always)]
pub(super) fn key_of_float(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    let key = bits ^ (((bits >> 63) as u64) >> 1) as i64;
    if x.is_nan() { NAN_KEY } else { key }
}

#[inline(always)]
pub(super) fn float_of_key(key: i64) -> f64 {
    f64::from_bits((key ^ (((key >> 63) as u64) >> 1) as i64) as u64)
}

#[inline(always)]
fn key_of_unsigned(x: u64) -> i64 {
    (x ^ SIGN) as i64
}

#[inline(always)]
pub(super) fn unsigned_of_key(key: i64) -> u64 {
    key as u64 ^ SIGN
}

/// Puts the key of each value into `out`, replacing what was there; nulls have some key.
pub(super) fn keys_of(array: &ArrayRef, out: &mut Vec<i64>, what: &'static str) -> Result<(), AggError> {
    out.clear();
    match array.data_type() {
        DataType::Boolean => out.extend(array.as_boolean().values().iter().map(i64::from)),
        DataType::Int8 => extend::<Int8Type>(array, out, i64::from),
        DataType::Int16 => extend::<Int16Type>(array, out, i64::from),
        DataType::Int32 => extend::<Int32Type>(array, out, i64::from),
        DataType::Int64 => extend::<Int64Type>(array, out, |x| x),
        DataType::UInt8 => extend::<UInt8Type>(array, out, i64::from),
        DataType::UInt16 => extend::<UInt16Type>(array, out, i64::from),
        DataType::UInt32 => extend::<UInt32Type>(array, out, i64::from),
        DataType::UInt64 => extend::<UInt64Type>(array, out, key_of_unsigned),
        DataType::Float32 => extend::<Float32Type>(array, out, |x| key_of_float(f64::from(x))),
        DataType::Float64 => extend::<Float64Type>(array, out, key_of_float),
        DataType::Date32 => extend::<Date32Type>(array, out, i64::from),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            extend::<TimestampMicrosecondType>(array, out, |x| x);
        }
        DataType::Duration(TimeUnit::Microsecond) => extend::<DurationMicrosecondType>(array, out, |x| x),
        other => {
            let (expected, found) = ("numbers or times".to_string(), other.to_string());
            return Err(AggError::Mismatch { what, expected, found });
        }
    }
    Ok(())
}

fn extend<T: ArrowPrimitiveType>(array: &ArrayRef, out: &mut Vec<i64>, key: impl Fn(T::Native) -> i64) {
    out.extend(array.as_primitive::<T>().values().iter().map(|&value| key(value)));
}

/// The values that have these keys, of a type that [`has_keys`].
pub(super) fn values_of(data_type: &DataType, keys: &[i64], nulls: Option<NullBuffer>) -> ArrayRef {
    let keys = keys.iter().copied();
    match data_type {
        DataType::Boolean => Arc::new(BooleanArray::new(keys.map(|key| key != 0).collect(), nulls)),
        DataType::Int8 => primitive::<Int8Type>(keys.map(|key| key as i8).collect(), nulls),
        DataType::Int16 => primitive::<Int16Type>(keys.map(|key| key as i16).collect(), nulls),
        DataType::Int32 => primitive::<Int32Type>(keys.map(|key| key as i32).collect(), nulls),
        DataType::UInt8 => primitive::<UInt8Type>(keys.map(|key| key as u8).collect(), nulls),
        DataType::UInt16 => primitive::<UInt16Type>(keys.map(|key| key as u16).collect(), nulls),
        DataType::UInt32 => primitive::<UInt32Type>(keys.map(|key| key as u32).collect(), nulls),
        DataType::UInt64 => primitive::<UInt64Type>(keys.map(unsigned_of_key).collect(), nulls),
        DataType::Float32 => {
            let values: Vec<f32> = keys.map(|key| float_of_key(key) as f32).collect();
            Arc::new(Float32Array::new(values.into(), nulls))
        }
        DataType::Float64 => {
            let values: Vec<f64> = keys.map(float_of_key).collect();
            Arc::new(Float64Array::new(values.into(), nulls))
        }
        DataType::Date32 => primitive::<Date32Type>(keys.map(|key| key as i32).collect(), nulls),
        DataType::Timestamp(..) => primitive::<TimestampMicrosecondType>(keys.collect(), nulls),
        DataType::Duration(_) => primitive::<DurationMicrosecondType>(keys.collect(), nulls),
        _ => primitive::<Int64Type>(keys.collect(), nulls),
    }
}

fn primitive<T: ArrowPrimitiveType>(values: Vec<T::Native>, nulls: Option<NullBuffer>) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::new(values.into(), nulls))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int8Array, UInt64Array};

    use super::*;

    #[test]
    fn keys_of_floats_are_in_order_and_come_back() {
        let values =
            [f64::NEG_INFINITY, f64::MIN, -1.5, -5e-324, -0.0, 0.0, 5e-324, 1.0, f64::MAX, f64::INFINITY];
        let keys = values.map(key_of_float);
        assert!(keys.is_sorted() && keys[9] < NAN_KEY);
        assert_eq!(keys.map(|key| float_of_key(key).to_bits()), values.map(f64::to_bits));
        assert_eq!([key_of_float(f64::NAN), key_of_float(-f64::NAN)], [NAN_KEY; 2]);
        assert!(float_of_key(NAN_KEY).is_nan());
    }

    #[test]
    fn columns_come_back() {
        let columns: [ArrayRef; 4] = [
            Arc::new(UInt64Array::from(vec![0, 1, u64::MAX])),
            Arc::new(Int8Array::from(vec![-128, 0, 127])),
            Arc::new(Float32Array::from(vec![-0.5, 0.1, f32::INFINITY])),
            Arc::new(BooleanArray::from(vec![false, false, true])),
        ];
        for column in columns {
            let mut keys = Vec::new();
            keys_of(&column, &mut keys, "test").unwrap();
            assert!(keys.is_sorted(), "{keys:?}");
            assert_eq!(values_of(column.data_type(), &keys, None).to_data(), column.to_data());
        }
    }
}
