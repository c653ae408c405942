//! Peak resident memory of the command, as the kernel counts it: bounded, and the same for an input several times larger.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot run the command has failed")]

use std::path::Path;
use std::process::Command;

use chunkwise_testkit::run_measured;

const MIB: u64 = 1 << 20;

fn chunkwise() -> Command {
    Command::new(env!("CARGO_BIN_EXE_chunkwise"))
}

fn write_taxi(folder: &Path, rows: &str) {
    let mut making = chunkwise();
    making.args(["datasets", "taxi", "--files", "4", "--rows", rows, "--out"]).arg(folder);
    assert!(making.output().unwrap().status.success());
}

/// Peak resident bytes of a query over the folder.
fn peak(folder: &Path, options: &[&str]) -> u64 {
    let mut query = chunkwise();
    query.args(["query", "--threads", "2"]).arg(folder.join("*.csv")).args(options);
    let run = run_measured(&mut query).unwrap();
    assert!(run.output.status.success(), "{}", String::from_utf8_lossy(&run.output.stderr));
    run.peak_bytes.unwrap()
}

#[test]
fn memory_does_not_depend_on_the_size_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    write_taxi(&small, "20000");
    write_taxi(&large, "200000");
    let out = folder.path().join("out.csv");
    let queries: [&[&str]; 3] = [
        &["--groupby", "payment_type", "--agg", "mean(total_amount) as m, std(tip_amount), count(*)"],
        &["--where", "tip_amount = 0", "--agg", "max(tpep_pickup_datetime)"],
        &["--where", "trip_distance > 1", "--format", "csv", "--output", out.to_str().unwrap()],
    ];
    for options in queries {
        let (of_small, of_large) = (peak(&small, options), peak(&large, options));
        assert!(of_large < 100 * MIB, "{options:?}: {of_large} bytes");
        assert!(of_large < of_small + 12 * MIB, "{options:?}: {of_small} bytes, then {of_large}");
    }
}
