//! What can go wrong between a pattern and a column, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise_csv::{DialectError, ValueErrorKind};
use thiserror::Error;

/// Why files could not be found, read or understood. [`ScanError::kind`] says which case it is.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct ScanError(Box<ScanErrorKind>);

impl ScanError {
    /// Which case it is, with its place.
    #[must_use]
    pub fn kind(&self) -> &ScanErrorKind {
        &self.0
    }

    /// Whether a type that was guessed from the sample does not hold a value: infer the whole column and read again.
    #[must_use]
    pub fn is_misfit(&self) -> bool {
        matches!(*self.0, ScanErrorKind::Misfit { .. })
    }

    /// Whether the scan only stopped because another chunk failed or the query was cancelled.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(*self.0, ScanErrorKind::Stopped)
    }

    pub(crate) fn not_readable(path: &Path, source: io::Error) -> Self {
        // The file was as long as the metadata says when it was opened, so a short read means that it shrank.
        if source.kind() == io::ErrorKind::UnexpectedEof {
            return ScanErrorKind::FileChanged { path: path.to_owned() }.into();
        }
        ScanErrorKind::NotReadable { path: path.to_owned(), source }.into()
    }

    pub(crate) fn bad_option(what: impl Into<String>) -> Self {
        ScanErrorKind::BadOption { what: what.into() }.into()
    }
}

