//! The help of every subcommand names each of its options, and the commands of the README run.

mod common;

use std::fs;

use chunkwise_testkit::fixture;
use common::{run, run_in};

const READING: &str = "delimiter quote no-header names parse-dates dtype usecols na-values no-default-na skiprows nrows \
                       path-column decimal encoding dayfirst short-rows threads chunk-size";
const STEPS: &str = "join on how with where distinct groupby agg having select sort-by limit explain";
const OUTPUT: &str = "format output report report-json";

#[test]
fn every_option_is_in_the_help() {
    let subcommands = [
        ("query", vec![READING, STEPS, OUTPUT]),
        ("head", vec![READING, OUTPUT, "rows"]),
        ("tail", vec![READING, OUTPUT, "rows"]),
        ("info", vec![READING]),
        ("schema", vec![READING, OUTPUT]),
        ("count", vec![READING]),
        ("describe", vec![READING, OUTPUT, "percentiles include exclude approximate"]),
        ("value-counts", vec![READING, OUTPUT, "ascending no-sort nulls normalize"]),
        ("sample", vec![READING, OUTPUT, "n frac seed"]),
        ("functions", vec![OUTPUT]),
        ("datasets", vec!["rows files seed out"]),
    ];
    let overview = run(&["--help"]).result();
    for (subcommand, options) in subcommands {
        assert!(overview.contains(&format!("\n  {subcommand} ")), "{overview}");
        let help = run(&[subcommand, "--help"]).result();
        assert!(help.contains(&format!("Usage: chunkwise {subcommand} ")), "{help}");
        for option in options.iter().flat_map(|options| options.split_whitespace()) {
            assert!(help.contains(&format!("--{option}")), "{subcommand}: --{option}");
        }
        let options_of_help = help.split("\nThe steps apply").next().unwrap_or(&help); // not those of the examples
        let listed = options_of_help.lines().filter(|line| line.trim_start().starts_with("--")).count();
        let expected = options.iter().flat_map(|options| options.split_whitespace()).count();
        let short = usize::from(help.contains("  -n, --"));
        assert_eq!(listed + short, expected, "{subcommand}: options that this test does not know");
    }
}

#[test]
fn the_help_of_query_says_in_which_order_the_steps_apply() {
    let help = run(&["query", "--help"]).result();
    let one_line = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        one_line.contains("join, with, where, distinct, groupby and agg, having, select, sort-by, limit."),
        "{help}"
    );
    assert!(one_line.contains("chunkwise query 'yellow_tripdata_2015-*.csv'"), "{help}");
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(run(&["--version"]).result(), format!("chunkwise {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_queries_of_the_readme_run_as_printed() {
    let Ok(readme) = fs::read_to_string(fixture("../README.md")) else { return };
    let mut blocks = readme.split("```").skip(1).step_by(2).peekable();
    let mut ran = 0;
    while let Some(block) = blocks.next() {
        let Some(command) = block.strip_prefix("sh\n") else { continue };
        // Other commands build, test, or take data that is not in the repository.
        let Some(args) = command.trim().strip_prefix("cargo run --release -- ") else { continue };
        let printed = blocks.peek().and_then(|next| next.strip_prefix("text\n"));
        let result = run_in(&fixture(".."), words(args)).result();
        if let Some(printed) = printed {
            assert_eq!(result, printed, "{args}");
        }
        ran += 1;
    }
    assert!(ran > 0, "the README shows the main job");
}

/// The words of a simple shell command: blanks separate, single quotes protect.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    for (position, part) in command.split('\'').enumerate() {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().filter(|word| *word != "\\").map(str::to_owned));
        }
    }
    words
}
