//! Data for the benches: taxi trips from the project's own generator, the same bytes each time.

use std::fs;
use std::path::Path;

use chunkwise::datasets::{Dataset, DatasetError, DatasetOptions, write};

/// Writes `rows` taxi trips in `files` files to `folder`; returns the glob that matches them, and their size in bytes.
///
/// # Errors
/// [`DatasetError`] when the folder cannot be written to.
pub fn taxi(folder: &Path, rows: u64, files: usize) -> Result<(String, u64), DatasetError> {
    let options = DatasetOptions { rows, files, seed: 1, out: folder.to_owned() };
    let paths = write(Dataset::Taxi, &options)?;
    let bytes = paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum();
    Ok((folder.join("*.csv").display().to_string(), bytes))
}

/// The text of one taxi file without its header, `rows` rows.
///
/// # Errors
/// [`DatasetError`] when the temporary folder cannot be written to.
pub fn taxi_text(rows: u64) -> Result<Vec<u8>, DatasetError> {
    let folder = std::env::temp_dir().join(format!("chunkwise-bench-{}", std::process::id()));
    let options = DatasetOptions { rows, files: 1, seed: 1, out: folder.clone() };
    let paths = write(Dataset::Taxi, &options)?;
    let text = paths.first().and_then(|path| fs::read(path).ok()).unwrap_or_default();
    // Leftovers in the temporary folder hurt nobody.
    let _ = fs::remove_dir_all(folder);
    let header = text.iter().position(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    Ok(text[header..].to_vec())
}
