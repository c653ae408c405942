//! One chunk after the other: read, find where the first record begins, index.
//!
//! See [`crate::seams`] for how chunks that are read at the same time meet. The steps for a chunk whose predecessor is not known
//! yet: read it with the byte before it; assume that it starts outside quotes, so that its first record begins after the first line
//! end; index. Then wait for the predecessor's true end: if it is where this chunk was assumed to begin, all is done; if not,
//! index again from there. What went wrong under a wrong assumption does not count.

use std::fs::File;

use chunkwise_csv::{
    FieldIndex, IndexError, IndexRequest, Indexed, RecordRead, Span, index, next_line_start, read_record,
};

use crate::buffer::ReadBuffer;
use crate::error::{ScanError, ScanErrorKind};
use crate::file;
use crate::locate::{line_of, quoted_line};
use crate::partition::ChunkRange;
use crate::read_ahead::ReadAhead;
use crate::scanned::{ScannedChunk, Slot};
use crate::seams::{Poisoned, Seams, Turn};
use crate::source::{CsvSource, FileMeta};

/// Bytes that are read past a chunk's end for its last record, at least. Tests take few, so that they get to read more.
const OVERHANG_BYTES: usize = if cfg!(test) { 8 } else { 4 << 10 };
/// Bytes that are read past a chunk's end, at most, while its start is not verified (or the chunk's length, if that is more).
const GUESS_OVERHANG_BYTES: usize = if cfg!(test) { 32 } else { 64 << 10 };
/// By how much the overhang grows when the last record is longer. Each time the chunk is indexed again.
const OVERHANG_GROWTH: usize = 4;

/// Reads and indexes chunks. Each worker has its own; buffers are reused, and one file at a time is open.
#[derive(Debug)]
pub struct ChunkScanner {
    source: CsvSource,
    /// Ascending.
    columns: Vec<usize>,
    buffer: ReadBuffer,
    index: FieldIndex,
    file: Option<OpenFile>,
    read_ahead: ReadAhead,
    /// What is read past a chunk's end at first: what the chunks before it needed.
    overhang: usize,
}

/// The file that is open, and where the columns are in it.
#[derive(Debug)]
struct OpenFile {
    number: usize,
    file: File,
    /// Fields to index, ascending.
    wanted: Vec<usize>,
    /// For each table column.
    slots: Vec<Slot>,
}

/// Where the records of a chunk lie.
struct Records {
    /// The file offset of the buffer's first byte.
    base: u64,
    /// The file offset of the first record.
    start: u64,
    /// The file offset after the last record.
    end: u64,
    rows: usize,
    /// What is wrong with the record after those, if the chunk has one that is not right.
    error: Option<ScanError>,
}

impl Records {
    fn none(at: u64) -> Self {
        Self { base: at, start: at, end: at, rows: 0, error: None }
    }
}

impl ChunkScanner {
    /// A scanner for chunks of `source` of which `columns` will be asked for.
    ///
    /// # Panics
    /// When there is no such column.
    #[must_use]
    pub fn new(source: &CsvSource, columns: &[usize]) -> Self {
        let count = source.schema().fields().len();
        assert!(columns.iter().all(|&column| column < count), "columns {columns:?} of {count}");
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns.dedup();
        Self {
            source: source.clone(),
            columns,
            buffer: ReadBuffer::default(),
            index: FieldIndex::default(),
            file: None,
            read_ahead: ReadAhead::default(),
            overhang: OVERHANG_BYTES,
        }
    }

