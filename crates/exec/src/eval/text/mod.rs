//! Functions of text. Lengths and positions count characters, not bytes.

mod classify;
mod fill;
mod letters;
mod parts;
mod pattern;
mod search;

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Datum, Int64Array, StringArray, StringBuilder};
use arrow::buffer::Buffer;
use arrow::compute::kernels::comparison;
use arrow::datatypes::Int64Type;
use arrow::error::ArrowError;

use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value, rows_of, wrap};

pub(in crate::eval) use classify::classify;
pub(in crate::eval) use fill::{Side, pad, pad_or_cut, repeated, zfill};
pub(in crate::eval) use letters::{capitalize, casefold, swapcase, title};
pub(in crate::eval) use parts::{
    get, left, partition, remove_prefix, remove_suffix, reverse, right, slice, split_get, split_part,
    strip_characters,
};
pub(in crate::eval) use pattern::{count as count_regex, extract, is_match, replace as replace_regex};
pub(in crate::eval) use search::{count_of, find, rfind};

/// In small letters.
pub(in crate::eval) fn lower(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    change_case(ctx, value, <[u8]>::make_ascii_lowercase, str::to_lowercase)
}

/// In capital letters.
pub(in crate::eval) fn upper(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    change_case(ctx, value, <[u8]>::make_ascii_uppercase, str::to_uppercase)
}

/// The number of characters (code points).
pub(in crate::eval) fn length(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let counts = (0..texts.len()).map(|row| texts.value(row).chars().count() as i64).collect::<Vec<_>>();
        Ok(Arc::new(Int64Array::new(counts.into(), texts.nulls().cloned())) as ArrayRef)
    })
}

/// Without white space at both ends.
pub(in crate::eval) fn strip(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    cut(ctx, value, |text| text.trim_matches(is_space))
}

/// Without white space at the start.
pub(in crate::eval) fn left_strip(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    cut(ctx, value, |text| text.trim_start_matches(is_space))
}

/// Without white space at the end.
pub(in crate::eval) fn right_strip(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    cut(ctx, value, |text| text.trim_end_matches(is_space))
}

/// Whether the text starts with `pattern`, taken literally.
pub(in crate::eval) fn starts_with(
    ctx: &Context,
    value: &Value,
    pattern: &Value,
) -> Result<Value, EvalError> {
    matches(ctx, value, pattern, comparison::starts_with)
}

/// Whether the text ends with `pattern`, taken literally.
pub(in crate::eval) fn ends_with(ctx: &Context, value: &Value, pattern: &Value) -> Result<Value, EvalError> {
    matches(ctx, value, pattern, comparison::ends_with)
}

/// Whether `pattern`, taken literally, is somewhere in the text.
pub(in crate::eval) fn contains(ctx: &Context, value: &Value, pattern: &Value) -> Result<Value, EvalError> {
    matches(ctx, value, pattern, comparison::contains)
}

/// Whether the whole text matches `pattern`: `%` is any characters, `_` one character, `\` takes the next one literally.
pub(in crate::eval) fn like(ctx: &Context, value: &Value, pattern: &Value) -> Result<Value, EvalError> {
    matches(ctx, value, pattern, comparison::like)
}

/// With every `from`, taken literally, replaced. An empty `from` is found around every character, as in Python.
pub(in crate::eval) fn replace(
    ctx: &Context,
    value: &Value,
    from: &Value,
    to: &Value,
) -> Result<Value, EvalError> {
    let operands = [value, from, to];
    build(ctx, &operands, |[text, from, to], out| {
        let mut copied = 0;
        for (found, matched) in text.match_indices(from) {
            push(out, &text[copied..found]);
            push(out, to);
            copied = found + matched.len();
        }
        push(out, &text[copied..]);
    })
}

