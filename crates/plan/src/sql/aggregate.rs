//! Lists of aggregates: `mean(x) as m, count(*) as n`.

use sqlparser::ast::{self, DuplicateTreatment, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::call::{has_clauses, simple_name};
use super::expr::convert;
use super::reader::Reader;
use super::select::named_item;
use crate::PlanError;
use crate::aggregate::{AggExpr, AggFunc, count_all};
use crate::function::Function;

/// The aggregates of a list: `mean(x) as m, count(*) as n, count(distinct y)`; without a name, one is called by its
/// own name and its argument: `mean(x)`, also where it is written `avg(x)`.
///
/// ```
/// use chunkwise_plan::{col, count_all, mean, parse_agg_list};
/// assert_eq!(parse_agg_list("avg(fare), count(*) as n")?, [mean(col("fare")), count_all().alias("n")]);
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

fn aggregate(reader: &Reader, parsed: &ast::Expr) -> Result<AggExpr, PlanError> {
    let not_one = || {
        let message = format!("`{parsed}` is not an aggregate such as mean(x) or count(*), on its own");
        reader.error_in(parsed, message)
    };
    let ast::Expr::Function(call) = parsed else {
        return Err(not_one());
    };
    let (Some(name), FunctionArguments::List(list)) = (simple_name(call), &call.args) else {
        return Err(not_one());
    };
    let func = match AggFunc::from_name(name) {
        Ok(func) => func,
        Err(_) if Function::from_name(name).is_ok() => return Err(not_one()),
        Err(unknown) => return Err(unknown),
    };
    if has_clauses(call, list) {
        return Err(reader.error_in(parsed, format!("`{parsed}` is not supported")));
    }
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    match (func, list.args.as_slice()) {
        (AggFunc::Count, [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] | []) if !distinct => {
            Ok(count_all())
        }
        (_, [FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))]) => {
            let func = match (func, distinct) {
                (AggFunc::Count, true) => AggFunc::NUnique,
                (func, false) => func,
                // The others do not change if a value comes twice.
                (AggFunc::Min | AggFunc::Max | AggFunc::Any | AggFunc::All | AggFunc::NUnique, true) => func,
                (_, true) => {
                    return Err(reader.error_in(parsed, format!("{name}(distinct ..) is not supported")));
                }
            };
            Ok(AggExpr::new(func, convert(reader, arg)?))
        }
        (_, args) => {
            let message = format!("{name} takes one argument, and got {}", arguments_text(args));
            Err(reader.error_in(parsed, message))
        }
    }
}

fn arguments_text(args: &[FunctionArg]) -> String {
    match args {
        [only] => only.to_string(),
        several => several.len().to_string(),
    }
}
