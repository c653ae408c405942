//! Many values at once: a block of `f64` values, or of their squares, becomes a few doubles with exactly the same sum.
//!
//! Adding and subtracting 1.5 * 2^(52 + g) rounds a value to a multiple of 2^g; what was cut off is left exactly. So a value falls apart
//! into pieces on coarse and fine grids, and pieces on one grid can be added up as doubles without any rounding as long as
//! their sum needs fewer than 53 bits. The grids are 44 bits apart and follow the largest value of the block; a block whose
//! values have pieces below the finest grid is refused. (Rump, Ogita, Oishi, "Accurate floating-point summation", 2008, cut
//! values in this way; Ahrens, Demmel, Nguyen, "Algorithms for efficient reproducible floating point summation", 2020, use fixed
//! grids.)

use chunkwise_csv::VectorJob;

/// Values of a block, at most: 128 per lane, for which the 44 bits between two grids leave room.
pub(super) const BLOCK: usize = 1024;

/// Values side by side in the registers.
const LANES: usize = 8;

/// Bits from one grid to the next.
const GRID_BITS: i64 = 44;

/// Largest exponent of a block, either way, so that no square and no grid of one leaves the range of normal numbers.
const EXPONENT_MAX: i64 = 300;

/// Doubles with the sum of a block's values: two grids.
pub(super) type SumPieces = [f64; 2 * LANES];

/// Doubles with the sum of the squares of a block's values: four grids.
pub(super) type SquarePieces = [f64; 4 * LANES];

/// A job: the pieces of the sum of at most [`BLOCK`] values; `None` for a block that must be added value by value.
pub(super) struct SumBlock<'a>(pub(super) &'a [f64]);

/// A job: the pieces of the sum of at most [`BLOCK`] values, and of the sum of their squares; `None` for a block that must be added
/// value by value.
pub(super) struct MomentsBlock<'a>(pub(super) &'a [f64]);

impl VectorJob for SumBlock<'_> {
    type Output = Option<SumPieces>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let exponent = exponent_of(self.0)?;
        let (coarse, fine) = (grid(exponent - GRID_BITS), grid(exponent - 2 * GRID_BITS));
        let (mut high, mut low) = ([0.0; LANES], [0.0; LANES]);
        let mut left = [0; LANES];
        each_eight(self.0, |lane, x| {
            let (piece, rest) = cut(x, coarse);
            let (second, rest) = cut(rest, fine);
            high[lane] += piece;
            low[lane] += second;
            left[lane] |= magnitude(rest);
        });
        let is_whole = left.iter().fold(0, |all, lane| all | lane) == 0;
        is_whole.then(|| joined([high, low]))
    }
}

impl VectorJob for MomentsBlock<'_> {
    type Output = Option<(SumPieces, SquarePieces)>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let exponent = exponent_of(self.0)?;
        let (coarse, fine) = (grid(exponent - GRID_BITS), grid(exponent - 2 * GRID_BITS));
        let grids = [1, 2, 3, 4].map(|k| grid(2 * exponent - k * GRID_BITS));
        let mut sums = [[0.0; LANES]; 2];
        let mut squares = [[0.0; LANES]; 4];
        let mut left = [0; LANES];
        each_eight(self.0, |lane, x| {
            let (first, rest) = cut(x, coarse);
            let (second, rest) = cut(rest, fine);
            sums[0][lane] += first;
            sums[1][lane] += second;
            // with nothing left, x is a multiple of 2^(exponent - 88), so nothing below is lost to underflow
            let below = magnitude(rest);
            let square = x * x;
            let error = x.mul_add(x, -square); // exactly
            let (first, rest) = cut(square, grids[0]);
            let (second, rest) = cut(rest, grids[1]);
            let (third, rest) = cut(rest, grids[2]);
            squares[0][lane] += first;
            squares[1][lane] += second;
            squares[2][lane] += third;
            let below = below | magnitude(rest);
            // at most half a unit in the last place of the square, which the second grid has room for
            let (second, rest) = cut(error, grids[1]);
            let (third, rest) = cut(rest, grids[2]);
            let (fourth, rest) = cut(rest, grids[3]);
            squares[1][lane] += second;
            squares[2][lane] += third;
            squares[3][lane] += fourth;
            left[lane] |= below | magnitude(rest);
        });
        let is_whole = left.iter().fold(0, |all, lane| all | lane) == 0;
        is_whole.then(|| (joined(sums), joined(squares)))
    }
}

/// The smallest `e` in reach with all values below 2^e; `None` when a value is infinite or not a number, or out of reach.
#[inline(always)]
fn exponent_of(values: &[f64]) -> Option<i64> {
    debug_assert!(values.len() <= BLOCK);
    let mut largest = [0; LANES];
    each_eight(values, |lane, x| largest[lane] = magnitude(x).max(largest[lane]));
    // the sign is shifted out, so the exponent field begins at bit 53
    let field = (largest.iter().fold(0, |all: u64, &lane| all.max(lane)) >> 53) as i64;
    let exponent = field - 1022;
    match field {
        0 if largest == [0; LANES] => Some(0),
        _ if exponent.abs() <= EXPONENT_MAX => Some(exponent),
        _ => None,
    }
}

