//! Lists of aggregates: `mean(x) as m, quantile(x, 0.9), sum(x) filter (where y > 0), count(*) as n`.

use sqlparser::ast::{self, DuplicateTreatment, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::call::simple_name;
use super::expr::convert;
use super::reader::Reader;
use super::select::named_item;
use crate::PlanError;
use crate::aggregate::{AggExpr, AggFunc, Interpolation};
use crate::expr::Expr;
use crate::function::Function;
use crate::scalar::Scalar;

/// The aggregates of a list: `mean(x) as m, count(*) as n, count(distinct y)`; without a name, one is called by its
/// own name and its argument: `mean(x)`, also where it is written `avg(x)`.
///
/// Parameters follow the argument, by place or by name: `quantile(x, 0.9)`, `std(x, ddof => 0)`, `sum(x, min_count => 1)`.
///
/// ```
/// use chunkwise_plan::{col, count_all, mean, parse_agg_list, quantile};
/// assert_eq!(parse_agg_list("avg(fare), count(*) as n")?, [mean("fare"), count_all().alias("n")]);
/// let high = quantile("fare", 0.9).filter(col("tip").gt(0));
/// assert_eq!(parse_agg_list("quantile(fare, 0.9) filter (where tip > 0)")?, [high]);
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// Those of [`parse_expr`](crate::parse_expr); [`PlanError::Syntax`] for an item that is not one aggregate.
pub fn parse_agg_list(text: &str) -> Result<Vec<AggExpr>, PlanError> {
    let reader = Reader::new(text);
    let items = reader.parse_list(|parser| parser.parse_select_item())?;
    items.iter().map(|item| agg_item(&reader, item)).collect()
}

fn agg_item(reader: &Reader, item: &ast::SelectItem) -> Result<AggExpr, PlanError> {
    let (parsed, alias) = named_item(reader, item)?;
    let agg = aggregate(reader, parsed)?;
    Ok(match alias {
        Some(name) => agg.alias(name),
        None => agg,
    })
}

/// A call of an aggregate, and where it stands.
struct Call<'a> {
    reader: &'a Reader<'a>,
    parsed: &'a ast::Expr,
    name: &'a str,
}

impl Call<'_> {
    fn error(&self, message: impl Into<String>) -> PlanError {
        self.reader.error_in(self.parsed, message.into())
    }
}

fn aggregate(reader: &Reader, parsed: &ast::Expr) -> Result<AggExpr, PlanError> {
    let not_one = || {
        let message = format!("`{parsed}` is not an aggregate such as mean(x) or count(*), on its own");
        reader.error_in(parsed, message)
    };
    let ast::Expr::Function(function) = parsed else {
        return Err(not_one());
    };
    let (Some(name), FunctionArguments::List(list)) = (simple_name(function), &function.args) else {
        return Err(not_one());
    };
    let func = match AggFunc::from_name(name) {
        Ok(func) => func,
        Err(_) if Function::from_name(name).is_ok() => return Err(not_one()),
        Err(unknown) => return Err(unknown),
    };
    let call = Call { reader, parsed, name };
    if has_other_clauses(function, list) {
        return Err(call.error(format!("`{parsed}` is not supported")));
    }
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    let func = if distinct { distinct_of(&call, func)? } else { func };
    let mut agg = match list.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] | []
            if matches!(func, AggFunc::Count | AggFunc::CountAll) =>
        {
            AggExpr::of_args(AggFunc::CountAll, Vec::new())
        }
        args => with_arguments(&call, func, &ordered(&call, function)?, args)?,
    };
    if let Some(condition) = &function.filter {
        agg = agg.filter(convert(reader, condition)?);
    }
    Ok(agg)
}

/// The aggregate with its arguments, the first of which may come from `within group`, and its parameters.
fn with_arguments(
    call: &Call,
    func: AggFunc,
    ordered: &[Expr],
    args: &[FunctionArg],
) -> Result<AggExpr, PlanError> {
    let mut exprs = ordered.to_vec();
    let mut parameters = Vec::new();
    let mut by_place = parameter_names(func).iter();
    for arg in args {
        match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) if exprs.len() < func.arity() => {
                exprs.push(convert(call.reader, arg)?);
            }
            FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) => match by_place.next() {
                Some(name) => parameters.push(((*name).to_string(), convert(call.reader, arg)?)),
                None => return Err(wrong_count(call, func, args)),
            },
            FunctionArg::Named { name, arg: FunctionArgExpr::Expr(arg), .. } => {
                parameters.push((name.value.to_lowercase(), convert(call.reader, arg)?));
            }
            FunctionArg::ExprNamed { name, arg: FunctionArgExpr::Expr(arg), .. } => {
                parameters.push((name.to_string().to_lowercase(), convert(call.reader, arg)?));
            }
            _ => return Err(wrong_count(call, func, args)),
        }
    }
    if exprs.len() != func.arity() {
        return Err(wrong_count(call, func, args));
    }
    let (mut func, mut min_count) = (func, 0);
    for (name, value) in parameters {
        if name == "min_count" {
            min_count = whole(call, &name, &value)?;
        } else {
            func = with_parameter(call, func, &name, &value)?;
        }
    }
    Ok(AggExpr::of_args(func, exprs).min_count(min_count))
}

