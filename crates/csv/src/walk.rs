//! The fast walk over a chunk: masks of 64 bytes, separators counted, wanted ones picked out.
//!
//! For each block, bit masks say where delimiters, line feeds and quotes are. Separators (delimiters and line feeds) outside quotes
//! are numbered within their record, from 0. Where few fields are wanted, the walk only looks up the positions of those *edges* that
//! bound one; all others are counted, not visited. Where most are wanted, the positions of all are written down, block by block.
//!
//! Quotes stay on the fast path while they are *regular*: each one that opens follows a separator (or the quote before it: a doubled
//! quote closes and opens). Then "inside quotes" is the parity of the quotes so far. A record with any other quote, with another
//! number of fields, or at the end of the bytes, is read by the careful reader ([`walk_record`]).

use std::ops::Range;

use crate::dialect::Dialect;
use crate::field_index::{Bounds, FieldIndex, Rows};
use crate::index::{IndexError, IndexRequest, Indexed, ShortRows};
use crate::record::{RecordEnd, walk_record};
use crate::simd::{BLOCK, BlockJob, Blocks, Needles, POSITIONS};
use crate::span::Span;

/// No edge has this number: ends the list.
const NO_EDGE: u32 = u32::MAX;

/// What is kept of the separators.
const NONE: u8 = 0;
/// Those that bound a wanted field: each is looked up.
const WANTED: u8 = 1;
/// All of them, since most bound a wanted field.
const ALL: u8 = 2;

/// A walk over one chunk, as a job for [`crate::simd::dispatch`].
pub(crate) struct Walk<'a> {
    request: &'a IndexRequest<'a>,
    dialect: &'a Dialect,
    out: &'a mut FieldIndex,
    /// Numbers of the separators that bound wanted fields, ascending, then [`NO_EDGE`].
    edges: Vec<u32>,
    /// [`NONE`], [`WANTED`] or [`ALL`]; with all, every separator is an edge.
    kept: u8,
    /// The last edge is the end of the record: a CR before the line feed is not part of the field.
    last_is_wanted: bool,
    /// The chunk's first line ends in CR and LF. Where all separators are kept, a record that ends otherwise is a special one.
    crlf: bool,
    /// The wanted fields of a special record.
    special: Vec<Span>,
}

/// Why the fast walk stopped.
enum Stop {
    /// The next record begins at or after the limit.
    Limit,
    /// The record that begins here needs the careful reader.
    Careful,
    /// The index has no room for the record that begins here.
    Full,
}

impl<'a> Walk<'a> {
    /// Slot 0 of a record is where it begins, slot `i + 1` the offset after separator `edges[i]`.
    pub(crate) fn new(request: &'a IndexRequest<'a>, dialect: &'a Dialect, out: &'a mut FieldIndex) -> Self {
        let (wanted, fields) = (request.wanted, request.fields);
        let bounding = wanted.iter().flat_map(|&field| field.saturating_sub(1)..=field);
        let mut edges: Vec<u32> = bounding.map(|edge| edge as u32).collect();
        edges.dedup();
        let kept = match edges.len() {
            0 => NONE,
            bounding if 2 * bounding >= fields && fields >= 2 => ALL,
            _ => WANTED,
        };
        if kept == ALL {
            edges = (0..fields as u32).collect();
        }
        let crlf = kept == ALL && first_line_ends_in_crlf(request);
        let slot_after = |edge: usize| edges.partition_point(|&other| (other as usize) < edge) + 1;
        let bounds = wanted.iter().map(|&field| Bounds {
            start: field.checked_sub(1).map_or(0, &slot_after),
            end: slot_after(field),
            separator: if crlf && field + 1 == fields { 2 } else { 1 },
        });
        let stride = match kept {
            NONE => 0,
            WANTED => edges.len() + 1,
            _ => fields,
        };
        out.reset(stride, bounds);
        edges.push(NO_EDGE);
        let last_is_wanted = wanted.last().is_some_and(|&last| last + 1 == fields);
        Self { request, dialect, out, edges, kept, last_is_wanted, crlf, special: Vec::new() }
    }
}

fn first_line_ends_in_crlf(request: &IndexRequest<'_>) -> bool {
    let bytes = request.bytes.get(request.start..).unwrap_or_default();
    let line_feed = bytes.iter().position(|&byte| byte == b'\n');
    line_feed.and_then(|at| at.checked_sub(1)).is_some_and(|before| bytes[before] == b'\r')
}

