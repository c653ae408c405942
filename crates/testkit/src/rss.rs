//! Peak resident memory, of a child process or of this one, from `/proc`.
//!
//! The kernel keeps each process's high-water mark (`VmHWM`), but shows it only while the process lives, and the exact
//! figure at its end (`wait4`) is out of reach of safe code. So the mark is read again and again until the child has
//! ended. Reading late loses nothing, the mark only rises; what is lost is a rise within the last [`POLL`] of the
//! child's life. A child that runs for less than that may be missed altogether.
//!
//! On systems without `/proc` all figures are `None`: a test should then say that it was skipped.

use std::fs;
use std::io;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Time between two readings.
pub const POLL: Duration = Duration::from_millis(1);

/// How a child process ended, and what it took.
#[derive(Debug)]
pub struct ChildRun {
    /// Its exit status, and all it wrote.
    pub output: Output,
    /// The most memory it had resident at any time, in bytes.
    pub peak_bytes: Option<u64>,
    /// From start to end.
    pub wall: Duration,
}

impl ChildRun {
    /// What the child wrote to its standard output, as text.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What the child wrote to its standard error, as text.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }
}

/// Runs a command to its end. Standard output and error are kept in memory; standard input is empty.
///
/// ```
/// use std::process::Command;
/// let run = chunkwise_testkit::run_measured(Command::new("sh").args(["-c", "sleep 0.05; echo done"]))?;
/// assert_eq!(run.stdout(), "done\n");
/// if let Some(peak) = run.peak_bytes {
///     assert!((100_000..100_000_000).contains(&peak), "{peak} bytes");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// If the command cannot be started, or its output not read. A child that fails is not an error here.
pub fn run_measured(command: &mut Command) -> io::Result<ChildRun> {
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // `spawn` returns once the child runs its own program: the mark never is that of this process.
    let pid = child.id().to_string();
    // Someone must empty the pipes, or a child that writes much would wait forever.
    let waiting = thread::spawn(move || child.wait_with_output());
    let mut peak_bytes = None;
    while !waiting.is_finished() {
        peak_bytes = peak_bytes.max(status_bytes(&pid, "VmHWM:"));
        thread::sleep(POLL);
    }
    let wall = start.elapsed();
    let output =
        waiting.join().map_err(|_| io::Error::other("the thread that waited for the child panicked"))??;
    Ok(ChildRun { output, peak_bytes, wall })
}

/// The most memory this process has had resident so far, in bytes.
pub fn own_peak_bytes() -> Option<u64> {
    status_bytes("self", "VmHWM:")
}

/// The memory this process has resident now, in bytes.
pub fn own_resident_bytes() -> Option<u64> {
    status_bytes("self", "VmRSS:")
}

fn status_bytes(process: &str, label: &str) -> Option<u64> {
    parse_status(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, label)
}

/// The figure of a line such as `VmHWM:      1234 kB`, in bytes.
fn parse_status(status: &str, label: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(label))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_file_is_understood() {
        let status = "Name:\tx\nVmPeak:\t   99 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 12 kB\n";
        assert_eq!(parse_status(status, "VmHWM:"), Some(1234 * 1024));
        assert_eq!(parse_status("State:\tZ (zombie)\n", "VmHWM:"), None);
    }

    #[test]
    fn a_child_that_takes_memory_is_seen() {
        if !cfg!(target_os = "linux") {
            return;
        }
        let peak = |bytes: u32| {
            let script = format!("x=$(head -c {bytes} /dev/zero | tr '\\0' x); sleep 0.05");
            run_measured(Command::new("sh").args(["-c", &script])).unwrap().peak_bytes.unwrap()
        };
        let (small, large) = (peak(10), peak(30_000_000));
        assert!(large > small + 25_000_000, "{small} and {large} bytes");
    }

    #[test]
    fn output_and_status_are_kept() {
        let run =
            run_measured(Command::new("sh").args(["-c", "head -c 300000 /dev/zero; echo no >&2; exit 3"]))
                .unwrap();
        assert_eq!(run.output.status.code(), Some(3));
        assert_eq!((run.output.stdout.len(), run.stderr().as_str()), (300_000, "no\n"));
        assert!(run_measured(&mut Command::new("/no/such/program")).is_err());
    }

    #[test]
    fn this_process_has_a_size() {
        if cfg!(target_os = "linux") {
            assert!(own_peak_bytes().unwrap() >= own_resident_bytes().unwrap() / 2);
        }
    }
}
