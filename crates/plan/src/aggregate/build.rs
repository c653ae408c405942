//! Building aggregates in Rust: `mean("fare")`, `quantile("fare", 0.9)`, `corr("tip", "fare")`.

use super::{AggExpr, AggFunc, Interpolation};
use crate::expr::IntoColumn;

/// How many values are not null.
pub fn count(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Count, arg)
}

/// How many rows there are; called `count(*)`.
pub fn count_all() -> AggExpr {
    AggExpr::of_args(AggFunc::CountAll, Vec::new())
}

/// The sum; 0 of nothing.
pub fn sum(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Sum, arg)
}

/// The product; 1 of nothing.
pub fn prod(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Prod, arg)
}

/// The mean.
pub fn mean(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Mean, arg)
}

/// The smallest value.
pub fn min(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Min, arg)
}

/// The largest value.
pub fn max(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Max, arg)
}

/// The standard deviation of a sample; [`AggExpr::ddof`] for others.
pub fn std(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Std { ddof: 1 }, arg)
}

/// The variance of a sample; [`AggExpr::ddof`] for others.
pub fn var(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Var { ddof: 1 }, arg)
}

/// The standard error of the mean: the standard deviation divided by the root of the number of values.
pub fn sem(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Sem { ddof: 1 }, arg)
}

/// The skewness of a sample, without bias.
pub fn skew(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Skew, arg)
}

/// The excess kurtosis of a sample, without bias: 0 for a normal distribution.
pub fn kurt(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Kurt, arg)
}

/// The middle value, or the mean of the two in the middle; exact.
pub fn median(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Median, arg)
}

/// The value below which the share `q` of the values lies, with pandas' linear interpolation; exact.
pub fn quantile(arg: impl IntoColumn, q: f64) -> AggExpr {
    quantile_with(arg, q, Interpolation::Linear)
}

/// The value below which the share `q` of the values lies, with that interpolation; exact.
pub fn quantile_with(arg: impl IntoColumn, q: f64, interpolation: Interpolation) -> AggExpr {
    AggExpr::new(AggFunc::Quantile { q, interpolation }, arg)
}

/// The most frequent value, the smallest of several.
pub fn mode(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Mode, arg)
}

/// Whether a value is true.
pub fn any(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Any, arg)
}

/// Whether all values are true.
pub fn all(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::All, arg)
}

/// How many different values there are.
pub fn nunique(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::NUnique, arg)
}

/// The first value that is not null.
pub fn first(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::First, arg)
}

/// The last value that is not null.
pub fn last(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Last, arg)
}

/// The number of the row with the smallest value, counted from 0 in the table; the first of several.
pub fn idxmin(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::IdxMin, arg)
}

/// The number of the row with the largest value, counted from 0 in the table; the first of several.
pub fn idxmax(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::IdxMax, arg)
}

/// The covariance of two columns, of a sample; [`AggExpr::ddof`] for others.
pub fn cov(x: impl IntoColumn, y: impl IntoColumn) -> AggExpr {
    AggExpr::of_args(AggFunc::Cov { ddof: 1 }, vec![x.into_column(), y.into_column()])
}

/// Pearson's correlation of two columns.
pub fn corr(x: impl IntoColumn, y: impl IntoColumn) -> AggExpr {
    AggExpr::of_args(AggFunc::Corr, vec![x.into_column(), y.into_column()])
}

/// All values in row order, nulls included, as a list.
pub fn collect(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Collect, arg)
}

/// The `n` largest values, largest first, as a list.
pub fn largest(arg: impl IntoColumn, n: usize) -> AggExpr {
    AggExpr::new(AggFunc::Largest { n }, arg)
}

/// The `n` smallest values, smallest first, as a list.
pub fn smallest(arg: impl IntoColumn, n: usize) -> AggExpr {
    AggExpr::new(AggFunc::Smallest { n }, arg)
}

/// About how many different values there are, in little memory.
pub fn approx_nunique(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::ApproxNUnique, arg)
}

/// About the middle value, in little memory.
pub fn approx_median(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::ApproxMedian, arg)
}

/// About the value below which the share `q` of the values lies, in little memory.
pub fn approx_quantile(arg: impl IntoColumn, q: f64) -> AggExpr {
    AggExpr::new(AggFunc::ApproxQuantile { q }, arg)
}
