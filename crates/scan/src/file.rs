//! Opening files and reading them at an offset.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use crate::error::{ScanError, ScanErrorKind};
use crate::source::FileMeta;

/// Opens a regular file. The kind of file is looked at first: to open a pipe that nobody writes to would wait forever.
pub(crate) fn open(path: &Path) -> Result<(File, Metadata), ScanError> {
    let metadata = fs::metadata(path).map_err(|error| ScanError::not_readable(path, error))?;
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(ScanErrorKind::NotAFile { path: path.to_owned() }.into());
    }
    let file = File::open(path).map_err(|error| ScanError::not_readable(path, error))?;
    let metadata = file.metadata().map_err(|error| ScanError::not_readable(path, error))?;
    if metadata.is_dir() {
        return Err(ScanErrorKind::IsDirectory { path: path.to_owned() }.into());
    }
    if !metadata.is_file() {
        return Err(ScanErrorKind::NotAFile { path: path.to_owned() }.into());
    }
    Ok((file, metadata))
}

/// Opens a file of the table, and makes sure that it is still the one that the schema was made from.
pub(crate) fn reopen(meta: &FileMeta) -> Result<File, ScanError> {
    let (file, metadata) = open(&meta.path)?;
    if metadata.len() != meta.bytes || metadata.modified().ok() != meta.modified {
        return Err(ScanErrorKind::FileChanged { path: meta.path.clone() }.into());
    }
    Ok(file)
}

/// Fills `buffer` from the file's bytes at `offset`.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Fills `buffer` from the file's bytes at `offset`.
#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