    /// Reads and indexes a chunk: the records whose first byte lies in `range`.
    ///
    /// Waits for the chunk before it in the same file, so chunks must be taken in order by workers that are running, all with
    /// the same `seams`. If this fails, the chunks after it fail with [`ScanErrorKind::Stopped`], and those before it do not.
    ///
    /// # Errors
    /// When the file cannot be read or was changed; for a record with too many or too few fields, a quote that is not closed, or a
    /// record of more than 2 GiB; when the chunk before failed.
    pub fn scan<'a>(&'a mut self, range: &ChunkRange, seams: &Seams) -> Result<ScannedChunk<'a>, ScanError> {
        let mut chunk = self.scan_up_to_error(range, seams)?;
        match chunk.take_error() {
            Some(error) => Err(error),
            None => Ok(chunk),
        }
    }

    /// As [`scan`](Self::scan), but a record that is not right does not take the records before it along: they are the chunk,
    /// and [`ScannedChunk::take_error`] has the error. Whether it matters depends on what becomes of those rows.
    ///
    /// # Errors
    /// When the file cannot be read or was changed; when the chunk before failed.
    pub fn scan_up_to_error<'a>(
        &'a mut self,
        range: &ChunkRange,
        seams: &Seams,
    ) -> Result<ScannedChunk<'a>, ScanError> {
        let turn = Turn::new(seams, range.chunk);
        let Records { base, start, end, rows, error } = self.find_records(range, &turn)?;
        // Without a word from it, the turn fails the chunks after this one.
        if error.is_none() && range.last {
            turn.finish();
        } else if error.is_none() {
            turn.publish(end);
        }
        Ok(ScannedChunk::new(self, range.file, base, start..end, rows, error))
    }

    /// What the buffers occupy, in bytes.
    #[must_use]
    pub fn reserved_bytes(&self) -> usize {
        self.buffer.reserved_bytes() + self.index.reserved_bytes()
    }

    fn find_records(&mut self, range: &ChunkRange, turn: &Turn<'_>) -> Result<Records, ScanError> {
        let stopped = |_: Poisoned| ScanError::from(ScanErrorKind::Stopped);
        let known = match range.chunk.checked_sub(1) {
            Some(before) if !range.first => turn.seams().take_end_of(before).map_err(stopped)?,
            _ => Some(range.start),
        };
        match known {
            Some(start) if start >= range.end => return Ok(Records::none(start)),
            Some(start) => {
                let mut chunk = self.read(range, start)?;
                return chunk.index_from(start, None);
            }
            None => {}
        }
        let before = range.chunk.saturating_sub(1);
        let mut chunk = self.read(range, range.start - 1)?;
        let guess = chunk.guess();
        let attempt = guess.map(|start| (start, chunk.index_at(start, Trust::Guess)));
        let start = turn.seams().wait_end_of(before).map_err(stopped)?;
        if start >= range.end {
            return Ok(Records::none(start));
        }
        match attempt {
            Some((guess, attempt)) if guess == start => chunk.index_from(start, Some(attempt?)),
            _ => chunk.index_from(start, None),
        }
    }
}

/// How far to go for a chunk's last record.
#[derive(Clone, Copy)]
enum Trust {
    /// The start is an assumption: a short way, since a wrong one may make the rest of the file look like one record.
    Guess,
    /// The start is right: as far as it takes.
    Verified,
}

/// A chunk in the buffer.
struct Chunk<'s> {
    scanner: &'s mut ChunkScanner,
    range: ChunkRange,
    base: u64,
    /// Bytes in the buffer past the chunk's end, unless the file ends before.
    overhang: usize,
}

impl ChunkScanner {
    /// Opens the chunk's file and reads from `base` to a little past the chunk's end.
    fn read(&mut self, range: &ChunkRange, base: u64) -> Result<Chunk<'_>, ScanError> {
        if self.file.as_ref().is_none_or(|open| open.number != range.file) {
            // Closed first: never two files at a time.
            self.file = None;
            self.file = Some(OpenFile::new(&self.source, range.file, &self.columns)?);
        }
        let overhang = self.overhang;
        self.buffer.clear((range.end - base) as usize + overhang);
        if let Some(open) = &self.file {
            self.read_ahead.ask(&open.file, range.end);
        }
        let mut chunk = Chunk { scanner: self, range: *range, base, overhang };
        chunk.fill()?;
        Ok(chunk)
    }
}

