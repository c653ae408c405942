//! The part of a pipeline from its first window on: windows, each with the operators behind it.

use std::sync::Arc;

use arrow::array::RecordBatch;

use super::window::WindowStep;
use crate::error::ExecError;
use crate::ops::Operator;

/// A window and the operators up to the next one.
pub(crate) struct Link {
    pub(crate) step: Arc<WindowStep>,
    pub(crate) then: Vec<Operator>,
}

/// Rows that went through a chain.
pub(crate) struct Chained {
    pub(crate) batch: RecordBatch,
    /// The first row that could not be computed; nothing comes after it.
    pub(crate) fault: Option<ChainFault>,
}

/// An error and the row of the chain's input that it is about, unless it came out later than it went in.
pub(crate) struct ChainFault {
    pub(crate) row: Option<usize>,
    pub(crate) error: ExecError,
}

/// Takes the rows of chunk `sequence` through the windows, each in the chunk's turn. `all` says whether they are all rows of the
/// chunk.
///
/// # Errors
/// [`ExecError::Stopped`] when an earlier chunk has no rows for these to follow.
pub(crate) fn run(
    links: &[Link],
    sequence: u64,
    batch: RecordBatch,
    all: bool,
) -> Result<Chained, ExecError> {
    let mut chained = Chained { batch, fault: None };
    let mut outputs = Vec::with_capacity(links.len());
    for (at, link) in links.iter().enumerate() {
        let all = all && chained.fault.is_none();
        let windowed = link.step.run(sequence, &chained.batch, all)?;
        if let Some((row, error)) = windowed.fault {
            chained.fault = Some(ChainFault { row: origin(&links[..at], &outputs, row), error });
        }
        outputs.push(windowed.batch);
        let (batch, fault) = run_up_to_error(&link.then, &outputs[at])?;
        chained.batch = batch;
        if let Some((row, error)) = fault {
            let row = if link.step.looks_ahead() { None } else { origin(&links[..at], &outputs, row) };
            chained.fault = Some(ChainFault { row, error });
        }
    }
    Ok(chained)
}

fn run_all(operators: &[Operator], batch: RecordBatch) -> Result<RecordBatch, ExecError> {
    operators.iter().try_fold(batch, |batch, operator| operator.run(batch))
}

/// The rows up to the first one that cannot be computed, that row, and its error.
fn run_up_to_error(
    operators: &[Operator],
    batch: &RecordBatch,
) -> Result<(RecordBatch, Option<(usize, ExecError)>), ExecError> {
    let error = match run_all(operators, batch.clone()) {
        Ok(batch) => return Ok((batch, None)),
        Err(error) => error,
    };
    let (mut good, mut bad) = (0, batch.num_rows());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match run_all(operators, batch.slice(good, middle - good)) {
            Ok(_) => good = middle,
            Err(_) => bad = middle,
        }
    }
    let Some(row) = bad.checked_sub(1) else { return Err(error) };
    let before = run_all(operators, batch.slice(0, row))?;
    // A function of the caller's may fail for all the rows and for none alone.
    let error = run_all(operators, batch.slice(row, 1)).err().unwrap_or(error);
    Ok((before, Some((row, error))))
}

/// The row of the chain's input that row `row` behind `links` comes from. `outputs` holds what the windows gave.
fn origin(links: &[Link], outputs: &[RecordBatch], row: usize) -> Option<usize> {
    let Some((last, before)) = links.split_last() else { return Some(row) };
    if last.step.looks_ahead() {
        return None;
    }
    let rows = |first: usize| {
        run_all(&last.then, outputs[before.len()].slice(0, first)).map(|batch| batch.num_rows())
    };
    let row = row_before(outputs[before.len()].num_rows(), row, rows)?;
    origin(before, outputs, row)
}

/// Which of `rows` rows became row `row`, where `counts` tells how many the first ones became.
pub(crate) fn row_before(
    rows: usize,
    row: usize,
    counts: impl Fn(usize) -> Result<usize, ExecError>,
) -> Option<usize> {
    let (mut few, mut enough) = (0, rows);
    while enough - few > 1 {
        let middle = few + (enough - few) / 2;
        if counts(middle).ok()? > row { enough = middle } else { few = middle }
    }
    enough.checked_sub(1)
}
