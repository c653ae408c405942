//! The functions that expressions can call.
//!
//! The functions of a family are described in a table in a file of its own: names, arguments, result, and one line for
//! `chunkwise functions`. [`Signature`] says what a line of these tables has.

mod choice;
mod list;
mod number;
mod signature;
mod text;
mod time;

pub use list::{FunctionInfo, functions};
pub(crate) use signature::{Signature, Takes};

use crate::PlanError;
use crate::error::close_names;

/// A function of the values of one row. Null in gives null out, except where said. Argument and result types are checked by
/// [`bind`](crate::bind).
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
    /// What is beyond the microseconds, always 0: timestamps have no nanoseconds.
    Nanosecond,
    /// The day of the week; Monday is 0.
    DayOfWeek,
    /// The ISO week of the year, 1 to 53.
    WeekOfYear,
    /// The year to which the ISO week belongs.
    IsoYear,
    /// The ISO day of the week; Monday is 1.
    IsoDay,
    /// How many days the month has.
    DaysInMonth,
    /// Whether the day is the first of its month.
    IsMonthStart,
    /// Whether the day is the last of its month.
    IsMonthEnd,
    /// Whether the day is the first of its quarter.
    IsQuarterStart,
    /// Whether the day is the last of its quarter.
    IsQuarterEnd,
    /// Whether the day is the first of January.
    IsYearStart,
    /// Whether the day is the last of December.
    IsYearEnd,
    /// Whether the year has a 29th of February.
    IsLeapYear,
    /// The name of the day, `Monday`.
    DayName,
    /// The name of the month, `January`.
    MonthName,
    /// Time, frequency: the last step that is not behind it. Written `floor`, as [`Function::Floor`].
    FloorTime,
    /// Time, frequency: the first step that is not before it. Written `ceil`, as [`Function::Ceil`].
    CeilTime,
    /// Time, frequency: the nearest step, the even one of two. Written `round`, as [`Function::Round`].
    RoundTime,
    /// Unit, time: the start of the unit of the calendar in which the time lies.
    DateTrunc,
    /// Midnight of the day, as a timestamp.
    Normalize,
    /// Time, format: the time as a text.
    Strftime,
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
    /// The microseconds of a duration beyond its whole seconds, 0 to 999999.
    Microseconds,
    /// The text in small letters.
    Lower,
    /// The text in capital letters.
    Upper,
    /// How many characters the text has.
    Length,
    /// The first character as a capital, the others small.
    Capitalize,
    /// The first letter of each word as a capital, the others small.
    Title,
    /// Capitals as small letters, and the other way round.
    SwapCase,
    /// For comparing without regard to case.
    CaseFold,
    /// Character by character from the end.
    Reverse,
    /// Whether the text has characters, all of them letters.
    IsAlpha,
    /// Whether the text has characters, all of them letters or numbers.
    IsAlnum,
    /// Whether the text has characters, all of them decimal digits.
    IsDecimal,
    /// Whether the text has characters, all of them digits, `²` too.
    IsDigit,
    /// Whether the text has characters, all of them for numbers, `½` too.
    IsNumeric,
    /// Whether the text has characters, all of them white space.
    IsSpace,
    /// Whether all characters are ASCII.
    IsAscii,
    /// Whether the text has small letters, and no capitals.
    IsLower,
    /// Whether the text has capitals, and no small letters.
    IsUpper,
    /// Whether the text has capitals where words begin, and only there.
    IsTitle,
    /// Text, optional characters: without these, or white space, at both ends.
    Strip,
    /// Text, optional characters: without these, or white space, at the start.
    LeftStrip,
    /// Text, optional characters: without these, or white space, at the end.
    RightStrip,
    /// Text, prefix: without it, if the text has it.
    RemovePrefix,
    /// Text, suffix: without it, if the text has it.
    RemoveSuffix,
    /// Text, width, optional character: filled up on the right.
    LeftJustify,
    /// Text, width, optional character: filled up on the left.
    RightJustify,
    /// Text, width, optional character: filled up on both sides.
    Center,
    /// Text, width: filled up with zeros behind the sign.
    ZeroFill,
    /// Text, width, optional filling: filled up on the left or cut, as SQL.
    LeftPad,
    /// Text, width, optional filling: filled up on the right or cut, as SQL.
    RightPad,
    /// Text, count: the text so many times.
    Repeat,
    /// Text, start, optional stop and step: Python's `text[start:stop:step]`.
    Slice,
    /// Text, position: the character there; null if there is none.
    Get,
    /// Text, count: the first characters.
    Left,
    /// Text, count: the last characters.
    Right,
    /// Text, position, optional separator: the part there of the text cut at each separator, or at white space.
    SplitGet,
    /// Text, separator, position from 1: the part there; an empty text if there are not so many.
    SplitPart,
    /// Text, position, separator: what is before the first separator, the separator, or what is behind it.
    Partition,
    /// As [`Function::Partition`], with the last separator.
    RightPartition,
    /// Text, part, optional start: where the part first stands; -1 if it does not.
    Find,
    /// Text, part: where the part last stands; -1 if it does not.
    RightFind,
    /// Text, part: how often it stands there, without overlaps.
    CountOf,
    /// Text, pattern: whether the regular expression is found.
    ContainsRegex,
    /// Text, pattern: whether the regular expression is found at the start.
    Match,
    /// Text, pattern: whether the whole text is what the regular expression says.
    FullMatch,
    /// Text, pattern: how often the regular expression is found, without overlaps.
    CountRegex,
    /// Text, pattern, optional group (the first): the group's text where the regular expression is first found.
    Extract,
    /// Text, pattern, replacement, optional count: what the regular expression finds replaced.
    ReplaceRegex,
    /// Whether the text starts with another.
    StartsWith,
    /// Whether the text ends with another.
    EndsWith,
    /// Whether the text contains another, literally.
    Contains,
    /// Text, from, to, optional count: every `from`, or the first few, replaced, literally.
    Replace,
    /// Text, start (from 1), optional length in characters.
    Substring,
    /// Texts joined; null if one of them is.
    Concat,
    /// A separator, then texts joined with it between them; nulls are left out.
    ConcatWithSeparator,
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
    /// Base, exponent: an integer between integers, else a float.
    Power,
    /// e to the power of the number.
    Exp,
    /// [`Function::Exp`] minus one, exact also near zero.
    Expm1,
    /// The natural logarithm; of 0 minus infinity, of a negative number NaN.
    Log,
    /// The logarithm to base 2.
    Log2,
    /// The logarithm to base 10.
    Log10,
    /// The natural logarithm of the number plus one, exact also near zero.
    Log1p,
    /// -1, 0 or 1; keeps its type.
    Sign,
    /// The number without its fraction; keeps its type.
    Trunc,
    /// The sine of an angle in radians.
    Sin,
    /// The cosine of an angle in radians.
    Cos,
    /// The tangent of an angle in radians.
    Tan,
    /// The angle whose sine is given.
    Asin,
    /// The angle whose cosine is given.
    Acos,
    /// The angle whose tangent is given.
    Atan,
    /// y, x: the angle of the point (x, y).
    Atan2,
    /// The hyperbolic sine.
    Sinh,
    /// The hyperbolic cosine.
    Cosh,
    /// The hyperbolic tangent.
    Tanh,
    /// Whether the number is NaN.
    IsNan,
    /// Whether the number is neither NaN nor infinite.
    IsFinite,
    /// Whether the number is infinite.
    IsInf,
    /// Value, lower and upper bound: the value, or the bound that it lies beyond. A bound that is null does not bound.
    Clip,
    /// The largest argument; nulls do not count, NaN only if there is nothing else.
    Greatest,
    /// The smallest argument; nulls do not count, NaN only if there is nothing else.
    Least,
    /// The first argument that is not null.
    Coalesce,
    /// Value, then keys and values, all constants: what the dictionary has for the value, null if it has nothing.
    Map,
    /// Value, then keys and values, all constants: what the dictionary has for the value, the value itself if it has nothing.
    ReplaceValues,
    /// Null where both arguments are equal, else the first. [`bind`](crate::bind) turns it into a case expression.
    NullIf,
}

