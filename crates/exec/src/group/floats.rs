//! Floats as keys: one zero and one NaN.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{Float32Type, Float64Type};

/// -0.0 as 0.0, and every NaN as the same, positive one, which sorts after all numbers.
pub(super) fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { x + 0.0 }
}

/// The same for 32 bits.
pub(super) fn canonical_f32(x: f32) -> f32 {
    if x.is_nan() { f32::NAN } else { x + 0.0 }
}

/// The column with canonical floats; any other column as it is.
pub(super) fn canonical_column(column: &ArrayRef) -> ArrayRef {
    if let Some(floats) = column.as_primitive_opt::<Float64Type>() {
        Arc::new(floats.unary::<_, Float64Type>(canonical))
    } else if let Some(floats) = column.as_primitive_opt::<Float32Type>() {
        Arc::new(floats.unary::<_, Float32Type>(canonical_f32))
    } else {
        Arc::clone(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_zero_and_one_nan() {
        assert_eq!(canonical(-0.0).to_bits(), 0);
        assert_eq!(canonical(-f64::NAN).to_bits(), f64::NAN.to_bits());
        assert_eq!(canonical(-1.5), -1.5);
        assert_eq!(canonical_f32(-0.0).to_bits(), 0);
        assert_eq!(canonical_f32(-f32::NAN).to_bits(), f32::NAN.to_bits());
    }
}