/// The parameters that may follow the arguments, in their order.
fn parameter_names(func: AggFunc) -> &'static [&'static str] {
    match func {
        AggFunc::Std { .. } | AggFunc::Var { .. } | AggFunc::Sem { .. } | AggFunc::Cov { .. } => &["ddof"],
        AggFunc::Quantile { .. } => &["q", "interpolation"],
        AggFunc::ApproxQuantile { .. } => &["q"],
        AggFunc::Largest { .. } | AggFunc::Smallest { .. } => &["n"],
        AggFunc::Sum | AggFunc::Prod => &["min_count"],
        _ => &[],
    }
}

fn with_parameter(call: &Call, func: AggFunc, name: &str, value: &Expr) -> Result<AggFunc, PlanError> {
    let count = |_: ()| whole(call, name, value);
    let ddof = |_: ()| {
        let ddof = count(())?;
        u32::try_from(ddof).map_err(|_| call.error(format!("{ddof} is too large for ddof")))
    };
    let n = |_: ()| {
        let n = count(())?;
        usize::try_from(n).map_err(|_| call.error(format!("{n} is too large for n")))
    };
    Ok(match (func, name) {
        (AggFunc::Std { .. }, "ddof") => AggFunc::Std { ddof: ddof(())? },
        (AggFunc::Var { .. }, "ddof") => AggFunc::Var { ddof: ddof(())? },
        (AggFunc::Sem { .. }, "ddof") => AggFunc::Sem { ddof: ddof(())? },
        (AggFunc::Cov { .. }, "ddof") => AggFunc::Cov { ddof: ddof(())? },
        (AggFunc::Largest { .. }, "n") => AggFunc::Largest { n: n(())? },
        (AggFunc::Smallest { .. }, "n") => AggFunc::Smallest { n: n(())? },
        (AggFunc::Quantile { interpolation, .. }, "q") => {
            AggFunc::Quantile { q: number(call, name, value)?, interpolation }
        }
        (AggFunc::Quantile { q, .. }, "interpolation") => {
            AggFunc::Quantile { q, interpolation: interpolation(call, value)? }
        }
        (AggFunc::ApproxQuantile { .. }, "q") => AggFunc::ApproxQuantile { q: number(call, name, value)? },
        _ => {
            let known = parameter_names(func).iter().chain(&["min_count"]).copied().collect::<Vec<_>>();
            let message = format!("{} has no parameter {name}; it has {}", call.name, known.join(", "));
            return Err(call.error(message));
        }
    })
}

fn whole(call: &Call, name: &str, value: &Expr) -> Result<u64, PlanError> {
    match value {
        Expr::Literal(Scalar::Int64(value)) if *value >= 0 => Ok(value.unsigned_abs()),
        _ => Err(call.error(format!("{name} must be a whole number such as 2, and is {value}"))),
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers that make sense here are small")]
fn number(call: &Call, name: &str, value: &Expr) -> Result<f64, PlanError> {
    match value {
        Expr::Literal(Scalar::Int64(value)) => Ok(*value as f64),
        Expr::Literal(Scalar::Float64(value)) => Ok(*value),
        _ => Err(call.error(format!("{name} must be a number such as 0.9, and is {value}"))),
    }
}

fn interpolation(call: &Call, value: &Expr) -> Result<Interpolation, PlanError> {
    let known = match value {
        Expr::Literal(Scalar::String(name)) => Interpolation::from_name(name),
        _ => None,
    };
    known.ok_or_else(|| {
        let message = "interpolation must be 'linear', 'lower', 'higher', 'midpoint' or 'nearest', and is";
        call.error(format!("{message} {value}"))
    })
}

/// `func(distinct ..)`.
fn distinct_of(call: &Call, func: AggFunc) -> Result<AggFunc, PlanError> {
    match func {
        AggFunc::Count => Ok(AggFunc::NUnique),
        // The others do not change if a value comes twice.
        AggFunc::Min
        | AggFunc::Max
        | AggFunc::Any
        | AggFunc::All
        | AggFunc::NUnique
        | AggFunc::ApproxNUnique => Ok(func),
        _ => Err(call.error(format!("{}(distinct ..) is not supported", call.name))),
    }
}

/// What `within group (order by x)` adds to the arguments.
fn ordered(call: &Call, function: &ast::Function) -> Result<Vec<Expr>, PlanError> {
    match function.within_group.as_slice() {
        [] => Ok(Vec::new()),
        [only] if !matches!(only.options.sort, Some(ast::OrderBySort::Desc)) => {
            Ok(vec![convert(call.reader, &only.expr)?])
        }
        _ => Err(call.error("within group takes one expression, ascending")),
    }
}

/// Whether the call has anything beside arguments, condition and order, such as `over (..)`.
fn has_other_clauses(function: &ast::Function, list: &ast::FunctionArgumentList) -> bool {
    !list.clauses.is_empty()
        || !matches!(function.parameters, FunctionArguments::None)
        || function.null_treatment.is_some()
        || function.over.is_some()
}

fn wrong_count(call: &Call, func: AggFunc, args: &[FunctionArg]) -> PlanError {
    let arity = match func.arity() {
        0 => "no argument",
        1 => "one argument",
        _ => "two arguments",
    };
    let parameters = match parameter_names(func) {
        [] => String::new(),
        names => format!(" and then {}", names.join(", ")),
    };
    let found = match args {
        [only] => only.to_string(),
        several => several.len().to_string(),
    };
    call.error(format!("{} takes {arity}{parameters}, and got {found}", call.name))
}
