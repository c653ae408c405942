//! Calls of functions: how many arguments, of which types, and what comes out.

use arrow::datatypes::{DataType, Schema};

use super::coerce::article;
use super::{TypedExpr, TypedKind, case};
use crate::PlanError;
use crate::expr::{BinaryOp, Expr};
use crate::function::Function;
use crate::types::{DURATION, TIMESTAMP, is_float, is_moment, is_number, widened};

/// `expr` is the whole call.
pub(super) fn bind(
    expr: &Expr,
    function: Function,
    args: &[Expr],
    schema: &Schema,
) -> Result<TypedExpr, PlanError> {
    check_count(expr, function, args.len())?;
    if let (Function::NullIf, [value, unwanted]) = (function, args) {
        return null_if(value, unwanted, schema);
    }
    let typed = args.iter().map(|arg| super::bind(arg, schema)).collect::<Result<Vec<_>, _>>()?;
    if function == Function::Coalesce {
        let (args, data_type) = case::unify(expr, typed)?;
        return Ok(TypedExpr::new(TypedKind::Call { function, args }, data_type));
    }
    let mut checked = Vec::with_capacity(typed.len());
    for (at, arg) in typed.into_iter().enumerate() {
        let wanted = argument_type(function, at, &arg.data_type).ok_or_else(|| {
            let what = format!("{} cannot take {}", function.name(), article(&arg.data_type));
            PlanError::mismatch(expr, what, argument_hint(function, at, &args[at], &arg.data_type))
        })?;
        checked.push(arg.cast_to(&wanted));
    }
    let data_type = result_type(function, &checked);
    if function == Function::Date && checked.iter().all(|arg| arg.data_type == DataType::Date32) {
        return checked.pop().ok_or_else(|| wrong_count(expr, function, 0));
    }
    Ok(TypedExpr::new(TypedKind::Call { function, args: checked }, data_type))
}

fn check_count(expr: &Expr, function: Function, found: usize) -> Result<(), PlanError> {
    let (least, most) = function.arity();
    if (least..=most).contains(&found) { Ok(()) } else { Err(wrong_count(expr, function, found)) }
}

fn wrong_count(expr: &Expr, function: Function, found: usize) -> PlanError {
    let expected = match function.arity() {
        (1, 1) => "1 argument".to_string(),
        (least, usize::MAX) => format!("at least {least} argument"),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) => format!("{least} or {most} arguments"),
    };
    PlanError::ArgumentCount {
        expr: expr.to_string(),
        function: function.name().to_string(),
        expected,
        found,
    }
}

/// `nullif(a, b)` is `case when a = b then null else a end`, with the comparison's own rules.
fn null_if(value: &Expr, unwanted: &Expr, schema: &Schema) -> Result<TypedExpr, PlanError> {
    let same = Expr::Binary {
        op: BinaryOp::Equal,
        left: Box::new(value.clone()),
        right: Box::new(unwanted.clone()),
    };
    let null = Expr::Literal(crate::scalar::Scalar::Null);
    let chosen = Expr::Case { branches: vec![(same, null)], otherwise: Some(Box::new(value.clone())) };
    super::bind(&chosen, schema)
}

/// The type that the argument at `at` gets, given the one it has; `None` if it cannot be taken.
fn argument_type(function: Function, at: usize, found: &DataType) -> Option<DataType> {
    let null = *found == DataType::Null;
    match function {
        Function::Year
        | Function::Quarter
        | Function::Month
        | Function::Day
        | Function::Hour
        | Function::Minute
        | Function::Second
        | Function::Microsecond
        | Function::DayOfWeek
        | Function::DayOfYear => (null || is_moment(found)).then_some(TIMESTAMP),
        Function::Date if *found == DataType::Date32 => Some(DataType::Date32),
        Function::Date => (null || *found == TIMESTAMP).then_some(TIMESTAMP),
        Function::TotalSeconds | Function::Seconds | Function::Days => {
            (null || *found == DURATION).then_some(DURATION)
        }
        Function::Substring if at > 0 => (null || found.is_integer()).then_some(DataType::Int64),
        Function::Round if at > 0 => (null || found.is_integer()).then_some(DataType::Int64),
        Function::Abs if *found == DURATION => Some(DURATION),
        Function::Sqrt => (null || is_number(found)).then_some(DataType::Float64),
        Function::Abs | Function::Round | Function::Floor | Function::Ceil if null => Some(DataType::Float64),
        Function::Abs | Function::Round | Function::Floor | Function::Ceil => {
            is_number(found).then(|| widened(found))
        }
        Function::Lower
        | Function::Upper
        | Function::Length
        | Function::Strip
        | Function::LeftStrip
        | Function::RightStrip
        | Function::StartsWith
        | Function::EndsWith
        | Function::Contains
        | Function::Replace
        | Function::Substring
        | Function::Concat
        | Function::Like => (null || *found == DataType::Utf8).then_some(DataType::Utf8),
        Function::Coalesce | Function::NullIf => Some(found.clone()),
    }
}

/// The type that comes out, given the arguments as they are after conversion.
fn result_type(function: Function, args: &[TypedExpr]) -> DataType {
    match function {
        Function::Date => DataType::Date32,
        Function::TotalSeconds | Function::Sqrt => DataType::Float64,
        Function::Lower
        | Function::Upper
        | Function::Strip
        | Function::LeftStrip
        | Function::RightStrip
        | Function::Replace
        | Function::Substring
        | Function::Concat => DataType::Utf8,
        Function::StartsWith | Function::EndsWith | Function::Contains | Function::Like => DataType::Boolean,
        Function::Abs
        | Function::Round
        | Function::Floor
        | Function::Ceil
        | Function::Coalesce
        | Function::NullIf => args.first().map_or(DataType::Null, |arg| arg.data_type.clone()),
        _ => DataType::Int64,
    }
}

/// What to do about an argument of a wrong type.
fn argument_hint(function: Function, at: usize, arg: &Expr, found: &DataType) -> String {
    let wanted = match argument_kinds(function, at) {
        Kinds::Moment => "timestamp",
        Kinds::Duration if is_moment(found) => {
            return "it takes a duration, the difference of two timestamps".to_string();
        }
        Kinds::Duration => "duration",
        Kinds::Integer => "int64",
        Kinds::Number => "float64",
        Kinds::Text => "string",
    };
    let castable = *found == DataType::Utf8 || wanted == "string" || (is_float(found) && wanted == "int64");
    if castable {
        format!("convert it first: cast({arg} as {wanted})")
    } else {
        format!("it takes a {wanted}")
    }
}

/// What an argument can be, for hints.
enum Kinds {
    Moment,
    Duration,
    Integer,
    Number,
    Text,
}

fn argument_kinds(function: Function, at: usize) -> Kinds {
    if argument_type(function, at, &TIMESTAMP).is_some() {
        Kinds::Moment
    } else if argument_type(function, at, &DataType::Utf8).is_some() {
        Kinds::Text
    } else if argument_type(function, at, &DataType::Float64).is_some() {
        Kinds::Number
    } else if argument_type(function, at, &DURATION).is_some() {
        Kinds::Duration
    } else {
        Kinds::Integer
    }
}
