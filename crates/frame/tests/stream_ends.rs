//! An iteration that is dropped early ends at once and leaves no thread behind. Alone in its file: it counts the threads of the process.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use arrow::datatypes::DataType;
use chunkwise::Session;
use chunkwise_testkit::temp_files;

/// Threads of this process that the engine started.
fn engine_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names =
        tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")).unwrap_or_default());
    names.filter(|name| name.starts_with("chunkwise-")).count()
}

/// Waits until there are `expected` threads, three looks in a row: a thread that was told to end takes a moment, and a look at the list
/// while one ends may count too few. Returns the last count.
fn wait_for_threads(expected: usize) -> usize {
    let start = Instant::now();
    let mut in_a_row = 0;
    loop {
        let count = engine_threads();
        in_a_row = if count == expected { in_a_row + 1 } else { 0 };
        if in_a_row == 3 || start.elapsed() > Duration::from_secs(5) {
            return count;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn dropped_early() {
    let text = format!("n\n{}", "1234567\n".repeat(1_000_000));
    let folder = temp_files([("long.csv", text)]).unwrap();
    let session = Session::builder().threads(3).chunk_size(4 << 10).build();
    let table = session.read_csv(folder.path().join("long.csv")).dtype("n", DataType::Int64).open().unwrap();
    assert_eq!(engine_threads(), 0, "threads start with the first computation");
    assert_eq!(table.head(1).compute().unwrap().num_rows(), 1);
    let before = wait_for_threads(3);
    assert_eq!(before, 3, "the workers of the session");

    let start = Instant::now();
    for batches in [0, 1, 5] {
        let mut chunks = table.iter_chunks().unwrap();
        assert!(chunks.by_ref().take(batches).all(|batch| batch.is_ok()));
        if batches > 0 {
            assert!(engine_threads() > before, "an iteration has workers of its own");
        }
        drop(chunks);
        assert_eq!(wait_for_threads(before), before, "after {batches} batches");
    }
    let mut chunks = table.chunksize(10).unwrap();
    assert_eq!(chunks.next().unwrap().unwrap().num_rows(), 10);
    assert!(chunks.report().rows_read < 500_000, "most of the file was not read");
    drop(chunks);
    assert_eq!(wait_for_threads(before), before);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());

    // Also after the last batch, while the iterator is still held.
    let mut chunks = table.head(20_000).iter_chunks().unwrap();
    let rows: usize = chunks.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(rows, 20_000);
    drop(chunks);
    assert_eq!(wait_for_threads(before), before);
    drop((table, session));
    assert_eq!(wait_for_threads(0), 0, "a session that is gone has no threads");
}
