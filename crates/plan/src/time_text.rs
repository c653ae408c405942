//! Dates, timestamps and durations as text in expressions: `2015-01-31`, `2015-01-31 12:30:00.5`, `20 minutes`.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// Days from 0001-01-01 (chrono's day 1) to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

/// The day as `YYYY-MM-DD`; a day that the calendar cannot show is given as a number of days.
pub(crate) fn date_text(days: i32) -> String {
    let date = days.checked_add(EPOCH_FROM_CE).and_then(NaiveDate::from_num_days_from_ce_opt);
    date.map_or_else(|| format!("{days} days"), |date| date.format("%Y-%m-%d").to_string())
}

/// The moment as `YYYY-MM-DD HH:MM:SS[.ffffff]`.
pub(crate) fn timestamp_text(micros: i64) -> String {
    let Some(moment) = DateTime::from_timestamp_micros(micros) else {
        return format!("{micros} microseconds");
    };
    let format = if micros % MICROS_PER_SECOND == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.6f" };
    moment.format(format).to_string()
}

/// The duration in the largest of days, seconds and microseconds that shows it exactly.
pub(crate) fn duration_text(micros: i64) -> String {
    if micros != 0 && micros % MICROS_PER_DAY == 0 {
        format!("{} days", micros / MICROS_PER_DAY)
    } else if micros % MICROS_PER_SECOND == 0 {
        format!("{} seconds", micros / MICROS_PER_SECOND)
    } else {
        format!("{micros} microseconds")
    }
}

/// The day that `text` names, as days since 1970-01-01; `None` if it is not `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
    Some(date.num_days_from_ce() - EPOCH_FROM_CE)
}

/// The moment that `text` names, in microseconds since 1970-01-01; `None` if it is not a date, or
/// `YYYY-MM-DD HH:MM[:SS[.f]]` with a blank or a T between, and perhaps `Z` or `+HH:MM` at the end.
/// Digits beyond the microsecond must be zero.
pub(crate) fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(days) = parse_date(text) {
        return Some(i64::from(days) * MICROS_PER_DAY);
    }
    let (local, offset_seconds) = split_offset(text)?;
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let moment = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(local, format).ok())?;
    let moment = moment.and_utc();
    if moment.timestamp_subsec_nanos() % 1_000 != 0 {
        return None;
    }
    moment.timestamp_micros().checked_sub(offset_seconds * MICROS_PER_SECOND)
}

/// Splits a zone offset off the end of a timestamp: the rest, and the offset in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return Some((local.trim_end(), 0));
    }
    // The signs of an offset follow the first colon; those of the date come before it.
    let Some(sign_at) = text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')) else {
        return Some((text, 0));
    };
    let (hours, minutes) = text[sign_at + 1..].split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3_600 + minutes * 60;
    let signed = if text[sign_at..].starts_with('-') { -seconds } else { seconds };
    Some((text[..sign_at].trim_end(), signed))
}

