//! Regular expressions. They were compiled when the expression was bound.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringBuilder};
use chunkwise_plan::{Pattern, ReplacementPart, Substitution};

use super::{rewrite, strings};
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value};

/// Whether the pattern is found in the text. (Those of `match` and `fullmatch` are anchored.)
pub(in crate::eval) fn is_match(ctx: &Context, value: &Value, pattern: &Pattern) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let found = BooleanArray::from_unary(texts, |text| pattern.regex().is_match(text));
        Ok(Arc::new(found) as ArrayRef)
    })
}

/// How often the pattern is found, without overlaps.
pub(in crate::eval) fn count(ctx: &Context, value: &Value, pattern: &Pattern) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let count = |text| i64::try_from(pattern.regex().find_iter(text).count()).unwrap_or(i64::MAX);
        let counts: Int64Array = texts.iter().map(|text| text.map(count)).collect();
        Ok(Arc::new(counts) as ArrayRef)
    })
}

/// The text of a group where the pattern is first found; null if it is not, or the group takes no part.
pub(in crate::eval) fn extract(
    ctx: &Context,
    value: &Value,
    pattern: &Pattern,
    group: usize,
) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let mut out = StringBuilder::new();
        let mut places = pattern.regex().capture_locations();
        for text in texts {
            let found = text.and_then(|text| {
                pattern.regex().captures_read(&mut places, text)?;
                let (start, end) = places.get(group)?;
                Some(&text[start..end])
            });
            out.append_option(found);
        }
        Ok(Arc::new(out.finish()) as ArrayRef)
    })
}

/// With what the pattern matches replaced, all of it or the first few.
pub(in crate::eval) fn replace(ctx: &Context, value: &Value, by: &Substitution) -> Result<Value, EvalError> {
    let limit = by.limit.unwrap_or(usize::MAX);
    rewrite(ctx, value, |text, out| {
        let mut copied = 0;
        for groups in by.pattern.regex().captures_iter(text).take(limit) {
            let Some(whole) = groups.get(0) else { continue };
            out.write_str(&text[copied..whole.start()])?;
            for part in &by.replacement {
                match part {
                    ReplacementPart::Literal(text) => out.write_str(text)?,
                    ReplacementPart::Group(group) => {
                        out.write_str(groups.get(*group).map_or("", |found| found.as_str()))?;
                    }
                }
            }
            copied = whole.end();
        }
        out.write_str(&text[copied..])
    })
}

#[cfg(test)]
mod tests {
    use arrow::array::{BooleanArray, Int64Array, RecordBatch, StringArray};
    use chunkwise_plan::col;

    use crate::eval::test_support::{array, batch, check};

    fn table() -> RecordBatch {
        batch([("s", array(StringArray::from(vec![Some("a1b22"), None, Some("ünï"), Some("")])))])
    }

    #[test]
    fn patterns_are_searched_or_anchored() {
        let is = |expr, [a, b, c]: [bool; 3]| {
            check(expr, &table(), BooleanArray::from(vec![Some(a), None, Some(b), Some(c)]));
        };
        let s = || col("s").str();
        is(s().contains_regex(r"\d+"), [true, false, false]);
        is(s().contains_regex(r"^.n.$"), [false, true, false]);
        is(s().match_("b|a"), [true, false, false]);
        is(s().match_("[0-9]"), [false, false, false]);
        is(s().fullmatch(r"[a-z\d]*"), [true, false, true]);
        is(s().fullmatch(r"ü|ünï"), [false, true, false]);
        is(s().contains_regex("(?i)Ü"), [false, true, false]);
    }

    #[test]
    fn groups_are_extracted() {
        let is = |expr, [a, b, c]: [Option<&str>; 3]| {
            check(expr, &table(), StringArray::from(vec![a, None, b, c]));
        };
        let s = || col("s").str();
        is(s().extract(r"([a-z])(\d\d)", 2), [Some("22"), None, None]);
        is(s().extract(r"([a-z])(\d\d)?", 2), [None, None, None]);
        is(s().extract(r"ü(?P<rest>.*)", "rest"), [None, Some("nï"), None]);
        is(s().extract(r"^(\w*)$", 1), [Some("a1b22"), Some("ünï"), Some("")]);
    }

    #[test]
    fn matches_are_counted_and_replaced() {
        let s = || col("s").str();
        check(s().count_regex(r"\d"), &table(), Int64Array::from(vec![Some(3), None, Some(0), Some(0)]));
        check(s().count_regex(""), &table(), Int64Array::from(vec![Some(6), None, Some(4), Some(1)]));
        let is = |expr, [a, b, c]: [&str; 3]| {
            check(expr, &table(), StringArray::from(vec![Some(a), None, Some(b), Some(c)]));
        };
        is(s().replace_regex(r"(\d+)", r"<\1>"), ["a<1>b<22>", "ünï", ""]);
        is(s().replace_regex(r"(?P<n>\d+)", r"\g<n>\g<0>\\"), [r"a11\b2222\", "ünï", ""]);
        is(s().replace_regex_n(r"\d", "-", 1), ["a-b22", "ünï", ""]);
        is(s().replace_regex("", "."), [".a.1.b.2.2.", ".ü.n.ï.", "."]);
        is(s().replace_n("2", "$1", 1), ["a1b$12", "ünï", ""]);
    }
}
