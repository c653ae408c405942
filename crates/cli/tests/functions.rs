//! `functions`: the list for people, and for programs.

mod common;

use common::run;
use serde_json::Value;

#[test]
fn the_list_goes_family_by_family() {
    let page = run(&["functions"]).result();
    let families: Vec<&str> =
        page.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    assert_eq!(families, ["number", "choice", "time", "text", "row order", "aggregate"]);
    for line in [
        "  power(x, y)                             x to the power of y; an integer between integers (also pow)",
        "  isna(x)                                 x is null (also isnull, is_null)",
        "  median(x)                               the middle value",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}

#[test]
fn a_word_chooses() {
    let page = run(&["functions", "logarithm"]).result();
    let names: Vec<&str> = page.lines().skip(1).filter_map(|line| line.trim().split('(').next()).collect();
    assert_eq!(names, ["log", "log2", "log10"]);
}

#[test]
fn programs_get_rows() {
    let json: Value =
        serde_json::from_str(&run(&["functions", "weekofyear", "--format", "json"]).result()).unwrap();
    assert_eq!(json[0]["name"], "weekofyear");
    assert_eq!(json[0]["family"], "time");
    assert_eq!(json[0]["aliases"], "week, isoweek, week_of_year");
}
