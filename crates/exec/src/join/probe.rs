//! Probe: rows of the streamed table meet the table in memory, batch by batch.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use chunkwise_plan::{Asof, Join, JoinHow, Side, TypedExpr};

use super::NO_ROW;
use super::asof::{Nearest, Times};
use super::built::{Built, BuiltTable, Index};
use super::columns::Picked;
use super::keys::KeyColumns;
use super::lists::RowLists;
use super::pairs::{Streamed, all_pairs, pairs, rows_with};
use super::shown::{indicator, left_or_right, shown};
use crate::error::ExecError;
use crate::eval::evaluate;
use crate::group::NO_GROUP;
use crate::ops::project::batch_of;

/// What comes out for a row and its matches.
#[derive(Clone, Copy)]
enum Keep {
    Pairs,
    PairsAndUnmatched,
    Matched,
    Unmatched,
}

/// Joins the batches of the streamed table with the table in memory.
pub(crate) struct Probe {
    table: Arc<Built>,
    side: Side,
    keys: KeyColumns,
    keep: Keep,
    /// By output column: what the streamed row gives to it.
    shown: Vec<Option<TypedExpr>>,
    schema: SchemaRef,
    /// The rule of an asof join, and where its times are.
    asof: Option<(Asof, KeyColumns)>,
}

impl Probe {
    /// The operator for `join`, whose streamed table has the columns of `input`; `schema` is that of the result.
    pub(crate) fn new(
        join: &Join,
        table: &BuiltTable,
        input: &Schema,
        schema: SchemaRef,
    ) -> Result<Self, ExecError> {
        let side = join.build_side().other();
        let keep = match join.how {
            JoinHow::Semi => Keep::Matched,
            JoinHow::Anti => Keep::Unmatched,
            JoinHow::Left | JoinHow::Right | JoinHow::Outer => Keep::PairsAndUnmatched,
            JoinHow::Inner | JoinHow::Cross => Keep::Pairs,
        };
        let (keys, shown) = (KeyColumns::new(join, side, input)?, shown(join, side, input, &schema)?);
        let table = Arc::clone(&table.built);
        let asof = join.asof.clone().zip(KeyColumns::times(join, side, input)?);
        Ok(Self { table, side, keys, keep, shown, schema, asof })
    }

    pub(crate) fn run(&self, batch: &RecordBatch) -> Result<RecordBatch, ExecError> {
        let (streamed, built) = self.matches(batch)?;
        let rows = streamed.len(batch.num_rows());
        let mut columns = Vec::with_capacity(self.shown.len());
        for (own, others) in self.shown.iter().zip(&self.table.columns) {
            let own = own.as_ref().map(|expr| streamed.pick(&evaluate(expr, batch)?)).transpose()?;
            let others = others.as_ref().map(|column| column.pick(&built)).transpose()?;
            columns.push(match (own, others) {
                // The table in memory gives to a key only if it is the left one.
                (Some(own), Some(others)) => left_or_right(&built, &others, &own)?,
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) if self.side == Side::Left => indicator(None, Some(&built), rows),
                (None, None) => indicator(Some(&built), None, rows),
            });
        }
        batch_of(&self.schema, columns, rows)
    }

    /// The rows that come out, and the row of the table that stands beside each.
    fn matches(&self, batch: &RecordBatch) -> Result<(Streamed, Picked), ExecError> {
        let Some(Index { finder, lists }) = &self.table.index else {
            return Ok(all_pairs(batch.num_rows(), self.table.rows)?);
        };
        let mut numbers = Vec::with_capacity(batch.num_rows());
        finder.find_into(&self.keys.of(batch)?, &mut numbers)?;
        if let Some((asof, times)) = &self.asof {
            return self.nearest(asof, times, batch, &numbers, lists);
        }
        Ok(match self.keep {
            Keep::Pairs => pairs(&numbers, lists, false)?,
            Keep::PairsAndUnmatched => pairs(&numbers, lists, true)?,
            Keep::Matched => (rows_with(&numbers, lists, true), Picked::none()),
            Keep::Unmatched => (rows_with(&numbers, lists, false), Picked::none()),
        })
    }

    /// Every row, beside the row of its key that is nearest in time.
    fn nearest(
        &self,
        asof: &Asof,
        times: &KeyColumns,
        batch: &RecordBatch,
        numbers: &[u32],
        lists: &RowLists,
    ) -> Result<(Streamed, Picked), ExecError> {
        let Some(right) = &self.table.times else {
            return Ok((Streamed::All, Picked::of(vec![NO_ROW; batch.num_rows()])));
        };
        let left = Times::new(&times.of(batch)?[0])?;
        let nearest = Nearest::new(asof, right, &times.types[0]);
        let found = numbers.iter().enumerate().map(|(row, &number)| match number {
            NO_GROUP => NO_ROW,
            _ => nearest.row(lists.of(number), &left, row),
        });
        Ok((Streamed::All, Picked::of(found.collect())))
    }
}
