//! Aggregates: what a group of rows is reduced to.

use std::fmt;

use arrow::datatypes::{DataType, Schema};

use crate::PlanError;
use crate::error::close_names;
use crate::expr::{BinaryOp, Expr, IntoColumn, output_name};
use crate::scalar::Scalar;
use crate::types::{DURATION, TIMESTAMP, is_number, type_name, widened};
use crate::typing::{TypedExpr, bind};

/// What is computed over the rows of a group. Nulls are skipped, except by [`AggFunc::CountAll`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggFunc {
    /// How many values are not null.
    Count,
    /// How many rows there are.
    CountAll,
    /// The sum; exact for integers, and for floats rounded once. 0 of nothing.
    Sum,
    /// The mean; null of nothing.
    Mean,
    /// The smallest value; null of nothing.
    Min,
    /// The largest value; null of nothing.
    Max,
    /// The standard deviation of a sample (ddof 1); null of fewer than two values.
    Std,
    /// The variance of a sample (ddof 1); null of fewer than two values.
    Var,
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
}

/// Every name of an aggregate; the first one given for an aggregate is its own.
const NAMES: &[(&str, AggFunc)] = &[
    ("count", AggFunc::Count),
    ("sum", AggFunc::Sum),
    ("mean", AggFunc::Mean),
    ("avg", AggFunc::Mean),
    ("average", AggFunc::Mean),
    ("min", AggFunc::Min),
    ("max", AggFunc::Max),
    ("std", AggFunc::Std),
    ("stddev", AggFunc::Std),
    ("stddev_samp", AggFunc::Std),
    ("var", AggFunc::Var),
    ("variance", AggFunc::Var),
    ("var_samp", AggFunc::Var),
    ("any", AggFunc::Any),
    ("bool_or", AggFunc::Any),
    ("all", AggFunc::All),
    ("bool_and", AggFunc::All),
    ("every", AggFunc::All),
    ("nunique", AggFunc::NUnique),
    ("first", AggFunc::First),
    ("last", AggFunc::Last),
];

impl AggFunc {
    /// The aggregate's own name, in small letters.
    pub fn name(self) -> &'static str {
        let function = if self == Self::CountAll { Self::Count } else { self };
        NAMES.iter().find(|(_, known)| *known == function).map_or("", |(name, _)| name)
    }

    /// The aggregate of that name or alias, in any case; never [`AggFunc::CountAll`].
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
}

/// An aggregate of an expression, and the name of the column that it makes.
///
/// ```
/// use chunkwise_plan::{AggExpr, col, count_all, mean};
/// assert_eq!(mean(col("fare")).name, "mean(fare)");
/// assert_eq!(count_all().alias("n").to_string(), "count(*) as n");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AggExpr {
    /// What is computed.
    pub func: AggFunc,
    /// Of what; `None` only for [`AggFunc::CountAll`].
    pub arg: Option<Expr>,
    /// The output column.
    pub name: String,
}

impl AggExpr {
    /// The aggregate under its usual name, such as `mean(x)`.
    pub fn new(func: AggFunc, arg: impl IntoColumn) -> Self {
        let arg = arg.into_column();
        let name = format!("{}({})", func.name(), output_name(&arg));
        Self { func, arg: Some(arg.without_aliases()), name }
    }

    /// The aggregate under another name.
    #[must_use]
    pub fn alias(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }
}

/// `func(arg) as name`, without the name if it is the usual one.
impl fmt::Display for AggExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (call, usual) = match &self.arg {
            None => ("count(*)".to_string(), "count(*)".to_string()),
            Some(arg) => (
                format!("{}({arg})", self.func.name()),
                format!("{}({})", self.func.name(), output_name(arg)),
            ),
        };
        f.write_str(&call)?;
        if self.name == usual { Ok(()) } else { write!(f, " as {}", Expr::Column(self.name.clone())) }
    }
}

/// How many values are not null.
pub fn count(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Count, arg)
}

/// How many rows there are; called `count(*)`.
pub fn count_all() -> AggExpr {
    AggExpr { func: AggFunc::CountAll, arg: None, name: "count(*)".to_string() }
}

/// The sum.
pub fn sum(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Sum, arg)
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

/// The standard deviation of a sample.
pub fn std(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Std, arg)
}

