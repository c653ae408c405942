//! Values of other rows: shift within groups, and filling nulls from before or behind. What is remembered of a row is where
//! its value lies; the values themselves stay in the arrays that they came in until most of those are of no use any more.

use std::collections::VecDeque;

use arrow::array::{Array, ArrayRef, new_null_array};
use arrow::compute::interleave;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use super::kernel::{Input, Kernel, Known};
use crate::error::ExecError;

/// Rows that are kept for nothing at most, beside as many as are needed.
const SPARE_ROWS: usize = 64 * 1024;
/// Arrays that values are looked up in at most.
const ARRAYS_MAX: usize = 256;

/// Where a value lies: array and row.
type Place = (usize, usize);

/// A null.
const NULL: Place = (0, 0);

/// Which value a row gets.
enum Rule {
    /// The one of the row before, by so many rows of its group; the last values of each group.
    Before { rows: usize, recent: Vec<VecDeque<Place>> },
    /// The one of the row behind, by so many rows of its group; the rows of each group that wait for theirs.
    Behind { rows: usize, waiting: Vec<VecDeque<u64>> },
    /// Its own, or the last one of its group; that one, and for how many rows it has stood in already.
    Forward { limit: usize, last: Vec<(Place, usize)> },
    /// Its own, or the next one of its group; the rows of each group that wait for it.
    Backward { limit: usize, waiting: Vec<VecDeque<u64>> },
}

pub(super) struct Gather {
    rule: Rule,
    /// The first one holds the null.
    arrays: Vec<ArrayRef>,
    stored: usize,
    /// Places and rows that the rule holds, over all groups.
    remembered: usize,
    /// What is known of the rows that have not come out; the first one has number `first`.
    rows: VecDeque<Option<Place>>,
    first: u64,
}

impl Gather {
    pub(super) fn shift(rows: i64, data_type: &DataType) -> Self {
        let distance = usize::try_from(rows.unsigned_abs()).unwrap_or(usize::MAX);
        Self::new(
            if rows > 0 {
                Rule::Before { rows: distance, recent: Vec::new() }
            } else {
                Rule::Behind { rows: distance, waiting: Vec::new() }
            },
            data_type,
        )
    }

    pub(super) fn forward_fill(limit: Option<usize>, data_type: &DataType) -> Self {
        Self::new(Rule::Forward { limit: limit.unwrap_or(usize::MAX), last: Vec::new() }, data_type)
    }

    pub(super) fn backward_fill(limit: Option<usize>, data_type: &DataType) -> Self {
        Self::new(Rule::Backward { limit: limit.unwrap_or(usize::MAX), waiting: Vec::new() }, data_type)
    }

    fn new(rule: Rule, data_type: &DataType) -> Self {
        let arrays = vec![new_null_array(data_type, 1)];
        Self { rule, arrays, stored: 0, remembered: 0, rows: VecDeque::new(), first: 0 }
    }

    /// Settles the value of a row that has not come out.
    fn settle(&mut self, row: u64, place: Place) {
        let at = usize::try_from(row - self.first).unwrap_or(usize::MAX);
        if let Some(known) = self.rows.get_mut(at) {
            *known = Some(place);
        }
    }

    /// The values of the first rows that are known.
    fn take_known(&mut self) -> Result<ArrayRef, ArrowError> {
        let known: Vec<Place> = self.rows.iter().map_while(|place| *place).collect();
        self.rows.drain(..known.len());
        self.first += known.len() as u64;
        let arrays: Vec<&dyn Array> = self.arrays.iter().map(AsRef::as_ref).collect();
        interleave(&arrays, &known)
    }

    /// Copies the values that are still needed, when they are few among those that are stored.
    fn compact(&mut self) -> Result<(), ArrowError> {
        let needed = self.remembered + self.rows.len();
        if self.stored <= 2 * needed + SPARE_ROWS && self.arrays.len() <= ARRAYS_MAX {
            return Ok(());
        }
        let mut needed = vec![NULL];
        let mut keep = |place: &mut Place| {
            if *place != NULL {
                needed.push(*place);
                *place = (0, needed.len() - 1);
            }
        };
        self.rows.iter_mut().flatten().for_each(&mut keep);
        match &mut self.rule {
            Rule::Before { recent, .. } => recent.iter_mut().flatten().for_each(keep),
            Rule::Forward { last, .. } => last.iter_mut().for_each(|(place, _)| keep(place)),
            Rule::Behind { .. } | Rule::Backward { .. } => {}
        }
        let arrays: Vec<&dyn Array> = self.arrays.iter().map(AsRef::as_ref).collect();
        let values = interleave(&arrays, &needed)?;
        self.stored = values.len();
        self.arrays = vec![values];
        Ok(())
    }

