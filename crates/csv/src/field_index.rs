//! The fields that were found: one row of offsets per record.
//!
//! A record has a row of slots, slot 0 for where it begins and one for each separator that bounds a wanted field: the offset after
//! it. Rows lie one after the other, so that the walk writes in one place, and what a record has stays in a cache line or
//! two. Where all separators are kept, the slot after the line end is also slot 0 of the next row. A record whose fields are not
//! simply what lies between separators (quotes, missing fields) is *special*: its slot 1 holds a flag and a number, under which
//! its spans are kept apart.

use crate::span::{Span, Spans};

/// The top bit of slot 1: the record is special.
pub(crate) const SPECIAL: u32 = 1 << 31;

/// So many slots, or spans, are kept for the next chunk in any case.
const KEEP_SLOTS: usize = 1 << 20;

/// The needed fields of a chunk's records. Reused from chunk to chunk: its buffers keep their capacity.
#[derive(Debug, Default)]
pub struct FieldIndex {
    records: usize,
    /// A row every `stride` slots; more than the records need.
    slots: Vec<u32>,
    stride: usize,
    /// For each wanted field, the slots that bound it.
    bounds: Vec<Bounds>,
    /// The spans of the special records, one per wanted field.
    special: Vec<Span>,
    end: usize,
}

/// The slots of a field: where it begins, and the offset after the separator that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Bytes from the field's end to that offset: 1, or 2 for a CR and a line feed.
    pub(crate) separator: u32,
}

impl FieldIndex {
    /// Number of records.
    pub fn records(&self) -> usize {
        self.records
    }

    /// The `k`-th wanted field, one span per record.
    ///
    /// # Panics
    /// When the request had no `k`-th wanted field.
    pub fn column(&self, k: usize) -> Spans<'_> {
        let rows = Table { slots: &self.slots, stride: self.stride, records: self.records };
        Spans::new(rows, self.bounds[k], &self.special, (k, self.bounds.len()))
    }

    /// Offset of the first line that begins at or after the request's limit (or the end of the file): the next chunk's records
    /// begin here.
    pub fn end(&self) -> usize {
        self.end
    }

    /// What the buffers occupy, in bytes.
    pub fn reserved_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
            + self.special.capacity() * size_of::<Span>()
            + self.bounds.capacity() * size_of::<Bounds>()
    }

    /// Forgets the records, and prepares for a row every `stride` slots, at least two if a field is wanted.
    pub(crate) fn reset(&mut self, stride: usize, bounds: impl Iterator<Item = Bounds>) {
        self.give_back();
        self.bounds.clear();
        self.bounds.extend(bounds);
        self.special.clear();
        (self.records, self.stride, self.end) = (0, stride, 0);
    }

    /// Gives back what only an unusual chunk needed.
    fn give_back(&mut self) {
        let needed = self.records * self.stride;
        if self.slots.len() > KEEP_SLOTS.max(4 * needed) {
            self.slots = Vec::new();
        }
        if self.special.capacity() > KEEP_SLOTS.max(4 * self.special.len()) {
            self.special = Vec::new();
        }
    }

    pub(crate) fn set_end(&mut self, end: usize) {
        self.end = end;
    }

    /// The rows, to write to.
    #[inline(always)]
    pub(crate) fn rows(&mut self) -> Rows<'_> {
        Rows {
            slots: &mut self.slots,
            stride: self.stride,
            records: &mut self.records,
            special: SpecialRecords { bounds: &self.bounds, spans: &mut self.special },
        }
    }

    /// Makes room for at least one more record, and `spare` slots.
    #[cold]
    pub(crate) fn grow(&mut self, spare: usize) {
        let needed = (self.records + 1) * self.stride + spare;
        self.slots.resize((2 * self.slots.len()).max(needed), 0);
    }

    /// Makes the last record a special one, so that its slots are free.
    #[cold]
    pub(crate) fn detach_last(&mut self) {
        let Some(last) = self.records.checked_sub(1).filter(|_| !self.bounds.is_empty()) else { return };
        if self.slots[last * self.stride + 1] & SPECIAL != 0 {
            return; // already
        }
        let spans: Vec<Span> = (0..self.bounds.len()).map(|k| self.column(k).at(last)).collect();
        self.slots[last * self.stride + 1] = special_slot(self.special.len(), spans.len());
        self.special.extend(spans);
    }

    /// Adds a special record, whose fields' spans are `spans`.
    pub(crate) fn add_special(&mut self, spans: &[Span]) {
        let row = self.records * self.stride;
        if self.slots.len() < row + self.stride {
            self.grow(0);
        }
        if !spans.is_empty() {
            self.slots[row + 1] = special_slot(self.special.len(), spans.len());
        }
        self.special.extend_from_slice(spans);
        self.records += 1;
    }
}

/// The rows, to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(crate) slots: &'a [u32],
    pub(crate) stride: usize,
    pub(crate) records: usize,
}

/// See [`FieldIndex::rows`].
pub(crate) struct Rows<'a> {
    pub(crate) slots: &'a mut [u32],
    pub(crate) stride: usize,
    pub(crate) records: &'a mut usize,
    pub(crate) special: SpecialRecords<'a>,
}

/// The records whose spans are kept apart.
pub(crate) struct SpecialRecords<'a> {
    bounds: &'a [Bounds],
    spans: &'a mut Vec<Span>,
}

impl SpecialRecords<'_> {
    /// Keeps the spans of a record apart, as `span` says them of the wanted fields: of the number among them, and of where the
    /// separators in `slots` say that it begins and ends.
    #[inline(never)]
    pub(crate) fn keep(&mut self, slots: &mut [u32], span: impl Fn(usize, usize, usize) -> Span) {
        let slot = special_slot(self.spans.len(), self.bounds.len());
        for (k, bounds) in self.bounds.iter().enumerate() {
            let (start, end) =
                (slots[bounds.start] as usize, (slots[bounds.end] - bounds.separator) as usize);
            self.spans.push(span(k, start, end));
        }
        slots[1] = slot;
    }
}

/// Slot 1 of the next special record. It fits: there are fewer than bytes, and those fit 31 bits.
fn special_slot(spans: usize, wanted: usize) -> u32 {
    SPECIAL | (spans / wanted.max(1)) as u32
}

impl FromIterator<Span> for FieldIndex {
    /// An index of one column, made of these fields.
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut index = Self::default();
        index.reset(2, std::iter::once(Bounds { start: 0, end: 1, separator: 1 }));
        for span in spans {
            // the offset after the longest span would look like a flag
            if span.is_escaped() || span.end() == Span::MAX {
                index.add_special(&[span]);
            } else {
                if index.slots.len() < 2 * (index.records + 1) {
                    index.grow(0);
                }
                let row = &mut index.slots[2 * index.records..];
                (row[0], row[1]) = (span.start() as u32, span.end() as u32 + 1);
                index.records += 1;
            }
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_special_records() {
        let spans = [(0, 0, false), (1, 5, true), (6, 7, false), (8, 9, true), (9, 9, false)];
        let spans = spans.map(|(start, end, escaped)| Span::new(start, end, escaped));
        let index: FieldIndex = spans.into_iter().collect();
        assert_eq!(index.column(0).iter().collect::<Vec<_>>(), spans);
        assert_eq!((index.column(0).get(3), index.column(0).get(5)), (Some(spans[3]), None));
    }
}
