//! The top of a file: byte order mark, skipped lines, header. One bounded read for all but the widest headers.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;
use std::time::SystemTime;

use chunkwise_csv::{
    Dialect, Encoding, Field, RecordRead, ShortRows, decode_text, field_text, next_line_start, read_record,
};

use crate::error::{ScanError, ScanErrorKind};
use crate::file;
use crate::locate::{count_line_ends, quoted, quoted_line};
use crate::options::{Header, ReadOptions};

/// Bytes read at first.
const HEAD_BYTES: usize = 8 << 10;
/// Bytes after which a header that has not ended is an error.
const HEAD_BYTES_MAX: usize = 16 << 20;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What files begin with that are something else than text: their first bytes, what they are, what to do.
const NOT_TEXT: [(&[u8], &str, &str); 6] = [
    (b"\xFF\xFE", "UTF-16 text", "Convert it to UTF-8"),
    (b"\xFE\xFF", "UTF-16 text", "Convert it to UTF-8"),
    (b"\x1F\x8B", "compressed with gzip", "Decompress it first"),
    (b"\x28\xB5\x2F\xFD", "compressed with zstd", "Decompress it first"),
    (b"PK\x03\x04", "a zip archive (or a spreadsheet)", "Extract it, or save the sheet as CSV"),
    (b"PAR1", "a Parquet file", "It cannot be read as CSV"),
];

/// What the top of a file says.
#[derive(Debug, PartialEq)]
pub(crate) struct Head {
    /// The file's size.
    pub(crate) bytes: u64,
    /// When it was last written.
    pub(crate) modified: Option<SystemTime>,
    /// Offset of the first byte after the header.
    pub(crate) data_start: u64,
    /// One name per field. `None`: the file has no record at all.
    pub(crate) names: Option<Names>,
}

/// The names in a header.
#[derive(Debug, PartialEq)]
pub(crate) enum Names {
    /// These.
    New(Vec<String>),
    /// Those of the header that was known, byte by byte.
    Known,
}

/// Reads the top of a file. `scratch` is a buffer to reuse; after a header it begins with everything up to the data. `known`: how a
/// file with a header begins, which this one's need not be taken apart again; empty if there is none.
pub(crate) fn read_head(
    path: &Path,
    options: &ReadOptions,
    scratch: &mut Vec<u8>,
    known: &[u8],
) -> Result<Head, ScanError> {
    let (file, metadata) = file::open(path)?;
    let (bytes, modified) = (metadata.len(), metadata.modified().ok());
    let mut wanted = HEAD_BYTES;
    scratch.clear();
    loop {
        let have = scratch.len();
        let at_eof = bytes <= wanted as u64;
        let len = if at_eof { bytes as usize } else { wanted };
        scratch.resize(len, 0);
        file::read_exact_at(&file, &mut scratch[have..], have as u64)
            .map_err(|error| ScanError::not_readable(path, error))?;
        if have == 0 {
            check_is_text(path, scratch, options.dialect.encoding)?;
        }
        if known.ends_with(b"\n") && scratch.starts_with(known) {
            return Ok(Head { bytes, modified, data_start: known.len() as u64, names: Some(Names::Known) });
        }
        match parse_head(path, scratch, at_eof, options)? {
            Parsed::Columns { names, data_start } => {
                let names = Some(Names::New(names));
                return Ok(Head { bytes, modified, data_start: data_start as u64, names });
            }
            Parsed::Nothing => return Ok(Head { bytes, modified, data_start: bytes, names: None }),
            Parsed::NeedMore if wanted >= HEAD_BYTES_MAX => {
                return Err(ScanErrorKind::HeaderTooLong { path: path.to_owned(), limit: wanted }.into());
            }
            Parsed::NeedMore => wanted *= 4,
        }
    }
}

enum Parsed {
    Columns { names: Vec<String>, data_start: usize },
    Nothing,
    NeedMore,
}

