//! The engine's column types: their names, and which of them count as numbers, integers or times.

use arrow::datatypes::{DataType, TimeUnit};

use crate::PlanError;
use crate::error::close_names;

/// The type of timestamps: microseconds since 1970-01-01, without a zone.
pub const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// The type of time differences: microseconds.
pub const DURATION: DataType = DataType::Duration(TimeUnit::Microsecond);

/// The type in which `int64` and `uint64` are compared exactly.
pub(crate) const WIDE_INTEGER: DataType = DataType::Decimal128(20, 0);

/// Every name of a type; the first one given for a type is the one that messages use.
const NAMES: &[(&str, DataType)] = &[
    ("bool", DataType::Boolean),
    ("boolean", DataType::Boolean),
    ("int8", DataType::Int8),
    ("i8", DataType::Int8),
    ("int16", DataType::Int16),
    ("i16", DataType::Int16),
    ("int32", DataType::Int32),
    ("i32", DataType::Int32),
    ("int64", DataType::Int64),
    ("i64", DataType::Int64),
    ("int", DataType::Int64),
    ("integer", DataType::Int64),
    ("bigint", DataType::Int64),
    ("uint8", DataType::UInt8),
    ("u8", DataType::UInt8),
    ("uint16", DataType::UInt16),
    ("u16", DataType::UInt16),
    ("uint32", DataType::UInt32),
    ("u32", DataType::UInt32),
    ("uint64", DataType::UInt64),
    ("u64", DataType::UInt64),
    ("float32", DataType::Float32),
    ("f32", DataType::Float32),
    ("float64", DataType::Float64),
    ("f64", DataType::Float64),
    ("float", DataType::Float64),
    ("double", DataType::Float64),
    ("string", DataType::Utf8),
    ("str", DataType::Utf8),
    ("object", DataType::Utf8),
    ("text", DataType::Utf8),
    ("varchar", DataType::Utf8),
    ("date", DataType::Date32),
    ("timestamp", TIMESTAMP),
    ("timestamp[us]", TIMESTAMP),
    ("datetime", TIMESTAMP),
    ("datetime64", TIMESTAMP),
    ("datetime64[us]", TIMESTAMP),
    ("datetime64[ns]", TIMESTAMP),
    ("duration", DURATION),
    ("duration[us]", DURATION),
    ("timedelta", DURATION),
    ("timedelta64", DURATION),
    ("timedelta64[us]", DURATION),
    ("timedelta64[ns]", DURATION),
];

/// The name of a type as messages, schemas and casts show it: `int64`, `string`, `timestamp`, ...
///
/// ```
/// use arrow::datatypes::DataType;
/// assert_eq!(chunkwise_plan::type_name(&DataType::Utf8), "string");
/// assert_eq!(chunkwise_plan::type_name(&chunkwise_plan::TIMESTAMP), "timestamp");
/// ```
pub fn type_name(data_type: &DataType) -> String {
    if *data_type == DataType::Null {
        return "null".to_string();
    }
    if let DataType::List(item) = data_type {
        return format!("list of {}", type_name(item.data_type()));
    }
    match NAMES.iter().find(|(_, known)| known == data_type) {
        Some((name, _)) => (*name).to_string(),
        None => data_type.to_string(),
    }
}

/// The type that a name stands for, in any case: pandas' names, Rust's and SQL's.
///
/// ```
/// use arrow::datatypes::DataType;
/// assert_eq!(chunkwise_plan::parse_data_type("Int64")?, DataType::Int64);
/// assert_eq!(chunkwise_plan::parse_data_type("datetime64[ns]")?, chunkwise_plan::TIMESTAMP);
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// [`PlanError::UnknownType`] with the close names and the types.
pub fn parse_data_type(text: &str) -> Result<DataType, PlanError> {
    let name = text.trim().to_lowercase();
    match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, data_type)) => Ok(data_type.clone()),
        None => Err(PlanError::UnknownType {
            name: text.trim().to_string(),
            close: close_names(&name, NAMES.iter().map(|(known, _)| *known)),
            known: own_names().join(", "),
        }),
    }
}

/// The first name of each type.
fn own_names() -> Vec<&'static str> {
    let is_own =
        |position: &usize| NAMES[..*position].iter().all(|(_, before)| *before != NAMES[*position].1);
    (0..NAMES.len()).filter(is_own).map(|position| NAMES[position].0).collect()
}

/// Whether columns can have this type.
pub(crate) fn is_supported(data_type: &DataType) -> bool {
    *data_type == DataType::Null || NAMES.iter().any(|(_, known)| known == data_type)
}

/// Whether `data_type` is an integer or a float; booleans are not.
pub(crate) fn is_number(data_type: &DataType) -> bool {
    data_type.is_integer() || is_float(data_type)
}

/// Whether `data_type` is a float.
pub(crate) fn is_float(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Float32 | DataType::Float64)
}

/// Whether `data_type` is a date or a timestamp.
pub(crate) fn is_moment(data_type: &DataType) -> bool {
    *data_type == DataType::Date32 || *data_type == TIMESTAMP
}

/// The type in which arithmetic on a number or boolean is done: `int64`, `uint64` or `float64`.
pub(crate) fn widened(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Float32 => DataType::Float64,
        DataType::Boolean => DataType::Int64,
        other if other.is_integer() && *other != DataType::UInt64 => DataType::Int64,
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_and_the_shown_name_comes_back() {
        for (name, data_type) in NAMES {
            assert_eq!(parse_data_type(name).unwrap(), *data_type);
            assert_eq!(parse_data_type(&type_name(data_type)).unwrap(), *data_type);
        }
    }

    #[test]
    fn an_unknown_name_lists_the_types() {
        let message = parse_data_type("flot").unwrap_err().to_string();
        assert_eq!(
            message,
            "there is no type `flot` (did you mean `float`?); the types are bool, int8, int16, int32, int64, uint8, \
             uint16, uint32, uint64, float32, float64, string, date, timestamp, duration"
        );
    }

    #[test]
    fn arithmetic_is_done_in_wide_types() {
        assert_eq!(widened(&DataType::UInt8), DataType::Int64);
        assert_eq!(widened(&DataType::UInt64), DataType::UInt64);
        assert_eq!(widened(&DataType::Float32), DataType::Float64);
        assert_eq!(widened(&DataType::Boolean), DataType::Int64);
    }
}
