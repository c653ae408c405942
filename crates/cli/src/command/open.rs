//! From the reading options to a table.

use chunkwise::sql::parse_data_type;
use chunkwise::{ColumnRef, DataFrame, Encoding, Session, ShortRows};

use crate::arguments::{EncodingName, Input, Reading, ShortRowsPolicy};
use crate::command::Failure;
use crate::list::split_list;

/// Opens the table that the command line describes.
pub(crate) fn open(input: &Input) -> Result<DataFrame, Failure> {
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
        .read_csv(input.paths.clone())
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
        .skiprows(reading.skiprows)
        .include_path_column(reading.path_column);
    if let Some(names) = &reading.names {
        csv = csv.names(split_list(names));
    }
    if let Some(columns) = &reading.parse_dates {
        csv = csv.parse_dates(column_refs(columns));
    }
    if let Some(columns) = &reading.usecols {
        csv = csv.usecols(column_refs(columns));
    }
    if let Some(spellings) = &reading.na_values {
        csv = csv.na_values(split_list(spellings));
    }
    if let Some(dayfirst) = reading.dayfirst {
        csv = csv.dayfirst(dayfirst);
    }
    if let Some(rows) = reading.nrows {
        csv = csv.nrows(rows);
    }
    for (column, data_type) in dtypes(reading)? {
        csv = csv.dtype(column, data_type);
    }
    Ok(csv.open()?)
}

fn dtypes(reading: &Reading) -> Result<Vec<(String, arrow::datatypes::DataType)>, Failure> {
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

/// Names, or positions where an item is a number that is no name.
fn column_refs(list: &str) -> Vec<ColumnRef> {
    split_list(list).into_iter().map(ColumnRef::Typed).collect()
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
