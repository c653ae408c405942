//! Parts of texts: slices, single characters, what stands between separators. Positions count characters from 0, as in Python;
//! negative ones count from the end.

use std::sync::Arc;

use arrow::array::StringBuilder;

use super::{Integers, Texts, is_space, offset_of, push, rewrite};
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value, rows_of, wrap};

/// `text[start:stop:step]` of Python, where null stands for what Python leaves out. A step of 0 is taken for 1.
pub(in crate::eval) fn slice(ctx: &Context, value: &Value, bounds: &[Value]) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = std::iter::once(value).chain(bounds).collect();
    let texts = Texts::new(ctx, value)?;
    let bounds = bounds.iter().map(|bound| Integers::new(ctx, bound)).collect::<Result<Vec<_>, _>>()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        let bound = |at: usize| bounds.get(at).and_then(|bound| bound.get(row));
        match texts.get(row) {
            None => out.append_null(),
            Some(text) => match bound(2).unwrap_or(1) {
                0 | 1 => out.append_value(between(text, bound(0), bound(1))),
                step => {
                    stepped(text, bound(0), bound(1), step)
                        .for_each(|c| push(&mut out, c.encode_utf8(&mut [0; 4])));
                    out.append_value("");
                }
            },
        }
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

/// `text[start:stop]`
fn between(text: &str, start: Option<i64>, stop: Option<i64>) -> &str {
    let from = start.map_or(0, |start| offset(text, start));
    let to = stop.map_or(text.len(), |stop| offset(text, stop));
    text.get(from..to).unwrap_or("")
}

/// Where the character at a position begins; negative positions count from the end.
fn offset(text: &str, position: i64) -> usize {
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    if position >= 0 {
        offset_of(text, distance)
    } else if text.is_ascii() {
        text.len().saturating_sub(distance)
    } else {
        text.char_indices().rev().nth(distance - 1).map_or(0, |(offset, _)| offset)
    }
}

/// `text[start:stop:step]`, for a step that is not 0.
fn stepped(text: &str, start: Option<i64>, stop: Option<i64>, step: i64) -> impl Iterator<Item = char> {
    let letters: Vec<char> = text.chars().collect();
    let length = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    let forward = step > 0;
    // Python's rules: positions are moved into the text, or to just before it when going backwards.
    let (first, last) = if forward { (0, length) } else { (-1, length - 1) };
    let inside = |position: i64| {
        let from_start = if position < 0 { position.saturating_add(length) } else { position };
        from_start.clamp(first, last)
    };
    let from = start.map_or(if forward { first } else { last }, inside);
    let to = stop.map_or(if forward { last } else { first }, inside);
    std::iter::successors(Some(from), move |at| at.checked_add(step))
        .take_while(move |at| if forward { *at < to } else { *at > to })
        .filter_map(move |at| letters.get(usize::try_from(at).ok()?).copied())
}

/// The character at a position; null if there is none.
pub(in crate::eval) fn get(ctx: &Context, value: &Value, position: &Value) -> Result<Value, EvalError> {
    picked(ctx, &[value, position], |text, position, _| {
        let rest = &text[at_position(text, position)?..];
        rest.chars().next().map(|c| &rest[..c.len_utf8()])
    })
}

/// Where the character at a position begins, if the text has it.
fn at_position(text: &str, position: i64) -> Option<usize> {
    if position < 0 {
        let back = usize::try_from(position.unsigned_abs()).ok()?;
        return text.char_indices().rev().nth(back - 1).map(|(offset, _)| offset);
    }
    text.char_indices().nth(usize::try_from(position).ok()?).map(|(offset, _)| offset)
}

/// The first `count` characters; without the last `-count` if it is negative.
pub(in crate::eval) fn left(ctx: &Context, value: &Value, count: &Value) -> Result<Value, EvalError> {
    picked(ctx, &[value, count], |text, count, _| Some(between(text, None, Some(count))))
}

/// The last `count` characters; without the first `-count` if it is negative.
pub(in crate::eval) fn right(ctx: &Context, value: &Value, count: &Value) -> Result<Value, EvalError> {
    picked(ctx, &[value, count], |text, count, _| match count {
        0 => Some(""),
        count => Some(between(text, Some(count.saturating_neg()), None)),
    })
}

