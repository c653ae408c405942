//! The text of single cells, and the names of their types.

use arrow::array::{Array, ArrowPrimitiveType, AsArray, ListArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use super::FormatError;
use super::temporal;

/// Appends the text of one row.
type Push<'a> = Box<dyn Fn(usize, &mut Vec<u8>) + 'a>;

/// The cells of one column as text. The type is looked at once, not for each cell.
///
/// | type | text |
/// |---|---|
/// | bool | `True`, `False` |
/// | integers | `-12` |
/// | floats | the shortest that reads back as the same number: `1.0`, `0.3`, `1e300`; `NaN`, `inf`, `-inf` |
/// | string | as it is |
/// | date | `2015-01-31` |
/// | timestamp | `2015-01-31 23:59:59`, `2015-01-31 23:59:59.000001` |
/// | duration | `0 days 00:20:15`, `-1 days +23:59:00` |
/// | list | as in JSON: `[1.0, null]`, `["a", "b"]` |
/// | null of any type | nothing |
///
/// ```
/// use arrow::array::Float64Array;
/// use chunkwise::format::Cells;
/// let column = Float64Array::from(vec![Some(0.1 + 0.2), None]);
/// let cells = Cells::new("x", &column)?;
/// let mut text = Vec::new();
/// cells.push(0, &mut text);
/// assert_eq!(text, b"0.30000000000000004");
/// assert!(cells.is_null(1));
/// # Ok::<(), chunkwise::format::FormatError>(())
/// ```
pub struct Cells<'a> {
    push: Push<'a>,
    nulls: Option<NullBuffer>,
}

impl<'a> Cells<'a> {
    /// The cells of `array`; `column` is its name, for the error.
    ///
    /// # Errors
    /// [`FormatError::UnsupportedType`] for a type that no column of a table has.
    pub fn new(column: &str, array: &'a dyn Array) -> Result<Cells<'a>, FormatError> {
        let push: Push = match array.data_type() {
            DataType::Null => Box::new(|_, _| ()),
            DataType::Boolean => {
                let array = array.as_boolean();
                Box::new(|row, out| out.extend_from_slice(if array.value(row) { b"True" } else { b"False" }))
            }
            DataType::Int8 => integers::<Int8Type>(array),
            DataType::Int16 => integers::<Int16Type>(array),
            DataType::Int32 => integers::<Int32Type>(array),
            DataType::Int64 => integers::<Int64Type>(array),
            DataType::UInt8 => integers::<UInt8Type>(array),
            DataType::UInt16 => integers::<UInt16Type>(array),
            DataType::UInt32 => integers::<UInt32Type>(array),
            DataType::UInt64 => integers::<UInt64Type>(array),
            DataType::Float32 => floats::<Float32Type>(array),
            DataType::Float64 => floats::<Float64Type>(array),
            DataType::Utf8 => {
                let array = array.as_string::<i32>();
                Box::new(|row, out| out.extend_from_slice(array.value(row).as_bytes()))
            }
            DataType::Date32 => {
                let array = array.as_primitive::<Date32Type>();
                Box::new(|row, out| temporal::push_date(out, array.value(row).into()))
            }
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                let array = array.as_primitive::<TimestampMicrosecondType>();
                Box::new(|row, out| temporal::push_timestamp(out, array.value(row)))
            }
            DataType::Duration(TimeUnit::Microsecond) => {
                let array = array.as_primitive::<DurationMicrosecondType>();
                Box::new(|row, out| temporal::push_duration(out, array.value(row)))
            }
            DataType::List(_) => lists(column, array.as_list())?,
            data_type => {
                let (column, data_type) = (column.to_owned(), data_type.clone());
                return Err(FormatError::UnsupportedType { column, data_type });
            }
        };
        // A column of type null has no validity bits; its logical nulls say what it means.
        Ok(Cells { push, nulls: array.logical_nulls() })
    }

    /// Whether the cell is null.
    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    /// Appends the text of the cell; nothing for null.
    pub fn push(&self, row: usize, out: &mut Vec<u8>) {
        if !self.is_null(row) {
            (self.push)(row, out);
        }
    }
}

fn integers<T: ArrowPrimitiveType<Native: itoa::Integer>>(array: &dyn Array) -> Push<'_> {
    let array = array.as_primitive::<T>();
    Box::new(|row, out| out.extend_from_slice(itoa::Buffer::new().format(array.value(row)).as_bytes()))
}

fn floats<T: ArrowPrimitiveType<Native: ryu::Float>>(array: &dyn Array) -> Push<'_> {
    let array = array.as_primitive::<T>();
    Box::new(|row, out| out.extend_from_slice(ryu::Buffer::new().format(array.value(row)).as_bytes()))
}

/// Lists of items; texts and times among them stand in quotes.
fn lists<'a>(column: &str, lists: &'a ListArray) -> Result<Push<'a>, FormatError> {
    let items = Cells::new(column, lists.values().as_ref())?;
    let item_type = lists.values().data_type();
    let is_text = *item_type == DataType::Utf8;
    let is_time = item_type.is_temporal();
    let push = move |row: usize, out: &mut Vec<u8>| {
        out.push(b'[');
        let ends = lists.value_offsets();
        for (place, item) in (ends[row] as usize..ends[row + 1] as usize).enumerate() {
            if place > 0 {
                out.extend_from_slice(b", ");
            }
            if items.is_null(item) {
                out.extend_from_slice(b"null");
            } else if is_text {
                let mut text = Vec::new();
                items.push(item, &mut text);
                push_json_string(&String::from_utf8_lossy(&text), out);
            } else if is_time {
                out.push(b'"');
                items.push(item, out);
                out.push(b'"');
            } else {
                items.push(item, out);
            }
        }
        out.push(b']');
    };
    Ok(Box::new(push))
}

