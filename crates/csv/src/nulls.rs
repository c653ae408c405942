//! Which spellings mean that a value is missing.

/// What pandas' `read_csv` reads as missing unless told otherwise.
const PANDAS: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
    "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

/// Lengths from here on share one bit of the reject table.
const LONG: usize = 31;

/// The set of texts that stand for null.
///
/// An empty field in a column that is not text is null whether or not the empty text is in the set, as in pandas.
///
/// ```
/// use chunkwise_csv::NullSpellings;
/// let nulls = NullSpellings::new(&["-999".to_string()], true);
/// assert!(nulls.contains(b"NA") && nulls.contains(b"") && nulls.contains(b"-999"));
/// assert!(!nulls.contains(b"-99"));
/// ```
#[derive(Debug, Clone)]
pub struct NullSpellings {
    /// The non-empty spellings, sorted.
    spellings: Vec<Vec<u8>>,
    empty: bool,
    /// For each first byte, the lengths that a spelling has (bit `length.min(LONG)`): most values need one look here.
    lengths: Box<[u32; 256]>,
    /// The same for the last byte.
    lengths_by_last: Box<[u32; 256]>,
    has_number: bool,
}

impl NullSpellings {
    /// The spellings that pandas takes for missing by default.
    pub fn pandas() -> Self {
        Self::new(&[], true)
    }

    /// `extra` spellings, with the default ones (`keep_default`) or without.
    pub fn new(extra: &[String], keep_default: bool) -> Self {
        let defaults = if keep_default { &PANDAS[..] } else { &[] };
        let all = defaults.iter().copied().chain(extra.iter().map(String::as_str));
        Self::of_bytes(all.map(|text| text.as_bytes().to_vec()).collect())
    }

    /// The same for texts that are compared before they are decoded from Latin-1. A spelling that Latin-1 does not have is none.
    #[must_use]
    pub fn in_latin1(&self) -> Self {
        let latin1 = |text: &Vec<u8>| -> Option<Vec<u8>> {
            let text = std::str::from_utf8(text).ok()?;
            text.chars().map(|letter| u8::try_from(letter).ok()).collect()
        };
        let empty = self.empty.then(Vec::new);
        Self::of_bytes(self.spellings.iter().filter_map(latin1).chain(empty).collect())
    }

    fn of_bytes(mut spellings: Vec<Vec<u8>>) -> Self {
        spellings.sort();
        spellings.dedup();
        let before = spellings.len();
        spellings.retain(|text| !text.is_empty());
        let mut lengths = Box::new([0; 256]);
        let mut lengths_by_last = Box::new([0; 256]);
        for text in &spellings {
            let length = 1 << text.len().min(LONG);
            lengths[usize::from(text[0])] |= length;
            lengths_by_last[usize::from(text[text.len() - 1])] |= length;
        }
        let has_number = spellings.iter().any(|text| is_like_number(text));
        Self { empty: spellings.len() < before, spellings, lengths, lengths_by_last, has_number }
    }

    /// Whether `text` (unescaped) is one of them.
    #[inline]
    pub fn contains(&self, text: &[u8]) -> bool {
        let Some(&first) = text.first() else { return self.empty };
        let length = text.len().min(LONG);
        self.lengths[usize::from(first)] >> length & 1 != 0
            && self.lengths_by_last[usize::from(text[text.len() - 1])] >> length & 1 != 0
            && self.is_listed(text)
    }

    /// What [`NullSpellings::may_be`] needs: to be kept at hand by loops.
    #[inline]
    pub(crate) fn lengths_by_first(&self) -> &[u32; 256] {
        &self.lengths
    }

    /// False for most of the texts for which [`NullSpellings::contains`] says no.
    #[inline(always)]
    pub(crate) fn may_be(lengths_by_first: &[u32; 256], text: &[u8]) -> bool {
        match text.first() {
            Some(&first) => lengths_by_first[usize::from(first)] >> text.len().min(LONG) & 1 != 0,
            None => true,
        }
    }

    /// Whether one of them could be read as a plain number, date or time (`-999`, `1900-01-01`), so that null has to be ruled out
    /// before a value is read.
    #[inline]
    pub(crate) fn has_number(&self) -> bool {
        self.has_number
    }

    #[cold]
    fn is_listed(&self, text: &[u8]) -> bool {
        self.spellings.binary_search_by(|spelling| spelling.as_slice().cmp(text)).is_ok()
    }
}

/// No letters but those that a timestamp may have, and a digit.
fn is_like_number(text: &[u8]) -> bool {
    let may_be = |byte: &u8| !byte.is_ascii_alphabetic() || matches!(byte, b'T' | b'Z' | b'e' | b'E');
    text.iter().any(u8::is_ascii_digit) && text.iter().all(may_be)
}

impl Default for NullSpellings {
    fn default() -> Self {
        Self::pandas()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pandas_defaults() {
        let nulls = NullSpellings::pandas();
        for text in PANDAS {
            assert!(nulls.contains(text.as_bytes()), "{text:?}");
        }
        for text in ["na", "none", "NAN", " ", "NA ", "1.#INF", "nul", "0", "NaNa"] {
            assert!(!nulls.contains(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn spellings_that_are_plain_numbers_or_times() {
        let has_number = |text: &str| NullSpellings::new(&[text.into()], true).has_number();
        for text in
            ["-999", "0", "1e5", "1.5", "1,5", "1900-01-01", "2015-01-01 00:00:00", "2015-01-01T00:00:00Z"]
        {
            assert!(has_number(text), "{text:?}");
        }
        for text in ["-", "missing", "x1", "NaN", ""] {
            assert!(!has_number(text), "{text:?}");
        }
    }

    #[test]
    fn own_spellings() {
        let long = "x".repeat(40);
        let nulls = NullSpellings::new(&["-".into(), long.clone(), "é".into()], false);
        assert!(nulls.contains(b"-") && nulls.contains(long.as_bytes()) && nulls.contains("é".as_bytes()));
        assert!(!nulls.contains(b"") && !nulls.contains(b"NA") && !nulls.contains(&long.as_bytes()[1..]));
        assert!(NullSpellings::new(&[String::new()], false).contains(b""));
        let latin1 = NullSpellings::new(&["é".into(), "€".into()], true).in_latin1();
        assert!(latin1.contains(b"\xe9") && !latin1.contains("é".as_bytes()) && latin1.contains(b"NA"));
        assert!(latin1.contains(b"") && !latin1.contains("€".as_bytes()));
    }
}
