//! CSV: one record a row, LF line ends, null as an empty field, an empty string as `""`.

use std::io::{self, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};

use super::{BatchSink, Cells, FormatError};

/// Writes batches as CSV.
///
/// Fields are quoted only where they must be. The one thing that CSV cannot tell apart is null and the empty string in
/// a table of a single column: both are `""` there, because an empty line is no record.
///
/// ```
/// use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
/// use chunkwise::format::{BatchSink, CsvSink};
/// use std::sync::Arc;
///
/// let n: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, Some(3)]));
/// let note: ArrayRef = Arc::new(StringArray::from(vec![Some("a, b"), Some(""), None]));
/// let batch = RecordBatch::try_from_iter([("n", n), ("note", note)])?;
/// let mut text = Vec::new();
/// let mut sink = CsvSink::new(&mut text, b',')?;
/// sink.write_header(&batch.schema())?;
/// sink.write_batch(&batch)?;
/// sink.finish()?;
/// drop(sink);
/// assert_eq!(text, b"n,note\n1,\"a, b\"\n,\"\"\n3,\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CsvSink<W: Write> {
    writer: csv::Writer<W>,
    /// Bytes that make quotes necessary.
    special: [bool; 256],
    /// Whether the text of a number or of a time can hold the delimiter.
    delimiter_in_numbers: bool,
    /// Columns of what was written so far.
    columns: Option<usize>,
    /// The text of one field; kept for its capacity.
    cell: Vec<u8>,
    /// The same with quotes.
    quoted: Vec<u8>,
}

impl<W: Write> CsvSink<W> {
    /// A sink that separates fields by `delimiter`. It buffers: `writer` need not.
    ///
    /// # Errors
    /// [`FormatError::Delimiter`] if the delimiter is a line end, a quote, or not ASCII.
    pub fn new(writer: W, delimiter: u8) -> Result<CsvSink<W>, FormatError> {
        if matches!(delimiter, b'\r' | b'\n' | b'"' | 0) || !delimiter.is_ascii() {
            return Err(FormatError::Delimiter { delimiter });
        }
        // Never: the csv crate quotes by the text alone, and so cannot tell an empty string from null. This sink
        // quotes; the crate separates, ends and buffers.
        let writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(csv::QuoteStyle::Never)
            .buffer_capacity(64 * 1024)
            .from_writer(writer);
        let mut special = [false; 256];
        for byte in [delimiter, b'"', b'\r', b'\n'] {
            special[usize::from(byte)] = true;
        }
        let delimiter_in_numbers = delimiter.is_ascii_alphanumeric() || b" +-.:".contains(&delimiter);
        let (cell, quoted) = (Vec::new(), Vec::new());
        Ok(CsvSink { writer, special, delimiter_in_numbers, columns: None, cell, quoted })
    }

    /// Writes the names of the columns. To be called first, or not at all.
    ///
    /// # Errors
    /// [`FormatError::Write`] if writing fails.
    pub fn write_header(&mut self, schema: &Schema) -> Result<(), FormatError> {
        self.check_columns(schema.fields().len())?;
        for field in schema.fields() {
            self.cell.clear();
            self.cell.extend_from_slice(field.name().as_bytes());
            self.write_text(true)?;
        }
        self.end_record(schema.fields().len())
    }

    fn check_columns(&mut self, found: usize) -> Result<(), FormatError> {
        let expected = *self.columns.get_or_insert(found);
        if expected == found { Ok(()) } else { Err(FormatError::ColumnCount { expected, found }) }
    }

    /// Writes `self.cell` as the next field, in quotes if it must be. `empty_is_value`: an empty text is an empty
    /// string, not null.
    fn write_text(&mut self, empty_is_value: bool) -> Result<(), FormatError> {
        let must_quote = self.cell.is_empty() && empty_is_value
            || self.cell.iter().any(|&byte| self.special[usize::from(byte)]);
        if !must_quote {
            return self.write_bare();
        }
        self.quoted.clear();
        self.quoted.push(b'"');
        for &byte in &self.cell {
            if byte == b'"' {
                self.quoted.push(b'"');
            }
            self.quoted.push(byte);
        }
        self.quoted.push(b'"');
        self.writer.write_field(&self.quoted).map_err(write_error)
    }

    /// Writes `self.cell` as the next field, as it is.
    fn write_bare(&mut self) -> Result<(), FormatError> {
        self.writer.write_field(&self.cell).map_err(write_error)
    }

    fn end_record(&mut self, columns: usize) -> Result<(), FormatError> {
        // A table without columns has no text; a record of no fields would be written as `""`.
        if columns == 0 { Ok(()) } else { self.writer.write_record(None::<&[u8]>).map_err(write_error) }
    }
}

impl<W: Write> BatchSink for CsvSink<W> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError> {
        self.check_columns(batch.num_columns())?;
        let schema = batch.schema();
        let columns = (schema.fields().iter().zip(batch.columns()))
            .map(|(field, array)| {
                let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::List(_));
                let is_text = is_text || self.delimiter_in_numbers;
                Ok((is_text, Cells::new(field.name(), array.as_ref())?))
            })
            .collect::<Result<Vec<_>, FormatError>>()?;
        for row in 0..batch.num_rows() {
            for (is_text, cells) in &columns {
                self.cell.clear();
                cells.push(row, &mut self.cell);
                if *is_text {
                    // Of what is not null, only strings can be empty.
                    self.write_text(!cells.is_null(row))?;
                } else {
                    self.write_bare()?;
                }
            }
            self.end_record(columns.len())?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), FormatError> {
        Ok(self.writer.flush()?)
    }
}

fn write_error(error: csv::Error) -> FormatError {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => FormatError::Write(source),
        // The number of fields was checked, and no serde is involved.
        other => FormatError::Write(io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
#[path = "csv_writer_tests.rs"]
mod tests;
