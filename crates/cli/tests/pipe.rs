//! A reader that closes the pipe early, such as `head`, ends the command quietly.

mod common;

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use chunkwise_testkit::temp_files;
use common::command;

#[test]
fn a_closed_pipe_is_no_error_to_tell() {
    // Far more than a pipe holds, so that the command is still writing when the reader goes.
    let rows: String = (0..200_000).map(|row| format!("{row},some text to fill the pipe\n")).collect();
    let folder = temp_files([("in.csv", format!("n,s\n{rows}"))]).unwrap();
    for format in ["csv", "json", "ndjson"] {
        let mut child = command(folder.path())
            .args(["query", "in.csv", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        reader.read_line(&mut line).unwrap();
        drop(reader);
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(told, "", "{format}");
        assert!(!line.is_empty() && status.code() != Some(101), "{format}: {status}");
    }
}
