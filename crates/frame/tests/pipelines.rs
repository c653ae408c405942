//! The pipelines that people write today with pandas chunks, generators or Dask, over the fixtures, against exact answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod support;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::{Float64Type, Int64Type};
use chunkwise::{
    DataFrame, Reduction, Scalar, col, compute_all, count_all, mean, memory_footprint, read_csv, std, sum,
};
use support::{
    assert_bits, assert_floats_by_key, assert_ints_by_key, computed, fixture, float, int, number, timeseries,
    trips, value,
};

fn answers(name: &str) -> serde_json::Value {
    chunkwise_testkit::answers(name).unwrap()
}

/// `dropoff - pickup` in seconds, in a column `seconds`.
fn with_seconds(trips: &DataFrame) -> DataFrame {
    let duration = col("tpep_dropoff_datetime") - col("tpep_pickup_datetime");
    trips.with_column("seconds", duration.dt().total_seconds()).unwrap()
}

/// What the `csv` crate reads of a column of a glob, as text, in natural order of the files.
fn texts(folder: &str, files: &[&str], column: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for file in files {
        let mut reader = csv::Reader::from_path(fixture(&format!("{folder}/{file}"))).unwrap();
        let at = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
        texts.extend(reader.records().map(|record| record.unwrap()[at].to_owned()));
    }
    texts
}

const SERIES: [&str; 3] = ["ts_0.csv", "ts_1.csv", "ts_2.csv"];

/// 1: chunks of a file without a header, filtered, put together; something counted per chunk and in all.
#[test]
fn filter_in_chunks() {
    let frame = read_csv(fixture("timeseries/ts_*.csv"))
        .no_header()
        .skiprows(1)
        .names(["timestamp", "id", "name", "x", "y"])
        .open()
        .unwrap();
    let (mut kept, mut large) = (Vec::<RecordBatch>::new(), Vec::new());
    for chunk in frame.chunksize(100).unwrap() {
        let chunk = chunk.unwrap();
        let (ids, x) =
            (chunk.column(1).as_primitive::<Int64Type>(), chunk.column(3).as_primitive::<Float64Type>());
        large.push(ids.iter().flatten().filter(|id| *id >= 1000).count());
        let high: BooleanArray = x.iter().map(|x| Some(x? > 0.5)).collect();
        kept.push(filter_record_batch(&chunk, &high).unwrap());
    }
    let ids: Vec<i64> = texts("timeseries", &SERIES, "id").iter().map(|id| id.parse().unwrap()).collect();
    let expected: Vec<usize> =
        ids.chunks(100).map(|ids| ids.iter().filter(|id| **id >= 1000).count()).collect();
    assert_eq!(large, expected);
    assert_eq!(large.len(), 9);

    let together = concat_batches(&kept[0].schema(), &kept).unwrap();
    let x: Vec<f64> = texts("timeseries", &SERIES, "x").iter().map(|x| x.parse().unwrap()).collect();
    let expected: Vec<f64> = x.into_iter().filter(|x| *x > 0.5).collect();
    assert_eq!(*together.column(3).as_primitive::<Float64Type>().values(), expected);
    let high = frame.filter(col("x").gt(0.5)).unwrap();
    assert_eq!(computed(&high), together, "the same in one go");
    // By Python: math.fsum of the values above one half.
    assert_eq!(float(&value(&high, sum("x"))), 165.32516473180232);
}

/// 2: trips over 1,200 seconds, all trips and their ratio, in one pass.
#[test]
fn long_trips_in_one_pass() {
    let answers = answers("trips");
    let expected = &answers["trips_over_1200_seconds"];
    let trips = with_seconds(&trips());
    let long = trips.filter(col("seconds").gt(1_200)).unwrap().column("seconds").unwrap().count().unwrap();
    let all = trips.column("seconds").unwrap().count().unwrap();
    let share = trips.with_column("is_long", col("seconds").gt(1_200)).unwrap();
    let share = share.column("is_long").unwrap().mean().unwrap();

    let found = Reduction::compute_all([&long, &all, &share]).unwrap();
    assert_eq!(int(&found[0]), expected["count"].as_i64().unwrap());
    assert_eq!(int(&found[1]), expected["rows"].as_i64().unwrap());
    assert_bits(&found[2], &expected["share"]);
    assert_eq!(int(&found[0]) as f64 / int(&found[1]) as f64, number(&expected["share"]));

    let tables = compute_all([long.frame(), all.frame(), share.frame()]).unwrap();
    let report = tables[0].report();
    let bytes: u64 = (1..=12)
        .map(|month| std::fs::metadata(fixture(&format!("trips/trips_{month}.csv"))).unwrap().len())
        .sum();
    assert_eq!(report.rows_read, answers["rows"].as_u64().unwrap(), "one pass");
    assert!(report.bytes_read <= bytes, "one pass: {} of {bytes} bytes", report.bytes_read);
}

