//! Where a field's text lies in the chunk.

use crate::field_index::{Bounds, SPECIAL, Table};

/// The top bit of `end_and_flag`: the text needs [`crate::unescape`].
const ESCAPED: u32 = 1 << 31;

/// Where a field's text lies in the chunk, without the enclosing quotes. Eight bytes.
///
/// A quoted field with doubled quotes, or with text after its closing quote, is *escaped*: its span runs from after the
/// opening quote up to the separator, and [`crate::unescape`] gives its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end_and_flag: u32,
}

impl Span {
    /// The largest offset a span can hold, and so the longest chunk in bytes.
    pub const MAX: usize = (ESCAPED - 1) as usize;

    /// The span `start..end`. Offsets must not exceed [`Span::MAX`] ([`crate::index()`] checks this for the whole chunk).
    #[inline]
    pub fn new(start: usize, end: usize, escaped: bool) -> Self {
        debug_assert!(start <= end && end <= Self::MAX);
        Self { start: start as u32, end_and_flag: end as u32 | if escaped { ESCAPED } else { 0 } }
    }

    /// Offset of the first byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Offset after the last byte.
    #[inline]
    pub fn end(self) -> usize {
        (self.end_and_flag & !ESCAPED) as usize
    }

    /// [`Span::end`], or with an escaped span something larger than any offset.
    #[inline(always)]
    pub(crate) fn raw_end(self) -> usize {
        self.end_and_flag as usize
    }

    /// Whether the bytes must go through [`crate::unescape`] to be the field's text.
    #[inline]
    pub fn is_escaped(self) -> bool {
        self.end_and_flag & ESCAPED != 0
    }

    /// The raw bytes of the field. Empty when the span does not lie in `chunk` (that is, when the two do not belong
    /// together).
    #[inline]
    pub fn bytes(self, chunk: &[u8]) -> &[u8] {
        debug_assert!(self.end() <= chunk.len(), "a span of another chunk");
        chunk.get(self.start()..self.end()).unwrap_or_default()
    }
}

/// Where the texts of one field lie, for all records of a chunk: one [`Span`] per record.
#[derive(Debug, Clone, Copy)]
pub struct Spans<'a> {
    rows: Table<'a>,
    bounds: Bounds,
    /// The spans of all wanted fields of the special records.
    special: &'a [Span],
    /// Which of the wanted fields this is, and how many there are.
    field: (usize, usize),
}

impl<'a> Spans<'a> {
    pub(crate) fn new(rows: Table<'a>, bounds: Bounds, special: &'a [Span], field: (usize, usize)) -> Self {
        Self { rows, bounds, special, field }
    }

    /// Number of records.
    #[inline]
    pub fn len(&self) -> usize {
        self.rows.records
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The span in record `row`, or `None` when there are not so many.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Span> {
        (row < self.len()).then(|| self.at(row))
    }

    /// All spans, in order.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Span> + 'a {
        (0..self.len()).map(move |row| self.at(row))
    }

    /// The spans in the eight records from `row` on, which there are.
    #[inline(always)]
    pub(crate) fn eight_at(&self, row: usize) -> [Span; 8] {
        let mut spans = [Span::default(); 8];
        for (at, span) in spans.iter_mut().enumerate() {
            *span = self.at(row + at);
        }
        spans
    }

    /// The span in record `row`, which there is.
    #[inline(always)]
    pub(crate) fn at(&self, row: usize) -> Span {
        let slots = &self.rows.slots[row * self.rows.stride..];
        if !self.special.is_empty() && slots[1] & SPECIAL != 0 {
            let record = (slots[1] & !SPECIAL) as usize;
            return self.special[record * self.field.1 + self.field.0];
        }
        let Bounds { start, end, separator } = self.bounds;
        Span { start: slots[start], end_and_flag: slots[end].wrapping_sub(separator) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_it_was_given() {
        for (start, end, escaped) in
            [(0, 0, false), (3, 7, true), (Span::MAX, Span::MAX, true), (0, Span::MAX, false)]
        {
            let span = Span::new(start, end, escaped);
            assert_eq!((span.start(), span.end(), span.is_escaped()), (start, end, escaped));
        }
        assert_eq!(size_of::<Span>(), 8);
        assert_eq!(Span::new(1, 3, false).bytes(b"abcd"), b"bc");
    }
}
