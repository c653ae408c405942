//! Records byte by byte, straight to their texts: the reference of the `index` target.

use chunkwise_csv::{Dialect, IndexError, IndexRequest, ShortRows};

/// A record, with the texts of all its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Offset of its first byte.
    pub start: usize,
    /// Offset of the next record.
    pub next: usize,
    /// What its fields say.
    pub fields: Vec<Vec<u8>>,
    /// It is an empty line.
    pub is_empty: bool,
}

/// What one record may come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A record.
    Record(Record),
    /// The bytes end before the record does, and the file goes on.
    NeedMore,
    /// The file ends inside the quotes that begin at this offset.
    Unclosed(usize),
}

/// Where in a field the reader is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Begin,
    /// In a field without quotes.
    Bare,
    /// Inside the quotes that begin there.
    Quotes(usize),
    /// After a quote that closes, or is the first of two.
    Quote(usize),
    /// In what follows a closing quote.
    Tail,
}

/// Reads the record at `start`, which is before the end of the bytes.
pub fn read(bytes: &[u8], start: usize, at_eof: bool, dialect: &Dialect) -> Read {
    let (mut fields, mut text, mut state) = (Vec::new(), Vec::new(), At::Begin);
    let mut offset = start;
    loop {
        let byte = bytes.get(offset).copied();
        let is_quote = byte.is_some() && byte == dialect.quote;
        state = match (state, byte) {
            (_, None) if !at_eof => return Read::NeedMore,
            (At::Quotes(open), None) => return Read::Unclosed(open),
            (At::Quotes(open), Some(_)) if is_quote => At::Quote(open),
            (At::Quotes(_), Some(other)) => {
                text.push(other);
                state
            }
            (_, Some(delimiter)) if delimiter == dialect.delimiter => {
                fields.push(std::mem::take(&mut text));
                At::Begin
            }
            (_, None | Some(b'\n')) => {
                // a CR inside quotes is data
                if byte.is_some() && matches!(state, At::Bare | At::Tail) {
                    text.pop_if(|last| *last == b'\r');
                }
                let is_unquoted = matches!(state, At::Begin | At::Bare);
                let is_empty = fields.is_empty() && text.is_empty() && is_unquoted;
                fields.push(text);
                let next = (offset + 1).min(bytes.len());
                return Read::Record(Record { start, next, fields, is_empty });
            }
            (At::Begin, Some(_)) if is_quote => At::Quotes(offset),
            (At::Quote(open), Some(quote)) if is_quote => {
                text.push(quote);
                At::Quotes(open)
            }
            (At::Begin | At::Bare, Some(other)) => {
                text.push(other);
                At::Bare
            }
            (At::Quote(_) | At::Tail, Some(other)) => {
                text.push(other);
                At::Tail
            }
        };
        offset += 1;
    }
}

/// What [`chunkwise_csv::index()`] must find: the records without the empty lines, and where they end.
/// `None`: more bytes are needed.
pub fn index(
    request: &IndexRequest<'_>,
    dialect: &Dialect,
) -> Result<Option<(Vec<Record>, usize)>, IndexError> {
    let (mut records, mut at) = (Vec::new(), request.start);
    while at < request.limit {
        if at >= request.bytes.len() {
            return Ok(request.at_eof.then_some((records, at)));
        }
        let record = match read(request.bytes, at, request.at_eof, dialect) {
            Read::Record(record) => record,
            Read::NeedMore => return Ok(None),
            Read::Unclosed(offset) => return Err(IndexError::UnclosedQuote { offset }),
        };
        at = record.next;
        if !record.is_empty {
            let (expected, found) = (request.fields, record.fields.len());
            if found > expected || (found < expected && request.short_rows == ShortRows::Error) {
                return Err(IndexError::FieldCount { offset: record.start, expected, found });
            }
            records.push(record);
        }
    }
    Ok(Some((records, at)))
}
