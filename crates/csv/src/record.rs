//! One record at a time: the careful reader, for headers, samples, and the records that the fast walk hands over.

use std::borrow::Cow;

use thiserror::Error;

use crate::dialect::{Dialect, Encoding};
use crate::span::Span;
use crate::unescape::unescape;

/// A field of a record that [`read_record`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where its text lies.
    pub span: Span,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

/// What [`read_record`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordRead {
    /// A record.
    Record {
        /// Its fields, at least one.
        fields: Vec<Field>,
        /// Offset of its first byte, after the empty lines that were skipped.
        start: usize,
        /// Offset after its line end: the next record begins here.
        next: usize,
    },
    /// The file ends; only empty lines were left.
    End,
    /// The bytes end before the record does, and the file goes on.
    NeedMore,
    /// A quoted field has no closing quote before the end of the file.
    UnclosedQuote {
        /// Offset of its opening quote.
        offset: usize,
    },
}

/// Reads the record that begins at or after `start` (empty lines are skipped). `at_eof`: `bytes` ends where the file ends.
///
/// ```
/// use chunkwise_csv::{Dialect, RecordRead, field_text, read_record};
/// let (bytes, dialect) = (b"\nid,\"full name\"\r\n1,Ann\r\n", Dialect::default());
/// let RecordRead::Record { fields, next, .. } = read_record(bytes, 0, true, &dialect) else { panic!() };
/// let names: Vec<_> = fields.iter().map(|field| field_text(bytes, field.span, &dialect)).collect();
/// assert_eq!(names, [&b"id"[..], b"full name"]);
/// assert_eq!(&bytes[next..next + 1], b"1");
/// ```
pub fn read_record(bytes: &[u8], start: usize, at_eof: bool, dialect: &Dialect) -> RecordRead {
    let mut start = start;
    loop {
        match bytes.get(start..).unwrap_or_default() {
            [b'\n', ..] => start += 1,
            [b'\r', b'\n', ..] => start += 2,
            [] | [b'\r'] if !at_eof => return RecordRead::NeedMore,
            [] => return RecordRead::End,
            _ => break,
        }
    }
    let mut fields = Vec::new();
    match walk_record(bytes, start, at_eof, dialect, |field| fields.push(field)) {
        RecordEnd::At { next, .. } => RecordRead::Record { fields, start, next },
        RecordEnd::NeedMore => RecordRead::NeedMore,
        RecordEnd::UnclosedQuote { offset } => RecordRead::UnclosedQuote { offset },
    }
}

/// How a record ended, see [`walk_record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordEnd {
    At { content_end: usize, next: usize },
    NeedMore,
    UnclosedQuote { offset: usize },
}

/// Hands the fields of the record at `start` to `found`, one after the other; an empty line is a record of one empty field here.
/// Allocates nothing.
pub(crate) fn walk_record(
    bytes: &[u8],
    start: usize,
    at_eof: bool,
    dialect: &Dialect,
    mut found: impl FnMut(Field),
) -> RecordEnd {
    let is_separator = |byte: &u8| *byte == dialect.delimiter || *byte == b'\n';
    let mut field_start = start;
    loop {
        let quoted = dialect.quote.filter(|quote| bytes.get(field_start) == Some(quote));
        let (closed_at, mut escaped) = match quoted {
            None => (field_start, false),
            Some(quote) => match closing_quote(bytes, field_start + 1, quote) {
                Some(closing) => closing,
                None if at_eof => return RecordEnd::UnclosedQuote { offset: field_start },
                None => return RecordEnd::NeedMore,
            },
        };
        let separator = bytes.get(closed_at..).unwrap_or_default().iter().position(is_separator);
        let end = match separator {
            Some(at) => closed_at + at,
            None if at_eof => bytes.len(),
            None => return RecordEnd::NeedMore,
        };
        let ends_record = bytes.get(end) != Some(&dialect.delimiter);
        let ends_in_crlf = end > closed_at && bytes.get(end) == Some(&b'\n') && bytes[end - 1] == b'\r';
        let content_end = if ends_in_crlf { end - 1 } else { end };
        let span = match quoted {
            None => Span::new(field_start, content_end, false),
            Some(_) => {
                // the closing quote is at closed_at - 1; anything after it has to be appended
                escaped |= content_end > closed_at;
                Span::new(field_start + 1, if escaped { content_end } else { closed_at - 1 }, escaped)
            }
        };
        found(Field { span, quoted: quoted.is_some() });
        if ends_record {
            return RecordEnd::At { content_end, next: (end + 1).min(bytes.len()) };
        }
        field_start = end + 1;
    }
}

