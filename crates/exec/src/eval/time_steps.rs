//! Times brought down, up or to the nearest step: `floor(t, '1h')`, `date_trunc('month', t)`, `normalize(t)`.
//!
//! Steps are counted from 1970-01-01 00:00:00, as in pandas; so `7D` begins on Thursdays.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::datatypes::{DataType, DurationMicrosecondType, TimestampMicrosecondType};
use chunkwise_plan::CalendarUnit;

use super::calendar::{Day, MICROS_PER_DAY, day, day_of_week, days_of, days_since_1970};
use super::error::EvalError;
use super::value::{Context, Fault, Value};

/// The last step that is not behind the time.
pub(super) fn floor(ctx: &Context, value: &Value, step: i64) -> Result<Value, EvalError> {
    each(ctx, value, |micros| micros.checked_sub(micros.rem_euclid(step)))
}

/// The first step that is not before the time.
pub(super) fn ceil(ctx: &Context, value: &Value, step: i64) -> Result<Value, EvalError> {
    each(ctx, value, |micros| match micros.rem_euclid(step) {
        0 => Some(micros),
        rest => micros.checked_add(step - rest),
    })
}

/// The nearest step; of two that are as near, the even one, as in pandas.
pub(super) fn round(ctx: &Context, value: &Value, step: i64) -> Result<Value, EvalError> {
    each(ctx, value, |micros| {
        let (steps, rest) = (micros.div_euclid(step), micros.rem_euclid(step));
        let up = rest > step - rest || (rest == step - rest && steps % 2 != 0);
        if up { micros.checked_add(step - rest) } else { micros.checked_sub(rest) }
    })
}

/// The start of the unit in which the time lies.
pub(super) fn trunc(ctx: &Context, value: &Value, unit: CalendarUnit) -> Result<Value, EvalError> {
    let start_of = |micros: i64| {
        let days = days_of(micros);
        let Day { year, month, .. } = day(days);
        match unit {
            CalendarUnit::Micros(_) | CalendarUnit::Week => days - day_of_week(days),
            CalendarUnit::Month => days_since_1970(Day { year, month, day: 1 }),
            CalendarUnit::Quarter => days_since_1970(Day { year, month: (month - 1) / 3 * 3 + 1, day: 1 }),
            CalendarUnit::Year => days_since_1970(Day { year, month: 1, day: 1 }),
        }
    };
    match unit {
        CalendarUnit::Micros(step) => floor(ctx, value, step),
        _ => each(ctx, value, |micros| start_of(micros).checked_mul(MICROS_PER_DAY)),
    }
}

fn each(ctx: &Context, value: &Value, op: impl Fn(i64) -> Option<i64>) -> Result<Value, EvalError> {
    match value.data_type() {
        DataType::Duration(_) => of::<DurationMicrosecondType>(ctx, value, op),
        _ => of::<TimestampMicrosecondType>(ctx, value, op),
    }
}

fn of<T: ArrowPrimitiveType<Native = i64>>(
    ctx: &Context,
    value: &Value,
    op: impl Fn(i64) -> Option<i64>,
) -> Result<Value, EvalError> {
    value.map(|array| {
        let times = array.as_primitive_opt::<T>().ok_or_else(|| ctx.unsupported(&[value]))?;
        let result: Result<PrimitiveArray<T>, Fault> =
            times.try_unary(|micros| op(micros).ok_or(Fault::Overflow));
        Ok(Arc::new(result.map_err(|fault| ctx.fault(fault))?) as ArrayRef)
    })
}

#[cfg(test)]
mod tests {
    use arrow::array::{DurationMicrosecondArray, TimestampMicrosecondArray};
    use chunkwise_plan::col;

    use crate::eval::test_support::{array, batch, check, error_of};

    const HOUR: i64 = 3_600_000_000;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn steps_before_and_after_1970() {
        let times = vec![Some(-1), None, Some(0), Some(HOUR / 2), Some(HOUR + HOUR / 2), Some(-HOUR / 2)];
        let table = batch([("t", array(TimestampMicrosecondArray::from(times)))]);
        let expect = |hours: [i64; 5]| {
            let mut values: Vec<Option<i64>> = hours.iter().map(|hours| Some(hours * HOUR)).collect();
            values.insert(1, None);
            TimestampMicrosecondArray::from(values)
        };
        check(col("t").dt().floor("1h"), &table, expect([-1, 0, 0, 1, -1]));
        check(col("t").dt().ceil("1h"), &table, expect([0, 0, 1, 2, 0]));
        check(col("t").dt().round("h"), &table, expect([0, 0, 0, 2, 0]));
        check(col("t").dt().normalize(), &table, expect([-24, 0, 0, 0, -24]));
    }

    #[test]
    fn durations_have_steps_too() {
        let table =
            batch([("d", array(DurationMicrosecondArray::from(vec![Some(-HOUR), None, Some(DAY + 1)])))]);
        check(
            col("d").dt().floor("1D"),
            &table,
            DurationMicrosecondArray::from(vec![Some(-DAY), None, Some(DAY)]),
        );
        check(
            col("d").dt().ceil("1D"),
            &table,
            DurationMicrosecondArray::from(vec![Some(0), None, Some(2 * DAY)]),
        );
    }

    #[test]
    fn units_of_the_calendar() {
        // 2015-08-20 12:00, a Thursday; 1969-12-31 23:00.
        let table =
            batch([("t", array(TimestampMicrosecondArray::from(vec![16_667 * DAY + 12 * HOUR, -HOUR])))]);
        let cases = [
            ("year", [16_436, -365]),
            ("Quarter", [16_617, -92]),
            ("month", [16_648, -31]),
            ("week", [16_664, -3]),
            ("day", [16_667, -1]),
        ];
        for (unit, [a, b]) in cases {
            check(col("t").dt().trunc(unit), &table, TimestampMicrosecondArray::from(vec![a * DAY, b * DAY]));
        }
    }

    #[test]
    fn a_step_beyond_the_range_is_an_error() {
        let table = batch([("t", array(TimestampMicrosecondArray::from(vec![i64::MAX])))]);
        assert!(error_of(col("t").dt().ceil("1D"), &table).contains("does not fit timestamp"));
        let table = batch([("t", array(TimestampMicrosecondArray::from(vec![i64::MIN])))]);
        assert!(error_of(col("t").dt().floor("1D"), &table).contains("does not fit timestamp"));
        assert!(error_of(col("t").dt().trunc("year"), &table).contains("does not fit timestamp"));
    }
}
