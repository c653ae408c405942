//! `query --join`: another table beside the first one.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::path::Path;

use common::{STAFF, run_in};
use tempfile::TempDir;

const TEAMS: &str = "team,lead,start\nred,Ann,2019-01-01\ngreen,Gil,2018-01-01\nblue,,2020-06-01\n";
const BONUS: &str = "who,pay\nAnn,1.5\nCy,2\nAnn,0.5\n";

fn folder() -> TempDir {
    let files = [
        ("staff.csv", STAFF),
        ("teams.csv", TEAMS),
        ("bonus_1.csv", BONUS),
        ("bonus_2.csv", "who,pay\nZed,9\n"),
    ];
    chunkwise_testkit::temp_files(files).unwrap()
}

fn query(folder: &Path, args: &[&str]) -> String {
    let all = ["query", "staff.csv", "--format", "csv"].iter().chain(args);
    run_in(folder, all).result()
}

fn refusal(args: &[&str]) -> (Option<i32>, String) {
    let folder = folder();
    let ran = run_in(folder.path(), ["query", "staff.csv"].iter().chain(args));
    (ran.code, ran.error())
}

#[test]
fn every_kind_of_join() {
    let folder = folder();
    let names = |how: &str| {
        let kind = ["--join", "teams.csv", "--on", "team", "--how", how, "--select", "name, team"];
        query(folder.path(), &kind)
    };
    let inner = "name,team\nAnn,red\nBob,blue\nCy,red\nEve,blue\n\"O'Neil, Al\",red\n";
    assert_eq!(names("inner"), inner);
    assert_eq!(names("semi"), inner);
    assert_eq!(names("anti"), "name,team\nDee,\n");
    assert_eq!(names("left"), "name,team\nAnn,red\nBob,blue\nCy,red\nDee,\nEve,blue\n\"O'Neil, Al\",red\n");
    assert_eq!(
        names("right"),
        "name,team\nAnn,red\nCy,red\n\"O'Neil, Al\",red\n,green\nBob,blue\nEve,blue\n"
    );
    let outer = "name,team\nBob,blue\nEve,blue\n,green\nAnn,red\nCy,red\n\"O'Neil, Al\",red\nDee,\n";
    assert_eq!(names("outer"), outer);
    let cross = ["--join", "teams.csv", "--how", "cross", "--agg", "count(*) as n, max(team_y) as m"];
    assert_eq!(query(folder.path(), &cross), "n,m\n18,red\n");
}

#[test]
fn names_that_collide_get_suffixes_and_the_other_steps_see_them() {
    let folder = folder();
    let steps = ["--join", "bonus_*.csv", "--on", "name = who", "--with", "total = pay_x + pay_y"];
    let joined =
        query(folder.path(), &[&steps[..], &["--select", "name, who, total", "--sort-by", "total"]].concat());
    assert_eq!(joined, "name,who,total\nCy,Cy,2.1\nAnn,Ann,11.0\nAnn,Ann,12.0\n");
    let columns = query(folder.path(), &["--join", "teams.csv", "--on", "team", "--limit", "0"]);
    assert_eq!(columns, "name,team,pay,start_x,lead,start_y\n");
}

#[test]
fn without_on_the_common_columns_are_the_keys() {
    let folder = folder();
    let none = ["--join", "teams.csv", "--agg", "count(*) as n"];
    assert_eq!(query(folder.path(), &none), "n\n0\n"); // team and start
}

#[test]
fn types_count_for_every_table_that_has_the_column() {
    let folder = folder();
    let steps = ["--join", "teams.csv", "--on", "team", "--parse-dates", "start", "--dtype", "lead=string"];
    let days = ["--select", "name, start_x - start_y as d", "--where", "name = 'Ann'"];
    assert_eq!(query(folder.path(), &[&steps[..], &days].concat()), "name,d\nAnn,366 days 00:00:00\n");
}

#[test]
fn what_is_refused() {
    let cases = [
        (
            &["--join", "teams.csv", "--on", "tem"][..],
            1,
            "error: --join: in the left table of the join: there is no column `tem`; did you mean `team`?\n",
        ),
        (
            &["--join", "teams.csv", "--on", "pay = team"],
            1,
            "error: --join: in `join on pay = team`: the key is float64 in the left table and string in the right one; \
             convert one of them before, as in cast(pay as string)\n",
        ),
        (
            &["--join", "teams.csv", "--on", "team", "--where", "start > '2020'"],
            1,
            "error: --where: there is no column `start` after the join: both tables have one, and they are called \
             `start_x` and `start_y`\n",
        ),
        (
            &["--join", "teams.csv", "--on", "team,"],
            2,
            "error: --on \"team,\" should be column names, as in 'a, b = c'\n",
        ),
        (&["--join", "none*.csv", "--on", "team"], 1, "error: no file matches \"none*.csv\""),
        (&["--join", "teams.csv", "--dtype", "nobody=string"], 1, "error: --dtype: "),
    ];
    for (args, code, expected) in cases {
        let (found, message) = refusal(args);
        assert!(message.starts_with(expected), "{message}");
        assert_eq!(found, Some(code), "{message}");
    }
    let (code, message) = refusal(&["--on", "team"]);
    assert!(code == Some(2) && message.contains("--join <PATH_OR_GLOB>"), "{message}");
}

#[test]
fn the_plan_says_which_table_is_held_in_memory() {
    let folder = folder();
    let plan = query(folder.path(), &["--join", "teams.csv", "--on", "team", "--explain"]);
    let bytes = (TEAMS.len(), STAFF.len());
    let expected = format!("right side in memory ({} bytes of input, beside {})", bytes.0, bytes.1);
    assert!(plan.contains(&expected), "{plan}");
}
