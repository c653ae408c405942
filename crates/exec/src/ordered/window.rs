//! Window: adds columns whose values depend on the order of the rows. Rows whose values depend on rows to come are held back
//! until these have come.

use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use chunkwise_plan::{TypedExpr, TypedWindow, WindowExpr, bind_window};

use super::kernel::{Input, Kernel, kernel};
use super::queue::Queue;
use super::turns::Turns;
use crate::error::ExecError;
use crate::eval::EvalError;
use crate::group::GroupTable;
use crate::ops::project::batch_of;
use crate::sink::batch_bytes;

/// The step of a pipeline; shared by all branches whose rows it takes as one table.
pub(crate) struct WindowStep {
    turns: Turns<State>,
    looks_ahead: bool,
    bytes: AtomicUsize,
}

/// Rows that are complete, and the row of the input that could not be computed.
pub(crate) struct Windowed {
    pub(crate) batch: RecordBatch,
    pub(crate) fault: Option<(usize, ExecError)>,
}

struct State {
    columns: Vec<Column>,
    groupings: Vec<Grouping>,
    /// Columns of the input that come out; those behind them are only computed from.
    kept: usize,
    /// Rows that wait for their values.
    waiting: Queue<RecordBatch>,
    input: SchemaRef,
    output: SchemaRef,
}

struct Column {
    kernel: Box<dyn Kernel>,
    /// Where its values are in the input.
    values: Option<usize>,
    /// Which grouping it has.
    grouping: Option<usize>,
    /// Values whose rows wait for other columns.
    known: Queue<ArrayRef>,
    data_type: DataType,
    text: String,
}

/// Keys that some of the columns have in common.
struct Grouping {
    /// Where the keys are in the input.
    keys: Vec<usize>,
    table: GroupTable,
    groups: Vec<u32>,
}

impl WindowStep {
    /// Binds `windows` to `input`. Returns what they are computed from, as well: its values come as further columns of the batches.
    pub(crate) fn new(
        windows: &[WindowExpr],
        input: &SchemaRef,
        output: SchemaRef,
    ) -> Result<(Self, Vec<TypedExpr>), ExecError> {
        let mut exprs: Vec<TypedExpr> = Vec::new();
        let mut groupings: Vec<Grouping> = Vec::new();
        let mut columns = Vec::with_capacity(windows.len());
        let kept = input.fields().len();
        for window in windows {
            let typed = bind_window(window, input)?;
            let values = typed.arg.as_ref().map(|arg| kept + position(&mut exprs, arg));
            let keys: Vec<usize> = typed.by.iter().map(|key| kept + position(&mut exprs, key)).collect();
            let grouping = grouping(&mut groupings, keys, &typed)?;
            columns.push(Column {
                kernel: kernel(&typed),
                values,
                grouping,
                known: Queue::<ArrayRef>::new(),
                data_type: typed.output,
                text: window.to_string(),
            });
        }
        let looks_ahead = windows.iter().any(|window| window.function.looks_ahead());
        let waiting = Queue::<RecordBatch>::new();
        let state = State { columns, groupings, kept, waiting, input: SchemaRef::clone(input), output };
        Ok((Self { turns: Turns::new(state), looks_ahead, bytes: AtomicUsize::new(0) }, exprs))
    }

    /// Says that the chunks `from..to` will come.
    pub(crate) fn cover(&self, from: u64, to: u64) {
        self.turns.cover(from, to);
    }

    /// Says that chunk `sequence` and those after it will not come.
    pub(crate) fn stop_from(&self, sequence: u64) {
        self.turns.stop_from(sequence);
    }

    /// Whether rows come out later than they go in.
    pub(crate) fn looks_ahead(&self) -> bool {
        self.looks_ahead
    }

