//! Joins: one table is held in memory with an index of its keys (*built*), the rows of the other one pass by (*streamed*).
//!
//! | file         | what it is                                                              |
//! |--------------|-------------------------------------------------------------------------|
//! | `keys.rs`    | the key columns of a batch, in the types in which they are compared     |
//! | `finder.rs`  | keys to numbers: an array for integers that lie close, else a hash table |
//! | `lists.rs`   | the rows of each key, one after the other in one array                  |
//! | `built.rs`   | the table in memory, made from the result of a stage                    |
//! | `columns.rs` | its columns, each in one piece, and rows picked from them               |
//! | `shown.rs`   | what each table gives to the columns that come out                       |
//! | `probe.rs`   | the streaming operator                                                  |
//! | `pairs.rs`   | which rows of the two tables go together in a batch                     |
//! | `asof.rs`    | times in order, and the row nearest to a time                            |
//! | `outer.rs`   | the join that needs all rows of both tables: the outer one              |
//!
//! A null key equals a null key, as in pandas' merge. Output order comes from the rows alone, never from a hash.

mod asof;
mod built;
mod columns;
mod error;
mod finder;
mod keys;
mod lists;
mod outer;
mod pairs;
mod probe;
mod shown;

pub(crate) use built::{BuiltTable, check_streamed};
pub use error::JoinError;
pub(crate) use outer::OuterSink;
pub(crate) use probe::Probe;

/// In place of a row number: there is no row on that side.
const NO_ROW: u32 = u32::MAX;

#[cfg(test)]
mod join_tests;
