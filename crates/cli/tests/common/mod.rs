//! Running the command as a process, and looking at what it did.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]
#![allow(dead_code, reason = "each test file uses some of this")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use chunkwise_testkit::{fixture, temp_files};
use tempfile::TempDir;

/// A small table with nulls, a name that needs quotes, and floats at both ends of the scale.
pub(crate) const STAFF: &str = "\
name,team,pay,start
Ann,red,10.5,2020-01-02
Bob,blue,,2019-12-31
Cy,red,0.1,2020-02-01
Dee,,7,2021-05-05
Eve,blue,0.2,2020-01-02
\"O'Neil, Al\",red,1e300,2022-03-04
";

/// What a run printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The command, to be run in `folder`.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chunkwise"));
    command.current_dir(folder).stdin(Stdio::null()).env_remove("COLUMNS");
    command
}

/// Runs the command in `folder`.
pub(crate) fn run_in<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Ran {
    let output = command(folder).args(args).output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the command in the folder of fixtures.
pub(crate) fn run(args: &[&str]) -> Ran {
    run_in(&fixture(""), args)
}

impl Ran {
    /// What a run printed that succeeded and had nothing to say beside its result.
    pub(crate) fn result(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout
    }

    /// The message of a run that failed without a result.
    pub(crate) fn error(self) -> String {
        assert!(self.code.is_some_and(|code| code > 0), "{:?}: {:.200}", self.code, self.stdout);
        assert!(self.stdout.is_empty(), "a failed run prints no result: {:.200}", self.stdout);
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        self.stderr
    }
}

/// A folder with `staff.csv` in it.
pub(crate) fn staff() -> TempDir {
    temp_files([("staff.csv", STAFF)]).unwrap()
}

/// The result of a query over `staff.csv`, as CSV.
pub(crate) fn query_staff(args: &[&str]) -> String {
    let folder = staff();
    let all = ["query", "staff.csv", "--format", "csv"].iter().chain(args);
    run_in(folder.path(), all).result()
}

/// The names in a folder, sorted, hidden ones too.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
