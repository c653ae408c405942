//! Memory, as the executor counts it and as the operating system does.

mod gauge;
mod resident;

pub(crate) use gauge::Gauge;
pub use resident::memory_footprint;
pub(crate) use resident::{ResidentSampler, ResidentUse};
