//! The structural index: against a reader of single bytes, the careful reader, the `csv` crate, and itself
//! over parts.

use chunkwise_csv::{
    Dialect, FieldIndex, IndexError, IndexRequest, Indexed, RecordRead, ShortRows, Span, field_text, index,
    read_record,
};

use crate::input::Input;
use crate::reader::{self, Read, Record};

/// What a finished index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    columns: Vec<Vec<Span>>,
    records: usize,
    end: usize,
}

/// `None`: more bytes are needed.
type Found = Result<Option<Fields>, IndexError>;

/// Settings: dialect (4), fields, fields not wanted, short rows, end of file, start (2), limit (2, from the
/// end), cut (2).
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let dialect = input.dialect();
    let fields = input.choice(8) + 1;
    let mask = input.choice(256);
    let wanted: Vec<usize> = (0..fields).filter(|field| mask >> field & 1 == 0).collect();
    let short_rows = if input.flag() { ShortRows::Null } else { ShortRows::Error };
    let at_eof = !input.flag();
    // ends where its allocation does, so that a sanitizer sees reads past it
    let bytes = &*Box::<[u8]>::from(input.text);
    let start = input.wide_choice(bytes.len() + 1);
    let limit = bytes.len() + 3 - input.wide_choice(bytes.len() + 4);
    let cut = input.wide_choice(bytes.len() + 1);
    let request = IndexRequest { bytes, start, limit, at_eof, fields, wanted: &wanted, short_rows };

    let out = &mut FieldIndex::default(); // one for all: what it held before must not matter
    prefix_verdicts_stand(&request, cut, &dialect, out);
    let whole = find(&request, &dialect, out);
    like_the_reader(&request, &dialect, &whole);
    if let Ok(Some(fields)) = &whole {
        like_the_careful_reader(&request, &dialect, fields);
    }
    parts_make_the_whole(&request, cut, &dialect, &whole, out);
    reader_like_csv_crate(&bytes[start..], &dialect);
}

fn find(request: &IndexRequest<'_>, dialect: &Dialect, out: &mut FieldIndex) -> Found {
    match index(request, dialect, out)? {
        Indexed::NeedMore => Ok(None),
        Indexed::Done => {
            let columns: Vec<_> =
                (0..request.wanted.len()).map(|k| out.column(k).iter().collect::<Vec<_>>()).collect();
            assert!(columns.iter().all(|column| column.len() == out.records()), "ragged columns");
            Ok(Some(Fields { columns, records: out.records(), end: out.end() }))
        }
    }
}

/// The same verdict, and the same texts.
fn like_the_reader(request: &IndexRequest<'_>, dialect: &Dialect, found: &Found) {
    match (reader::index(request, dialect), found) {
        (Ok(Some((records, end))), Ok(Some(fields))) => {
            assert_eq!((records.len(), end), (fields.records, fields.end), "{request:?}");
            for (&field, column) in request.wanted.iter().zip(&fields.columns) {
                for (record, &span) in records.iter().zip(column) {
                    assert!(record.start <= span.start() && span.end() <= record.next, "{span:?} {record:?}");
                    let text = record.fields.get(field).map_or(&[][..], Vec::as_slice);
                    assert_eq!(&*field_text(request.bytes, span, dialect), text, "{field} of {record:?}");
                }
            }
        }
        (Ok(None), Ok(None)) => {}
        (Err(expected), Err(found)) => assert_eq!(expected, *found, "{request:?}"),
        (expected, found) => panic!("expected {expected:?}, found {found:?} for {request:?}"),
    }
}

/// The same spans.
fn like_the_careful_reader(request: &IndexRequest<'_>, dialect: &Dialect, found: &Fields) {
    let mut at = request.start;
    for row in 0..found.records {
        let RecordRead::Record { fields, next, .. } = read_record(request.bytes, at, request.at_eof, dialect)
        else {
            panic!("record {row} of {request:?} is not there");
        };
        for (&field, column) in request.wanted.iter().zip(&found.columns) {
            match fields.get(field) {
                Some(field) => assert_eq!(column[row], field.span, "row {row} of {request:?}"),
                None => assert_eq!(column[row].start(), column[row].end(), "row {row} of {request:?}"),
            }
        }
        at = next;
    }
}

/// The records before a cut and those after it are all the records, in two requests as in one.
fn parts_make_the_whole(
    request: &IndexRequest<'_>,
    cut: usize,
    dialect: &Dialect,
    whole: &Found,
    out: &mut FieldIndex,
) {
    let cut = cut.clamp(request.start.min(request.limit), request.limit);
    let first = match find(&IndexRequest { limit: cut, ..*request }, dialect, out) {
        Ok(Some(first)) => first,
        verdict => return assert_eq!(verdict, *whole, "{request:?} cut at {cut}"),
    };
    let both = find(&IndexRequest { start: first.end, ..*request }, dialect, out).map(|second| {
        let second = second?;
        let columns = first.columns.into_iter().zip(second.columns);
        let columns = columns.map(|(first, second)| [first, second].concat()).collect();
        Some(Fields { columns, records: first.records + second.records, end: second.end })
    });
    assert_eq!(both, *whole, "{request:?} cut at {cut}");
}

/// What is found in the first bytes of a file is not found otherwise in more of them.
fn prefix_verdicts_stand(request: &IndexRequest<'_>, cut: usize, dialect: &Dialect, out: &mut FieldIndex) {
    let bytes = &*Box::<[u8]>::from(&request.bytes[..cut.max(request.start)]);
    let verdict = find(&IndexRequest { bytes, at_eof: false, ..*request }, dialect, out);
    if verdict != Ok(None) {
        assert_eq!(verdict, find(request, dialect, out), "{request:?}, and its first {} bytes", bytes.len());
    }
}

/// The reference has a reference, where both dialects mean the same: that crate takes a lone CR for a line
/// end, skips a byte order mark, and reads an unclosed quote as if it were closed.
fn reader_like_csv_crate(bytes: &[u8], dialect: &Dialect) {
    let lone_cr =
        bytes.iter().enumerate().any(|(at, &byte)| byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    let Some(records) = all_records(bytes, dialect) else { return };
    if lone_cr || bytes.starts_with(b"\xEF\xBB\xBF") {
        return;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quoting(dialect.quote.is_some())
        .quote(dialect.quote.unwrap_or(b'"'))
        .from_reader(bytes);
    let expected = reader.byte_records().map(|record| {
        let record = record.expect("a record that may have any number of fields");
        record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
    });
    let expected: Vec<_> = expected.collect();
    let records: Vec<_> = records.into_iter().map(|record| record.fields).collect();
    assert_eq!(records, expected, "{:?}", String::from_utf8_lossy(bytes));
}

/// All records but the empty ones; `None` when a quote is not closed.
fn all_records(bytes: &[u8], dialect: &Dialect) -> Option<Vec<Record>> {
    let (mut records, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let Read::Record(record) = reader::read(bytes, at, true, dialect) else { return None };
        at = record.next;
        records.push(record);
    }
    records.retain(|record| !record.is_empty);
    Some(records)
}
