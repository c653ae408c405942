//! Ctrl-C and termination: the command ends at once, unless it is writing a file; then it ends at the next batch, so that the
//! unfinished file is removed. A second signal does not wait.

use std::io;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::RecordBatch;
use chunkwise::format::{BatchSink, FormatError};

/// What a shell expects of a command that a signal ended: 128 and the number of SIGINT.
const EXIT_INTERRUPTED: i32 = 130;

static WRITING_FILE: AtomicBool = AtomicBool::new(false);
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Starts to listen. Where that is not possible, signals end the command as they always do.
pub(crate) fn listen() {
    let _ = ctrlc::set_handler(|| {
        let is_second = INTERRUPTED.swap(true, Ordering::SeqCst);
        if is_second || !WRITING_FILE.load(Ordering::SeqCst) {
            exit(EXIT_INTERRUPTED);
        }
    });
}

/// Runs `write`, which fills a temporary file: signals wait for it to fail.
pub(crate) fn while_writing<T>(write: impl FnOnce() -> T) -> T {
    WRITING_FILE.store(true, Ordering::SeqCst);
    let written = write();
    WRITING_FILE.store(false, Ordering::SeqCst);
    if INTERRUPTED.load(Ordering::SeqCst) {
        exit(EXIT_INTERRUPTED);
    }
    written
}

/// A sink that refuses further batches after a signal.
pub(crate) struct Interruptible<S>(pub(crate) S);

impl<S: BatchSink> BatchSink for Interruptible<S> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<(), FormatError> {
        if INTERRUPTED.load(Ordering::SeqCst) {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        self.0.write_batch(batch)
    }

    fn finish(&mut self) -> Result<(), FormatError> {
        self.0.finish()
    }
}
