//! Real files against their true answers, column by column. Skipped where the files are absent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use arrow::datatypes::DataType;
use chunkwise::{
    AggExpr, DataFrame, Encoding, Scalar, ShortRows, col, count, count_all, max, mean, min, nunique,
    read_csv, sum,
};
use serde_json::Value;
use std::io::Write as _;
use support::exact::{is_nearest_to_mean, is_nearest_to_whole_mean};
use support::{
    answer_pairs, assert_bits, assert_floats_by_key, assert_ints_by_key, float, int, number, pairs, plain,
    text, value,
};

/// pandas' default spellings of null: the truth counts them as text, and we as null.
const NULLS: [&str; 18] = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
    "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

/// Characters of a text that the truth keeps.
const TRUTH_CHARS: usize = 80;

/// A pattern in the folder of real files, and the truth about it; `None`, and a note, where there is no such folder.
fn real(pattern: &str, truth: &str) -> Option<(String, Value)> {
    let Some(folder) = chunkwise_testkit::shared_data() else {
        // Not by println, which the test harness would keep to itself.
        let _ = writeln!(std::io::stderr(), "skipped: there is no ../shared/data with {pattern}");
        return None;
    };
    let truth = std::fs::read_to_string(folder.join("truth").join(truth).with_extension("json")).unwrap();
    Some((text(&folder.join(pattern)), serde_json::from_str(&truth).unwrap()))
}

/// Checks rows, nulls, types, sums, means, extremes and numbers of distinct values of all columns. `names`: what we call the
/// columns where the truth calls them otherwise. `skip`: columns that have a test of their own.
fn check_columns(frame: &DataFrame, truth: &Value, names: &[(&str, &str)], skip: &[&str]) {
    let facts = truth["columns"].as_object().unwrap();
    assert_eq!(facts.len() as u64, truth["union_columns"].as_u64().unwrap());
    let ours = |name: &str| {
        names.iter().find(|(theirs, _)| *theirs == name).map_or(name, |(_, ours)| *ours).to_owned()
    };
    let mut found: Vec<String> = frame.columns().unwrap();
    let mut expected: Vec<String> = facts.keys().map(|name| ours(name)).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);

    let rows = int(&value(frame, count_all()));
    assert_eq!(rows as u64, truth["rows"].as_u64().unwrap());
    for (name, facts) in facts.iter().filter(|(name, _)| !skip.contains(&name.as_str())) {
        assert_eq!(facts["rows"], truth["rows"], "{name}");
        check_column(frame, &ours(name), facts, rows);
    }
}

fn check_column(frame: &DataFrame, name: &str, facts: &Value, rows: i64) {
    let is_number = facts["kind"] != "text";
    let column = || col(name);
    let mut aggs: Vec<AggExpr> = vec![count(column()), nunique(column()), min(column()), max(column())];
    if is_number {
        aggs.extend([sum(column()), mean(column())]);
    }
    let table = frame.agg(aggs).unwrap().compute().unwrap();
    let at = |column: usize| table.value(0, column).unwrap();

    let whole = |fact: &str| facts[fact].as_i64().unwrap();
    let spelled = facts["missing_spellings"].as_object().into_iter().flatten();
    let spelled: Vec<i64> = spelled
        .filter(|(text, _)| NULLS.contains(&text.as_str()))
        .map(|(_, n)| n.as_i64().unwrap())
        .collect();
    assert_eq!(
        rows - int(&at(0)),
        whole("absent") + whole("empty") + spelled.iter().sum::<i64>(),
        "nulls of {name}"
    );

    let data_type = table.schema().field(2).data_type().clone();
    if is_number {
        assert_eq!(int(&at(1)), whole("nunique"), "distinct values of {name}");
        assert_eq!(
            data_type,
            if facts["kind"] == "int" { DataType::Int64 } else { DataType::Float64 },
            "{name}"
        );
        for (column, fact) in [(2, "min"), (3, "max"), (4, "sum")] {
            match at(column) {
                Scalar::Int64(found) => assert_eq!(found, whole(fact), "{fact} of {name}"),
                found => assert_bits(&found, &facts[fact]),
            }
        }
        check_mean(float(&at(5)), number(&facts["mean"]), frame, name);
    } else {
        let distinct = whole("distinct_text") - i64::from(whole("empty") > 0) - spelled.len() as i64;
        assert_eq!(int(&at(1)), distinct, "distinct texts of {name}");
        let boolean = data_type == DataType::Boolean;
        assert!(boolean || data_type == DataType::Utf8, "{name} is {data_type}");
        for (column, fact) in [(2, "min_text"), (3, "max_text")] {
            let expected = facts[fact].as_str().unwrap();
            let expected = if boolean { expected.to_lowercase() } else { expected.to_owned() };
            // The truth cuts long texts.
            let found: String = plain(&at(column)).chars().take(TRUTH_CHARS).collect();
            assert_eq!(found, expected, "{fact} of {name}");
        }
    }
}

