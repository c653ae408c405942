//! Asof joins: beside each left row the right row whose time is nearest, of those with equal keys.

use arrow::datatypes::DataType;

use crate::PlanError;
use crate::scalar::Scalar;
use crate::types::{DURATION, TIMESTAMP, WIDE_INTEGER, is_float, is_number, type_name};

/// On which side of the left row's time the right row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AsofDirection {
    /// The last right row that is not later.
    #[default]
    Backward,
    /// The first right row that is not earlier.
    Forward,
    /// The nearer of the two; the earlier one if both are as near.
    Nearest,
}

impl AsofDirection {
    /// The direction as pandas names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Backward => "backward",
            Self::Forward => "forward",
            Self::Nearest => "nearest",
        }
    }
}

/// How the right row is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Asof {
    /// Where it lies.
    pub direction: AsofDirection,
    /// How far away it may be, at most: a number for numbers, a duration for dates and times.
    pub tolerance: Option<Scalar>,
    /// Whether it may have the very time of the left row.
    pub allow_exact_matches: bool,
}

impl Default for Asof {
    fn default() -> Self {
        Self { direction: AsofDirection::Backward, tolerance: None, allow_exact_matches: true }
    }
}

impl Asof {
    /// Checks that the keys, which are compared as `data_type`, have an order and distances, and that the tolerance is one of them.
    pub(super) fn check(&self, key: &str, data_type: &DataType) -> Result<(), PlanError> {
        let is_time = [TIMESTAMP, DataType::Date32, DURATION].contains(data_type);
        if !is_time && (!is_number(data_type) || *data_type == WIDE_INTEGER) {
            return Err(PlanError::join(
                format!(
                    "an asof join needs numbers or times to compare, and `{key}` is {}",
                    type_name(data_type)
                ),
                "convert it before",
            ));
        }
        let fits = match &self.tolerance {
            None => true,
            Some(Scalar::Duration(micros)) => is_time && *micros >= 0,
            Some(Scalar::Int64(number)) => !is_time && *number >= 0,
            Some(Scalar::Float64(number)) => is_float(data_type) && *number >= 0.0,
            Some(_) => false,
        };
        if fits {
            return Ok(());
        }
        let what = if is_time { "a duration" } else { "a number of the kind of the key" };
        Err(PlanError::join(format!("the tolerance for `{key}` should be {what}, not negative"), ""))
    }
}
