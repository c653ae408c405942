//! Expressions over the columns of a table, by name and not yet checked against any table.

mod build;
mod choose;
mod display;
mod dt;
mod into_column;
mod math;
mod operator;
mod str;
mod when;
mod window;

pub use build::{col, lit};
pub use choose::{Inclusive, coalesce, greatest, least};
pub use display::output_name;
pub use dt::Dt;
pub use into_column::IntoColumn;
pub use operator::BinaryOp;
pub use str::{PadSide, Parts, Str};
pub use when::{Then, When, when};
pub use window::{RollingWindow, cumcount};

use std::collections::BTreeSet;

use arrow::datatypes::DataType;

use crate::function::Function;
use crate::scalar::Scalar;
use crate::window::WindowFunction;

/// A computation on the rows of a table. Built by [`col`], [`lit`], [`when`] and the methods here, or from SQL text by
/// [`parse_expr`](crate::parse_expr); checked by [`bind`](crate::bind).
///
/// Null in gives null out, except where a variant or a function says otherwise.
///
/// ```
/// use chunkwise_plan::{col, lit};
/// let long = (col("dropoff") - col("pickup")).dt().total_seconds().gt(1200);
/// assert_eq!(long.to_string(), "total_seconds(dropoff - pickup) > 1200");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column by its name; case matters.
    Column(String),
    /// A constant.
    Literal(Scalar),
    /// An operator between two expressions.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Its left side.
        left: Box<Expr>,
        /// Its right side.
        right: Box<Expr>,
    },
    /// True where the expression is false, and the other way round.
    Not(Box<Expr>),
    /// The number or duration with the other sign.
    Negate(Box<Expr>),
    /// True where the expression is null; never null itself.
    IsNull(Box<Expr>),
    /// True where the expression is not null; never null itself.
    IsNotNull(Box<Expr>),
    /// Whether the expression equals one of several constants, none of them null.
    InList {
        /// The expression.
        expr: Box<Expr>,
        /// The constants.
        list: Vec<Scalar>,
        /// `not in`.
        negated: bool,
    },
    /// The value as another type; an error at run time for a value that the type cannot hold.
    Cast {
        /// The expression.
        expr: Box<Expr>,
        /// The type.
        to: DataType,
    },
    /// The value of the first branch whose condition is true.
    Case {
        /// Conditions and their values, in order.
        branches: Vec<(Expr, Expr)>,
        /// The value when no condition is true; null if absent.
        otherwise: Option<Box<Expr>>,
    },
    /// A function of the values of a row.
    Call {
        /// The function.
        function: Function,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// A function of the rows before and after. In a table's step it becomes a column of a step of its own:
    /// see [`LogicalPlan::with_windows_lifted`](crate::LogicalPlan::with_windows_lifted).
    Window {
        /// The function.
        function: WindowFunction,
        /// Of what; `None` for [`WindowFunction::CumCount`].
        arg: Option<Box<Expr>>,
        /// Keys of the groups to compute it for apart; none: all rows are one.
        by: Vec<Expr>,
    },
    /// The expression under another name; no more than a name.
    Alias {
        /// The expression.
        expr: Box<Expr>,
        /// Its name in the output.
        name: String,
    },
}

impl Expr {
    /// The names of all columns that the expression uses.
    pub fn columns(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.visit(&mut |expr| {
            if let Self::Column(name) = expr {
                names.insert(name.clone());
            }
        });
        names
    }

    /// Calls `look` with this expression and every expression inside it, outermost first.
    pub fn visit(&self, look: &mut dyn FnMut(&Expr)) {
        look(self);
        for child in self.children() {
            child.visit(look);
        }
    }

    /// Rebuilds the expression from the inside out: `change` gets each expression with its parts already changed.
    #[must_use]
    pub fn transform(self, change: &dyn Fn(Expr) -> Expr) -> Expr {
        change(self.map_children(&|part| part.transform(change)))
    }

