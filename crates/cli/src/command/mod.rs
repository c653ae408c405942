//! One file per group of subcommands.

mod datasets;
mod failure;
mod hint;
mod inspect;
mod open;
mod query;

pub(crate) use datasets::datasets;
pub(crate) use failure::Failure;
pub(crate) use inspect::{count, head, info, schema, tail};
pub(crate) use query::query;
