//! What the caller says about the files, with the defaults of pandas' `read_csv`.

use arrow::datatypes::DataType;
use chunkwise_csv::{Dialect, ShortRows};

/// Where the column names come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// The first record of each file.
    #[default]
    FirstLine,
    /// The files have no header: [`ReadOptions::names`], or `column_0`, `column_1`, …
    None,
}

/// A column, by name or by its 0-based position in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRef {
    /// The column of this name.
    Name(String),
    /// The column at this position: 0 is the first column of the first file.
    Position(usize),
    /// As people type it: the column of this name, or else, for a number, the one at this position.
    Typed(String),
}

impl From<&str> for ColumnRef {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<&String> for ColumnRef {
    fn from(name: &String) -> Self {
        Self::Name(name.clone())
    }
}

impl From<String> for ColumnRef {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for ColumnRef {
    fn from(position: usize) -> Self {
        Self::Position(position)
    }
}

/// How to read the files. All of them are read alike.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Delimiter, quote, decimal point, encoding.
    pub dialect: Dialect,
    /// Where the column names come from.
    pub header: Header,
    /// Column names by position; with [`Header::FirstLine`] they replace the header's.
    pub names: Option<Vec<String>>,
    /// Columns to read as timestamps (microseconds).
    pub parse_dates: Vec<ColumnRef>,
    /// Types by column name. What is not named here is guessed from a sample. A column that `usecols` leaves out may be named.
    pub dtypes: Vec<(String, DataType)>,
    /// The columns to keep, in the order that the files have them. `None`: all.
    pub usecols: Option<Vec<ColumnRef>>,
    /// Texts that stand for null, besides the default ones.
    pub na_values: Vec<String>,
    /// Whether pandas' default spellings of null count.
    pub keep_default_na: bool,
    /// Lines to skip at the top of each file.
    pub skip_rows: usize,
    /// The name of an additional last column that says which file a row is from.
    pub path_column: Option<String>,
    /// What becomes of records with too few fields.
    pub short_rows: ShortRows,
    /// Whether slash dates put the day first. `None`: they are an error.
    pub dayfirst: Option<bool>,
    /// Bytes to look at, per sampled file, to guess types.
    pub infer_bytes: usize,
    /// Files to look at to guess types. A column that none of them has takes one more file.
    pub infer_files: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            dialect: Dialect::default(),
            header: Header::default(),
            names: None,
            parse_dates: Vec::new(),
            dtypes: Vec::new(),
            usecols: None,
            na_values: Vec::new(),
            keep_default_na: true,
            skip_rows: 0,
            path_column: None,
            short_rows: ShortRows::default(),
            dayfirst: None,
            infer_bytes: 256 << 10,
            infer_files: 8,
        }
    }
}
