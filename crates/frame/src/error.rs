//! The one error type of the public API.

use std::io;
use std::path::PathBuf;

use chunkwise_exec::ExecError;
use chunkwise_plan::PlanError;
use chunkwise_scan::ScanError;

use crate::format::FormatError;

/// Why a table could not be opened, a pipeline not be built, or a result not be computed. The message says where and what to
/// do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The pipeline is not valid; found when it is built.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The input could not be found, read or understood.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The query failed while it ran.
    #[error(transparent)]
    Exec(ExecError),
    /// The result could not be written as text.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A result could not be written to a file.
    #[error("{}: cannot write the result: {source}", path.display())]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A result was to be written to a folder that does not exist.
    #[error("{}: cannot write the result: there is no folder {:?}. Make it first", path.display(), folder.display().to_string())]
    NoFolder {
        /// The file that was to be written.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A result would be written over a file that it is read from.
    #[error("{}: this file is part of the input; write the result to another one", path.display())]
    OverInput {
        /// The file.
        path: PathBuf,
    },
    /// A method was called with something that it cannot take.
    #[error("{0}")]
    BadArgument(String),
    /// A result was asked for a value that it does not have.
    #[error("{0}")]
    NoSuchValue(String),
}

impl From<ExecError> for Error {
    fn from(error: ExecError) -> Self {
        match error {
            ExecError::Plan(error) => Self::Plan(error),
            ExecError::Scan(error) => Self::Scan(error),
            other => Self::Exec(other),
        }
    }
}

/// Result of the public API.
pub type Result<T, E = Error> = std::result::Result<T, E>;