/// The offset after the quote that closes the field whose text begins at `from`, and whether a doubled quote came before it.
fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<(usize, bool)> {
    let mut at = from;
    let mut doubled = false;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == quote)? + 1;
        if bytes.get(at) != Some(&quote) {
            return Some((at, doubled));
        }
        doubled = true;
        at += 1;
    }
}

/// The text of a field: its bytes, unescaped where needed.
pub fn field_text<'a>(bytes: &'a [u8], span: Span, dialect: &Dialect) -> Cow<'a, [u8]> {
    let raw = span.bytes(bytes);
    match dialect.quote {
        Some(quote) if span.is_escaped() => {
            let mut text = Vec::with_capacity(raw.len());
            unescape(raw, quote, &mut text);
            Cow::Owned(text)
        }
        _ => Cow::Borrowed(raw),
    }
}

/// The text is not what the dialect's encoding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("byte {byte:#04x} at offset {offset} of the text is not valid UTF-8")]
pub struct NotUtf8 {
    /// Where in the text.
    pub offset: usize,
    /// The first offending byte.
    pub byte: u8,
}

/// Decodes the unescaped bytes of a field.
///
/// # Errors
/// When the encoding is UTF-8 and the bytes are not.
pub fn decode_text(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, NotUtf8> {
    match encoding {
        Encoding::Latin1 if bytes.is_ascii() => Ok(String::from_utf8_lossy(bytes)),
        Encoding::Latin1 => Ok(Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect())),
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                let offset = error.valid_up_to();
                Err(NotUtf8 { offset, byte: bytes.get(offset).copied().unwrap_or_default() })
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8], at_eof: bool) -> Result<Vec<Vec<String>>, RecordRead> {
        let dialect = Dialect::default();
        let mut records = Vec::new();
        let mut at = 0;
        loop {
            match read_record(bytes, at, at_eof, &dialect) {
                RecordRead::Record { fields, next, .. } => {
                    let text = |field: &Field| {
                        let text = field_text(bytes, field.span, &dialect);
                        decode_text(&text, Encoding::Latin1).unwrap().into_owned()
                    };
                    records.push(fields.iter().map(text).collect());
                    at = next;
                }
                RecordRead::End => return Ok(records),
                other => return Err(other),
            }
        }
    }

    #[test]
    fn reads_records() {
        let check = |input: &str, expected: &[&[&str]]| {
            assert_eq!(texts(input.as_bytes(), true).unwrap(), expected, "{input:?}");
        };
        check("", &[]);
        check("\n\r\n", &[]);
        check("a", &[&["a"]]);
        check("a,b\nc,d", &[&["a", "b"], &["c", "d"]]);
        check("a,b\r\n\r\n,\r\n", &[&["a", "b"], &["", ""]]);
        check("a\rb\r", &[&["a\rb\r"]]);
        check("\r", &[&["\r"]]);
        check("a,", &[&["a", ""]]);
        check("\"\"\n", &[&[""]]);
        check("\"a\r\"\r\n", &[&["a\r"]]);
        check("\"a,\"\"b\"\"\nc\",d", &[&["a,\"b\"\nc", "d"]]);
        check("\"a\"b\"c,d\"e", &[&["ab\"c", "d\"e"]]);
        check("\"a\"\rb\r\n", &[&["a\rb"]]);
        check("\"a\"\r", &[&["a\r"]]);
    }

    #[test]
    fn says_when_bytes_are_missing() {
        for input in ["", "a", "a,b", "\"a\n", "\"a\"", "\r", "\n\r", "a\r"] {
            assert_eq!(texts(input.as_bytes(), false), Err(RecordRead::NeedMore), "{input:?}");
        }
        assert_eq!(texts(b"a\nb,\"c\n", true), Err(RecordRead::UnclosedQuote { offset: 4 }));
    }

    #[test]
    fn decodes_text() {
        assert_eq!(decode_text(b"\xE9t\xE9", Encoding::Latin1).unwrap(), "\u{e9}t\u{e9}");
        assert_eq!(decode_text("é".as_bytes(), Encoding::Utf8).unwrap(), "é");
        assert_eq!(decode_text(b"ab\xE9", Encoding::Utf8), Err(NotUtf8 { offset: 2, byte: 0xE9 }));
    }
}
