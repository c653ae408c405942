//! Which type a column has, from its values.

use arrow::datatypes::DataType;

use crate::dialect::Dialect;
use crate::nulls::NullSpellings;
use crate::parse::{read_bool, read_float, read_int};
use crate::record::field_text;
use crate::span::Spans;

/// The classes of values seen in a column: a set that only grows, so that the order of values and chunks does not matter.
///
/// | seen (nulls apart) | type |
/// |---|---|
/// | nothing | Null |
/// | Booleans only | Boolean |
/// | integers, all of which an i64 holds | Int64 |
/// | integers, all of which a u64 holds | UInt64 |
/// | numbers of any kind, one of them with a point or an exponent | Float64 |
/// | integers that no type holds; integers with leading zeros (codes); any text; a mixture | Utf8 |
///
/// Dates are not guessed, as in pandas.
///
/// ```
/// use arrow::datatypes::DataType;
/// use chunkwise_csv::{Dialect, Inference, NullSpellings};
/// let (nulls, dialect) = (NullSpellings::pandas(), Dialect::default());
/// let mut seen = Inference::default();
/// seen.observe(b"1", &nulls, &dialect);
/// seen.observe(b"NA", &nulls, &dialect);
/// assert_eq!(seen.data_type(), DataType::Int64);
/// seen.observe(b"2.5", &nulls, &dialect);
/// assert_eq!(seen.data_type(), DataType::Float64);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Inference(u16);

/// The classes: one bit each.
const NULL: u16 = 1;
const BOOL: u16 = 1 << 1;
/// An integer in i64, written without a minus.
const NATURAL: u16 = 1 << 2;
/// An integer in i64, written with a minus.
const NEGATIVE: u16 = 1 << 3;
/// An integer in u64, above `i64::MAX`.
const LARGE: u16 = 1 << 4;
/// An integer in neither.
const HUGE: u16 = 1 << 5;
const FLOAT: u16 = 1 << 6;
/// An integer with leading zeros.
const CODE: u16 = 1 << 7;
const TEXT: u16 = 1 << 8;

impl Inference {
    /// Takes one value (unescaped) into account.
    pub fn observe(&mut self, text: &[u8], nulls: &NullSpellings, dialect: &Dialect) {
        // empty is null in every column but text, whatever the spellings are
        let is_null = text.is_empty() || nulls.contains(text);
        self.0 |= if is_null { NULL } else { class(text, dialect.decimal) };
    }

    /// Takes a column of a chunk into account.
    pub fn observe_column(
        &mut self,
        bytes: &[u8],
        spans: Spans<'_>,
        nulls: &NullSpellings,
        dialect: &Dialect,
    ) {
        for span in spans.iter() {
            self.observe(&field_text(bytes, span, dialect), nulls, dialect);
        }
    }

    /// What was seen by either.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether no further value can change the type.
    ///
    /// A column is final once it is text for good. Note that text is not always final: integers that no type holds are text, and become
    /// floats when a float joins them (as in pandas). All other types can widen, and [`crate::parse_column`] with a guessed type
    /// notices; a guessed text column takes every value, so a caller that must be exact has to see all values of a text column that
    /// is not final.
    pub fn is_final(self) -> bool {
        let seen = |classes: u16| self.0 & classes != 0;
        seen(TEXT | CODE) || (seen(BOOL) && seen(NATURAL | NEGATIVE | LARGE | HUGE | FLOAT))
    }

    /// The type that holds everything seen.
    pub fn data_type(self) -> DataType {
        let seen = |classes: u16| self.0 & classes != 0;
        let seen_only = |classes: u16| self.0 & !(classes | NULL) == 0;
        if seen_only(0) {
            DataType::Null
        } else if seen_only(BOOL) {
            DataType::Boolean
        } else if seen_only(NATURAL | NEGATIVE) {
            DataType::Int64
        } else if seen_only(NATURAL | LARGE) {
            DataType::UInt64
        } else if seen(FLOAT) && seen_only(NATURAL | NEGATIVE | LARGE | HUGE | FLOAT) {
            DataType::Float64
        } else {
            DataType::Utf8
        }
    }
}

