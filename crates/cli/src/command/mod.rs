//! One file per group of subcommands.

mod datasets;
mod describe;
mod failure;
mod functions;
mod hint;
mod inspect;
mod join;
mod open;
mod query;
mod sample;
mod value_counts;

pub(crate) use datasets::datasets;
pub(crate) use describe::describe;
pub(crate) use failure::Failure;
pub(crate) use functions::functions;
pub(crate) use inspect::{count, head, info, schema, tail};
pub(crate) use query::query;
pub(crate) use sample::sample;
pub(crate) use value_counts::value_counts;
