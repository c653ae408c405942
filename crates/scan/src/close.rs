//! Names that come close to one that does not exist.

/// Names given at most.
const CLOSE_NAMES: usize = 3;
/// Least similarity, from 0 to 1.
const SIMILARITY: f64 = 0.6;

/// The similarity of a name that contains the whole of the wanted one: after those that are spelt alike.
const CONTAINED: f64 = SIMILARITY;
/// Least length of a name to look for inside others.
const CONTAINED_CHARS: usize = 3;

/// Those of `names` that resemble `name` most, the best first; upper and lower case count as equal.
pub(crate) fn close_names<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let similarity = |other: &str| {
        let other = other.to_lowercase();
        let spelling = strsim::normalized_damerau_levenshtein(&wanted, &other);
        let is_part = wanted.chars().count() >= CONTAINED_CHARS && other.contains(&wanted);
        if is_part { spelling.max(CONTAINED) } else { spelling }
    };
    let mut scored: Vec<(f64, &str)> = names.map(|other| (similarity(other), other)).collect();
    scored.retain(|(score, _)| *score >= SIMILARITY);
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    scored.into_iter().take(CLOSE_NAMES).map(|(_, other)| other.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first() {
        let names = ["tip_amount", "fare_amount", "total_amount", "VendorID"];
        assert_eq!(close_names("tip_amuont", names.into_iter())[0], "tip_amount");
        assert_eq!(close_names("vendorid", names.into_iter()), ["VendorID"]);
        assert_eq!(close_names("tip", names.into_iter()), ["tip_amount"]);
        assert!(close_names("zzz", names.into_iter()).is_empty());
        assert!(close_names("ti", names.into_iter()).is_empty());
    }
}
