//! The repository's own rules, held by a test: layers, file headers, where `unsafe` may live, and what the top level has.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the repository has failed")]

use std::fs;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                rust_files(&path, found); // the fuzz package may have one inside
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["crates", "benches"] {
        rust_files(&repository().join(folder), &mut files);
    }
    files.sort();
    let name = |path: &Path| path.strip_prefix(repository()).unwrap().display().to_string();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The chunkwise packages that the crate depends on, from the part of its manifest before the dev-dependencies.
fn dependencies(name: &str) -> Vec<String> {
    let manifest = fs::read_to_string(repository().join("crates").join(name).join("Cargo.toml")).unwrap();
    let normal = manifest.split("[dependencies]").nth(1).unwrap();
    let normal = normal.split("\n[").next().unwrap();
    let packages = normal.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    packages.filter(|package| package.starts_with("chunkwise")).map(str::to_owned).collect()
}

#[test]
fn dependencies_point_one_way() {
    let allowed: [(&str, &[&str]); 7] = [
        ("plan", &[]),
        ("csv", &[]),
        ("scan", &["chunkwise-csv"]),
        ("exec", &["chunkwise-csv", "chunkwise-plan", "chunkwise-scan"]),
        ("frame", &["chunkwise-csv", "chunkwise-exec", "chunkwise-plan", "chunkwise-scan"]),
        ("cli", &["chunkwise"]),
        ("testkit", &[]),
    ];
    for (name, allowed) in allowed {
        for dependency in dependencies(name) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    let bare: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(bare.is_empty(), "files that do not open with `//!`: {bare:?}");
}

#[test]
fn unsafe_code_is_in_one_folder() {
    let word = concat!("un", "safe");
    for (name, text) in sources() {
        let allowed = name.starts_with("crates/csv/src/simd") || name == "benches/src/bin/floor.rs";
        let blocks = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let found = blocks
            .filter(|line| [" {", " fn", " impl"].iter().any(|what| line.contains(&format!("{word}{what}"))))
            .count();
        assert!(allowed || found == 0, "{name} has {word} code");
    }
}

#[test]
fn only_the_executor_starts_threads() {
    for (name, text) in sources() {
        let is_test =
            name.contains("tests") || name.starts_with("crates/testkit") || name.starts_with("benches");
        let body = text.split("#[cfg(test)]").next().unwrap();
        let starts = ["thread::spawn", "thread::scope", "thread::Builder", "ThreadPoolBuilder"];
        let found = body
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .any(|line| starts.iter().any(|start| line.contains(start)));
        assert!(!found || is_test || name.starts_with("crates/exec"), "{name} starts a thread");
    }
}

#[test]
fn the_top_level_has_what_the_architecture_says() {
    let mut visible: Vec<String> = fs::read_dir(repository())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    visible.sort();
    let expected = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "benches",
        "crates",
        "data-fixtures",
        "docs",
        "justfile",
    ];
    assert_eq!(visible, expected);
}
