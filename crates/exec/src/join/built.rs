//! The table of a join that is held in memory: its columns in one piece each, and an index of its keys.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::util::display::array_value_to_string;
use chunkwise_plan::{Join, LogicalPlan, Side, TableSource};

use super::NO_ROW;
use super::asof::{Times, sorted_times};
use super::columns::{WholeColumn, whole_columns};
use super::error::JoinError;
use super::finder::Finder;
use super::keys::KeyColumns;
use super::lists::RowLists;
use super::shown::shown;
use crate::error::ExecError;
use crate::tables::MemoryTable;

/// One table of a join with an index of its keys, shared. It takes the place of a finished stage in the plan, and is not
/// scanned.
#[derive(Clone)]
pub(crate) struct BuiltTable {
    schema: SchemaRef,
    pub(super) built: Arc<Built>,
}

/// What there is of a table in memory.
pub(super) struct Built {
    pub(super) rows: u32,
    /// By output column of the join; `None` for a column to which this table gives nothing.
    pub(super) columns: Vec<Option<WholeColumn>>,
    /// `None` for a cross join.
    pub(super) index: Option<Index>,
    /// By row; of an asof join only.
    pub(super) times: Option<Times>,
}

/// From keys to the rows that have them.
pub(super) struct Index {
    pub(super) finder: Finder,
    pub(super) lists: RowLists,
}

impl Index {
    fn new(keys: &KeyColumns, batches: &[Vec<ArrayRef>]) -> Result<Self, ExecError> {
        let (finder, numbers) = Finder::new(keys, batches)?;
        let lists = RowLists::new(finder.len(), &numbers);
        Ok(Self { finder, lists })
    }

    fn size_bytes(&self) -> usize {
        self.finder.size_bytes() + self.lists.size_bytes()
    }
}

impl BuiltTable {
    /// Builds the table on `side` of `join` from its batches, on the threads of the pool that it is called from.
    ///
    /// # Errors
    /// [`JoinError`] for too many rows, or for keys that are not unique though `join` says so.
    pub(crate) fn new(
        join: &Join,
        side: Side,
        schema: SchemaRef,
        batches: Vec<RecordBatch>,
    ) -> Result<Self, ExecError> {
        let rows = numbered_rows(&batches)?;
        let output = LogicalPlan::Join(join.clone()).schema()?;
        let shown = shown(join, side, &schema, &output)?;
        let keys = KeyColumns::new(join, side, &schema)?;
        let key_batches = keys.of_all(&batches)?;
        let times = times_of(join, side, &schema, &batches)?;
        let (index, columns) = rayon::join(
            || (!join.on.is_empty()).then(|| Index::new(&keys, &key_batches)).transpose(),
            || whole_columns(&shown, batches),
        );
        let (index, columns) = (index?, columns?);
        if let Some(index) = &index {
            check_unique(join, side, &index.lists, &keys, &key_batches)?;
        }
        Ok(Self { schema, built: Arc::new(Built { rows, columns, index, times }) })
    }

    /// Bytes held.
    pub(crate) fn size_bytes(&self) -> usize {
        let Built { columns, index, .. } = &*self.built;
        let columns: usize = columns.iter().flatten().map(WholeColumn::size_bytes).sum();
        columns + index.as_ref().map_or(0, Index::size_bytes)
    }
}

/// The number of rows of a table, if they can be numbered.
pub(super) fn numbered_rows(batches: &[RecordBatch]) -> Result<u32, JoinError> {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let fits = u32::try_from(rows).ok().filter(|&rows| rows < NO_ROW);
    fits.ok_or(JoinError::TooManyRows { what: "a table", rows })
}

/// The times of the table on `side` of an asof join; checks that they are in order.
fn times_of(
    join: &Join,
    side: Side,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> Result<Option<Times>, ExecError> {
    let Some(keys) = KeyColumns::times(join, side, schema)? else { return Ok(None) };
    let columns: Vec<ArrayRef> = keys.of_all(batches)?.into_iter().flatten().collect();
    sorted_times(side, &keys.names[0], &columns)
}

/// Checks what `join` asks of all rows of its streamed table: that no key comes twice, that times are in order.
pub(crate) fn check_streamed(join: &Join, table: &MemoryTable) -> Result<(), ExecError> {
    let side = join.build_side().other();
    numbered_rows(table.batches())?;
    if join.asof.is_some() {
        return times_of(join, side, &table.schema(), table.batches()).map(|_| ());
    }
    let keys = KeyColumns::new(join, side, &table.schema())?;
    let batches = keys.of_all(table.batches())?;
    let index = Index::new(&keys, &batches)?;
    Ok(check_unique(join, side, &index.lists, &keys, &batches)?)
}

/// Checks that no key of the table on `side` comes twice, if `join` asks for that.
pub(super) fn check_unique(
    join: &Join,
    side: Side,
    lists: &RowLists,
    keys: &KeyColumns,
    batches: &[Vec<ArrayRef>],
) -> Result<(), JoinError> {
    let Some(validate) = join.validate.filter(|validate| validate.unique(side)) else { return Ok(()) };
    match lists.first_repetition() {
        Some(rows) => {
            let key = key_text(keys, batches, rows.1);
            Err(JoinError::NotUnique { side, validate, key, rows })
        }
        None => Ok(()),
    }
}

/// The key of a row as `a = 1, b = 'x'`.
fn key_text(keys: &KeyColumns, batches: &[Vec<ArrayRef>], mut row: usize) -> String {
    for columns in batches {
        if row < columns[0].len() {
            let values = keys.names.iter().zip(columns);
            let texts = values.map(|(name, column)| format!("{name} = {}", value_text(column, row)));
            return texts.collect::<Vec<_>>().join(", ");
        }
        row -= columns[0].len();
    }
    String::new()
}

pub(super) fn value_text(column: &ArrayRef, row: usize) -> String {
    match array_value_to_string(column, row) {
        _ if column.is_null(row) => "null".to_owned(),
        Ok(text) if column.data_type() == &DataType::Utf8 => format!("'{text}'"),
        Ok(text) => text,
        Err(_) => "?".to_owned(),
    }
}

impl fmt::Debug for BuiltTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltTable").field("rows", &self.built.rows).finish_non_exhaustive()
    }
}

impl TableSource for BuiltTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn describe(&self) -> String {
        format!("table of a join in memory, {} rows", self.built.rows)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
