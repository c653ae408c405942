//! The fast walk over a chunk: masks of 64 bytes, separators counted, wanted ones picked out.
//!
//! For each block, bit masks say where delimiters, line feeds and quotes are. Separators (delimiters and line feeds) outside quotes
//! are numbered within their record, from 0. The walk only looks up the positions of those *edges* that bound a wanted field; all
//! others are counted, not visited. So a record costs little more than its blocks, however many fields it has.
//!
//! Quotes stay on the fast path while they are *regular*: each one that opens follows a separator (or the quote before it: a doubled
//! quote closes and opens). Then "inside quotes" is the parity of the quotes so far. A record with any other quote, with another
//! number of fields, or at the end of the bytes, is read by the careful reader ([`walk_record`]).

use crate::dialect::Dialect;
use crate::index::{FieldIndex, IndexError, IndexRequest, Indexed, ShortRows};
use crate::record::{RecordEnd, walk_record};
use crate::simd::{BLOCK, BlockJob, Blocks, Needles};
use crate::span::Span;

/// No edge has this number: ends the list.
const NO_EDGE: u32 = u32::MAX;

/// A walk over one chunk, as a job for [`crate::simd::dispatch`].
pub(crate) struct Walk<'a> {
    request: &'a IndexRequest<'a>,
    dialect: &'a Dialect,
    out: &'a mut FieldIndex,
    /// Numbers of the separators that bound wanted fields, ascending, then [`NO_EDGE`].
    edges: Vec<u32>,
    /// Slot 0: where the record begins. Slot `i + 1`: the offset after separator `edges[i]`.
    after: Vec<u32>,
    wanted: Vec<Wanted>,
    /// The wanted fields of a record that the careful reader reads.
    careful: Vec<Span>,
}

/// The slots of `after` that bound a wanted field.
#[derive(Clone, Copy)]
struct Wanted {
    start_slot: u32,
    end_slot: u32,
    /// The record's last field: a CR before the line feed is not part of it.
    is_last: bool,
}

/// Why the fast walk stopped.
enum Stop {
    /// The next record begins at or after the limit.
    Limit,
    /// The record that begins here needs the careful reader.
    Careful,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(request: &'a IndexRequest<'a>, dialect: &'a Dialect, out: &'a mut FieldIndex) -> Self {
        let mut edges: Vec<u32> = Vec::with_capacity(2 * request.wanted.len() + 1);
        let mut wanted = Vec::with_capacity(request.wanted.len());
        for &field in request.wanted {
            let mut slot_of = |edge: usize| {
                if edges.last() != Some(&(edge as u32)) {
                    edges.push(edge as u32);
                }
                edges.len() as u32
            };
            let start_slot = if field == 0 { 0 } else { slot_of(field - 1) };
            let end_slot = slot_of(field);
            wanted.push(Wanted { start_slot, end_slot, is_last: field + 1 == request.fields });
        }
        let after = vec![0; edges.len() + 1];
        edges.push(NO_EDGE);
        Self { request, dialect, out, edges, after, wanted, careful: Vec::new() }
    }
}

impl BlockJob for Walk<'_> {
    type Output = Result<Indexed, IndexError>;

    #[inline(always)]
    fn run<B: Blocks>(mut self, blocks: B) -> Self::Output {
        self.out.reset(self.request.wanted.len());
        let mut record_start = self.request.start;
        while record_start < self.request.limit {
            match self.run_blocks(blocks, &mut record_start) {
                Stop::Limit => break,
                Stop::Careful => match self.read_carefully(record_start)? {
                    Some(next) if next > record_start => record_start = next,
                    Some(_) => break, // the end of the file
                    None => return Ok(Indexed::NeedMore),
                },
            }
        }
        self.out.set_end(record_start);
        Ok(Indexed::Done)
    }
}

