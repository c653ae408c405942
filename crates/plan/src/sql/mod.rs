//! Expressions as SQL text. The grammar is sqlparser's generic dialect; here its trees become [`Expr`]s, and what the
//! engine does not have becomes an error that names the place in the text.

mod aggregate;
mod assignment;
mod call;
mod dialect;
mod expr;
mod forms;
mod literal;
mod order;
mod reader;
mod select;
mod window;

pub use aggregate::parse_agg_list;
pub use assignment::parse_assignment;
pub(crate) use forms::forms;
pub use order::parse_order_list;
pub use select::{SelectItem, parse_select_list};

use crate::PlanError;
use crate::expr::Expr;
use reader::Reader;

/// The expression that `text` writes in SQL.
///
/// Columns are written as they are, case matters: `tip_amount`; with blanks or signs in double quotes:
/// `"Trip Distance"`. Texts stand in single quotes. There are `+ - * / // %`, `||` for joining texts, comparisons,
/// `and or not`, `in`, `between`, `like`, `is null`, `case`, `cast(x as type)`, functions, and the constants
/// `true`, `null`, `date '2015-01-31'`, `timestamp '2015-01-31 12:00:00'`, `interval '20 minutes'`.
///
/// ```
/// use chunkwise_plan::{col, parse_expr};
/// assert_eq!(parse_expr("tip_amount > 2 * 1.5")?.to_string(), "tip_amount > 2 * 1.5");
/// assert_eq!(parse_expr("\"Trip Distance\" + 1")?, col("Trip Distance") + 1);
/// let error = parse_expr("a + * b").unwrap_err().to_string();
/// assert_eq!(error, "expected an expression, found *\n  a + * b\n      ^");
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// [`PlanError::Syntax`] with the position; [`PlanError::UnknownFunction`]; [`PlanError::UnknownType`].
pub fn parse_expr(text: &str) -> Result<Expr, PlanError> {
    let reader = Reader::new(text);
    let parsed = reader.parse_all(reader.tokens()?, |parser| parser.parse_expr())?;
    expr::convert(&reader, &parsed)
}

#[cfg(test)]
mod list_tests;
#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod sql_tests;
