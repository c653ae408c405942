//! Patterns to paths.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::MatchOptions;

use crate::close::close_names;
use crate::error::{ScanError, ScanErrorKind, did_you_mean_one_of};
use crate::natural;

/// The characters that make a path a pattern.
const GLOB_CHARACTERS: [char; 3] = ['*', '?', '['];
/// Names of a folder that are looked at to find close ones.
const NAMES_MAX: usize = 10_000;

/// Finds the files that `patterns` name.
///
/// Patterns keep their order; the files of one pattern come in natural order (`file_2` before `file_10`). A file that is named
/// twice is taken once. A path of an existing file is taken literally, even with `*`, `?` or `[` in it. Folders and hidden files
/// do not match a pattern, unless a hidden file's leading dot is written out.
///
/// # Errors
/// When a pattern matches nothing or cannot be understood, when a path is a folder, and when a folder cannot be read.
pub fn expand(patterns: &[String]) -> Result<Vec<PathBuf>, ScanError> {
    if patterns.is_empty() {
        return Err(ScanErrorKind::NoPattern.into());
    }
    let mut paths = Vec::new();
    for pattern in patterns {
        expand_one(pattern, &mut paths)?;
    }
    let mut seen = HashSet::with_capacity(paths.len());
    paths.retain(|path| seen.insert(path.clone()));
    Ok(paths)
}

fn expand_one(pattern: &str, paths: &mut Vec<PathBuf>) -> Result<(), ScanError> {
    let path = Path::new(pattern);
    let is_glob = pattern.contains(GLOB_CHARACTERS);
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(ScanErrorKind::IsDirectory { path: path.to_owned() }.into());
        }
        Ok(_) => {
            paths.push(path.to_owned());
            return Ok(());
        }
        Err(_) if is_glob => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(no_match(pattern)),
        Err(error) => return Err(ScanError::not_readable(path, error)),
    }
    let mut found = matches(pattern)?;
    if found.is_empty() {
        return Err(no_match(pattern));
    }
    found.sort_by(|left, right| {
        natural::compare(left.as_os_str().as_encoded_bytes(), right.as_os_str().as_encoded_bytes())
    });
    paths.append(&mut found);
    Ok(())
}

fn matches(pattern: &str) -> Result<Vec<PathBuf>, ScanError> {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        // Not left to the library: it panics on names that are not UTF-8, and drops what a written dot should match.
        require_literal_leading_dot: false,
    };
    let written_dots = hidden_parts(Path::new(pattern));
    let bad_pattern = |source| ScanErrorKind::BadPattern { pattern: pattern.to_owned(), source };
    let mut found = Vec::new();
    for entry in glob::glob_with(pattern, options).map_err(bad_pattern)? {
        let path = entry.map_err(|error| {
            let path = error.path().to_owned();
            ScanError::not_readable(&path, error.into())
        })?;
        if hidden_parts(&path) <= written_dots && !path.is_dir() {
            found.push(path);
        }
    }
    Ok(found)
}

/// How many parts of the path have a leading dot.
fn hidden_parts(path: &Path) -> usize {
    let is_hidden = |part: &Component<'_>| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b"."));
    path.components().filter(is_hidden).count()
}

fn no_match(pattern: &str) -> ScanError {
    let path = Path::new(pattern);
    let folder = path.parent().filter(|folder| !folder.to_string_lossy().contains(GLOB_CHARACTERS));
    let close = match (folder, path.file_name()) {
        (Some(folder), Some(name)) => close_files(folder, &name.to_string_lossy()),
        _ => Vec::new(),
    };
    let hint = match (close.as_slice(), folder) {
        ([_, ..], _) => did_you_mean_one_of(&close),
        ([], Some(folder)) => folder_hint(folder),
        ([], None) => "is the pattern in the form \"folder/*.csv\"?".to_owned(),
    };
    ScanErrorKind::NoMatch { pattern: pattern.to_owned(), close, hint }.into()
}

