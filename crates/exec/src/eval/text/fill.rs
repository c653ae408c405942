//! Texts filled up to a width, and repeated.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::StringBuilder;

use super::{Integers, Texts, push};
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Fault, Value, rows_of, wrap};

/// No text is filled up or repeated beyond so many bytes: an array of texts cannot have more.
const MAX_BYTES: usize = i32::MAX as usize;

/// Where the text is filled up.
#[derive(Clone, Copy)]
pub(in crate::eval) enum Side {
    Left,
    Right,
    /// As Python's `center`: where the blanks are odd, one more on the left if the width is odd, else on the right.
    Both,
}

/// Filled up to `width` characters with the character `fill` (a blank if absent). A longer text stays as it is.
pub(in crate::eval) fn pad(
    ctx: &Context,
    value: &Value,
    width: &Value,
    fill: Option<&Value>,
    side: Side,
) -> Result<Value, EvalError> {
    per_row(ctx, value, width, fill, |text, width, fill, out| {
        let missing = width.saturating_sub(text.chars().count());
        let left = match side {
            Side::Left => missing,
            Side::Right => 0,
            Side::Both => missing / 2 + (missing & width & 1),
        };
        let fill = fill.unwrap_or(" ");
        repeat(fill, left, out)?;
        push(out, text);
        repeat(fill, missing - left, out)
    })
}

/// SQL's `lpad` and `rpad`: to exactly `width` characters, with a text of any length; a longer text is cut.
pub(in crate::eval) fn pad_or_cut(
    ctx: &Context,
    value: &Value,
    width: &Value,
    fill: Option<&Value>,
    side: Side,
) -> Result<Value, EvalError> {
    per_row(ctx, value, width, fill, |text, width, fill, out| {
        let length = text.chars().count();
        if length >= width {
            push(out, &text[..super::offset_of(text, width)]);
            return Ok(());
        }
        let fill = fill.unwrap_or(" ");
        check_size(out, fill, width - length)?;
        let filling = fill.chars().cycle().take(if fill.is_empty() { 0 } else { width - length });
        if matches!(side, Side::Right) {
            push(out, text);
        }
        filling.for_each(|c| _ = out.write_char(c));
        if matches!(side, Side::Left) {
            push(out, text);
        }
        Ok(())
    })
}

/// Filled up to `width` characters with zeros behind its sign.
pub(in crate::eval) fn zfill(ctx: &Context, value: &Value, width: &Value) -> Result<Value, EvalError> {
    per_row(ctx, value, width, None, |text, width, _, out| {
        let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
        push(out, sign);
        repeat("0", width.saturating_sub(text.chars().count()), out)?;
        push(out, digits);
        Ok(())
    })
}

/// The text, `count` times; no time for a count below one.
pub(in crate::eval) fn repeated(ctx: &Context, value: &Value, count: &Value) -> Result<Value, EvalError> {
    per_row(ctx, value, count, None, |text, count, _, out| repeat(text, count, out))
}

fn repeat(text: &str, count: usize, out: &mut StringBuilder) -> Result<(), Fault> {
    check_size(out, text, count)?;
    (0..count).for_each(|_| push(out, text));
    Ok(())
}

/// Whether there is room for `text`, `count` times, behind what is there.
fn check_size(out: &StringBuilder, text: &str, count: usize) -> Result<(), Fault> {
    let added = text.len().checked_mul(count);
    let size = added.and_then(|added| added.checked_add(out.values_slice().len()));
    if size.is_some_and(|size| size < MAX_BYTES) { Ok(()) } else { Err(Fault::TooLong) }
}

/// A text per row, from a text, a number (not below 0) and perhaps a second text; null if one of them is null.
fn per_row(
    ctx: &Context,
    value: &Value,
    number: &Value,
    fill: Option<&Value>,
    write: impl Fn(&str, usize, Option<&str>, &mut StringBuilder) -> Result<(), Fault>,
) -> Result<Value, EvalError> {
    let operands: Vec<&Value> = [value, number].into_iter().chain(fill).collect();
    let texts = Texts::new(ctx, value)?;
    let numbers = Integers::new(ctx, number)?;
    let fills = fill.map(|fill| Texts::new(ctx, fill)).transpose()?;
    let mut out = StringBuilder::new();
    for row in 0..rows_of(&operands) {
        let fill = fills.as_ref().map(|fills| fills.get(row));
        match (texts.get(row), numbers.get(row), fill) {
            (None, _, _) | (_, None, _) | (_, _, Some(None)) => out.append_null(),
            (Some(text), Some(number), fill) => {
                let number = usize::try_from(number.max(0)).unwrap_or(usize::MAX);
                write(text, number, fill.flatten(), &mut out).map_err(|fault| ctx.fault(fault))?;
                out.append_value("");
            }
        }
    }
    Ok(wrap(&operands, Arc::new(out.finish())))
}

#[cfg(test)]
mod tests {
    use arrow::array::StringArray;
    use chunkwise_plan::{col, lit};

    use crate::eval::test_support::{array, batch, check, error_of};

    #[test]
    fn texts_are_filled_up() {
        let texts = vec![Some("ab"), Some("-5"), None, Some("日本語"), Some("")];
        let table = batch([("s", array(StringArray::from(texts)))]);
        let is = |expr, answers: [&'static str; 4]| {
            let [a, b, c, d] = answers.map(Some);
            check(expr, &table, StringArray::from(vec![a, b, None, c, d]));
        };
        let s = || col("s").str();
        is(s().zfill(4), ["00ab", "-005", "0日本語", "0000"]);
        is(s().zfill(1), ["ab", "-5", "日本語", "0"]);
        is(s().center(5, '*'), ["**ab*", "**-5*", "*日本語*", "*****"]);
        is(s().center(4, '*'), ["*ab*", "*-5*", "日本語*", "****"]);
        is(s().ljust(4, 'é'), ["abéé", "-5éé", "日本語é", "éééé"]);
        is(s().rjust(4, ' '), ["  ab", "  -5", " 日本語", "    "]);
        is(s().repeat(2), ["abab", "-5-5", "日本語日本語", ""]);
        is(s().repeat(-1), ["", "", "", ""]);
    }

    #[test]
    fn sql_fills_or_cuts() {
        let table = batch([("s", array(StringArray::from(vec!["abc", "x"])))]);
        let parse = |text: &str| chunkwise_plan::parse_expr(text).unwrap();
        check(parse("lpad(s, 2, '*')"), &table, StringArray::from(vec!["ab", "*x"]));
        check(parse("rpad(s, 5, '12')"), &table, StringArray::from(vec!["abc12", "x1212"]));
        check(parse("rpad(s, 5, '')"), &table, StringArray::from(vec!["abc", "x"]));
        check(parse("lpad(s, -1)"), &table, StringArray::from(vec!["", ""]));
    }

    #[test]
    fn a_text_too_long_for_memory_is_an_error() {
        let table = batch([("s", array(StringArray::from(vec!["ab"])))]);
        assert!(error_of(col("s").str().repeat(lit(i64::MAX)), &table).contains("longer than"));
        assert!(error_of(col("s").str().zfill(i64::MAX), &table).contains("longer than"));
    }
}
