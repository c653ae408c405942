//! A session: the settings under which tables are read and queries run.

use std::sync::{Arc, OnceLock};

use chunkwise_exec::{Engine, ExecConfig};

use crate::error::Result;
use crate::read_csv::{IntoPaths, ReadCsv};

/// Threads and chunk size for a set of tables. Sessions do not know of each other; two with different settings run side by
/// side. Results do not depend on the settings, bit for bit.
///
/// ```
/// # fn main() -> chunkwise::Result<()> {
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-fixtures/trips/trips_*.csv");
/// let session = chunkwise::Session::builder().threads(2).chunk_size(64 * 1024).build();
/// let trips = session.read_csv(path).open()?;
/// assert_eq!(trips.session().threads(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Session {
    config: ExecConfig,
    engine: OnceLock<Engine>,
}

/// Settings of a [`Session`] to be.
#[derive(Debug, Clone, Default)]
pub struct SessionBuilder {
    config: ExecConfig,
}

impl SessionBuilder {
    /// Worker threads; one per core by default.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.config.threads = threads;
        self
    }

    /// Bytes of input that one task works on; 512 KiB by default.
    #[must_use]
    pub fn chunk_size(mut self, bytes: usize) -> Self {
        self.config.chunk_bytes = bytes;
        self
    }

    /// The session. Its threads start with the first `compute`.
    #[must_use]
    pub fn build(self) -> Arc<Session> {
        Arc::new(Session { config: self.config.clamped(), engine: OnceLock::new() })
    }
}

impl Session {
    /// Starts with the default settings.
    #[must_use]
    pub fn builder() -> SessionBuilder {
        SessionBuilder::default()
    }

    /// The session that [`read_csv`](crate::read_csv) uses: default settings, started once.
    #[must_use]
    pub fn default_session() -> Arc<Self> {
        static DEFAULT: OnceLock<Arc<Session>> = OnceLock::new();
        Arc::clone(DEFAULT.get_or_init(|| Self::builder().build()))
    }

    /// Describes CSV files to read as one table; see [`read_csv`](crate::read_csv).
    pub fn read_csv(self: &Arc<Self>, paths: impl IntoPaths) -> ReadCsv {
        ReadCsv::new(Arc::clone(self), paths.into_paths())
    }

    /// Worker threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.config.threads
    }

    /// Bytes of input per chunk.
    #[must_use]
    pub fn chunk_size(&self) -> usize {
        self.config.chunk_bytes
    }

    pub(crate) fn engine(&self) -> Result<&Engine> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let engine = Engine::new(&self.config)?;
        Ok(self.engine.get_or_init(|| engine))
    }
}
