//! Days: against a regular expression and chrono's calendar.

use std::sync::LazyLock;

use arrow::datatypes::DataType;
use chrono::NaiveDate;
use regex_lite::Regex;

use crate::column::{Column, Value, trimmed};
use crate::input::Input;

/// Settings: those of [`Column`].
pub fn check(input: &[u8]) {
    let column = Column::new(&mut Input::new(input), DataType::Date32);
    column.check(|text| {
        let date = read(trimmed(text)?, column.spec.dayfirst)?;
        let days = date.signed_duration_since(NaiveDate::from_ymd_opt(1970, 1, 1)?).num_days();
        Some(Value::Int(days.into()))
    });
}

/// The day that the text is, written with hyphens or slashes.
pub fn read(text: &str, dayfirst: Option<bool>) -> Option<NaiveDate> {
    static ISO: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d{4})-(\d\d)-(\d\d)$").unwrap());
    static SLASHES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(\d\d?)/(\d\d?)/(\d{4}|\d\d)$").unwrap());
    let [year, month, day] = if let Some(found) = ISO.captures(text) {
        found.extract().1
    } else {
        let (_, [first, second, year]) = SLASHES.captures(text)?.extract();
        if dayfirst? { [year, second, first] } else { [year, first, second] }
    };
    let century = match year.len() {
        4 => 0,
        _ if year < "69" => 2000,
        _ => 1900,
    };
    NaiveDate::from_ymd_opt(century + year.parse::<i32>().ok()?, month.parse().ok()?, day.parse().ok()?)
}
