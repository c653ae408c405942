//! Questions about the characters of a text: `isdigit` and its kin, with the answers of Python's methods of `str`. All but `isascii`
//! say no to the empty text.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use chunkwise_plan::Function;
use unicode_general_category::{GeneralCategory, get_general_category};

use super::{is_space, strings};
use crate::eval::error::EvalError;
use crate::eval::value::{Context, Value};

/// What the question `function` says of each text.
pub(in crate::eval) fn classify(
    ctx: &Context,
    function: Function,
    value: &Value,
) -> Result<Value, EvalError> {
    let question: fn(&str) -> bool = match function {
        Function::IsAlpha => |text| all(text, is_letter),
        Function::IsAlnum => |text| all(text, |c| is_letter(c) || is_numeric(c)),
        Function::IsDecimal => |text| all(text, is_decimal),
        Function::IsDigit => |text| all(text, is_digit),
        Function::IsNumeric => |text| all(text, is_numeric),
        Function::IsSpace => |text| all(text, is_space),
        Function::IsAscii => str::is_ascii,
        Function::IsLower => |text| is_of_case(text, char::is_lowercase, |c| c.is_uppercase() || is_title(c)),
        Function::IsUpper => |text| is_of_case(text, char::is_uppercase, |c| c.is_lowercase() || is_title(c)),
        Function::IsTitle => is_title_text,
        _ => return Err(ctx.unsupported(&[value])),
    };
    let texts = strings(ctx, value)?;
    value.map(|_| Ok(Arc::new(BooleanArray::from_unary(texts, question)) as ArrayRef))
}

fn all(text: &str, question: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(question)
}

/// Whether some letter is of the case that `is` asks for, and none of the others.
fn is_of_case(text: &str, is: fn(char) -> bool, is_other: fn(char) -> bool) -> bool {
    text.chars().any(is) && !text.chars().any(is_other)
}

/// Whether capitals stand where words begin, and only there.
fn is_title_text(text: &str) -> bool {
    let (mut in_word, mut found) = (false, false);
    for c in text.chars() {
        if c.is_uppercase() || is_title(c) {
            if in_word {
                return false;
            }
            (in_word, found) = (true, true);
        } else if c.is_lowercase() {
            if !in_word {
                return false;
            }
            found = true;
        } else {
            in_word = false;
        }
    }
    found
}

/// A letter that is both: `ǅ`.
pub(super) fn is_title(c: char) -> bool {
    !c.is_ascii() && get_general_category(c) == GeneralCategory::TitlecaseLetter
}

fn is_letter(c: char) -> bool {
    use GeneralCategory::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let category = get_general_category(c);
    matches!(category, LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter)
}

/// A digit of a decimal number in any script.
fn is_decimal(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    get_general_category(c) == GeneralCategory::DecimalNumber
}

/// A decimal digit, or another character for one digit, such as `²`.
fn is_digit(c: char) -> bool {
    is_decimal(c) || DIGITS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// A character that means a number: digits, fractions, Roman and Han numerals.
fn is_numeric(c: char) -> bool {
    c.is_numeric() || HAN_NUMERALS.contains(c)
}

/// Digits (`Numeric_Type=Digit` of the Unicode Character Database) that are not decimal.
const DIGITS: [(char, char); 20] = [
    ('\u{b2}', '\u{b3}'),
    ('\u{b9}', '\u{b9}'),
    ('\u{1369}', '\u{1371}'),
    ('\u{19da}', '\u{19da}'),
    ('\u{2070}', '\u{2070}'),
    ('\u{2074}', '\u{2079}'),
    ('\u{2080}', '\u{2089}'),
    ('\u{2460}', '\u{2468}'),
    ('\u{2474}', '\u{247c}'),
    ('\u{2488}', '\u{2490}'),
    ('\u{24ea}', '\u{24ea}'),
    ('\u{24f5}', '\u{24fd}'),
    ('\u{24ff}', '\u{24ff}'),
    ('\u{2776}', '\u{277e}'),
    ('\u{2780}', '\u{2788}'),
    ('\u{278a}', '\u{2792}'),
    ('\u{10a40}', '\u{10a43}'),
    ('\u{10e60}', '\u{10e68}'),
    ('\u{11052}', '\u{1105a}'),
    ('\u{1f100}', '\u{1f10a}'),
];

/// Letters that have a `Numeric_Type` in the Unicode Character Database: Han characters for numbers.
const HAN_NUMERALS: &str = "\
    㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零參拾\
    兩零六陸什𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭廾";

#[cfg(test)]
mod tests {
    use arrow::array::{BooleanArray, StringArray};
    use chunkwise_plan::{Expr, col};

    use crate::eval::test_support::{array, batch, check};

    const TEXTS: [&str; 20] = [
        "5", "²", "½", "五", "a", "ª", "Ⅷ", "é", "e\u{301}", "", "ა", "ʰ", "A1", " ", "\u{1c}", "\u{85}",
        "Aa", "1A", "ǅ", "一二",
    ];

    /// The answers of Python 3.11.
    #[test]
    fn answers_are_those_of_python() {
        let table = batch([("s", array(StringArray::from(TEXTS.to_vec())))]);
        let is = |expr: Expr, answers: &str| {
            let answers: Vec<bool> = answers.chars().map(|answer| answer == '1').collect();
            check(expr, &table, BooleanArray::from(answers));
        };
        let s = || col("s").str();
        is(s().isalpha(), "00011101001100001011");
        is(s().isdigit(), "11000000000000000000");
        is(s().isdecimal(), "10000000000000000000");
        is(s().isnumeric(), "11110010000000000001");
        is(s().isalnum(), "11111111001110001111");
        is(s().islower(), "00001101101100000000");
        is(s().isupper(), "00000010000010000100");
        is(s().isspace(), "00000000000001110000");
        is(s().istitle(), "00000010000010001110");
        is(s().isascii(), "10001000010011101100");
    }
}