/// The class of a value that is not null.
fn class(text: &[u8], decimal: u8) -> u16 {
    if let Some(integer) = read_int(text) {
        return match (integer.leading_zero, integer.to_i64(), integer.negative, integer.magnitude) {
            (true, ..) => CODE,
            (_, Some(_), false, _) => NATURAL,
            (_, Some(_), true, _) => NEGATIVE,
            (_, None, false, Some(_)) => LARGE,
            _ => HUGE,
        };
    }
    if read_bool(text).is_some() {
        BOOL
    } else if read_float(text, decimal).is_some() {
        FLOAT
    } else {
        TEXT
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{ColumnSpec, FieldIndex, Rows, Span, parse_column};
    use proptest::prelude::*;

    fn infer(texts: &[&str]) -> Inference {
        let mut seen = Inference::default();
        texts
            .iter()
            .for_each(|text| seen.observe(text.as_bytes(), &NullSpellings::pandas(), &Dialect::default()));
        seen
    }

    #[test]
    fn types() {
        let check = |texts: &[&str], data_type| assert_eq!(infer(texts).data_type(), data_type, "{texts:?}");
        check(&[], DataType::Null);
        check(&["", "NA", "nan"], DataType::Null);
        check(&["true", "", "FALSE"], DataType::Boolean);
        check(&["1", "-5", "+7", " 3 ", "9223372036854775807", "-9223372036854775808"], DataType::Int64);
        check(&["1", "9223372036854775808", "18446744073709551615"], DataType::UInt64);
        check(&["-1", "9223372036854775808"], DataType::Utf8);
        check(&["-1", "9223372036854775808", "0.5"], DataType::Float64);
        check(&["18446744073709551616"], DataType::Utf8);
        check(&["-9223372036854775809", "1e3"], DataType::Float64);
        check(&["1", "2.5"], DataType::Float64);
        check(&["inf", "-Infinity", ".5", "5."], DataType::Float64);
        check(&["007"], DataType::Utf8);
        check(&["1.5", "-01"], DataType::Utf8);
        check(&["00.5", "0"], DataType::Float64);
        check(&["1", "true"], DataType::Utf8);
        check(&["1", "x"], DataType::Utf8);
        check(&["2015-01-01"], DataType::Utf8);
        check(&[" "], DataType::Utf8);
    }

    #[test]
    fn decimal_commas() {
        let dialect = Dialect { delimiter: b';', decimal: b',', ..Dialect::default() };
        let nulls = NullSpellings::pandas();
        let mut seen = Inference::default();
        let index: FieldIndex = [Span::new(0, 1, false), Span::new(3, 6, false)].into_iter().collect();
        seen.observe_column(b"1;\"2,5\"", index.column(0), &nulls, &dialect);
        assert_eq!(seen.data_type(), DataType::Float64);
        seen.observe(b"2.5", &nulls, &dialect);
        assert_eq!(seen.data_type(), DataType::Utf8);
    }

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => (-20..20_i64).prop_map(|number| number.to_string()),
            2 => (-20..20_i64).prop_map(|number| format!("{:.1}", number as f64 / 2.0)),
            1 => prop::sample::select(vec!["", "NA", "007", "-00", "-0", "9223372036854775808", "-9223372036854775809", "1e5", "inf",
                "true", "False", "x", " 1", "00.5", "99999999999999999999", "18446744073709551615", "-", "+5", "1_0", ". "]).prop_map(String::from),
        ]
    }

    fn accepts(data_type: &DataType, text: &str) -> bool {
        let spec = ColumnSpec {
            data_type: data_type.clone(),
            guessed: true,
            nulls: Arc::new(NullSpellings::pandas()),
            dialect: Dialect::default(),
            dayfirst: None,
        };
        let index: FieldIndex = std::iter::once(Span::new(0, text.len(), false)).collect();
        parse_column(text.as_bytes(), index.column(0), Rows::All, &spec).is_ok()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// A guessed type accepts a further value exactly when that value does not change what is inferred.
        #[test]
        fn guessed_types_accept_what_was_inferred(texts in prop::collection::vec(value(), 0..5), next in value()) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let seen = infer(&texts);
            let data_type = seen.data_type();
            for text in &texts {
                prop_assert!(accepts(&data_type, text), "{data_type} {text:?}");
            }
            let then = seen.merge(infer(&[&next]));
            if data_type != DataType::Utf8 {
                prop_assert_eq!(accepts(&data_type, &next), then.data_type() == data_type, "{} {:?}", data_type, next);
            } else if seen.is_final() {
                prop_assert_eq!((then.data_type(), then.is_final()), (DataType::Utf8, true));
            }
            prop_assert!(data_type == DataType::Utf8 || !seen.is_final());
        }
    }
}
