//! `datasets`: the four kinds, their columns, and the same bytes every time.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::fs;
use std::path::Path;

use common::{names_in, run_in};
use tempfile::tempdir;

/// Writes a dataset to `out` under `folder` and returns its files, name and content, in the order in which they were named.
fn write(folder: &Path, kind: &str, rows: &str, files: &str, seed: &str, out: &str) -> Vec<(String, String)> {
    let args = ["datasets", kind, "--rows", rows, "--files", files, "--seed", seed, "--out", out];
    let printed = run_in(folder, args).result();
    printed
        .lines()
        .map(|path| {
            let content = fs::read_to_string(folder.join(path)).unwrap();
            (path.strip_prefix(out).unwrap().trim_start_matches(['/', '\\']).to_owned(), content)
        })
        .collect()
}

#[test]
fn each_kind_has_its_columns() {
    let folder = tempdir().unwrap();
    let kinds = [
        (
            "taxi",
            "yellow_tripdata_2015-01.csv",
            "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,\
             pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,\
             extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount",
        ),
        ("timeseries", "timeseries_0.csv", "timestamp,id,name,x,y"),
        ("groupby", "groupby_0.csv", "id1,id2,id3,id4,id5,id6,v1,v2,v3"),
        ("stations", "stations_0.csv", "station;measure"),
    ];
    for (kind, first_file, header) in kinds {
        let files = write(folder.path(), kind, "100", "3", "1", kind);
        assert_eq!(files.len(), 3, "{kind}");
        assert_eq!(files[0].0, first_file);
        assert!(files.iter().all(|(_, content)| content.lines().next() == Some(header)), "{kind}");
        let rows: usize = files.iter().map(|(_, content)| content.lines().count() - 1).sum();
        assert_eq!(rows, 100, "{kind}: all files together");
        let count = run_in(folder.path(), ["count", &format!("{kind}/*.csv")]).result();
        assert_eq!(count, "100\n", "{kind}");
    }
}

#[test]
fn the_seed_decides_every_byte() {
    let folder = tempdir().unwrap();
    for kind in ["taxi", "timeseries", "groupby", "join", "stations"] {
        let content = |seed, out: &str| write(folder.path(), kind, "50", "2", seed, &format!("{kind}{out}"));
        assert_eq!(content("7", "a"), content("7", "b"), "{kind}");
        assert_ne!(content("7", "a"), content("8", "c"), "{kind}");
    }
}

#[test]
fn the_defaults_are_one_file_and_seed_0() {
    let folder = tempdir().unwrap();
    run_in(folder.path(), ["datasets", "groupby", "--rows", "20", "--out", "a"]).result();
    let same = write(folder.path(), "groupby", "20", "1", "0", "b");
    assert_eq!(names_in(&folder.path().join("a")), ["groupby_0.csv"]);
    assert_eq!(fs::read_to_string(folder.path().join("a/groupby_0.csv")).unwrap(), same[0].1);
}

#[test]
fn no_rows_are_headers_alone() {
    let folder = tempdir().unwrap();
    let files = write(folder.path(), "timeseries", "0", "2", "0", "out");
    assert!(files.iter().all(|(_, content)| content == "timestamp,id,name,x,y\n"), "{files:?}");
}

#[test]
fn fewer_rows_than_files() {
    let folder = tempdir().unwrap();
    let files = write(folder.path(), "groupby", "2", "5", "0", "out");
    assert_eq!(
        files.iter().map(|(_, content)| content.lines().count() - 1).collect::<Vec<_>>(),
        [1, 1, 0, 0, 0]
    );
}

#[test]
fn what_makes_no_sense_is_refused_and_writes_nothing() {
    let folder = tempdir().unwrap();
    let refused = |args: &[&str]| {
        let all = [&["datasets"], args, &["--out", "out"]].concat();
        run_in(folder.path(), all).error()
    };
    let no_files = refused(&["taxi", "--rows", "5", "--files", "0"]);
    assert!(no_files.contains("--files <N>': it should be a whole number, 1 or more"), "{no_files}");
    let no_number = refused(&["taxi", "--rows", "many"]);
    assert!(no_number.contains("--rows <N>': it should be a whole number, 0 or more"), "{no_number}");
    let no_kind = refused(&["taxis", "--rows", "5"]);
    assert!(no_kind.contains("[possible values: taxi, timeseries, groupby, join, stations]"), "{no_kind}");
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let message = run_in(folder.path(), ["datasets", "taxi", "--rows", "1", "--out", "file"]).error();
    assert!(message.starts_with("error: cannot create the folder file: "), "{message}");
}