impl Chunk<'_> {
    fn meta(&self) -> &FileMeta {
        &self.scanner.source.files()[self.range.file]
    }

    /// Bytes in the buffer that are the chunk's own.
    fn limit(&self) -> usize {
        (self.range.end - self.base) as usize
    }

    fn is_at_eof(&self) -> bool {
        self.base + self.scanner.buffer.bytes().len() as u64 >= self.meta().bytes
    }

    /// Reads up to the overhang, or the end of the file.
    fn fill(&mut self) -> Result<(), ScanError> {
        let (base, range) = (self.base, self.range);
        let len = self.limit().saturating_add(self.overhang).min(Span::MAX);
        let scanner = &mut *self.scanner;
        let Some(open) = &scanner.file else { return Ok(()) };
        let meta = &scanner.source.files()[range.file];
        let len = u64::min(len as u64, meta.bytes - base) as usize;
        scanner.buffer.read_until(&open.file, &mut scanner.read_ahead, meta, base, len)
    }

    /// Reads further past the chunk's end, for a longer last record.
    fn grow(&mut self) -> Result<(), ScanError> {
        if self.scanner.buffer.bytes().len() >= Span::MAX {
            return Err(self.locate(&IndexError::TooLong { bytes: Span::MAX }));
        }
        self.overhang = self.overhang.saturating_mul(OVERHANG_GROWTH);
        self.fill()
    }

    /// Where the chunk's first record begins if the chunk starts outside quotes: after the first line end. `None`: no record begins
    /// in it. (Whether the byte before the chunk is a line end decides about its first byte: the buffer has it.)
    fn guess(&self) -> Option<u64> {
        let own = &self.scanner.buffer.bytes()[..self.limit()];
        let start = next_line_start(own, 0)?;
        (start < own.len()).then_some(self.base + start as u64)
    }

    /// Indexes from `start`, reading on as `trust` allows.
    fn index_at(&mut self, start: u64, trust: Trust) -> Result<Result<Indexed, IndexError>, ScanError> {
        let furthest = match trust {
            Trust::Guess => GUESS_OVERHANG_BYTES.max(self.limit()),
            Trust::Verified => usize::MAX,
        };
        loop {
            let (at_eof, limit) = (self.is_at_eof(), self.limit());
            let fields = self.meta().layout.fields;
            let scanner = &mut *self.scanner;
            let request = IndexRequest {
                bytes: scanner.buffer.bytes(),
                start: (start - self.base) as usize,
                limit,
                at_eof,
                fields,
                wanted: scanner.file.as_ref().map_or(&[], |open| &open.wanted),
                short_rows: scanner.source.options().short_rows,
            };
            match index(&request, &scanner.source.options().dialect, &mut scanner.index) {
                Ok(Indexed::NeedMore) if self.overhang < furthest => self.grow()?,
                other => return Ok(other),
            }
        }
    }

    /// The records from `start`, which is right. `attempt`: what [`Chunk::index_at`] said about it before that was known.
    fn index_from(
        &mut self,
        start: u64,
        attempt: Option<Result<Indexed, IndexError>>,
    ) -> Result<Records, ScanError> {
        let indexed = match attempt {
            Some(Ok(Indexed::NeedMore)) => {
                self.grow()?;
                self.index_at(start, Trust::Verified)?
            }
            Some(other) => other,
            None => self.index_at(start, Trust::Verified)?,
        };
        if let Err(error) = indexed {
            return Ok(self.records_before(start, &error));
        }
        let (rows, end) = (self.scanner.index.records(), self.scanner.index.end());
        self.scanner.learn_overhang(end.saturating_sub(self.limit()));
        Ok(Records { base: self.base, start, end: self.base + end as u64, rows, error: None })
    }

    /// The records from `start` up to the one that `error` is about.
    fn records_before(&mut self, start: u64, error: &IndexError) -> Records {
        let first = (start - self.base) as usize;
        let bad = match *error {
            IndexError::FieldCount { offset, .. } => offset,
            IndexError::UnclosedQuote { .. } => self.unclosed_record(first),
            _ => first,
        };
        let error = self.locate(error);
        let fields = self.meta().layout.fields;
        let scanner = &mut *self.scanner;
        let request = IndexRequest {
            bytes: &scanner.buffer.bytes()[..bad],
            start: first,
            limit: bad,
            at_eof: true,
            fields,
            wanted: scanner.file.as_ref().map_or(&[], |open| &open.wanted),
            short_rows: scanner.source.options().short_rows,
        };
        let indexed = index(&request, &scanner.source.options().dialect, &mut scanner.index);
        let rows = if matches!(indexed, Ok(Indexed::Done)) { scanner.index.records() } else { 0 };
        Records { base: self.base, start, end: self.base + bad as u64, rows, error: Some(error) }
    }

    /// Where the record begins whose quote is never closed, reading record by record from the one at `at`.
    fn unclosed_record(&self, mut at: usize) -> usize {
        let dialect = &self.scanner.source.options().dialect;
        while let RecordRead::Record { next, .. } =
            read_record(self.scanner.buffer.bytes(), at, true, dialect)
        {
            at = next;
        }
        at
    }

    /// Says where in the file it is.
    fn locate(&self, error: &IndexError) -> ScanError {
        let path = self.meta().path.clone();
        let bytes = self.scanner.buffer.bytes();
        let offset = match *error {
            IndexError::FieldCount { offset, .. } | IndexError::UnclosedQuote { offset } => offset,
            _ => 0,
        };
        let Some(open) = &self.scanner.file else { return ScanErrorKind::FileChanged { path }.into() };
        let line = match line_of(&open.file, self.base + offset as u64) {
            Ok(line) => line,
            Err(error) => return ScanError::not_readable(&path, error),
        };
        let text = quoted_line(bytes, offset);
        let kind = match *error {
            IndexError::FieldCount { expected, found, .. } => {
                ScanErrorKind::FieldCount { path, line, expected, found, text }
            }
            IndexError::UnclosedQuote { .. } => ScanErrorKind::UnclosedQuote { path, line, text },
            _ => ScanErrorKind::RecordTooLong { path, line },
        };
        kind.into()
    }
}