/// With the first `limit` times `from` replaced; all if it is negative.
pub(in crate::eval) fn replace_n(
    ctx: &Context,
    value: &Value,
    from: &Value,
    to: &Value,
    limit: &Value,
) -> Result<Value, EvalError> {
    let operands = [value, from, to, limit];
    let [texts, froms, tos] = [Texts::new(ctx, value)?, Texts::new(ctx, from)?, Texts::new(ctx, to)?];
    let limits = Integers::new(ctx, limit)?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        match (texts.get(row), froms.get(row), tos.get(row), limits.get(row)) {
            (Some(text), Some(from), Some(to), Some(limit)) => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                out.append_value(text.replacen(from, to, limit));
            }
            _ => out.append_null(),
        }
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

/// The texts that are not null, with the separator between them; null only where the separator is.
pub(in crate::eval) fn concat_ws(
    ctx: &Context,
    separator: &Value,
    values: &[Value],
) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = std::iter::once(separator).chain(values).collect();
    let separators = Texts::new(ctx, separator)?;
    let texts = values.iter().map(|value| Texts::new(ctx, value)).collect::<Result<Vec<_>, _>>()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        let Some(separator) = separators.get(row) else {
            out.append_null();
            continue;
        };
        for (at, text) in texts.iter().filter_map(|text| text.get(row)).enumerate() {
            push(&mut out, if at == 0 { "" } else { separator });
            push(&mut out, text);
        }
        out.append_value("");
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

/// All texts one after the other; null if one of them is null.
pub(in crate::eval) fn concat(ctx: &Context, values: &[Value]) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = values.iter().collect();
    let texts = operands.iter().map(|operand| Texts::new(ctx, operand)).collect::<Result<Vec<_>, _>>()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        if texts.iter().any(|text| text.get(row).is_none()) {
            out.append_null();
            continue;
        }
        texts.iter().filter_map(|text| text.get(row)).for_each(|text| push(&mut out, text));
        out.append_value("");
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

/// From the character `start` (the first is 1), `length` characters or to the end. As in SQL, a start before the text uses
/// up length: `substring('abc', 0, 2)` is `a`. A negative length counts as 0.
pub(in crate::eval) fn substring(
    ctx: &Context,
    value: &Value,
    start: &Value,
    length: Option<&Value>,
) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = [value, start].into_iter().chain(length).collect();
    let texts = Texts::new(ctx, value)?;
    let starts = Integers::new(ctx, start)?;
    let lengths = length.map(|length| Integers::new(ctx, length)).transpose()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        let length = lengths.as_ref().map_or(Some(i64::MAX), |lengths| lengths.get(row));
        match (texts.get(row), starts.get(row), length) {
            (Some(text), Some(start), Some(length)) => out.append_value(characters(text, start, length)),
            _ => out.append_null(),
        }
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

fn characters(text: &str, start: i64, length: i64) -> &str {
    // Positions from 0, the end excluded; saturating, as both numbers come from the user.
    let from = start.saturating_sub(1);
    let end = if length == i64::MAX { i64::MAX } else { from.saturating_add(length.max(0)) };
    let skipped = usize::try_from(from.max(0)).unwrap_or(usize::MAX);
    let taken = usize::try_from(end.saturating_sub(from.max(0)).max(0)).unwrap_or(usize::MAX);
    let rest = &text[offset_of(text, skipped)..];
    &rest[..offset_of(rest, taken)]
}

/// Where the n-th character begins; the end of the text if there are fewer.
fn offset_of(text: &str, n: usize) -> usize {
    if text.is_ascii() {
        return n.min(text.len());
    }
    text.char_indices().nth(n).map_or(text.len(), |(offset, _)| offset)
}

/// White space as Python's `str.strip` has it: Unicode's, and the four ASCII separators.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Text without any non-ASCII byte is changed in one pass over the buffer; other text, row by row.
fn change_case(
    ctx: &Context,
    value: &Value,
    ascii: impl Fn(&mut [u8]),
    unicode: impl Fn(&str) -> String,
) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let (first, last) = (texts.value_offsets().first(), texts.value_offsets().last());
        let range = first.map_or(0, |offset| *offset as usize)..last.map_or(0, |offset| *offset as usize);
        if texts.values()[range].is_ascii() {
            // Text outside the range (of a sliced array) may be cut anywhere, but ASCII changes keep UTF-8 valid.
            let mut bytes = texts.values().to_vec();
            ascii(&mut bytes);
            let changed = StringArray::try_new(
                texts.offsets().clone(),
                Buffer::from_vec(bytes),
                texts.nulls().cloned(),
            );
            return Ok(Arc::new(changed.map_err(|source| ctx.arrow(source))?) as ArrayRef);
        }
        let mut out = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        texts.iter().for_each(|text| out.append_option(text.map(&unicode)));
        Ok(Arc::new(out.finish()) as ArrayRef)
    })
}

