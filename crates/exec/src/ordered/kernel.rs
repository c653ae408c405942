//! What computes one window: rows go in, values come out in row order, as soon as they are known.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use chunkwise_plan::{TypedWindow, WindowFunction};

use super::cumulative::{cumulative, row_count};
use super::gather::Gather;
use super::rolling::RollingKernel;
use super::shift::Delay;
use crate::error::ExecError;
use crate::group::NO_GROUP;

/// The next rows of the table.
pub(super) struct Input<'a> {
    /// The values; `None` for a function of the rows alone.
    pub(super) values: Option<&'a ArrayRef>,
    /// The group of each row; `None`: all are one.
    pub(super) groups: Option<&'a [u32]>,
    pub(super) rows: usize,
}

impl<'a> Input<'a> {
    /// The values of a function that has some.
    pub(super) fn values(&self) -> Result<&'a ArrayRef, ExecError> {
        let missing = || ArrowError::InvalidArgumentError("a window without its values".to_owned());
        Ok(self.values.ok_or_else(missing)?)
    }

    /// The group of a row; `None` for a row with a null key, which is in no group.
    #[inline]
    pub(super) fn group(&self, row: usize) -> Option<usize> {
        match self.groups {
            None => Some(0),
            Some(groups) => Some(groups[row]).filter(|&group| group != NO_GROUP).map(|group| group as usize),
        }
    }

    /// How many groups there are up to here.
    pub(super) fn groups_len(&self) -> usize {
        match self.groups {
            None => 1,
            Some(groups) => {
                groups.iter().filter(|&&group| group != NO_GROUP).max().map_or(0, |&group| group as usize + 1)
            }
        }
    }
}

/// The values that became known.
pub(super) struct Known {
    pub(super) values: ArrayRef,
    /// The row of the input for which there is no value; nothing is known from there on.
    pub(super) fault: Option<usize>,
}

impl Known {
    pub(super) fn all(values: ArrayRef) -> Self {
        Self { values, fault: None }
    }
}

/// A function in row order with what it remembers of the rows before.
pub(super) trait Kernel: Send {
    /// Takes the next rows. Values come out in row order; those that depend on rows to come are held back.
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError>;

    /// The values that were held back, after the last row.
    fn finish(&mut self) -> Result<Option<ArrayRef>, ExecError> {
        Ok(None)
    }

    /// Bytes held.
    fn size_bytes(&self) -> usize;
}

/// The kernel of a window.
pub(super) fn kernel(window: &TypedWindow) -> Box<dyn Kernel> {
    let data_type = window.arg.as_ref().map_or(DataType::Null, |arg| arg.data_type.clone());
    match window.function {
        WindowFunction::CumSum
        | WindowFunction::CumProd
        | WindowFunction::CumMin
        | WindowFunction::CumMax => cumulative(window.function, &data_type),
        WindowFunction::CumCount => row_count(),
        WindowFunction::Shift(rows) if window.by.is_empty() => Box::new(Delay::new(rows, data_type)),
        WindowFunction::Shift(rows) => Box::new(Gather::shift(rows, &data_type)),
        WindowFunction::ForwardFill(limit) => Box::new(Gather::forward_fill(limit, &data_type)),
        WindowFunction::BackwardFill(limit) => Box::new(Gather::backward_fill(limit, &data_type)),
        WindowFunction::Rolling(rolling) => Box::new(RollingKernel::new(rolling)),
    }
}
