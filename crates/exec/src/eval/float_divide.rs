//! Floor division and remainder of floats, bit for bit as Python, numpy and pandas.

/// `left % right` with the sign of `right`: the remainder of [`floor_divide`]. NaN if `right` is zero.
pub(super) fn modulo(left: f64, right: f64) -> f64 {
    // Rust's `%` is C's fmod: exact, and with the sign of `left`.
    let remainder = left % right;
    if remainder == 0.0 {
        // A zero remainder takes the sign of the divisor.
        return 0.0_f64.copysign(right);
    }
    if (remainder < 0.0) != (right < 0.0) && !remainder.is_nan() { remainder + right } else { remainder }
}

/// The largest whole number not above `left / right`, computed from the exact remainder so that a quotient just below a
/// whole number is not rounded up to it. `x // 0` is infinite or NaN.
pub(super) fn floor_divide(left: f64, right: f64) -> f64 {
    if right == 0.0 {
        return left / right;
    }
    let remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 && (remainder < 0.0) != (right < 0.0) {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return 0.0_f64.copysign(left / right);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}