/// Appends a text in quotes, as JSON has it.
pub(super) fn push_json_string(text: &str, out: &mut Vec<u8>) {
    // Writing to a Vec cannot fail, and a string is always valid JSON.
    let written = serde_json::to_writer(out, text);
    debug_assert!(written.is_ok());
}

/// The name that people see for a column's type, as pandas spells it where pandas has the type.
///
/// ```
/// use arrow::datatypes::{DataType, TimeUnit};
/// use chunkwise::format::dtype_name;
/// assert_eq!(dtype_name(&DataType::Int64), "int64");
/// assert_eq!(dtype_name(&DataType::Utf8), "string");
/// assert_eq!(dtype_name(&DataType::Timestamp(TimeUnit::Microsecond, None)), "timestamp[us]");
/// ```
pub fn dtype_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Null => "null",
        DataType::Boolean => "bool",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::UInt8 => "uint8",
        DataType::UInt16 => "uint16",
        DataType::UInt32 => "uint32",
        DataType::UInt64 => "uint64",
        DataType::Float32 => "float32",
        DataType::Float64 => "float64",
        DataType::Utf8 => "string",
        DataType::Date32 => "date",
        DataType::Timestamp(TimeUnit::Microsecond, None) => "timestamp[us]",
        DataType::Duration(TimeUnit::Microsecond) => "duration[us]",
        _ => "object", // as pandas says of what it has no type for
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{
        BooleanArray, Date32Array, DurationMicrosecondArray, Float32Array, Float64Array, Int8Array,
        Int64Array, LargeStringArray, ListBuilder, NullArray, StringArray, StringBuilder,
        TimestampMicrosecondArray, UInt64Array,
    };

    fn texts(array: &dyn Array) -> Vec<Option<String>> {
        let cells = Cells::new("x", array).unwrap();
        (0..array.len())
            .map(|row| {
                let mut out = Vec::new();
                cells.push(row, &mut out);
                assert!(!cells.is_null(row) || out.is_empty());
                (!cells.is_null(row)).then(|| String::from_utf8(out).unwrap())
            })
            .collect()
    }

    fn check(array: impl Array + 'static, expected: &[Option<&str>]) {
        let texts = texts(&array);
        assert_eq!(texts.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_type_has_its_text() {
        check(BooleanArray::from(vec![Some(true), Some(false), None]), &[Some("True"), Some("False"), None]);
        check(Int8Array::from(vec![Some(i8::MIN), None]), &[Some("-128"), None]);
        check(Int64Array::from(vec![i64::MIN]), &[Some("-9223372036854775808")]);
        check(UInt64Array::from(vec![u64::MAX]), &[Some("18446744073709551615")]);
        check(Float32Array::from(vec![0.1]), &[Some("0.1")]);
        check(StringArray::from(vec![Some("é\n"), Some(""), None]), &[Some("é\n"), Some(""), None]);
        check(Date32Array::from(vec![Some(16_436), None]), &[Some("2015-01-01"), None]);
        check(TimestampMicrosecondArray::from(vec![-1]), &[Some("1969-12-31 23:59:59.999999")]);
        check(DurationMicrosecondArray::from(vec![-60_000_000]), &[Some("-1 days +23:59:00")]);
        check(NullArray::new(2), &[None, None]);
    }

    #[test]
    fn floats_read_back_as_the_same_number() {
        let values =
            [1.0, 0.1 + 0.2, 1e300, -0.0, 5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 147_087_398.65];
        let texts = texts(&Float64Array::from(values.to_vec()));
        for (value, text) in values.iter().zip(&texts) {
            assert_eq!(text.as_ref().unwrap().parse::<f64>().unwrap().to_bits(), value.to_bits(), "{text:?}");
        }
        let expected =
            ["1.0", "0.30000000000000004", "1e300", "-0.0", "5e-324", "NaN", "inf", "-inf", "147087398.65"];
        assert_eq!(texts.into_iter().flatten().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lists_are_json() {
        let mut lists = ListBuilder::new(StringBuilder::new());
        lists.append_value([Some("a, \"b\""), None]);
        lists.append_null();
        lists.append_value(Vec::<Option<&str>>::new());
        check(lists.finish(), &[Some("[\"a, \\\"b\\\"\", null]"), None, Some("[]")]);
        let numbers = ListArray::from_iter_primitive::<Float64Type, _, _>([
            Some(vec![Some(1.0), Some(f64::NAN)]),
            Some(vec![None]),
        ]);
        check(numbers.slice(1, 1), &[Some("[null]")]);
        check(numbers, &[Some("[1.0, NaN]"), Some("[null]")]);
        let days = ListArray::from_iter_primitive::<Date32Type, _, _>([Some(vec![Some(0)])]);
        check(days, &[Some("[\"1970-01-01\"]")]);
    }

    #[test]
    fn slices_are_seen_from_their_offset() {
        let array = Int64Array::from(vec![Some(1), None, Some(3)]);
        check(array.slice(1, 2), &[None, Some("3")]);
    }

    #[test]
    fn other_types_are_refused_with_the_column() {
        let array = LargeStringArray::from(vec!["a"]);
        let error = Cells::new("notes", &array).err().unwrap();
        assert!(error.to_string().contains("\"notes\" has type LargeUtf8"), "{error}");
    }
}
