//! Exact sums of floating-point numbers and of their squares, rounded once at the end.
//!
//! A sum is kept as a whole number of some power of two, so adding is integer addition: it is associative and
//! commutative, and partial sums may be merged in any order without changing one bit of the result.
//!
//! | file         | what it holds                                                                       |
//! |--------------|-------------------------------------------------------------------------------------|
//! | `window.rs`  | [`ExactSum`]: a 128-bit fixed-point window in front of a wide accumulator            |
//! | `squares.rs` | [`ExactSquares`]: the same for squares, with a 256-bit window                        |
//! | `folds.rs`   | many values at once: a block becomes a few doubles with the same sum                |
//! | `u256.rs`    | [`U256`]: the few operations that the window of squares needs                        |
//! | `wide.rs`    | the wide accumulator: all exponents of `f64`, 32-bit digits, deferred carries        |
//! | `float.rs`   | taking an `f64` apart                                                               |
//! | `round.rs`   | from an exact rational number to the nearest `f64`                                   |
//! | `limbs.rs`   | numbers of a fixed number of 64-bit digits                                           |
//! | `pair_sums.rs` | [`PairSums`]: covariance and correlation                                          |
//! | `power_sums.rs` | [`PowerSums`]: skewness and kurtosis                                             |
//! | `product.rs` | [`Product`]: a product of 256 bits                                               |
//! | `moments.rs` | variance and standard deviation from exact sums                                     |
//!
//! See Neal, "Fast exact summation using small and large superaccumulators" (2015).

mod float;
mod folds;
mod limbs;
mod moments;
mod pair_sums;
mod power_sums;
mod product;
mod round;
mod squares;
mod u256;
mod wide;
mod window;

#[cfg(test)]
mod golden_tests;

pub use moments::Moments;
pub use pair_sums::PairSums;
pub use power_sums::PowerSums;
pub use product::Product;
pub use round::{big_to_f64, divide_half_even, quotient_to_f64, ratio_to_f64, sqrt_ratio_to_f64};
pub use squares::{ExactSquares, add_moments};
pub use u256::U256;
pub use window::ExactSum;
