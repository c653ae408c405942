//! Dev-only: table generators, check helpers, resident-memory helpers. Depends on no other crate of the project.
//!
//! - [`paths`]: where the fixtures and their answers are.
//! - [`table_gen`]: random CSV files together with the cells that they stand for.
//! - [`rss`]: the peak of resident memory of a child process, or of this one.

pub mod paths;
pub mod rss;
pub mod table_gen;

pub use paths::{answers, fixture, shared_data, temp_files};
pub use rss::{ChildRun, run_measured};
pub use table_gen::{ColumnKind, CsvCase, csv_case, hostile_bytes, sample};
