//! The executor: physical operators, expression kernels, scheduler, memory accounting, metrics.
//!
//! Reading order is the data path: [`Engine`] cuts a plan into stages (`stage`), the `driver` lets workers take chunks in
//! order (`dispatch`), each chunk goes through a `pipeline` (scan step, then `ops`) as a `morsel` whose columns are parsed on
//! demand, and ends in a `sink`. Expressions are computed in [`eval`], group keys in [`group`], aggregates in [`agg`]. When a
//! guessed column type turns out wrong, `retype` infers it from the whole input and the run starts again.
//!
//! The only crate that starts threads.

pub mod agg;
mod config;
mod dispatch;
mod driver;
mod engine;
mod error;
pub mod eval;
pub mod group;
mod join;
mod locks;
mod memory;
mod metrics;
mod morsel;
mod ops;
mod ordered;
mod pipeline;
mod report;
mod retype;
mod run_stages;
mod running;
mod sink;
mod stage;
mod stream;
mod tables;

pub use config::{CHUNK_BYTES_DEFAULT, CHUNK_BYTES_MAX, ExecConfig};
pub use engine::{Engine, QueryOutput};
pub use error::ExecError;
pub use join::JoinError;
pub use memory::memory_footprint;
pub use report::{OperatorReport, ResidentReport, RunReport};
pub use stream::BatchStream;
pub use tables::{CsvTable, MemoryTable};
