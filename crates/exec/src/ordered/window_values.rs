//! The values of one window, of which a statistic is wanted after each change.

use std::cmp::Ordering;
use std::collections::VecDeque;

use chunkwise_plan::RollingStat;

use crate::agg::exact::{ExactSquares, ExactSum, Moments};

/// Values that come and go, the oldest first. For a count they are 1 for a value and 0 for a null.
pub(super) struct WindowValues {
    stat: RollingStat,
    count: usize,
    nans: usize,
    plus_infinities: usize,
    minus_infinities: usize,
    finite: Finite,
}

/// What is kept of the numbers; infinities count for [`Finite::Ends`] and [`Finite::Sorted`], too.
enum Finite {
    Sum(ExactSum),
    Moments(ExactSum, ExactSquares),
    /// The values that are or may become the smallest (or largest) one, with their numbers.
    Ends {
        best: VecDeque<(u64, f64)>,
        wanted: Ordering,
        added: u64,
        removed: u64,
    },
    Sorted(Vec<f64>),
}

impl WindowValues {
    pub(super) fn new(stat: RollingStat) -> Self {
        Self { stat, count: 0, nans: 0, plus_infinities: 0, minus_infinities: 0, finite: Finite::new(stat) }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn add(&mut self, value: f64) {
        self.count += 1;
        if let Some(counter) = self.special(value) {
            *counter += 1;
        }
        match &mut self.finite {
            Finite::Sum(sum) if value.is_finite() => sum.add(value),
            Finite::Moments(sum, squares) if value.is_finite() => {
                sum.add(value);
                squares.add(value);
            }
            Finite::Sum(_) | Finite::Moments(..) => {}
            Finite::Ends { best, wanted, added, .. } => {
                *added += 1;
                if !value.is_nan() {
                    // A value that is not better than a later one is never the best again.
                    while best.back().is_some_and(|(_, last)| last.partial_cmp(&value) != Some(*wanted)) {
                        best.pop_back();
                    }
                    best.push_back((*added, value));
                }
            }
            Finite::Sorted(sorted) => sorted.insert(place(sorted, value), value),
        }
    }

    /// Takes out the oldest value, which is `value`.
    pub(super) fn remove(&mut self, value: f64) {
        self.count -= 1;
        if let Some(counter) = self.special(value) {
            *counter -= 1;
        }
        if self.count == 0 {
            // Whatever the sums grew to is not needed any more.
            self.finite = Finite::new(self.stat);
            return;
        }
        match &mut self.finite {
            Finite::Sum(sum) if value.is_finite() => sum.add(-value),
            Finite::Moments(sum, squares) if value.is_finite() => {
                sum.add(-value);
                squares.subtract(value);
            }
            Finite::Sum(_) | Finite::Moments(..) => {}
            Finite::Ends { best, removed, .. } => {
                *removed += 1;
                if best.front().is_some_and(|(number, _)| number == removed) {
                    best.pop_front();
                }
            }
            Finite::Sorted(sorted) => {
                sorted.remove(place(sorted, value));
            }
        }
    }

    /// The counter of values like this one; `None` for a finite one.
    fn special(&mut self, value: f64) -> Option<&mut usize> {
        if value.is_nan() {
            Some(&mut self.nans)
        } else if value == f64::INFINITY {
            Some(&mut self.plus_infinities)
        } else if value == f64::NEG_INFINITY {
            Some(&mut self.minus_infinities)
        } else {
            None
        }
    }

    /// What an infinity or NaN makes of a sum.
    fn special_sum(&self) -> Option<f64> {
        match (self.nans, self.plus_infinities, self.minus_infinities) {
            (0, 0, 0) => None,
            (0, _, 0) => Some(f64::INFINITY),
            (0, 0, _) => Some(f64::NEG_INFINITY),
            _ => Some(f64::NAN),
        }
    }

    /// The statistic; `None` where there is none of so few values.
    pub(super) fn result(&self) -> Option<f64> {
        match (&self.finite, self.stat) {
            (Finite::Sum(sum), RollingStat::Sum | RollingStat::Count) => {
                Some(self.special_sum().unwrap_or_else(|| sum.to_f64()))
            }
            (Finite::Sum(sum), _) => {
                (self.count > 0).then(|| self.special_sum().unwrap_or_else(|| sum.mean(self.count as u64)))
            }
            (Finite::Moments(sum, squares), stat) => self.spread(stat, sum, squares),
            (Finite::Ends { best, .. }, _) => match best.front() {
                Some((_, best)) => Some(*best),
                None => (self.nans > 0).then_some(f64::NAN),
            },
            (Finite::Sorted(_), _) if self.nans > 0 => Some(f64::NAN),
            (Finite::Sorted(sorted), _) => median(sorted),
        }
    }

    fn spread(&self, stat: RollingStat, sum: &ExactSum, squares: &ExactSquares) -> Option<f64> {
        let moments = Moments::of_floats(sum, squares, self.count as u64, 1)?;
        if self.special_sum().is_some() {
            return Some(f64::NAN);
        }
        Some(if stat == RollingStat::Std { moments.deviation() } else { moments.variance() })
    }
}

impl Finite {
    fn new(stat: RollingStat) -> Self {
        let ends = |wanted| Self::Ends { best: VecDeque::new(), wanted, added: 0, removed: 0 };
        match stat {
            RollingStat::Count | RollingStat::Sum | RollingStat::Mean => Self::Sum(ExactSum::default()),
            RollingStat::Std | RollingStat::Var => {
                Self::Moments(ExactSum::default(), ExactSquares::default())
            }
            RollingStat::Min => ends(Ordering::Less),
            RollingStat::Max => ends(Ordering::Greater),
            RollingStat::Median => Self::Sorted(Vec::new()),
        }
    }
}

/// Where `value` is or belongs among values in order.
fn place(sorted: &[f64], value: f64) -> usize {
    sorted.partition_point(|other| other.total_cmp(&value).is_lt())
}

fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[middle - 1];
    let mut sum = ExactSum::default();
    sum.add_slice(&[lower, upper]);
    Some(sum.mean(2))
}

#[cfg(test)]
#[path = "window_values_tests.rs"]
mod tests;
