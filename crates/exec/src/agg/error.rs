//! What can go wrong with groups and aggregates.

use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use chunkwise_plan::type_name;

/// An error of grouping or aggregating.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AggError {
    /// An exact result does not fit into the type of its column.
    #[error(
        "`{what}` is {value}, which does not fit {}. Cast the values to float64 to get a rounded result",
        type_name(output)
    )]
    Overflow {
        /// The output column.
        what: String,
        /// The exact result.
        value: String,
        /// The type of the output column.
        output: DataType,
    },
    /// There is no such aggregate of values of this type.
    #[error("`{aggregate}` cannot be computed from {} values", type_name(input))]
    Unsupported {
        /// The output column.
        aggregate: String,
        /// The type of the values.
        input: DataType,
    },
    /// A column has another type than the state or the table was made for, or is missing.
    #[error("expected {expected} for {what}, found {found}")]
    Mismatch {
        /// What the column is for.
        what: &'static str,
        /// The type that was expected.
        expected: String,
        /// The type that came.
        found: String,
    },
    /// A partial state has bytes that no state is written as.
    #[error("the partial state of {what} is damaged")]
    DamagedState {
        /// The aggregate.
        what: &'static str,
    },
    /// More groups than can be numbered.
    #[error("more than {max} groups", max = u32::MAX)]
    TooManyGroups,
    /// The keys of all groups, or the distinct values, have more text than an Arrow column holds.
    #[error("the distinct values have {bytes} bytes of text in all, more than one column holds (2 GiB)")]
    TooMuchText {
        /// Bytes of text.
        bytes: usize,
    },
    /// Lists have more values in all than a column of lists holds.
    #[error("the lists have {values} values in all, more than one column holds (2^31 - 1)")]
    TooManyValues {
        /// How many values.
        values: usize,
    },
    /// Rows cannot be grouped by values of this type, or no key was given.
    #[error("cannot group by {what}")]
    Keys {
        /// The key types.
        what: String,
    },
    /// An Arrow kernel failed.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}
