//! An indexed chunk, whose columns are parsed on demand.

use std::fs::File;
use std::iter::repeat_n;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray, new_empty_array, new_null_array};
use arrow::datatypes::DataType;
use chunkwise_csv::{
    Encoding, Inference, Rows, Spans, Texts, ValueError, ValueErrorKind, decode_text, field_text,
    parse_column,
};

use crate::chunk::ChunkScanner;
use crate::error::{ScanError, ScanErrorKind};
use crate::locate::{line_of, quoted};

/// Where a table column comes from in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The file does not have it (or it was not asked for).
    Absent,
    /// It is the file's path.
    Path,
    /// This field of the index.
    Field(usize),
}

/// The records of a chunk. Lives until the scanner reads the next one.
#[derive(Debug)]
pub struct ScannedChunk<'a> {
    scanner: &'a ChunkScanner,
    file: usize,
    /// File offset of the buffer's first byte.
    base: u64,
    /// File offsets of the first record and after the last one.
    extent: Range<u64>,
    rows: usize,
    error: Option<ScanError>,
}

impl<'a> ScannedChunk<'a> {
    pub(crate) fn new(
        scanner: &'a ChunkScanner,
        file: usize,
        base: u64,
        extent: Range<u64>,
        rows: usize,
        error: Option<ScanError>,
    ) -> Self {
        Self { scanner, file, base, extent, rows, error }
    }

    /// What is wrong with the record after the last row; `None` if all is well. To be taken once.
    pub fn take_error(&mut self) -> Option<ScanError> {
        self.error.take()
    }

    /// The file and the 1-based line of a row, for a message about it: the line of its first field that was asked for. `None` if no
    /// field was, or if the file cannot be read any more. Reads the file from its start: for the way to an error only.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<(PathBuf, u64)> {
        let index = self.scanner.index();
        let fields = 0..self.scanner.wanted_fields();
        let first = fields.filter_map(|k| index.column(k).get(row)).map(|span| span.start()).min()?;
        let line = line_of(self.scanner.file()?, self.base + first as u64).ok()?;
        Some((self.scanner.source().files()[self.file].path.clone(), line))
    }

    /// Number of records.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes of its records, with line ends. Over all chunks this adds up to the size of the files without their headers.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.extent.end - self.extent.start
    }

    /// Parses a column for the chosen rows: one value each, in order, of the type that the schema says. Null where a value is
    /// missing, and in all rows if the file does not have the column.
    ///
    /// # Errors
    /// The first value that does not parse, with file, line and text; [`ScanErrorKind::Misfit`] if the type was a guess.
    ///
    /// # Panics
    /// When the column was not among those that the scanner was made for, or `rows` has a row that the chunk does not.
    pub fn column(&self, column: usize, rows: Rows<'_>) -> Result<ArrayRef, ScanError> {
        let source = self.scanner.source();
        let spec = source.spec(column);
        let Some((file, slot)) = self.slot(column) else { return Ok(new_empty_array(&spec.data_type)) };
        match slot {
            Slot::Field(k) => {
                let spans = self.scanner.index().column(k);
                parse_column(self.scanner.bytes(), spans, rows, spec)
                    .map_err(|error| self.locate(file, column, spans, &error))
            }
            Slot::Absent => Ok(new_null_array(&spec.data_type, self.chosen(&rows))),
            Slot::Path => {
                let path = source.files()[self.file].path.display().to_string();
                Ok(Arc::new(StringArray::from_iter_values(repeat_n(path, self.chosen(&rows)))))
            }
        }
    }

    /// The texts of a column for the chosen rows, where they lie and not yet checked. `None` where only
    /// [`column`](Self::column) will do: the column is not text, or the file does not have it or has another encoding.
    ///
    /// # Panics
    /// When the column was not among those that the scanner was made for.
    #[must_use]
    pub fn texts<'r>(&'r self, column: usize, rows: Rows<'r>) -> Option<Texts<'r>> {
        let spec = self.scanner.source().spec(column);
        match self.slot(column)?.1 {
            Slot::Field(k) if spec.data_type == DataType::Utf8 => {
                Texts::new(self.scanner.bytes(), self.scanner.index().column(k), rows, spec)
            }
            _ => None,
        }
    }

    /// Takes all values of a column into account. Nothing for a column that the file does not have.
    ///
    /// # Panics
    /// When the column was not among those that the scanner was made for.
    pub fn observe(&self, column: usize, inference: &mut Inference) {
        if let Some((_, Slot::Field(k))) = self.slot(column) {
            let spec = self.scanner.source().spec(column);
            let spans = self.scanner.index().column(k);
            inference.observe_column(self.scanner.bytes(), spans, &spec.nulls, &spec.dialect);
        }
    }

    /// Where the column comes from; `None` in a chunk without records, for which the buffers may hold anything.
    fn slot(&self, column: usize) -> Option<(&File, Slot)> {
        assert!(self.scanner.is_asked_for(column), "column {column} was not asked for");
        if self.rows == 0 { None } else { self.scanner.open_column(column) }
    }

    fn chosen(&self, rows: &Rows<'_>) -> usize {
        match rows {
            Rows::All => self.rows,
            Rows::Range(range) => range.len(),
            Rows::Picked(picked) => picked.len(),
        }
    }

    /// Says where in the file it is.
    fn locate(&self, file: &File, column: usize, spans: Spans<'_>, error: &ValueError) -> ScanError {
        let source = self.scanner.source();
        let spec = source.spec(column);
        let path = source.files()[self.file].path.clone();
        let name = source.schema().field(column).name().clone();
        let span = spans.get(error.row).unwrap_or_default();
        let line = match line_of(file, self.base + span.start() as u64) {
            Ok(line) => line,
            Err(error) => return ScanError::not_readable(&path, error),
        };
        let raw = field_text(self.scanner.bytes(), span, &spec.dialect);
        let text = match decode_text(&raw, spec.dialect.encoding) {
            Ok(text) => quoted(text.as_bytes()),
            Err(_) => quoted(&raw),
        };
        let data_type = spec.data_type.clone();
        let kind = match &error.kind {
            ValueErrorKind::NotUtf8 => {
                let byte = decode_text(&raw, Encoding::Utf8).map_or_else(|error| error.byte, |_| 0);
                ScanErrorKind::NotUtf8 { path, line, column: name, byte, text }
            }
            ValueErrorKind::TooLong => ScanErrorKind::Value {
                path,
                line,
                column: name,
                text,
                data_type,
                kind: ValueErrorKind::TooLong,
            },
            _ if spec.guessed => ScanErrorKind::Misfit { column, path, line, name, text, data_type },
            kind => ScanErrorKind::Value { path, line, column: name, text, data_type, kind: kind.clone() },
        };
        kind.into()
    }
}
