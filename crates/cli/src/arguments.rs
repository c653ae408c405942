//! The command line: subcommands, options and their help.

use std::path::PathBuf;

use chunkwise::JoinHow;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::number::{parse_at_least_one, parse_count, parse_size};

/// Query folders of CSV files that are larger than memory, as one table.
#[derive(Debug, Parser)]
#[command(
    name = "chunkwise",
    bin_name = "chunkwise",
    version,
    propagate_version = true,
    max_term_width = 110
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Filter, compute columns, group, sort, and print or write the result
    Query(Box<Query>),
    /// Print the first rows
    Head(Rows),
    /// Print the last rows
    Tail(Rows),
    /// Print columns, non-null counts, types and memory, as pandas' info() does
    Info(Input),
    /// Print the names and types of the columns; reads no more than headers and a sample
    Schema(Schema),
    /// Print the number of rows
    Count(Input),
    /// Print count, mean, deviation, extremes and quartiles of each column, as pandas' describe() does
    Describe(Describe),
    /// Count how often each value of a column comes, most frequent first
    ValueCounts(ValueCounts),
    /// Draw rows by chance, without replacement; the same seed draws the same rows
    Sample(Sample),
    /// List the functions and aggregates that expressions know
    Functions(Functions),
    /// Write deterministic CSV files to try things on
    Datasets(Datasets),
}

#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub(crate) struct Query {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Join with the table of these files, which are read in the same way
    #[arg(long, value_name = "PATH_OR_GLOB", help_heading = "Steps")]
    pub(crate) join: Option<String>,
    /// The key columns of the join, those of the first table left of `=` [default: all columns that both tables have]
    #[arg(long, value_name = "A, B = C", requires = "join", help_heading = "Steps")]
    pub(crate) on: Option<String>,
    /// Which rows of the join come out [default: inner]
    #[arg(long, value_enum, value_name = "KIND", requires = "join", help_heading = "Steps")]
    pub(crate) how: Option<JoinKind>,
    /// Add or replace a column; may be given several times, later ones see earlier ones
    #[arg(long = "with", value_name = "NAME = EXPR", help_heading = "Steps")]
    pub(crate) with: Vec<String>,
    /// Keep the rows where this is true
    #[arg(long = "where", value_name = "EXPR", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) filter: Option<String>,
    /// Of rows that are equal in these columns (or expressions) keep the first one
    #[arg(long, value_name = "A,B", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) distinct: Option<String>,
    /// Group by these columns (or expressions); rows with a null key are left out
    #[arg(long, value_name = "A,B", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) groupby: Option<String>,
    /// Aggregates, per group or over the whole table
    #[arg(long, value_name = "FUNC(EXPR) [as NAME], …", help_heading = "Steps")]
    pub(crate) agg: Option<String>,
    /// Keep the groups where this is true of their keys and aggregates
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) having: Option<String>,
    /// The columns of the result; `*` stands for all
    #[arg(long, value_name = "EXPR [as NAME], …", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) select: Option<String>,
    /// Sort the result; stable, nulls last unless `nulls first` is said
    #[arg(long, value_name = "A, B desc nulls first", allow_hyphen_values = true, help_heading = "Steps")]
    pub(crate) sort_by: Option<String>,
    /// At most this many rows
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true, help_heading = "Steps")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) output: Output,
    /// Print the plan, as built and as it would run, and do not run it
    #[arg(long, help_heading = "Output")]
    pub(crate) explain: bool,
}

const QUERY_HELP: &str = "\
The steps apply in this order, wherever they stand on the command line: join, with, where, distinct, groupby and \
agg, having, select, sort-by, limit.

The joined table is read with the same options. Those that name columns are for the first table, but --parse-dates and \
--dtype count for every table that has the column; --nrows is for the first table. Names that both tables have get pandas' \
suffixes _x and _y, unless they are keys of one name.

Expressions are SQL: arithmetic, comparison, and / or / not, in (…), between, like, is null, case when … end, cast(x as \
float64), and functions such as year(ts), total_seconds(d), lower(s), shift(x, 1): `chunkwise functions` lists all of them, and the \
aggregates. Texts are in 'single quotes', column names with \
blanks in \"double quotes\".

