//! What all datasets promise: the same bytes for the same options, the right rows, and text that parses back.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

const SMALL: (u64, usize, u64) = (1_000, 3, 42);

fn written(kind: Dataset, (rows, files, seed): (u64, usize, u64)) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let options = DatasetOptions { rows, files, seed, out: folder.path().join("new/folder") };
    let paths = write(kind, &options).unwrap();
    (folder, paths)
}

fn bytes(kind: Dataset, options: (u64, usize, u64)) -> Vec<Vec<u8>> {
    let (_folder, paths) = written(kind, options);
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn records(kind: Dataset, options: (u64, usize, u64)) -> Vec<Vec<csv::StringRecord>> {
    let read =
        |file: Vec<u8>| csv::Reader::from_reader(file.as_slice()).records().map(Result::unwrap).collect();
    bytes(kind, options).into_iter().map(read).collect()
}

/// FNV-1a: only here to name a sequence of bytes.
fn checksum(files: &[Vec<u8>]) -> u64 {
    files.concat().iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// An amount in cents, read as text: never through a float.
fn cents(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    assert!(decimals.len() <= 2, "{text}");
    sign * (whole.parse::<i64>().unwrap() * 100 + format!("{decimals:0<2}").parse::<i64>().unwrap())
}

#[test]
fn the_bytes_are_those_of_the_first_release() {
    for (kind, golden) in [
        (Dataset::Taxi, 0x1a64_0a6e_d331_6b3f),
        (Dataset::Timeseries, 0x65a8_a336_6c18_8de1),
        (Dataset::Groupby, 0x6a38_8184_fe63_a072),
        (Dataset::Join, 0xe006_850f_8e92_cbe6),
        (Dataset::Stations, 0x746f_0118_22d7_5ba3),
    ] {
        let sum = checksum(&bytes(kind, SMALL));
        assert_eq!(sum, golden, "{kind}: {sum:#018x}");
    }
}

#[test]
fn a_file_depends_on_seed_position_and_rows_only() {
    for kind in Dataset::ALL {
        assert_eq!(bytes(kind, SMALL), bytes(kind, SMALL));
        assert_ne!(bytes(kind, SMALL), bytes(kind, (1_000, 3, 43)));
        let files = bytes(kind, SMALL);
        assert_ne!(files[1], files[2], "{kind}: files must differ");
    }
    // 400 rows in file 0 both times; another number of files beside it.
    assert_eq!(bytes(Dataset::Taxi, (400, 1, 5))[0], bytes(Dataset::Taxi, (1_200, 3, 5))[0]);
}

#[test]
fn rows_are_split_evenly_and_in_order() {
    for kind in Dataset::ALL {
        let counts = |options: (u64, usize, u64)| {
            let files = records(kind, options);
            files.iter().take(options.1).map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(counts((11, 4, 0)), [3, 3, 3, 2]);
        assert_eq!(counts((2, 3, 0)), [1, 1, 0], "{kind}: header-only files are kept");
        assert_eq!(counts((0, 1, 0)), [0]);
    }
}

#[test]
fn each_file_starts_with_the_header_and_ends_with_a_line_feed() {
    for (kind, header, columns) in [
        (Dataset::Taxi, taxi::HEADER, 19),
        (Dataset::Timeseries, timeseries::HEADER, 5),
        (Dataset::Groupby, groupby::HEADER, 9),
        (Dataset::Join, join::X_HEADER, 7),
        (Dataset::Stations, stations::HEADER, 2),
    ] {
        assert_eq!(header.split([',', ';']).count(), columns);
        for file in bytes(kind, SMALL).into_iter().take(SMALL.1) {
            assert!(file.starts_with(format!("{header}\n").as_bytes()));
            assert!(
                file.ends_with(b"\n")
                    && !file.contains(&b'\r')
                    && file.contains(&b' ') != (header.starts_with("id1"))
            );
        }
    }
}

#[test]
fn taxi_totals_are_the_exact_sums_of_their_parts() {
    let rows = records(Dataset::Taxi, (20_000, 2, 1)).concat();
    for row in &rows {
        let parts: i64 = (12..18).map(|column| cents(&row[column])).sum();
        assert_eq!(cents(&row[18]), parts, "{row:?}");
    }
    assert!(rows.iter().any(|row| row[18].starts_with('-')), "some trips are refunds");
}

#[test]
fn taxi_values_are_shaped_like_the_real_ones() {
    let rows = records(Dataset::Taxi, (50_000, 1, 1)).concat();
    let share = |test: &dyn Fn(&csv::StringRecord) -> bool| {
        rows.iter().filter(|row| test(row)).count() as f64 / rows.len() as f64
    };
    let near = |value: f64, expected: f64| {
        assert!((value - expected).abs() < 0.02, "{value} is not near {expected}");
    };
    near(share(&|row| &row[11] == "1"), 0.62);
    near(share(&|row| &row[11] == "2"), 0.375);
    near(share(&|row| &row[3] == "1"), 0.705);
    near(share(&|row| &row[11] == "2" && &row[15] != "0"), 0.0);
    near(share(&|row| &row[8] == "N"), 0.99);
    assert!(rows.iter().all(|row| row[1].starts_with("2015-01-")));
    let length = bytes(Dataset::Taxi, (50_000, 1, 1))[0].len() as f64 / 50_000.0;
    assert!((150.0..160.0).contains(&length), "{length} bytes a row");
}

#[test]
fn taxi_pickups_rise_through_the_month() {
    let rows = records(Dataset::Taxi, (31 * 24, 1, 1)).concat();
    let days: BTreeSet<String> = rows.iter().map(|row| row[1][..10].to_owned()).collect();
    assert_eq!(days.len(), 31);
    assert!(
        rows.windows(3).all(|rows| rows[0][1] < rows[2][1]),
        "an hour apart, less than an hour of disorder"
    );
}

#[test]
fn timeseries_go_on_from_file_to_file() {
    let rows = records(Dataset::Timeseries, SMALL).concat();
    assert_eq!(&rows[0][0], "2000-01-01 00:00:00");
    assert_eq!(&rows[999][0], "2000-01-01 00:16:39");
    assert!(rows.windows(2).all(|rows| rows[0][0] < rows[1][0]));
    for row in &rows {
        assert!((800..=1_200).contains(&row[1].parse::<i64>().unwrap()));
        for column in [3, 4] {
            let value: f64 = row[column].parse().unwrap();
            assert!((-1.0..=1.0).contains(&value));
            assert_eq!(ryu::Buffer::new().format(value), &row[column], "shortest form");
        }
    }
    assert_eq!(rows.iter().map(|row| row[2].to_owned()).collect::<BTreeSet<_>>().len(), 26);
}

#[test]
fn groupby_keys_have_their_number_of_groups() {
    let rows = records(Dataset::Groupby, (20_000, 1, 1)).concat();
    let distinct = |column: usize| rows.iter().map(|row| row[column].to_owned()).collect::<BTreeSet<_>>();
    assert_eq!([0, 1, 3, 4].map(|column| distinct(column).len()), [100; 4]);
    assert_eq!([2, 5].map(|column| distinct(column).len()), [200; 2]);
    assert_eq!([6, 7].map(|column| distinct(column).len()), [5, 15]);
    assert!(distinct(0).contains("id001") && distinct(0).contains("id100"));
    assert!(distinct(2).contains("id0000000001") && distinct(2).contains("id0000000200"));
    assert!(rows.iter().all(|row| row[8].split_once('.').unwrap().1.len() == 6));
}

#[test]
fn stations_are_few_and_measures_spread_around_their_means() {
    let files = bytes(Dataset::Stations, (100_000, 2, 1));
    let mut stations: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for line in files.iter().flat_map(|file| str::from_utf8(file).unwrap().lines().skip(1)) {
        let (station, measure) = line.split_once(';').unwrap();
        assert_eq!(measure.split_once('.').unwrap().1.len(), 1, "{line}: one decimal");
        let measure: f64 = measure.parse().unwrap();
        assert!((-99.9..=99.9).contains(&measure), "{line}");
        stations.entry(station).or_default().push(measure);
    }
    assert_eq!(stations.len(), 413);
    let length = files.concat().len() as f64 / 100_000.0;
    assert!((14.0..22.0).contains(&length), "{length} bytes a row");
    for (station, measures) in stations {
        let mean = measures.iter().sum::<f64>() / measures.len() as f64;
        let squares: f64 = measures.iter().map(|measure| (measure - mean).powi(2)).sum();
        let deviation = (squares / measures.len() as f64).sqrt();
        assert!((7.0..13.0).contains(&deviation), "{station}: {deviation}");
        assert!((-30.0..40.0).contains(&mean), "{station}: {mean}");
    }
}

#[test]
fn nine_in_ten_rows_have_a_partner_to_join() {
    let files = records(Dataset::Join, (20_000, 2, 1));
    let [x @ .., small, medium, big] = files.as_slice() else { panic!("five files") };
    let x = x.concat();
    let ids = |rows: &[csv::StringRecord], at: usize| {
        rows.iter().map(|row| row[at].parse::<u64>().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!([x.len(), small.len(), medium.len(), big.len()], [20_000, 10, 20, 20_000]);
    for (table, at, values) in [(small, 0, 10), (medium, 1, 20), (big, 2, 20_000)] {
        let there: BTreeSet<u64> = ids(table, at).into_iter().collect();
        assert_eq!(there.len(), values, "each value of the last key comes once");
        assert!(there.iter().all(|id| (1..=values as u64 * 11 / 10).contains(id)));
        let matched = ids(&x, at).iter().filter(|id| there.contains(id)).count();
        assert!((0.85..0.95).contains(&(matched as f64 / 20_000.0)), "{matched} of id{}", at + 1);
        assert!(table.iter().all(|row| row[at + 1 + at] == format!("id{}", &row[at])));
    }
    assert_eq!(ids(&x, 2).into_iter().collect::<BTreeSet<_>>().len(), 20_000);
    let missing = |rows: &[csv::StringRecord]| {
        let there: BTreeSet<u64> = ids(big, 2).into_iter().collect();
        ids(rows, 2).iter().filter(|id| !there.contains(id)).count()
    };
    assert!((900..1_100).contains(&missing(&x[..10_000])), "rows without a partner are everywhere");
}

#[test]
fn no_files_are_refused() {
    let options = DatasetOptions { rows: 1, files: 0, seed: 0, out: PathBuf::from("never made") };
    assert!(matches!(write(Dataset::Taxi, &options), Err(DatasetError::NoFiles)));
}

#[test]
fn errors_name_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    fs::write(&file, "").unwrap();
    let options = DatasetOptions { rows: 1, files: 1, seed: 0, out: file.clone() };
    let error = write(Dataset::Groupby, &options).unwrap_err();
    assert!(matches!(&error, DatasetError::CreateFolder { path, .. } if *path == file));
    assert!(error.to_string().contains("a file"), "{error}");

    fs::create_dir(folder.path().join("groupby_0.csv")).unwrap();
    let options = DatasetOptions { rows: 1, files: 1, seed: 0, out: folder.path().to_owned() };
    let error = write(Dataset::Groupby, &options).unwrap_err();
    assert!(error.to_string().contains("groupby_0.csv"), "{error}");
}

#[test]
fn names_are_read_back() {
    for kind in Dataset::ALL {
        assert_eq!(kind.to_string().parse::<Dataset>().unwrap(), kind);
    }
    let error = "taxis".parse::<Dataset>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no dataset \"taxis\"; choose one of taxi, timeseries, groupby, join, stations"
    );
}
