//! Any number of threads and any chunk size give the same bytes.

mod common;

use common::run;

#[test]
fn threads_and_chunk_sizes_do_not_show() {
    let queries: [&[&str]; 6] = [
        &[
            "query",
            "trips/trips_*.csv",
            "--groupby",
            "payment_type",
            "--agg",
            "mean(total_amount), std(tip_amount), sum(trip_distance), count(*)",
        ],
        &[
            "query",
            "trips/trips_*.csv",
            "--where",
            "passenger_count >= 2",
            "--select",
            "tpep_pickup_datetime, total_amount",
        ],
        &[
            "query",
            "trips/trips_*.csv",
            "--groupby",
            "VendorID, passenger_count",
            "--agg",
            "first(fare_amount), last(fare_amount), nunique(trip_distance)",
            "--sort-by",
            "VendorID desc",
        ],
        &["query", "quoted/long_notes.csv"],
        &["query", "timeseries/ts_*.csv", "--sort-by", "name, x desc", "--limit", "50"],
        &["query", "types/sums.csv", "--agg", "sum(x), sum(y), mean(x), mean(y), var(x)"],
    ];
    for query in queries {
        let mut expected: Option<String> = None;
        for threads in ["1", "2", "4"] {
            for chunk_size in ["1KiB", "64KiB", "1GiB"] {
                let how = ["--threads", threads, "--chunk-size", chunk_size, "--format", "csv"];
                let result = run(&[query, &how].concat()).result();
                assert_eq!(*expected.get_or_insert_with(|| result.clone()), result, "{query:?} {how:?}");
            }
        }
    }
}

#[test]
fn an_error_is_the_same_one_too() {
    let mut expected: Option<String> = None;
    for threads in ["1", "2", "4"] {
        for chunk_size in ["1", "7", "1KiB", "1GiB"] {
            let how = ["--threads", threads, "--chunk-size", chunk_size];
            let message = run(&[&["query", "ragged/too_many_after_quotes.csv"], &how[..]].concat()).error();
            assert_eq!(*expected.get_or_insert_with(|| message.clone()), message, "{how:?}");
        }
    }
}
