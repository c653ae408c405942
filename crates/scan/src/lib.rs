//! Files to chunks: glob, partitions, reading, schema over a folder, inference.
//!
//! [`CsvSource::open`] turns patterns into one table: it finds the files ([`expand`]), reads each one's header and a bounded
//! sample, and fixes the schema. [`CsvSource::partitions`] cuts the files into byte ranges. A [`ChunkScanner`], one per worker,
//! reads and indexes one range after the other; the [`ScannedChunk`] that it hands out parses columns on demand. [`Seams`] makes
//! sure that chunks which were read at the same time meet at the right record.
//!
//! No threads are started here, and nothing is printed.
//!
//! ```
//! use chunkwise_scan::{ChunkScanner, CsvSource, ReadOptions, Rows, Seams};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("trips_1.csv"), "id,fare\n1,2.5\n2,7\n")?;
//! std::fs::write(folder.path().join("trips_2.csv"), "fare,id\n1.25,3\n")?;
//!
//! let pattern = folder.path().join("trips_*.csv").display().to_string();
//! let source = CsvSource::open(&[pattern], ReadOptions::default())?;
//! let fare = source.schema().index_of("fare")?;
//!
//! let (partitions, seams) = (source.partitions(1 << 20), Seams::new());
//! let mut scanner = ChunkScanner::new(&source, &[fare]);
//! let mut rows = 0;
//! for chunk in 0..partitions.len() {
//!     let scanned = scanner.scan(&partitions.get(chunk), &seams)?;
//!     assert_eq!(scanned.column(fare, Rows::All)?.len(), scanned.rows());
//!     rows += scanned.rows();
//! }
//! assert_eq!((partitions.len(), rows), (2, 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod buffer;
mod chunk;
mod close;
mod columns;
mod error;
mod file;
mod glob;
mod header;
mod locate;
mod natural;
mod options;
mod partition;
mod read_ahead;
mod sample;
mod scanned;
mod seams;
mod source;

#[cfg(test)]
mod real_data_tests;
#[cfg(test)]
mod scan_tests;
#[cfg(test)]
mod source_tests;

pub use chunk::ChunkScanner;
pub use chunkwise_csv::{
    ColumnSpec, Dialect, DialectError, Encoding, Inference, NullSpellings, Rows, ShortRows, Span, Texts,
    ValueError, ValueErrorKind,
};
pub use error::{ScanError, ScanErrorKind};
pub use glob::expand;
pub use options::{ColumnRef, Header, ReadOptions};
pub use partition::{ChunkRange, Partitions};
pub use scanned::ScannedChunk;
pub use seams::{Poisoned, Seams};
pub use source::{CsvSource, FileMeta, Layout};
