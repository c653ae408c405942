//! Types by name, for choosing columns: a type itself, or a name that stands for several.

use arrow::datatypes::DataType;
use chunkwise_plan::{close_names, parse_data_type};

use crate::error::{Error, Result};

/// Several types; what [`DataFrame::select_dtypes`](crate::DataFrame::select_dtypes) includes or excludes.
pub(crate) struct DtypeFilter(Vec<Kind>);

impl DtypeFilter {
    /// The types of that name.
    pub(crate) fn parse_all<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Result<Self> {
        Ok(Self(names.into_iter().map(|name| Kind::parse(name.as_ref())).collect::<Result<_>>()?))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the type is one of them.
    pub(crate) fn has(&self, data_type: &DataType) -> bool {
        self.0.iter().any(|kind| kind.has(data_type))
    }
}

/// A type, or several under one name.
enum Kind {
    Number,
    Integer,
    Float,
    Moment,
    One(DataType),
}

impl Kind {
    fn parse(name: &str) -> Result<Self> {
        Ok(match name.trim().to_lowercase().as_str() {
            "number" | "numeric" => Self::Number,
            "integer" => Self::Integer,
            "floating" => Self::Float,
            "datetime" | "datetime64" => Self::Moment,
            "category" | "datetimetz" => {
                return Err(Error::BadArgument(format!(
                    "select_dtypes: no column can be of the type {name}"
                )));
            }
            _ => Self::One(parse_data_type(name).map_err(|error| with_kinds(error, name))?),
        })
    }

    fn has(&self, data_type: &DataType) -> bool {
        match self {
            // As in pandas, where differences of times count as numbers.
            Self::Number => data_type.is_numeric() || matches!(data_type, DataType::Duration(_)),
            Self::Integer => data_type.is_integer(),
            Self::Float => data_type.is_floating(),
            Self::Moment => matches!(data_type, DataType::Timestamp(..) | DataType::Date32),
            Self::One(one) => one == data_type,
        }
    }
}

/// The error for a type that does not exist, with the names that only stand for several types among the close ones.
fn with_kinds(error: chunkwise_plan::PlanError, name: &str) -> Error {
    let close = close_names(name, ["number", "integer", "floating", "datetime"]);
    match close.first() {
        Some(kind) => Error::BadArgument(format!("there is no type `{name}`; did you mean `{kind}`?")),
        None => error.into(),
    }
}
