//! From the reading options to a table.

use arrow::datatypes::DataType;
use chunkwise::sql::parse_data_type;
use chunkwise::{ColumnRef, DataFrame, Encoding, ReadCsv, Session, ShortRows};

use crate::arguments::{EncodingName, Input, Reading, ShortRowsPolicy};
use crate::command::Failure;
use crate::list::split_list;

/// Opens the table that the command line describes.
pub(crate) fn open(input: &Input) -> Result<DataFrame, Failure> {
    open_typed(input, &Types::of(&input.reading)?)
}

/// The columns whose types the command line says.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) dates: Vec<String>,
    pub(crate) dtypes: Vec<(String, DataType)>,
}

impl Types {
    pub(crate) fn of(reading: &Reading) -> Result<Self, Failure> {
        let dates = reading.parse_dates.as_deref().map(split_list).unwrap_or_default();
        Ok(Self { dates, dtypes: dtypes(reading)? })
    }

    /// Those of the columns for which `wanted` is true.
    pub(crate) fn only(&self, wanted: impl Fn(&String) -> bool) -> Self {
        let dates = self.dates.iter().filter(|name| wanted(name)).cloned().collect();
        let dtypes = self.dtypes.iter().filter(|(name, _)| wanted(name)).cloned().collect();
        Self { dates, dtypes }
    }
}

/// The table that the command line describes, with these types.
pub(crate) fn open_typed(input: &Input, types: &Types) -> Result<DataFrame, Failure> {
    let reading = &input.reading;
    let mut csv = files(input, &input.paths)?.include_path_column(reading.path_column);
    if let Some(names) = &reading.names {
        csv = csv.names(split_list(names));
    }
    if let Some(columns) = &reading.usecols {
        csv = csv.usecols(split_list(columns).into_iter().map(ColumnRef::Typed));
    }
    if let Some(rows) = reading.nrows {
        csv = csv.nrows(rows);
    }
    Ok(typed(csv, types).open()?)
}

/// A table of other files, read in the same way, with all its columns and rows.
pub(crate) fn open_beside(input: &Input, paths: &str, types: &Types) -> Result<DataFrame, Failure> {
    Ok(typed(files(input, &[paths.to_owned()])?, types).open()?)
}

fn typed(csv: ReadCsv, types: &Types) -> ReadCsv {
    // Names, or positions where an item is a number that is no name.
    let csv = csv.parse_dates(types.dates.iter().cloned().map(ColumnRef::Typed));
    types.dtypes.iter().fold(csv, |csv, (column, data_type)| csv.dtype(column, data_type.clone()))
}

/// Files in the form that the command line says.
fn files(input: &Input, paths: &[String]) -> Result<ReadCsv, Failure> {
    let mut session = Session::builder();
    if let Some(threads) = input.threads {
        session = session.threads(threads);
    }
    if let Some(bytes) = input.chunk_size {
        session = session.chunk_size(bytes);
    }
    let reading = &input.reading;
    let mut csv = session
        .build()
        .read_csv(paths.to_vec())
        .has_header(!reading.no_header)
        .delimiter(one_byte("--delimiter", &reading.delimiter)?)
        .quote(quote(&reading.quote)?)
        .decimal(one_byte("--decimal", &reading.decimal)?)
        .encoding(match reading.encoding {
            EncodingName::Utf8 => Encoding::Utf8,
            EncodingName::Latin1 => Encoding::Latin1,
        })
        .short_rows(match reading.short_rows {
            ShortRowsPolicy::Error => ShortRows::Error,
            ShortRowsPolicy::Null => ShortRows::Null,
        })
        .keep_default_na(!reading.no_default_na)
        .skiprows(reading.skiprows);
    if let Some(spellings) = &reading.na_values {
        csv = csv.na_values(split_list(spellings));
    }
    if let Some(dayfirst) = reading.dayfirst {
        csv = csv.dayfirst(dayfirst);
    }
    Ok(csv)
}

fn dtypes(reading: &Reading) -> Result<Vec<(String, DataType)>, Failure> {
    reading
        .dtype
        .iter()
        .flat_map(|list| split_list(list))
        .map(|pair| {
            let Some((column, name)) = pair.rsplit_once('=') else {
                return Err(Failure::Usage(format!(
                    "--dtype {pair:?} should be COLUMN=TYPE, such as fare=float64"
                )));
            };
            let data_type =
                parse_data_type(name.trim()).map_err(|error| Failure::of("--dtype")(error.into()))?;
            Ok((column.trim_end().to_owned(), data_type))
        })
        .collect()
}

fn quote(text: &str) -> Result<Option<u8>, Failure> {
    if text.is_empty() || text == "none" { Ok(None) } else { one_byte("--quote", text).map(Some) }
}

fn one_byte(option: &str, text: &str) -> Result<u8, Failure> {
    match text.as_bytes() {
        b"\\t" | b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err(Failure::Usage(format!("{option} {text:?} should be one ASCII character, or the word tab"))),
    }
}
