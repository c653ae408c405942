//! Type checking of aggregates: what goes in, what comes out, and what does not fit.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};

use super::{AggExpr, AggFunc, Interpolation};
use crate::PlanError;
use crate::expr::{BinaryOp, Expr};
use crate::scalar::Scalar;
use crate::types::{DURATION, TIMESTAMP, is_number, type_name, widened};
use crate::typing::{TypedExpr, bind, bind_predicate};

/// A checked aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedAgg {
    /// What is computed.
    pub func: AggFunc,
    /// Of what, each converted to the type that goes in; none for [`AggFunc::CountAll`].
    pub args: Vec<TypedExpr>,
    /// The rows that count: boolean.
    pub filter: Option<TypedExpr>,
    /// With fewer values the result is null.
    pub min_count: u64,
    /// The type of the result.
    pub output: DataType,
    /// The output column.
    pub name: String,
}

impl TypedAgg {
    /// All that has to be evaluated for it: the arguments, then the condition.
    pub fn exprs(&self) -> impl Iterator<Item = &TypedExpr> {
        self.args.iter().chain(&self.filter)
    }
}

/// Checks an aggregate against the columns of `schema`.
///
/// Narrow numbers go in as `int64`, `uint64` or `float64`, except where the result has the type of the values; numbers
/// go to any and all as `x <> 0`, a column of nothing but nulls goes in as `float64`. Two columns go in as `int64` if both
/// are integers that fit, otherwise as `float64`.
///
/// # Errors
/// Those of [`bind`]; [`PlanError::TypeMismatch`] if the values cannot be aggregated in this way, or a parameter has a value that
/// it cannot have; [`PlanError::ArgumentCount`].
pub fn bind_agg(agg: &AggExpr, schema: &Schema) -> Result<TypedAgg, PlanError> {
    check_arity(agg)?;
    check_parameters(agg)?;
    let found: Vec<TypedExpr> = agg.args.iter().map(|arg| bind(arg, schema)).collect::<Result<_, _>>()?;
    let (args, output) = match found.as_slice() {
        [] => (Vec::new(), DataType::Int64),
        [_] => bind_one(agg, schema, found)?,
        _ => bind_two(agg, found)?,
    };
    let filter = agg.filter.as_ref().map(|condition| bind_predicate(condition, schema)).transpose()?;
    Ok(TypedAgg { func: agg.func, args, filter, min_count: agg.min_count, output, name: agg.name.clone() })
}

fn check_arity(agg: &AggExpr) -> Result<(), PlanError> {
    let arity = agg.func.arity();
    if agg.args.len() == arity {
        return Ok(());
    }
    Err(PlanError::ArgumentCount {
        expr: agg.to_string(),
        function: agg.func.name().to_string(),
        expected: format!("{arity} argument{}", if arity == 1 { "" } else { "s" }),
        found: agg.args.len(),
    })
}

fn check_parameters(agg: &AggExpr) -> Result<(), PlanError> {
    match agg.func {
        AggFunc::Quantile { q, .. } | AggFunc::ApproxQuantile { q } if !(0.0..=1.0).contains(&q) => {
            let what = format!("{q} is not a share from 0 to 1");
            Err(PlanError::mismatch(agg, what, "the median is 0.5, the 90th percentile 0.9"))
        }
        _ => Ok(()),
    }
}

/// The argument as it goes in, and the type of the result.
fn bind_one(
    agg: &AggExpr,
    schema: &Schema,
    found: Vec<TypedExpr>,
) -> Result<(Vec<TypedExpr>, DataType), PlanError> {
    let mut args = Vec::with_capacity(1);
    let mut result = DataType::Null;
    for (typed, arg) in found.into_iter().zip(&agg.args) {
        let found = typed.data_type.clone();
        let input = input_type(agg.func, &found);
        result = output_type(agg.func, &input).ok_or_else(|| {
            let what = format!("there is no {} of a {}", agg.func.name(), type_name(&found));
            PlanError::mismatch(agg, what, hint(agg.func, arg, &found))
        })?;
        let truth_of_number = matches!(agg.func, AggFunc::Any | AggFunc::All) && is_number(&found);
        args.push(if truth_of_number {
            let zero = Box::new(Expr::Literal(Scalar::Int64(0)));
            bind(&Expr::Binary { op: BinaryOp::NotEqual, left: Box::new(arg.clone()), right: zero }, schema)?
        } else {
            typed.cast_to(&input)
        });
    }
    Ok((args, result))
}