impl BlockJob for Walk<'_> {
    type Output = Result<Indexed, IndexError>;

    #[inline(always)]
    fn run<B: Blocks>(mut self, blocks: B) -> Self::Output {
        let mut record_start = self.request.start;
        while record_start < self.request.limit {
            let stop = match self.kept {
                NONE => self.run_blocks::<B, NONE>(blocks, &mut record_start),
                WANTED => self.run_blocks::<B, WANTED>(blocks, &mut record_start),
                _ => self.run_blocks::<B, ALL>(blocks, &mut record_start),
            };
            match stop {
                Stop::Limit => break,
                Stop::Full => self.out.grow(POSITIONS),
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
    fn run_blocks<B: Blocks, const KEPT: u8>(&mut self, blocks: B, record_start: &mut usize) -> Stop {
        let IndexRequest { bytes, limit, fields: expected, wanted, .. } = *self.request;
        let (edges, last_is_wanted, crlf) = (self.edges.as_slice(), self.last_is_wanted, self.crlf);
        let Rows { slots, stride, records, mut special } = self.out.rows();
        let mut row = *records * stride; // the slots of the current record
        if row + stride + POSITIONS > slots.len() {
            return Stop::Full;
        }
        slots[row] = *record_start as u32;
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
            if KEPT == ALL {
                let next = row + 1 + count as usize;
                let Some(out) = slots.get_mut(next..).and_then(<[u32]>::first_chunk_mut) else {
                    return Stop::Full;
                };
                blocks.positions(separators, base as u32 + 1, out);
            }
            while newlines != 0 {
                let through_newline = newlines ^ (newlines - 1);
                let in_record = separators & through_newline;
                let fields = count + blocks.count(in_record);
                let newline = base + newlines.trailing_zeros() as usize;
                // an empty line counts as one field
                let is_empty = || {
                    newline == *record_start
                        || (newline == *record_start + 1 && bytes[*record_start] == b'\r')
                };
                if fields as usize != expected && (KEPT == ALL || !is_empty()) {
                    return Stop::Careful;
                }
                if fields as usize == expected && (fields != 1 || !is_empty()) {
                    if KEPT != NONE {
                        let slots = &mut slots[row..];
                        let has_cr = last_is_wanted && bytes[newline.saturating_sub(1)] == b'\r';
                        if KEPT == WANTED {
                            pick(blocks, slots, in_record, base, count..fields, edges, &mut edge);
                            slots[0] = *record_start as u32;
                            slots[stride - 1] -= u32::from(has_cr);
                        }
                        let other_line_end = KEPT == ALL && has_cr != (last_is_wanted && crlf);
                        if has_quotes || other_line_end {
                            special.keep(slots, |k, start, end| {
                                let is_last = last_is_wanted && k + 1 == wanted.len();
                                let end = if is_last && other_line_end {
                                    newline - usize::from(has_cr)
                                } else {
                                    end
                                };
                                match self.dialect.quote {
                                    Some(quote) if has_quotes => span_of_regular(bytes, start, end, quote),
                                    _ => Span::new(start, end, false),
                                }
                            });
                        }
                        row += stride;
                    }
                    *records += 1;
                }
                (*record_start, count, edge) = (newline + 1, 0, 0);
                if *record_start >= limit {
                    return Stop::Limit;
                }
                if KEPT == WANTED && row + stride + POSITIONS > slots.len() {
                    return Stop::Full;
                }
                has_quotes = block_quotes & !through_newline != 0;
                separators &= !through_newline;
                newlines &= newlines - 1;
            }
            let total = count + blocks.count(separators);
            if !regular || total as usize >= expected {
                return Stop::Careful;
            }
            if KEPT == WANTED {
                pick(blocks, &mut slots[row..], separators, base, count..total, edges, &mut edge);
            }
            count = total;
            base += BLOCK;
        }
    }

    /// Reads one record with the careful reader, and checks its fields. The offset after it (the same offset at the end of the
    /// file), or `None` when bytes are missing.
    #[inline(never)]
    fn read_carefully(&mut self, start: usize) -> Result<Option<usize>, IndexError> {
        let IndexRequest { bytes, at_eof, fields: expected, wanted, short_rows, .. } = *self.request;
        if start >= bytes.len() {
            return Ok(at_eof.then_some(start));
        }
        self.special.clear();
        let (mut found, special) = (0, &mut self.special);
        let end = walk_record(bytes, start, at_eof, self.dialect, |field| {
            if wanted.get(special.len()) == Some(&found) {
                special.push(field.span);
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
            special.resize(wanted.len(), Span::new(content_end, content_end, false));
            self.out.add_special(special);
        } else if self.kept == ALL {
            // the next record does not begin where the last one ends, as their common slot would have it
            self.out.detach_last();
        }
        Ok(Some(next))
    }
}

/// Looks up the edges among the separators of the record whose numbers are `numbers`, which are the bits of `separators`.
#[inline(always)]
fn pick<B: Blocks>(
    blocks: B,
    slots: &mut [u32],
    separators: u64,
    base: usize,
    numbers: Range<u32>,
    edges: &[u32],
    edge: &mut usize,
) {
    while edges[*edge] < numbers.end {
        let bit = blocks.select(separators, edges[*edge] - numbers.start);
        *edge += 1;
        slots[*edge] = base as u32 + bit + 1;
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
    #[inline(always)]
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