/// The variance of a sample.
pub fn var(arg: impl IntoColumn) -> AggExpr {
    AggExpr::new(AggFunc::Var, arg)
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

/// A checked aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedAgg {
    /// What is computed.
    pub func: AggFunc,
    /// Of what, converted to `input`; `None` only for [`AggFunc::CountAll`].
    pub arg: Option<TypedExpr>,
    /// The type of the values that go in; `Null` for [`AggFunc::CountAll`].
    pub input: DataType,
    /// The type of the result.
    pub output: DataType,
    /// The output column.
    pub name: String,
}

/// Checks an aggregate against the columns of `schema`.
///
/// Narrow numbers go in as `int64`, `uint64` or `float64`, except to min, max, first and last; numbers go to any and
/// all as `x <> 0`, a column of nothing but nulls goes in as `float64`.
///
/// # Errors
/// Those of [`bind`]; [`PlanError::TypeMismatch`] if the values cannot be aggregated in this way.
pub fn bind_agg(agg: &AggExpr, schema: &Schema) -> Result<TypedAgg, PlanError> {
    let Some(arg) = &agg.arg else {
        return match agg.func {
            AggFunc::CountAll => Ok(TypedAgg {
                func: agg.func,
                arg: None,
                input: DataType::Null,
                output: DataType::Int64,
                name: agg.name.clone(),
            }),
            func => Err(PlanError::ArgumentCount {
                expr: agg.to_string(),
                function: func.name().to_string(),
                expected: "1 argument".to_string(),
                found: 0,
            }),
        };
    };
    let typed = bind(arg, schema)?;
    let found = typed.data_type.clone();
    let input = input_type(agg.func, &found);
    let output = output_type(agg.func, &input).ok_or_else(|| {
        let what = format!("there is no {} of a {}", agg.func.name(), type_name(&found));
        PlanError::mismatch(agg, what, hint(agg.func, arg, &found))
    })?;
    let truth_of_number = matches!(agg.func, AggFunc::Any | AggFunc::All) && is_number(&found);
    let typed = if truth_of_number {
        let zero = Box::new(Expr::Literal(Scalar::Int64(0)));
        let test = Expr::Binary { op: BinaryOp::NotEqual, left: Box::new(arg.clone()), right: zero };
        bind(&test, schema)?
    } else {
        typed.cast_to(&input)
    };
    Ok(TypedAgg { func: agg.func, arg: Some(typed), input, output, name: agg.name.clone() })
}

/// The type in which values of type `found` go in.
fn input_type(func: AggFunc, found: &DataType) -> DataType {
    match func {
        AggFunc::Any | AggFunc::All if is_number(found) || *found == DataType::Null => DataType::Boolean,
        _ if *found == DataType::Null => DataType::Float64,
        AggFunc::Min | AggFunc::Max | AggFunc::First | AggFunc::Last => found.clone(),
        AggFunc::Mean if *found == DataType::Date32 => TIMESTAMP,
        AggFunc::Sum | AggFunc::Mean | AggFunc::Std | AggFunc::Var if *found == DataType::Boolean => {
            DataType::Int64
        }
        _ if found.is_unsigned_integer() => DataType::UInt64,
        _ if is_number(found) => widened(found),
        _ => found.clone(),
    }
}

/// The type of the result for values that go in as `input`; `None` if there is no such aggregate of them.
fn output_type(func: AggFunc, input: &DataType) -> Option<DataType> {
    match func {
        AggFunc::Count | AggFunc::CountAll | AggFunc::NUnique => Some(DataType::Int64),
        AggFunc::Min | AggFunc::Max | AggFunc::First | AggFunc::Last => Some(input.clone()),
        AggFunc::Sum => (is_number(input) || *input == DURATION).then(|| input.clone()),
        AggFunc::Mean if is_number(input) => Some(DataType::Float64),
        AggFunc::Mean => (*input == DURATION || *input == TIMESTAMP).then(|| input.clone()),
        AggFunc::Std | AggFunc::Var => is_number(input).then_some(DataType::Float64),
        AggFunc::Any | AggFunc::All => (*input == DataType::Boolean).then_some(DataType::Boolean),
    }
}

fn hint(func: AggFunc, arg: &Expr, found: &DataType) -> String {
    match func {
        AggFunc::Any | AggFunc::All => {
            format!("test something: {}(x > 0), {}(x is null)", func.name(), func.name())
        }
        _ if *found == DataType::Utf8 => format!("convert the text first: cast({arg} as float64)"),
        _ if *found == DURATION => format!("make it a number: {}(total_seconds({arg}))", func.name()),
        _ => "count, min, max, first, last and nunique take it".to_string(),
    }
}

#[cfg(test)]
#[path = "aggregate_tests.rs"]
mod tests;