/// Checks a mean. The truth divides a sum that was rounded already, and we round once: it may be the neighbour, and then it must be
/// the nearest double to the exact mean.
fn check_mean(found: f64, expected: f64, frame: &DataFrame, name: &str) {
    match found.to_bits().abs_diff(expected.to_bits()) {
        0 => {}
        1 => {
            let values = frame.select([col(name)]).unwrap().compute().unwrap().floats(name).unwrap();
            assert!(is_nearest_to_mean(found, values.into_iter().flatten()), "mean of {name}: {found:?}");
        }
        _ => panic!("mean of {name}: {found:?} for {expected:?}"),
    }
}

fn dtype(frame: &DataFrame, name: &str) -> &'static str {
    frame.dtypes().unwrap().into_iter().find(|(column, _)| column == name).unwrap().1
}

#[test]
fn pulsars() {
    let Some((path, truth)) = real("HTRU_2.csv", "htru2") else { return };
    let names = [
        "mean_profile",
        "std_profile",
        "kurtosis_profile",
        "skewness_profile",
        "mean_curve",
        "std_curve",
        "kurtosis_curve",
        "skewness_curve",
        "class",
    ];
    let frame = read_csv(&path).no_header().names(names).open().unwrap();
    let theirs: Vec<String> = (0..9).map(|k| format!("column_{k}")).collect();
    let pairs: Vec<(&str, &str)> = theirs.iter().map(String::as_str).zip(names).collect();
    check_columns(&frame, &truth, &pairs, &[]);
    let unnamed = read_csv(&path).no_header().open().unwrap();
    assert_eq!(unnamed.columns().unwrap(), theirs);

    let queries = &truth["queries"];
    // The first pipeline of the issue: chunks of 1,000 rows, filtered, concatenated.
    let (mut kept, mut positive, mut kept_per_chunk) = (Vec::new(), 0, Vec::new());
    for chunk in frame.chunksize(1_000).unwrap() {
        let chunk = chunk.unwrap();
        let chunk = DataFrame::from_batches(chunk.schema(), vec![chunk]).unwrap();
        let high = chunk.filter(col("mean_profile").gt(100)).unwrap();
        kept_per_chunk.push(high.len().unwrap());
        positive += int(&value(&chunk, sum("class")));
        kept.push(high);
    }
    assert_eq!(positive, queries["sum(col8)"].as_i64().unwrap());
    assert_eq!(positive, 1_639);
    let expected: Vec<u64> =
        serde_json::from_value(queries["rows col0>100 per 1000-row chunk"].clone()).unwrap();
    assert_eq!(kept_per_chunk, expected);
    let high = DataFrame::concat(&kept).unwrap();
    assert_eq!(high.len().unwrap(), 13_637);
    assert_eq!(queries["count where col0>100"], 13_637);
    assert_bits(&value(&high, sum("mean_profile")), &queries["sum(col0) where col0>100"]);

    let large: Vec<Scalar> = (frame.chunksize(10_000).unwrap())
        .map(|chunk| {
            let chunk = chunk.unwrap();
            let chunk = DataFrame::from_batches(chunk.schema(), vec![chunk]).unwrap();
            value(&chunk.filter(col("mean_profile").gt(100)).unwrap(), sum("mean_profile"))
        })
        .collect();
    let expected = queries["sum(col0) where col0>100 per 10000-row chunk"].as_array().unwrap();
    assert_eq!(large.len(), expected.len());
    large.iter().zip(expected).for_each(|(found, expected)| assert_bits(found, expected));

    check_means_by(&frame, "mean_profile", "class", &queries["mean(col0) by col8"]);
}

