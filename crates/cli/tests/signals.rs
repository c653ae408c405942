//! A signal while a file is being written leaves nothing behind.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot run the command has failed")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn an_interrupted_result_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("input.csv"), folder.path().join("out"));
    fs::create_dir(&out).unwrap();
    fs::write(&input, "a,b\n".to_owned() + &"1.5,some text that takes its time to write\n".repeat(400_000))
        .unwrap();
    for signal in ["INT", "TERM"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chunkwise"))
            .args([
                "query",
                "--threads",
                "1",
                "--chunk-size",
                "1KiB",
                "--dtype",
                "a=float64,b=string",
                "--format",
                "ndjson",
                "--output",
            ])
            .args([&out.join("result.ndjson"), &input])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while fs::read_dir(&out).unwrap().count() == 0 && start.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(1));
        }
        Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(130), "{signal}");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0, "{signal}");
    }
}