/// The tables, each with the name of its family. Where a name stands in two of them, the first one counts.
const TABLES: [(&str, &[Signature]); 4] = [
    ("number", number::SIGNATURES),
    ("choice", choice::SIGNATURES),
    ("time", time::SIGNATURES),
    ("text", text::SIGNATURES),
];

fn signatures() -> impl Iterator<Item = (&'static str, &'static Signature)> {
    TABLES.into_iter().flat_map(|(family, table)| table.iter().map(move |signature| (family, signature)))
}

impl Function {
    /// The function's own name, in small letters.
    pub fn name(self) -> &'static str {
        self.signature().map_or("", Signature::name)
    }

    /// The function of that name or alias, in any case: `length`, `LEN`, `char_length`.
    ///
    /// # Errors
    /// [`PlanError::UnknownFunction`] with the close names.
    pub fn from_name(name: &str) -> Result<Self, PlanError> {
        let lower = name.to_lowercase();
        match signatures().find(|(_, signature)| signature.names().any(|known| known == lower)) {
            Some((_, signature)) => Ok(signature.function),
            None => Err(PlanError::UnknownFunction {
                name: name.to_string(),
                close: close_names(name, signatures().flat_map(|(_, signature)| signature.names())),
            }),
        }
    }

    /// The function's line in the tables; every function has one.
    pub(crate) fn signature(self) -> Option<&'static Signature> {
        signatures().map(|(_, signature)| signature).find(|signature| signature.function == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for (_, signature) in signatures() {
            assert_eq!(Function::from_name(signature.name()).unwrap().name(), signature.name());
            for name in signature.names() {
                let found = Function::from_name(&name.to_uppercase()).unwrap();
                assert_eq!(found.name(), signature.name(), "{name}");
                assert_eq!(name, name.to_lowercase());
            }
        }
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion() {
        let error = Function::from_name("lenght").unwrap_err();
        assert_eq!(error.to_string(), "there is no function `lenght`; did you mean `length`?");
    }
}
