//! Type inference: against the table in its documentation, and what it says must parse.

use arrow::datatypes::DataType;
use chunkwise_csv::{ColumnSpec, Dialect, FieldIndex, Inference, Rows, Span, parse_column};

use crate::column::trimmed;
use crate::input::Input;
use crate::int::is_code;
use crate::nulls::Nulls;

/// Settings: nulls, then the dialect (4). The last line is a value that comes later.
pub fn check(input: &[u8]) {
    let mut input = Input::new(input);
    let nulls = Nulls::new(input.choice(4));
    let dialect = input.dialect();
    let lines = input.lines();
    let (next, sample) = lines.split_last().expect("a text has one line at least");
    let infer = |texts: &[&[u8]]| {
        let mut seen = Inference::default();
        texts.iter().for_each(|text| seen.observe(text, &nulls.spellings, &dialect));
        seen
    };
    let accepts = |data_type: &DataType, text: &[u8]| accepts(data_type, text, &nulls, &dialect);

    let seen = infer(sample);
    let data_type = seen.data_type();
    assert_eq!(data_type, by_the_table(sample, &nulls, dialect.decimal), "{sample:?}");
    if data_type != DataType::Utf8 {
        for text in sample {
            assert!(accepts(&data_type, text), "{text:?} was taken for {data_type}");
        }
    }

    // in any order, and in parts
    let reversed: Vec<&[u8]> = sample.iter().rev().copied().collect();
    let (first, second) = reversed.split_at(sample.len() / 2);
    assert_eq!((infer(&reversed), infer(first).merge(infer(second))), (seen, seen));
    let mut spans = Vec::new();
    for text in sample {
        let start = spans.last().map_or(0, |span: &Span| span.end() + 1);
        spans.push(Span::new(start, start + text.len(), false));
    }
    let mut column = Inference::default();
    let fields: FieldIndex = spans.into_iter().collect();
    column.observe_column(input.text, fields.column(0), &nulls.spellings, &dialect);
    assert_eq!(column, seen);

    // a further value is accepted exactly when it changes nothing
    let then = seen.merge(infer(&[next]));
    if data_type != DataType::Utf8 {
        let changes_nothing = then.data_type() == data_type;
        assert_eq!(accepts(&data_type, next), changes_nothing, "{next:?} as {data_type} of {sample:?}");
        assert!(!seen.is_final());
    } else if seen.is_final() {
        assert_eq!((then.data_type(), then.is_final()), (DataType::Utf8, true));
    }
}

fn accepts(data_type: &DataType, text: &[u8], nulls: &Nulls, dialect: &Dialect) -> bool {
    let (nulls, dialect) = (nulls.spellings.clone(), dialect.clone());
    let spec = ColumnSpec { data_type: data_type.clone(), guessed: true, nulls, dialect, dayfirst: None };
    let fields: FieldIndex = std::iter::once(Span::new(0, text.len(), false)).collect();
    parse_column(text, fields.column(0), Rows::All, &spec).is_ok()
}

/// What a value is by itself.
enum Class {
    Bool,
    Int { value: Option<i128>, minus: bool },
    Float,
    Text,
}

fn class(text: &[u8], decimal: u8) -> Class {
    if matches!(text, b"true" | b"True" | b"TRUE" | b"false" | b"False" | b"FALSE") {
        return Class::Bool;
    }
    let Some(text) = trimmed(text).filter(|text| !is_code(text)) else { return Class::Text };
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Class::Int { value: text.parse().ok(), minus: text.starts_with('-') };
    }
    let is_pointed = decimal == b'.' || !text.contains('.');
    let is_float = is_pointed && text.replace(char::from(decimal), ".").parse::<f64>().is_ok();
    if is_float { Class::Float } else { Class::Text }
}

/// The table of [`Inference`], row by row. A minus rules unsigned types out, also that of `-0`.
fn by_the_table(texts: &[&[u8]], nulls: &Nulls, decimal: u8) -> DataType {
    let values = texts.iter().filter(|text| !text.is_empty() && !nulls.contains(text));
    let classes: Vec<Class> = values.map(|text| class(text, decimal)).collect();
    let all = |test: fn(&Class) -> bool| classes.iter().all(test);
    if classes.is_empty() {
        DataType::Null
    } else if all(|class| matches!(class, Class::Bool)) {
        DataType::Boolean
    } else if all(|class| matches!(class, Class::Int { value: Some(int), .. } if i64::try_from(*int).is_ok()))
    {
        DataType::Int64
    } else if all(
        |class| matches!(class, Class::Int { value: Some(int), minus: false } if u64::try_from(*int).is_ok()),
    ) {
        DataType::UInt64
    } else if all(|class| matches!(class, Class::Int { .. } | Class::Float))
        && classes.iter().any(|class| matches!(class, Class::Float))
    {
        DataType::Float64
    } else {
        DataType::Utf8
    }
}