    /// Fills nothing in a column without nulls and groups; says whether it did that.
    fn takes_all(&mut self, input: &Input<'_>, array: usize) -> bool {
        if input.groups.is_some() || !self.rows.is_empty() || input.rows == 0 {
            return false;
        }
        match &mut self.rule {
            Rule::Forward { last, .. } => last[0] = ((array, input.rows - 1), 0),
            Rule::Backward { .. } => {}
            _ => return false,
        }
        self.first += input.rows as u64;
        true
    }

    fn resize(&mut self, groups: usize) {
        match &mut self.rule {
            Rule::Before { recent, .. } => grow(recent, groups, VecDeque::new()),
            Rule::Behind { waiting, .. } | Rule::Backward { waiting, .. } => {
                grow(waiting, groups, VecDeque::new());
            }
            Rule::Forward { last, .. } => {
                grow(last, groups, (NULL, 0));
                self.remembered = last.len();
            }
        }
    }

    /// Takes in one row of a group; what it settles of itself or of rows before goes to `settled`.
    fn row(&mut self, group: usize, number: u64, place: Place, valid: bool, settled: &mut Vec<(u64, Place)>) {
        match &mut self.rule {
            Rule::Before { rows, recent } => {
                let recent = &mut recent[group];
                let before = if recent.len() == *rows { recent.pop_front() } else { None };
                self.remembered += usize::from(before.is_none());
                recent.push_back(if valid { place } else { NULL });
                settled.push((number, before.unwrap_or(NULL)));
            }
            Rule::Behind { rows, waiting } => {
                let waiting = &mut waiting[group];
                if waiting.len() == *rows
                    && let Some(row) = waiting.pop_front()
                {
                    settled.push((row, place));
                }
                waiting.push_back(number);
            }
            Rule::Forward { limit, last } => {
                let (held, used) = &mut last[group];
                if valid {
                    (*held, *used) = (place, 0);
                    settled.push((number, place));
                } else if *used < *limit {
                    *used += 1;
                    settled.push((number, *held));
                } else {
                    settled.push((number, NULL));
                }
            }
            Rule::Backward { limit, waiting } => {
                let waiting = &mut waiting[group];
                if valid {
                    settled.extend(waiting.drain(..).map(|row| (row, place)));
                    settled.push((number, place));
                } else {
                    waiting.push_back(number);
                    if waiting.len() > *limit {
                        settled.extend(waiting.pop_front().map(|row| (row, NULL)));
                    }
                }
            }
        }
    }
}

fn grow<T: Clone>(states: &mut Vec<T>, groups: usize, state: T) {
    if groups > states.len() {
        states.resize(groups, state);
    }
}

impl Kernel for Gather {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values()?;
        self.resize(input.groups_len());
        let array = self.arrays.len();
        self.arrays.push(ArrayRef::clone(values));
        self.stored += values.len();
        let valid = values.logical_nulls().filter(|valid| valid.null_count() > 0);
        if valid.is_none() && self.takes_all(input, array) {
            self.compact()?;
            return Ok(Known::all(ArrayRef::clone(values)));
        }
        let mut settled = Vec::new();
        for row in 0..input.rows {
            let number = self.first + self.rows.len() as u64;
            let Some(group) = input.group(row) else {
                self.rows.push_back(Some(NULL));
                continue;
            };
            self.rows.push_back(None);
            let is_valid = valid.as_ref().is_none_or(|valid| valid.is_valid(row));
            self.row(group, number, (array, row), is_valid, &mut settled);
            while let Some((row, place)) = settled.pop() {
                self.settle(row, place);
            }
        }
        let known = self.take_known()?;
        self.compact()?;
        Ok(Known::all(known))
    }

    fn finish(&mut self) -> Result<Option<ArrayRef>, ExecError> {
        for place in &mut self.rows {
            place.get_or_insert(NULL);
        }
        Ok(Some(self.take_known()?))
    }

    fn size_bytes(&self) -> usize {
        let groups = match &self.rule {
            Rule::Before { recent, .. } => recent.capacity() * size_of::<VecDeque<Place>>(),
            Rule::Behind { waiting, .. } | Rule::Backward { waiting, .. } => {
                waiting.capacity() * size_of::<VecDeque<u64>>()
            }
            Rule::Forward { last, .. } => last.capacity() * size_of::<(Place, usize)>(),
        };
        let states = groups + (self.remembered + self.rows.len()) * size_of::<Place>();
        let arrays: usize = self.arrays.iter().map(|array| array.get_array_memory_size()).sum();
        states + arrays + self.rows.capacity() * size_of::<Option<Place>>()
    }
}
