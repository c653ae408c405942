//! Small and capital letters, as Python's methods of `str` change them.

use std::fmt::Write;

use super::classify::is_title;
use super::rewrite;
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value};

/// The first character as a capital (`ǆ` becomes `ǅ`, `ß` becomes `Ss`), the others small.
pub(in crate::eval) fn capitalize(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    rewrite(ctx, value, |text, out| {
        let mut first = true;
        each_lowered(text, |c, small| {
            if std::mem::take(&mut first) { write_title(c, out) } else { out.write_str(small) }
        })
    })
}

/// The first letter of each word as a capital, the others small. A word is letters that have a case, so `o'neil` has two.
pub(in crate::eval) fn title(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    rewrite(ctx, value, |text, out| {
        let mut in_word = false;
        each_lowered(text, |c, small| {
            let was_in_word = std::mem::replace(&mut in_word, is_cased(c));
            if was_in_word { out.write_str(small) } else { write_title(c, out) }
        })
    })
}

/// Capitals as small letters, and the other way round.
pub(in crate::eval) fn swapcase(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    rewrite(ctx, value, |text, out| {
        each_lowered(text, |c, small| {
            if c.is_uppercase() {
                out.write_str(small)
            } else if c.is_lowercase() {
                write!(out, "{}", c.to_uppercase())
            } else {
                out.write_char(c)
            }
        })
    })
}

/// For comparing without regard to case: `ß` becomes `ss`.
pub(in crate::eval) fn casefold(ctx: &Context, value: &Value) -> Result<Value, EvalError> {
    rewrite(ctx, value, |text, out| out.write_str(&caseless::default_case_fold_str(text)))
}

/// Calls `each` with every character and what it becomes in small letters. That is not the character's own matter:
/// a sigma at the end of a word becomes another letter than within.
fn each_lowered(text: &str, mut each: impl FnMut(char, &str) -> std::fmt::Result) -> std::fmt::Result {
    let lowered = text.to_lowercase();
    let mut rest = lowered.as_str();
    for c in text.chars() {
        let count = c.to_lowercase().count();
        let end = rest.char_indices().nth(count).map_or(rest.len(), |(end, _)| end);
        let (small, behind) = rest.split_at(end);
        each(c, small)?;
        rest = behind;
    }
    Ok(())
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase() || is_title(c)
}

fn write_title(c: char, out: &mut impl Write) -> std::fmt::Result {
    let mapped = unicode_case_mapping::to_titlecase(c);
    if mapped[0] == 0 {
        return out.write_char(c); // it is its own capital
    }
    mapped
        .into_iter()
        .filter(|code| *code != 0)
        .filter_map(char::from_u32)
        .try_for_each(|c| out.write_char(c))
}

#[cfg(test)]
mod tests {
    use arrow::array::StringArray;
    use chunkwise_plan::col;

    use crate::eval::test_support::{array, batch, check};

    /// The answers of Python 3.11.
    #[test]
    fn letters_change_as_in_python() {
        let texts = ["ßa b", "ǆx YZ", "hello WORLD's o'neil", "ﬁn", "ΑΣ αΣ Σ", "éCole 3rd x", "İI", ""];
        let table = batch([("s", array(StringArray::from(texts.to_vec())))]);
        let is = |expr, answers: [&str; 8]| check(expr, &table, StringArray::from(answers.to_vec()));
        let s = || col("s").str();
        is(
            s().capitalize(),
            ["Ssa b", "ǅx yz", "Hello world's o'neil", "Fin", "Ας ας σ", "École 3rd x", "İi", ""],
        );
        is(
            s().title(),
            ["Ssa B", "ǅx Yz", "Hello World'S O'Neil", "Fin", "Ας Ας Σ", "École 3Rd X", "İi", ""],
        );
        is(
            s().swapcase(),
            ["SSA B", "ǄX yz", "HELLO world'S O'NEIL", "FIN", "ας Ας σ", "ÉcOLE 3RD X", "i̇i", ""],
        );
        is(
            s().casefold(),
            ["ssa b", "ǆx yz", "hello world's o'neil", "fin", "ασ ασ σ", "école 3rd x", "i̇i", ""],
        );
    }
}
