//! Which kernel computes a function.

use arrow::datatypes::DataType;
use chunkwise_plan::{Function, Prepared};

use super::calendar::MICROS_PER_DAY;
use super::error::EvalError;
use super::text::Side;
use super::value::{Context, Value};
use super::{bounds, cast, datetime, lookup, math, power, strftime, text, time_steps};

/// The function's values. (`coalesce` is not here: it evaluates its arguments only where it needs them.)
pub(super) fn call(ctx: &Context, function: Function, args: &[Value]) -> Result<Value, EvalError> {
    if args.iter().any(|arg| arg.data_type() == &DataType::Null) {
        return Ok(ctx.null());
    }
    match (function, args) {
        (Function::Clip, [x, lower, upper]) => bounds::clip(ctx, x, lower, upper),
        (Function::Greatest, values) => bounds::greatest(ctx, values),
        (Function::Least, values) => bounds::least(ctx, values),
        (Function::Power, [x, y]) => power::power(ctx, x, y),
        (Function::Year, [x]) => datetime::year(ctx, x),
        (Function::Quarter, [x]) => datetime::quarter(ctx, x),
        (Function::Month, [x]) => datetime::month(ctx, x),
        (Function::Day, [x]) => datetime::day(ctx, x),
        (Function::Hour, [x]) => datetime::hour(ctx, x),
        (Function::Minute, [x]) => datetime::minute(ctx, x),
        (Function::Second, [x]) => datetime::second(ctx, x),
        (Function::Microsecond, [x]) => datetime::microsecond(ctx, x),
        (Function::DayOfWeek, [x]) => datetime::day_of_week(ctx, x),
        (Function::DayOfYear, [x]) => datetime::day_of_year(ctx, x),
        (Function::Nanosecond, [x]) => datetime::nanosecond(ctx, x),
        (Function::WeekOfYear, [x]) => datetime::week_of_year(ctx, x),
        (Function::IsoYear, [x]) => datetime::iso_year(ctx, x),
        (Function::IsoDay, [x]) => datetime::iso_day(ctx, x),
        (Function::DaysInMonth, [x]) => datetime::days_in_month(ctx, x),
        (
            Function::IsMonthStart
            | Function::IsMonthEnd
            | Function::IsQuarterStart
            | Function::IsQuarterEnd
            | Function::IsYearStart
            | Function::IsYearEnd
            | Function::IsLeapYear,
            [x],
        ) => datetime::test(ctx, function, x),
        (Function::DayName, [x]) => strftime::day_name(ctx, x),
        (Function::MonthName, [x]) => strftime::month_name(ctx, x),
        (Function::Normalize, [x]) => time_steps::floor(ctx, x, MICROS_PER_DAY),
        (Function::Microseconds, [x]) => datetime::microseconds(ctx, x),
        (Function::Date, [x]) => cast::cast(ctx, x, &DataType::Date32),
        (Function::TotalSeconds, [x]) => datetime::total_seconds(ctx, x),
        (Function::Seconds, [x]) => datetime::seconds_of_day(ctx, x),
        (Function::Days, [x]) => datetime::days(ctx, x),
        (Function::Lower, [x]) => text::lower(ctx, x),
        (Function::Upper, [x]) => text::upper(ctx, x),
        (Function::Length, [x]) => text::length(ctx, x),
        (Function::Strip, [x]) => text::strip(ctx, x),
        (Function::LeftStrip, [x]) => text::left_strip(ctx, x),
        (Function::RightStrip, [x]) => text::right_strip(ctx, x),
        (Function::Strip, [x, characters]) => text::strip_characters(ctx, x, characters, (true, true)),
        (Function::LeftStrip, [x, characters]) => text::strip_characters(ctx, x, characters, (true, false)),
        (Function::RightStrip, [x, characters]) => text::strip_characters(ctx, x, characters, (false, true)),
        (Function::RemovePrefix, [x, prefix]) => text::remove_prefix(ctx, x, prefix),
        (Function::RemoveSuffix, [x, suffix]) => text::remove_suffix(ctx, x, suffix),
        (Function::Capitalize, [x]) => text::capitalize(ctx, x),
        (Function::Title, [x]) => text::title(ctx, x),
        (Function::SwapCase, [x]) => text::swapcase(ctx, x),
        (Function::CaseFold, [x]) => text::casefold(ctx, x),
        (Function::Reverse, [x]) => text::reverse(ctx, x),
        (
            Function::IsAlpha
            | Function::IsAlnum
            | Function::IsDecimal
            | Function::IsDigit
            | Function::IsNumeric
            | Function::IsSpace
            | Function::IsAscii
            | Function::IsLower
            | Function::IsUpper
            | Function::IsTitle,
            [x],
        ) => text::classify(ctx, function, x),
        (Function::LeftJustify, [x, width, rest @ ..]) => text::pad(ctx, x, width, rest.first(), Side::Right),
        (Function::RightJustify, [x, width, rest @ ..]) => text::pad(ctx, x, width, rest.first(), Side::Left),
        (Function::Center, [x, width, rest @ ..]) => text::pad(ctx, x, width, rest.first(), Side::Both),
        (Function::LeftPad, [x, width, rest @ ..]) => {
            text::pad_or_cut(ctx, x, width, rest.first(), Side::Left)
        }
        (Function::RightPad, [x, width, rest @ ..]) => {
            text::pad_or_cut(ctx, x, width, rest.first(), Side::Right)
        }
        (Function::ZeroFill, [x, width]) => text::zfill(ctx, x, width),
        (Function::Repeat, [x, count]) => text::repeated(ctx, x, count),
        (Function::Slice, [x, bounds @ ..]) => text::slice(ctx, x, bounds),
        (Function::Get, [x, position]) => text::get(ctx, x, position),
        (Function::Left, [x, count]) => text::left(ctx, x, count),
        (Function::Right, [x, count]) => text::right(ctx, x, count),
        (Function::SplitGet, [x, position, rest @ ..]) => text::split_get(ctx, x, position, rest.first()),
        (Function::SplitPart, [x, separator, position]) => text::split_part(ctx, x, separator, position),
        (Function::Partition, [x, position, separator]) => {
            text::partition(ctx, x, position, separator, false)
        }
        (Function::RightPartition, [x, position, separator]) => {
            text::partition(ctx, x, position, separator, true)
        }
        (Function::Find, [x, part, rest @ ..]) => text::find(ctx, x, part, rest.first()),
        (Function::RightFind, [x, part]) => text::rfind(ctx, x, part),
        (Function::CountOf, [x, part]) => text::count_of(ctx, x, part),
        (Function::ConcatWithSeparator, [separator, texts @ ..]) => text::concat_ws(ctx, separator, texts),
        (Function::Replace, [x, from, to, limit]) => text::replace_n(ctx, x, from, to, limit),
        (Function::StartsWith, [x, pattern]) => text::starts_with(ctx, x, pattern),
        (Function::EndsWith, [x, pattern]) => text::ends_with(ctx, x, pattern),
        (Function::Contains, [x, pattern]) => text::contains(ctx, x, pattern),
        (Function::Like, [x, pattern]) => text::like(ctx, x, pattern),
        (Function::Replace, [x, from, to]) => text::replace(ctx, x, from, to),
        (Function::Substring, [x, start]) => text::substring(ctx, x, start, None),
        (Function::Substring, [x, start, length]) => text::substring(ctx, x, start, Some(length)),
        (Function::Concat, args) => text::concat(ctx, args),
        (Function::Abs, [x]) => math::abs(ctx, x),
        (Function::Round, [x]) => math::round(ctx, x, None),
        (Function::Round, [x, digits]) => math::round(ctx, x, Some(digits)),
        (Function::Floor, [x]) => math::floor(ctx, x),
        (Function::Ceil, [x]) => math::ceil(ctx, x),
        (Function::Trunc, [x]) => math::trunc(ctx, x),
        (Function::Sign, [x]) => math::sign(ctx, x),
        (Function::Atan2, [y, x]) => math::atan2(ctx, y, x),
        (Function::IsNan, [x]) => math::test(ctx, x, f64::is_nan),
        (Function::IsFinite, [x]) => math::test(ctx, x, f64::is_finite),
        (Function::IsInf, [x]) => math::test(ctx, x, f64::is_infinite),
        (function, [x]) => match math::of_float(function) {
            Some(kernel) => math::floats(ctx, x, kernel),
            None => Err(ctx.unsupported(&[x])),
        },
        _ => Err(ctx.unsupported(&args.iter().collect::<Vec<_>>())),
    }
}

