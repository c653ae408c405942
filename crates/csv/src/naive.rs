//! The slow, obvious twin of [`crate::index()`]: byte by byte, no masks. Kept as the oracle of its tests.

use crate::dialect::Dialect;
use crate::field_index::{Bounds, FieldIndex};
use crate::index::{IndexError, IndexRequest, Indexed, ShortRows};
use crate::span::Span;

/// What [`crate::index()`] does, slowly.
pub(crate) fn index(
    request: &IndexRequest<'_>,
    dialect: &Dialect,
    out: &mut FieldIndex,
) -> Result<Indexed, IndexError> {
    // every record is a special one: spans as they are
    out.reset(2, request.wanted.iter().map(|_| Bounds { start: 0, end: 1, separator: 1 }));
    let mut at = request.start;
    while at < request.limit {
        if at >= request.bytes.len() {
            out.set_end(at);
            return Ok(if request.at_eof { Indexed::Done } else { Indexed::NeedMore });
        }
        match record(request, dialect, at)? {
            None => return Ok(Indexed::NeedMore),
            Some(Record { fields, content_end, next }) => {
                let found = fields.len();
                let is_empty_line = content_end == at;
                let fits = found == request.fields
                    || (found < request.fields && request.short_rows == ShortRows::Null);
                if !is_empty_line {
                    if !fits {
                        return Err(IndexError::FieldCount { offset: at, expected: request.fields, found });
                    }
                    let missing = Span::new(content_end, content_end, false);
                    let wanted = request.wanted.iter();
                    let spans = wanted.map(|&field| fields.get(field).copied().unwrap_or(missing));
                    out.add_special(&spans.collect::<Vec<_>>());
                }
                at = next;
            }
        }
    }
    out.set_end(at);
    Ok(Indexed::Done)
}

struct Record {
    fields: Vec<Span>,
    content_end: usize,
    next: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    AfterQuote,
    Tail,
}

fn record(request: &IndexRequest<'_>, dialect: &Dialect, start: usize) -> Result<Option<Record>, IndexError> {
    let bytes = request.bytes;
    let mut fields = Vec::new();
    let (mut state, mut field_start, mut closed, mut doubled) = (State::FieldStart, start, 0, false);
    let mut at = start;
    loop {
        let byte = bytes.get(at).copied();
        if byte.is_none() && !request.at_eof {
            return Ok(None);
        }
        if state == State::Quoted {
            match byte {
                None => return Err(IndexError::UnclosedQuote { offset: field_start }),
                Some(byte) if Some(byte) == dialect.quote => (state, closed) = (State::AfterQuote, at),
                Some(_) => {}
            }
        } else if byte.is_none() || byte == Some(dialect.delimiter) || byte == Some(b'\n') {
            let tail_start =
                if state == State::AfterQuote || state == State::Tail { closed + 1 } else { field_start };
            let crlf = byte == Some(b'\n') && at > tail_start && bytes[at - 1] == b'\r';
            let end = if crlf { at - 1 } else { at };
            let plain = state == State::FieldStart || state == State::Unquoted;
            fields.push(match (plain, doubled || end > closed + 1) {
                (true, _) => Span::new(field_start, end, false),
                (false, true) => Span::new(field_start + 1, end, true),
                (false, false) => Span::new(field_start + 1, closed, false),
            });
            if byte != Some(dialect.delimiter) {
                return Ok(Some(Record { fields, content_end: end, next: (at + 1).min(bytes.len()) }));
            }
            (state, field_start, doubled) = (State::FieldStart, at + 1, false);
        } else if state == State::FieldStart {
            state = if byte == dialect.quote { State::Quoted } else { State::Unquoted };
        } else if state == State::AfterQuote {
            let again = byte == dialect.quote;
            doubled |= again;
            state = if again { State::Quoted } else { State::Tail };
        }
        at += 1;
    }
}
