//! `.str`.

use chunkwise::{DataFrame, Expr, PadSide, Result, Str, col};

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

/// One column per expression of the table `texts`.
fn texts<const N: usize>(case: &str, columns: [(&str, Expr); N]) {
    let columns = columns.map(|(name, expr)| expr.alias(name));
    check("strings", case, |inputs| inputs.texts().select(columns.clone()));
}

fn s() -> Str {
    col("s").str()
}

fn pieces() -> Str {
    col("parts").str()
}

fn questions(text: &dyn Fn() -> Str) -> [(&'static str, Expr); 10] {
    [
        ("isalpha", text().isalpha()),
        ("isalnum", text().isalnum()),
        ("isdigit", text().isdigit()),
        ("isdecimal", text().isdecimal()),
        ("isnumeric", text().isnumeric()),
        ("islower", text().islower()),
        ("isupper", text().isupper()),
        ("isspace", text().isspace()),
        ("istitle", text().istitle()),
        ("isascii", text().isascii()),
    ]
}

#[test]
fn letters_and_questions() {
    texts(
        "letters",
        [
            ("capitalize", s().capitalize()),
            ("title", s().title()),
            ("swapcase", s().swapcase()),
            ("casefold", s().casefold()),
        ],
    );
    texts("questions", questions(&s));
    texts("questions about numbers", questions(&|| col("number").str()));
}

#[test]
fn lengths() {
    texts(
        "filled up",
        [
            ("zfill", col("number").str().zfill(6)),
            ("left", s().pad(9, PadSide::Left, ' ')),
            ("right", s().pad(9, PadSide::Right, 'é')),
            ("both", s().pad(12, PadSide::Both, '*')),
            ("ljust", s().ljust(8, '.')),
            ("rjust", s().rjust(8, ' ')),
            ("center", s().center(9, '-')),
            ("repeat", s().repeat(2)),
        ],
    );
    texts(
        "slices",
        [
            ("last", s().slice(-3, None)),
            ("but_last", s().slice(0, Some(-2))),
            ("negative", s().slice(-5, Some(-1))),
            ("second", s().slice_step(Some(1), Some(9), 2)),
            ("reversed", s().slice_step(None, None, -1)),
            ("backwards", s().slice_step(Some(-2), Some(1), -3)),
            ("get", s().get(4)),
            ("get_last", s().get(-1)),
        ],
    );
    texts(
        "stripped",
        [
            ("strip", s().strip_chars("Habc.")),
            ("lstrip", s().lstrip_chars("Habc.")),
            ("rstrip", s().rstrip_chars("dcl ?")),
            ("prefix", s().removeprefix("abc")),
            ("suffix", s().removesuffix("abc")),
        ],
    );
}

#[test]
fn parts_of_texts() {
    texts(
        "split",
        [
            ("first", pieces().split("-").get(0)),
            ("second", pieces().split("-").get(1)),
            ("last", pieces().split("-").get(-1)),
            ("words", s().split_whitespace().get(1)),
            ("before", pieces().partition("-").get(0)),
            ("behind", pieces().partition("-").get(2)),
            ("rbehind", pieces().rpartition("-").get(2)),
        ],
    );
    texts(
        "found",
        [
            ("find", s().find("b")),
            ("find_from", s().find_from("a", 2)),
            ("rfind", s().rfind("c")),
            ("count", s().count("abc")),
            ("nothing", s().count("")),
        ],
    );
    texts("joined", [("cat", s().cat(col("parts"), "|"))]);
}

#[test]
fn regular_expressions() {
    texts(
        "regular expressions",
        [
            ("contains", s().contains_regex(r"[aeiou]\s|^\d+$")),
            ("match", s().match_(r"[A-Z]\w+")),
            ("fullmatch", s().fullmatch(r"[a-z]*")),
            ("count", pieces().count_regex(r"[a-z]-")),
            ("any_case", s().contains_regex(r"(?i)case")),
        ],
    );
    texts(
        "extracted",
        [
            ("first", pieces().extract(r"([a-zA-Z])-", 1)),
            ("named", pieces().extract(r"-(?P<after>\w+)", "after")),
            ("second", pieces().extract(r"(\w)-(\w)?", 2)),
            ("unicode", pieces().extract(r"^(\w)", 1)),
        ],
    );
    texts(
        "replaced",
        [
            ("digits", pieces().replace_regex(r"\d", "#")),
            ("groups", pieces().replace_regex(r"(\w)-(\w)", r"\2+\1")),
            ("once", pieces().replace_n("-", "", 1)),
            ("once_regex", pieces().replace_regex_n(r"[-=]", "_", 1)),
        ],
    );
}
