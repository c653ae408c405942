//! Spans of time: against a regular expression and 128-bit arithmetic.

use std::sync::LazyLock;

use arrow::datatypes::{DataType, TimeUnit};
use regex_lite::Regex;

use crate::column::{Column, Value, trimmed};
use crate::input::Input;
use crate::timestamp::{CLOCK, clock};

/// Settings: those of [`Column`].
pub fn check(input: &[u8]) {
    let column = Column::new(&mut Input::new(input), DataType::Duration(TimeUnit::Microsecond));
    column.check(|text| {
        let us = read(trimmed(text)?)?;
        i64::try_from(us).ok().map(|us| Value::Int(us.into()))
    });
}

/// Microseconds: the first sign is that of the time too, unless the time has its own plus.
fn read(text: &str) -> Option<i128> {
    const DAY_US: i128 = 86_400_000_000;
    static DURATION: LazyLock<Regex> = LazyLock::new(|| {
        let days = |name| format!(r"(?<{name}>\d{{1,9}}) days?");
        let (only, before) = (days("only"), days("before"));
        Regex::new(&format!(r"^(?<sign>[+-])?({only}|({before} (?<plus>\+)?)?{CLOCK})$")).unwrap()
    });
    let found = DURATION.captures(text)?;
    let days = found.name("only").or(found.name("before")).map_or("0", |days| days.as_str());
    let days = days.parse::<i128>().ok()? * DAY_US;
    let time: i128 = clock(&found)?.unwrap_or_default().num_microseconds()?.into();
    let sign = if found.name("sign").is_some_and(|sign| sign.as_str() == "-") { -1 } else { 1 };
    Some(sign * days + if found.name("plus").is_some() { time } else { sign * time })
}
