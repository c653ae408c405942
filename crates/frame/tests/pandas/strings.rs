//! `.str`.

use chunkwise::{DataFrame, Result, col};

use crate::support::{TABLES, check, select};

fn case_and_blanks(frame: &DataFrame, name: &str) -> Result<DataFrame> {
    let s = || col(name).str();
    select(
        frame,
        [
            ("lower", s().lower()),
            ("upper", s().upper()),
            ("len", s().len()),
            ("strip", s().strip()),
            ("lstrip", s().lstrip()),
            ("rstrip", s().rstrip()),
        ],
    )
}

fn parts(frame: &DataFrame, name: &str) -> Result<DataFrame> {
    let s = || col(name).str();
    select(
        frame,
        [
            ("starts", s().starts_with("a")),
            ("starts_empty", s().starts_with("")),
            ("starts_unicode", s().starts_with("🦀")),
            ("ends", s().ends_with("e")),
            ("ends_blank", s().ends_with(" ")),
            ("contains", s().contains("b")),
            ("contains_dot", s().contains(".")),
            ("contains_mark", s().contains("\u{301}")),
            ("contains_empty", s().contains("")),
            ("contains_line", s().contains("\n")),
        ],
    )
}

fn replaced(frame: &DataFrame, name: &str) -> Result<DataFrame> {
    let s = || col(name).str();
    select(
        frame,
        [
            ("shorter", s().replace("abc", "x")),
            ("longer", s().replace("a", "<aa>")),
            ("gone", s().replace(" ", "")),
            ("dot", s().replace(".", "!")),
            ("unicode", s().replace("🦀", "crab")),
        ],
    )
}

fn slices(frame: &DataFrame, name: &str) -> Result<DataFrame> {
    let s = || col(name).str();
    select(
        frame,
        [
            ("first", s().slice(0, Some(3))),
            ("middle", s().slice(1, Some(4))),
            ("rest", s().slice(2, None)),
            ("past", s().slice(100, None)),
            ("none", s().slice(3, Some(3))),
            ("backwards", s().slice(5, Some(2))),
        ],
    )
}

#[test]
fn literal_operations() {
    type Case = fn(&DataFrame, &str) -> Result<DataFrame>;
    let cases: [(&str, Case); 4] = [
        ("case, length and blanks", case_and_blanks),
        ("starts, ends, contains a text", parts),
        ("replace a text", replaced),
        ("slice", slices),
    ];
    for (case, pipeline) in cases {
        check("strings", &format!("{case}, texts"), |inputs| pipeline(&inputs.texts(), "s"));
        for table in TABLES {
            check("strings", &format!("{case}, {table}"), |inputs| pipeline(&inputs.table(table), "text"));
        }
    }
}
