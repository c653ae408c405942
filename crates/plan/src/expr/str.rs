//! `.str()`: operations on texts, under pandas' names.

use super::Expr;
use crate::function::Function;
use crate::scalar::Scalar;

/// The operations on texts; made by [`Expr::str`]. Lengths and positions count characters, not bytes.
///
/// ```
/// use chunkwise_plan::col;
/// assert_eq!(col("name").str().starts_with("A").to_string(), "starts_with(name, 'A')");
/// ```
#[derive(Debug, Clone)]
#[must_use = "choose an operation: lower(), contains(..), ..."]
pub struct Str(pub(super) Expr);

impl Str {
    fn call(self, function: Function, rest: impl IntoIterator<Item = Expr>) -> Expr {
        let args = std::iter::once(self.0).chain(rest).collect();
        Expr::Call { function, args }
    }

    /// The text in small letters.
    pub fn lower(self) -> Expr {
        self.call(Function::Lower, [])
    }

    /// The text in capital letters.
    pub fn upper(self) -> Expr {
        self.call(Function::Upper, [])
    }

    /// How many characters the text has.
    pub fn len(self) -> Expr {
        self.call(Function::Length, [])
    }

    /// Whether the text contains `part`, literally; [`Str::contains_regex`] looks for a pattern.
    pub fn contains(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::Contains, [part.into()])
    }

    /// Whether the text starts with `part`; pandas' `startswith`.
    pub fn starts_with(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::StartsWith, [part.into()])
    }

    /// Whether the text ends with `part`; pandas' `endswith`.
    pub fn ends_with(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::EndsWith, [part.into()])
    }

    /// Whether the text starts with `part`.
    pub fn startswith(self, part: impl Into<Expr>) -> Expr {
        self.starts_with(part)
    }

    /// Whether the text ends with `part`.
    pub fn endswith(self, part: impl Into<Expr>) -> Expr {
        self.ends_with(part)
    }

    /// The text without white space at both ends.
    pub fn strip(self) -> Expr {
        self.call(Function::Strip, [])
    }

    /// The text without white space at its start.
    pub fn lstrip(self) -> Expr {
        self.call(Function::LeftStrip, [])
    }

    /// The text without white space at its end.
    pub fn rstrip(self) -> Expr {
        self.call(Function::RightStrip, [])
    }

    /// The text without any of `characters` at both ends.
    pub fn strip_chars(self, characters: impl Into<Expr>) -> Expr {
        self.call(Function::Strip, [characters.into()])
    }

    /// The text without any of `characters` at its start.
    pub fn lstrip_chars(self, characters: impl Into<Expr>) -> Expr {
        self.call(Function::LeftStrip, [characters.into()])
    }

    /// The text without any of `characters` at its end.
    pub fn rstrip_chars(self, characters: impl Into<Expr>) -> Expr {
        self.call(Function::RightStrip, [characters.into()])
    }

    /// The text without `prefix`, if it starts with it.
    pub fn removeprefix(self, prefix: impl Into<Expr>) -> Expr {
        self.call(Function::RemovePrefix, [prefix.into()])
    }

    /// The text without `suffix`, if it ends with it.
    pub fn removesuffix(self, suffix: impl Into<Expr>) -> Expr {
        self.call(Function::RemoveSuffix, [suffix.into()])
    }

    /// The text with every `from` replaced by `to`, literally.
    pub fn replace(self, from: impl Into<Expr>, to: impl Into<Expr>) -> Expr {
        self.call(Function::Replace, [from.into(), to.into()])
    }

    /// The text with the first `n` times `from` replaced by `to`, literally; all if `n` is negative.
    pub fn replace_n(self, from: impl Into<Expr>, to: impl Into<Expr>, n: i64) -> Expr {
        self.call(Function::Replace, [from.into(), to.into(), n.into()])
    }

    /// The characters from `start` up to, not including, `stop`; both count from 0, and from the end if they are negative, as in
    /// pandas. `None`: to the end.
    pub fn slice(self, start: i64, stop: Option<i64>) -> Expr {
        let stop = stop.map(|stop| Expr::from(Scalar::Int64(stop)));
        self.call(Function::Slice, std::iter::once(start.into()).chain(stop))
    }

    /// Python's `text[start:stop:step]`: every `step`-th character, backwards if it is negative.
    pub fn slice_step(self, start: Option<i64>, stop: Option<i64>, step: i64) -> Expr {
        self.call(Function::Slice, [Scalar::from(start).into(), Scalar::from(stop).into(), step.into()])
    }

    /// The character at a position, which counts from 0, or from the end if it is negative; null if there is none.
    pub fn get(self, position: impl Into<Expr>) -> Expr {
        self.call(Function::Get, [position.into()])
    }

    /// Where `part` first stands, in characters from 0; -1 if it does not.
    pub fn find(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::Find, [part.into()])
    }

    /// Where `part` first stands at or behind the position `start`; -1 if it does not.
    pub fn find_from(self, part: impl Into<Expr>, start: i64) -> Expr {
        self.call(Function::Find, [part.into(), start.into()])
    }

    /// Where `part` last stands; -1 if it does not.
    pub fn rfind(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::RightFind, [part.into()])
    }

    /// How often `part` stands in the text, literally and without overlaps.
    pub fn count(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::CountOf, [part.into()])
    }

    /// The first character as a capital, the others small.
    pub fn capitalize(self) -> Expr {
        self.call(Function::Capitalize, [])
    }

    /// The first letter of each word as a capital, the others small.
    pub fn title(self) -> Expr {
        self.call(Function::Title, [])
    }

    /// Capitals as small letters, and the other way round.
    pub fn swapcase(self) -> Expr {
        self.call(Function::SwapCase, [])
    }

    /// The text for comparing without regard to case: small letters, and `ß` as `ss`.
    pub fn casefold(self) -> Expr {
        self.call(Function::CaseFold, [])
    }

    /// Whether the text has characters, all of them letters.
    pub fn isalpha(self) -> Expr {
        self.call(Function::IsAlpha, [])
    }

    /// Whether the text has characters, all of them letters or numbers.
    pub fn isalnum(self) -> Expr {
        self.call(Function::IsAlnum, [])
    }

    /// Whether the text has characters, all of them digits; `²` is one.
    pub fn isdigit(self) -> Expr {
        self.call(Function::IsDigit, [])
    }

    /// Whether the text has characters, all of them decimal digits, of any script.
    pub fn isdecimal(self) -> Expr {
        self.call(Function::IsDecimal, [])
    }

    /// Whether the text has characters, all of them for numbers, as `½` and `五` are.
    pub fn isnumeric(self) -> Expr {
        self.call(Function::IsNumeric, [])
    }

    /// Whether the text has characters, all of them white space.
    pub fn isspace(self) -> Expr {
        self.call(Function::IsSpace, [])
    }

    /// Whether all characters are ASCII.
    pub fn isascii(self) -> Expr {
        self.call(Function::IsAscii, [])
    }

    /// Whether the text has small letters, and no capitals.
    pub fn islower(self) -> Expr {
        self.call(Function::IsLower, [])
    }

    /// Whether the text has capitals, and no small letters.
    pub fn isupper(self) -> Expr {
        self.call(Function::IsUpper, [])
    }

    /// Whether the text has capitals where words begin, and only there.
    pub fn istitle(self) -> Expr {
        self.call(Function::IsTitle, [])
    }

    /// Filled up with `fill` on the right to `width` characters; a longer text stays as it is.
    pub fn ljust(self, width: i64, fill: char) -> Expr {
        self.call(Function::LeftJustify, [width.into(), fill.to_string().into()])
    }

    /// Filled up with `fill` on the left.
    pub fn rjust(self, width: i64, fill: char) -> Expr {
        self.call(Function::RightJustify, [width.into(), fill.to_string().into()])
    }

    /// Filled up with `fill` on both sides.
    pub fn center(self, width: i64, fill: char) -> Expr {
        self.call(Function::Center, [width.into(), fill.to_string().into()])
    }

    /// Filled up with `fill` on the left, the right or both sides, as pandas' `pad`.
    pub fn pad(self, width: i64, side: PadSide, fill: char) -> Expr {
        match side {
            PadSide::Left => self.rjust(width, fill),
            PadSide::Right => self.ljust(width, fill),
            PadSide::Both => self.center(width, fill),
        }
    }

    /// Filled up with zeros behind its sign to `width` characters.
    pub fn zfill(self, width: i64) -> Expr {
        self.call(Function::ZeroFill, [width.into()])
    }

    /// The text, `count` times.
    pub fn repeat(self, count: impl Into<Expr>) -> Expr {
        self.call(Function::Repeat, [count.into()])
    }

    /// The text, `separator`, `other`; null if one of them is.
    pub fn cat(self, other: impl Into<Expr>, separator: &str) -> Expr {
        self.call(Function::Concat, [separator.into(), other.into()])
    }

    /// Whether the regular expression is found in the text: pandas' `contains`, which takes its pattern for one. The syntax is that
    /// of the [`regex`](https://docs.rs/regex) crate: Python's without look-around and back-references. A wrong pattern is an
    /// error when the expression is bound to a table, with the place.
    pub fn contains_regex(self, pattern: &str) -> Expr {
        self.call(Function::ContainsRegex, [pattern.into()])
    }

    /// Whether the regular expression is found at the start of the text.
    pub fn match_(self, pattern: &str) -> Expr {
        self.call(Function::Match, [pattern.into()])
    }

    /// Whether all of the text is what the regular expression says.
    pub fn fullmatch(self, pattern: &str) -> Expr {
        self.call(Function::FullMatch, [pattern.into()])
    }

    /// How often the regular expression is found, without overlaps: pandas' `count`.
    pub fn count_regex(self, pattern: &str) -> Expr {
        self.call(Function::CountRegex, [pattern.into()])
    }

    /// The text of a group, by number or name, where the regular expression is first found; null if it is not found, or the group
    /// takes no part in it. Group 0 is all that was found.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// let area = col("phone").str().extract(r"\((\d+)\)", 1);
    /// assert_eq!(area.to_string(), r"regexp_extract(phone, '\((\d+)\)', 1)");
    /// ```
    pub fn extract(self, pattern: &str, group: impl Into<Scalar>) -> Expr {
        self.call(Function::Extract, [pattern.into(), Expr::Literal(group.into())])
    }

    /// What the regular expression finds replaced. In `to`, `\1` and `\g<name>` stand for groups, as in Python.
    pub fn replace_regex(self, pattern: &str, to: &str) -> Expr {
        self.call(Function::ReplaceRegex, [pattern.into(), to.into()])
    }

    /// The first `n` finds of the regular expression replaced; all if `n` is negative.
    pub fn replace_regex_n(self, pattern: &str, to: &str, n: i64) -> Expr {
        self.call(Function::ReplaceRegex, [pattern.into(), to.into(), n.into()])
    }

    /// The text cut at each `separator`, taken literally; [`Parts::get`] chooses a part.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("mail").str().split("@").get(1).to_string(), "split_get(mail, 1, '@')");
    /// ```
    pub fn split(self, separator: impl Into<Expr>) -> Parts {
        Parts { text: self.0, function: Function::SplitGet, separator: Some(separator.into()) }
    }

    /// The text cut at white space.
    pub fn split_whitespace(self) -> Parts {
        Parts { text: self.0, function: Function::SplitGet, separator: None }
    }

    /// What stands before the first `separator` (part 0), the separator (1), and what is behind it (2).
    pub fn partition(self, separator: impl Into<Expr>) -> Parts {
        Parts { text: self.0, function: Function::Partition, separator: Some(separator.into()) }
    }

    /// What stands before the last `separator` (part 0), the separator (1), and what is behind it (2).
    pub fn rpartition(self, separator: impl Into<Expr>) -> Parts {
        Parts { text: self.0, function: Function::RightPartition, separator: Some(separator.into()) }
    }
}