/// What there is where nothing matched.
fn folder_hint(folder: &Path) -> String {
    if folder.as_os_str().is_empty() {
        return "a path without a folder is looked for in the current one".to_owned();
    }
    if folder.is_dir() {
        return format!("the folder {:?} has no such file", folder.display().to_string());
    }
    format!("there is no folder {:?}", folder.display().to_string())
}

/// Files of `folder` whose names resemble `name`; none if the folder cannot be read.
fn close_files(folder: &Path, name: &str) -> Vec<String> {
    let readable = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(readable) else { return Vec::new() };
    let names =
        entries.flatten().take(NAMES_MAX).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort_by(|left, right| natural::compare(left.as_bytes(), right.as_bytes()));
    let close = close_names(name, names.iter().map(String::as_str));
    close.into_iter().map(|name| folder.join(name).display().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with files of these names.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "a\n").unwrap();
        }
        folder
    }

    fn expand_in(folder: &tempfile::TempDir, patterns: &[&str]) -> Result<Vec<String>, ScanError> {
        let within = |pattern: &&str| folder.path().join(pattern).display().to_string();
        let patterns: Vec<String> = patterns.iter().map(within).collect();
        let relative = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().display().to_string();
        Ok(expand(&patterns)?.iter().map(relative).collect())
    }

    #[test]
    fn natural_order_within_a_pattern_and_given_order_between_them() {
        let folder = folder(&[
            "f_10.csv",
            "f_2.csv",
            "f_1.csv",
            "z.csv",
            ".hidden.csv",
            ".sub/h.csv",
            "sub/g.csv",
            "sub.csv/x",
        ]);
        let check = |patterns: &[&str], expected: &[&str]| {
            assert_eq!(expand_in(&folder, patterns).unwrap(), expected, "{patterns:?}");
        };
        check(&["f_*.csv"], &["f_1.csv", "f_2.csv", "f_10.csv"]);
        check(&["*.csv"], &["f_1.csv", "f_2.csv", "f_10.csv", "z.csv"]);
        check(&["z.csv", "f_10.csv", "*.csv"], &["z.csv", "f_10.csv", "f_1.csv", "f_2.csv"]);
        check(&["**/*.csv"], &["f_1.csv", "f_2.csv", "f_10.csv", "sub/g.csv", "z.csv"]);
        check(&["f_?.csv"], &["f_1.csv", "f_2.csv"]);
        check(&[".h*.csv"], &[".hidden.csv"]);
    }

    #[test]
    fn an_existing_path_is_literal() {
        let folder = folder(&["a[1].csv", "a1.csv"]);
        assert_eq!(expand_in(&folder, &["a[1].csv"]).unwrap(), ["a[1].csv"]);
        fs::remove_file(folder.path().join("a[1].csv")).unwrap();
        assert_eq!(expand_in(&folder, &["a[1].csv"]).unwrap(), ["a1.csv"]);
    }

    #[test]
    fn errors_help() {
        let folder = folder(&["trips_1.csv", "trips_2.csv", "sub/x"]);
        let kind = |pattern: &str| expand_in(&folder, &[pattern]).unwrap_err();
        let close_to = |pattern: &str| match kind(pattern).kind() {
            ScanErrorKind::NoMatch { close, .. } => close.len(),
            other => panic!("{other}"),
        };
        assert_eq!(close_to("tripz_1.csv"), 2);
        assert_eq!(close_to("trip_*.csv"), 2);
        assert_eq!(close_to("nowhere/x.csv"), 0);
        assert!(kind("nowhere/x.csv").to_string().ends_with("nowhere\""));
        assert!(kind("sub/zzz*.parquet").to_string().ends_with("sub\" has no such file"));
        assert!(kind("tripz_1.csv").to_string().contains("; did you mean \""));
        assert!(matches!(kind("sub").kind(), ScanErrorKind::IsDirectory { .. }));
        assert!(matches!(kind("su*").kind(), ScanErrorKind::NoMatch { .. }));
        assert!(matches!(kind("a***b").kind(), ScanErrorKind::BadPattern { .. }));
        assert!(matches!(expand(&[]).unwrap_err().kind(), ScanErrorKind::NoPattern));
    }
}
