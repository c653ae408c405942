//! Select lists: `a, b * 2 as c, *`.

use sqlparser::ast;

use super::expr::convert;
use super::reader::Reader;
use crate::PlanError;
use crate::expr::{Expr, output_name};

/// One item of a select list.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectItem {
    /// `*`: all columns of the table.
    Star,
    /// An expression, and the name of the column that it makes.
    Expr(Expr, String),
}

/// The items of a select list: `EXPR [as name], ..`; without a name, an item is called as [`output_name`] says.
///
/// ```
/// use chunkwise_plan::{SelectItem, col, parse_select_list};
/// let items = parse_select_list("*, tip / fare as share")?;
/// assert_eq!(items, [SelectItem::Star, SelectItem::Expr(col("tip") / col("fare"), "share".to_string())]);
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// Those of [`parse_expr`](crate::parse_expr).
pub fn parse_select_list(text: &str) -> Result<Vec<SelectItem>, PlanError> {
    let reader = Reader::new(text);
    let items = reader.parse_list(|parser| parser.parse_select_item())?;
    items.iter().map(|item| select_item(&reader, item)).collect()
}

fn select_item(reader: &Reader, item: &ast::SelectItem) -> Result<SelectItem, PlanError> {
    if is_star(item) {
        return Ok(SelectItem::Star);
    }
    let (parsed, alias) = named_item(reader, item)?;
    let expr = convert(reader, parsed)?;
    let name = alias.map_or_else(|| output_name(&expr), ToString::to_string);
    Ok(SelectItem::Expr(expr, name))
}

fn is_star(item: &ast::SelectItem) -> bool {
    let ast::SelectItem::Wildcard(options) = item else {
        return false;
    };
    options.opt_ilike.is_none()
        && options.opt_exclude.is_none()
        && options.opt_except.is_none()
        && options.opt_replace.is_none()
        && options.opt_rename.is_none()
        && options.opt_alias.is_none()
}

/// The expression of an item and the name given to it.
pub(super) fn named_item<'a>(
    reader: &Reader,
    item: &'a ast::SelectItem,
) -> Result<(&'a ast::Expr, Option<&'a str>), PlanError> {
    match item {
        ast::SelectItem::UnnamedExpr(expr) => Ok((expr, None)),
        ast::SelectItem::ExprWithAlias { expr, alias } => Ok((expr, Some(&alias.value))),
        other => {
            let place = ast::Spanned::span(other).start;
            Err(reader.error_at(place, format!("`{other}` is not supported")))
        }
    }
}
