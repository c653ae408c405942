//! Functions of texts.

use super::Function;
use super::signature::Takes::{Constant, Integer, Text};
use super::signature::{Gives, Signature, Takes};

/// A function from text to text.
const fn text(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Text];
    Signature::new(function, usage, ONE, Gives::Text, meaning)
}

/// A question about a text.
const fn test(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Text];
    Signature::new(function, usage, ONE, Gives::Bool, meaning)
}

/// Whether two texts stand in some relation.
const fn relation(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const TWO: &[Takes] = &[Text, Text];
    Signature::new(function, usage, TWO, Gives::Bool, meaning)
}

/// Whether a text fits a regular expression.
const fn matches(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const TWO: &[Takes] = &[Text, Constant];
    Signature::new(function, usage, TWO, Gives::Bool, meaning)
}

/// A text from a text and others, the last `optional` of which may be left out.
const fn change(
    function: Function,
    usage: &'static str,
    takes: &'static [Takes],
    optional: usize,
    meaning: &'static str,
) -> Signature {
    Signature::new(function, usage, takes, Gives::Text, meaning).optional(optional)
}

/// A number from texts.
const fn number(
    function: Function,
    usage: &'static str,
    takes: &'static [Takes],
    meaning: &'static str,
) -> Signature {
    Signature::new(function, usage, takes, Gives::Int, meaning)
}