/// Checks the means of `column` for each value of the integer column `key`.
fn check_means_by(frame: &DataFrame, column: &str, key: &str, answer: &Value) {
    let means = frame.groupby([key]).unwrap().column(column).unwrap().mean().unwrap().compute().unwrap();
    let expected = answer_pairs(answer);
    assert_eq!(means.num_rows(), expected.len());
    for ((found_key, found), (expected_key, expected)) in pairs(&means).iter().zip(expected) {
        assert_eq!(*found_key, expected_key);
        let group = frame.filter(col(key).eq(expected_key.parse::<i64>().unwrap())).unwrap();
        check_mean(float(found), expected, &group, column);
    }
}

#[test]
fn taxi() {
    let Some((pattern, truth)) = real("taxi_yellow_2015/yellow_tripdata_2015-*.csv", "taxi_yellow_2015")
    else {
        return;
    };
    let plain_text = read_csv(&pattern).open().unwrap();
    check_columns(&plain_text, &truth, &[], &[]);
    // From July on the column is spelt otherwise: a column of its own, in the order of first appearance.
    let columns = plain_text.columns().unwrap();
    assert_eq!((columns[7].as_str(), columns[19].as_str()), ("RateCodeID", "RatecodeID"));

    let queries = &truth["queries"];
    let times = ["tpep_pickup_datetime", "tpep_dropoff_datetime"];
    let trips = read_csv(&pattern).parse_dates(times).open().unwrap();
    let trips = trips
        .with_column("duration", col("tpep_dropoff_datetime") - col("tpep_pickup_datetime"))
        .unwrap()
        .assign([
            ("seconds", col("duration").dt().seconds()),
            ("total_seconds", col("duration").dt().total_seconds()),
        ])
        .unwrap();
    // The second pipeline: three answers in one pass.
    let long = |column: &str| trips.filter(col(column).gt(1_200)).unwrap().agg([count_all()]).unwrap();
    let frames = [
        trips.agg([count_all()]).unwrap(),
        long("seconds"),
        long("total_seconds"),
        trips.filter(col("total_seconds").lt(0)).unwrap().agg([count_all()]).unwrap(),
        trips.agg([mean("seconds")]).unwrap(),
        trips.filter(col("tip_amount").eq(0)).unwrap().agg([mean("seconds")]).unwrap(),
        trips.filter(col("passenger_count").ge(2)).unwrap().agg([count_all()]).unwrap(),
    ];
    let results = chunkwise::compute_all(&frames).unwrap();
    assert_eq!(results[0].report().rows_read, truth["rows"].as_u64().unwrap(), "read once");
    let found: Vec<Scalar> = results.iter().map(|table| table.value(0, 0).unwrap()).collect();
    for (at, query) in [
        (0, "rows"),
        (1, "duration>1200 (dt.seconds)"),
        (2, "duration>1200 (total seconds)"),
        (3, "negative durations"),
    ] {
        assert_eq!(int(&found[at]), queries[query].as_i64().unwrap(), "{query}");
    }
    let share = int(&found[2]) as f64 / int(&found[0]) as f64;
    assert_eq!(share, 58_946.0 / 291_963.0);
    for (at, query) in
        [(4, "mean duration (dt.seconds)"), (5, "mean duration where tip_amount=0 (dt.seconds)")]
    {
        assert_bits(&found[at], &queries[query]);
    }
    let percent = int(&found[6]) as f64 / int(&found[0]) as f64 * 100.0;
    assert_eq!(percent, number(&queries["pct passenger_count>=2"]));

    let by = |key: chunkwise::Expr, agg: AggExpr| {
        trips.groupby([key.alias("key")]).unwrap().agg([agg]).unwrap().compute().unwrap()
    };
    check_means_by(&trips, "total_amount", "payment_type", &queries["mean(total_amount) by payment_type"]);
    assert_ints_by_key(&by(col("payment_type"), count_all()), &queries["count by payment_type"]);
    assert_floats_by_key(
        &by(col("passenger_count"), sum("tip_amount")),
        &queries["sum(tip_amount) by passenger_count"],
    );
    assert_ints_by_key(
        &by(col("tpep_pickup_datetime").dt().hour(), count_all()),
        &queries["count by pickup hour"],
    );
}

