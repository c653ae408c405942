//! Where and how often a text stands in another, taken literally. Positions count characters.

use std::sync::Arc;

use arrow::array::Int64Array;

use super::{Integers, Texts};
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value, rows_of, wrap};

/// The position of the first `part` at or behind `start`; -1 if there is none.
pub(in crate::eval) fn find(
    ctx: &Context,
    value: &Value,
    part: &Value,
    start: Option<&Value>,
) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = [value, part].into_iter().chain(start).collect();
    let starts = start.map(|start| Integers::new(ctx, start)).transpose()?;
    let (texts, parts) = (Texts::new(ctx, value)?, Texts::new(ctx, part)?);
    let positions = (0..rows_of(&operands)).map(|row| {
        let start = starts.as_ref().map_or(Some(0), |starts| starts.get(row))?;
        Some(find_from(texts.get(row)?, parts.get(row)?, start))
    });
    let positions: Int64Array = positions.collect();
    Ok(wrap(&operands, Arc::new(positions)))
}

fn find_from(text: &str, part: &str, start: i64) -> i64 {
    let length = count(text);
    // As Python: a start behind the text finds nothing, not even the empty text.
    let start = if start < 0 { start.saturating_add(length).max(0) } else { start };
    if start > length {
        return -1;
    }
    let skipped = super::offset_of(text, usize::try_from(start).unwrap_or(usize::MAX));
    text[skipped..].find(part).map_or(-1, |found| start + count(&text[skipped..skipped + found]))
}

/// The position of the last `part`; -1 if there is none.
pub(in crate::eval) fn rfind(ctx: &Context, value: &Value, part: &Value) -> Result<Value, EvalError> {
    numbers(ctx, value, part, |text, part| text.rfind(part).map_or(-1, |found| count(&text[..found])))
}

/// How often `part` stands in the text, without overlaps; the empty text stands around every character.
pub(in crate::eval) fn count_of(ctx: &Context, value: &Value, part: &Value) -> Result<Value, EvalError> {
    numbers(ctx, value, part, |text, part| i64::try_from(text.matches(part).count()).unwrap_or(i64::MAX))
}

fn count(text: &str) -> i64 {
    let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
    i64::try_from(characters).unwrap_or(i64::MAX)
}

fn numbers(
    ctx: &Context,
    value: &Value,
    part: &Value,
    number: impl Fn(&str, &str) -> i64,
) -> Result<Value, EvalError> {
    let (texts, parts) = (Texts::new(ctx, value)?, Texts::new(ctx, part)?);
    let numbers: Int64Array =
        (0..rows_of(&[value, part])).map(|row| Some(number(texts.get(row)?, parts.get(row)?))).collect();
    Ok(wrap(&[value, part], Arc::new(numbers)))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, StringArray};
    use chunkwise_plan::{Expr, col, lit, parse_expr};

    use crate::eval::test_support::{array, batch, check};

    #[test]
    fn positions_count_characters() {
        let texts = vec![Some("日本日"), None, Some("aaa"), Some("")];
        let table = batch([("s", array(StringArray::from(texts)))]);
        let is = |expr: Expr, answers: [i64; 3]| {
            let [a, b, c] = answers.map(Some);
            check(expr, &table, Int64Array::from(vec![a, None, b, c]));
        };
        let s = || col("s").str();
        is(s().find("日"), [0, -1, -1]);
        is(s().find("本"), [1, -1, -1]);
        is(s().find_from("日", 1), [2, -1, -1]);
        is(s().find_from("", 3), [3, 3, -1]);
        is(s().find_from("a", -1), [-1, 2, -1]);
        is(s().rfind("日"), [2, -1, -1]);
        is(s().rfind(""), [3, 3, 0]);
        is(s().count("aa"), [0, 1, 0]);
        is(s().count(""), [4, 4, 1]);
        is(parse_expr("position('本' in s)").unwrap(), [2, 0, 0]);
        is(parse_expr("strpos(s, 'a')").unwrap(), [0, 1, 0]);
        check(lit("abc").str().find("c"), &table, Int64Array::from(vec![2; 4]));
    }
}
