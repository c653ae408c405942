//! The fast index against its naive twin, on every path that this processor has.

use proptest::prelude::*;

use crate::dialect::Dialect;
use crate::field_index::FieldIndex;
use crate::index::{IndexError, IndexRequest, Indexed, ShortRows, check, index};
use crate::naive;
use crate::simd::{BLOCK, on_each_path};
use crate::span::Span;
use crate::walk::Walk;

type Found = Result<(Indexed, usize, usize, Vec<Vec<Span>>), IndexError>;

fn found(result: Result<Indexed, IndexError>, fields: &FieldIndex, wanted: usize) -> Found {
    let columns = (0..wanted).map(|k| fields.column(k).iter().collect()).collect();
    match result? {
        Indexed::Done => Ok((Indexed::Done, fields.records(), fields.end(), columns)),
        // what is in the index then is of no use
        Indexed::NeedMore => Ok((Indexed::NeedMore, 0, 0, Vec::new())),
    }
}

/// Every path finds what the naive twin finds.
fn check_request(request: &IndexRequest<'_>, dialect: &Dialect) -> Found {
    let mut fields = FieldIndex::default();
    let result = naive::index(request, dialect, &mut fields);
    let expected = found(result, &fields, request.wanted.len());
    check(request).unwrap();
    let mut fields = std::iter::repeat_with(FieldIndex::default).take(8).collect::<Vec<_>>();
    let mut used = fields.iter_mut();
    let mut results = Vec::new();
    on_each_path(
        || Walk::new(request, dialect, used.next().unwrap()),
        |path, result| results.push((path.to_string(), result)),
    );
    for ((path, result), fields) in results.into_iter().zip(&fields) {
        let text = String::from_utf8_lossy(request.bytes);
        assert_eq!(found(result, fields, request.wanted.len()), expected, "{path} {text:?} {request:?}");
    }
    expected
}

fn whole<'a>(bytes: &'a [u8], fields: usize, wanted: &'a [usize]) -> IndexRequest<'a> {
    let short_rows = ShortRows::Error;
    IndexRequest { bytes, start: 0, limit: bytes.len(), at_eof: true, fields, wanted, short_rows }
}

fn texts(bytes: &[u8], fields: usize, wanted: &[usize]) -> Result<Vec<Vec<String>>, IndexError> {
    let (_, records, _, columns) = check_request(&whole(bytes, fields, wanted), &Dialect::default())?;
    let text = |span: &Span| String::from_utf8_lossy(span.bytes(bytes)).into_owned();
    Ok((0..records).map(|row| columns.iter().map(|column| text(&column[row])).collect()).collect())
}

#[test]
fn finds_fields() {
    assert_eq!(texts(b"a,b,c\nd,e,f\n", 3, &[0, 2]).unwrap(), [["a", "c"], ["d", "f"]]);
    assert_eq!(texts(b"a,b,c\r\n\r\n\nd,\"e,\n\",f", 3, &[1, 2]).unwrap(), [["b", "c"], ["e,\n", "f"]]);
    assert_eq!(texts(b"\n\r\n", 1, &[0]).unwrap(), [[""; 0]; 0]);
    assert_eq!(texts(b"a\n\"\"\nb\r\n\n", 1, &[0]).unwrap(), [["a"], [""], ["b"]]);
    assert_eq!(texts(b"\"a\"\"b\"\r\n", 1, &[0]).unwrap(), [["a\"\"b\""]]);
}

#[test]
fn counts_the_fields_of_every_record() {
    let error = |offset, expected, found| Err(IndexError::FieldCount { offset, expected, found });
    assert_eq!(texts(b"a,b\nc\n", 2, &[]), error(4, 2, 1));
    assert_eq!(texts(b"a,b\nc,d,e\n", 2, &[0]), error(4, 2, 3));
    assert_eq!(texts(b"a\nb,c", 1, &[0]), error(2, 1, 2));
    assert_eq!(texts(b"a\n\nb,\"c", 2, &[0]), error(0, 2, 1));
    assert_eq!(texts(b"a,b\nb,\"c", 2, &[0]), Err(IndexError::UnclosedQuote { offset: 6 }));
}

#[test]
fn short_rows_can_be_null() {
    let bytes = b"a,b,c\nd\r\n,\n";
    let request = IndexRequest { short_rows: ShortRows::Null, ..whole(bytes, 3, &[0, 1, 2]) };
    let (_, records, _, columns) = check_request(&request, &Dialect::default()).unwrap();
    assert_eq!(records, 3);
    assert_eq!(columns[2][1], Span::new(7, 7, false));
    assert_eq!(columns[2][2], Span::new(10, 10, false));
    let long = IndexRequest { short_rows: ShortRows::Null, ..whole(b"a,b\n", 1, &[]) };
    assert!(check_request(&long, &Dialect::default()).is_err());
}

