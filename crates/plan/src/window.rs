//! Functions in row order: what a row gets depends on the rows before it, or after it.

use std::fmt;

use arrow::datatypes::{DataType, Schema};

use crate::PlanError;
use crate::expr::Expr;
use crate::types::{DURATION, TIMESTAMP, is_number, type_name, widened};
use crate::typing::{TypedExpr, bind};

/// A function over the rows of a table in their order, or over the rows of each group apart. Its value for a row is
/// of the row's own type where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowFunction {
    /// The sum of the values so far; exact, and for floats rounded once for each row. Null where the value is null.
    CumSum,
    /// The product of the values so far, multiplied in row order. Null where the value is null.
    CumProd,
    /// The smallest value so far. Null where the value is null.
    CumMin,
    /// The largest value so far. Null where the value is null.
    CumMax,
    /// How many rows there are before this one.
    CumCount,
    /// The value so many rows before (negative: after) this one; null where there is no such row.
    Shift(i64),
    /// The value, or where it is null the last one before that is not; at most for so many nulls in a row.
    ForwardFill(Option<usize>),
    /// The value, or where it is null the next one that is not; at most for so many nulls in a row.
    BackwardFill(Option<usize>),
    /// A statistic of the rows around this one.
    Rolling(Rolling),
}

/// A statistic over a window of rows that ends with this row, or has it in the middle. A float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rolling {
    /// What is computed.
    pub stat: RollingStat,
    /// Rows of the window; at least 1.
    pub window: usize,
    /// Null where the window has fewer values than this; at most `window`.
    pub min_periods: usize,
    /// The row is in the middle of its window, not at the end.
    pub center: bool,
}

/// What is computed over the values of a window that are not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollingStat {
    /// The sum, exact and rounded once.
    Sum,
    /// The mean, exact and rounded once.
    Mean,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The standard deviation (ddof 1).
    Std,
    /// The variance (ddof 1).
    Var,
    /// How many values there are.
    Count,
    /// The value in the middle, or the mean of the two there.
    Median,
}

impl RollingStat {
    /// Every statistic.
    pub const ALL: [RollingStat; 8] =
        [Self::Sum, Self::Mean, Self::Min, Self::Max, Self::Std, Self::Var, Self::Count, Self::Median];

    /// The name in pandas.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Std => "std",
            Self::Var => "var",
            Self::Count => "count",
            Self::Median => "median",
        }
    }

    /// How many values a window must have when nothing is said: all, and none for a count, as in pandas.
    pub fn default_min_periods(self, window: usize) -> usize {
        if self == Self::Count { 0 } else { window }
    }
}

impl WindowFunction {
    /// Whether the value of a row can depend on rows after it.
    pub fn looks_ahead(self) -> bool {
        match self {
            Self::Shift(rows) => rows < 0,
            Self::BackwardFill(_) => true,
            Self::Rolling(rolling) => rolling.center && rolling.window > 1,
            _ => false,
        }
    }

    /// The name in SQL text.
    pub fn name(self) -> String {
        match self {
            Self::CumSum => "cumsum".to_string(),
            Self::CumProd => "cumprod".to_string(),
            Self::CumMin => "cummin".to_string(),
            Self::CumMax => "cummax".to_string(),
            Self::CumCount => "cumcount".to_string(),
            Self::Shift(_) => "shift".to_string(),
            Self::ForwardFill(_) => "ffill".to_string(),
            Self::BackwardFill(_) => "bfill".to_string(),
            Self::Rolling(rolling) => format!("rolling_{}", rolling.stat.name()),
        }
    }

    /// The constants that follow the value in SQL text.
    fn options(self) -> Vec<String> {
        match self {
            Self::Shift(rows) => vec![rows.to_string()],
            Self::ForwardFill(Some(limit)) | Self::BackwardFill(Some(limit)) => vec![limit.to_string()],
            Self::Rolling(rolling) => {
                let usual = rolling.min_periods == rolling.stat.default_min_periods(rolling.window);
                let mut options = vec![rolling.window.to_string()];
                if !usual || rolling.center {
                    options.push(rolling.min_periods.to_string());
                }
                if rolling.center {
                    options.push("true".to_string());
                }
                options
            }
            _ => Vec::new(),
        }
    }
}

/// One column of [`LogicalPlan::Window`](crate::LogicalPlan::Window).
#[derive(Debug, Clone, PartialEq)]
pub struct WindowExpr {
    /// What is computed.
    pub function: WindowFunction,
    /// Of what; `None` for [`WindowFunction::CumCount`] only.
    pub arg: Option<Expr>,
    /// Computed for the rows of each group with equal keys apart; null for rows with a null key.
    pub by: Vec<Expr>,
    /// The name of the column.
    pub name: String,
}

