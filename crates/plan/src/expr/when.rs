//! `when(condition).then(value).otherwise(value)`: choosing between values.

use super::Expr;

/// Starts a choice between values; the first true condition decides.
///
/// ```
/// use chunkwise_plan::{col, when};
/// let size = when(col("n").lt(10)).then("small").when(col("n").lt(100)).then("middle").otherwise("large");
/// assert_eq!(size.to_string(), "case when n < 10 then 'small' when n < 100 then 'middle' else 'large' end");
/// ```
pub fn when(condition: impl Into<Expr>) -> When {
    When { branches: Vec::new(), condition: condition.into() }
}

/// A choice that waits for the value of its last condition.
#[derive(Debug, Clone)]
#[must_use = "a condition needs its value: then(..)"]
pub struct When {
    branches: Vec<(Expr, Expr)>,
    condition: Expr,
}

impl When {
    /// The value where the condition is true.
    pub fn then(mut self, value: impl Into<Expr>) -> Then {
        self.branches.push((self.condition, value.into()));
        Then { branches: self.branches }
    }
}

/// A choice that may get more conditions, or its end.
#[derive(Debug, Clone)]
#[must_use = "end it by otherwise(..) or end()"]
pub struct Then {
    branches: Vec<(Expr, Expr)>,
}

impl Then {
    /// One more condition, for the rows where all before it are not true.
    pub fn when(self, condition: impl Into<Expr>) -> When {
        When { branches: self.branches, condition: condition.into() }
    }

    /// The value where no condition is true.
    pub fn otherwise(self, value: impl Into<Expr>) -> Expr {
        Expr::Case { branches: self.branches, otherwise: Some(Box::new(value.into())) }
    }

    /// Null where no condition is true.
    pub fn end(self) -> Expr {
        Expr::Case { branches: self.branches, otherwise: None }
    }
}
