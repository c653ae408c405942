//! Expressions and logical plans: names, types, type checking, rewrites. No I/O, no threads.
//!
//! An [`Expr`] speaks of columns by name. [`bind`] checks it against a table's columns and settles every type: the
//! [`TypedExpr`] is what an executor evaluates. A [`LogicalPlan`] is a tree of steps over [`TableSource`]s;
//! [`LogicalPlan::schema`] checks it, [`optimize`] makes it cheaper. Text comes in by the `parse_..` functions and goes out
//! by `Display`: an expression's text reads back as the same expression.
//!
//! ```
//! use arrow::datatypes::{DataType, Field, Schema};
//! use chunkwise_plan::{TIMESTAMP, bind, parse_expr};
//! let schema = Schema::new(vec![
//!     Field::new("pickup", TIMESTAMP, true),
//!     Field::new("dropoff", TIMESTAMP, true),
//! ]);
//! let long = parse_expr("total_seconds(dropoff - pickup) > 1200")?;
//! assert_eq!(bind(&long, &schema)?.data_type, DataType::Boolean);
//! let wrong = parse_expr("dropoff - pickup > 1200")?;
//! assert_eq!(
//!     bind(&wrong, &schema).unwrap_err().to_string(),
//!     "in `dropoff - pickup > 1200`: cannot compare a duration and an int64; \
//!      total_seconds(..) makes a duration a number, interval '20 minutes' is a duration",
//! );
//! # Ok::<(), chunkwise_plan::PlanError>(())
//! ```
//!
//! The modules, in reading order:
//! - `types`, `scalar`, `time_text`: column types and constants, and how they are written
//! - `expr`, `function`, `parameters`: expressions, the functions that they call, and those functions' constant arguments
//! - `typing`: type checking
//! - `aggregate`: what a group of rows is reduced to
//! - `window`: functions in row order
//! - `source`, `logical`: plans
//! - `optimize`: rewrites, one rule a file
//! - `sql`: expressions as text
//! - `error`: what can be wrong

mod aggregate;
mod error;
mod expr;
mod function;
mod logical;
mod optimize;
mod parameters;
mod scalar;
mod source;
mod sql;
mod time_text;
mod types;
mod typing;
mod window;

#[cfg(test)]
mod test_tables;

pub use aggregate::{
    AggExpr, AggFunc, Interpolation, TypedAgg, all, any, approx_median, approx_nunique, approx_quantile,
    bind_agg, collect, corr, count, count_all, cov, first, idxmax, idxmin, kurt, largest, last, max, mean,
    median, min, mode, nunique, prod, quantile, quantile_with, sem, skew, smallest, std, sum, var,
};
pub use error::{PlanError, close_names};
pub use expr::{
    BinaryOp, Dt, Expr, Inclusive, IntoColumn, PadSide, Parts, RollingWindow, Str, Then, When, coalesce, col,
    cumcount, greatest, least, lit, output_name, when,
};
pub use function::{Function, FunctionInfo, functions};
pub use logical::{
    Asof, AsofDirection, BatchFunction, BatchResult, Join, JoinColumn, JoinFrom, JoinHow, JoinOptions, Keep,
    LogicalPlan, SampleSize, Scan, Side, SortKey, Validate,
};
pub use optimize::optimize;
pub use parameters::{
    CalendarUnit, Directive, FormatItem, Lookup, Parameters, Pattern, Places, Prepared, ReplacementPart,
    Substitution, TimeFormat,
};
pub use scalar::Scalar;
pub use source::{SourceRef, TableSource};
pub use sql::{
    SelectItem, parse_agg_list, parse_assignment, parse_expr, parse_order_list, parse_select_list,
};
pub use types::{DURATION, TIMESTAMP, parse_data_type, type_name};
pub use typing::{TypedExpr, TypedKind, bind, bind_predicate, data_type_of};
pub use window::{Rolling, RollingStat, TypedWindow, WindowExpr, WindowFunction, bind_window};