/// Where [`Str::pad`] fills up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PadSide {
    /// Before the text.
    #[default]
    Left,
    /// Behind the text.
    Right,
    /// On both sides, as [`Str::center`].
    Both,
}

/// The parts of a text that was cut; made by [`Str::split`] and [`Str::partition`].
#[derive(Debug, Clone)]
#[must_use = "choose a part: get(0), get(-1), ..."]
pub struct Parts {
    text: Expr,
    function: Function,
    separator: Option<Expr>,
}

impl Parts {
    /// The part at a position, which counts from 0, or from the end if it is negative; null if there are not so many.
    pub fn get(self, position: impl Into<Expr>) -> Expr {
        let args = [self.text, position.into()].into_iter().chain(self.separator).collect();
        Expr::Call { function: self.function, args }
    }
}

#[cfg(test)]
mod tests {
    use super::super::col;

    #[test]
    fn slices_are_those_of_python() {
        assert_eq!(col("a").str().slice(0, Some(3)).to_string(), "slice(a, 0, 3)");
        assert_eq!(col("a").str().slice(2, None).to_string(), "slice(a, 2)");
        assert_eq!(col("a").str().slice_step(None, Some(-1), 2).to_string(), "slice(a, null, -1, 2)");
        assert_eq!(col("a").str().slice(5, Some(2)).to_string(), "slice(a, 5, 2)");
    }
}
