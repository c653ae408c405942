//! The differential suite: the same cases as `data-fixtures/pandas`, whose golden answers real pandas made. One module an area.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod aggs;
mod chains;
mod dates;
mod golden;
mod groupby;
mod inputs;
mod joins;
mod no_orphans;
mod operators;
mod order;
mod scalar;
mod statistics;
mod strings;
mod support;
mod table;
mod window;
