//! Taking an `f64` apart: mantissa, exponent, sign, and whether the value fits into the fast window.

/// Exponent of the lowest bit that any `f64` has: every finite `f64` is a whole number of 2^-1074.
pub(super) const LOWEST_EXPONENT: i64 = -1074;

/// The lowest bit of the window of a sum is worth 2^-74. The window then takes values from about 2.4e-7 to 2.2e12,
/// and zero: money, distances, ratios, milliseconds since 1970.
pub(super) const WINDOW_EXPONENT: i64 = -74;

/// A mantissa (53 bits) is shifted by less than this into the window, which leaves 12 bits of headroom.
const WINDOW_SHIFTS: usize = 63;

/// The exponent field of a value whose mantissa's lowest bit is the lowest bit of the window.
const WINDOW_FIELD: usize = 1001;

const MANTISSA_BITS: u32 = 52;
const HIDDEN_BIT: u64 = 1 << MANTISSA_BITS;
const FIELD_MASK: u64 = 0x7ff;
const SIGN_BIT: usize = 1 << 11;

// The field counts from 2^-1075 for the lowest mantissa bit (field 1, and 0 for subnormals, is 2^-1074).
const _: () = assert!(WINDOW_FIELD as i64 - 1075 == WINDOW_EXPONENT);

/// By sign and exponent field: what the mantissa is worth in the window, with the sign; 0 for what is outside.
///
/// A product with this is cheaper than the shift of a 128-bit number and its negation. A column needs a few cache
/// lines of it.
static WINDOW_POWER: [i64; 2 * SIGN_BIT] = window_powers();

const fn window_powers() -> [i64; 2 * SIGN_BIT] {
    let mut powers = [0; 2 * SIGN_BIT];
    let mut shift = 0;
    while shift < WINDOW_SHIFTS {
        powers[WINDOW_FIELD + shift] = 1 << shift;
        powers[SIGN_BIT + WINDOW_FIELD + shift] = -(1 << shift);
        shift += 1;
    }
    powers
}

/// A value that fits into the window: `mantissa * power`, in units of 2^[`WINDOW_EXPONENT`].
#[derive(Clone, Copy)]
pub(super) struct Placed {
    mantissa: i64,
    power: i64,
}

/// The place of `x` in the window, or None if its exponent is outside.
#[inline(always)]
pub(super) fn place(x: f64) -> Option<Placed> {
    let bits = x.to_bits();
    let power = WINDOW_POWER[(bits >> MANTISSA_BITS) as usize];
    // Zero has power 0, too, and adds nothing. One test for both cases, because zeros are frequent and mixed with other
    // values: a branch of their own would be mispredicted.
    let zero = bits << 1 == 0;
    if (power != 0) | zero {
        let mantissa = ((bits & (HIDDEN_BIT - 1)) | HIDDEN_BIT) as i64;
        Some(Placed { mantissa, power })
    } else {
        None
    }
}

impl Placed {
    /// The value, in units of the window; below 2^115.
    #[inline(always)]
    pub(super) fn units(self) -> i128 {
        i128::from(self.mantissa) * i128::from(self.power)
    }

    /// The value without its sign.
    #[inline(always)]
    pub(super) fn magnitude(self) -> u128 {
        u128::from(self.mantissa.unsigned_abs()) * u128::from(self.power.unsigned_abs())
    }
}

/// Mantissa and exponent of a finite value: its magnitude is `mantissa * 2^(bit - 1074)`.
pub(super) fn mantissa_and_bit(x: f64) -> (u64, u32) {
    let bits = x.to_bits();
    let field = (bits >> MANTISSA_BITS) & FIELD_MASK;
    let fraction = bits & (HIDDEN_BIT - 1);
    if field == 0 { (fraction, 0) } else { (fraction | HIDDEN_BIT, (field - 1) as u32) }
}

/// 2^exponent, for an exponent of a normal number (-1022..=1023).
pub(super) fn power_of_two(exponent: i64) -> f64 {
    debug_assert!((-1022..=1023).contains(&exponent));
    f64::from_bits(((exponent + 1023) as u64) << MANTISSA_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_window() {
        for x in [1.0, -1.0, 0.1, 123.456, 2.0e12, 2.4e-7, 0.0, -0.0] {
            let units = place(x).unwrap().units();
            assert_eq!(place(x).unwrap().magnitude(), units.unsigned_abs());
            assert_eq!(units as f64 * power_of_two(WINDOW_EXPONENT), x, "{x}");
        }
        for x in [1e-8, 2.2e12, f64::INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1)] {
            assert!(place(x).is_none(), "{x}");
            assert!(place(-x).is_none(), "-{x}");
        }
    }

    #[test]
    fn takes_any_finite_value_apart() {
        assert_eq!(mantissa_and_bit(f64::from_bits(1)), (1, 0));
        assert_eq!(mantissa_and_bit(f64::MIN_POSITIVE), (1 << 52, 0));
        assert_eq!(mantissa_and_bit(-1.0), (1 << 52, 1022));
        assert_eq!(mantissa_and_bit(f64::MAX), ((1 << 53) - 1, 2045));
    }
}
