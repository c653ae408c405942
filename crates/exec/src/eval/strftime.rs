//! Times as text, by a format.

use std::fmt::{self, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::TimestampMicrosecondType;
use chunkwise_plan::{Directive, FormatItem, TimeFormat};

use super::calendar::{
    self, Day, MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, days_of, iso_week, time_of_day,
};
use super::error::EvalError;
use super::value::{Context, Value};

/// The names of the months, in English whatever the locale, as pandas' default.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the days, from Monday.
pub(super) const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Each timestamp as the format says.
pub(super) fn strftime(ctx: &Context, value: &Value, format: &TimeFormat) -> Result<Value, EvalError> {
    texts(ctx, value, |micros, out| {
        let moment = Moment::new(micros);
        format.items.iter().try_for_each(|item| match item {
            FormatItem::Literal(text) => out.write_str(text),
            FormatItem::Part { directive, padded } => moment.write(*directive, *padded, out),
        })
    })
}

/// The name of the day.
pub(super) fn day_name(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    texts(ctx, value, |micros, out| out.write_str(WEEKDAYS[calendar::day_of_week(days_of(micros)) as usize]))
}

/// The name of the month.
pub(super) fn month_name(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    texts(ctx, value, |micros, out| out.write_str(MONTHS[calendar::day(days_of(micros)).month as usize - 1]))
}

fn texts(
    ctx: &Context,
    value: &Value,
    write: impl Fn(i64, &mut StringBuilder) -> fmt::Result,
) -> Result<Value, EvalError> {
    value.map(|array| {
        let times = array.as_primitive_opt::<TimestampMicrosecondType>();
        let times = times.ok_or_else(|| ctx.unsupported(&[value]))?;
        let mut out = StringBuilder::new();
        for micros in times {
            match micros {
                Some(micros) => {
                    // Writing to a builder cannot fail: it grows.
                    let _ = write(micros, &mut out);
                    out.append_value("");
                }
                None => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()) as ArrayRef)
    })
}

/// A timestamp, taken apart.
struct Moment {
    days: i64,
    day: Day,
    micros: i64,
}

impl Moment {
    fn new(micros: i64) -> Self {
        let days = days_of(micros);
        Self { days, day: calendar::day(days), micros: time_of_day(micros) }
    }

    fn write(&self, directive: Directive, padded: bool, out: &mut StringBuilder) -> fmt::Result {
        let mut number = |value: i64, width: usize| {
            if padded { write!(out, "{value:0width$}") } else { write!(out, "{value}") }
        };
        let hour = self.micros / MICROS_PER_HOUR;
        let Day { year, month, day } = self.day;
        let weekday = calendar::day_of_week(self.days);
        let day_of_year = calendar::day_of_year(self.days);
        match directive {
            Directive::Year => number(year, 4),
            Directive::ShortYear => number(year.rem_euclid(100), 2),
            Directive::Century => number(year.div_euclid(100), 2),
            Directive::IsoYear => number(iso_week(self.days).year, 4),
            Directive::Month => number(month, 2),
            Directive::Day => number(day, 2),
            Directive::DayOfYear => number(day_of_year, 3),
            Directive::Hour => number(hour, 2),
            Directive::Hour12 => number((hour + 11) % 12 + 1, 2),
            Directive::Minute => number(self.micros / MICROS_PER_MINUTE % 60, 2),
            Directive::Second => number(self.micros / MICROS_PER_SECOND % 60, 2),
            Directive::Microsecond => number(self.micros % MICROS_PER_SECOND, 6),
            Directive::Weekday => number((weekday + 1) % 7, 1),
            Directive::IsoWeekday => number(weekday + 1, 1),
            Directive::SundayWeek => number((day_of_year + 6 - (weekday + 1) % 7) / 7, 2),
            Directive::MondayWeek => number((day_of_year + 6 - weekday) / 7, 2),
            Directive::IsoWeek => number(iso_week(self.days).week, 2),
            Directive::BlankDay => write!(out, "{day:2}"),
            Directive::MonthName => out.write_str(MONTHS[month as usize - 1]),
            Directive::ShortMonthName => out.write_str(&MONTHS[month as usize - 1][..3]),
            Directive::WeekdayName => out.write_str(WEEKDAYS[weekday as usize]),
            Directive::ShortWeekdayName => out.write_str(&WEEKDAYS[weekday as usize][..3]),
            Directive::AmPm => out.write_str(if hour < 12 { "AM" } else { "PM" }),
            Directive::Offset | Directive::Zone => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{StringArray, TimestampMicrosecondArray};
    use chunkwise_plan::col;

    use crate::eval::test_support::{array, batch, check};

    /// What Python's strftime gives, but for the year 999, which glibc does not pad.
    #[test]
    fn formats_are_those_of_python() {
        let times = vec![Some(-30_610_225_830_000_000 + 5), Some(253_381_573_800_000_000), None];
        let table = batch([("t", array(TimestampMicrosecondArray::from(times)))]);
        let format =
            "%Y %y %m %-d %e %j %U %W %V %G %u %w %a %A %b %B %p %I %f %c %x %X %D %F %T %R %h %C %%|%Z|%z|é";
        let expected = vec![
            Some(
                "0999 99 12 31 31 365 52 52 01 1000 2 2 Tue Tuesday Dec December PM 11 000005 \
                 Tue Dec 31 23:29:30 0999 12/31/99 23:29:30 12/31/99 0999-12-31 23:29:30 23:29 Dec 09 %|||é",
            ),
            Some(
                "9999 99 05 6  6 126 18 18 18 9999 4 4 Thu Thursday May May AM 02 000000 \
                 Thu May  6 02:30:00 9999 05/06/99 02:30:00 05/06/99 9999-05-06 02:30:00 02:30 May 99 %|||é",
            ),
            None,
        ];
        check(col("t").dt().strftime(format), &table, StringArray::from(expected));
    }
}