fn parse_head(path: &Path, bytes: &[u8], at_eof: bool, options: &ReadOptions) -> Result<Parsed, ScanError> {
    let dialect = &options.dialect;
    let mut top = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    for _ in 0..options.skip_rows {
        match next_line_start(bytes, top) {
            Some(next) => top = next,
            None if at_eof => return Ok(Parsed::Nothing),
            None => return Ok(Parsed::NeedMore),
        }
    }
    let (fields, next) = match read_record(bytes, top, at_eof, dialect) {
        RecordRead::Record { fields, next, .. } => (fields, next),
        RecordRead::End => return Ok(Parsed::Nothing),
        RecordRead::NeedMore => return Ok(Parsed::NeedMore),
        RecordRead::UnclosedQuote { offset } => {
            let text = quoted_line(bytes, offset);
            return Err(ScanErrorKind::UnclosedQuote {
                path: path.to_owned(),
                line: line_at(bytes, offset),
                text,
            }
            .into());
        }
    };
    let data_start = if options.header == Header::None { top } else { next };
    let names = match (&options.names, options.header) {
        (Some(names), _) => {
            let enough = names.len() == fields.len()
                || names.len() > fields.len() && options.short_rows == ShortRows::Null;
            if !enough {
                let (fields, names) = (fields.len(), names.len());
                return Err(ScanErrorKind::NamesCount { path: path.to_owned(), fields, names }.into());
            }
            names.clone()
        }
        (None, Header::None) => (0..fields.len()).map(|position| format!("column_{position}")).collect(),
        (None, Header::FirstLine) => distinct(field_names(path, bytes, &fields, dialect)?),
    };
    Ok(Parsed::Columns { names, data_start })
}

/// The names in a header; an empty one gets pandas' name for it.
fn field_names(
    path: &Path,
    bytes: &[u8],
    fields: &[Field],
    dialect: &Dialect,
) -> Result<Vec<String>, ScanError> {
    let name = |(position, field): (usize, &Field)| {
        let text = field_text(bytes, field.span, dialect);
        match decode_text(&text, dialect.encoding) {
            Ok(name) if name.is_empty() => Ok(format!("Unnamed: {position}")),
            Ok(name) => Ok(Cow::into_owned(name)),
            Err(error) => Err(ScanErrorKind::NotUtf8 {
                path: path.to_owned(),
                line: line_at(bytes, field.span.start()),
                column: format!("(name of column {position})"),
                byte: error.byte,
                text: quoted(&text),
            }
            .into()),
        }
    };
    fields.iter().enumerate().map(name).collect()
}

/// Makes names distinct as pandas does: a, a.1, a.2.
fn distinct(mut names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    if taken.len() == names.len() {
        return names;
    }
    let mut seen = HashSet::with_capacity(names.len());
    for name in &mut names {
        if !seen.insert(name.clone()) {
            let mut number = 1;
            let mut other = format!("{name}.{number}");
            while !taken.insert(other.clone()) {
                number += 1;
                other = format!("{name}.{number}");
            }
            *name = other;
        }
    }
    names
}

fn check_is_text(path: &Path, bytes: &[u8], encoding: Encoding) -> Result<(), ScanError> {
    let is_marked = |mark: &[u8]| bytes.starts_with(mark) && (mark.len() > 2 || encoding == Encoding::Utf8);
    if let Some((_, what, hint)) = NOT_TEXT.into_iter().find(|(mark, ..)| is_marked(mark)) {
        return Err(ScanErrorKind::NotText { path: path.to_owned(), what, hint }.into());
    }
    // The line feed first: nearly always it is found at once.
    if !bytes.contains(&b'\n') && bytes.iter().filter(|&&byte| byte == b'\r').nth(1).is_some() {
        return Err(ScanErrorKind::OldMacLineEnds { path: path.to_owned() }.into());
    }
    Ok(())
}

