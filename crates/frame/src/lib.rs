//! A lazy, pandas-style dataframe over CSV files larger than memory.
//!
//! One glob is one table. Nothing is read until a result is asked for; then the work streams chunk by chunk through all cores,
//! and a report says what it took.
//!
//! ```
//! # fn main() -> chunkwise::Result<()> {
//! # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
//! use chunkwise::{col, mean, read_csv};
//!
//! let trips = read_csv(pattern).parse_dates(["tpep_pickup_datetime", "tpep_dropoff_datetime"]).open()?;
//! let duration = col("tpep_dropoff_datetime") - col("tpep_pickup_datetime");
//! let by_payment = trips
//!     .with_column("seconds", duration.dt().total_seconds())?
//!     .filter(col("tip_amount").eq(0.0))?
//!     .groupby(["payment_type"])?
//!     .agg([mean("seconds"), mean("total_amount")])?
//!     .compute()?;
//! println!("{by_payment}");
//! # Ok(())
//! # }
//! ```
//!
//! Reading order: [`read_csv`] and [`ReadCsv`], [`DataFrame`], [`Expr`], [`GroupBy`] and [`Column`],
//! [`compute_all`], [`Table`], [`Chunks`], [`RunReport`].

mod balanced;
mod chunks;
mod column;
mod columns;
mod compute;
mod correlation;
mod counts;
mod dataframe;
pub mod datasets;
mod describe;
mod dtype_filter;
mod dummies;
mod error;
mod footprint;
pub mod format;
mod group_by;
mod group_reductions;
mod guide;
mod melt;
mod merge;
mod merge_asof;
mod pivot;
mod read_csv;
mod reductions;
mod report;
mod row_order;
mod rows;
mod session;
mod table;
mod transform;
mod value_text;
mod write;

/// Arrow as this crate uses it, for `DataType` and `RecordBatch`.
pub use arrow;
pub use chunks::Chunks;
pub use chunkwise_csv::ValueErrorKind;
pub use chunkwise_exec::{
    CHUNK_BYTES_DEFAULT, CHUNK_BYTES_MAX, ExecError, OperatorReport, ResidentReport, RunReport,
    memory_footprint,
};
pub use chunkwise_plan::{
    AggExpr, AggFunc, Dt, Expr, FunctionInfo, Inclusive, Interpolation, IntoColumn, Keep, PadSide, Parts,
    PlanError, RollingWindow, Scalar, SortKey, Str, all, any, approx_median, approx_nunique, approx_quantile,
    coalesce, col, collect, corr, count, count_all, cov, cumcount, first, functions, greatest, idxmax,
    idxmin, kurt, largest, last, least, lit, max, mean, median, min, mode, nunique, prod, quantile,
    quantile_with, sem, skew, smallest, std, sum, var, when,
};
pub use chunkwise_scan::{ColumnRef, Encoding, ScanError, ScanErrorKind, ShortRows};
pub use column::{Column, Reduction};
pub use compute::compute_all;
pub use counts::ValueCounts;
pub use dataframe::DataFrame;
pub use describe::Describe;
pub use dummies::Dummies;
pub use error::{Error, Result};
pub use footprint::nbytes;
pub use group_by::{GroupBy, GroupedColumn};
pub use melt::Melt;
pub use merge::{JoinHow, Merge, Validate};
pub use merge_asof::{AsofDirection, MergeAsof};
pub use pivot::PivotTable;
pub use read_csv::{IntoPaths, ReadCsv};
pub use report::{render_report, report_json};
pub use rows::DropNa;
pub use session::{Session, SessionBuilder};
pub use table::Table;
pub use write::{write_atomically, write_chunks};

/// Expressions, aggregates and types from their SQL text, as the command line takes them.
pub mod sql {
    pub use chunkwise_plan::{
        SelectItem, parse_agg_list, parse_assignment, parse_data_type, parse_expr, parse_order_list,
        parse_select_list,
    };
}

/// Describes CSV files to read as one table: a path, a glob, or a list of them; files are taken in natural order (`file_2`
/// before `file_10`). [`ReadCsv::open`] ends the description. Uses the default session.
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// let trips = chunkwise::read_csv(pattern).open()?;
/// println!("{}", trips.head(5).compute()?);
/// # Ok(())
/// # }
/// ```
pub fn read_csv(paths: impl IntoPaths) -> ReadCsv {
    Session::default_session().read_csv(paths)
}
