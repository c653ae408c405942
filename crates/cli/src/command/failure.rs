//! Why a command failed.

use std::io;

use chunkwise::datasets::DatasetError;
use chunkwise::format::FormatError;
use chunkwise::{Error, PlanError};

/// Why a command failed, as it is told to the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Chunkwise(#[from] Error),
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] io::Error),
    #[error("cannot write the report: {0}")]
    Report(#[from] serde_json::Error),
    /// An option that does not mean anything.
    #[error("{0}")]
    Usage(String),
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::Chunkwise(error.into())
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        Self::Chunkwise(error.into())
    }
}

impl Failure {
    /// Whether whoever reads our output has stopped reading.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        let error = match self {
            Self::Stdout(error) | Self::Chunkwise(Error::Format(FormatError::Write(error))) => error,
            _ => return false,
        };
        error.kind() == io::ErrorKind::BrokenPipe
    }
}
