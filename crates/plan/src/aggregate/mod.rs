//! Aggregates: what a group of rows is reduced to.
//!
//! | file       | what it holds                                             |
//! |------------|-----------------------------------------------------------|
//! | `func.rs`  | [`AggFunc`]: the kinds, their parameters and names        |
//! | `build.rs` | a function for each of them: `mean("x")`                  |
//! | `typed.rs` | [`bind_agg`]: which types they take and give              |

mod build;
mod func;
mod list;
mod typed;

use std::fmt::{self, Write};

pub use build::{
    all, any, approx_median, approx_nunique, approx_quantile, collect, corr, count, count_all, cov, first,
    idxmax, idxmin, kurt, largest, last, max, mean, median, min, mode, nunique, prod, quantile,
    quantile_with, sem, skew, smallest, std, sum, var,
};
pub use func::{AggFunc, Interpolation};
pub(crate) use list::aggregates;
pub use typed::{TypedAgg, bind_agg};

use crate::expr::{Expr, IntoColumn, output_name};

/// An aggregate of one or two expressions, and the name of the column that it makes.
///
/// ```
/// use chunkwise_plan::{AggExpr, col, count_all, mean, std, sum};
/// assert_eq!(mean("fare").name, "mean(fare)");
/// assert_eq!(count_all().alias("n").to_string(), "count(*) as n");
/// assert_eq!(std("fare").ddof(0).name, "std(fare, ddof => 0)");
/// assert_eq!(sum("fare").filter(col("tip").gt(0)).name, "sum(fare) filter (where tip > 0)");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AggExpr {
    /// What is computed.
    pub func: AggFunc,
    /// Of what: nothing for [`AggFunc::CountAll`], two expressions for covariance and correlation, otherwise one.
    pub args: Vec<Expr>,
    /// The rows that count; all if absent.
    pub filter: Option<Expr>,
    /// With fewer values the result is null; 0 for the aggregate's own rule.
    pub min_count: u64,
    /// The output column.
    pub name: String,
}

impl AggExpr {
    /// The aggregate of one expression under its usual name, such as `mean(x)`.
    pub fn new(func: AggFunc, arg: impl IntoColumn) -> Self {
        Self::of_args(func, vec![arg.into_column()])
    }

    /// The aggregate of any number of expressions under its usual name, such as `corr(x, y)`.
    pub fn of_args(func: AggFunc, args: Vec<Expr>) -> Self {
        let mut agg = Self { func, args, filter: None, min_count: 0, name: String::new() };
        agg.name = agg.usual_name(output_name);
        agg.args = agg.args.into_iter().map(Expr::without_aliases).collect();
        agg
    }

    /// The aggregate under another name.
    #[must_use]
    pub fn alias(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Over the rows for which `condition` is true. Groups without such a row are still there.
    #[must_use]
    pub fn filter(self, condition: Expr) -> Self {
        let filter = match self.filter.clone() {
            Some(before) => before.and(condition),
            None => condition,
        };
        self.changed(|agg| agg.filter = Some(filter))
    }

    /// Null where there are fewer than `values` values, as pandas' `min_count` of sum and prod.
    #[must_use]
    pub fn min_count(self, values: u64) -> Self {
        self.changed(|agg| agg.min_count = values)
    }

    /// With another number of delta degrees of freedom; changes standard deviation, variance, standard error and covariance only.
    #[must_use]
    pub fn ddof(self, ddof: u32) -> Self {
        self.changed(|agg| {
            agg.func = match agg.func {
                AggFunc::Std { .. } => AggFunc::Std { ddof },
                AggFunc::Var { .. } => AggFunc::Var { ddof },
                AggFunc::Sem { .. } => AggFunc::Sem { ddof },
                AggFunc::Cov { .. } => AggFunc::Cov { ddof },
                other => other,
            }
        })
    }

    /// The expressions that it is computed from, the condition last.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.args.iter().chain(&self.filter)
    }

    /// The same with every expression changed by `f`.
    #[must_use]
    pub fn map_exprs(self, f: impl Fn(Expr) -> Expr) -> Self {
        Self { args: self.args.into_iter().map(&f).collect(), filter: self.filter.map(&f), ..self }
    }

    /// Changes it; its name follows unless it was given.
    fn changed(mut self, change: impl FnOnce(&mut Self)) -> Self {
        let was_usual = self.name == self.usual_name(output_name);
        change(&mut self);
        if was_usual {
            self.name = self.usual_name(output_name);
        }
        self
    }

    /// `func(args, parameters) filter (where condition)`, the arguments written by `text`.
    fn usual_name(&self, text: impl Fn(&Expr) -> String) -> String {
        let mut name = format!("{}(", self.func.name());
        match self.args.is_empty() {
            true => name.push('*'),
            false => name.push_str(&self.args.iter().map(text).collect::<Vec<_>>().join(", ")),
        }
        // Writing to a text does not fail.
        let _ = self.func.write_parameters(&mut name);
        if self.min_count > 0 {
            let _ = write!(name, ", min_count => {}", self.min_count);
        }
        name.push(')');
        if let Some(condition) = &self.filter {
            let _ = write!(name, " filter (where {condition})");
        }
        name
    }
}

/// `func(arg) as name`, without the name if it is the usual one.
impl fmt::Display for AggExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.usual_name(Expr::to_string))?;
        if self.name == self.usual_name(output_name) {
            Ok(())
        } else {
            write!(f, " as {}", Expr::Column(self.name.clone()))
        }
    }
}

#[cfg(test)]
mod tests;