impl Walk<'_> {
    /// Walks block by block from the record at `record_start`, which it moves forward with every record it finishes.
    #[inline(always)]
    fn run_blocks<B: Blocks>(&mut self, blocks: B, record_start: &mut usize) -> Stop {
        let bytes = self.request.bytes;
        let needles = Needles {
            delimiter: self.dialect.delimiter,
            quote: self.dialect.quote.unwrap_or(self.dialect.delimiter),
        };
        let quoting = if self.dialect.quote.is_some() { u64::MAX } else { 0 };
        let mut quotes = QuoteState::at_record_start();
        let mut has_quotes = false; // the current record has some
        let mut count = 0; // separators of the current record so far
        let mut edge = 0; // the next edge of the current record
        let mut base = *record_start;
        let mut tail = [0; BLOCK];
        loop {
            let (block, valid) = match bytes.get(base..).and_then(<[u8]>::first_chunk) {
                Some(block) => (block, u64::MAX),
                None => {
                    let rest = bytes.get(base..).unwrap_or_default();
                    if rest.is_empty() {
                        return Stop::Careful;
                    }
                    tail[..rest.len()].copy_from_slice(rest);
                    (&tail, (1 << rest.len()) - 1)
                }
            };
            let masks = blocks.masks(block, needles);
            let (mut delimiters, mut newlines) = (masks.delimiter & valid, masks.newline & valid);
            let block_quotes = masks.quote & valid & quoting;
            let mut regular = true;
            if block_quotes | quotes.inside == 0 {
                quotes.may_open = (delimiters | newlines) >> 63;
            } else {
                let found = quotes.advance(block_quotes, delimiters | newlines);
                delimiters &= found.usable;
                newlines &= found.usable;
                regular = found.regular;
                has_quotes = true;
            }

            let mut separators = delimiters | newlines;
            while newlines != 0 {
                let through_newline = newlines ^ (newlines - 1);
                let in_record = separators & through_newline;
                let fields = count + blocks.count(in_record);
                self.find_edges(blocks, in_record, base, count, fields, &mut edge);
                let newline = base + newlines.trailing_zeros() as usize;
                // an empty line counts as one field
                if fields as usize != self.request.fields || fields == 1 {
                    let is_empty = newline == *record_start
                        || (newline == *record_start + 1 && bytes[*record_start] == b'\r');
                    if fields as usize != self.request.fields && !is_empty {
                        return Stop::Careful;
                    }
                    if !is_empty {
                        self.emit(*record_start, has_quotes);
                    }
                } else {
                    self.emit(*record_start, has_quotes);
                }
                (*record_start, count, edge) = (newline + 1, 0, 0);
                if *record_start >= self.request.limit {
                    return Stop::Limit;
                }
                has_quotes = block_quotes & !through_newline != 0;
                separators &= !through_newline;
                newlines &= newlines - 1;
            }
            let total = count + blocks.count(separators);
            self.find_edges(blocks, separators, base, count, total, &mut edge);
            count = total;
            if !regular {
                return Stop::Careful;
            }
            base += BLOCK;
        }
    }

    /// Looks up the edges among the separators `count..total` of the record, which are the bits of `separators`.
    #[inline(always)]
    fn find_edges<B: Blocks>(
        &mut self,
        blocks: B,
        separators: u64,
        base: usize,
        count: u32,
        total: u32,
        edge: &mut usize,
    ) {
        while self.edges[*edge] < total {
            let bit = blocks.select(separators, self.edges[*edge] - count);
            *edge += 1;
            self.after[*edge] = base as u32 + bit + 1;
        }
    }

    /// Adds the record that begins at `start`; all edges are known, all quotes are regular.
    #[inline(always)]
    fn emit(&mut self, start: usize, has_quotes: bool) {
        self.after[0] = start as u32;
        let (bytes, quote) = (self.request.bytes, self.dialect.quote);
        for (column, wanted) in self.out.columns_mut().iter_mut().zip(&self.wanted) {
            let start = self.after[wanted.start_slot as usize] as usize;
            let mut end = self.after[wanted.end_slot as usize] as usize - 1;
            if wanted.is_last && end > start && bytes[end - 1] == b'\r' {
                end -= 1;
            }
            column.push(match quote {
                Some(quote) if has_quotes => span_of_regular(bytes, start, end, quote),
                _ => Span::new(start, end, false),
            });
        }
        self.out.add_record();
    }

    /// Reads one record with the careful reader, and checks its fields. The offset after it (the same offset at the end of the
    /// file), or `None` when bytes are missing.
    #[inline(never)]
    fn read_carefully(&mut self, start: usize) -> Result<Option<usize>, IndexError> {
        let IndexRequest { bytes, at_eof, fields: expected, wanted, short_rows, .. } = *self.request;
        if start >= bytes.len() {
            return Ok(at_eof.then_some(start));
        }
        self.careful.clear();
        let (mut found, careful) = (0, &mut self.careful);
        let end = walk_record(bytes, start, at_eof, self.dialect, |field| {
            if wanted.get(careful.len()) == Some(&found) {
                careful.push(field.span);
            }
            found += 1;
        });
        let (content_end, next) = match end {
            RecordEnd::At { content_end, next } => (content_end, next),
            RecordEnd::NeedMore => return Ok(None),
            RecordEnd::UnclosedQuote { offset } => return Err(IndexError::UnclosedQuote { offset }),
        };
        let is_empty_line = content_end == start;
        let fits = found == expected || (found < expected && short_rows == ShortRows::Null);
        if !is_empty_line {
            if !fits {
                return Err(IndexError::FieldCount { offset: start, expected, found });
            }
            careful.resize(wanted.len(), Span::new(content_end, content_end, false));
            self.out.push_record(careful.iter().copied());
        }
        Ok(Some(next))
    }
}

