//! Where test data is: the fixtures of the repository, their answers, and the real files beside it.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The path of something in `data-fixtures`; also of a glob such as `trips/trips_*.csv`. Nothing is checked.
///
/// ```
/// assert!(chunkwise_testkit::fixture("trips/trips_1.csv").is_file());
/// ```
pub fn fixture(path: impl AsRef<Path>) -> PathBuf {
    repository().join("data-fixtures").join(path)
}

/// The true answers for a folder of fixtures: `data-fixtures/answers/<name>.json`.
///
/// Floats are read as exactly the numbers that are written there.
///
/// # Errors
/// If there is no such file, or if it is not JSON.
///
/// ```
/// let trips = chunkwise_testkit::answers("trips")?;
/// assert_eq!(trips["rows_per_file"].as_object().map(|files| files.len()), Some(12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn answers(name: &str) -> Result<serde_json::Value, Box<dyn Error>> {
    let path = fixture("answers").join(name).with_extension("json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// The folder of real files, `../shared/data` beside the repository; `None` where it is absent, as on most machines.
/// A test that needs it should then say that it was skipped.
pub fn shared_data() -> Option<PathBuf> {
    let folder = repository().parent()?.join("shared").join("data");
    folder.is_dir().then_some(folder)
}

/// A temporary folder with these files (name, content) in it; it goes away with the returned value.
///
/// # Errors
/// If the folder or a file cannot be written.
///
/// ```
/// let folder = chunkwise_testkit::temp_files([("a.csv", "x\n1\n"), ("b.csv", "x\n2\n")])?;
/// assert_eq!(std::fs::read_to_string(folder.path().join("b.csv"))?, "x\n2\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn temp_files<N, C>(files: impl IntoIterator<Item = (N, C)>) -> io::Result<TempDir>
where
    N: AsRef<Path>,
    C: AsRef<[u8]>,
{
    let folder = tempfile::tempdir()?;
    for (name, content) in files {
        let path = folder.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(folder)
}

/// The folder that holds `crates/`.
fn repository() -> &'static Path {
    let this_crate = Path::new(env!("CARGO_MANIFEST_DIR"));
    this_crate.ancestors().nth(2).unwrap_or(this_crate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_fixtures_has_its_answers() {
        for name in ["trips", "timeseries", "quoted", "drift", "nulls", "types"] {
            assert!(fixture(name).is_dir(), "{name}");
            assert!(answers(name).unwrap().is_object(), "{name}");
        }
        assert!(answers("no such thing").unwrap_err().to_string().contains("no such thing.json"));
    }

    #[test]
    fn files_may_lie_in_folders() {
        let folder = temp_files([("a/b.csv", b"1".as_slice()), ("c.csv", &[0xff])]).unwrap();
        assert!(folder.path().join("a/b.csv").is_file());
        assert_eq!(fs::read(folder.path().join("c.csv")).unwrap(), [0xff]);
    }

    #[test]
    fn shared_data_is_a_folder_or_absent() {
        assert!(shared_data().is_none_or(|folder| folder.is_dir()));
    }
}
