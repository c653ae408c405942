//! What can go wrong when an expression is evaluated.

use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use chunkwise_plan::type_name;

/// Why an expression has no value for a batch. `expression` is its text, with the batch's column names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A result lies outside the range of its type. Nothing wraps silently.
    #[error(
        "`{expression}` gives a value that does not fit {}. Cast to float64 for larger, inexact values",
        type_name(data_type)
    )]
    Overflow {
        /// The part of the expression that overflowed.
        expression: String,
        /// The type that is too small.
        data_type: DataType,
    },
    /// An integer or a duration was divided by zero. Floats divide by IEEE rules and never give this.
    #[error(
        "`{expression}` divides by zero. Cast to float64 for infinities, or exclude zeros with case/when"
    )]
    DivisionByZero {
        /// The division.
        expression: String,
    },
    /// An integer was raised to a negative power. Floats are, without an error.
    #[error(
        "`{expression}` has a negative exponent, and the power of an integer stays an integer. Cast to float64 for fractions"
    )]
    NegativeExponent {
        /// The power.
        expression: String,
    },
    /// A text, or the texts of a chunk together, would be too long.
    #[error(
        "`{expression}` gives texts longer than 2 GiB for one chunk. Make them shorter, or the chunks smaller"
    )]
    TooLong {
        /// What gives the texts.
        expression: String,
    },
    /// A value cannot be said in the type that a cast asks for.
    #[error(
        "`{expression}`: {value:?} cannot be read as {}. Leave such values out first, with a filter or case/when",
        type_name(to)
    )]
    Cast {
        /// The cast.
        expression: String,
        /// The first offending value, cut to a readable length.
        value: String,
        /// The type asked for.
        to: DataType,
        /// The value's row within the batch that was given to `evaluate`.
        row: usize,
    },
    /// The binder let through operands that no kernel takes: a bug in this program, not in the data.
    #[error("`{expression}` has no kernel for {}", join(types))]
    Unsupported {
        /// The expression.
        expression: String,
        /// Its operands' types.
        types: Vec<DataType>,
    },
    /// An arrow kernel refused.
    #[error("`{expression}` could not be computed")]
    Arrow {
        /// The expression.
        expression: String,
        /// The kernel's own words.
        source: ArrowError,
    },
}

impl EvalError {
    /// The same error for a batch of which only some rows were evaluated: `place` gives a row's place in the whole.
    pub(super) fn map_row(mut self, place: impl FnOnce(usize) -> usize) -> Self {
        if let EvalError::Cast { row, .. } = &mut self {
            *row = place(*row);
        }
        self
    }
}

fn join(types: &[DataType]) -> String {
    types.iter().map(type_name).collect::<Vec<_>>().join(", ")
}
