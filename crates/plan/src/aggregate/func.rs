//! The aggregates, their parameters, and all names that they go by.

use std::fmt;

use crate::PlanError;
use crate::error::close_names;

/// What is computed over the rows of a group. Nulls are skipped, except by [`AggFunc::CountAll`] and [`AggFunc::Collect`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AggFunc {
    /// How many values are not null.
    Count,
    /// How many rows there are.
    CountAll,
    /// The sum; exact for integers, and for floats rounded once. 0 of nothing.
    Sum,
    /// The product; exact for integers, and for floats rounded once. 1 of nothing.
    Prod,
    /// The mean; null of nothing.
    Mean,
    /// The smallest value; null of nothing.
    Min,
    /// The largest value; null of nothing.
    Max,
    /// The standard deviation; null of no more than `ddof` values.
    Std {
        /// What is subtracted from the number of values in the denominator: 1 for a sample.
        ddof: u32,
    },
    /// The variance; null of no more than `ddof` values.
    Var {
        /// What is subtracted from the number of values in the denominator: 1 for a sample.
        ddof: u32,
    },
    /// The standard error of the mean; null of no more than `ddof` values.
    Sem {
        /// What is subtracted from the number of values in the denominator of the variance: 1 for a sample.
        ddof: u32,
    },
    /// The skewness of a sample, without bias; null of fewer than three values, and where all are equal.
    Skew,
    /// The excess kurtosis of a sample, without bias; null of fewer than four values, and where all are equal.
    Kurt,
    /// The middle value, or the mean of the two in the middle; null of nothing.
    Median,
    /// The value below which a share of the values lies; null of nothing.
    Quantile {
        /// The share, from 0 to 1.
        q: f64,
        /// What to take between two values.
        interpolation: Interpolation,
    },
    /// The most frequent value, the smallest of several; null of nothing.
    Mode,
    /// All most frequent values, in ascending order, as a list.
    Modes,
    /// Whether a value is true (a number: is not zero); false of nothing.
    Any,
    /// Whether all values are true (a number: are not zero); true of nothing.
    All,
    /// How many different values there are.
    NUnique,
    /// The first value that is not null.
    First,
    /// The last value that is not null.
    Last,
    /// The number of the row with the smallest value, the first of several; null of nothing.
    IdxMin,
    /// The number of the row with the largest value, the first of several; null of nothing.
    IdxMax,
    /// The covariance of two columns, over the rows where both have a value; null of no more than `ddof` of them.
    Cov {
        /// What is subtracted from the number of rows in the denominator: 1 for a sample.
        ddof: u32,
    },
    /// Pearson's correlation of two columns, over the rows where both have a value; null where one of them does not vary.
    Corr,
    /// All values, nulls included, as a list in row order.
    Collect,
    /// The `n` largest values, largest first, as a list.
    Largest {
        /// How many, at most.
        n: usize,
    },
    /// The `n` smallest values, smallest first, as a list.
    Smallest {
        /// How many, at most.
        n: usize,
    },
    /// About how many different values there are: HyperLogLog.
    ApproxNUnique,
    /// About the middle value: DDSketch.
    ApproxMedian,
    /// About the value below which a share of the values lies: DDSketch.
    ApproxQuantile {
        /// The share, from 0 to 1.
        q: f64,
    },
}

/// What a quantile that lies between two neighbours `a <= b` is, as in pandas; `t` is how far it is from `a` to `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interpolation {
    /// `a + (b - a) * t`
    #[default]
    Linear,
    /// `a`
    Lower,
    /// `b`
    Higher,
    /// `(a + b) / 2`
    Midpoint,
    /// The nearer one; half way, the one at the even position.
    Nearest,
}

impl Interpolation {
    const ALL: [Self; 5] = [Self::Linear, Self::Lower, Self::Higher, Self::Midpoint, Self::Nearest];

    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Lower => "lower",
            Self::Higher => "higher",
            Self::Midpoint => "midpoint",
            Self::Nearest => "nearest",
        }
    }

    /// The interpolation of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name.to_lowercase())
    }
}

const SAMPLE: u32 = 1;
const Q_DEFAULT: f64 = 0.5;
const N_DEFAULT: usize = 5;
const QUANTILE: AggFunc = AggFunc::Quantile { q: Q_DEFAULT, interpolation: Interpolation::Linear };

