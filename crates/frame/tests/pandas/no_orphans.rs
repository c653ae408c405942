//! Every golden answer belongs to a case that a test runs.

use crate::golden::{AREAS, GOLDEN};
use crate::support::TABLES;

/// The texts in quotes of a source file.
fn literals(source: &str) -> Vec<&str> {
    source.lines().flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

/// Whether a text of a test is the case's name, or a `format!` that can make it.
fn names(literal: &str, case: &str) -> bool {
    let mut pieces = literal.split('{').enumerate().map(|(at, piece)| match at {
        0 => piece,
        _ => piece.split_once('}').map_or("", |(_, after)| after),
    });
    let Some(mut rest) = pieces.next().and_then(|first| case.strip_prefix(first)) else { return false };
    let mut last = "";
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else { return false };
        (rest, last) = (after, piece);
    }
    literal.contains('{') && (last.is_empty() || rest.is_empty() || case.ends_with(last)) || rest.is_empty()
}

/// The name of a case without the table at its end, for tests that run a case over several: `sum, one_row`.
fn without_table(case: &str) -> &str {
    let tables = TABLES.into_iter().chain(["numbers", "texts"]);
    tables.filter_map(|table| case.strip_suffix(&format!(", {table}"))).next().unwrap_or(case)
}

#[test]
fn every_golden_case_is_run() {
    let mut orphans = Vec::new();
    for area in AREAS {
        let path = format!("{}/tests/pandas/{area}.rs", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(path).unwrap();
        // A `format!` needs some text of its own, or it would make any name.
        let literals: Vec<&str> =
            literals(&source).into_iter().filter(|text| !text.starts_with('{') && text.len() > 2).collect();
        for case in GOLDEN[area].keys() {
            let plain = without_table(case);
            if !literals.iter().any(|literal| names(literal, case) || *literal == plain) {
                orphans.push(format!("{area}: {case}"));
            }
        }
    }
    assert!(orphans.is_empty(), "golden cases that no test runs: {orphans:#?}");
}

#[test]
fn names_are_matched() {
    assert!(names("sum of ints", "sum of ints"));
    assert!(names("sum of {kind}", "sum of ints"));
    assert!(names("{kind} of ints, by {key}", "sum of ints, by text"));
    assert!(names("a {x} b", "a 1 b b"));
    assert!(!names("sum of ints", "sum of ints by key"));
    assert!(!names("sum of {kind} by key", "sum of ints"));
    assert!(!names("mean of {kind}", "sum of ints"));
}