/// The values of a function that has constant arguments.
pub(super) fn call_with(
    ctx: &Context,
    function: Function,
    args: &[Value],
    prepared: &Prepared,
) -> Result<Value, EvalError> {
    let looks_up = matches!(prepared, Prepared::Lookup(_)); // null may be a key
    if !looks_up && args.iter().any(|arg| arg.data_type() == &DataType::Null) {
        return Ok(ctx.null());
    }
    match (function, prepared, args) {
        (Function::Map, Prepared::Lookup(dictionary), [x]) => lookup::map(ctx, x, dictionary),
        (Function::FloorTime, Prepared::Step(step), [x]) => time_steps::floor(ctx, x, *step),
        (Function::CeilTime, Prepared::Step(step), [x]) => time_steps::ceil(ctx, x, *step),
        (Function::RoundTime, Prepared::Step(step), [x]) => time_steps::round(ctx, x, *step),
        (Function::DateTrunc, Prepared::Unit(unit), [x]) => time_steps::trunc(ctx, x, *unit),
        (
            Function::ContainsRegex | Function::Match | Function::FullMatch,
            Prepared::Pattern(pattern),
            [x],
        ) => text::is_match(ctx, x, pattern),
        (Function::CountRegex, Prepared::Pattern(pattern), [x]) => text::count_regex(ctx, x, pattern),
        (Function::Extract, Prepared::Group(pattern, group), [x]) => text::extract(ctx, x, pattern, *group),
        (Function::ReplaceRegex, Prepared::Substitution(by), [x]) => text::replace_regex(ctx, x, by),
        (Function::Strftime, Prepared::Format(format), [x]) => strftime::strftime(ctx, x, format),
        (Function::ReplaceValues, Prepared::Lookup(dictionary), [x]) => lookup::replace(ctx, x, dictionary),
        _ => Err(ctx.unsupported(&args.iter().collect::<Vec<_>>())),
    }
}
