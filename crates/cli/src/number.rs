//! Numbers on the command line: counts, and sizes such as `64KiB`.

/// A whole number from 0 on.
pub(crate) fn parse_count(text: &str) -> Result<usize, String> {
    text.trim().parse().map_err(|_| not_a_count(text, "0"))
}

/// A whole number from 1 on.
pub(crate) fn parse_at_least_one(text: &str) -> Result<usize, String> {
    text.trim().parse().ok().filter(|&number| number > 0).ok_or_else(|| not_a_count(text, "1"))
}

fn not_a_count(text: &str, least: &str) -> String {
    let is_too_large = text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_too_large {
        return "this is more than this machine can count".to_owned();
    }
    format!("it should be a whole number, {least} or more")
}

/// Bytes of a size with an optional unit: B, K/KB/KiB, M/MB/MiB, G/GB/GiB; one letter or `iB` is a power of 1024, `B` of 1000.
pub(crate) fn parse_size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    if number.is_empty() || unit.starts_with(['.', ',']) {
        return Err("it should be a whole number with a unit, such as 64KiB or 1MB".to_owned());
    }
    let factor: usize = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "kb" => 1000,
        "m" | "mib" => 1 << 20,
        "mb" => 1_000_000,
        "g" | "gib" => 1 << 30,
        "gb" => 1_000_000_000,
        unit => return Err(format!("{unit:?} is not a unit; use KiB, MiB, GiB, KB, MB or GB")),
    };
    match number.parse::<usize>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(0) => Err("the size must be at least 1 byte".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("this is more than this machine can address".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_numbers() {
        assert_eq!([parse_count("0"), parse_count(" 12 ")], [Ok(0), Ok(12)]);
        assert_eq!(parse_at_least_one("1"), Ok(1));
        for text in ["", "x", "-1", "1.5", "1e3"] {
            assert_eq!(parse_count(text).unwrap_err(), "it should be a whole number, 0 or more", "{text}");
        }
        for text in ["0", "-1"] {
            assert_eq!(parse_at_least_one(text).unwrap_err(), "it should be a whole number, 1 or more");
        }
        assert!(parse_count("99999999999999999999999").unwrap_err().contains("more than"));
    }

    #[test]
    fn units_are_read_as_people_write_them() {
        let sizes = ["1", "64KiB", "64k", "1MB", "2 MiB", "1g"].map(|text| parse_size(text).unwrap());
        assert_eq!(sizes, [1, 65536, 65536, 1_000_000, 2 << 20, 1 << 30]);
    }

    #[test]
    fn what_is_not_a_size_is_refused() {
        for (text, message) in [
            ("", "it should be a whole number with a unit"),
            ("KiB", "it should be a whole number with a unit"),
            ("1.5MB", "it should be a whole number with a unit"),
            ("-1", "it should be a whole number with a unit"),
            ("0", "the size must be at least 1 byte"),
            ("12 parsecs", "\"parsecs\" is not a unit"),
            ("99999999999999999999", "this is more than this machine can address"),
            ("99999999999g", "this is more than this machine can address"),
        ] {
            let error = parse_size(text).unwrap_err();
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }
}
