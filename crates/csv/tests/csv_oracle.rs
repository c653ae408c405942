//! The whole path, index and texts, against the `csv` crate; and any cutting into chunks against one pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use chunkwise_csv::*;
use proptest::prelude::*;

/// Stands for a CR before a LF while the text is with the `csv` crate, which would take that CR for data.
const CR_MARK: u8 = 1;

/// What the `csv` crate reads, with LF as the line end.
///
/// The CR of a CRLF is replaced by a mark. Where a mark comes back with a LF after it, it was inside quotes, and becomes CR again; at
/// the end of a record it was part of the line end, and goes.
fn read_with_csv_crate(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut marked = bytes.to_vec();
    for i in 1..marked.len() {
        if marked[i] == b'\n' && marked[i - 1] == b'\r' {
            marked[i - 1] = CR_MARK;
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(marked.as_slice());
    let mut records = Vec::new();
    for record in reader.byte_records() {
        let record = record.unwrap();
        let start = record.position().unwrap().byte() as usize;
        let is_blank = marked[start..].trim_ascii_start_newlines().starts_with(&[CR_MARK, b'\n']);
        if record.len() == 1 && is_blank {
            continue;
        }
        let mut fields: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
        if let Some(last) = fields.last_mut()
            && last.last() == Some(&CR_MARK)
        {
            last.pop();
        }
        for byte in fields.iter_mut().flatten() {
            if *byte == CR_MARK {
                *byte = b'\r';
            }
        }
        records.push(fields);
    }
    records
}

trait TrimNewlines {
    fn trim_ascii_start_newlines(&self) -> &[u8];
}

impl TrimNewlines for [u8] {
    fn trim_ascii_start_newlines(&self) -> &[u8] {
        let newlines = self.iter().take_while(|&&byte| byte == b'\n').count();
        &self[newlines..]
    }
}

/// All fields of all records, read in chunks: each chunk has the records that begin in its `chunk_bytes`, and gets more bytes only
/// when it asks for them.
fn read_in_chunks(bytes: &[u8], fields: usize, chunk_bytes: usize) -> Result<Vec<Vec<Vec<u8>>>, IndexError> {
    let dialect = Dialect::default();
    let wanted: Vec<usize> = (0..fields).collect();
    let mut index_of_chunk = FieldIndex::default();
    let mut records = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let limit = (start / chunk_bytes + 1) * chunk_bytes;
        let mut seen = limit.min(bytes.len());
        loop {
            let request = IndexRequest {
                bytes: &bytes[..seen],
                start,
                limit,
                at_eof: seen == bytes.len(),
                fields,
                wanted: &wanted,
                short_rows: ShortRows::Error,
            };
            match index(&request, &dialect, &mut index_of_chunk)? {
                Indexed::Done => break,
                Indexed::NeedMore => seen = (seen + 1 + seen / 4).min(bytes.len()),
            }
        }
        for row in 0..index_of_chunk.records() {
            let text = |k: &usize| {
                field_text(bytes, index_of_chunk.column(*k).get(row).unwrap(), &dialect).into_owned()
            };
            records.push(wanted.iter().map(text).collect());
        }
        assert!(index_of_chunk.end() > start, "a chunk must get further");
        start = index_of_chunk.end();
    }
    Ok(records)
}

fn read_with_read_record(bytes: &[u8]) -> Result<Vec<Vec<Vec<u8>>>, usize> {
    let dialect = Dialect::default();
    let (mut at, mut records) = (0, Vec::new());
    loop {
        match read_record(bytes, at, true, &dialect) {
            RecordRead::Record { fields, next, .. } => {
                let text = |field: &Field| field_text(bytes, field.span, &dialect).into_owned();
                records.push(fields.iter().map(text).collect());
                at = next;
            }
            RecordRead::End => return Ok(records),
            RecordRead::UnclosedQuote { offset } => return Err(offset),
            RecordRead::NeedMore => unreachable!("at the end of the file there is no more"),
        }
    }
}

/// A table as text, each field quoted or not as it happens, with either line end, empty lines, and maybe no last line end.
fn table() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let text = prop::collection::vec(
        prop::sample::select(vec![
            "a",
            "b c",
            ",",
            "\"\"",
            "\n",
            "\r\n",
            "\r",
            "é",
            "12.5",
            "a text that is longer than others",
            "'",
        ]),
        0..5,
    );
    let bare = "[a-z0-9 .é-]{0,12}";
    let field = prop_oneof![
        3 => bare.prop_map(String::from),
        2 => text.prop_map(|parts| format!("\"{}\"", parts.concat())),
        1 => Just("5\" pipe".to_string()),
        1 => Just("\"a\"tail\"\"".to_string()),
    ];
    let line_end = prop::sample::select(vec!["\n", "\r\n", "\n\n", "\r\n\n\r\n"]);
    (1..5_usize).prop_flat_map(move |fields| {
        let record = (prop::collection::vec(field.clone(), fields), line_end.clone());
        (Just(fields), prop::collection::vec(record, 0..12), any::<bool>()).prop_map(
            |(fields, records, last_line_end)| {
                let mut text = String::new();
                for (fields, line_end) in &records {
                    text += &fields.join(",");
                    text += line_end;
                }
                (
                    fields,
                    if last_line_end { text } else { text.trim_end_matches(['\n', '\r']).to_string() }
                        .into_bytes(),
                )
            },
        )
    })
}

/// Pieces of records in any order.
fn rubble() -> impl Strategy<Value = Vec<u8>> {
    let pieces =
        prop::sample::select(vec!["a", ",", "\"", "\"\"", "\n", "\r\n", "\r", "b,c\n", "\"d,\n\"", " "]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn tables_read_as_the_csv_crate_reads_them((fields, bytes) in table(), chunk_bytes in 1..200_usize) {
        let expected = read_with_csv_crate(&bytes);
        let shown = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(read_in_chunks(&bytes, fields, bytes.len() + 1).unwrap(), expected.clone(), "{:?}", shown);
        prop_assert_eq!(read_in_chunks(&bytes, fields, chunk_bytes).unwrap(), expected.clone(), "{:?} by {}", shown, chunk_bytes);
        prop_assert_eq!(read_in_chunks(&bytes, fields, 1).unwrap(), expected.clone(), "{:?} by 1", shown);
        prop_assert_eq!(read_with_read_record(&bytes).unwrap(), expected, "{:?}", shown);
    }

    #[test]
    fn rubble_reads_as_the_csv_crate_reads_it(bytes in rubble(), chunk_bytes in 1..20_usize) {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        match read_with_read_record(&bytes) {
            Ok(records) => prop_assert_eq!(&records, &read_with_csv_crate(&bytes), "{:?}", shown),
            Err(offset) => prop_assert_eq!(bytes[offset], b'"'),
        }
        // ragged or not, chunks make no difference, and neither does the reader
        for fields in 1..4 {
            let whole = read_in_chunks(&bytes, fields, bytes.len() + 1);
            prop_assert_eq!(&read_in_chunks(&bytes, fields, chunk_bytes), &whole, "{:?} by {}", shown, chunk_bytes);
            if let Ok(records) = whole {
                prop_assert_eq!(Ok(records), read_with_read_record(&bytes), "{:?}", shown);
            }
        }
    }
}

#[test]
fn the_oracle_knows_crlf() {
    let records = read_with_csv_crate(b"a,\"b\r\n\"\r\n\r\n\"\"\r\n\r\nc\r");
    assert_eq!(records, [vec![b"a".to_vec(), b"b\r\n".to_vec()], vec![vec![]], vec![b"c\r".to_vec()]]);
}