Examples:
  chunkwise query 'yellow_tripdata_2015-*.csv' --groupby payment_type \\
      --agg 'mean(total_amount) as m, count(*) as n'
  chunkwise query 'trips/*.csv' --parse-dates pickup,dropoff --with 'd = dropoff - pickup' \\
      --where 'total_seconds(d) > 1200' --select 'pickup, d' --sort-by 'd desc' --limit 10 --format csv
  chunkwise query 'trips/*.csv' --join zones.csv --on 'pickup_zone = zone' --how left --groupby borough --agg 'count(*) as n'";

/// The files, and how to read them.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// CSV files or globs; put globs in quotes, so that the shell leaves them alone
    #[arg(required = true, value_name = "PATH_OR_GLOB")]
    pub(crate) paths: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Worker threads [default: one per core]
    #[arg(
        long,
        value_name = "N",
        value_parser = parse_at_least_one,
        allow_negative_numbers = true,
        help_heading = "Running"
    )]
    pub(crate) threads: Option<usize>,
    /// Input per task, such as 64KiB or 1MB [default: 512KiB]
    #[arg(
        long,
        value_name = "SIZE",
        value_parser = parse_size,
        allow_negative_numbers = true,
        help_heading = "Running"
    )]
    pub(crate) chunk_size: Option<usize>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// The character between fields; `\t` or `tab` for a tab
    #[arg(long, value_name = "C", allow_hyphen_values = true, default_value = ",")]
    pub(crate) delimiter: String,
    /// The character around fields that hold separators or line ends; `none` for none
    #[arg(long, value_name = "C", default_value = "\"")]
    pub(crate) quote: String,
    /// The files have no header line; columns are column_0, column_1, … unless --names says otherwise
    #[arg(long)]
    pub(crate) no_header: bool,
    /// Column names, in file order; they replace those of the header
    #[arg(long, value_name = "A,B")]
    pub(crate) names: Option<String>,
    /// Columns to read as timestamps, by name or 0-based position
    #[arg(long, value_name = "A,B|1,2")]
    pub(crate) parse_dates: Option<String>,
    /// Types of columns: bool, int64, float64, string, date, timestamp, duration, …
    #[arg(long, value_name = "COL=TYPE,…")]
    pub(crate) dtype: Vec<String>,
    /// The only columns to read, by name or 0-based position
    #[arg(long, value_name = "A,B|1,2")]
    pub(crate) usecols: Option<String>,
    /// More spellings of null, besides pandas' defaults
    #[arg(long, value_name = "A,B", allow_hyphen_values = true)]
    pub(crate) na_values: Option<String>,
    /// Do not take pandas' default spellings (NA, nan, null, …) as null
    #[arg(long)]
    pub(crate) no_default_na: bool,
    /// Lines to skip at the top of each file
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true, default_value_t = 0)]
    pub(crate) skiprows: usize,
    /// Read at most this many rows of the whole table
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) nrows: Option<usize>,
    /// Add a last column `path` with the file that a row came from
    #[arg(long)]
    pub(crate) path_column: bool,
    /// The decimal point of floats
    #[arg(long, value_name = "C", default_value = ".")]
    pub(crate) decimal: String,
    /// The character encoding of the files
    #[arg(long, value_enum, default_value_t = EncodingName::Utf8)]
    pub(crate) encoding: EncodingName,
    /// Read dates such as 2/1/2015 day first (true) or month first (false); refused when not given
    #[arg(long, value_name = "BOOL")]
    pub(crate) dayfirst: Option<bool>,
    /// Rows with too few fields: an error, or null for what is missing
    #[arg(long, value_name = "POLICY", value_enum, default_value_t = ShortRowsPolicy::Error)]
    pub(crate) short_rows: ShortRowsPolicy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum JoinKind {
    /// Pairs of rows with equal keys, in the order of the first table
    Inner,
    /// The same, and rows of the first table without a match
    Left,
    /// Pairs in the order of the joined table, and its rows without a match
    Right,
    /// All rows of both, sorted by the keys
    Outer,
    /// Rows of the first table that have a match, once each
    Semi,
    /// Rows of the first table that have none
    Anti,
    /// Each row of one with each row of the other
    Cross,
}