#[test]
fn covid() {
    let Some((pattern, truth)) = real("covid_daily/*.csv", "covid_daily") else { return };
    // One file of the 87 has rows without the last two fields.
    let error = read_csv(&pattern).open().unwrap().len().unwrap_err().to_string();
    assert!(error.contains("05-29-2020.csv:") && error.contains("expected 14 fields, found 12"), "{error}");
    let read = || read_csv(&pattern).short_rows(ShortRows::Null);
    let frame = read().include_path_column(true).open().unwrap();
    check_columns(&frame.drop(["path"]).unwrap(), &truth, &[], &["FIPS"]);

    // Codes of counties keep their zeros: text, until a number is asked for.
    let facts = &truth["columns"]["FIPS"];
    assert_eq!(dtype(&frame, "FIPS"), "string");
    let zeros = frame.filter(col("FIPS").str().starts_with("0").and(col("FIPS").str().len().gt(1))).unwrap();
    assert_eq!(zeros.len().unwrap(), facts["leading_zeros"].as_u64().unwrap());
    assert_eq!(value(&frame, min("FIPS")), Scalar::from("01001"));
    assert_eq!(int(&value(&frame, nunique("FIPS"))), facts["distinct_text"].as_i64().unwrap() - 1);
    let as_numbers = read().dtype("FIPS", DataType::Int64).open().unwrap();
    check_column(&as_numbers, "FIPS", facts, truth["rows"].as_i64().unwrap());

    let by_file = frame
        .groupby(["path"])
        .unwrap()
        .agg([count_all(), sum("Confirmed"), sum("Deaths")])
        .unwrap()
        .compute()
        .unwrap();
    let expected = truth["queries"]["per file [rows, sum Confirmed, sum Deaths]"].as_object().unwrap();
    assert_eq!(by_file.num_rows(), expected.len());
    for row in 0..by_file.num_rows() {
        let path = plain(&by_file.value(row, 0).unwrap());
        let day = path.rsplit(['/', '\\']).next().unwrap().trim_end_matches(".csv").to_owned();
        let found: Vec<f64> = (1..4).map(|column| int(&by_file.value(row, column).unwrap()) as f64).collect();
        let expected: Vec<f64> = expected[&day].as_array().unwrap().iter().map(number).collect();
        assert_eq!(found, expected, "{day}");
    }
}