impl From<ScanErrorKind> for ScanError {
    fn from(kind: ScanErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<DialectError> for ScanError {
    fn from(error: DialectError) -> Self {
        ScanErrorKind::Dialect(error).into()
    }
}

/// The cases of [`ScanError`]. Lines are physical lines of the file, from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScanErrorKind {
    /// The list of patterns is empty.
    #[error("no file is named")]
    NoPattern,
    /// No file matches a pattern.
    #[error("no file matches {pattern:?}; {hint}")]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// Names in the same folder that come close.
        close: Vec<String>,
        /// The close names, or what the folder has instead.
        hint: String,
    },
    /// A pattern cannot be understood.
    #[error("{pattern:?} is not a pattern: {source}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// Where and why.
        source: ::glob::PatternError,
    },
    /// A file or folder cannot be opened or read.
    #[error("{}: cannot be read: {source}", path.display())]
    NotReadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder stands where a file is expected.
    #[error("{0}: is a directory. To read the files in it, say {1:?}", path.display(), hint_for_folder(.path))]
    IsDirectory {
        /// The folder.
        path: PathBuf,
    },
    /// A pipe, a device or the like: chunks are read at any offset, in any order.
    #[error("{}: is not a regular file", path.display())]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// The first bytes are not those of text.
    #[error("{}: is not a plain CSV file but {what}. {hint}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// What it looks like.
        what: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// Lines end in CR alone.
    #[error("{}: its lines end in CR alone, as on old Macs. Convert it, for example with: tr '\\r' '\\n'", path.display())]
    OldMacLineEnds {
        /// The file.
        path: PathBuf,
    },
    /// No file has any column.
    #[error("no columns to parse: every file is empty")]
    EmptyInput,
    /// A header (or first record) of more bytes than a header can sensibly have.
    #[error("{}: its first record is longer than {limit} bytes. Is a quote left open, or the delimiter another one?", path.display())]
    HeaderTooLong {
        /// The file.
        path: PathBuf,
        /// The most that is read for it.
        limit: usize,
    },
    /// The names given are not as many as the fields of a file.
    #[error("{}: has {fields} columns, but {names} names are given", path.display())]
    NamesCount {
        /// The file.
        path: PathBuf,
        /// Its fields.
        fields: usize,
        /// Names given.
        names: usize,
    },
    /// A record has too many or too few fields.
    #[error("{}:{line}: expected {expected} fields, found {found}: {text:?}. {}", path.display(), field_count_hint(*.expected, *.found))]
    FieldCount {
        /// The file.
        path: PathBuf,
        /// The record's first line.
        line: u64,
        /// Fields of the header.
        expected: usize,
        /// Fields of the record.
        found: usize,
        /// The line's text, cut.
        text: String,
    },
    /// A quoted field is not closed before the file ends.
    #[error("{}:{line}: the quote that opens here is never closed: {text:?}. If quotes are ordinary text in this file, turn quoting off", path.display())]
    UnclosedQuote {
        /// The file.
        path: PathBuf,
        /// The line of the opening quote.
        line: u64,
        /// The text from there on, cut.
        text: String,
    },
    /// A record of more than 2 GiB.
    #[error("{}:{line}: a record that begins on this line or soon after is longer than 2 GiB. Is a quote left open?", path.display())]
    RecordTooLong {
        /// The file.
        path: PathBuf,
        /// The line on which the record's chunk begins.
        line: u64,
    },
    /// A value does not parse as the type that was asked for.
    #[error("{}:{line}: column {column:?}: {text:?} {}", path.display(), value_problem(.kind, .data_type, .column))]
    Value {
        /// The file.
        path: PathBuf,
        /// The line on which the value begins.
        line: u64,
        /// The column's name.
        column: String,
        /// The value, cut.
        text: String,
        /// The column's type.
        data_type: DataType,
        /// What is wrong with it.
        kind: ValueErrorKind,
    },
    /// A value is not of the type that was guessed from the sample. Not the data's fault: infer the whole column and read again.
    #[error("{}:{line}: column {name:?}: {text:?} is not {} {}, the type that was guessed from a sample", path.display(), article(.data_type), type_name(.data_type))]
    Misfit {
        /// The table column.
        column: usize,
        /// The file.
        path: PathBuf,
        /// The line on which the value begins.
        line: u64,
        /// The column's name.
        name: String,
        /// The value, cut.
        text: String,
        /// The type that was guessed.
        data_type: DataType,
    },
    /// Text that is not valid UTF-8.
    #[error("{}:{line}: column {column:?}: byte {byte:#04x} is not valid UTF-8 in {text:?}. If the file is in Latin-1, say so (encoding)", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line on which the value begins.
        line: u64,
        /// The column's name.
        column: String,
        /// The first offending byte.
        byte: u8,
        /// The value, cut, with a replacement character for what is not text.
        text: String,
    },
    /// A file is not what it was when the table was opened.
    #[error("{}: was changed after the table was opened. Open it again", path.display())]
    FileChanged {
        /// The file.
        path: PathBuf,
    },
    /// An option names a column that no file has.
    #[error("{option}: there is no column {name:?}{}", did_you_mean(.close))]
    UnknownColumn {
        /// The option.
        option: &'static str,
        /// The name.
        name: String,
        /// Names that come close.
        close: Vec<String>,
    },
    /// An option gives a position after the last column.
    #[error(
        "{option}: there is no column at position {position}: positions count from 0, and there are {columns} columns"
    )]
    NoSuchPosition {
        /// The option.
        option: &'static str,
        /// The position.
        position: usize,
        /// Number of columns.
        columns: usize,
    },
    /// Options that contradict each other, or a value that an option cannot have.
    #[error("{what}")]
    BadOption {
        /// Which and why.
        what: String,
    },
    /// The dialect's bytes cannot be told apart.
    #[error(transparent)]
    Dialect(DialectError),
    /// The system has no memory for a read buffer.
    #[error("no memory for a read buffer of {bytes} bytes: {source}")]
    Memory {
        /// Its size.
        bytes: usize,
        /// What the system said.
        source: io::Error,
    },
    /// Another chunk failed, or the query was cancelled.
    #[error("the scan was stopped")]
    Stopped,
}

fn did_you_mean(close: &[String]) -> String {
    if close.is_empty() { String::new() } else { format!("; {}", did_you_mean_one_of(close)) }
}

/// The question, for at least one name.
pub(crate) fn did_you_mean_one_of(close: &[String]) -> String {
    let quoted: Vec<_> = close.iter().map(|name| format!("{name:?}")).collect();
    format!("did you mean {}?", quoted.join(" or "))
}

fn hint_for_folder(path: &Path) -> String {
    path.join("*.csv").display().to_string()
}

