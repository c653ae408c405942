//! Constants in expressions.

use std::fmt;

use arrow::datatypes::DataType;

use crate::time_text;
use crate::types::{DURATION, TIMESTAMP};

/// A constant. `Null` has the type null and takes the type of what it meets.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits into 64 bits with sign.
    Int64(i64),
    /// An integer without sign; literals are of this kind only above `i64::MAX`.
    UInt64(u64),
    /// A float.
    Float64(f64),
    /// A text.
    String(String),
    /// A day, counted from 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01 00:00:00.
    Timestamp(i64),
    /// Microseconds.
    Duration(i64),
}

impl Scalar {
    /// The column type that this constant has.
    pub fn data_type(&self) -> DataType {
        match self {
            Self::Null => DataType::Null,
            Self::Bool(_) => DataType::Boolean,
            Self::Int64(_) => DataType::Int64,
            Self::UInt64(_) => DataType::UInt64,
            Self::Float64(_) => DataType::Float64,
            Self::String(_) => DataType::Utf8,
            Self::Date(_) => DataType::Date32,
            Self::Timestamp(_) => TIMESTAMP,
            Self::Duration(_) => DURATION,
        }
    }

    /// Whether this is `Null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The constant as SQL writes it: `'it''s'`, `1.0`, `date '2015-01-31'`.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int64(value) => write!(f, "{value}"),
            Self::UInt64(value) => write!(f, "{value}"),
            // The debug form is the shortest text that reads back as the same float and keeps `1.0` apart from `1`.
            Self::Float64(value) => write!(f, "{value:?}"),
            Self::String(value) => write!(f, "'{}'", value.replace('\'', "''")),
            Self::Date(days) => write!(f, "date '{}'", time_text::date_text(*days)),
            Self::Timestamp(micros) => write!(f, "timestamp '{}'", time_text::timestamp_text(*micros)),
            Self::Duration(micros) => write!(f, "interval '{}'", time_text::duration_text(*micros)),
        }
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Scalar {
    fn from(value: i32) -> Self {
        Self::Int64(i64::from(value))
    }
}

impl From<i64> for Scalar {
    fn from(value: i64) -> Self {
        Self::Int64(value)
    }
}

impl From<u32> for Scalar {
    fn from(value: u32) -> Self {
        Self::Int64(i64::from(value))
    }
}

/// An `Int64` where the value fits, so that `lit(5u64)` means what `lit(5)` means.
impl From<u64> for Scalar {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::UInt64(value), Self::Int64)
    }
}

impl From<f32> for Scalar {
    fn from(value: f32) -> Self {
        Self::Float64(f64::from(value))
    }
}

impl From<f64> for Scalar {
    fn from(value: f64) -> Self {
        Self::Float64(value)
    }
}

impl From<&str> for Scalar {
    fn from(value: &str) -> Self {
        Self::String(value.to_string())
    }
}

impl From<String> for Scalar {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

/// `None` is null.
impl<T: Into<Scalar>> From<Option<T>> for Scalar {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sql_literals() {
        let cases = [
            (Scalar::Null, "null"),
            (Scalar::Bool(true), "true"),
            (Scalar::Int64(-3), "-3"),
            (Scalar::UInt64(u64::MAX), "18446744073709551615"),
            (Scalar::Float64(1.0), "1.0"),
            (Scalar::Float64(1e-9), "1e-9"),
            (Scalar::String("it's".into()), "'it''s'"),
            (Scalar::Date(-1), "date '1969-12-31'"),
            (Scalar::Timestamp(1_500_000), "timestamp '1970-01-01 00:00:01.500000'"),
            (Scalar::Duration(1_200_000_000), "interval '1200 seconds'"),
        ];
        for (scalar, text) in cases {
            assert_eq!(scalar.to_string(), text);
        }
    }

    #[test]
    fn conversions_choose_the_widest_common_kind() {
        assert_eq!(Scalar::from(7_u64), Scalar::Int64(7));
        assert_eq!(Scalar::from(u64::MAX), Scalar::UInt64(u64::MAX));
        assert_eq!(Scalar::from(None::<i64>), Scalar::Null);
        assert_eq!(Scalar::from(Some("a")), Scalar::String("a".into()));
    }
}