/// A part of each text.
fn cut(ctx: &Context, value: &Value, part: impl Fn(&str) -> &str) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let mut out = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        texts.iter().for_each(|text| out.append_option(text.map(&part)));
        Ok(Arc::new(out.finish()) as ArrayRef)
    })
}

/// A text per row, written by `write` from the text of the row.
fn rewrite(
    ctx: &Context,
    value: &Value,
    write: impl Fn(&str, &mut StringBuilder) -> std::fmt::Result,
) -> Result<Value, EvalError> {
    let texts = strings(ctx, value)?;
    value.map(|_| {
        let mut out = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
        for text in texts {
            match text {
                Some(text) => {
                    // Writing to a builder cannot fail: it grows.
                    let _ = write(text, &mut out);
                    out.append_value("");
                }
                None => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()) as ArrayRef)
    })
}

fn matches(
    ctx: &Context,
    value: &Value,
    pattern: &Value,
    kernel: fn(&dyn Datum, &dyn Datum) -> Result<BooleanArray, ArrowError>,
) -> Result<Value, EvalError> {
    strings(ctx, value)?;
    strings(ctx, pattern)?;
    let mask = kernel(value.datum(), pattern.datum()).map_err(|source| ctx.arrow(source))?;
    Ok(wrap(&[value, pattern], Arc::new(mask)))
}

/// A text per row, written by `write` from the operands' texts; null if one of them is null.
fn build<const N: usize>(
    ctx: &Context,
    operands: &[&Value; N],
    write: impl Fn([&str; N], &mut StringBuilder),
) -> Result<Value, EvalError> {
    let mut texts = Vec::with_capacity(N);
    for operand in operands {
        texts.push(Texts::new(ctx, operand)?);
    }
    let mut out = StringBuilder::new();
    for row in 0..rows_of(operands) {
        let mut row_texts = [""; N];
        let mut complete = true;
        for (slot, text) in row_texts.iter_mut().zip(&texts) {
            match text.get(row) {
                Some(text) => *slot = text,
                None => complete = false,
            }
        }
        if complete {
            write(row_texts, &mut out);
            out.append_value("");
        } else {
            out.append_null();
        }
    }
    Ok(wrap(operands, Arc::new(out.finish())))
}

/// Adds to the text that the builder's next `append_value` completes.
fn push(out: &mut StringBuilder, text: &str) {
    // Writing to a builder cannot fail: it grows.
    let _ = out.write_str(text);
}

fn strings<'a>(ctx: &Context, value: &'a Value) -> Result<&'a StringArray, EvalError> {
    value.array().as_string_opt::<i32>().ok_or_else(|| ctx.unsupported(&[value]))
}

/// The texts of an operand, the same one for every row if it is a scalar.
struct Texts<'a> {
    array: &'a StringArray,
    scalar: bool,
}

impl<'a> Texts<'a> {
    fn new(ctx: &Context, value: &'a Value) -> Result<Self, EvalError> {
        Ok(Self { array: strings(ctx, value)?, scalar: value.is_scalar() })
    }

    fn get(&self, row: usize) -> Option<&'a str> {
        let row = if self.scalar { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

/// The integers of an operand, the same one for every row if it is a scalar.
struct Integers<'a> {
    array: &'a Int64Array,
    scalar: bool,
}

impl<'a> Integers<'a> {
    fn new(ctx: &Context, value: &'a Value) -> Result<Self, EvalError> {
        let array = value.array().as_primitive_opt::<Int64Type>().ok_or_else(|| ctx.unsupported(&[value]))?;
        Ok(Self { array, scalar: value.is_scalar() })
    }

    fn get(&self, row: usize) -> Option<i64> {
        let row = if self.scalar { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
