//! `map` and `replace_values`: a constant for each value, by a dictionary.

use std::borrow::Cow;

use arrow::array::{Array, ArrayAccessor, ArrayIter, ArrayRef, AsArray, UInt32Array, new_empty_array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{concat, take};
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use chunkwise_plan::{Lookup, Places};

use super::case::choose;
use super::cast;
use super::error::EvalError;
use super::literal;
use super::value::{Context, Value};

/// What the dictionary has for each value; null if it has nothing.
pub(super) fn map(ctx: &Context, value: &Value, lookup: &Lookup) -> Result<Value, EvalError> {
    let places = places(ctx, value, lookup)?;
    found(ctx, value, lookup, &places)
}

/// What the dictionary has for each value; the value itself if it has nothing.
pub(super) fn replace(ctx: &Context, value: &Value, lookup: &Lookup) -> Result<Value, EvalError> {
    let places = places(ctx, value, lookup)?;
    let replaced = match places.nulls() {
        None => BooleanBuffer::new_set(places.len()),
        Some(valid) => valid.inner().clone(),
    };
    let rows = match value {
        Value::Array(_) => replaced,
        Value::Scalar(_) if replaced.value(0) => BooleanBuffer::new_set(ctx.rows()),
        Value::Scalar(_) => BooleanBuffer::new_unset(ctx.rows()),
    };
    let kept = cast::cast(ctx, value, &ctx.expr.data_type)?;
    choose(ctx, rows, &found(ctx, value, lookup, &places)?, &kept)
}

fn found(ctx: &Context, value: &Value, lookup: &Lookup, places: &UInt32Array) -> Result<Value, EvalError> {
    let to = &ctx.expr.data_type;
    let constants: Vec<ArrayRef> = match lookup.values.as_slice() {
        [] => vec![new_empty_array(to)],
        values => values
            .iter()
            .map(|constant| {
                literal::in_type(ctx, constant, to)?.into_array(1).map_err(|error| ctx.arrow(error))
            })
            .collect::<Result<_, _>>()?,
    };
    let constants: Vec<&dyn Array> = constants.iter().map(AsRef::as_ref).collect();
    let constants = concat(&constants).map_err(|source| ctx.arrow(source))?;
    value.map(|_| take(&constants, places, None).map_err(|source| ctx.arrow(source)))
}

/// The place of each value in the dictionary; null if it has none.
fn places(ctx: &Context, value: &Value, lookup: &Lookup) -> Result<UInt32Array, EvalError> {
    let keys: Cow<Value> = match value.data_type() {
        DataType::Utf8 | DataType::UInt64 | DataType::Float64 | DataType::Int64 | DataType::Null => {
            Cow::Borrowed(value)
        }
        _ => Cow::Owned(cast::cast(ctx, value, &DataType::Int64)?),
    };
    let array = keys.array();
    let null = lookup.null;
    Ok(match (&lookup.places, array.data_type()) {
        (_, DataType::Null) => UInt32Array::from(vec![null; array.len()]),
        (Places::Texts(places), DataType::Utf8) => {
            each(array.as_string::<i32>(), null, |key| places.get(key).copied())
        }
        (Places::Bits(places), DataType::UInt64) => {
            each(array.as_primitive::<UInt64Type>(), null, |key| places.get(&key).copied())
        }
        (Places::Bits(places), DataType::Float64) => each(array.as_primitive::<Float64Type>(), null, |key| {
            places.get(&Lookup::float_key(key)).copied()
        }),
        (Places::Integers(places), DataType::Int64) => {
            each(array.as_primitive::<Int64Type>(), null, |key| places.get(&key).copied())
        }
        _ => return Err(ctx.unsupported(&[value])),
    })
}

fn each<A: ArrayAccessor>(
    array: A,
    null: Option<u32>,
    place: impl Fn(A::Item) -> Option<u32>,
) -> UInt32Array {
    ArrayIter::new(array).map(|key| key.map_or(null, &place)).collect()
}

#[cfg(test)]
mod tests {
    use arrow::array::{BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, UInt64Array};
    use chunkwise_plan::{Scalar, col, lit};

    use crate::eval::test_support::{array, batch, check};

    #[test]
    fn map_gives_null_for_what_it_does_not_have() {
        let table = batch([
            ("s", array(StringArray::from(vec![Some("a"), None, Some("x"), Some("")]))),
            ("i", array(Int64Array::from(vec![Some(1), None, Some(i64::MIN), Some(3)]))),
            ("f", array(Float64Array::from(vec![Some(-0.0), None, Some(f64::NAN), Some(1.0)]))),
            ("b", array(BooleanArray::from(vec![Some(true), None, Some(false), Some(true)]))),
            ("u", array(UInt64Array::from(vec![Some(u64::MAX), None, Some(2), Some(3)]))),
            ("d", array(Date32Array::from(vec![Some(0), None, Some(-1), Some(3)]))),
        ]);
        let texts = |values: [Option<&'static str>; 4]| StringArray::from(values.to_vec());
        check(col("s").map([("a", "A"), ("", "-")]), &table, texts([Some("A"), None, None, Some("-")]));
        let with_null = [(Some(1), "one"), (None, "none")];
        check(col("i").map(with_null), &table, texts([Some("one"), Some("none"), None, None]));
        check(
            col("f").map([(0.0, "zero"), (1.0, "one")]),
            &table,
            texts([Some("zero"), None, None, Some("one")]),
        );
        check(
            col("b").map([(true, 1.5)]),
            &table,
            Float64Array::from(vec![Some(1.5), None, None, Some(1.5)]),
        );
        check(col("u").map([(u64::MAX, 1)]), &table, Int64Array::from(vec![Some(1), None, None, None]));
        check(col("d").map([("1969-12-31", 1)]), &table, Int64Array::from(vec![None, None, Some(1), None]));
        // A key that the column cannot hold is never met; numbers get one type.
        let mixed = [(lit_of(1), Scalar::Int64(1)), (Scalar::UInt64(u64::MAX), Scalar::Float64(0.5))];
        check(col("i").map(mixed), &table, Float64Array::from(vec![Some(1.0), None, None, None]));
        check(lit("a").map([("a", 1)]), &table, Int64Array::from(vec![1; 4]));
    }

    fn lit_of(value: i64) -> Scalar {
        Scalar::Int64(value)
    }

    #[test]
    fn replace_keeps_what_it_does_not_have() {
        let table = batch([("i", array(Int64Array::from(vec![Some(1), None, Some(3)])))]);
        check(col("i").replace([(1, 10)]), &table, Int64Array::from(vec![Some(10), None, Some(3)]));
        let to_null = [(Some(1), None), (None, Some(0))];
        check(col("i").replace(to_null), &table, Int64Array::from(vec![None, Some(0), Some(3)]));
        check(col("i").replace([(1, 0.5)]), &table, Float64Array::from(vec![Some(0.5), None, Some(3.0)]));
    }
}