fn line_at(bytes: &[u8], offset: usize) -> u64 {
    1 + count_line_ends(bytes.get(..offset).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(content: &[u8], options: &ReadOptions) -> Result<Head, ScanError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, content).unwrap();
        read_head(&path, options, &mut Vec::new(), b"")
    }

    /// The names, joined with `|`, and where the data starts.
    fn check(content: &[u8], options: &ReadOptions, names: &str, data_start: u64) {
        let head = head(content, options).unwrap();
        let text = String::from_utf8_lossy(content);
        let found = head.names.map_or_else(String::new, |names| match names {
            Names::New(names) => names.join("|"),
            Names::Known => "(known)".to_owned(),
        });
        assert_eq!(found, names, "{text:?}");
        assert_eq!((head.data_start, head.bytes), (data_start, content.len() as u64), "{text:?}");
    }

    #[test]
    fn headers() {
        let options = ReadOptions::default();
        check(b"a,b\n1,2\n", &options, "a|b", 4);
        check(b"a,b", &options, "a|b", 3);
        check(b"\xEF\xBB\xBFa,b\r\n1,2", &options, "a|b", 8);
        check(b"\xEF\xBB\xBF\"a\"\n", &options, "a", 7);
        check(b"\n\r\na\n", &options, "a", 5);
        check(b"\"a\n,\"\"x\"\"\",b\n1,2\n", &options, "a\n,\"x\"|b", 13);
        check(b"a, b,\n", &options, "a| b|Unnamed: 2", 6);
        check(b"a,a,a.1,a\n", &options, "a|a.2|a.1|a.3", 10);
        check(b"", &options, "", 0);
        check(b"\xEF\xBB\xBF", &options, "", 3);
        check(b"\n\n\r\n", &options, "", 4);
    }

    #[test]
    fn a_known_header_is_not_taken_apart_again() {
        let temporary = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(temporary.path(), b"a,b\n1,2\n").unwrap();
        let names = |known: &[u8]| {
            let head = read_head(temporary.path(), &ReadOptions::default(), &mut Vec::new(), known).unwrap();
            (head.data_start, head.names.unwrap())
        };
        let new = (4, Names::New(vec!["a".into(), "b".into()]));
        assert_eq!(names(b"a,b\n"), (4, Names::Known));
        for other in [b"".as_slice(), b"a,b", b"a,b\r\n", b"a,c\n", b"a,b\n1,2\n3,4\n"] {
            assert_eq!(names(other), new, "{other:?}");
        }
    }

    #[test]
    fn a_wide_header_takes_more_reads() {
        let names: Vec<String> = (0..20_000).map(|i| format!("name_{i}")).collect();
        let header = names.join(",") + "\n";
        check(
            (header.clone() + "1").as_bytes(),
            &ReadOptions::default(),
            &names.join("|"),
            header.len() as u64,
        );
    }

    #[test]
    fn no_header_names_and_skipped_lines() {
        let none = ReadOptions { header: Header::None, ..Default::default() };
        check(b"1,2\n3,4\n", &none, "column_0|column_1", 0);
        let skip = ReadOptions { skip_rows: 2, ..Default::default() };
        check(b"\xEF\xBB\xBFnote \"x\n\na,b\n1,2\n", &skip, "a|b", 16);
        check(b"note\n", &skip, "", 5);
        let names = ReadOptions { names: Some(vec!["x".into(), "y".into()]), ..Default::default() };
        check(b"a,b\n1,2\n", &names, "x|y", 4);
        let both = ReadOptions { header: Header::None, ..names.clone() };
        check(b"1,2\n", &both, "x|y", 0);
        let kind = head(b"1,2,3\n", &both).unwrap_err();
        assert!(matches!(kind.kind(), ScanErrorKind::NamesCount { fields: 3, names: 2, .. }));
        assert!(head(b"1\n", &both).is_err());
        check(b"1\n", &ReadOptions { short_rows: ShortRows::Null, ..both }, "x|y", 0);
    }

    #[test]
    fn what_is_not_csv_is_named() {
        let message = |content: &[u8]| head(content, &ReadOptions::default()).unwrap_err().to_string();
        assert!(message(b"a,b\r1,2\r3,4\r").contains("old Macs"));
        assert!(message(b"\xFF\xFEa\0").contains("UTF-16"));
        assert!(message(b"\x1F\x8B\x08").contains("gzip"));
        assert!(message(b"a,b\xE9\n").contains(":1: column \"(name of column 1)\": byte 0xe9"));
        assert!(message(b"\na,\"b\n1").contains(":2: the quote that opens here is never closed"));
        check(b"a\rb\n1\n", &ReadOptions::default(), "a\rb", 4);
    }
}
