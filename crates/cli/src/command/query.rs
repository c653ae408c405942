//! `chunkwise query`.

use std::io::{self, Write};

use chunkwise::sql::{
    SelectItem, parse_agg_list, parse_assignment, parse_expr, parse_order_list, parse_select_list,
};
use chunkwise::{DataFrame, Expr, col};

use crate::arguments::Query;
use crate::command::Failure;
use crate::command::open::open;
use crate::list::split_list;
use crate::output::print_result;

pub(crate) fn query(query: &Query) -> Result<(), Failure> {
    let frame = pipeline(query)?;
    if query.explain {
        return Ok(io::stdout().write_all(frame.explain()?.as_bytes())?);
    }
    print_result(&frame, &query.output)
}

/// The steps, in the order in which they apply.
fn pipeline(query: &Query) -> Result<DataFrame, Failure> {
    let mut frame = open(&query.input)?;
    for assignment in &query.with {
        let (name, expr) = parse_assignment(assignment)?;
        frame = frame.with_column(name, expr)?;
    }
    if let Some(filter) = &query.filter {
        frame = frame.filter(parse_expr(filter)?)?;
    }
    frame = grouped(frame, query.groupby.as_deref(), query.agg.as_deref())?;
    if let Some(select) = &query.select {
        frame = selected(&frame, select)?;
    }
    if let Some(keys) = &query.sort_by {
        frame = frame.sort_by(parse_order_list(keys)?)?;
    }
    if let Some(rows) = query.limit {
        frame = frame.head(rows);
    }
    Ok(frame)
}

fn grouped(frame: DataFrame, keys: Option<&str>, aggs: Option<&str>) -> Result<DataFrame, Failure> {
    let aggs = aggs.map(parse_agg_list).transpose()?;
    match (keys, aggs) {
        (None, None) => Ok(frame),
        (None, Some(aggs)) => Ok(frame.agg(aggs)?),
        (Some(keys), aggs) => {
            let keys = keys_of(&frame, keys)?;
            Ok(frame.groupby(keys)?.agg(aggs.unwrap_or_default())?)
        }
    }
}

/// Column names as they stand, or else expressions.
fn keys_of(frame: &DataFrame, text: &str) -> Result<Vec<Expr>, Failure> {
    let columns = frame.columns()?;
    let names = split_list(text);
    if names.iter().all(|name| columns.contains(name)) {
        return Ok(names.iter().map(|name| col(&**name)).collect());
    }
    parse_select_list(text)?
        .into_iter()
        .map(|item| match item {
            SelectItem::Expr(expr, name) => Ok(expr.alias(name)),
            SelectItem::Star => {
                Err(Failure::Usage("--groupby takes columns or expressions, not *".to_owned()))
            }
        })
        .collect()
}

fn selected(frame: &DataFrame, text: &str) -> Result<DataFrame, Failure> {
    let mut exprs = Vec::new();
    for item in parse_select_list(text)? {
        match item {
            SelectItem::Star => exprs.extend(frame.columns()?.iter().map(|name| col(&**name))),
            SelectItem::Expr(expr, name) => exprs.push(expr.alias(name)),
        }
    }
    Ok(frame.select(exprs)?)
}
