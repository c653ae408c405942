//! The aggregates, for people.

use super::func::{AggFunc, NAMES};
use crate::function::FunctionInfo;

/// The aggregates with all their names, in the order of the table of names.
pub(crate) fn aggregates() -> Vec<FunctionInfo> {
    let mut found: Vec<FunctionInfo> = Vec::new();
    for (name, func) in NAMES {
        match found.iter_mut().find(|known| known.name == func.name()) {
            Some(known) => known.aliases.push(name),
            None => {
                let (usage, meaning) = describe(*func);
                let usage = usage.to_string();
                found.push(FunctionInfo {
                    family: "aggregate",
                    name: func.name(),
                    aliases: Vec::new(),
                    usage,
                    meaning,
                });
            }
        }
    }
    found
}

/// The call as one writes it, and what it computes.
fn describe(func: AggFunc) -> (&'static str, &'static str) {
    match func {
        AggFunc::Count | AggFunc::CountAll => {
            ("count(x)", "how many values are not null; count(*): how many rows")
        }
        AggFunc::Sum => ("sum(x)", "the sum, exact; 0 of nothing"),
        AggFunc::Prod => ("prod(x)", "the product, exact; 1 of nothing"),
        AggFunc::Mean => ("mean(x)", "the mean"),
        AggFunc::Min => ("min(x)", "the smallest value"),
        AggFunc::Max => ("max(x)", "the largest value"),
        AggFunc::Std { .. } => ("std(x [, ddof => 1])", "the standard deviation of a sample"),
        AggFunc::Var { .. } => ("var(x [, ddof => 1])", "the variance of a sample"),
        AggFunc::Sem { .. } => ("sem(x [, ddof => 1])", "the standard error of the mean"),
        AggFunc::Skew => ("skew(x)", "the skewness of a sample"),
        AggFunc::Kurt => ("kurt(x)", "the excess kurtosis of a sample"),
        AggFunc::Median => ("median(x)", "the middle value"),
        AggFunc::Quantile { .. } => (
            "quantile(x, q [, interpolation => 'linear'])",
            "the value below which a share q of the values lies",
        ),
        AggFunc::Mode => ("mode(x)", "the most frequent value, the smallest of several"),
        AggFunc::Modes => ("modes(x)", "all most frequent values, as a list"),
        AggFunc::Any => ("any(x)", "whether a value is true"),
        AggFunc::All => ("all(x)", "whether all values are true"),
        AggFunc::NUnique => ("nunique(x)", "how many different values there are; count(distinct x)"),
        AggFunc::First => ("first(x)", "the first value that is not null"),
        AggFunc::Last => ("last(x)", "the last value that is not null"),
        AggFunc::IdxMin => ("idxmin(x)", "the number of the row with the smallest value"),
        AggFunc::IdxMax => ("idxmax(x)", "the number of the row with the largest value"),
        AggFunc::Cov { .. } => ("cov(x, y [, ddof => 1])", "the covariance of two columns"),
        AggFunc::Corr => ("corr(x, y)", "Pearson's correlation of two columns"),
        AggFunc::Collect => ("collect(x)", "all values, as a list in row order"),
        AggFunc::Largest { .. } => ("largest(x, n)", "the n largest values, as a list"),
        AggFunc::Smallest { .. } => ("smallest(x, n)", "the n smallest values, as a list"),
        AggFunc::ApproxNUnique => ("approx_nunique(x)", "about how many different values there are"),
        AggFunc::ApproxMedian => ("approx_median(x)", "about the middle value"),
        AggFunc::ApproxQuantile { .. } => {
            ("approx_quantile(x, q)", "about the value below which a share q lies")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_listed_once() {
        let listed = aggregates();
        for (name, _) in NAMES {
            let with = listed.iter().filter(|info| info.name == *name || info.aliases.contains(name)).count();
            assert_eq!(with, 1, "{name}");
        }
        for info in &listed {
            assert!(info.usage.starts_with(&format!("{}(", info.name)), "{info:?}");
        }
    }
}
