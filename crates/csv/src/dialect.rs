//! What separates fields, what quotes them, and how their text is encoded.

use thiserror::Error;

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8; anything else is an error where it is read as text.
    #[default]
    Utf8,
    /// ISO 8859-1: each byte is the character of that number.
    Latin1,
}

/// The bytes that have a meaning in a CSV file.
///
/// ```
/// use chunkwise_csv::Dialect;
/// let german = Dialect { delimiter: b';', decimal: b',', ..Dialect::default() };
/// assert!(german.check().is_ok());
/// assert!(Dialect { delimiter: b'"', ..Dialect::default() }.check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// Separates the fields of a record.
    pub delimiter: u8,
    /// Opens and closes a quoted field; doubled inside, it stands for itself. `None`: quoting is off.
    pub quote: Option<u8>,
    /// The decimal point of numbers.
    pub decimal: u8,
    /// The encoding of text.
    pub encoding: Encoding,
}

impl Default for Dialect {
    /// Comma, double quote, decimal point, UTF-8.
    fn default() -> Self {
        Self { delimiter: b',', quote: Some(b'"'), decimal: b'.', encoding: Encoding::Utf8 }
    }
}

impl Dialect {
    /// Checks that the bytes can be told apart. Every other function of this crate takes that for granted.
    ///
    /// # Errors
    /// When a byte is not ASCII, is CR, LF or NUL, or when two of them are equal. A decimal point may also not be a
    /// character that numbers are made of.
    pub fn check(&self) -> Result<(), DialectError> {
        for (role, byte) in self.roles() {
            if !byte.is_ascii() {
                return Err(DialectError::NotAscii { role, byte });
            }
            if matches!(byte, b'\r' | b'\n' | 0) {
                return Err(DialectError::LineEnd { role });
            }
        }
        if self.decimal.is_ascii_alphanumeric() || matches!(self.decimal, b'+' | b'-' | b' ' | b'\t') {
            return Err(DialectError::Decimal { byte: char::from(self.decimal) });
        }
        let roles: Vec<_> = self.roles().collect();
        for (i, (first, byte)) in roles.iter().enumerate() {
            if let Some((second, _)) = roles[i + 1..].iter().find(|(_, other)| other == byte) {
                return Err(DialectError::Same { first, second, byte: char::from(*byte) });
            }
        }
        Ok(())
    }

    fn roles(&self) -> impl Iterator<Item = (&'static str, u8)> {
        let quote = self.quote.map(|quote| ("quote", quote));
        [("delimiter", self.delimiter), ("decimal point", self.decimal)].into_iter().chain(quote)
    }
}

/// Why a [`Dialect`] cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DialectError {
    /// Only one-byte characters are supported.
    #[error("the {role} must be one ASCII character, and byte {byte:#04x} is not")]
    NotAscii {
        /// Which setting.
        role: &'static str,
        /// Its value.
        byte: u8,
    },
    /// CR and LF end records, and NUL is never a separator.
    #[error("the {role} cannot be a line end or NUL")]
    LineEnd {
        /// Which setting.
        role: &'static str,
    },
    /// The decimal point would be read as part of the number.
    #[error("{byte:?} cannot be the decimal point")]
    Decimal {
        /// Its value.
        byte: char,
    },
    /// Two settings have the same character.
    #[error("the {first} and the {second} are both {byte:?}")]
    Same {
        /// One setting.
        first: &'static str,
        /// The other one.
        second: &'static str,
        /// Their common value.
        byte: char,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_dialects_pass() {
        for delimiter in [b',', b';', b'\t', b'|', b' '] {
            let decimal = if delimiter == b';' { b',' } else { b'.' };
            let dialect = Dialect { delimiter, decimal, ..Dialect::default() };
            assert_eq!(dialect.check(), Ok(()), "{dialect:?}");
        }
        assert_eq!(Dialect { quote: None, delimiter: b'"', ..Dialect::default() }.check(), Ok(()));
    }

    #[test]
    fn clashes_are_named() {
        let check = |dialect: Dialect| dialect.check().unwrap_err().to_string();
        let base = Dialect::default;
        assert_eq!(
            check(Dialect { decimal: b',', ..base() }),
            "the delimiter and the decimal point are both ','"
        );
        assert_eq!(
            check(Dialect { quote: Some(b','), ..base() }),
            "the delimiter and the quote are both ','"
        );
        assert_eq!(
            check(Dialect { delimiter: b'\n', ..base() }),
            "the delimiter cannot be a line end or NUL"
        );
        assert_eq!(
            check(Dialect { quote: Some(0xE9), ..base() }),
            "the quote must be one ASCII character, and byte 0xe9 is not"
        );
        assert_eq!(check(Dialect { decimal: b'5', ..base() }), "'5' cannot be the decimal point");
    }
}
