//! Sort lists: `a, b desc nulls first`.

use sqlparser::ast::{OrderByExpr, OrderBySort};

use super::expr::convert;
use super::reader::Reader;
use crate::PlanError;
use crate::logical::SortKey;

/// The keys of a sort list: `EXPR [asc|desc] [nulls first|last], ..`; nulls are last unless said.
///
/// ```
/// use chunkwise_plan::{SortKey, col, parse_order_list};
/// assert_eq!(parse_order_list("a, b desc")?, [SortKey::ascending(col("a")), SortKey::descending(col("b"))]);
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// Those of [`parse_expr`](crate::parse_expr).
pub fn parse_order_list(text: &str) -> Result<Vec<SortKey>, PlanError> {
    let reader = Reader::new(text);
    let items = reader.parse_list(|parser| parser.parse_order_by_expr())?;
    items.iter().map(|item| sort_key(&reader, item)).collect()
}

fn sort_key(reader: &Reader, item: &OrderByExpr) -> Result<SortKey, PlanError> {
    let descending = match &item.options.sort {
        None | Some(OrderBySort::Asc) => false,
        Some(OrderBySort::Desc) => true,
        Some(OrderBySort::Using(_)) => return Err(reader.error_in(&item.expr, "`using` is not supported")),
    };
    if item.with_fill.is_some() {
        return Err(reader.error_in(&item.expr, "`with fill` is not supported"));
    }
    let expr = convert(reader, &item.expr)?;
    Ok(SortKey { expr, descending, nulls_first: item.options.nulls_first.unwrap_or(false) })
}
