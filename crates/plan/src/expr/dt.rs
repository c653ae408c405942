//! `.dt()`: the parts of a timestamp, a date or a duration, under pandas' names.

use super::Expr;
use crate::function::Function;

/// The parts of a timestamp, a date or a duration; made by [`Expr::dt`].
///
/// ```
/// use chunkwise_plan::col;
/// assert_eq!(col("pickup").dt().hour().to_string(), "hour(pickup)");
/// ```
#[derive(Debug, Clone)]
#[must_use = "choose a part: year(), hour(), total_seconds(), ..."]
pub struct Dt(pub(super) Expr);

impl Dt {
    fn call(self, function: Function) -> Expr {
        Expr::Call { function, args: vec![self.0] }
    }

    fn call_with(self, function: Function, constant: &str) -> Expr {
        Expr::Call { function, args: vec![self.0, Expr::from(constant)] }
    }

    /// The year.
    pub fn year(self) -> Expr {
        self.call(Function::Year)
    }

    /// The quarter, 1 to 4.
    pub fn quarter(self) -> Expr {
        self.call(Function::Quarter)
    }

    /// The month, 1 to 12.
    pub fn month(self) -> Expr {
        self.call(Function::Month)
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> Expr {
        self.call(Function::Day)
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> Expr {
        self.call(Function::Hour)
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> Expr {
        self.call(Function::Minute)
    }

    /// The second, 0 to 59, without its fraction.
    pub fn second(self) -> Expr {
        self.call(Function::Second)
    }

    /// The fraction of the second in microseconds, 0 to 999999.
    pub fn microsecond(self) -> Expr {
        self.call(Function::Microsecond)
    }

    /// The day of the week; Monday is 0.
    pub fn dayofweek(self) -> Expr {
        self.call(Function::DayOfWeek)
    }

    /// The day of the year, 1 to 366.
    pub fn dayofyear(self) -> Expr {
        self.call(Function::DayOfYear)
    }

    /// The day, as a date.
    pub fn date(self) -> Expr {
        self.call(Function::Date)
    }

    /// A duration in seconds, as a float.
    pub fn total_seconds(self) -> Expr {
        self.call(Function::TotalSeconds)
    }

    /// The seconds of a duration beyond its whole days, 0 to 86399, as pandas.
    pub fn seconds(self) -> Expr {
        self.call(Function::Seconds)
    }

    /// The whole days of a duration, rounded down, as pandas.
    pub fn days(self) -> Expr {
        self.call(Function::Days)
    }

    /// What is beyond the microseconds: always 0.
    pub fn nanosecond(self) -> Expr {
        self.call(Function::Nanosecond)
    }

    /// The ISO week of the year, 1 to 53.
    pub fn weekofyear(self) -> Expr {
        self.call(Function::WeekOfYear)
    }

    /// The year to which the ISO week belongs: the `year` of pandas' `isocalendar`.
    pub fn isocalendar_year(self) -> Expr {
        self.call(Function::IsoYear)
    }

    /// The ISO week, 1 to 53: the `week` of pandas' `isocalendar`.
    pub fn isocalendar_week(self) -> Expr {
        self.call(Function::WeekOfYear)
    }

    /// The ISO day of the week, where Monday is 1: the `day` of pandas' `isocalendar`.
    pub fn isocalendar_day(self) -> Expr {
        self.call(Function::IsoDay)
    }

    /// How many days the month has.
    pub fn days_in_month(self) -> Expr {
        self.call(Function::DaysInMonth)
    }

    /// Whether the day is the first of its month.
    pub fn is_month_start(self) -> Expr {
        self.call(Function::IsMonthStart)
    }

    /// Whether the day is the last of its month.
    pub fn is_month_end(self) -> Expr {
        self.call(Function::IsMonthEnd)
    }

    /// Whether the day is the first of its quarter.
    pub fn is_quarter_start(self) -> Expr {
        self.call(Function::IsQuarterStart)
    }

    /// Whether the day is the last of its quarter.
    pub fn is_quarter_end(self) -> Expr {
        self.call(Function::IsQuarterEnd)
    }

    /// Whether the day is the first of January.
    pub fn is_year_start(self) -> Expr {
        self.call(Function::IsYearStart)
    }

    /// Whether the day is the last of December.
    pub fn is_year_end(self) -> Expr {
        self.call(Function::IsYearEnd)
    }

    /// Whether the year has a 29th of February.
    pub fn is_leap_year(self) -> Expr {
        self.call(Function::IsLeapYear)
    }

    /// The name of the day in English, `Monday`.
    pub fn day_name(self) -> Expr {
        self.call(Function::DayName)
    }

    /// The name of the month in English, `January`.
    pub fn month_name(self) -> Expr {
        self.call(Function::MonthName)
    }

    /// Midnight of the day, as a timestamp.
    pub fn normalize(self) -> Expr {
        self.call(Function::Normalize)
    }

    /// The microseconds of a duration beyond its whole seconds, 0 to 999999, as pandas.
    pub fn microseconds(self) -> Expr {
        self.call(Function::Microseconds)
    }

    /// The last step of a frequency that is not behind the time: `floor("1h")` is the start of the hour. Steps are counted from
    /// 1970-01-01 00:00:00. A frequency is numbers with the units `D`, `h`, `min`, `s`, `ms`, `us`: `15min`, `1h30min`. Of a
    /// duration, the last multiple.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("pickup").dt().floor("1h").to_string(), "floor(pickup, '1h')");
    /// ```
    pub fn floor(self, frequency: &str) -> Expr {
        self.call_with(Function::Floor, frequency)
    }

    /// The first step of a frequency that is not before the time; [`Dt::floor`] says what a frequency is.
    pub fn ceil(self, frequency: &str) -> Expr {
        self.call_with(Function::Ceil, frequency)
    }

    /// The nearest step of a frequency, of two that are as near the even one; [`Dt::floor`] says what a frequency is.
    pub fn round(self, frequency: &str) -> Expr {
        self.call_with(Function::Round, frequency)
    }

    /// The start of the unit of the calendar in which the time lies, as SQL's `date_trunc`: `year`, `quarter`, `month`, `week`
    /// (from Monday), `day`, `hour`, `minute`, `second`, `millisecond`, `microsecond`. What pandas does by
    /// `to_period("M").dt.start_time`.
    pub fn trunc(self, unit: &str) -> Expr {
        Expr::Call { function: Function::DateTrunc, args: vec![Expr::from(unit), self.0] }
    }

    /// The time as a text, by a format of the directives of Python's `strftime`. A wrong directive is an error when the
    /// expression is bound to a table.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("pickup").dt().strftime("%d.%m.%Y").to_string(), "strftime(pickup, '%d.%m.%Y')");
    /// ```
    pub fn strftime(self, format: &str) -> Expr {
        self.call_with(Function::Strftime, format)
    }
}
