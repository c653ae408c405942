//! Constants as arrow arrays.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DurationMicrosecondArray, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray, UInt64Array, new_null_array,
};
use arrow::datatypes::DataType;
use chunkwise_plan::Scalar;

use super::cast;
use super::error::EvalError;
use super::value::{Context, Value};

/// The constant, in the expression's type.
pub(super) fn value(ctx: &Context, scalar: &Scalar) -> Result<Value, EvalError> {
    in_type(ctx, scalar, &ctx.expr.data_type)
}

/// The constant as a value of type `to`; null has every type.
pub(super) fn in_type(ctx: &Context, scalar: &Scalar, to: &DataType) -> Result<Value, EvalError> {
    let natural = Value::scalar(array_of_one(scalar));
    if natural.data_type() == to { Ok(natural) } else { cast::cast(ctx, &natural, to) }
}

fn array_of_one(scalar: &Scalar) -> ArrayRef {
    match scalar {
        Scalar::Null => new_null_array(&DataType::Null, 1),
        Scalar::Bool(value) => Arc::new(BooleanArray::from(vec![*value])),
        Scalar::Int64(value) => Arc::new(Int64Array::from_value(*value, 1)),
        Scalar::UInt64(value) => Arc::new(UInt64Array::from_value(*value, 1)),
        Scalar::Float64(value) => Arc::new(Float64Array::from_value(*value, 1)),
        Scalar::String(value) => Arc::new(StringArray::from(vec![value.as_str()])),
        Scalar::Date(days) => Arc::new(Date32Array::from_value(*days, 1)),
        Scalar::Timestamp(micros) => Arc::new(TimestampMicrosecondArray::from_value(*micros, 1)),
        Scalar::Duration(micros) => Arc::new(DurationMicrosecondArray::from_value(*micros, 1)),
    }
}
