//! Text: against std's UTF-8 and a plain reading of quotes.

use arrow::datatypes::DataType;
use chunkwise_csv::{Encoding, NotUtf8, RecordRead, decode_text, field_text, read_record, unescape};

use crate::column::{Column, Value};
use crate::input::Input;

/// Settings: those of [`Column`].
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let column = Column::new(&mut input, DataType::Utf8);
    let dialect = &column.spec.dialect;
    column.check(|text| decode(text, dialect.encoding).map(Value::Text));

    let text = input.text;
    let decoded = decode_text(text, dialect.encoding);
    assert_eq!(decoded.as_deref().ok(), decode(text, dialect.encoding).as_deref());
    if let Err(NotUtf8 { offset, byte }) = decoded {
        assert!(std::str::from_utf8(&text[..offset]).is_ok() && text[offset] == byte, "{text:?}");
    }
    let Some(quote) = dialect.quote else { return };
    let mut unescaped = b"kept".to_vec();
    unescape(text, quote, &mut unescaped);
    assert_eq!(unescaped, [b"kept", &*unescape_slowly(text, quote)].concat(), "{text:?}");

    // written and read again, it is the same
    let mut written = vec![quote];
    for &byte in text {
        written.extend(std::iter::repeat_n(byte, if byte == quote { 2 } else { 1 }));
    }
    written.push(quote);
    let RecordRead::Record { fields, .. } = read_record(&written, 0, true, dialect) else {
        panic!("{written:?} is a record");
    };
    assert_eq!(fields.len(), 1);
    assert_eq!(field_text(&written, fields[0].span, dialect), text);
}

fn decode(text: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Utf8 => String::from_utf8(text.to_vec()).ok(),
        Encoding::Latin1 => Some(text.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// Pairs of quotes are one, the first single one goes, and what follows it stays.
fn unescape_slowly(raw: &[u8], quote: u8) -> Vec<u8> {
    let mut text = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        if raw[at] != quote {
            text.push(raw[at]);
            at += 1;
        } else if raw.get(at + 1) == Some(&quote) {
            text.push(quote);
            at += 2;
        } else {
            text.extend_from_slice(&raw[at + 1..]);
            break;
        }
    }
    text
}
