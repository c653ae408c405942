//! Powers. Integers stay integers and are exact, or an error; floats go by IEEE's `pow`.

use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};

use super::error::EvalError;
use super::pairs::pairs;
use super::value::{Context, Fault, Value};

/// `base` to the power of `exponent`. A negative exponent of an integer is an error, as in pandas.
pub(super) fn power(ctx: &Context, base: &Value, exponent: &Value) -> Result<Value, EvalError> {
    match base.data_type() {
        DataType::Int64 => pairs::<Int64Type, Int64Type, Int64Type>(ctx, base, exponent, int_power),
        DataType::UInt64 => {
            pairs::<UInt64Type, UInt64Type, UInt64Type>(ctx, base, exponent, |base, exponent| {
                let exponent = u32::try_from(exponent).unwrap_or(u32::MAX);
                base.checked_pow(exponent).ok_or(Fault::Overflow)
            })
        }
        _ => pairs::<Float64Type, Float64Type, Float64Type>(ctx, base, exponent, |base, exponent| {
            Ok(base.powf(exponent))
        }),
    }
}

fn int_power(base: i64, exponent: i64) -> Result<i64, Fault> {
    match base {
        _ if exponent < 0 => Err(Fault::NegativeExponent),
        0 | 1 => Ok(if exponent == 0 { 1 } else { base }),
        -1 => Ok(if exponent % 2 == 0 { 1 } else { -1 }),
        // Anything else is out of range at an exponent of 64.
        _ => base.checked_pow(u32::try_from(exponent).unwrap_or(u32::MAX)).ok_or(Fault::Overflow),
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Float64Array, Int64Array, UInt64Array};
    use chunkwise_plan::{col, lit};

    use crate::eval::test_support::{array, batch, check, error_of};

    #[test]
    fn integers_stay_integers() {
        let table = batch([
            ("i", array(Int64Array::from(vec![Some(2), Some(-2), None, Some(0), Some(-1)]))),
            ("n", array(Int64Array::from(vec![62, 63, 1, 0, i64::MAX]))),
        ]);
        let powers = vec![Some(1 << 62), Some(i64::MIN), None, Some(1), Some(-1)];
        check(col("i").pow(col("n")), &table, Int64Array::from(powers));
        check(lit(1).pow(col("n")), &table, Int64Array::from(vec![1; 5]));
        let unsigned = batch([("u", array(UInt64Array::from(vec![3, 0])))]);
        check(
            col("u").pow(2).cast(arrow::datatypes::DataType::UInt64),
            &unsigned,
            UInt64Array::from(vec![9, 0]),
        );
        assert!(error_of(col("n").pow(2), &table).contains("does not fit int64"));
        assert_eq!(
            error_of(col("i").pow(-1), &table),
            "`power(i, -1)` has a negative exponent, and the power of an integer stays an integer. \
             Cast to float64 for fractions"
        );
    }

    #[test]
    fn floats_follow_ieee() {
        let table = batch([("x", array(Float64Array::from(vec![Some(4.0), None, Some(16.0), Some(0.0)])))]);
        let roots = vec![Some(2.0), None, Some(4.0), Some(0.0)];
        check(col("x").pow(0.5), &table, Float64Array::from(roots));
        let inverse = vec![Some(0.25), None, Some(0.0625), Some(f64::INFINITY)];
        check(col("x").pow(-1), &table, Float64Array::from(inverse));
    }
}
