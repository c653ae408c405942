//! JSON: an object a row, as one array or as separate lines.
//!
//! Numbers are written as they are, also integers beyond 2^53; NaN and the infinities, which JSON does not have, become
//! null, as in pandas' `to_json`. Lists are arrays. Dates, timestamps and durations are strings, spelt as in CSV.

use std::io::Write;

use arrow::array::{Array, ArrowPrimitiveType, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float32Type, Float64Type};

use super::value::push_json_string;
use super::{BatchSink, Cells, FormatError};

/// Bytes gathered before they are handed to the writer.
const WRITE_BYTES: usize = 64 * 1024;

/// Writes batches as one JSON array, an object to a line.
///
/// ```
/// use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use chunkwise::format::{BatchSink, JsonSink};
/// use std::sync::Arc;
///
/// let x: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), None]));
/// let s: ArrayRef = Arc::new(StringArray::from(vec!["a", "\"b\""]));
/// let batch = RecordBatch::try_from_iter([("x", x), ("s", s)])?;
/// let mut text = Vec::new();
/// let mut sink = JsonSink::new(&mut text);
/// sink.write_batch(&batch)?;
/// sink.finish()?;
/// assert_eq!(text, b"[\n{\"x\":0.5,\"s\":\"a\"},\n{\"x\":null,\"s\":\"\\\"b\\\"\"}\n]\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct JsonSink<W: Write> {
    writer: W,
    text: Vec<u8>,
    any_row: bool,
}

impl<W: Write> JsonSink<W> {
    /// A sink that buffers: `writer` need not.
    pub fn new(writer: W) -> JsonSink<W> {
        JsonSink { writer, text: Vec::new(), any_row: false }
    }
}

impl<W: Write> BatchSink for JsonSink<W> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError> {
        let objects = Objects::new(batch)?;
        for row in 0..batch.num_rows() {
            self.text.extend_from_slice(if self.any_row { b",\n" } else { b"[\n" });
            self.any_row = true;
            objects.push(row, &mut self.text);
            flush_if_full(&mut self.writer, &mut self.text)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), FormatError> {
        self.text.extend_from_slice(if self.any_row { b"\n]\n" } else { b"[]\n" });
        flush(&mut self.writer, &mut self.text)
    }
}

/// Writes batches as newline-delimited JSON: an object to a line, and nothing else.
pub struct NdjsonSink<W: Write> {
    writer: W,
    text: Vec<u8>,
}

impl<W: Write> NdjsonSink<W> {
    /// A sink that buffers: `writer` need not.
    pub fn new(writer: W) -> NdjsonSink<W> {
        NdjsonSink { writer, text: Vec::new() }
    }
}

impl<W: Write> BatchSink for NdjsonSink<W> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError> {
        let objects = Objects::new(batch)?;
        for row in 0..batch.num_rows() {
            objects.push(row, &mut self.text);
            self.text.push(b'\n');
            flush_if_full(&mut self.writer, &mut self.text)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), FormatError> {
        flush(&mut self.writer, &mut self.text)
    }
}

fn flush_if_full(writer: &mut impl Write, text: &mut Vec<u8>) -> Result<(), FormatError> {
    if text.len() >= WRITE_BYTES {
        writer.write_all(text)?;
        text.clear();
    }
    Ok(())
}

fn flush(writer: &mut impl Write, text: &mut Vec<u8>) -> Result<(), FormatError> {
    writer.write_all(text)?;
    text.clear();
    Ok(writer.flush()?)
}

/// The rows of a batch as JSON objects.
struct Objects<'a> {
    /// For each column what stands before its value (`{"name":` or `,"name":`), and the values.
    members: Vec<(Vec<u8>, Values<'a>)>,
}

impl<'a> Objects<'a> {
    fn new(batch: &'a RecordBatch) -> Result<Objects<'a>, FormatError> {
        let schema = batch.schema();
        let mut members = Vec::with_capacity(batch.num_columns());
        for (position, (field, array)) in schema.fields().iter().zip(batch.columns()).enumerate() {
            let mut prefix = vec![if position == 0 { b'{' } else { b',' }];
            push_json_string(field.name(), &mut prefix);
            prefix.push(b':');
            members.push((prefix, Values::new(field.name(), array.as_ref())?));
        }
        Ok(Objects { members })
    }

    fn push(&self, row: usize, out: &mut Vec<u8>) {
        for (prefix, values) in &self.members {
            out.extend_from_slice(prefix);
            values.push(row, out);
        }
        out.extend_from_slice(if self.members.is_empty() { b"{}" } else { b"}" });
    }
}

/// Appends the JSON of a value that is not null; most types do it with the text of the cell.
type Push<'a> = Box<dyn Fn(&Cells<'a>, usize, &mut Vec<u8>) + 'a>;

/// The values of one column as JSON.
struct Values<'a> {
    cells: Cells<'a>,
    push: Push<'a>,
}