fn field_count_hint(expected: usize, found: usize) -> &'static str {
    if found == 1 && expected > 1 {
        "Is it a note below the table, or is the delimiter another one?"
    } else if found > expected {
        "Is a delimiter inside a field that should be in quotes?"
    } else {
        "If short rows are right in this file, let missing fields be null (short rows)"
    }
}

fn value_problem(kind: &ValueErrorKind, data_type: &DataType, column: &str) -> String {
    match kind {
        ValueErrorKind::NotA(_) => format!(
            "is not {} {}. Give this column another type (dtype {column}=string), or list the spelling under na_values",
            article(data_type),
            type_name(data_type)
        ),
        ValueErrorKind::OutOfRange(_) => {
            format!("is out of the range of {}. Give this column a wider type", type_name(data_type))
        }
        ValueErrorKind::AmbiguousDate => {
            "may be day/month or month/day. Say which comes first (dayfirst)".to_owned()
        }
        ValueErrorKind::NoSuchDay => {
            format!("is not on the calendar or clock. Give this column another type (dtype {column}=string)")
        }
        ValueErrorKind::TooFine => {
            format!("is finer than a microsecond. Give this column another type (dtype {column}=string)")
        }
        ValueErrorKind::TooLong => {
            "begins a chunk with more than 2 GiB of text. Take a smaller chunk size".to_owned()
        }
        other => other.to_string(),
    }
}

fn article(data_type: &DataType) -> &'static str {
    if type_name(data_type).starts_with('i') { "an" } else { "a" }
}

/// The name that the documentation gives to a type.
fn type_name(data_type: &DataType) -> TypeName<'_> {
    TypeName(data_type)
}

struct TypeName<'a>(&'a DataType);

impl TypeName<'_> {
    fn starts_with(&self, first: char) -> bool {
        self.to_string().starts_with(first)
    }
}

impl fmt::Display for TypeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DataType::Boolean => f.write_str("bool"),
            DataType::Utf8 => f.write_str("string"),
            DataType::Date32 => f.write_str("date"),
            DataType::Timestamp(TimeUnit::Microsecond, None) => f.write_str("timestamp"),
            DataType::Duration(TimeUnit::Microsecond) => f.write_str("duration"),
            other => f.write_str(&other.to_string().to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_place_and_the_remedy() {
        let value = |kind, data_type| {
            let (path, column, text) = ("trips_3.csv".into(), "fare".to_owned(), "abc".to_owned());
            ScanError::from(ScanErrorKind::Value { path, line: 1042, column, text, data_type, kind })
                .to_string()
        };
        assert_eq!(
            value(ValueErrorKind::NotA(DataType::Float64), DataType::Float64),
            "trips_3.csv:1042: column \"fare\": \"abc\" is not a float64. Give this column another type \
             (dtype fare=string), or list the spelling under na_values"
        );
        assert!(value(ValueErrorKind::NotA(DataType::Int8), DataType::Int8).contains("is not an int8."));
        assert_eq!(
            value(ValueErrorKind::OutOfRange(DataType::UInt8), DataType::UInt8),
            "trips_3.csv:1042: column \"fare\": \"abc\" is out of the range of uint8. Give this column a wider type"
        );
        let close = vec!["b.csv".to_owned(), "c.csv".to_owned()];
        assert_eq!(did_you_mean_one_of(&close), "did you mean \"b.csv\" or \"c.csv\"?");
        let folder = ScanErrorKind::IsDirectory { path: "data".into() };
        assert_eq!(folder.to_string(), "data: is a directory. To read the files in it, say \"data/*.csv\"");
        let mac = ScanErrorKind::OldMacLineEnds { path: "a.csv".into() };
        assert!(mac.to_string().ends_with(r"tr '\r' '\n'"), "{mac}");
        let short = ScanErrorKind::FieldCount {
            path: "a.csv".into(),
            line: 3,
            expected: 4,
            found: 2,
            text: "x,y".into(),
        };
        assert_eq!(
            short.to_string(),
            "a.csv:3: expected 4 fields, found 2: \"x,y\". If short rows are right in this file, let missing fields be \
             null (short rows)"
        );
    }
}
