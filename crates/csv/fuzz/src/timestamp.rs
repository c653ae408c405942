//! Points in time: against a regular expression and chrono.

use std::sync::LazyLock;

use arrow::datatypes::{DataType, TimeUnit};
use chrono::{FixedOffset, TimeDelta};
use regex_lite::{Captures, Regex};

use crate::column::{Column, Value, trimmed};
use crate::date;
use crate::input::Input;

/// Settings: those of [`Column`].
pub fn check(input: &[u8]) {
    let column = Column::new(&mut Input::new(input), DataType::Timestamp(TimeUnit::Microsecond, None));
    column.check(|text| {
        let us = read(trimmed(text)?, column.spec.dayfirst)?;
        Some(Value::Int(us.into()))
    });
}

/// A clock's hours, minutes, seconds and fraction, in groups of these names.
pub const CLOCK: &str = r"(?<h>\d{1,9}):(?<m>[0-5]\d)(:(?<s>[0-5]\d)(\.(?<f>\d{1,9}))?)?";

/// Microseconds since 1970.
fn read(text: &str, dayfirst: Option<bool>) -> Option<i64> {
    static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
        let zone = r"Z|(?<sign>[+-])(?<zh>[01]\d|2[0-3]):(?<zm>[0-5]\d)";
        Regex::new(&format!(r"^(?<date>[\d/-]*\d)([ T]{CLOCK})?({zone})?$")).unwrap()
    });
    let found = TIMESTAMP.captures(text)?;
    let date = date::read(&found["date"], dayfirst)?;
    let clock = clock(&found)?.unwrap_or_default();
    let time = date.and_time(Default::default()).checked_add_signed(clock)?;
    if time.date() != date {
        return None; // 24 hours or more
    }
    let zone = match found.name("sign") {
        None => 0,
        Some(sign) => {
            let seconds = found["zh"].parse::<i32>().ok()? * 3600 + found["zm"].parse::<i32>().ok()? * 60;
            if sign.as_str() == "-" { -seconds } else { seconds }
        }
    };
    let zone = FixedOffset::east_opt(zone)?;
    Some(time.and_local_timezone(zone).single()?.timestamp_micros())
}

/// The time on the clock, if there is one: `None` when it is finer than a microsecond.
pub fn clock(found: &Captures<'_>) -> Option<Option<TimeDelta>> {
    let number = |name| found.name(name).map_or(Ok(0), |digits| digits.as_str().parse::<i64>()).ok();
    if found.name("h").is_none() {
        return Some(None);
    }
    let fraction = found.name("f").map_or("", |digits| digits.as_str());
    let nanoseconds: i64 = format!("{fraction:0<9}").parse().ok()?;
    let seconds = number("h")? * 3600 + number("m")? * 60 + number("s")?;
    let time = TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanoseconds);
    (nanoseconds % 1000 == 0).then_some(Some(time))
}