impl JoinKind {
    pub(crate) fn how(self) -> JoinHow {
        match self {
            Self::Inner => JoinHow::Inner,
            Self::Left => JoinHow::Left,
            Self::Right => JoinHow::Right,
            Self::Outer => JoinHow::Outer,
            Self::Semi => JoinHow::Semi,
            Self::Anti => JoinHow::Anti,
            Self::Cross => JoinHow::Cross,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EncodingName {
    /// UTF-8; other bytes are an error
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// ISO 8859-1: every byte is a character
    #[value(name = "latin-1", alias = "latin1", alias = "iso-8859-1")]
    Latin1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShortRowsPolicy {
    /// Stop and name the row
    Error,
    /// Fill up with nulls
    Null,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// How to print the result [default: table; for --output what the file's ending says, else csv]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the result to a file, which appears when it is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print what the run took, on standard error: time, input, memory
    #[arg(long)]
    pub(crate) report: bool,
    /// Write the report as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report_json: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people; a long result is cut in the middle
    Table,
    /// All rows, with a header
    Csv,
    /// One array of objects
    Json,
    /// One object per line
    Ndjson,
}

#[derive(Debug, Args)]
pub(crate) struct Rows {
    #[command(flatten)]
    pub(crate) input: Input,
    /// How many rows
    #[arg(
        short = 'n',
        long = "rows",
        value_name = "N",
        value_parser = parse_count,
        allow_negative_numbers = true,
        default_value_t = 5,
        help_heading = "Output"
    )]
    pub(crate) rows: usize,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Describe {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The percentiles, as parts from 0 to 1
    #[arg(long, value_name = "P,Q", default_value = "0.25,0.5,0.75", help_heading = "Output")]
    pub(crate) percentiles: String,
    /// Columns of these types: number, string, bool, …; `all` for every column [default: numbers and times]
    #[arg(long, value_name = "TYPE,…", help_heading = "Output")]
    pub(crate) include: Option<String>,
    /// No columns of these types
    #[arg(long, value_name = "TYPE,…", help_heading = "Output")]
    pub(crate) exclude: Option<String>,
    /// Percentiles by a sketch, in little memory; their names begin with `~`
    #[arg(long, help_heading = "Output")]
    pub(crate) approximate: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct ValueCounts {
    /// The column; several with commas between them, or expressions. May also stand after the files
    #[arg(value_name = "COL")]
    pub(crate) column: String,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Rarest first
    #[arg(long, help_heading = "Output")]
    pub(crate) ascending: bool,
    /// In order of first appearance
    #[arg(long, conflicts_with = "ascending", help_heading = "Output")]
    pub(crate) no_sort: bool,
    /// Count nulls, too
    #[arg(long, help_heading = "Output")]
    pub(crate) nulls: bool,
    /// Each value's part of all that are counted, instead of their number
    #[arg(long, help_heading = "Output")]
    pub(crate) normalize: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Sample {
    #[command(flatten)]
    pub(crate) input: Input,
    /// How many rows; all, if there are fewer
    #[arg(
        short = 'n',
        long = "n",
        value_name = "N",
        value_parser = parse_count,
        allow_negative_numbers = true,
        required_unless_present = "frac",
        conflicts_with = "frac",
        help_heading = "Output"
    )]
    pub(crate) rows: Option<usize>,
    /// Which part of the rows, from 0 to 1
    #[arg(long, value_name = "PART", allow_negative_numbers = true, help_heading = "Output")]
    pub(crate) frac: Option<f64>,
    /// Another seed draws other rows
    #[arg(long, value_name = "S", default_value_t = 0, help_heading = "Output")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Functions {
    /// Only those that have this in a name or in what they compute
    pub(crate) word: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Datasets {
    /// Which data to write
    #[arg(value_enum)]
    pub(crate) kind: DatasetKind,
    /// Rows in all files together
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) rows: usize,
    /// Number of files
    #[arg(long, value_name = "N", value_parser = parse_at_least_one, allow_negative_numbers = true, default_value_t = 1)]
    pub(crate) files: usize,
    /// The same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Folder to write to; made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DatasetKind {
    /// Yellow cab trips, 19 columns
    Taxi,
    /// timestamp, id, name, x, y
    Timeseries,
    /// id1 … id6, v1 … v3, as in the public db-benchmark
    Groupby,
    /// x, small, medium and big, as in the public db-benchmark's joins
    Join,
    /// station;measure, as in the One Billion Row Challenge
    Stations,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