/// The bits of `x` without its sign.
#[inline(always)]
fn magnitude(x: f64) -> u64 {
    x.to_bits() << 1
}

/// The number whose addition and subtraction rounds to multiples of 2^`grid`.
#[inline(always)]
fn grid(grid: i64) -> f64 {
    1.5 * f64::from_bits(((1023 + 52 + grid) as u64) << 52)
}

/// The nearest multiple of the grid, and the rest.
#[inline(always)]
fn cut(x: f64, grid: f64) -> (f64, f64) {
    let piece = (x + grid) - grid;
    (piece, x - piece)
}

#[inline(always)]
fn each_eight(values: &[f64], mut take: impl FnMut(usize, f64)) {
    let (eights, rest) = values.as_chunks::<LANES>();
    for eight in eights {
        for (lane, &x) in eight.iter().enumerate() {
            take(lane, x);
        }
    }
    for (lane, &x) in rest.iter().enumerate() {
        take(lane, x);
    }
}

#[inline(always)]
fn joined<const GRIDS: usize, const ALL: usize>(pieces: [[f64; LANES]; GRIDS]) -> [f64; ALL] {
    let mut all = [0.0; ALL];
    all.iter_mut().zip(pieces.as_flattened()).for_each(|(to, &piece)| *to = piece);
    all
}

#[cfg(test)]
mod tests {
    use super::super::{ExactSquares, ExactSum};
    use super::*;
    use chunkwise_csv::run_vectorized;
    use num_bigint::BigInt;
    use proptest::prelude::*;

    fn state(values: impl IntoIterator<Item = f64>) -> Vec<u8> {
        let (mut sum, mut bytes) = (ExactSum::default(), Vec::new());
        values.into_iter().for_each(|x| sum.add(x));
        sum.write_bytes(&mut bytes);
        bytes
    }

    /// The pieces add up to exactly what the values add up to. Returns whether the block was taken.
    fn check(values: &[f64]) -> bool {
        let sum = run_vectorized(SumBlock(values));
        if let Some(pieces) = sum {
            assert_eq!(state(pieces), state(values.iter().copied()), "{values:?}");
        }
        let Some((pieces, squares)) = run_vectorized(MomentsBlock(values)) else { return false };
        assert_eq!(state(pieces), state(values.iter().copied()), "{values:?}");
        let mut expected = ExactSquares::default();
        values.iter().for_each(|&x| expected.add(x));
        let mut found = ExactSum::default();
        squares.iter().for_each(|&x| found.add(x));
        let found: BigInt = found.to_bigint() << 1074u32;
        assert_eq!(found, expected.to_bigint(), "{values:?}");
        sum.is_some()
    }

    #[test]
    fn takes_ordinary_numbers() {
        assert!(check(&[]));
        assert!(check(&[0.0, -0.0]));
        assert!(check(&[0.1, 0.2, -0.3, 1e3, 12345.67, 0.01, 99999.99, 1.0, -1.0]));
        let many: Vec<f64> = (0..BLOCK).map(|i| f64::from(i as u32 % 700) / 100.0 - 1.5).collect();
        assert!(check(&many));
        assert!(check(&[f64::from_bits(f64::to_bits(1.0) - 1); BLOCK]));
        assert!(check(&[-0.9999999999999999; BLOCK]));
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        for values in [
            [1.0, f64::NAN],
            [1.0, f64::INFINITY],
            [1e300, 1.0],
            [1e-300, 0.0],
            [1e20, 0.1],
            [f64::MIN_POSITIVE, f64::from_bits(1)],
        ] {
            assert!(!check(&values), "{values:?}");
        }
    }

    /// Full blocks of full mantissas with one sign: the pieces are as large as they get.
    #[test]
    fn headroom_of_a_full_block() {
        let mut state = 1_u64;
        let mut mantissa = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 11) | 1 << 52 | 1
        };
        for length in [BLOCK - 9, BLOCK - 1, BLOCK] {
            for exponent in [-300, -1, 0, 40, 300] {
                for sign in [1.0, -1.0] {
                    let scale = sign * 2f64.powi(exponent - 53);
                    let values: Vec<f64> =
                        (0..length).map(|_| (mantissa() & ((1 << 53) - 1)) as f64 * scale).collect();
                    assert!(check(&values), "{length} values below {sign} * 2^{exponent}");
                }
            }
        }
        for exponent in [-302, 302] {
            assert!(!check(&[2f64.powi(exponent); 3]), "2^{exponent}");
        }
    }

    proptest! {
        #[test]
        fn exact(
            values in prop::collection::vec((any::<i64>(), -20..20_i32), 0..200),
            wide in prop::collection::vec((any::<i64>(), -600..600_i32), 0..9),
        ) {
            let number = |(mantissa, exponent): &(i64, i32)| *mantissa as f64 * 2f64.powi(exponent - 63);
            check(&values.iter().map(number).collect::<Vec<_>>());
            check(&wide.iter().map(number).collect::<Vec<_>>());
            let decimals: Vec<f64> = values.iter().map(|(mantissa, _)| (mantissa % 100_000) as f64 / 100.0).collect();
            prop_assert!(check(&decimals));
        }
    }
}
