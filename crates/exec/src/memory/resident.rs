//! Resident memory of the process, as the operating system counts it.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// How often the sampler looks. The kernel's own high-water mark, where there is one, catches what falls in between.
const SAMPLE_EVERY: Duration = Duration::from_millis(10);

/// Resident bytes of this process now (its working set), by `sysinfo`; 0 where the system does not tell.
///
/// ```
/// let before = chunkwise_exec::memory_footprint();
/// let column = vec![1u8; 50_000_000];
/// assert!(chunkwise_exec::memory_footprint() > before + 40_000_000);
/// drop(column);
/// ```
#[must_use]
pub fn memory_footprint() -> u64 {
    Probe::new().resident()
}

struct Probe {
    system: Option<System>,
    process: Option<Pid>,
}

impl Probe {
    fn new() -> Self {
        Self { system: System::new().ok(), process: sysinfo::get_current_pid().ok() }
    }

    fn resident(&mut self) -> u64 {
        let (Some(system), Some(process)) = (&mut self.system, self.process) else { return 0 };
        let memory = ProcessRefreshKind::nothing().with_memory().without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[process]), false, memory);
        system.process(process).map_or(0, sysinfo::Process::memory)
    }
}

/// Largest resident size since the process began, as Linux keeps it (`VmHWM`); `None` elsewhere.
fn high_water_mark() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Resident bytes around a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResidentUse {
    pub(crate) before: u64,
    pub(crate) peak: u64,
    pub(crate) after: u64,
}

/// Watches resident memory from a thread of its own until it is dropped.
pub(crate) struct ResidentSampler {
    before: u64,
    mark_before: Option<u64>,
    peak: Arc<AtomicU64>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ResidentSampler {
    pub(crate) fn start() -> Self {
        let mut probe = Probe::new();
        let before = probe.resident();
        let peak = Arc::new(AtomicU64::new(before));
        let (stop, stopped) = channel::<()>();
        let shared = Arc::clone(&peak);
        // Without the thread the peak comes from the high-water mark and the values before and after.
        let thread = std::thread::Builder::new()
            .name("chunkwise-memory".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(SAMPLE_EVERY) == Err(RecvTimeoutError::Timeout) {
                    shared.fetch_max(probe.resident(), Ordering::Relaxed);
                }
            })
            .ok();
        Self { before, mark_before: high_water_mark(), peak, stop: Some(stop), thread }
    }

    /// Memory since the start, up to now.
    pub(crate) fn used(&self) -> ResidentUse {
        let after = memory_footprint();
        let mut peak = self.peak.load(Ordering::Relaxed).max(after);
        if let (Some(was), Some(is)) = (self.mark_before, high_water_mark())
            && is > was
        {
            peak = peak.max(is);
        }
        ResidentUse { before: self.before, peak, after }
    }
}

impl Drop for ResidentSampler {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A sampler that panicked has nothing to tell; the run itself is not affected.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_allocation_shows_in_the_peak() {
        let sampler = ResidentSampler::start();
        let block = vec![7u8; 64 << 20];
        assert_eq!(block[block.len() / 2], 7);
        std::thread::sleep(Duration::from_millis(30));
        drop(block);
        let used = sampler.used();
        assert!(used.peak >= used.before + (48 << 20), "{used:?}");
    }
}