pub(super) const SIGNATURES: &[Signature] = &[
    number(Function::Length, "length(s)", &[Text], "how many characters").also(&[
        "len",
        "char_length",
        "character_length",
    ]),
    text(Function::Lower, "lower(s)", "in small letters").also(&["lcase"]),
    text(Function::Upper, "upper(s)", "in capital letters").also(&["ucase"]),
    text(Function::Capitalize, "capitalize(s)", "the first character as a capital, the others small"),
    text(Function::Title, "title(s)", "the first letter of each word as a capital, the others small")
        .also(&["initcap"]),
    text(Function::SwapCase, "swapcase(s)", "capitals as small letters, and the other way round"),
    text(Function::CaseFold, "casefold(s)", "for comparing without regard to case"),
    text(Function::Reverse, "reverse(s)", "from the last character to the first"),
    change(
        Function::Strip,
        "trim(s [, characters])",
        &[Text, Text],
        1,
        "without white space, or these characters, at both ends",
    )
    .also(&["strip", "btrim"]),
    change(
        Function::LeftStrip,
        "ltrim(s [, characters])",
        &[Text, Text],
        1,
        "without white space, or these characters, at the start",
    )
    .also(&["lstrip"]),
    change(
        Function::RightStrip,
        "rtrim(s [, characters])",
        &[Text, Text],
        1,
        "without white space, or these characters, at the end",
    )
    .also(&["rstrip"]),
    change(
        Function::RemovePrefix,
        "removeprefix(s, prefix)",
        &[Text, Text],
        0,
        "without the prefix, if s has it",
    ),
    change(
        Function::RemoveSuffix,
        "removesuffix(s, suffix)",
        &[Text, Text],
        0,
        "without the suffix, if s has it",
    ),
    relation(Function::StartsWith, "starts_with(s, part)", "whether s starts with the part")
        .also(&["startswith"]),
    relation(Function::EndsWith, "ends_with(s, part)", "whether s ends with the part").also(&["endswith"]),
    relation(Function::Contains, "contains(s, part)", "whether the part, literally, is in s"),
    relation(Function::Like, "like(s, pattern)", "whether s matches; % is any characters, _ is one"),
    matches(
        Function::ContainsRegex,
        "contains_regex(s, pattern)",
        "whether the regular expression is found in s",
    )
    .also(&["regexp_matches", "regexp_like"]),
    matches(
        Function::Match,
        "match(s, pattern)",
        "whether the regular expression is found at the start of s",
    ),
    matches(
        Function::FullMatch,
        "fullmatch(s, pattern)",
        "whether all of s is what the regular expression says",
    )
    .also(&["regexp_full_match"]),
    number(
        Function::CountRegex,
        "count_regex(s, pattern)",
        &[Text, Constant],
        "how often the regular expression is found",
    )
    .also(&["regexp_count"]),
    change(
        Function::Extract,
        "regexp_extract(s, pattern [, group])",
        &[Text, Constant, Constant],
        1,
        "the text of a group, by number or name; of the first if not said, null if not found",
    )
    .also(&["extract"]),
    change(
        Function::ReplaceRegex,
        "regexp_replace(s, pattern, to [, n])",
        &[Text, Constant, Constant, Constant],
        1,
        "what the regular expression finds replaced, all or the first n; \\1 is a group",
    )
    .also(&["replace_regex"]),
    change(
        Function::Replace,
        "replace(s, from, to [, n])",
        &[Text, Text, Text, Integer],
        1,
        "every `from`, literally, replaced, or the first n",
    ),
    number(Function::CountOf, "str_count(s, part)", &[Text, Text], "how often the part, literally, is in s"),
    number(
        Function::Find,
        "find(s, part [, start])",
        &[Text, Text, Integer],
        "the position of the part, from 0; -1 if there is none",
    )
    .optional(1),
    number(
        Function::RightFind,
        "rfind(s, part)",
        &[Text, Text],
        "the position of the last such part; -1 if there is none",
    ),
    change(
        Function::Slice,
        "slice(s, start [, stop [, step]])",
        &[Text, Integer, Integer, Integer],
        2,
        "the characters of Python's s[start:stop:step], from 0",
    ),
    change(
        Function::Substring,
        "substring(s, start [, length])",
        &[Text, Integer, Integer],
        1,
        "characters from the start (the first is 1)",
    )
    .also(&["substr"]),
    change(
        Function::Get,
        "get(s, i)",
        &[Text, Integer],
        0,
        "the character at a position from 0; null if there is none",
    ),
    change(Function::Left, "left(s, n)", &[Text, Integer], 0, "the first n characters"),
    change(Function::Right, "right(s, n)", &[Text, Integer], 0, "the last n characters"),
    change(
        Function::SplitGet,
        "split_get(s, i [, separator])",
        &[Text, Integer, Text],
        1,
        "the part at a position from 0 of s cut at each separator, or at white space",
    ),
    change(
        Function::SplitPart,
        "split_part(s, separator, n)",
        &[Text, Text, Integer],
        0,
        "the part at a position from 1; an empty text if there is none",
    ),
    change(
        Function::Partition,
        "partition_get(s, i, separator)",
        &[Text, Integer, Text],
        0,
        "0: what is before the first separator, 1: the separator, 2: what is behind it",
    ),
    change(
        Function::RightPartition,
        "rpartition_get(s, i, separator)",
        &[Text, Integer, Text],
        0,
        "the same at the last separator",
    ),
    change(
        Function::LeftJustify,
        "ljust(s, width [, fill])",
        &[Text, Integer, Text],
        1,
        "filled up on the right",
    ),
    change(
        Function::RightJustify,
        "rjust(s, width [, fill])",
        &[Text, Integer, Text],
        1,
        "filled up on the left",
    ),
    change(
        Function::Center,
        "center(s, width [, fill])",
        &[Text, Integer, Text],
        1,
        "filled up on both sides",
    ),
    change(
        Function::ZeroFill,
        "zfill(s, width)",
        &[Text, Integer],
        0,
        "filled up with zeros behind its sign",
    ),
    change(
        Function::LeftPad,
        "lpad(s, width [, fill])",
        &[Text, Integer, Text],
        1,
        "filled up on the left, or cut, to the width",
    ),
    change(
        Function::RightPad,
        "rpad(s, width [, fill])",
        &[Text, Integer, Text],
        1,
        "filled up on the right, or cut, to the width",
    ),
    change(Function::Repeat, "repeat(s, n)", &[Text, Integer], 0, "s, n times"),
    text(Function::Concat, "concat(s, …)", "the texts joined; null if one of them is").repeats(),
    change(
        Function::ConcatWithSeparator,
        "concat_ws(separator, s, …)",
        &[Text, Text],
        0,
        "the texts joined with a separator; nulls are left out",
    )
    .repeats(),
    test(Function::IsAlpha, "isalpha(s)", "whether all characters are letters (and there is one)"),
    test(Function::IsAlnum, "isalnum(s)", "whether all characters are letters or numbers"),
    test(Function::IsDigit, "isdigit(s)", "whether all characters are digits, ² too"),
    test(Function::IsDecimal, "isdecimal(s)", "whether all characters are decimal digits"),
    test(Function::IsNumeric, "isnumeric(s)", "whether all characters are for numbers, ½ too"),
    test(Function::IsSpace, "isspace(s)", "whether all characters are white space"),
    test(Function::IsAscii, "isascii(s)", "whether all characters are ASCII, or there is none"),
    test(Function::IsLower, "islower(s)", "whether there are small letters, and no capitals"),
    test(Function::IsUpper, "isupper(s)", "whether there are capitals, and no small letters"),
    test(Function::IsTitle, "istitle(s)", "whether capitals stand where words begin, and only there"),
];