/// The span of a field that may be in (regular) quotes.
///
/// When its last byte is not the closing quote, that one is among the inner bytes: as with doubled quotes, the field is escaped.
#[inline(always)]
fn span_of_regular(bytes: &[u8], start: usize, end: usize, quote: u8) -> Span {
    match bytes.get(start..end) {
        Some([first, inner @ .., _last]) if *first == quote => {
            let escaped = inner.contains(&quote);
            Span::new(start + 1, if escaped { end } else { end - 1 }, escaped)
        }
        _ => Span::new(start, end, false),
    }
}

/// What a block must know of the block before it.
struct QuoteState {
    /// All ones when the block begins inside quotes, else 0.
    inside: u64,
    /// 1 when the byte before the block is a separator, or a closing quote, so that a quote may follow.
    may_open: u64,
}

/// What [`QuoteState::advance`] found in a block.
struct Quoted {
    /// The bytes outside quotes, up to the first irregular quote.
    usable: u64,
    regular: bool,
}

impl QuoteState {
    fn at_record_start() -> Self {
        Self { inside: 0, may_open: 1 }
    }

    /// Takes a block with quotes in it, or around it, into account. `separators` may be inside quotes.
    ///
    /// What follows a closing quote needs no check: it is text to append, and makes the field an escaped one (see [`span_of_regular`]).
    #[inline]
    fn advance(&mut self, quotes: u64, separators: u64) -> Quoted {
        let inside = prefix_xor(quotes) ^ self.inside; // bit i: inside after byte i
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let before_opening = separators | closing; // those inside quotes too: no quote after them opens
        let irregular = opening & !(before_opening << 1 | self.may_open);
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        self.may_open = before_opening >> 63;
        let before_irregular = (irregular & irregular.wrapping_neg()).wrapping_sub(1); // all ones when there is none
        Quoted { usable: !inside & before_irregular, regular: irregular == 0 }
    }
}

/// Bit `i` is the parity of the bits `0..=i`.
#[inline(always)]
fn prefix_xor(bits: u64) -> u64 {
    let mut bits = bits;
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
