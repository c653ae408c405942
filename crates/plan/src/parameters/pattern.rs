//! Regular expressions: those of the `regex` crate, which are Python's but for look-around and back-references.

use regex::Regex;

use super::bad_text::BadText;

/// A compiled regular expression.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

/// Two patterns are equal if their texts are.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// Where a pattern has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Anywhere.
    None,
    /// At the start of the text, as Python's `re.match`.
    Start,
    /// From the start to the end, as `re.fullmatch`.
    Whole,
}

impl Pattern {
    pub(crate) fn parse(text: &str, anchor: Anchor) -> Result<Self, BadText> {
        // By itself first: a place in the anchored text would not be the user's.
        if let Err(error) = regex_syntax::Parser::new().parse(text) {
            return Err(syntax_error(text, &error));
        }
        let anchored = match anchor {
            Anchor::None => text.to_string(),
            Anchor::Start => format!(r"\A(?:{text})"),
            Anchor::Whole => format!(r"\A(?:{text})\z"),
        };
        match Regex::new(&anchored) {
            Ok(regex) => Ok(Self(regex)),
            Err(error) => Err(BadText::new(1, format!("the regular expression cannot be used: {error}"))),
        }
    }

    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }

    /// The number of the group of that number or name.
    pub(crate) fn group(&self, number_or_name: &str) -> Option<usize> {
        let groups = self.0.captures_len();
        match number_or_name.parse::<usize>() {
            Ok(number) => (number < groups).then_some(number),
            Err(_) => self.0.capture_names().position(|name| name == Some(number_or_name)),
        }
    }
}

fn syntax_error(text: &str, error: &regex_syntax::Error) -> BadText {
    let (message, offset) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.offset),
        other => (other.to_string(), 0),
    };
    let position = text.get(..offset).map_or(0, |before| before.chars().count()) + 1;
    let hint = if message.contains("look-around") || message.contains("backreferences") {
        ": so that every search takes linear time"
    } else {
        ""
    };
    BadText::new(position, format!("{message}{hint}"))
}

/// A pattern and what stands in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Substitution {
    /// What is replaced.
    pub pattern: Pattern,
    /// What comes instead, in parts.
    pub replacement: Vec<ReplacementPart>,
    /// How many matches are replaced; all if `None`.
    pub limit: Option<usize>,
}

/// A part of what stands in the place of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplacementPart {
    /// Text that stands for itself.
    Literal(String),
    /// What a group matched; nothing if it took no part. Group 0 is the whole match.
    Group(usize),
}

/// Reads Python's form of a replacement: `\1` and `\g<name>` are groups, `\\` is a backslash, `\n` and `\t` what they always are.
pub(crate) fn parse_replacement(text: &str, pattern: &Pattern) -> Result<Vec<ReplacementPart>, BadText> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut letters = text.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            literal.push(letter);
            continue;
        }
        let name = match letters.next() {
            Some((_, '\\')) => {
                literal.push('\\');
                continue;
            }
            Some((_, 'n')) => {
                literal.push('\n');
                continue;
            }
            Some((_, 't')) => {
                literal.push('\t');
                continue;
            }
            Some((_, first @ '0'..='9')) => {
                let mut digits = first.to_string();
                if let Some((_, second)) = letters.next_if(|(_, next)| next.is_ascii_digit()) {
                    digits.push(second);
                }
                digits
            }
            Some((_, 'g')) if letters.next_if(|(_, next)| *next == '<').is_some() => {
                let mut name = String::new();
                loop {
                    match letters.next() {
                        Some((_, '>')) => break name,
                        Some((_, letter)) => name.push(letter),
                        None => return Err(BadText::new(at + 1, "a group's name ends with >")),
                    }
                }
            }
            _ => {
                return Err(BadText::new(at + 1, r"write \\ for a backslash, \1 or \g<name> for a group"));
            }
        };
        let group = pattern.group(&name);
        let group = group.ok_or_else(|| BadText::new(at + 1, format!("the pattern has no group {name}")))?;
        if !literal.is_empty() {
            parts.push(ReplacementPart::Literal(std::mem::take(&mut literal)));
        }
        parts.push(ReplacementPart::Group(group));
    }
    if !literal.is_empty() {
        parts.push(ReplacementPart::Literal(literal));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pattern_is_named_with_its_place() {
        let cases = [
            ("é(b", 2, "unclosed group"),
            ("a**b)", 5, "unopened group"),
            ("[z-a]", 2, "invalid character class range"),
            (r"a(?=b)", 2, "look-around"),
            (r"(a)\1", 4, "backreferences"),
            (r"\p{Foo}", 1, "Unicode property not found"),
        ];
        for (text, position, message) in cases {
            let error = Pattern::parse(text, Anchor::Whole).unwrap_err();
            assert_eq!(error.position, position, "{text}: {error:?}");
            assert!(error.message.contains(message), "{text}: {error:?}");
        }
    }

    #[test]
    fn replacements_are_those_of_python() {
        use ReplacementPart::{Group, Literal};
        let pattern = Pattern::parse("(?P<a>x)(y)", Anchor::None).unwrap();
        let literal = |text: &str| Literal(text.to_string());
        let parse = |text| parse_replacement(text, &pattern);
        assert_eq!(parse(r"$1\2\\-").unwrap(), [literal("$1"), Group(2), literal(r"\-")]);
        assert_eq!(parse(r"\g<a>\g<0>\n").unwrap(), [Group(1), Group(0), literal("\n")]);
        let cases = [
            (r"é\3", 2, "no group 3"),
            (r"\g<b>", 1, "no group b"),
            (r"a\", 2, "backslash"),
            (r"\q", 1, "backslash"),
        ];
        for (text, position, message) in cases {
            let error = parse(text).unwrap_err();
            assert_eq!(error.position, position, "{text}");
            assert!(error.message.contains(message), "{text}: {}", error.message);
        }
    }
}
