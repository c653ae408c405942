//! Spellings of null, as a plain list.

use std::fmt;
use std::sync::Arc;

use chunkwise_csv::NullSpellings;

/// What pandas documents for `na_values`.
const PANDAS: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
    "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

/// Spellings that look like values, or are too long for the table of lengths.
const OWN: [&str; 5] = ["-", "-999", "0", "2015-01-01 00:00:00", "a spelling of more than thirty-one bytes"];

/// A set of spellings, in both forms.
#[derive(Clone)]
pub struct Nulls {
    list: Vec<&'static str>,
    /// The same for the parsers.
    pub spellings: Arc<NullSpellings>,
}

impl Nulls {
    /// Those of pandas, none, own ones, or both.
    pub fn new(choice: usize) -> Self {
        let (keep_default, own) = [(true, &[][..]), (false, &[]), (false, &OWN), (true, &OWN)][choice];
        let list = if keep_default { [&PANDAS, own].concat() } else { own.to_vec() };
        let own: Vec<String> = own.iter().map(ToString::to_string).collect();
        Self { list, spellings: Arc::new(NullSpellings::new(&own, keep_default)) }
    }

    /// Whether the text is in the list.
    pub fn contains(&self, text: &[u8]) -> bool {
        self.list.iter().any(|spelling| spelling.as_bytes() == text)
    }
}

/// The list says it all.
impl fmt::Debug for Nulls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "nulls: {:?}", self.list)
    }
}
