//! Steps and commands for the whole table: distinct, having, describe, value-counts, sample.

mod common;

use common::{query_staff, run, run_in, staff};

/// The result of a command over `staff.csv`, as CSV.
fn of_staff(args: &[&str]) -> String {
    let folder = staff();
    run_in(folder.path(), args.iter().chain(&["--format", "csv"])).result()
}

#[test]
fn distinct_keeps_the_first_of_equal_rows() {
    let teams = query_staff(&["--distinct", "team", "--select", "name, team"]);
    assert_eq!(teams, "name,team\nAnn,red\nBob,blue\nDee,\n");
    let years = query_staff(&["--distinct", "team, length(name)", "--select", "name"]);
    assert_eq!(years, "name\nAnn\nBob\nCy\nDee\n\"O'Neil, Al\"\n");
    // After where, before groupby.
    let steps =
        ["--groupby", "team", "--agg", "count(*) as n", "--distinct", "start", "--where", "pay > 0.15"];
    assert_eq!(query_staff(&steps), "team,n\nred,2\n");
}

#[test]
fn having_keeps_groups() {
    let large = ["--groupby", "team", "--agg", "count(*) as n, max(pay) as m", "--having", "n > 2 and m > 1"];
    assert_eq!(query_staff(&large), "team,n,m\nred,3,1e300\n");
    assert_eq!(query_staff(&["--agg", "count(*) as n", "--having", "n > 99"]), "n\n");
    let folder = staff();
    let alone = run_in(folder.path(), ["query", "staff.csv", "--having", "pay > 1"]);
    assert_eq!(alone.code, Some(2));
    assert!(alone.error().contains("--groupby or --agg"));
    let unknown =
        run_in(folder.path(), ["query", "staff.csv", "--groupby", "team", "--having", "temm = 'red'"])
            .error();
    assert_eq!(unknown, "error: --having: there is no column `temm`; did you mean `team`?\n");
}

#[test]
fn value_counts_of_a_column_before_or_after_the_files() {
    let expected = "team,count\nred,3\nblue,2\n";
    assert_eq!(of_staff(&["value-counts", "team", "staff.csv"]), expected);
    assert_eq!(of_staff(&["value-counts", "staff.csv", "team"]), expected);
    assert_eq!(of_staff(&["value-counts", "st*.csv", "team"]), expected);
    assert_eq!(of_staff(&["value-counts", "team", "staff.csv", "--nulls"]), format!("{expected},1\n"));
    let rare = of_staff(&["value-counts", "team", "staff.csv", "--ascending"]);
    assert_eq!(rare, "team,count\nblue,2\nred,3\n");
    let years = of_staff(&["value-counts", "year(cast(start as date)) as y", "staff.csv", "--no-sort"]);
    assert_eq!(years, "y,count\n2020,3\n2019,1\n2021,1\n2022,1\n");
    let parts = of_staff(&["value-counts", "team", "staff.csv", "--normalize"]);
    assert_eq!(parts, "team,proportion\nred,0.6\nblue,0.4\n");
    let two = of_staff(&["value-counts", "team, start", "staff.csv"]);
    assert!(two.starts_with("team,start,count\nred,2020-01-02,1\n"), "{two}");
}

#[test]
fn describe_prints_what_pandas_does() {
    let pay = "statistic,pay\ncount,5.0\nmean,2e299\nstd,4.47213595499958e299\nmin,0.1\n25%,0.2\n50%,7.0\n75%,10.5\nmax,1e300\n";
    assert_eq!(of_staff(&["describe", "staff.csv"]), pay);
    let low = of_staff(&["describe", "staff.csv", "--percentiles", "0.5", "--include", "float"]);
    assert_eq!(low.lines().nth(5), Some("50%,7.0"));
    let all = of_staff(&["describe", "staff.csv", "--include", "all", "--usecols", "team,pay"]);
    assert!(
        all.starts_with("statistic,team,pay\ncount,5,5.0\nunique,2,\ntop,red,\nfreq,3,\nmean,,2e299\n"),
        "{all}"
    );
    let texts = of_staff(&["describe", "staff.csv", "--exclude", "number", "--usecols", "team,pay"]);
    assert_eq!(texts, "statistic,team\ncount,5\nunique,2\ntop,red\nfreq,3\n");
    let sketched = of_staff(&["describe", "staff.csv", "--approximate"]);
    assert!(sketched.contains("\n~50%,7.0"), "{sketched}");
}

#[test]
fn describe_says_what_is_wrong() {
    let folder = staff();
    let run = |args: &[&str]| run_in(folder.path(), ["describe", "staff.csv"].iter().chain(args));
    assert_eq!(run(&["--percentiles", "half"]).code, Some(2));
    assert!(run(&["--percentiles", "1.5"]).error().contains("between 0 and 1"));
    assert!(run(&["--include", "nmber"]).error().contains("did you mean `number`?"));
}

#[test]
fn value_counts_says_what_is_wrong() {
    let folder = staff();
    let unknown = run_in(folder.path(), ["value-counts", "tema", "staff.csv"]).error();
    assert_eq!(unknown, "error: value-counts: there is no column `tema`; did you mean `team`?\n");
    let missing = run_in(folder.path(), ["value-counts", "team", "nowhere.csv"]).error();
    assert!(missing.contains("nowhere.csv"), "{missing}");
    assert_eq!(run_in(folder.path(), ["value-counts", "team"]).code, Some(2));
}

#[test]
fn a_sample_depends_on_its_seed_alone() {
    let sample = |more: &[&str]| {
        let args = ["sample", "trips/trips_*.csv", "--format", "csv", "--usecols", "0,1,2"];
        run(&args.iter().chain(more).copied().collect::<Vec<_>>()).result()
    };
    let twenty = sample(&["--n", "20", "--seed", "7"]);
    assert_eq!(twenty.lines().count(), 21);
    assert_eq!(sample(&["-n", "20", "--seed", "7", "--threads", "3", "--chunk-size", "999"]), twenty);
    assert_ne!(sample(&["--n", "20", "--seed", "8"]), twenty);
    assert_eq!(sample(&["--n", "99999"]).lines().count(), 1_555);
    assert_eq!(sample(&["--frac", "0.5"]).lines().count(), 778);
    assert_eq!(run(&["sample", "trips/trips_*.csv"]).code, Some(2));
    let wrong = run(&["sample", "trips/trips_*.csv", "--frac", "2"]).error();
    assert!(wrong.starts_with("error: --frac: "), "{wrong}");
}
