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
}