fn two_digits(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The duration that `text` names, in microseconds: amounts with units (`20 minutes`, `1 day 2.5 hours`), and
/// pandas' form (`-1 days +23:59:30.5`, `00:20:00`). `None` if it is neither, does not fit, or is finer than a
/// microsecond. Months and years are not durations: they differ in length.
pub(crate) fn parse_duration(text: &str) -> Option<i64> {
    let spaced = separate_units(text);
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    let mut total = 0_i64;
    let mut at = 0;
    while at < words.len() {
        let micros = if words[at].contains(':') {
            at += 1;
            clock_micros(words[at - 1])?
        } else {
            at += 2;
            amount_micros(words[at - 2], unit_micros(words.get(at - 1)?)?)?
        };
        total = total.checked_add(micros)?;
    }
    Some(total)
}

/// Puts a blank between a number and a unit written together, as in `20min`.
fn separate_units(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut after_digit = false;
    for character in text.chars() {
        if after_digit && character.is_alphabetic() {
            spaced.push(' ');
        }
        spaced.push(character);
        after_digit = character.is_ascii_digit();
    }
    spaced
}

/// The length of a unit in microseconds.
fn unit_micros(unit: &str) -> Option<i64> {
    let micros = match unit.to_lowercase().as_str() {
        "us" | "microsecond" | "microseconds" => 1,
        "ms" | "millisecond" | "milliseconds" => 1_000,
        "s" | "sec" | "secs" | "second" | "seconds" => MICROS_PER_SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" => 60 * MICROS_PER_SECOND,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600 * MICROS_PER_SECOND,
        "d" | "day" | "days" => MICROS_PER_DAY,
        "w" | "week" | "weeks" => 7 * MICROS_PER_DAY,
        _ => return None,
    };
    Some(micros)
}

/// `amount` times `unit`, exactly; the amount may have a sign and decimals.
fn amount_micros(amount: &str, unit: i64) -> Option<i64> {
    let (negative, digits) = split_sign(amount);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && decimals.is_empty() || decimals.len() > 12 {
        return None;
    }
    let all_digits: String = [whole, decimals].concat();
    if !all_digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scaled = all_digits.parse::<i128>().ok()?.checked_mul(i128::from(unit))?;
    let scale = 10_i128.pow(u32::try_from(decimals.len()).ok()?);
    if scaled % scale != 0 {
        return None;
    }
    let micros = scaled / scale;
    i64::try_from(if negative { -micros } else { micros }).ok()
}

/// `[+-]HH:MM:SS[.f]` in microseconds.
fn clock_micros(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    let mut parts = digits.splitn(3, ':');
    let hours = amount_micros(parts.next()?, 3_600 * MICROS_PER_SECOND)?;
    let minutes = amount_micros(parts.next()?, 60 * MICROS_PER_SECOND)?;
    let seconds = amount_micros(parts.next()?, MICROS_PER_SECOND)?;
    let total = hours.checked_add(minutes)?.checked_add(seconds)?;
    Some(if negative { -total } else { total })
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_timestamps_read_back() {
        for days in [-1, 0, 16_450, 20_000] {
            assert_eq!(parse_date(&date_text(days)), Some(days));
        }
        for micros in [-1, 0, 1_421_366_739_000_000, 1_421_366_739_000_001] {
            assert_eq!(parse_timestamp(&timestamp_text(micros)), Some(micros));
        }
    }

    #[test]
    fn timestamps_take_zones_and_reject_the_impossible() {
        let noon = parse_timestamp("2015-01-15 12:00").unwrap();
        assert_eq!(parse_timestamp("2015-01-15T12:00:00Z"), Some(noon));
        assert_eq!(parse_timestamp("2015-01-15 14:00:00+02:00"), Some(noon));
        assert_eq!(parse_timestamp("2015-01-15 06:30:00.000-05:30"), Some(noon));
        for bad in
            ["2015-02-30", "2015-01-15 25:00", "2015-01-15 12:00:00.0000001", "yesterday", "", "-", "+:"]
        {
            assert_eq!(parse_timestamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_of_both_forms() {
        let minute = 60 * MICROS_PER_SECOND;
        let cases = [
            ("20 minutes", 20 * minute),
            ("20min", 20 * minute),
            ("1 day 2.5 hours", MICROS_PER_DAY + 150 * minute),
            ("0 days 00:20:00", 20 * minute),
            ("-1 days +23:59:30.5", -29_500_000),
            ("-00:00:01", -MICROS_PER_SECOND),
            ("0.000001 s", 1),
        ];
        for (text, micros) in cases {
            assert_eq!(parse_duration(text), Some(micros), "{text}");
        }
        for bad in ["", "20", "minutes", "1 month", "0.0000001 s", "1.2.3 s", "99999999999999 days", "a:b:c"]
        {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_read_back() {
        for micros in [0, 1, -1, 1_200_000_000, MICROS_PER_DAY, i64::MAX, -MICROS_PER_DAY * 3] {
            assert_eq!(parse_duration(&duration_text(micros)), Some(micros));
        }
    }
}