#[test]
fn tweets() {
    let Some((path, truth)) = real("tweets_mcgregor/tweets.csv", "tweets_mcgregor") else { return };
    let frame = read_csv(&path).open().unwrap();
    check_columns(&frame, &truth, &[], &["id"]);
    // Every byte of text is there, newlines and emoji included; 4 bytes a row and 4 more are Arrow's.
    for (name, bytes) in frame.memory_usage().unwrap() {
        if dtype(&frame, &name) == "string" {
            let text = truth["columns"][&name]["text_bytes"].as_u64().unwrap();
            assert_eq!(bytes, text + 4 * (12_118 + 1), "{name}");
        }
    }

    let facts = &truth["columns"]["id"];
    assert_eq!(int(&value(&frame, min("id"))), facts["min"].as_i64().unwrap());
    assert_eq!(int(&value(&frame, max("id"))), facts["max"].as_i64().unwrap());
    assert_eq!(int(&value(&frame, nunique("id"))), facts["nunique"].as_i64().unwrap());
    let ids = frame.compute().unwrap().values("id").unwrap();
    let id_mean = float(&value(&frame, mean("id")));
    assert!(is_nearest_to_whole_mean(id_mean, ids.iter().map(int)), "{id_mean}");
    assert!((id_mean / number(&facts["mean"]) - 1.0).abs() < 1e-15);
    let error = frame.column("id").unwrap().sum().unwrap().compute().unwrap_err();
    assert!(matches!(error, chunkwise::Error::Exec(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`sum(id)` is 10926383885639298494419, which does not fit int64. Cast the values to float64 to get a rounded \
         result"
    );
    let rounded = value(&frame, sum(col("id").cast(DataType::Float64)));
    assert!((float(&rounded) / number(&facts["sum"]) - 1.0).abs() < 1e-12);
}

#[test]
fn star_wars() {
    let Some((path, truth)) = real("star_wars/StarWars.csv", "star_wars") else { return };
    let error = read_csv(&path).open().and_then(|frame| frame.compute().map(drop)).unwrap_err();
    assert!(matches!(error, chunkwise::Error::Scan(_)), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("StarWars.csv:1: column "), "{message}");
    assert!(message.contains("0x8c is not valid UTF-8"), "{message}");
    assert!(message.ends_with("If the file is in Latin-1, say so (encoding)"), "{message}");

    let frame = read_csv(&path).encoding(Encoding::Latin1).open().unwrap();
    // Columns without a name are numbered by position, as in pandas.
    let facts = truth["columns"].as_object().unwrap();
    let columns = frame.columns().unwrap();
    let unnamed: Vec<String> = columns.iter().filter(|name| name.starts_with("Unnamed: ")).cloned().collect();
    assert_eq!(unnamed[0], "Unnamed: 4");
    let theirs: Vec<&str> =
        facts.keys().map(String::as_str).filter(|name| name.is_empty() || name.starts_with('#')).collect();
    let mut theirs = theirs;
    theirs.sort_by_key(|name| name.trim_start_matches('#').parse::<u32>().unwrap_or(0));
    assert_eq!(theirs.len(), unnamed.len());
    let pairs: Vec<(&str, &str)> = theirs.into_iter().zip(unnamed.iter().map(String::as_str)).collect();
    check_columns(&frame, &truth, &pairs, &[]);
}

#[test]
fn air_quality() {
    let Some((path, truth)) = real("air_quality/AirQualityUCI.csv", "air_quality") else { return };
    let read = || read_csv(&path).delimiter(b';').decimal(b',');
    check_columns(&read().open().unwrap(), &truth, &[], &[]);
    // -200 stands for a missing reading.
    let frame = read().na_values(["-200"]).open().unwrap();
    for (name, facts) in truth["columns"].as_object().unwrap() {
        let missing = facts["missing_spellings"]["-200"].as_i64().unwrap_or(0);
        assert_eq!(int(&value(&frame, count(col(name)))), 9_357 - missing, "{name}");
    }
}

#[test]
fn adult() {
    let Some((path, truth)) = real("adult/adult.data", "adult") else { return };
    let frame = read_csv(&path).open().unwrap();
    check_columns(&frame, &truth, &[], &[]);
    assert_eq!(dtype(&frame, " fnlwgt"), "int64", "a blank before an integer is no part of it");
    let missing = read_csv(&path).na_values([" ?"]).open().unwrap();
    for name in [" workclass", " occupation", " native-country"] {
        let spelled = truth["columns"][name]["missing_spellings"][" ?"].as_i64().unwrap();
        assert_eq!(int(&value(&missing, count(col(name)))), 32_561 - spelled, "{name}");
    }
}
