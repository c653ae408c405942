//! The steps of a query: with, where, groupby and agg, select, sort-by, limit (distinct and having: whole_table.rs).

mod common;

use common::{query_staff, run};

#[test]
fn where_keeps_what_is_true() {
    let paid = "name,team,pay,start\nAnn,red,10.5,2020-01-02\nDee,,7.0,2021-05-05\nEve,blue,0.2,2020-01-02\n\
                \"O'Neil, Al\",red,1e300,2022-03-04\n";
    assert_eq!(query_staff(&["--where", "pay > 0.15"]), paid);
    let none = query_staff(&["--where", "pay > 1 and team = 'blue'"]);
    assert_eq!(none, "name,team,pay,start\n");
}

#[test]
fn with_adds_columns_and_later_ones_see_earlier_ones() {
    let both = ["--with", "double = pay * 2", "--with", "four = double * 2"];
    let four = query_staff(&[&both[..], &["--where", "four > 1", "--select", "name, double, four"]].concat());
    assert_eq!(four, "name,double,four\nAnn,21.0,42.0\nDee,14.0,28.0\n\"O'Neil, Al\",2e300,4e300\n");
}

#[test]
fn with_replaces_a_column_in_its_place() {
    let filled = query_staff(&["--with", "pay = coalesce(pay, 0)", "--where", "pay = 0"]);
    assert_eq!(filled, "name,team,pay,start\nBob,blue,0.0,2019-12-31\n");
}

#[test]
fn groups_come_sorted_and_without_null_keys() {
    let teams = ["--groupby", "team", "--agg", "count(*) as n, count(pay), sum(pay), nunique(start) as days"];
    assert_eq!(query_staff(&teams), "team,n,count(pay),sum(pay),days\nblue,2,1,0.2,2\nred,3,3,1e300,3\n");
}

#[test]
fn groups_of_several_keys_and_of_expressions() {
    let starts = query_staff(&["--groupby", "team, start"]);
    let expected =
        "team,start\nblue,2019-12-31\nblue,2020-01-02\nred,2020-01-02\nred,2020-02-01\nred,2022-03-04\n";
    assert_eq!(starts, expected);
    let upper = query_staff(&["--groupby", "upper(team) as T", "--agg", "count(*) as n"]);
    assert_eq!(upper, "T,n\nBLUE,2\nRED,3\n");
}

#[test]
fn aggregates_over_the_whole_table_are_one_row() {
    let names = "count(*) as n, count(pay) as k, mean(pay) as m, avg(pay) as a, min(start) as lo, max(name) as hi, \
                 first(pay) as f, last(team) as l, std(pay) as s, stddev(pay) as sd, any(pay > 1) as any, \
                 all(pay > 1) as every, var(pay) as v, nunique(team) as u, count(distinct team) as d";
    let rows = query_staff(&["--where", "pay < 1e9", "--agg", names]);
    let expected = "n,k,m,a,lo,hi,f,l,s,sd,any,every,v,u,d\n\
                    4,4,4.45,4.45,2020-01-02,Eve,10.5,blue,5.166881715954669,5.166881715954669,True,False,26.696666666666665,2,2\n";
    assert_eq!(rows, expected);
}

#[test]
fn aggregates_of_no_rows() {
    let none =
        ["--where", "pay < 0", "--agg", "count(*) as n, sum(pay) as s, mean(pay) as m, min(name) as lo"];
    assert_eq!(query_staff(&none), "n,s,m,lo\n0,0.0,,\n");
}

#[test]
fn select_computes_names_and_orders_columns() {
    let two = query_staff(&["--select", "pay * 2 as p2, name", "--limit", "1"]);
    assert_eq!(two, "p2,name\n21.0,Ann\n");
    let starred = query_staff(&["--select", "*, pay * 2", "--limit", "1"]);
    assert_eq!(starred, "name,team,pay,start,pay * 2\nAnn,red,10.5,2020-01-02,21.0\n");
}

#[test]
fn select_knows_case_like_in_and_null() {
    let level = "case when pay > 1 then 'high' when pay is null then 'none' else 'low' end as level, \
                 name like '%e' as e, team in ('red') as red";
    let expected = "level,e,red\nhigh,False,True\nnone,False,False\nlow,False,True\nhigh,True,\nlow,True,False\nhigh,False,True\n";
    assert_eq!(query_staff(&["--select", level]), expected);
}

#[test]
fn sorting_is_stable_with_directions_and_nulls_last() {
    let by_team = query_staff(&["--sort-by", "team, pay desc", "--select", "name, team, pay"]);
    let expected = "name,team,pay\nEve,blue,0.2\nBob,blue,\n\"O'Neil, Al\",red,1e300\nAnn,red,10.5\nCy,red,0.1\nDee,,7.0\n";
    assert_eq!(by_team, expected);
    let nulls = query_staff(&["--sort-by", "pay desc nulls first", "--select", "name, pay", "--limit", "2"]);
    assert_eq!(nulls, "name,pay\nBob,\n\"O'Neil, Al\",1e300\n");
}

#[test]
fn steps_apply_in_their_own_order_wherever_they_stand() {
    // Each step uses what the one before it made: pairs, big, n, twice.
    let steps = [
        ["--limit", "1"],
        ["--sort-by", "twice desc"],
        ["--select", "team, n * 2 as twice"],
        ["--agg", "count(big) as n"],
        ["--groupby", "team"],
        ["--where", "big is not null"],
        ["--with", "big = case when pay > 0.1 then pay end"],
    ];
    let (forward, backward): (Vec<&str>, Vec<&str>) =
        (steps.concat(), steps.iter().rev().flatten().copied().collect());
    assert_eq!(query_staff(&forward), "team,twice\nred,4\n");
    assert_eq!(query_staff(&backward), "team,twice\nred,4\n");
}

#[test]
fn limit_may_be_nothing() {
    assert_eq!(query_staff(&["--limit", "0"]), "name,team,pay,start\n");
    assert_eq!(query_staff(&["--limit", "99"]).lines().count(), 7);
}

#[test]
fn the_durations_of_the_taxi_files() {
    let times = "tpep_pickup_datetime,tpep_dropoff_datetime";
    let long = [
        "query",
        "trips/trips_*.csv",
        "--parse-dates",
        times,
        "--with",
        "d = tpep_dropoff_datetime - tpep_pickup_datetime",
        "--agg",
        "sum(total_seconds(d) > 1200) as long, count(*) as n",
        "--format",
        "ndjson",
    ];
    let answers = chunkwise_testkit::answers("trips").unwrap();
    let result: serde_json::Value = serde_json::from_str(&run(&long).result()).unwrap();
    assert_eq!(result["n"], answers["rows"]);
    assert_eq!(result["long"], answers["trips_over_1200_seconds"]["count"]);
}

#[test]
fn a_key_may_begin_with_a_blank_as_published_files_have_it() {
    let folder = chunkwise_testkit::temp_files([("adult.csv", "age, sex\n1, F\n3, M\n5, F\n")]).unwrap();
    let path = folder.path().join("adult.csv");
    let path = path.to_str().unwrap();
    for key in [" sex", "\" sex\""] {
        let ran = run(&["query", path, "--groupby", key, "--agg", "sum(age) as s", "--format", "csv"]);
        assert_eq!(ran.result(), " sex,s\n F,6\n M,3\n");
    }
}
