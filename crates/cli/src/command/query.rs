//! `chunkwise query`.

use std::io::{self, Write};

use chunkwise::sql::{
    SelectItem, parse_agg_list, parse_assignment, parse_expr, parse_order_list, parse_select_list,
};
use chunkwise::{DataFrame, Error, Expr, Keep, col};

use crate::arguments::Query;
use crate::command::Failure;
use crate::command::join::open_and_join;
use crate::list::split_list;
use crate::output::print_result;

pub(crate) fn query(query: &Query) -> Result<(), Failure> {
    let frame = pipeline(query)?;
    if query.explain {
        return Ok(io::stdout().write_all(frame.explain()?.as_bytes())?);
    }
    print_result(&frame, &frame, &query.output)
}

/// The steps, in the order in which they apply.
fn pipeline(query: &Query) -> Result<DataFrame, Failure> {
    let mut frame = open_and_join(query)?;
    for assignment in &query.with {
        let added = parse_assignment(assignment)
            .map_err(Error::from)
            .and_then(|(name, expr)| frame.with_column(name, expr));
        frame = added.map_err(Failure::of("--with"))?;
    }
    if let Some(filter) = &query.filter {
        let filtered = parse_expr(filter).map_err(Error::from).and_then(|expr| frame.filter(expr));
        frame = filtered.map_err(Failure::of("--where"))?;
    }
    if let Some(keys) = &query.distinct {
        let keys = keys_of(&frame, keys, "--distinct")?;
        frame = frame.drop_duplicates_by(keys, Keep::First).map_err(Failure::of("--distinct"))?;
    }
    frame = grouped(frame, query.groupby.as_deref(), query.agg.as_deref())?;
    if let Some(having) = &query.having {
        if query.groupby.is_none() && query.agg.is_none() {
            let message = "--having is about groups: give --groupby or --agg, or use --where";
            return Err(Failure::Usage(message.to_owned()));
        }
        frame = frame.query(having).map_err(Failure::of("--having"))?;
    }
    if let Some(select) = &query.select {
        frame = selected(&frame, select).map_err(Failure::of("--select"))?;
    }
    if let Some(keys) = &query.sort_by {
        let sorted = parse_order_list(keys).map_err(Error::from).and_then(|keys| frame.sort_by(keys));
        frame = sorted.map_err(Failure::of("--sort-by"))?;
    }
    if let Some(rows) = query.limit {
        frame = frame.head(rows);
    }
    Ok(frame)
}

fn grouped(frame: DataFrame, keys: Option<&str>, aggs: Option<&str>) -> Result<DataFrame, Failure> {
    let in_agg = Failure::of("--agg");
    let aggs = aggs.map(parse_agg_list).transpose().map_err(|error| in_agg(error.into()))?;
    match (keys, aggs) {
        (None, None) => Ok(frame),
        (None, Some(aggs)) => frame.agg(aggs).map_err(in_agg),
        (Some(keys), aggs) => {
            let keys = keys_of(&frame, keys, "--groupby")?;
            let groups = frame.groupby(keys).map_err(Failure::of("--groupby"))?;
            groups.agg(aggs.unwrap_or_default()).map_err(in_agg)
        }
    }
}

/// Column names as they stand (a name may begin with a blank), or else expressions.
pub(crate) fn keys_of(frame: &DataFrame, text: &str, option: &'static str) -> Result<Vec<Expr>, Failure> {
    let columns = frame.columns()?;
    let as_written = text.split(',').map(str::to_owned).collect();
    for names in [as_written, split_list(text)] {
        if names.iter().all(|name| columns.contains(name)) {
            return Ok(names.iter().map(|name| col(&**name)).collect());
        }
    }
    parse_select_list(text)
        .map_err(|error| Failure::of(option)(error.into()))?
        .into_iter()
        .map(|item| match item {
            SelectItem::Expr(expr, name) => Ok(expr.alias(name)),
            SelectItem::Star => Err(Failure::Usage(format!("{option} takes columns or expressions, not *"))),
        })
        .collect()
}

fn selected(frame: &DataFrame, text: &str) -> Result<DataFrame, Error> {
    let mut exprs = Vec::new();
    for item in parse_select_list(text)? {
        match item {
            SelectItem::Star => exprs.extend(frame.columns()?.iter().map(|name| col(&**name))),
            SelectItem::Expr(expr, name) => exprs.push(expr.alias(name)),
        }
    }
    frame.select(exprs)
}