#[test]
fn says_when_bytes_are_missing() {
    let bytes = b"a,b\nc,\"d\n";
    let open = |limit| IndexRequest { limit, at_eof: false, ..whole(bytes, 2, &[1]) };
    let dialect = Dialect::default();
    assert_eq!(check_request(&open(4), &dialect).unwrap().2, 4);
    assert_eq!(check_request(&open(5), &dialect).unwrap().0, Indexed::NeedMore);
    assert_eq!(check_request(&open(100), &dialect).unwrap().0, Indexed::NeedMore);
    let exact = IndexRequest { bytes: b"a,b\n", limit: 4, at_eof: false, ..open(0) };
    assert_eq!(
        check_request(&exact, &dialect).unwrap(),
        (Indexed::Done, 1, 4, vec![vec![Span::new(2, 3, false)]])
    );
}

#[test]
fn the_index_is_reused() {
    let (dialect, mut fields) = (Dialect::default(), FieldIndex::default());
    index(&whole(b"a,b\nc,d\n", 2, &[0, 1]), &dialect, &mut fields).unwrap();
    assert_eq!((fields.records(), fields.column(1).len()), (2, 2));
    let reserved = fields.reserved_bytes();
    index(&whole(b"e\n", 1, &[0]), &dialect, &mut fields).unwrap();
    assert_eq!((fields.records(), fields.column(0).get(0)), (1, Some(Span::new(0, 1, false))));
    assert_eq!(fields.reserved_bytes(), reserved);
}

/// Quotes of every kind, at every position around the borders of a block.
#[test]
fn block_borders() {
    let snippets = [
        "\"\"",
        "\"a\"",
        "\"a,b\"",
        "\"a\nb\"",
        "\"a\"\"b\"",
        "\"\"\"\"",
        "\"a\"b",
        "a\"b\"",
        "a\"\"",
        "\"a\"\r",
        "\"\r\n\"",
        "\"a\r\"",
    ];
    for (snippet, first) in snippets.iter().flat_map(|snippet| [(snippet, "p"), (snippet, "\"q\"")]) {
        for shift in BLOCK - 14..BLOCK + 3 {
            for line_end in ["\n", "\r\n"] {
                let filler = "x".repeat(shift);
                let text = format!(
                    "{first},{filler},{snippet}{line_end}{first},{filler}{snippet},r{line_end}{snippet},{filler},{first}{line_end}"
                );
                let bare = format!("{filler}{snippet},{filler}{line_end}");
                check_request(&whole(bare.as_bytes(), 2, &[0, 1]), &Dialect::default()).ok();
                check_request(&whole(text.as_bytes(), 3, &[0, 1, 2]), &Dialect::default()).ok();
                check_request(&whole(text.trim_end().as_bytes(), 3, &[2]), &Dialect::default()).ok();
            }
        }
    }
}

/// Bytes that look like CSV, and not: pieces of records in any order.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => Just("a,b,c\n"), 3 => Just("a,b,c\r\n"), 1 => Just("a,b,\r\n"), 2 => Just("\"x\",\"y,z\",\"\"\r\n"), 2 => Just("1,\"say \"\"hi\"\"\n\",2\n"), 1 => Just("\""),
        1 => Just(","), 1 => Just("\n"), 1 => Just("\r"), 1 => Just("\r\n"), 1 => Just("abc"), 1 => Just("\"\""), 1 => Just("é\0"),
        1 => Just("a long field without anything in it, and another one of the kind,c\n"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn agrees_with_the_naive_twin(
        bytes in hostile(),
        (fields, wanted) in prop_oneof![Just(3), 1..5_usize]
            .prop_flat_map(|fields| (Just(fields), prop::collection::vec(any::<bool>(), fields))),
        (start, limit) in (0..40_usize, 0..300_usize),
        (at_eof, pad) in (any::<bool>(), any::<bool>()),
        quote in prop_oneof![4 => Just(Some(b'"')), 1 => Just(None), 1 => Just(Some(b'x'))],
    ) {
        let wanted: Vec<usize> = (0..fields).filter(|&field| wanted[field]).collect();
        let short_rows = if pad { ShortRows::Null } else { ShortRows::Error };
        let dialect = Dialect { quote, ..Dialect::default() };
        for (start, limit) in [(0, bytes.len()), (start.min(bytes.len()), limit)] {
            let request = IndexRequest { bytes: &bytes, start, limit, at_eof, fields, wanted: &wanted, short_rows };
            check_request(&request, &dialect).ok();
        }
    }

    /// What an index held before must not show, whatever its rows were like.
    #[test]
    fn an_index_can_be_used_again(
        inputs in prop::collection::vec((hostile(), prop::collection::vec(any::<bool>(), 3)), 2..5),
    ) {
        let (dialect, mut used) = (Dialect::default(), FieldIndex::default());
        for (bytes, wanted) in &inputs {
            let wanted: Vec<usize> = (0..3).filter(|&field| wanted[field]).collect();
            let request = IndexRequest { short_rows: ShortRows::Null, ..whole(bytes, 3, &wanted) };
            let mut fresh = FieldIndex::default();
            let expected = found(index(&request, &dialect, &mut fresh), &fresh, wanted.len());
            prop_assert_eq!(found(index(&request, &dialect, &mut used), &used, wanted.len()), expected);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), fields in 1..4_usize) {
        let wanted: Vec<usize> = (0..fields).collect();
        check_request(&whole(&bytes, fields, &wanted), &Dialect::default()).ok();
    }
}
