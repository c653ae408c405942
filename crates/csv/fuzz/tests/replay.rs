//! The fuzz targets on stable: all seeds and regressions, and random changes of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its seeds has failed")]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use chunkwise_csv_fuzz::{Check, TARGETS};

/// The committed inputs of a target.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in ["seeds", "regressions"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(target);
        let Ok(entries) = fs::read_dir(folder) else { continue }; // no regressions yet
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// What to say when the check fails on this input.
fn failure(target: &str, check: Check, input: &[u8], from: &str) -> Option<String> {
    let failed = catch_unwind(|| check(input)).is_err();
    failed.then(|| format!("{target} fails on {from}: \"{}\"", input.escape_ascii()))
}

#[test]
fn seeds_and_regressions() {
    let mut failures = Vec::new();
    for (target, check) in TARGETS {
        let inputs = inputs(target);
        assert!(inputs.len() >= 3, "{target} has seeds");
        let run =
            |(path, input): &(PathBuf, Vec<u8>)| failure(target, check, input, &path.display().to_string());
        failures.extend(inputs.iter().filter_map(run));
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn random_changes() {
    const CASES: u64 = 2000;
    let first_failure = |(target, check): (&str, Check)| {
        let inputs = inputs(target);
        let run = |seed| {
            failure(target, check, &changed(&inputs, &mut Random(seed)), &format!("random case {seed}"))
        };
        (0..CASES).find_map(run)
    };
    let failures: Vec<String> = TARGETS.into_iter().filter_map(first_failure).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// One input with a few bytes replaced, put in, taken out, or taken from another one.
fn changed(inputs: &[(PathBuf, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    const TELLING: &[u8] = b"\"\"\",,\n\r\n;\t|'x_-+:./T Z0123456789999eEinfNA\xC3\xA9\xFF\0";
    let mut input = inputs[random.below(inputs.len())].1.clone();
    for _ in 0..1 + random.below(6) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(9)).min(input.len());
        let byte = TELLING[random.below(TELLING.len())];
        match random.below(6) {
            0 => input.insert(at, byte),
            1 => drop(input.drain(at..end)),
            2 => input.splice(at..at, std::iter::repeat_n(byte, random.below(70))).for_each(drop),
            3 => {
                let other = &inputs[random.below(inputs.len())].1;
                let from = random.below(other.len() + 1);
                let to = (from + random.below(70)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied()).for_each(drop);
            }
            _ if at < input.len() => input[at] = byte,
            _ => input.push(random.below(256) as u8),
        }
    }
    input
}

/// SplitMix64: the same cases on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
