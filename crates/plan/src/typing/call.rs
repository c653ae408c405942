//! Calls of functions: how many arguments, of which types, and what comes out.

use arrow::datatypes::{DataType, Schema};

use super::binary::common_numbers;
use super::coerce::article;
use super::{TypedExpr, case, dictionary, prepare};
use crate::PlanError;
use crate::expr::{BinaryOp, Expr};
use crate::function::{Function, Signature, Takes};
use crate::scalar::Scalar;
use crate::types::{is_float, is_moment};

/// `expr` is the whole call.
pub(super) fn bind(
    expr: &Expr,
    function: Function,
    args: &[Expr],
    schema: &Schema,
) -> Result<TypedExpr, PlanError> {
    let function = of_time(function, args);
    let Some(signature) = function.signature() else {
        return Err(PlanError::UnknownFunction { name: format!("{function:?}"), close: Vec::new() });
    };
    check_count(expr, signature, args.len())?;
    let swapped: Vec<Expr>;
    let args = if function == Function::DateTrunc {
        swapped = args.iter().rev().cloned().collect(); // SQL puts the unit first
        &swapped
    } else {
        args
    };
    if let (Function::NullIf, [value, unwanted]) = (function, args) {
        return null_if(value, unwanted, schema);
    }
    let typed = args.iter().map(|arg| super::bind(arg, schema)).collect::<Result<Vec<_>, _>>()?;
    let rows = signature.takes.iter().position(|takes| *takes == Takes::Constant);
    let given_args = args;
    let (typed, constants) = split(typed, rows.unwrap_or(usize::MAX));
    let (args, data_type) = match function {
        Function::Map | Function::ReplaceValues => return dictionary::bind(expr, function, args, typed),
        Function::Coalesce | Function::Greatest | Function::Least | Function::Clip => {
            case::unify(expr, typed)?
        }
        Function::Power => numbers(expr, signature, args, typed)?,
        _ => by_table(expr, signature, args, typed)?,
    };
    match (function, args.as_slice()) {
        (Function::Date, [day]) if day.data_type == DataType::Date32 => Ok(day.clone()),
        _ if constants.is_empty() => Ok(TypedExpr::call(function, args, data_type)),
        _ => {
            let hint = format!("{} takes it once for all rows", signature.name());
            let shown = given_args.iter().skip(rows.unwrap_or_default());
            let given = constants.iter().zip(shown).map(|arg| prepare::constant(expr, arg, &hint));
            let parameters = prepare::prepare(expr, function, given.collect::<Result<_, _>>()?)?;
            Ok(TypedExpr::call(function, args, data_type).with(parameters))
        }
    }
}

/// `floor(x, '1h')` is not the function of numbers.
fn of_time(function: Function, args: &[Expr]) -> Function {
    match (function, args) {
        (Function::Floor, [_, _]) => Function::FloorTime,
        (Function::Ceil, [_, _]) => Function::CeilTime,
        (Function::Round, [_, Expr::Literal(Scalar::String(_))]) => Function::RoundTime,
        (function, _) => function,
    }
}

/// The arguments that have a value per row, and the constants behind them.
fn split(mut args: Vec<TypedExpr>, rows: usize) -> (Vec<TypedExpr>, Vec<TypedExpr>) {
    let constants = args.split_off(rows.min(args.len()));
    (args, constants)
}

/// The arguments as the table says that they arrive, and what the table says that comes out.
fn by_table(
    expr: &Expr,
    signature: &Signature,
    args: &[Expr],
    typed: Vec<TypedExpr>,
) -> Result<(Vec<TypedExpr>, DataType), PlanError> {
    let mut arrived = Vec::with_capacity(typed.len());
    for (at, arg) in typed.into_iter().enumerate() {
        let takes = signature.takes_at(at);
        match takes.arrives_as(&arg.data_type) {
            Some(wanted) => arrived.push(arg.cast_to(&wanted)),
            None => return Err(wrong_type(expr, signature, takes, &args[at], &arg.data_type)),
        }
    }
    let data_type = signature.gives.data_type(arrived.first().map(|arg| &arg.data_type));
    Ok((arrived, data_type))
}

/// Two numbers as one type, as in arithmetic; booleans count.
fn numbers(
    expr: &Expr,
    signature: &Signature,
    args: &[Expr],
    typed: Vec<TypedExpr>,
) -> Result<(Vec<TypedExpr>, DataType), PlanError> {
    let shared =
        typed.iter().map(|arg| &arg.data_type).try_fold(DataType::Null, |a, b| common_numbers(&a, b));
    if let Some(shared) = shared {
        let shared = if shared == DataType::Null { DataType::Float64 } else { shared };
        return Ok((typed.into_iter().map(|arg| arg.cast_to(&shared)).collect(), shared));
    }
    let wrong =
        typed.iter().zip(args).find(|(arg, _)| common_numbers(&DataType::Null, &arg.data_type).is_none());
    match wrong {
        Some((typed, arg)) => Err(wrong_type(expr, signature, Takes::Number, arg, &typed.data_type)),
        None => Err(PlanError::mismatch(expr, "the numbers have no common type", "")),
    }
}

fn check_count(expr: &Expr, signature: &Signature, found: usize) -> Result<(), PlanError> {
    let (least, most) = signature.arity();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let expected = match (least, most) {
        (1, 1) => "1 argument".to_string(),
        (1, usize::MAX) => "at least 1 argument".to_string(),
        (least, usize::MAX) => format!("at least {least} arguments"),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) if least + 1 == most => format!("{least} or {most} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    };
    Err(PlanError::ArgumentCount {
        expr: expr.to_string(),
        function: signature.name().to_string(),
        expected,
        found,
    })
}

/// `nullif(a, b)` is `case when a = b then null else a end`, with the comparison's own rules.
fn null_if(value: &Expr, unwanted: &Expr, schema: &Schema) -> Result<TypedExpr, PlanError> {
    let same = Expr::Binary {
        op: BinaryOp::Equal,
        left: Box::new(value.clone()),
        right: Box::new(unwanted.clone()),
    };
    let null = Expr::Literal(Scalar::Null);
    let chosen = Expr::Case { branches: vec![(same, null)], otherwise: Some(Box::new(value.clone())) };
    super::bind(&chosen, schema)
}

/// The error for an argument of a wrong type, with the types that fit.
fn wrong_type(expr: &Expr, signature: &Signature, takes: Takes, arg: &Expr, found: &DataType) -> PlanError {
    let what = format!("{} cannot take {}", signature.name(), article(found));
    let wanted = match takes {
        Takes::Moment | Takes::DateOrTimestamp | Takes::Time => "timestamp",
        Takes::Duration if is_moment(found) => {
            return PlanError::mismatch(expr, what, "it takes a duration, the difference of two timestamps");
        }
        Takes::Duration => "duration",
        Takes::Integer => "int64",
        Takes::Number | Takes::Float | Takes::Signed => "float64",
        Takes::Text | Takes::Any | Takes::Constant => "string",
    };
    let castable = *found == DataType::Utf8 || wanted == "string" || (is_float(found) && wanted == "int64");
    let hint = if castable {
        format!("convert it first: cast({arg} as {wanted})")
    } else {
        format!("it takes {}", takes.in_words())
    };
    PlanError::mismatch(expr, what, hint)
}
