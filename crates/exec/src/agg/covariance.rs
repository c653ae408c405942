//! cov and corr: of two columns, over the rows where both have a value; exact sums, rounded once.
//!
//! A covariance is null for no more than `ddof` rows, a correlation where a column does not vary; both are NaN if a value is
//! infinite or NaN.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, Float64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int64Type};

use super::array::{binary, columns, typed};
use super::exact::PairSums;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "cov and corr";

/// Which of the two.
#[derive(Clone, Copy)]
pub(super) enum Relation {
    Covariance { ddof: u32 },
    Correlation,
}

pub(super) fn new(inputs: &[&DataType], relation: Relation) -> Option<Box<dyn Accumulator>> {
    let floats = match inputs {
        [DataType::Float64, DataType::Float64] => true,
        [DataType::Int64, DataType::Int64] => false,
        _ => return None,
    };
    Some(Box::new(Covariance { relation, floats, sums: Vec::new(), heap_bytes: 0 }))
}

struct Covariance {
    relation: Relation,
    floats: bool,
    sums: Vec<PairSums>,
    heap_bytes: usize,
}

impl Accumulator for Covariance {
    fn resize(&mut self, groups: usize) {
        self.sums.resize_with(groups, PairSums::default);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let [x, y] = columns(args, WHAT)?;
        let nulls = NullBuffer::union(x.nulls(), y.nulls());
        let squares = matches!(self.relation, Relation::Correlation);
        if let (Some(x), Some(y)) = (x.as_primitive_opt::<Int64Type>(), y.as_primitive_opt::<Int64Type>()) {
            let (x, y) = (x.values(), y.values());
            each_row(groups, nulls.as_ref(), rows, |row, group| {
                self.sums[group].add_ints(x[row], y[row], squares);
            });
            return Ok(());
        }
        let x = typed::<Float64Array>(x, WHAT)?.values();
        let y = typed::<Float64Array>(y, WHAT)?.values();
        each_row(groups, nulls.as_ref(), rows, |row, group| {
            self.heap_bytes += self.sums[group].add_floats(x[row], y[row], squares);
        });
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![Arc::new(binary(&self.sums, PairSums::write_bytes)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [sums] = columns(state, WHAT)?;
        let sums = typed::<BinaryArray>(sums, WHAT)?;
        for (row, &group) in groups.iter().enumerate() {
            let other = PairSums::from_bytes(sums.value(row)).ok_or(AggError::DamagedState { what: WHAT })?;
            self.heap_bytes += self.sums[group as usize].merge(&other);
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let results = self.sums.iter().map(|sums| match self.relation {
            Relation::Covariance { ddof } => sums.covariance(ddof, self.floats),
            Relation::Correlation => sums.correlation(self.floats),
        });
        Ok(Arc::new(results.collect::<Float64Array>()))
    }

    fn size_bytes(&self) -> usize {
        self.sums.capacity() * size_of::<PairSums>() + self.heap_bytes
    }
}