/// 3: the share of trips with two or more passengers.
#[test]
fn shared_rides() {
    let answers = answers("trips");
    let expected = &answers["trips_with_two_or_more_passengers"];
    let trips = trips();
    let shared = trips.filter(col("passenger_count").ge(2)).unwrap().len().unwrap();
    assert_eq!(shared, expected["count"].as_u64().unwrap());
    assert_eq!(shared as f64 / trips.len().unwrap() as f64, number(&expected["share"]));
}

/// 4: the mean duration where `tip_amount` is 0, beside the mean over all.
#[test]
fn duration_without_a_tip() {
    let answers = answers("trips");
    let expected = &answers["duration_seconds"];
    let trips = with_seconds(&trips());
    let without = trips.filter(col("tip_amount").eq(0)).unwrap();
    assert_bits(&value(&without, mean("seconds")), &expected["mean_where_tip_amount_is_0"]);
    assert_eq!(without.len().unwrap(), expected["rows_where_tip_amount_is_0"].as_u64().unwrap());
    assert_bits(&value(&trips, mean("seconds")), &expected["mean"]);
    assert_bits(&value(&trips, chunkwise::min("seconds")), &expected["min"]);
    assert_bits(&value(&trips, chunkwise::max("seconds")), &expected["max"]);
    let negative = trips.filter(col("seconds").lt(0)).unwrap().len().unwrap();
    assert_eq!(negative, expected["negative"].as_u64().unwrap());
}

/// 5: the mean of `total_amount` by `payment_type`.
#[test]
fn mean_total_by_payment() {
    let answers = answers("trips");
    let by_payment = trips().groupby(["payment_type"]).unwrap();
    let means = by_payment.column("total_amount").unwrap().mean().unwrap();
    assert_eq!(means.columns().unwrap(), ["payment_type", "total_amount"]);
    assert_floats_by_key(&means.compute().unwrap(), &answers["mean_total_amount_by_payment_type"]);
    let sums = by_payment.agg([sum("total_amount")]).unwrap();
    assert_eq!(sums.columns().unwrap(), ["payment_type", "sum(total_amount)"]);
    assert_floats_by_key(&sums.compute().unwrap(), &answers["sum_total_amount_by_payment_type"]);
    assert_ints_by_key(&by_payment.size().unwrap().compute().unwrap(), &answers["rows_by_payment_type"]);

    let groups = answers["mean_fare_amount_by_vendor_and_passengers"].as_array().unwrap();
    let by_two = trips()
        .groupby(["VendorID", "passenger_count"])
        .unwrap()
        .agg([mean("fare_amount"), count_all()])
        .unwrap()
        .compute()
        .unwrap();
    assert_eq!(by_two.num_rows(), groups.len());
    for (row, group) in groups.iter().enumerate() {
        let at = |column: usize| by_two.value(row, column).unwrap();
        assert_eq!(int(&at(0)), group["VendorID"].as_i64().unwrap());
        assert_eq!(int(&at(1)), group["passenger_count"].as_i64().unwrap());
        assert_bits(&at(2), &group["mean"]);
        assert_eq!(int(&at(3)), group["rows"].as_i64().unwrap());
    }
}

/// 6: the standard deviation of `x` by name where `y` is positive.
#[test]
fn std_by_name() {
    let answers = answers("timeseries");
    let positive = timeseries().filter(col("y").gt(0)).unwrap();
    assert_eq!(positive.len().unwrap(), answers["rows_where_y_is_positive"].as_u64().unwrap());
    let by_name = positive.groupby(["name"]).unwrap();
    let spread = by_name.column("x").unwrap().std().unwrap().compute().unwrap();
    assert_floats_by_key(&spread, &answers["std_x_by_name_where_y_is_positive"]);
    let variance = by_name.agg([chunkwise::var("x")]).unwrap().compute().unwrap();
    assert_floats_by_key(&variance, &answers["var_x_by_name_where_y_is_positive"]);
    let names: Vec<Scalar> = spread.values("name").unwrap();
    assert_eq!(
        (names[0].clone(), names[25].clone()),
        (Scalar::from("Alice"), Scalar::from("Zelda")),
        "sorted"
    );
    assert_bits(&value(&timeseries(), std("x")), &answers["columns"]["x"]["std"]);
}