impl<'a> Values<'a> {
    fn new(column: &str, array: &'a dyn Array) -> Result<Values<'a>, FormatError> {
        let cells = Cells::new(column, array)?;
        let push: Push<'a> = match array.data_type() {
            DataType::Boolean => {
                let array = array.as_boolean();
                Box::new(|_, row, out| {
                    out.extend_from_slice(if array.value(row) { b"true" } else { b"false" });
                })
            }
            DataType::Utf8 => {
                let array = array.as_string::<i32>();
                Box::new(|_, row, out| push_json_string(array.value(row), out))
            }
            DataType::Float32 => floats::<Float32Type>(array),
            DataType::Float64 => floats::<Float64Type>(array),
            DataType::List(_) => {
                let lists = array.as_list::<i32>();
                let items = Values::new(column, lists.values().as_ref())?;
                Box::new(move |_, row, out| {
                    out.push(b'[');
                    let ends = lists.value_offsets();
                    for (place, item) in (ends[row] as usize..ends[row + 1] as usize).enumerate() {
                        if place > 0 {
                            out.push(b',');
                        }
                        items.push(item, out);
                    }
                    out.push(b']');
                })
            }
            data_type if data_type.is_temporal() => Box::new(|cells, row, out| {
                out.push(b'"');
                cells.push(row, out);
                out.push(b'"');
            }),
            _ => Box::new(|cells, row, out| cells.push(row, out)),
        };
        Ok(Values { cells, push })
    }

    fn push(&self, row: usize, out: &mut Vec<u8>) {
        if self.cells.is_null(row) {
            out.extend_from_slice(b"null");
        } else {
            (self.push)(&self.cells, row, out);
        }
    }
}

fn floats<'a, T>(array: &'a dyn Array) -> Push<'a>
where
    T: ArrowPrimitiveType<Native: Into<f64>>,
{
    let array = array.as_primitive::<T>();
    Box::new(|cells, row, out| {
        let value: f64 = array.value(row).into();
        if value.is_finite() {
            cells.push(row, out);
        } else {
            out.extend_from_slice(b"null");
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        ArrayRef, BooleanArray, Date32Array, DurationMicrosecondArray, Float32Array, Float64Array,
        Int64Array, NullArray, StringArray, TimestampMicrosecondArray, UInt64Array,
    };
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
            .unwrap()
    }

    fn array_text(batches: &[RecordBatch]) -> String {
        let mut out = Vec::new();
        let mut sink = JsonSink::new(&mut out);
        batches.iter().for_each(|batch| sink.write_batch(batch).unwrap());
        sink.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    fn lines_text(batches: &[RecordBatch]) -> String {
        let mut out = Vec::new();
        let mut sink = NdjsonSink::new(&mut out);
        batches.iter().for_each(|batch| sink.write_batch(batch).unwrap());
        sink.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_type_has_its_json() {
        let batch = batch(vec![
            ("bool", Arc::new(BooleanArray::from(vec![Some(true), None]))),
            ("int", Arc::new(Int64Array::from(vec![i64::MIN, 0]))),
            ("uint", Arc::new(UInt64Array::from(vec![u64::MAX, 0]))),
            ("f", Arc::new(Float64Array::from(vec![0.1 + 0.2, f64::NAN]))),
            ("g", Arc::new(Float32Array::from(vec![0.1, f32::INFINITY]))),
            ("s\"", Arc::new(StringArray::from(vec!["\u{1}\n\\é😀", ""]))),
            ("day", Arc::new(Date32Array::from(vec![0, 1]))),
            ("ts", Arc::new(TimestampMicrosecondArray::from(vec![1, 0]))),
            ("took", Arc::new(DurationMicrosecondArray::from(vec![-1_000_000, 0]))),
            ("none", Arc::new(NullArray::new(2))),
        ]);
        let rows: Value = serde_json::from_str(&array_text(&[batch])).unwrap();
        assert_eq!(
            rows[0],
            json!({"bool": true, "int": i64::MIN, "uint": u64::MAX, "f": 0.1 + 0.2, "g": 0.1, "s\"": "\u{1}\n\\é😀",
                "day": "1970-01-01", "ts": "1970-01-01 00:00:00.000001", "took": "-1 days +23:59:59", "none": null})
        );
        assert_eq!([&rows[1]["bool"], &rows[1]["f"], &rows[1]["g"]], [&Value::Null; 3]);
        assert_eq!(rows[1]["s\""], "");
    }

    #[test]
    fn an_array_goes_on_over_batches() {
        let one = batch(vec![("a", Arc::new(Int64Array::from(vec![1, 2])))]);
        let none = one.slice(0, 0);
        assert_eq!(
            array_text(&[none.clone(), one.clone(), none.clone(), one.slice(1, 1)]),
            "[\n{\"a\":1},\n{\"a\":2},\n{\"a\":2}\n]\n"
        );
        assert_eq!(lines_text(&[one, none.clone()]), "{\"a\":1}\n{\"a\":2}\n");
        assert_eq!(array_text(&[none]), "[]\n");
        assert_eq!(lines_text(&[]), "");
    }

    #[test]
    fn floats_are_valid_json_in_their_shortest_form() {
        let values = [1e300, 5e-324, -0.0, 1.0, 123_456_789.125];
        let text = lines_text(&[batch(vec![("x", Arc::new(Float64Array::from(values.to_vec())))])]);
        assert!(text.starts_with("{\"x\":1e300}\n"), "{text}");
        for (line, value) in text.lines().zip(values) {
            let row: Value = serde_json::from_str(line).unwrap();
            assert_eq!(row["x"].as_f64().unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn more_than_a_buffer_is_written_once() {
        let words: Vec<String> = (0..20_000).map(|k| format!("word {k}")).collect();
        let text = lines_text(&[batch(vec![("w", Arc::new(StringArray::from(words.clone())))])]);
        let read: Vec<Value> =
            text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["w"].clone()).collect();
        assert_eq!(read, words);
    }
}
