//! What can go wrong with a join.

use chunkwise_plan::{Side, Validate};

/// An error of a join.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// A key comes twice in a table where it must not.
    #[error(
        "the keys of the {side} table are not unique, which {} asks for: {key} is in row {} and again in row {}",
        validate.name(), rows.0, rows.1
    )]
    NotUnique {
        /// The table.
        side: Side,
        /// What was asked for.
        validate: Validate,
        /// The first key that comes again, as `column = value`.
        key: String,
        /// The first two rows that have it, counted from 0.
        rows: (usize, usize),
    },
    /// The times of an asof join are not in order.
    #[error(
        "the {side} table of an asof join is not sorted by `{column}`: row {row} has {value}, after {above}. Sort it first"
    )]
    NotSorted {
        /// The table.
        side: Side,
        /// The column of the times.
        column: String,
        /// The first row that is out of order, counted from 0.
        row: usize,
        /// Its time.
        value: String,
        /// The time above it.
        above: String,
    },
    /// A time of an asof join is null.
    #[error(
        "the {side} table of an asof join has a null in `{column}`, in row {row}. Leave such rows out first"
    )]
    NullTime {
        /// The table.
        side: Side,
        /// The column of the times.
        column: String,
        /// The first row without a time, counted from 0.
        row: usize,
    },
    /// The table that is held in memory, or a batch of the result, has too many rows to number.
    #[error(
        "{what} of the join has {rows} rows, and at most {} can be handled. Filter or aggregate before the join",
        u32::MAX - 1
    )]
    TooManyRows {
        /// Which rows.
        what: &'static str,
        /// How many.
        rows: usize,
    },
}
