//! Frequencies such as `1h` or `15min`, as pandas' `dt.floor` takes them, and units of the calendar, as SQL's `date_trunc`.

use super::bad_text::BadText;

/// pandas' names of the lengths of time that are always the same, in microseconds.
const UNITS: [(&str, i64); 7] = [
    ("D", 86_400_000_000),
    ("h", 3_600_000_000),
    ("min", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
    ("us", 1),
    ("ns", 0),
];

/// A step of the calendar to which `date_trunc` goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarUnit {
    /// So many microseconds, counted from 1970-01-01.
    Micros(i64),
    /// Monday.
    Week,
    /// The first of the month.
    Month,
    /// The first day of January, April, July or October.
    Quarter,
    /// The first of January.
    Year,
}

impl CalendarUnit {
    /// The unit of that name, in any case.
    pub(crate) fn parse(text: &str) -> Result<Self, BadText> {
        Ok(match text.to_lowercase().as_str() {
            "year" => Self::Year,
            "quarter" => Self::Quarter,
            "month" => Self::Month,
            "week" => Self::Week,
            "day" => Self::Micros(86_400_000_000),
            "hour" => Self::Micros(3_600_000_000),
            "minute" => Self::Micros(60_000_000),
            "second" => Self::Micros(1_000_000),
            "millisecond" => Self::Micros(1_000),
            "microsecond" => Self::Micros(1),
            _ => {
                let message = "the units are year, quarter, month, week, day, hour, minute, second, millisecond, microsecond";
                return Err(BadText::new(1, message));
            }
        })
    }
}

/// The microseconds of a frequency: numbers and units, as in `1h30min` or `1.5h`; without a number, one.
pub(crate) fn parse_frequency(text: &str) -> Result<i64, BadText> {
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return Err(BadText::new(1, "a frequency is missing; write it as '15min', '1h' or '1D'"));
    }
    let place = |rest: &str| text.chars().count() - rest.chars().count() + 1;
    let mut micros: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, from_unit) = rest.split_at(digits);
        let from_unit = from_unit.trim_start();
        let letters = from_unit.find(|c: char| !c.is_alphabetic()).unwrap_or(from_unit.len());
        let (unit, behind) = from_unit.split_at(letters);
        let Some((_, of_one)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(BadText::new(place(from_unit), unknown_unit(unit, from_unit)));
        };
        let part = times(number, *of_one).and_then(|part| micros.checked_add(part)).ok_or_else(|| {
            BadText::new(place(rest), "this is not a whole number of microseconds, or too many")
        })?;
        micros = part;
        rest = behind.trim_start();
    }
    if micros == 0 {
        return Err(BadText::new(1, "a step must be longer than nothing, and microseconds are the finest"));
    }
    Ok(micros)
}

/// `number` times a unit, exactly; no number counts as one.
fn times(number: &str, unit: i64) -> Option<i64> {
    if number.is_empty() {
        return Some(unit);
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
    let mut micros = whole.checked_mul(unit)?;
    if !fraction.is_empty() {
        let parts = fraction.parse::<i64>().ok()?.checked_mul(unit)?;
        let of = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        if parts % of != 0 {
            return None;
        }
        micros = micros.checked_add(parts / of)?;
    }
    Some(micros)
}

fn unknown_unit(unit: &str, rest: &str) -> String {
    let known = "the units are D, h, min, s, ms, us";
    match unit {
        "" if rest.is_empty() => format!("a unit is missing; {known}"),
        "" => format!("a unit should stand here; {known}"),
        "H" | "T" | "S" | "L" | "U" | "d" => {
            let now = match unit {
                "H" => "h",
                "T" => "min",
                "S" => "s",
                "L" => "ms",
                "U" => "us",
                _ => "D",
            };
            format!("write {now} for {unit}, as pandas does since version 3")
        }
        "W" | "M" | "MS" | "ME" | "Q" | "QS" | "QE" | "Y" | "YS" | "YE" | "A" | "B" | "BMS" | "SMS" => {
            format!(
                "{unit} is not of one length; date_trunc('month', t) goes back to the start of a month, \
                     'week', 'quarter' and 'year' to that of those"
            )
        }
        other => format!("{other} is not a unit; {known}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_units() {
        let cases = [
            ("1h", 3_600_000_000),
            ("h", 3_600_000_000),
            ("15min", 900_000_000),
            ("2h30min", 9_000_000_000),
            ("1.5h", 5_400_000_000),
            ("0.5ms", 500),
            ("7D", 604_800_000_000),
            (" 5 us ", 5),
        ];
        for (text, micros) in cases {
            assert_eq!(parse_frequency(text), Ok(micros), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let cases = [
            ("", 1, "missing"),
            ("15", 3, "a unit is missing"),
            ("1H", 2, "write h for H"),
            ("15T", 3, "write min for T"),
            ("1MS", 2, "date_trunc"),
            ("W", 1, "date_trunc"),
            ("1h 5x", 5, "x is not a unit"),
            ("-1h", 1, "a unit should stand here"),
            ("0h", 1, "longer than nothing"),
            ("100ns", 1, "microseconds are the finest"),
            ("0.1us", 1, "not a whole number"),
            ("99999999999999D", 1, "too many"),
        ];
        for (text, position, message) in cases {
            let error = parse_frequency(text).unwrap_err();
            assert_eq!(error.position, position, "{text}: {error:?}");
            assert!(error.message.contains(message), "{text}: {error:?}");
        }
    }
}
