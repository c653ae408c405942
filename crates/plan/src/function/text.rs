//! Functions of texts.

use super::Function;
use super::signature::Takes::{Integer, Text};
use super::signature::{Gives, Signature, Takes};

/// A function from text to text.
const fn text(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Text];
    Signature::new(function, usage, ONE, Gives::Text, meaning)
}

/// Whether two texts stand in some relation.
const fn test(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const TWO: &[Takes] = &[Text, Text];
    Signature::new(function, usage, TWO, Gives::Bool, meaning)
}

pub(super) const SIGNATURES: &[Signature] = &[
    Signature::new(Function::Length, "length(s)", &[Text], Gives::Int, "how many characters").also(&[
        "len",
        "char_length",
        "character_length",
    ]),
    text(Function::Lower, "lower(s)", "in small letters").also(&["lcase"]),
    text(Function::Upper, "upper(s)", "in capital letters").also(&["ucase"]),
    text(Function::Strip, "trim(s)", "without white space at both ends").also(&["strip", "btrim"]),
    text(Function::LeftStrip, "ltrim(s)", "without white space at the start").also(&["lstrip"]),
    text(Function::RightStrip, "rtrim(s)", "without white space at the end").also(&["rstrip"]),
    test(Function::StartsWith, "starts_with(s, part)", "whether s starts with the part")
        .also(&["startswith"]),
    test(Function::EndsWith, "ends_with(s, part)", "whether s ends with the part").also(&["endswith"]),
    test(Function::Contains, "contains(s, part)", "whether the part, literally, is in s"),
    test(Function::Like, "like(s, pattern)", "whether s matches; % is any characters, _ is one"),
    Signature::new(
        Function::Replace,
        "replace(s, from, to)",
        &[Text, Text, Text],
        Gives::Text,
        "with every `from`, literally, replaced",
    ),
    Signature::new(
        Function::Substring,
        "substring(s, start [, length])",
        &[Text, Integer, Integer],
        Gives::Text,
        "characters from the start (the first is 1)",
    )
    .also(&["substr"])
    .optional(1),
    Signature::new(
        Function::Concat,
        "concat(s, …)",
        &[Text],
        Gives::Text,
        "the texts joined; null if one of them is",
    )
    .repeats(),
];