impl WindowExpr {
    /// The expressions that it is computed from.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.arg.iter().chain(&self.by)
    }

    /// The same over changed expressions.
    #[must_use]
    pub fn map_exprs(self, change: &dyn Fn(Expr) -> Expr) -> Self {
        let by = self.by.into_iter().map(change).collect();
        Self { arg: self.arg.map(change), by, ..self }
    }
}

/// `name(value, options)`, or with groups `name(value, options) over (partition by keys)`.
pub(crate) fn write_window(
    function: WindowFunction,
    arg: Option<&Expr>,
    by: &[Expr],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let parts: Vec<String> = arg.iter().map(ToString::to_string).chain(function.options()).collect();
    write!(f, "{}({})", function.name(), parts.join(", "))?;
    if by.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = by.iter().map(ToString::to_string).collect();
    write!(f, " over (partition by {})", keys.join(", "))
}

/// Without its name.
impl fmt::Display for WindowExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_window(self.function, self.arg.as_ref(), &self.by, f)
    }
}

/// A checked [`WindowExpr`].
#[derive(Debug, Clone, PartialEq)]
pub struct TypedWindow {
    /// What is computed.
    pub function: WindowFunction,
    /// Of what, converted to the type that the function computes with.
    pub arg: Option<TypedExpr>,
    /// The keys.
    pub by: Vec<TypedExpr>,
    /// The type of the result.
    pub output: DataType,
}

/// Checks a window against the columns of `schema`.
///
/// # Errors
/// Those of [`bind`]; [`PlanError::TypeMismatch`] for values that the function does not take, and for a window of no rows.
pub fn bind_window(window: &WindowExpr, schema: &Schema) -> Result<TypedWindow, PlanError> {
    check_options(window)?;
    let by = window.by.iter().map(|key| bind(key, schema)).collect::<Result<Vec<_>, _>>()?;
    let Some(arg) = &window.arg else {
        return Ok(TypedWindow { function: window.function, arg: None, by, output: DataType::Int64 });
    };
    let typed = bind(arg, schema)?;
    let (input, output) = types(window.function, &typed.data_type).ok_or_else(|| {
        let what = format!("there is no {} of a {}", window.function.name(), type_name(&typed.data_type));
        PlanError::mismatch(window, what, hint(arg, &typed.data_type))
    })?;
    Ok(TypedWindow { function: window.function, arg: Some(typed.cast_to(&input)), by, output })
}

fn check_options(window: &WindowExpr) -> Result<(), PlanError> {
    let refuse = |what: &str, hint: &str| Err(PlanError::mismatch(window, what, hint));
    match window.function {
        WindowFunction::CumCount if window.arg.is_some() => {
            refuse("cumcount counts rows", "it takes no value")
        }
        WindowFunction::CumCount => Ok(()),
        _ if window.arg.is_none() => refuse("there is nothing to compute it of", "it takes a value"),
        WindowFunction::Rolling(rolling) if rolling.window == 0 => {
            refuse("a window of 0 rows has no values", "it takes at least 1 row")
        }
        WindowFunction::Rolling(rolling) if rolling.min_periods > rolling.window => refuse(
            "a window never has as many values as min_periods asks for",
            "min_periods is at most the rows",
        ),
        WindowFunction::ForwardFill(Some(0)) | WindowFunction::BackwardFill(Some(0)) => {
            refuse("a limit of 0 would fill nothing", "a limit is at least 1")
        }
        _ => Ok(()),
    }
}

/// The type in which the values go in, and that of the result.
fn types(function: WindowFunction, found: &DataType) -> Option<(DataType, DataType)> {
    let same = |data_type: DataType| (data_type.clone(), data_type);
    let counted = match found {
        DataType::Null => Some(DataType::Float64),
        DataType::Boolean => Some(DataType::Int64),
        unsigned if unsigned.is_unsigned_integer() => Some(DataType::UInt64),
        number if is_number(number) => Some(widened(number)),
        _ => None,
    };
    match function {
        WindowFunction::CumSum if *found == DURATION => Some(same(DURATION)),
        WindowFunction::CumSum | WindowFunction::CumProd => counted.map(same),
        WindowFunction::CumMin | WindowFunction::CumMax => match found {
            DataType::Null => Some(same(DataType::Float64)),
            DataType::Boolean | DataType::Date32 => Some(same(found.clone())),
            other if *other == TIMESTAMP || *other == DURATION || is_number(other) => {
                Some(same(other.clone()))
            }
            _ => None,
        },
        WindowFunction::Rolling(_) => counted.map(|_| same(DataType::Float64)),
        WindowFunction::Shift(_) | WindowFunction::ForwardFill(_) | WindowFunction::BackwardFill(_) => {
            Some(same(found.clone()))
        }
        WindowFunction::CumCount => None,
    }
}

fn hint(arg: &Expr, found: &DataType) -> String {
    if *found == DataType::Utf8 {
        format!("convert the text first: cast({arg} as float64)")
    } else if *found == DURATION {
        format!("make it a number: total_seconds({arg})")
    } else {
        "it takes numbers".to_string()
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