    /// Bytes that were held after the last turn.
    pub(crate) fn size_bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Waits for the turn of chunk `sequence` and takes its rows. When they are not all rows of the chunk, no later chunk has
    /// a turn: its rows would not follow these.
    ///
    /// # Errors
    /// [`ExecError::Stopped`] when an earlier chunk has none.
    pub(crate) fn run(&self, sequence: u64, batch: &RecordBatch, all: bool) -> Result<Windowed, ExecError> {
        let mut turn = self.turns.take(sequence)?;
        let is_last = turn.is_last();
        let Some(state) = turn.state() else { return Err(ExecError::Stopped) };
        let fault = state.push(batch)?;
        let all = all && fault.is_none();
        if all && is_last {
            state.finish()?;
        }
        let batch = state.take_complete()?;
        self.bytes.store(state.size_bytes(), Ordering::Relaxed);
        if all {
            turn.pass();
        }
        Ok(Windowed { batch, fault })
    }
}

/// Where `expr` is among `exprs`; it is added if it is not there.
fn position(exprs: &mut Vec<TypedExpr>, expr: &TypedExpr) -> usize {
    exprs.iter().position(|known| known == expr).unwrap_or_else(|| {
        exprs.push(expr.clone());
        exprs.len() - 1
    })
}

fn grouping(
    groupings: &mut Vec<Grouping>,
    keys: Vec<usize>,
    window: &TypedWindow,
) -> Result<Option<usize>, ExecError> {
    if keys.is_empty() {
        return Ok(None);
    }
    if let Some(known) = groupings.iter().position(|grouping| grouping.keys == keys) {
        return Ok(Some(known));
    }
    let types: Vec<DataType> = window.by.iter().map(|key| key.data_type.clone()).collect();
    groupings.push(Grouping { keys, table: GroupTable::new(&types, false)?, groups: Vec::new() });
    Ok(Some(groupings.len() - 1))
}

impl State {
    /// Takes the next rows; the first one that has no value, if there is one.
    fn push(&mut self, batch: &RecordBatch) -> Result<Option<(usize, ExecError)>, ExecError> {
        for grouping in &mut self.groupings {
            let keys: Vec<ArrayRef> =
                grouping.keys.iter().map(|&at| ArrayRef::clone(batch.column(at))).collect();
            grouping.table.assign(&keys, u64::MAX >> 1, &mut grouping.groups)?;
        }
        let mut first: Option<(usize, ExecError)> = None;
        for column in &mut self.columns {
            let groups = column.grouping.map(|at| self.groupings[at].groups.as_slice());
            let values = column.values.map(|at| batch.column(at));
            let known = column.kernel.push(&Input { values, groups, rows: batch.num_rows() })?;
            column.known.push(known.values);
            if let Some(row) = known.fault
                && first.as_ref().is_none_or(|(held, _)| row < *held)
            {
                let (expression, data_type) = (column.text.clone(), column.data_type.clone());
                first = Some((row, EvalError::Overflow { expression, data_type }.into()));
            }
        }
        let kept = batch.columns()[..self.kept].to_vec();
        self.waiting.push(batch_of(&self.input, kept, batch.num_rows())?);
        Ok(first)
    }

    /// Takes the values that are known after the last row.
    fn finish(&mut self) -> Result<(), ExecError> {
        for column in &mut self.columns {
            if let Some(values) = column.kernel.finish()? {
                column.known.push(values);
            }
        }
        Ok(())
    }

    /// The rows that have all their values.
    fn take_complete(&mut self) -> Result<RecordBatch, ExecError> {
        let rows = self.columns.iter().map(|column| column.known.rows()).min().unwrap_or(self.waiting.rows());
        let batch = self.waiting.take(rows, &self.input)?;
        let mut columns = batch.columns().to_vec();
        for column in &mut self.columns {
            columns.push(column.known.take(rows, &column.data_type)?);
        }
        batch_of(&self.output, columns, rows)
    }

    fn size_bytes(&self) -> usize {
        let columns = self.columns.iter().map(|column| {
            column.kernel.size_bytes() + column.known.size_bytes(|values| values.get_array_memory_size())
        });
        let groupings = self.groupings.iter().map(|grouping| grouping.table.size_bytes());
        columns.sum::<usize>() + groupings.sum::<usize>() + self.waiting.size_bytes(batch_bytes)
    }
}
