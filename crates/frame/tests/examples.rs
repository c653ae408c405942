//! Every example prints what it should over the fixtures. Their numbers are checked to the last bit in `pipelines.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]
#![allow(dead_code, reason = "an example is a program; its `run` is what a test calls, and not its `main`")]

mod support;

use support::fixture;

#[path = "../examples/duration_without_tip.rs"]
mod duration_without_tip;
#[path = "../examples/filter_in_chunks.rs"]
mod filter_in_chunks;
#[path = "../examples/mean_total_by_payment.rs"]
mod mean_total_by_payment;
#[path = "../examples/memory_of_a_column.rs"]
mod memory_of_a_column;
#[path = "../examples/rows_per_day.rs"]
mod rows_per_day;
#[path = "../examples/shared_rides.rs"]
mod shared_rides;
#[path = "../examples/std_by_name.rs"]
mod std_by_name;
#[path = "../examples/trips_over_20_minutes.rs"]
mod trips_over_20_minutes;

const TRIPS: &str = "trips/trips_*.csv";
const SERIES: &str = "timeseries/ts_*.csv";

/// Checks what an example says about fixtures.
#[track_caller]
fn check(run: fn(&str) -> chunkwise::Result<String>, pattern: &str, expected: &str) {
    assert_eq!(run(&fixture(pattern)).unwrap(), expected);
    let error = run(&fixture("no_such_folder/*.csv")).unwrap_err();
    assert!(error.to_string().starts_with("no file matches"), "{error}");
}

#[test]
fn filter_in_chunks_prints() {
    check(
        filter_in_chunks::run,
        SERIES,
        "\
┌───────┬────────────┐
│  rows ┆     sum(x) │
│ int64 ┆    float64 │
╞═══════╪════════════╡
│   221 ┆ 165.325165 │
└───────┴────────────┘
[1 row x 2 columns]
id >= 1000: [48, 45, 53, 46, 50, 52, 54, 53, 47], in all 448
",
    );
}

#[test]
fn trips_over_20_minutes_prints() {
    check(
        trips_over_20_minutes::run,
        TRIPS,
        "\
┌────────────┬───────┬──────────┐
│ long trips ┆ trips ┆    share │
│      int64 ┆ int64 ┆  float64 │
╞════════════╪═══════╪══════════╡
│        330 ┆  1554 ┆ 0.212355 │
└────────────┴───────┴──────────┘
[1 row x 3 columns]
",
    );
}

#[test]
fn shared_rides_prints() {
    check(shared_rides::run, TRIPS, "468 of 1554 trips were shared: 30.12 %\n");
}

#[test]
fn duration_without_tip_prints() {
    check(
        duration_without_tip::run,
        TRIPS,
        "without a tip: 985.8373983739838 s\nall trips: 1005.8564993564994 s\n",
    );
}

#[test]
fn mean_total_by_payment_prints() {
    check(
        mean_total_by_payment::run,
        TRIPS,
        "\
┌──────────────┬──────────────┐
│ payment_type ┆ total_amount │
│        int64 ┆      float64 │
╞══════════════╪══════════════╡
│            1 ┆    19.791202 │
│            2 ┆    15.778485 │
│            3 ┆     7.708333 │
│            4 ┆     4.266667 │
└──────────────┴──────────────┘
[4 rows x 2 columns]
",
    );
}

#[test]
fn std_by_name_prints() {
    check(
        std_by_name::run,
        SERIES,
        "\
┌─────────┬──────────┐
│ name    ┆        x │
│ string  ┆  float64 │
╞═════════╪══════════╡
│ Alice   ┆ 0.536953 │
│ Bob     ┆ 0.639555 │
│ Charlie ┆ 0.543103 │
│ Dan     ┆ 0.531995 │
│ Edith   ┆ 0.559499 │
│ Frank   ┆ 0.577738 │
│ George  ┆ 0.571005 │
│ Hannah  ┆ 0.706718 │
│ Ingrid  ┆ 0.557796 │
│ Jerry   ┆ 0.729905 │
│ …       ┆        … │
│ Quinn   ┆ 0.555479 │
│ Ray     ┆ 0.639421 │
│ Sarah   ┆ 0.535193 │
│ Tim     ┆ 0.528257 │
│ Ursula  ┆ 0.609480 │
│ Victor  ┆ 0.563369 │
│ Wendy   ┆ 0.637618 │
│ Xavier  ┆ 0.532502 │
│ Yvonne  ┆ 0.452965 │
│ Zelda   ┆ 0.573692 │
└─────────┴──────────┘
[26 rows x 2 columns]
",
    );
}

#[test]
fn rows_per_day_prints() {
    check(
        rows_per_day::run,
        SERIES,
        "\
┌────────────┬───────┬───────────────┐
│ day        ┆  rows ┆       mean(x) │
│ date       ┆ int64 ┆       float64 │
╞════════════╪═══════╪═══════════════╡
│ 2000-01-01 ┆   144 ┆   0.047329617 │
│ 2000-01-02 ┆   144 ┆  -0.052397193 │
│ 2000-01-03 ┆   144 ┆  -0.072706993 │
│ 2000-01-04 ┆   144 ┆ -0.0011076633 │
│ 2000-01-05 ┆   144 ┆  0.0027659937 │
│ 2000-01-06 ┆   144 ┆  -0.017422336 │
│ 2000-01-07 ┆    36 ┆     -0.130177 │
└────────────┴───────┴───────────────┘
[7 rows x 3 columns]
",
    );
}

#[test]
fn memory_of_a_column_prints() {
    let text = memory_of_a_column::run(&fixture(SERIES)).unwrap();
    let (column, resident) = text.split_once('\n').unwrap();
    assert_eq!(column, "x: 900 rows, 7200 bytes");
    let resident = resident.strip_prefix("resident: ").unwrap().strip_suffix(" after\n").unwrap();
    let (before, after) = resident.split_once(" before, ").unwrap();
    assert!(before.ends_with("iB") && after.ends_with("iB"), "{text}");
}
