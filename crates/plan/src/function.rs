//! The functions that expressions can call, and their names.

use crate::PlanError;
use crate::error::close_names;

/// A function of the values of one row. Null in gives null out, except for [`Function::Coalesce`] and
/// [`Function::NullIf`]. Argument and result types are checked by [`bind`](crate::bind).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// The year of a timestamp or date, an integer as all its parts.
    Year,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The day of the month, 1 to 31.
    Day,
    /// The hour, 0 to 23.
    Hour,
    /// The minute, 0 to 59.
    Minute,
    /// The second, 0 to 59, without its fraction.
    Second,
    /// The fraction of the second in microseconds, 0 to 999999.
    Microsecond,
    /// The day of the week; Monday is 0.
    DayOfWeek,
    /// The day of the year, 1 to 366.
    DayOfYear,
    /// The day of a timestamp, as a date.
    Date,
    /// A duration in seconds, as a float.
    TotalSeconds,
    /// The seconds of a duration beyond its whole days, 0 to 86399.
    Seconds,
    /// The whole days of a duration, rounded down.
    Days,
    /// The text in small letters.
    Lower,
    /// The text in capital letters.
    Upper,
    /// How many characters the text has.
    Length,
    /// The text without white space at both ends.
    Strip,
    /// The text without white space at its start.
    LeftStrip,
    /// The text without white space at its end.
    RightStrip,
    /// Whether the text starts with another.
    StartsWith,
    /// Whether the text ends with another.
    EndsWith,
    /// Whether the text contains another, literally.
    Contains,
    /// Text, from, to: every `from` in the text replaced, literally.
    Replace,
    /// Text, start (from 1), optional length in characters.
    Substring,
    /// Texts joined.
    Concat,
    /// Text, pattern: whether all of the text matches, `%` for any characters and `_` for one; `\` escapes them.
    Like,
    /// The number or duration without its sign.
    Abs,
    /// Number, optional count of decimals: rounded half to even, as pandas.
    Round,
    /// The number rounded down; keeps its type.
    Floor,
    /// The number rounded up; keeps its type.
    Ceil,
    /// The square root, a float; NaN of a negative number.
    Sqrt,
    /// The first argument that is not null.
    Coalesce,
    /// Null where both arguments are equal, else the first. [`bind`](crate::bind) turns it into a case expression.
    NullIf,
}

/// Every name of a function; the first one given for a function is its own.
const NAMES: &[(&str, Function)] = &[
    ("year", Function::Year),
    ("quarter", Function::Quarter),
    ("month", Function::Month),
    ("day", Function::Day),
    ("dayofmonth", Function::Day),
    ("hour", Function::Hour),
    ("minute", Function::Minute),
    ("second", Function::Second),
    ("microsecond", Function::Microsecond),
    ("dayofweek", Function::DayOfWeek),
    ("day_of_week", Function::DayOfWeek),
    ("weekday", Function::DayOfWeek),
    ("dow", Function::DayOfWeek),
    ("dayofyear", Function::DayOfYear),
    ("day_of_year", Function::DayOfYear),
    ("doy", Function::DayOfYear),
    ("date", Function::Date),
    ("to_date", Function::Date),
    ("total_seconds", Function::TotalSeconds),
    ("seconds", Function::Seconds),
    ("days", Function::Days),
    ("lower", Function::Lower),
    ("lcase", Function::Lower),
    ("upper", Function::Upper),
    ("ucase", Function::Upper),
    ("length", Function::Length),
    ("len", Function::Length),
    ("char_length", Function::Length),
    ("character_length", Function::Length),
    ("trim", Function::Strip),
    ("strip", Function::Strip),
    ("btrim", Function::Strip),
    ("ltrim", Function::LeftStrip),
    ("lstrip", Function::LeftStrip),
    ("rtrim", Function::RightStrip),
    ("rstrip", Function::RightStrip),
    ("starts_with", Function::StartsWith),
    ("startswith", Function::StartsWith),
    ("ends_with", Function::EndsWith),
    ("endswith", Function::EndsWith),
    ("contains", Function::Contains),
    ("replace", Function::Replace),
    ("substring", Function::Substring),
    ("substr", Function::Substring),
    ("concat", Function::Concat),
    ("like", Function::Like),
    ("abs", Function::Abs),
    ("round", Function::Round),
    ("floor", Function::Floor),
    ("ceil", Function::Ceil),
    ("ceiling", Function::Ceil),
    ("sqrt", Function::Sqrt),
    ("coalesce", Function::Coalesce),
    ("ifnull", Function::Coalesce),
    ("nvl", Function::Coalesce),
    ("nullif", Function::NullIf),
];

impl Function {
    /// The function's own name, in small letters.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// The function of that name or alias, in any case: `length`, `LEN`, `char_length`.
    ///
    /// # Errors
    /// [`PlanError::UnknownFunction`] with the close names.
    pub fn from_name(name: &str) -> Result<Self, PlanError> {
        let lower = name.to_lowercase();
        match NAMES.iter().find(|(known, _)| *known == lower) {
            Some((_, function)) => Ok(*function),
            None => Err(PlanError::UnknownFunction {
                name: name.to_string(),
                close: close_names(name, NAMES.iter().map(|(known, _)| *known)),
            }),
        }
    }

    /// How many arguments the function takes: at least, and at most.
    pub(crate) fn arity(self) -> (usize, usize) {
        match self {
            Self::StartsWith | Self::EndsWith | Self::Contains | Self::Like | Self::NullIf => (2, 2),
            Self::Replace => (3, 3),
            Self::Substring => (2, 3),
            Self::Round => (1, 2),
            Self::Concat | Self::Coalesce => (1, usize::MAX),
            _ => (1, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_every_function_has_one() {
        for (name, function) in NAMES {
            assert_eq!(Function::from_name(&name.to_uppercase()).unwrap(), *function);
            assert_eq!(Function::from_name(function.name()).unwrap(), *function);
        }
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion() {
        let error = Function::from_name("lenght").unwrap_err();
        assert_eq!(error.to_string(), "there is no function `lenght`; did you mean `length`?");
    }
}
