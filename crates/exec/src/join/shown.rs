//! What each table of a join gives to the columns that come out.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, StringArray};
use arrow::compute::kernels::zip::zip;
use arrow::datatypes::{DataType, Schema};
use chunkwise_plan::{Expr, Join, JoinFrom, JoinHow, Side, TypedExpr, bind, col};

use super::NO_ROW;
use super::columns::Picked;
use crate::error::ExecError;

/// For each column that comes out: what the table on `side`, which has `input`, gives to it; `None` if nothing.
///
/// A key of both tables is that of the left row where there is one. Only floats need both, since `-0.0` and `0.0` are one key;
/// of other types the streamed value does.
pub(super) fn shown(
    join: &Join,
    side: Side,
    input: &Schema,
    output: &Schema,
) -> Result<Vec<Option<TypedExpr>>, ExecError> {
    let columns = join.columns.iter().zip(output.fields());
    columns
        .map(|(column, field)| {
            let to = field.data_type();
            let expr: Option<Expr> = match &column.from {
                JoinFrom::Side(of, name) if *of == side => Some(col(&**name)),
                JoinFrom::Key(at) if gives_key(join, side, to) => {
                    join.keys(side).nth(*at).map(|name| col(&**name).cast(to.clone()))
                }
                _ => None,
            };
            Ok(expr.map(|expr| bind(&expr, input)).transpose()?)
        })
        .collect()
}

fn gives_key(join: &Join, side: Side, to: &DataType) -> bool {
    join.how == JoinHow::Outer || side != join.build_side() || to.is_floating()
}

/// The left values where there is a left row, else the right ones.
pub(super) fn left_or_right(
    left_rows: &Picked,
    left: &ArrayRef,
    right: &ArrayRef,
) -> Result<ArrayRef, ExecError> {
    if left_rows.missing() == 0 {
        return Ok(ArrayRef::clone(left));
    }
    let has_left: BooleanArray = left_rows.numbers().iter().map(|&row| Some(row != NO_ROW)).collect();
    Ok(zip(&has_left, left, right)?)
}

/// The column that says which tables each of `rows` rows comes from.
pub(super) fn indicator(left: Option<&Picked>, right: Option<&Picked>, rows: usize) -> ArrayRef {
    let without = |picked: Option<&Picked>, row: usize| {
        picked.is_some_and(|picked| picked.missing() > 0 && picked.numbers()[row] == NO_ROW)
    };
    let text = |row: usize| match (without(left, row), without(right, row)) {
        (true, _) => "right_only",
        (_, true) => "left_only",
        _ => "both",
    };
    Arc::new(StringArray::from_iter_values((0..rows).map(text)))
}