/// The part at a position of the text cut at each separator, or at white space; null if there are not so many.
pub(in crate::eval) fn split_get(
    ctx: &Context,
    value: &Value,
    position: &Value,
    separator: Option<&Value>,
) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = [value, position].into_iter().chain(separator).collect();
    picked(ctx, &operands, |text, position, separator| match separator {
        None => nth(text.split(is_space).filter(|part| !part.is_empty()), position),
        Some(separator) => nth(pieces(text, separator), position),
    })
}

/// SQL's `split_part`: positions from 1, and the empty text where there are not so many parts.
pub(in crate::eval) fn split_part(
    ctx: &Context,
    value: &Value,
    separator: &Value,
    position: &Value,
) -> Result<Value, EvalError> {
    picked(ctx, &[value, position, separator], |text, position, separator| {
        let position = if position > 0 { position - 1 } else { position };
        Some(nth(pieces(text, separator.unwrap_or("")), position).unwrap_or(""))
    })
}

/// What stands between the separators; an empty one separates nothing.
fn pieces<'t>(text: &'t str, separator: &'t str) -> Box<dyn Iterator<Item = &'t str> + 't> {
    if separator.is_empty() { Box::new(std::iter::once(text)) } else { Box::new(text.split(separator)) }
}

/// The item at a position; negative ones count from the end.
fn nth<'t>(mut parts: impl Iterator<Item = &'t str>, position: i64) -> Option<&'t str> {
    let Ok(position) = usize::try_from(position) else {
        let parts: Vec<&str> = parts.collect();
        let back = usize::try_from(position.unsigned_abs()).ok()?;
        return parts.get(parts.len().checked_sub(back)?).copied();
    };
    parts.nth(position)
}

/// The part before the first separator (0), the separator (1), the part behind it (2); all of it, "" and "" if there is none.
pub(in crate::eval) fn partition(
    ctx: &Context,
    value: &Value,
    position: &Value,
    separator: &Value,
    from_end: bool,
) -> Result<Value, EvalError> {
    picked(ctx, &[value, position, separator], |text, position, separator| {
        let separator = separator.unwrap_or("");
        let found = if from_end { text.rsplit_once(separator) } else { text.split_once(separator) };
        let parts = match found {
            Some((before, after)) => [before, separator, after],
            None if from_end => ["", "", text],
            None => [text, "", ""],
        };
        let at = if position < 0 { position.checked_add(3)? } else { position };
        parts.get(usize::try_from(at).ok()?).copied()
    })
}

/// Without the prefix, if the text has it.
pub(in crate::eval) fn remove_prefix(
    ctx: &Context,
    value: &Value,
    prefix: &Value,
) -> Result<Value, EvalError> {
    without(ctx, value, prefix, |text, prefix| text.strip_prefix(prefix).unwrap_or(text))
}

/// Without the suffix, if the text has it.
pub(in crate::eval) fn remove_suffix(
    ctx: &Context,
    value: &Value,
    suffix: &Value,
) -> Result<Value, EvalError> {
    without(ctx, value, suffix, |text, suffix| text.strip_suffix(suffix).unwrap_or(text))
}

fn without(
    ctx: &Context,
    value: &Value,
    end: &Value,
    part: impl for<'t> Fn(&'t str, &str) -> &'t str,
) -> Result<Value, EvalError> {
    super::build(ctx, &[value, end], |[text, end], out| push(out, part(text, end)))
}

/// Without any of the characters in `characters` at the start, the end, or both.
pub(in crate::eval) fn strip_characters(
    ctx: &Context,
    value: &Value,
    characters: &Value,
    (start, end): (bool, bool),
) -> Result<Value, EvalError> {
    without(ctx, value, characters, |text, characters| {
        let is_one = |c: char| characters.contains(c);
        let text = if start { text.trim_start_matches(is_one) } else { text };
        if end { text.trim_end_matches(is_one) } else { text }
    })
}

/// Character by character from the end.
pub(in crate::eval) fn reverse(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    rewrite(ctx, value, |text, out| text.chars().rev().try_for_each(|c| std::fmt::Write::write_char(out, c)))
}

