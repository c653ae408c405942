//! Results to files: written chunk by chunk under a temporary name, and given their own name only when complete.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chunkwise_exec::CsvTable;
use chunkwise_plan::LogicalPlan;

use crate::chunks::Chunks;
use crate::dataframe::DataFrame;
use crate::error::{Error, Result};
use crate::format::{BatchSink, CsvSink, FormatError};

impl DataFrame {
    /// Writes the rows to a CSV file, in order, without holding them. The file appears when it is complete; a file of that
    /// name is replaced then. Floats are written in their shortest form that reads back the same, nulls as empty fields.
    ///
    /// # Errors
    /// [`Error::OverInput`] when `path` is one of the files being read, [`Error::Write`] when it cannot be written.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> Result<u64> {
        self.refuse_inputs(path.as_ref())?;
        let mut chunks = self.iter_chunks()?;
        write_atomically(path.as_ref(), |file| {
            let schema = chunks.schema();
            let mut sink = CsvSink::new(file, b',')?;
            sink.write_header(&schema)?;
            write_chunks(&mut chunks, &mut sink)
        })
    }

    /// Checks that a result at `path` would not overwrite a file that it is read from.
    ///
    /// # Errors
    /// [`Error::OverInput`].
    pub fn refuse_inputs(&self, path: &Path) -> Result<()> {
        let Ok(target) = fs::canonicalize(path) else { return Ok(()) };
        let mut inputs = Vec::new();
        input_files(self.plan(), &mut inputs);
        if inputs.iter().any(|input| fs::canonicalize(input).is_ok_and(|input| input == target)) {
            return Err(Error::OverInput { path: path.to_owned() });
        }
        Ok(())
    }
}

/// Writes all chunks to `sink` and finishes it; returns the number of rows.
///
/// # Errors
/// What computing or writing may fail with.
pub fn write_chunks(chunks: &mut Chunks, sink: &mut dyn BatchSink) -> Result<u64> {
    let mut rows = 0;
    for chunk in chunks {
        let chunk = chunk?;
        rows += chunk.num_rows() as u64;
        sink.write_batch(&chunk)?;
    }
    sink.finish()?;
    Ok(rows)
}

/// Lets `write` fill a temporary file beside `path`, which takes the place of `path` if `write` succeeds and vanishes if not.
/// Where `path` is a link, the file that it leads to is replaced. A device or a pipe, such as `/dev/stdout`, is written to as
/// it is: there is no file to replace.
///
/// # Errors
/// Those of `write`; [`Error::NoFolder`] when the folder does not exist; [`Error::Write`] when the file cannot be made,
/// written or renamed.
pub fn write_atomically<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let write = |out: &mut dyn Write| {
        write(out).map_err(|error| match error {
            Error::Format(FormatError::Write(source)) => failed(source),
            other => other,
        })
    };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let kind = fs::metadata(&target).map(|metadata| metadata.file_type()).ok();
    if kind.is_some_and(|kind| kind.is_dir()) {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if kind.is_some_and(|kind| !kind.is_file()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&target).map_err(failed)?);
        let written = write(&mut out)?;
        out.flush().map_err(failed)?;
        return Ok(written);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    if !folder.is_dir() {
        return Err(Error::NoFolder { path: path.to_owned(), folder });
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".chunkwise-");
    // A new file gets what the user's mask allows; one that is replaced keeps who may read it.
    match fs::metadata(&target) {
        Ok(old) => _ = builder.permissions(old.permissions()),
        #[cfg(unix)]
        Err(_) => _ = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)),
        #[cfg(not(unix))]
        Err(_) => {}
    }
    let file = builder.tempfile_in(folder).map_err(failed)?;
    let mut buffered = BufWriter::new(file);
    let written = write(&mut buffered)?;
    let file = buffered.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(written)
}

fn input_files(plan: &LogicalPlan, files: &mut Vec<PathBuf>) {
    if let LogicalPlan::Scan(scan) = plan
        && let Some(csv) = scan.source.as_any().downcast_ref::<CsvTable>()
    {
        files.extend(csv.source().files().iter().map(|file| file.path.clone()));
    }
    for input in plan.inputs() {
        input_files(input, files);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    fn write_text(path: &Path) -> Result<()> {
        write_atomically(path, |file| Ok(file.write_all(b"new").map_err(FormatError::Write)?))
    }

    #[test]
    fn a_link_stays_a_link_to_the_new_content() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        write_text(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("private");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        write_text(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        write_text(&socket).unwrap_err(); // a socket cannot be opened
        assert!(fs::symlink_metadata(&socket).unwrap().file_type().is_socket());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file");
    }
}