/// 7: rows per day, and a mean by date of a timestamp.
#[test]
fn rows_and_means_per_day() {
    let series = timeseries();
    let by_day = series.groupby([col("timestamp").dt().date().alias("day")]).unwrap();
    let answers_of_series = answers("timeseries");
    assert_ints_by_key(&by_day.size().unwrap().compute().unwrap(), &answers_of_series["rows_per_day"]);
    let means = by_day.agg([mean("x")]).unwrap().compute().unwrap();
    assert_floats_by_key(&means, &answers_of_series["mean_x_by_date"]);

    let answers_of_trips = answers("trips");
    let trips = trips();
    let pickup = || col("tpep_pickup_datetime").dt();
    let per_day = trips.groupby([pickup().date()]).unwrap().size().unwrap().compute().unwrap();
    assert_ints_by_key(&per_day, &answers_of_trips["rows_per_day"]);
    let by_hour = trips.groupby([pickup().hour()]).unwrap().agg([mean("fare_amount")]).unwrap();
    assert_floats_by_key(&by_hour.compute().unwrap(), &answers_of_trips["mean_fare_amount_by_hour"]);
}

/// 8: the memory footprint before and after loading a column, and its bytes. `memory.rs` does it with 50 MB.
#[test]
fn memory_of_a_column() {
    let before = memory_footprint();
    let column = timeseries().column("x").unwrap().to_frame().unwrap().compute().unwrap();
    assert!(before > 0 && memory_footprint() > 0);
    assert_eq!(column.nbytes(), 900 * 8);
}

/// Every reduction of every column of both tables, as a row of the whole table.
#[test]
fn all_reductions() {
    type Reduce = fn(&DataFrame) -> chunkwise::Result<DataFrame>;
    let reductions: [(&str, Reduce); 8] = [
        ("non_null", DataFrame::count),
        ("nunique", DataFrame::nunique),
        ("min", DataFrame::min),
        ("max", DataFrame::max),
        ("sum", DataFrame::sum),
        ("mean", DataFrame::mean),
        ("var", DataFrame::var),
        ("std", DataFrame::std),
    ];
    for (name, frame) in [("trips", trips()), ("timeseries", timeseries())] {
        let answers = answers(name);
        let columns = answers["columns"].as_object().unwrap();
        assert_eq!(frame.columns().unwrap().len(), columns.len());
        for (reduction, reduce) in &reductions {
            let applies = ["non_null", "nunique", "min", "max"].contains(reduction);
            let frame = if applies { frame.clone() } else { frame.numeric_only().unwrap() };
            let table = reduce(&frame).unwrap().compute().unwrap();
            let mut compared = 0;
            for (at, field) in table.schema().fields().iter().enumerate() {
                let Some(expected) = columns[field.name()].get(*reduction) else { continue };
                compared += 1;
                match table.value(0, at).unwrap() {
                    Scalar::Int64(found) => {
                        assert_eq!(found, expected.as_i64().unwrap(), "{reduction} {field}");
                    }
                    Scalar::Float64(found) => {
                        assert_eq!(found.to_bits(), number(expected).to_bits(), "{reduction} {field}");
                    }
                    other => {
                        assert_eq!(support::plain(&other), expected.as_str().unwrap(), "{reduction} {field}");
                    }
                }
            }
            let with_answer = columns.values().filter(|facts| facts.get(*reduction).is_some()).count();
            assert_eq!(compared, with_answer, "{reduction}: every answer was compared");
        }
    }
}

/// The first and last rows, through head and tail.
#[test]
fn first_and_last_rows() {
    let answers = answers("trips");
    for (table, expected) in
        [(trips().head(1), &answers["first_row"]), (trips().tail(1), &answers["last_row"])]
    {
        let table = table.compute().unwrap();
        assert_eq!(table.num_rows(), 1);
        for (at, field) in table.schema().fields().iter().enumerate() {
            let expected = &expected[field.name()];
            match table.value(0, at).unwrap() {
                found @ Scalar::Float64(_) => assert_bits(&found, expected),
                Scalar::Int64(found) => assert_eq!(found, expected.as_i64().unwrap(), "{field}"),
                other => assert_eq!(support::plain(&other), expected.as_str().unwrap(), "{field}"),
            }
        }
    }
}