impl ChunkScanner {
    /// Remembers how far the last record of a chunk ran past its end, so that the next chunk is read far enough at once.
    fn learn_overhang(&mut self, past: usize) {
        if past > self.overhang {
            self.overhang = past.next_power_of_two().min(GUESS_OVERHANG_BYTES);
        } else if past < self.overhang / 8 {
            self.overhang = (self.overhang / 2).max(OVERHANG_BYTES);
        }
    }

    pub(crate) fn source(&self) -> &CsvSource {
        &self.source
    }

    pub(crate) fn is_asked_for(&self, column: usize) -> bool {
        self.columns.binary_search(&column).is_ok()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.buffer.bytes()
    }

    pub(crate) fn file(&self) -> Option<&File> {
        self.file.as_ref().map(|open| &open.file)
    }

    /// How many fields of a record are indexed.
    pub(crate) fn wanted_fields(&self) -> usize {
        self.file.as_ref().map_or(0, |open| open.wanted.len())
    }

    pub(crate) fn index(&self) -> &FieldIndex {
        &self.index
    }

    /// The open file, and where `column` is in it.
    pub(crate) fn open_column(&self, column: usize) -> Option<(&File, Slot)> {
        self.file.as_ref().map(|open| (&open.file, open.slots[column]))
    }
}

impl OpenFile {
    fn new(source: &CsvSource, number: usize, columns: &[usize]) -> Result<Self, ScanError> {
        let meta = &source.files()[number];
        let file = file::reopen(meta)?;
        let mut slots = vec![Slot::Absent; source.schema().fields().len()];
        let mut fields = Vec::with_capacity(columns.len());
        for &column in columns {
            match meta.layout.field_of_column[column] {
                Some(field) => fields.push((field, column)),
                None if source.is_path(column) => slots[column] = Slot::Path,
                None => {}
            }
        }
        fields.sort_unstable();
        for (k, &(_, column)) in fields.iter().enumerate() {
            slots[column] = Slot::Field(k);
        }
        let wanted = fields.into_iter().map(|(field, _)| field).collect();
        Ok(Self { number, file, wanted, slots })
    }
}