    /// The expression with each of its direct parts changed.
    #[must_use]
    pub fn map_children(self, change: &dyn Fn(Expr) -> Expr) -> Expr {
        let part = |expr: Box<Expr>| Box::new(change(*expr));
        let parts = |exprs: Vec<Expr>| exprs.into_iter().map(change).collect();
        match self {
            Self::Column(_) | Self::Literal(_) => self,
            Self::Binary { op, left, right } => Self::Binary { op, left: part(left), right: part(right) },
            Self::Not(expr) => Self::Not(part(expr)),
            Self::Negate(expr) => Self::Negate(part(expr)),
            Self::IsNull(expr) => Self::IsNull(part(expr)),
            Self::IsNotNull(expr) => Self::IsNotNull(part(expr)),
            Self::InList { expr, list, negated } => Self::InList { expr: part(expr), list, negated },
            Self::Cast { expr, to } => Self::Cast { expr: part(expr), to },
            Self::Case { branches, otherwise } => {
                let branch = |(when, then): (Expr, Expr)| (change(when), change(then));
                Self::Case {
                    branches: branches.into_iter().map(branch).collect(),
                    otherwise: otherwise.map(part),
                }
            }
            Self::Call { function, args } => Self::Call { function, args: parts(args) },
            Self::Window { function, arg, by } => {
                Self::Window { function, arg: arg.map(part), by: parts(by) }
            }
            Self::Alias { expr, name } => Self::Alias { expr: part(expr), name },
        }
    }

    /// The expression without the names given to it or its parts.
    #[must_use]
    pub fn without_aliases(self) -> Expr {
        self.transform(&|expr| match expr {
            Self::Alias { expr, .. } => *expr,
            other => other,
        })
    }

    /// Whether both are one expression, to the sign of a zero.
    pub(crate) fn same_as(&self, other: &Expr) -> bool {
        self == other && self.to_string() == other.to_string()
    }

    /// The direct parts of this expression, in the order of its text.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Column(_) | Self::Literal(_) => Vec::new(),
            Self::Binary { left, right, .. } => vec![left, right],
            Self::Not(expr)
            | Self::Negate(expr)
            | Self::IsNull(expr)
            | Self::IsNotNull(expr)
            | Self::InList { expr, .. }
            | Self::Cast { expr, .. }
            | Self::Alias { expr, .. } => vec![expr],
            Self::Case { branches, otherwise } => branches
                .iter()
                .flat_map(|(when, then)| [when, then])
                .chain(otherwise.iter().map(Box::as_ref))
                .collect(),
            Self::Call { args, .. } => args.iter().collect(),
            Self::Window { arg, by, .. } => arg.iter().map(Box::as_ref).chain(by).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_everywhere() {
        let expr = when(col("a").gt(1)).then(col("b").str().len()).otherwise(-col("c")).alias("d")
            + coalesce_of("e")
            + col("f").is_in([1, 2]).cast(DataType::Int64);
        let names: Vec<String> = expr.columns().into_iter().collect();
        assert_eq!(names, ["a", "b", "c", "e", "f"]);
    }

    fn coalesce_of(name: &str) -> Expr {
        Expr::Call { function: Function::Coalesce, args: vec![col(name), lit(0)] }
    }

    #[test]
    fn transform_reaches_every_part() {
        let rename = |expr| match expr {
            Expr::Column(name) => Expr::Column(format!("{name}_2")),
            other => other,
        };
        let expr = when(col("a").is_null()).then(col("b")).otherwise(coalesce_of("c"));
        let renamed = expr.transform(&rename);
        assert_eq!(renamed.to_string(), "case when a_2 is null then b_2 else coalesce(c_2, 0) end");
    }

    #[test]
    fn aliases_can_be_dropped() {
        let expr = (col("a").alias("x") + 1).alias("y");
        assert_eq!(expr.without_aliases(), col("a") + 1);
    }
}
