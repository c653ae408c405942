//! Why a command failed, and what its exit code is.

use std::io;

use chunkwise::datasets::DatasetError;
use chunkwise::format::FormatError;
use chunkwise::{Error, PlanError};

use super::hint::message;

/// The exit code for a command line that means nothing; the one that clap has.
const USAGE: u8 = 2;
/// The exit code for everything else that goes wrong.
const FAILED: u8 = 1;

/// Why a command failed, as it is told to the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{}", message(.0))]
    Chunkwise(#[from] Error),
    /// A step or an option, named as on the command line, that does not fit the table.
    #[error("{option}: {source}")]
    Option { option: &'static str, source: Box<Error> },
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] io::Error),
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
    /// Names the option that an error comes from.
    pub(crate) fn of(option: &'static str) -> impl Fn(Error) -> Failure {
        move |error| Self::Option { option, source: Box::new(error) }
    }

    /// Whether whoever reads our output has stopped reading.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        let error = match self {
            Self::Stdout(error) | Self::Chunkwise(Error::Format(FormatError::Write(error))) => error,
            _ => return false,
        };
        error.kind() == io::ErrorKind::BrokenPipe
    }

    pub(crate) fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_)) { USAGE } else { FAILED }
    }
}
