//! Outer: every row of both tables, sorted by the keys. Both tables are held in memory: nothing is known before the last row.

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use chunkwise_plan::{Join, Side};
use rayon::prelude::*;

use super::NO_ROW;
use super::built::{check_unique, numbered_rows};
use super::columns::{Picked, WholeColumn, whole_columns};
use super::keys::KeyColumns;
use super::lists::RowLists;
use super::shown::{indicator, left_or_right, shown};
use crate::config::SORTED_BATCH_ROWS;
use crate::error::ExecError;
use crate::group::GroupTable;
use crate::ops::project::batch_of;
use crate::sink::{CollectSink, Sink};
use crate::tables::MemoryTable;

/// Collects the left table, then joins it with the right one.
pub(crate) struct OuterSink {
    join: Join,
    left: CollectSink,
    left_schema: SchemaRef,
    right: MemoryTable,
    right_schema: SchemaRef,
    schema: SchemaRef,
}

impl OuterSink {
    /// Binds `join` to its right table; `schema` is that of the result.
    pub(crate) fn new(join: &Join, right: MemoryTable, schema: SchemaRef) -> Result<Self, ExecError> {
        let (left_schema, right_schema) = (join.left.schema()?, join.right.schema()?);
        let (join, left) = (join.clone(), CollectSink::default());
        Ok(Self { join, left, left_schema, right, right_schema, schema })
    }

    fn side(&self, side: Side, groups: &mut GroupTable) -> Result<Half, ExecError> {
        let (schema, batches) = match side {
            Side::Left => (&self.left_schema, self.left.finish()?),
            Side::Right => (&self.right_schema, self.right.batches().to_vec()),
        };
        numbered_rows(&batches)?;
        let keys = KeyColumns::new(&self.join, side, schema)?;
        let key_batches = keys.of_all(&batches)?;
        let mut numbers = Vec::new();
        let mut part = Vec::new();
        for columns in &key_batches {
            groups.assign(columns, 0, &mut part)?;
            numbers.extend_from_slice(&part);
        }
        let columns = whole_columns(&shown(&self.join, side, schema, &self.schema)?, batches)?;
        Ok(Half { columns, numbers, keys, key_batches })
    }
}

/// One of the two tables.
struct Half {
    /// By output column.
    columns: Vec<Option<WholeColumn>>,
    /// The group of each row.
    numbers: Vec<u32>,
    keys: KeyColumns,
    key_batches: Vec<Vec<ArrayRef>>,
}

impl Sink for OuterSink {
    fn name(&self) -> &'static str {
        "join"
    }

    fn push(&self, sequence: u64, batch: RecordBatch) -> Result<(), ExecError> {
        self.left.push(sequence, batch)
    }

    fn finish(&self) -> Result<Vec<RecordBatch>, ExecError> {
        let mut groups = GroupTable::new(&self.join.key_types()?, true)?;
        let left = self.side(Side::Left, &mut groups)?;
        let right = self.side(Side::Right, &mut groups)?;
        let lists = [&left, &right].map(|half| RowLists::new(groups.len(), &half.numbers));
        for (side, half, lists) in [(Side::Left, &left, &lists[0]), (Side::Right, &right, &lists[1])] {
            check_unique(&self.join, side, lists, &half.keys, &half.key_batches)?;
        }
        let pairs = sorted_pairs(&groups.sorted_order()?, &lists[0], &lists[1]);
        let batches = pairs.par_chunks(SORTED_BATCH_ROWS);
        batches.map(|pairs| batch(&self.schema, &left, &right, pairs)).collect()
    }

    fn size_bytes(&self) -> usize {
        self.left.size_bytes()
    }
}

/// Left and right rows of each group, by `order` of the groups.
fn sorted_pairs(order: &[u32], left: &RowLists, right: &RowLists) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for &group in order {
        let (left, right) = (left.of(group), right.of(group));
        if right.is_empty() {
            pairs.extend(left.iter().map(|&row| (row, NO_ROW)));
        }
        if left.is_empty() {
            pairs.extend(right.iter().map(|&row| (NO_ROW, row)));
        }
        for &row in left {
            pairs.extend(right.iter().map(|&match_| (row, match_)));
        }
    }
    pairs
}

fn batch(
    schema: &SchemaRef,
    left: &Half,
    right: &Half,
    pairs: &[(u32, u32)],
) -> Result<RecordBatch, ExecError> {
    let of_left = Picked::of(pairs.iter().map(|pair| pair.0).collect());
    let of_right = Picked::of(pairs.iter().map(|pair| pair.1).collect());
    let mut columns = Vec::with_capacity(schema.fields().len());
    for (left, right) in left.columns.iter().zip(&right.columns) {
        let left = left.as_ref().map(|column| column.pick(&of_left)).transpose()?;
        let right = right.as_ref().map(|column| column.pick(&of_right)).transpose()?;
        columns.push(match (left, right) {
            (Some(left), Some(right)) => left_or_right(&of_left, &left, &right)?,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => indicator(Some(&of_left), Some(&of_right), pairs.len()),
        });
    }
    batch_of(schema, columns, pairs.len())
}
