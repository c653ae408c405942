//! Where a column is expected, a text is its name.

use super::{Expr, col};

/// What names a column where one is expected (`mean("x")`, `groupby(["a", "b"])`): a text is a column's name, an expression is
/// itself. In a comparison, `col("a").eq("x")`, a text is a constant instead.
///
/// ```
/// use chunkwise_plan::{IntoColumn, col, lit};
/// assert_eq!("x".into_column(), col("x"));
/// assert_eq!(lit("x").into_column(), lit("x"));
/// ```
pub trait IntoColumn {
    /// The expression.
    fn into_column(self) -> Expr;
}

impl IntoColumn for Expr {
    fn into_column(self) -> Expr {
        self
    }
}

impl IntoColumn for &Expr {
    fn into_column(self) -> Expr {
        self.clone()
    }
}

impl IntoColumn for &str {
    fn into_column(self) -> Expr {
        col(self)
    }
}

impl IntoColumn for &String {
    fn into_column(self) -> Expr {
        col(self)
    }
}

impl IntoColumn for String {
    fn into_column(self) -> Expr {
        col(self)
    }
}
