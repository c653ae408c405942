//! Cumulative functions: a value for each row from a small state per group that only the rows before have made.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, PrimitiveArray, PrimitiveBuilder};
use arrow::compute::cast;
use arrow::datatypes::{ArrowPrimitiveType, DataType, Float64Type, Int64Type, UInt64Type};
use chunkwise_plan::WindowFunction;

use super::kernel::{Input, Kernel, Known};
use crate::agg::exact::ExactSum;
use crate::error::ExecError;

/// The kernel of a cumulative function over values of `data_type`. Times, dates and narrow numbers are computed as 64-bit numbers.
pub(super) fn cumulative(function: WindowFunction, data_type: &DataType) -> Box<dyn Kernel> {
    let wide = match data_type {
        DataType::Float16 | DataType::Float32 | DataType::Float64 | DataType::Null => DataType::Float64,
        DataType::UInt64 => DataType::UInt64,
        _ => DataType::Int64,
    };
    let kernel = match wide {
        DataType::Float64 => floats(function),
        DataType::UInt64 => unsigned(function),
        _ => signed(function),
    };
    if wide == *data_type {
        return kernel;
    }
    Box::new(Converted { kernel, inside: wide, outside: data_type.clone() })
}

fn signed(function: WindowFunction) -> Box<dyn Kernel> {
    match function {
        WindowFunction::CumProd => running::<Int64Type, i64>(1, |product, value| {
            *product = product.checked_mul(value)?;
            Some(*product)
        }),
        WindowFunction::CumMin => running::<Int64Type, _>(None, smallest),
        WindowFunction::CumMax => running::<Int64Type, _>(None, largest),
        _ => running::<Int64Type, i64>(0, |sum, value| {
            *sum = sum.checked_add(value)?;
            Some(*sum)
        }),
    }
}

fn unsigned(function: WindowFunction) -> Box<dyn Kernel> {
    match function {
        WindowFunction::CumProd => running::<UInt64Type, u64>(1, |product, value| {
            *product = product.checked_mul(value)?;
            Some(*product)
        }),
        WindowFunction::CumMin => running::<UInt64Type, _>(None, smallest),
        WindowFunction::CumMax => running::<UInt64Type, _>(None, largest),
        _ => running::<UInt64Type, u64>(0, |sum, value| {
            *sum = sum.checked_add(value)?;
            Some(*sum)
        }),
    }
}

fn floats(function: WindowFunction) -> Box<dyn Kernel> {
    match function {
        WindowFunction::CumProd => running::<Float64Type, f64>(1.0, |product, value| {
            *product *= value;
            Some(*product)
        }),
        WindowFunction::CumMin => running::<Float64Type, _>(None, smallest),
        WindowFunction::CumMax => running::<Float64Type, _>(None, largest),
        _ => running::<Float64Type, ExactSum>(ExactSum::default(), |sum, value| {
            sum.add(value);
            Some(sum.to_f64())
        }),
    }
}

/// The value, unless the one before is as small. NaN counts only where there is nothing else.
#[expect(clippy::eq_op, reason = "only NaN differs from itself")]
fn smallest<N: PartialOrd + Copy>(held: &mut Option<N>, value: N) -> Option<N> {
    if held.is_none_or(|held| value < held || held != held) {
        *held = Some(value);
    }
    *held
}

#[expect(clippy::eq_op, reason = "only NaN differs from itself")]
fn largest<N: PartialOrd + Copy>(held: &mut Option<N>, value: N) -> Option<N> {
    if held.is_none_or(|held| value > held || held != held) {
        *held = Some(value);
    }
    *held
}

/// How a state takes in a value; the value of the row, or `None` if it does not fit its type.
type Step<S, N> = fn(&mut S, N) -> Option<N>;

fn running<T, S>(start: S, step: Step<S, T::Native>) -> Box<dyn Kernel>
where
    T: ArrowPrimitiveType,
    S: Clone + Send + 'static,
{
    Box::new(Running::<T, S> { start, step, states: Vec::new(), values: PhantomData })
}

struct Running<T: ArrowPrimitiveType, S> {
    start: S,
    step: Step<S, T::Native>,
    /// One per group.
    states: Vec<S>,
    values: PhantomData<fn() -> T>,
}

impl<T: ArrowPrimitiveType, S: Clone + Send> Kernel for Running<T, S> {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values()?.as_primitive::<T>();
        let groups = input.groups_len().max(self.states.len());
        self.states.resize(groups, self.start.clone());
        let mut out = PrimitiveBuilder::<T>::with_capacity(input.rows);
        for row in 0..input.rows {
            match input.group(row) {
                Some(group) if values.is_valid(row) => {
                    match (self.step)(&mut self.states[group], values.value(row)) {
                        Some(value) => out.append_value(value),
                        None => {
                            let values: PrimitiveArray<T> = out.finish();
                            return Ok(Known { values: Arc::new(values), fault: Some(row) });
                        }
                    }
                }
                _ => out.append_null(),
            }
        }
        Ok(Known::all(Arc::new(out.finish())))
    }

    fn size_bytes(&self) -> usize {
        self.states.capacity() * size_of::<S>()
    }
}

/// A kernel over another type, of which every value of `outside` has one.
struct Converted {
    kernel: Box<dyn Kernel>,
    inside: DataType,
    outside: DataType,
}

impl Kernel for Converted {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let values = input.values.map(|values| cast(values, &self.inside)).transpose()?;
        let known = self.kernel.push(&Input { values: values.as_ref(), ..*input })?;
        Ok(Known { values: cast(&known.values, &self.outside)?, fault: known.fault })
    }

    fn size_bytes(&self) -> usize {
        self.kernel.size_bytes()
    }
}

/// The kernel that numbers the rows of each group from 0.
pub(super) fn row_count() -> Box<dyn Kernel> {
    Box::new(RowCount(Vec::new()))
}

struct RowCount(Vec<i64>);

impl Kernel for RowCount {
    fn push(&mut self, input: &Input<'_>) -> Result<Known, ExecError> {
        let counts = &mut self.0;
        counts.resize(input.groups_len().max(counts.len()), 0);
        let number = |row| {
            let count = &mut counts[input.group(row)?];
            *count += 1;
            Some(*count - 1)
        };
        let numbers: Int64Array = (0..input.rows).map(number).collect();
        Ok(Known::all(Arc::new(numbers) as ArrayRef))
    }

    fn size_bytes(&self) -> usize {
        self.0.capacity() * size_of::<i64>()
    }
}
