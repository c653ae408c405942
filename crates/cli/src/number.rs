//! Sizes such as `64KiB`.

/// Bytes of a size with an optional unit: B, K/KB/KiB, M/MB/MiB, G/GB/GiB; one letter or `iB` is a power of 1024, `B` of 1000.
pub(crate) fn parse_size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: usize = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "kb" => 1000,
        "m" | "mib" => 1 << 20,
        "mb" => 1_000_000,
        "g" | "gib" => 1 << 30,
        "gb" => 1_000_000_000,
        _ => return Err(format!("{unit:?} is not a unit; use KiB, MiB, GiB, KB, MB or GB")),
    };
    let number: usize = number.parse().map_err(|_| format!("{text:?} does not begin with a whole number"))?;
    match number.checked_mul(factor) {
        Some(0) => Err("the size must be at least 1 byte".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err(format!("{text} is more than this machine can address")),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn units_are_read_as_people_write_them() {
        let sizes = ["1", "64KiB", "64k", "1MB", "2 MiB", "1g"].map(|text| parse_size(text).unwrap());
        assert_eq!(sizes, [1, 65536, 65536, 1_000_000, 2 << 20, 1 << 30]);
    }

    #[test]
    fn what_is_not_a_size_is_refused() {
        for text in ["", "KiB", "1.5MB", "0", "-1", "12 parsecs", "99999999999999999999"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
