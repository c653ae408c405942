//! Rolling statistics: the values of the last rows of each group, and what is kept up to date as they come and go. Sums are
//! exact, so a value that goes leaves no trace, and the result is that of the window alone.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Float64Builder};
use arrow::datatypes::Float64Type;
use chunkwise_plan::{Rolling, RollingStat};

use super::kernel::{Input, Kernel, Known};
use super::window_values::WindowValues;
use crate::error::ExecError;

pub(super) struct RollingKernel {
    rolling: Rolling,
    /// Rows by which a row's value comes late.
    behind: usize,
    groups: Vec<Group>,
    /// What is known of the rows that have not come out; the first one has number `first`. Only in use when rows come late.
    rows: VecDeque<Option<Option<f64>>>,
    first: u64,
    /// Values and rows held, over all groups.
    held: usize,
}

struct Group {
    /// The rows of the window; null where there is no value.
    window: VecDeque<Option<f64>>,
    values: WindowValues,
    /// Rows that wait for their value.
    waiting: VecDeque<u64>,
}

impl RollingKernel {
    pub(super) fn new(rolling: Rolling) -> Self {
        // As in pandas: the window of a centred row reaches (window - 1) / 2 rows behind it.
        let behind = if rolling.center { (rolling.window - 1) / 2 } else { 0 };
        Self { rolling, behind, groups: Vec::new(), rows: VecDeque::new(), first: 0, held: 0 }
    }

    /// What a row adds to its window. To a count also a null adds something: as in pandas, min_periods counts rows there.
    fn value(&self, values: &Float64Array, row: usize) -> Option<f64> {
        match (self.rolling.stat, values.is_valid(row)) {
            (RollingStat::Count, valid) => Some(f64::from(u8::from(valid))),
            (_, true) => Some(values.value(row)),
            (_, false) => None,
        }
    }

    /// Moves the window of a group by one row; its value there.
    fn step(&mut self, group: usize, value: Option<f64>) -> Option<f64> {
        let group = &mut self.groups[group];
        if group.window.len() == self.rolling.window {
            if let Some(gone) = group.window.pop_front().flatten() {
                group.values.remove(gone);
            }
        } else {
            self.held += 1;
        }
        group.window.push_back(value);
        if let Some(value) = value {
            group.values.add(value);
        }
        if group.values.count() < self.rolling.min_periods { None } else { group.values.result() }
    }

    /// The values of the first rows that are known.
    fn take_known(&mut self) -> ArrayRef {
        let known = self.rows.iter().take_while(|row| row.is_some()).count();
        let mut out = Float64Builder::with_capacity(known);
        self.rows.drain(..known).for_each(|row| out.append_option(row.flatten()));
        self.first += known as u64;
        Arc::new(out.finish())
    }

    fn settle(&mut self, row: u64, value: Option<f64>) {
        let at = usize::try_from(row - self.first).unwrap_or(usize::MAX);
        if let Some(known) = self.rows.get_mut(at) {
            *known = Some(value);
        }
    }

    /// Rows that end their windows have their values at once.
    fn push_trailing(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values()?.as_primitive::<Float64Type>();
        let mut out = Float64Builder::with_capacity(input.rows);
        for row in 0..input.rows {
            let value = self.value(values, row);
            out.append_option(input.group(row).and_then(|group| self.step(group, value)));
        }
        Ok(Known::all(Arc::new(out.finish())))
    }

    fn push_centered(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values()?.as_primitive::<Float64Type>();
        for row in 0..input.rows {
            let number = self.first + self.rows.len() as u64;
            let Some(group) = input.group(row) else {
                self.rows.push_back(Some(None));
                continue;
            };
            self.rows.push_back(None);
            self.groups[group].waiting.push_back(number);
            let value = self.step(group, self.value(values, row));
            if self.groups[group].waiting.len() > self.behind
                && let Some(row) = self.groups[group].waiting.pop_front()
            {
                self.settle(row, value);
            }
        }
        Ok(Known::all(self.take_known()))
    }
}

impl Kernel for RollingKernel {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let stat = self.rolling.stat;
        if input.groups_len() > self.groups.len() {
            self.groups.resize_with(input.groups_len(), || Group::new(stat));
        }
        if self.behind == 0 { self.push_trailing(input) } else { self.push_centered(input) }
    }

    /// The windows of the last rows reach beyond the end, where there are no values.
    fn finish(&mut self) -> Result<Option<ArrayRef>, ExecError> {
        for group in 0..self.groups.len() {
            while let Some(row) = self.groups[group].waiting.pop_front() {
                let value = self.step(group, None);
                self.settle(row, value);
            }
        }
        Ok(Some(self.take_known()))
    }

    fn size_bytes(&self) -> usize {
        // A value of a window lies in the window and, for some statistics, in an order of its own.
        self.groups.capacity() * size_of::<Group>()
            + self.held * (size_of::<Option<f64>>() + size_of::<(u64, f64)>())
            + self.rows.capacity() * size_of::<Option<Option<f64>>>()
    }
}

impl Group {
    fn new(stat: RollingStat) -> Self {
        Self { window: VecDeque::new(), values: WindowValues::new(stat), waiting: VecDeque::new() }
    }
}
