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
        let mut spellings: Vec<Vec<u8>> = all.map(|text| text.as_bytes().to_vec()).collect();
        spellings.sort();
        spellings.dedup();
        let before = spellings.len();
        spellings.retain(|text| !text.is_empty());
        let mut lengths = Box::new([0; 256]);
        for text in &spellings {
            lengths[usize::from(text[0])] |= 1 << text.len().min(LONG);
        }
        Self { empty: spellings.len() < before, spellings, lengths }
    }

    /// Whether `text` (unescaped) is one of them.
    #[inline]
    pub fn contains(&self, text: &[u8]) -> bool {
        let Some(&first) = text.first() else { return self.empty };
        self.lengths[usize::from(first)] >> text.len().min(LONG) & 1 != 0 && self.is_listed(text)
    }

    #[cold]
    fn is_listed(&self, text: &[u8]) -> bool {
        self.spellings.binary_search_by(|spelling| spelling.as_slice().cmp(text)).is_ok()
    }
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
    fn own_spellings() {
        let long = "x".repeat(40);
        let nulls = NullSpellings::new(&["-".into(), long.clone(), "é".into()], false);
        assert!(nulls.contains(b"-") && nulls.contains(long.as_bytes()) && nulls.contains("é".as_bytes()));
        assert!(!nulls.contains(b"") && !nulls.contains(b"NA") && !nulls.contains(&long.as_bytes()[1..]));
        assert!(NullSpellings::new(&[String::new()], false).contains(b""));
    }
}