/// Every name of an aggregate, with the parameters that it has by itself. The first one of a kind is its own.
pub(super) const NAMES: &[(&str, AggFunc)] = &[
    ("count", AggFunc::Count),
    ("size", AggFunc::CountAll),
    ("sum", AggFunc::Sum),
    ("prod", AggFunc::Prod),
    ("product", AggFunc::Prod),
    ("mean", AggFunc::Mean),
    ("avg", AggFunc::Mean),
    ("average", AggFunc::Mean),
    ("min", AggFunc::Min),
    ("max", AggFunc::Max),
    ("std", AggFunc::Std { ddof: SAMPLE }),
    ("stddev", AggFunc::Std { ddof: SAMPLE }),
    ("stddev_samp", AggFunc::Std { ddof: SAMPLE }),
    ("stddev_pop", AggFunc::Std { ddof: 0 }),
    ("var", AggFunc::Var { ddof: SAMPLE }),
    ("variance", AggFunc::Var { ddof: SAMPLE }),
    ("var_samp", AggFunc::Var { ddof: SAMPLE }),
    ("var_pop", AggFunc::Var { ddof: 0 }),
    ("sem", AggFunc::Sem { ddof: SAMPLE }),
    ("skew", AggFunc::Skew),
    ("skewness", AggFunc::Skew),
    ("kurt", AggFunc::Kurt),
    ("kurtosis", AggFunc::Kurt),
    ("median", AggFunc::Median),
    ("quantile", QUANTILE),
    ("percentile", QUANTILE),
    ("quantile_cont", QUANTILE),
    ("percentile_cont", QUANTILE),
    ("mode", AggFunc::Mode),
    ("modes", AggFunc::Modes),
    ("any", AggFunc::Any),
    ("bool_or", AggFunc::Any),
    ("all", AggFunc::All),
    ("bool_and", AggFunc::All),
    ("every", AggFunc::All),
    ("nunique", AggFunc::NUnique),
    ("first", AggFunc::First),
    ("any_value", AggFunc::First),
    ("last", AggFunc::Last),
    ("idxmin", AggFunc::IdxMin),
    ("idxmax", AggFunc::IdxMax),
    ("cov", AggFunc::Cov { ddof: SAMPLE }),
    ("covar", AggFunc::Cov { ddof: SAMPLE }),
    ("covar_samp", AggFunc::Cov { ddof: SAMPLE }),
    ("covar_pop", AggFunc::Cov { ddof: 0 }),
    ("corr", AggFunc::Corr),
    ("collect", AggFunc::Collect),
    ("list", AggFunc::Collect),
    ("array_agg", AggFunc::Collect),
    ("largest", AggFunc::Largest { n: N_DEFAULT }),
    ("nlargest", AggFunc::Largest { n: N_DEFAULT }),
    ("smallest", AggFunc::Smallest { n: N_DEFAULT }),
    ("nsmallest", AggFunc::Smallest { n: N_DEFAULT }),
    ("approx_nunique", AggFunc::ApproxNUnique),
    ("approx_count_distinct", AggFunc::ApproxNUnique),
    ("approx_distinct", AggFunc::ApproxNUnique),
    ("approx_median", AggFunc::ApproxMedian),
    ("approx_quantile", AggFunc::ApproxQuantile { q: Q_DEFAULT }),
    ("approx_percentile", AggFunc::ApproxQuantile { q: Q_DEFAULT }),
    ("approx_percentile_cont", AggFunc::ApproxQuantile { q: Q_DEFAULT }),
];

impl AggFunc {
    /// The aggregate's own name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::CountAll => "count",
            _ => NAMES.iter().find(|(_, known)| known.is_kind_of(self)).map_or("", |(name, _)| name),
        }
    }

    /// The aggregate of that name or alias, in any case, with its usual parameters.
    ///
    /// # Errors
    /// [`PlanError::UnknownFunction`] with the close names.
    pub fn from_name(name: &str) -> Result<Self, PlanError> {
        let lower = name.to_lowercase();
        match NAMES.iter().find(|(known, _)| *known == lower) {
            Some((_, function)) => Ok(*function),
            None => Err(PlanError::UnknownFunction {
                name: name.to_string(),
                close: close_names(name, NAMES.iter().map(|(known, _)| *known)),
            }),
        }
    }

    /// Every name, each aggregate's own one before its aliases.
    pub fn names() -> impl Iterator<Item = (&'static str, AggFunc)> {
        NAMES.iter().copied()
    }

    /// How many expressions it takes.
    pub(crate) fn arity(self) -> usize {
        match self {
            Self::CountAll => 0,
            Self::Cov { .. } | Self::Corr => 2,
            _ => 1,
        }
    }

    /// Whether the result is the position of a row, which an executor has to turn into the row's number in the table.
    pub fn gives_row(self) -> bool {
        matches!(self, Self::IdxMin | Self::IdxMax)
    }

    /// Whether both are the same aggregate, with whatever parameters.
    pub(crate) fn is_kind_of(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Writes the parameters that are not the usual ones: `, 0.9`, `, ddof => 0`. Quantiles and `n` are always there.
    pub(super) fn write_parameters(self, f: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Std { ddof } | Self::Var { ddof } | Self::Sem { ddof } | Self::Cov { ddof } => {
                if ddof == SAMPLE { Ok(()) } else { write!(f, ", ddof => {ddof}") }
            }
            Self::Quantile { q, interpolation } => {
                write!(f, ", {q}")?;
                match interpolation {
                    Interpolation::Linear => Ok(()),
                    other => write!(f, ", interpolation => '{}'", other.name()),
                }
            }
            Self::ApproxQuantile { q } => write!(f, ", {q}"),
            Self::Largest { n } | Self::Smallest { n } => write!(f, ", {n}"),
            _ => Ok(()),
        }
    }
}