/// A part of each text, by a number and perhaps a second text (`operands` in this order); null if one of them is null.
fn picked(
    ctx: &Context,
    operands: &[&Value],
    part: impl for<'t> Fn(&'t str, i64, Option<&'t str>) -> Option<&'t str>,
) -> Result<Value, EvalError> {
    let [value, number, rest @ ..] = operands else { return Err(ctx.unsupported(operands)) };
    let (texts, numbers) = (Texts::new(ctx, value)?, Integers::new(ctx, number)?);
    let others = rest.first().map(|other| Texts::new(ctx, other)).transpose()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(operands) {
        let other = others.as_ref().map(|others| others.get(row));
        out.append_option(match (texts.get(row), numbers.get(row), other) {
            (Some(text), Some(number), None) => part(text, number, None),
            (Some(text), Some(number), Some(Some(other))) => part(text, number, Some(other)),
            _ => None,
        });
    }
    Ok(wrap(operands, Arc::new(out.finish())))
}

#[cfg(test)]
mod tests {
    use arrow::array::StringArray;
    use chunkwise_plan::{Expr, col, parse_expr};

    use crate::eval::test_support::{array, batch, check};

    fn is(expr: Expr, answers: [Option<&str>; 4]) {
        let texts = vec![Some("a-bé-c"), None, Some("日本語"), Some("")];
        let table = batch([("s", array(StringArray::from(texts)))]);
        check(expr, &table, StringArray::from(answers.to_vec()));
    }

    #[test]
    fn slices_are_those_of_python() {
        let s = || col("s").str();
        is(s().slice(1, Some(4)), [Some("-bé"), None, Some("本語"), Some("")]);
        is(s().slice(-2, None), [Some("-c"), None, Some("本語"), Some("")]);
        is(s().slice(0, Some(-1)), [Some("a-bé-"), None, Some("日本"), Some("")]);
        is(s().slice(-9, Some(1)), [Some("a"), None, Some("日"), Some("")]);
        is(s().slice(4, Some(2)), [Some(""), None, Some(""), Some("")]);
        is(s().slice_step(None, None, -1), [Some("c-éb-a"), None, Some("語本日"), Some("")]);
        is(s().slice_step(Some(-1), Some(0), -2), [Some("cé-"), None, Some("語"), Some("")]);
        is(s().slice_step(Some(1), None, 2), [Some("-éc"), None, Some("本"), Some("")]);
        is(s().slice_step(Some(i64::MIN), Some(i64::MAX), i64::MAX), [Some("a"), None, Some("日"), Some("")]);
        is(s().slice(i64::MIN, Some(i64::MAX)), [Some("a-bé-c"), None, Some("日本語"), Some("")]);
    }

    #[test]
    fn single_characters_and_ends() {
        is(col("s").str().get(2), [Some("b"), None, Some("語"), None]);
        is(col("s").str().get(-1), [Some("c"), None, Some("語"), None]);
        is(col("s").str().get(-4), [Some("b"), None, None, None]);
        is(parse_expr("left(s, 2)").unwrap(), [Some("a-"), None, Some("日本"), Some("")]);
        is(parse_expr("right(s, 2)").unwrap(), [Some("-c"), None, Some("本語"), Some("")]);
        is(parse_expr("right(s, 0)").unwrap(), [Some(""), None, Some(""), Some("")]);
        is(parse_expr("right(s, -1)").unwrap(), [Some("-bé-c"), None, Some("本語"), Some("")]);
        is(parse_expr("reverse(s)").unwrap(), [Some("c-éb-a"), None, Some("語本日"), Some("")]);
    }

    #[test]
    fn parts_between_separators() {
        let s = || col("s").str();
        is(s().split("-").get(1), [Some("bé"), None, None, None]);
        is(s().split("-").get(-1), [Some("c"), None, Some("日本語"), Some("")]);
        is(s().split_whitespace().get(0), [Some("a-bé-c"), None, Some("日本語"), None]);
        is(parse_expr("split_part(s, '-', 2)").unwrap(), [Some("bé"), None, Some(""), Some("")]);
        is(s().partition("-").get(2), [Some("bé-c"), None, Some(""), Some("")]);
        is(s().rpartition("-").get(0), [Some("a-bé"), None, Some(""), Some("")]);
        is(s().removeprefix("a-"), [Some("bé-c"), None, Some("日本語"), Some("")]);
        is(s().removesuffix("語"), [Some("a-bé-c"), None, Some("日本"), Some("")]);
        is(s().strip_chars("ac日"), [Some("-bé-"), None, Some("本語"), Some("")]);
        is(s().lstrip_chars("ac日"), [Some("-bé-c"), None, Some("本語"), Some("")]);
        is(s().rstrip_chars("ac語"), [Some("a-bé-"), None, Some("日本"), Some("")]);
    }
}
