//! Operators whose rows depend on rows before or behind them. Chunks are prepared in parallel and then take turns, in table
//! order; only what needs the rows before is done in a turn.
//!
//! | file              | what                                                        |
//! |-------------------|-------------------------------------------------------------|
//! | `turns.rs`        | whose turn it is                                            |
//! | `chain.rs`        | windows and the operators between them                      |
//! | `window.rs`       | the step: columns in, kernels, rows that wait for later ones |
//! | `kernel.rs`       | what a function is to the step                               |
//! | `cumulative.rs`   | cumsum, cumprod, cummin, cummax, cumcount                    |
//! | `shift.rs`        | shift without groups                                         |
//! | `gather.rs`       | shift within groups, ffill, bfill                            |
//! | `rolling.rs`      | rolling statistics; `window_values.rs`: those of one window  |
//! | `queue.rs`        | rows that wait                                               |

pub(crate) mod chain;
mod cumulative;
mod gather;
mod kernel;
mod queue;
mod rolling;
mod shift;
mod turns;
mod window;
mod window_values;

pub(crate) use chain::{Chained, Link};
pub(crate) use window::WindowStep;
