//! `value in (constants)`.
//!
//! Null is neither in a list nor outside: `null in (…)` is null. Nor is it known what a null in the list equals, so
//! `x in (1, null)` is true or null. Floats compare by IEEE: NaN is in no list.

use std::hash::Hash;
use std::sync::Arc;

use arrow::array::{Array, ArrayAccessor, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use chunkwise_plan::Scalar;
use hashbrown::HashSet;

use super::cast;
use super::error::EvalError;
use super::literal;
use super::value::{Context, Value};

/// Up to this many constants are compared one after the other; more go into a hash set.
const SHORT_LIST: usize = 8;

/// Whether `value` is one of the constants, or (`negated`) none of them.
pub(super) fn in_list(
    ctx: &Context,
    value: &Value,
    list: &[Scalar],
    negated: bool,
) -> Result<Value, EvalError> {
    if value.data_type() == &DataType::Null {
        return Ok(ctx.null());
    }
    let Some(common) = comparable_type(value.data_type()) else { return Err(ctx.unsupported(&[value])) };
    let constants = list
        .iter()
        .filter(|scalar| !scalar.is_null())
        .map(|scalar| {
            let constant = literal::in_type(ctx, scalar, value.data_type())?;
            cast::cast(ctx, &constant, &common)
        })
        .collect::<Result<Vec<_>, EvalError>>()?;
    let constants: Vec<&dyn Array> = constants.iter().map(Value::array).collect();
    let with_null = constants.len() < list.len();
    cast::cast(ctx, value, &common)?.map(|array| {
        let found = match &common {
            DataType::Boolean => {
                let list = constants.iter().map(|one| one.as_boolean().value(0)).collect();
                lookup(array.as_boolean(), list, |value| value)
            }
            DataType::Int64 => {
                let list = constants.iter().map(|one| one.as_primitive::<Int64Type>().value(0)).collect();
                lookup(array.as_primitive::<Int64Type>(), list, |value| value)
            }
            DataType::UInt64 => {
                let list = constants.iter().map(|one| one.as_primitive::<UInt64Type>().value(0)).collect();
                lookup(array.as_primitive::<UInt64Type>(), list, |value| value)
            }
            DataType::Float64 => {
                let floats = constants.iter().map(|one| one.as_primitive::<Float64Type>().value(0));
                // Without NaN in the list, equal bits mean equal values.
                let list = floats.filter(|value| !value.is_nan()).map(float_key).collect();
                lookup(array.as_primitive::<Float64Type>(), list, float_key)
            }
            _ => {
                let list = constants.iter().map(|one| one.as_string::<i32>().value(0)).collect();
                lookup(array.as_string::<i32>(), list, |value| value)
            }
        };
        Ok(Arc::new(answer(found, with_null, negated)) as ArrayRef)
    })
}

/// The type in which values of this type are looked up, without loss.
fn comparable_type(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Boolean | DataType::UInt64 | DataType::Utf8 => data_type.clone(),
        DataType::Float32 | DataType::Float64 => DataType::Float64,
        other if other.is_integer() || other.is_temporal() => DataType::Int64,
        _ => return None,
    })
}

/// The bits of a float, with one zero.
fn float_key(value: f64) -> u64 {
    (value + 0.0).to_bits() // -0.0 + 0.0 is 0.0
}

fn lookup<A: ArrayAccessor, K: Eq + Hash>(
    array: A,
    list: Vec<K>,
    key: impl Fn(A::Item) -> K,
) -> BooleanArray {
    if list.len() <= SHORT_LIST {
        return BooleanArray::from_unary(array, |value| list.contains(&key(value)));
    }
    let set: HashSet<K> = list.into_iter().collect();
    BooleanArray::from_unary(array, |value| set.contains(&key(value)))
}

fn answer(found: BooleanArray, with_null: bool, negated: bool) -> BooleanArray {
    let (found, mut valid) = found.into_parts();
    if with_null {
        valid = NullBuffer::union(valid.as_ref(), Some(&NullBuffer::new(found.clone())));
    }
    BooleanArray::new(if negated { !&found } else { found }, valid)
}

#[cfg(test)]
#[path = "in_list_tests.rs"]
mod tests;