/// Two numbers as they go in: both `int64` or both `float64`.
fn bind_two(agg: &AggExpr, found: Vec<TypedExpr>) -> Result<(Vec<TypedExpr>, DataType), PlanError> {
    for (typed, arg) in found.iter().zip(&agg.args) {
        let found = &typed.data_type;
        if !is_number(found) && !matches!(found, DataType::Boolean | DataType::Null) {
            let what = format!("there is no {} of a {}", agg.func.name(), type_name(found));
            return Err(PlanError::mismatch(agg, what, hint(agg.func, arg, found)));
        }
    }
    let all_int64 = found.iter().all(|typed| widened(&typed.data_type) == DataType::Int64);
    let input = if all_int64 { DataType::Int64 } else { DataType::Float64 };
    Ok((found.into_iter().map(|typed| typed.cast_to(&input)).collect(), DataType::Float64))
}

/// The type in which values of type `found` go in.
fn input_type(func: AggFunc, found: &DataType) -> DataType {
    use AggFunc as F;
    let null = *found == DataType::Null;
    match func {
        F::Any | F::All if is_number(found) || null || *found == DataType::Boolean => DataType::Boolean,
        _ if null => DataType::Float64,
        F::Min | F::Max | F::First | F::Last | F::Mode | F::Modes | F::Collect => found.clone(),
        F::IdxMin | F::IdxMax | F::Largest { .. } | F::Smallest { .. } => found.clone(),
        F::Quantile { interpolation, .. } if takes_a_value(interpolation) => found.clone(),
        F::Mean | F::Median | F::Quantile { .. } if *found == DataType::Date32 => TIMESTAMP,
        F::Skew | F::Kurt | F::ApproxMedian | F::ApproxQuantile { .. }
            if is_number(found) || *found == DataType::Boolean =>
        {
            DataType::Float64
        }
        F::Count | F::NUnique | F::ApproxNUnique if *found == DataType::Boolean => DataType::Boolean,
        _ if *found == DataType::Boolean => DataType::Int64,
        _ if found.is_unsigned_integer() => DataType::UInt64,
        _ if is_number(found) => widened(found),
        _ => found.clone(),
    }
}

/// The type of the result for values that go in as `input`; `None` if there is no such aggregate of them.
fn output_type(func: AggFunc, input: &DataType) -> Option<DataType> {
    use AggFunc as F;
    let number = is_number(input);
    if matches!(input, DataType::List(_)) {
        return (func == F::Count).then_some(DataType::Int64);
    }
    let number_or = |others: &[DataType]| number || others.contains(input);
    match func {
        F::Count | F::CountAll | F::NUnique | F::ApproxNUnique | F::IdxMin | F::IdxMax => {
            Some(DataType::Int64)
        }
        F::Min | F::Max | F::First | F::Last | F::Mode => Some(input.clone()),
        F::Collect | F::Modes => Some(list_of(input)),
        F::Sum => number_or(&[DURATION]).then(|| input.clone()),
        F::Prod => number.then(|| input.clone()),
        F::Quantile { interpolation, .. } if takes_a_value(interpolation) => {
            (*input != DataType::Utf8).then(|| input.clone())
        }
        F::Mean | F::Median | F::Quantile { .. } if number => Some(DataType::Float64),
        F::Mean | F::Median | F::Quantile { .. } => number_or(&[DURATION, TIMESTAMP]).then(|| input.clone()),
        F::Std { .. } | F::Var { .. } | F::Sem { .. } | F::Skew | F::Kurt | F::Cov { .. } | F::Corr => {
            number.then_some(DataType::Float64)
        }
        F::ApproxMedian | F::ApproxQuantile { .. } => number.then_some(DataType::Float64),
        F::Any | F::All => (*input == DataType::Boolean).then_some(DataType::Boolean),
        F::Largest { .. } | F::Smallest { .. } => (*input != DataType::Utf8).then(|| list_of(input)),
    }
}

/// Whether the result is one of the values.
fn takes_a_value(interpolation: Interpolation) -> bool {
    matches!(interpolation, Interpolation::Lower | Interpolation::Higher | Interpolation::Nearest)
}

fn list_of(item: &DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(item.clone(), true)))
}

fn hint(func: AggFunc, arg: &Expr, found: &DataType) -> String {
    match func {
        AggFunc::Any | AggFunc::All => {
            format!("test something: {}(x > 0), {}(x is null)", func.name(), func.name())
        }
        _ if *found == DataType::Utf8 => format!("convert the text first: cast({arg} as float64)"),
        _ if matches!(found, DataType::List(_)) => "count takes it".to_string(),
        _ if *found == DURATION => format!("make it a number: {}(total_seconds({arg}))", func.name()),
        _ => "count, min, max, first, last and nunique take it".to_string(),
    }
}
