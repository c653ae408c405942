//! Where a field's text lies in the chunk.

use crate::field_index::{Bounds, SPECIAL};

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
    /// Rows of `stride` slots, see [`crate::FieldIndex`].
    slots: &'a [u32],
    stride: usize,
    bounds: Bounds,
    /// The spans of all wanted fields of the special records.
    special: &'a [Span],
    /// Which of the wanted fields this is, and how many there are.
    field: (usize, usize),
}

impl<'a> Spans<'a> {
    pub(crate) fn new(
        slots: &'a [u32],
        stride: usize,
        bounds: Bounds,
        special: &'a [Span],
        field: (usize, usize),
    ) -> Self {
        assert!(bounds.start < stride && bounds.end < stride, "{bounds:?} in rows of {stride} slots");
        Self { slots, stride, bounds, special, field }
    }

    /// Number of records.
    #[inline]
    pub fn len(&self) -> usize {
        self.slots.len() / self.stride
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The span in record `row`, or `None` when there are not so many.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Span> {
        let slots = self.slots.get(row * self.stride..(row + 1) * self.stride)?;
        Some(self.of_row(slots))
    }

    /// All spans, in order.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Span> + 'a {
        self.slots.chunks_exact(self.stride).map(move |slots| self.of_row(slots))
    }

    /// The spans in the eight records from `row` on, which there are.
    #[inline(always)]
    pub(crate) fn eight_at(&self, row: usize) -> [Span; 8] {
        let slots = &self.slots[row * self.stride..][..8 * self.stride];
        let mut spans = [Span::default(); 8];
        for (span, slots) in spans.iter_mut().zip(slots.chunks_exact(self.stride)) {
            *span = self.of_row(slots);
        }
        spans
    }

    /// The span in record `row`, which there is.
    #[inline(always)]
    pub(crate) fn at(&self, row: usize) -> Span {
        self.of_row(&self.slots[row * self.stride..][..self.stride])
    }

    #[inline(always)]
    fn of_row(&self, slots: &[u32]) -> Span {
        if !self.special.is_empty() && slots[0] & SPECIAL != 0 {
            let record = (slots[0] & !SPECIAL) as usize;
            return self.special[record * self.field.1 + self.field.0];
        }
        Span { start: slots[self.bounds.start], end_and_flag: slots[self.bounds.end].wrapping_sub(1) }
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
