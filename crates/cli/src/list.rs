//! Lists of names on the command line: separated by commas; a name in double quotes is taken as it is.

use std::iter::Peekable;
use std::str::Chars;

/// The items of `text`. Blanks around an item do not count; inside double quotes everything does, and a doubled quote is one.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        items.push(item(&mut rest, |c| c == ','));
        if rest.next().is_none() {
            return items;
        }
    }
}

/// The items of a list in which each is a name or two, as in `a, b = c`.
pub(crate) fn split_pairs(text: &str) -> Vec<(String, Option<String>)> {
    let mut items = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        let first = item(&mut rest, |c| c == ',' || c == '=');
        let second = rest.next_if_eq(&'=').map(|_| item(&mut rest, |c| c == ','));
        items.push((first, second));
        if rest.next().is_none() {
            return items;
        }
    }
}

/// The item up to the first character, outside quotes, that `ends` it.
fn item(rest: &mut Peekable<Chars>, ends: impl Fn(char) -> bool) -> String {
    let mut item = String::new();
    let mut quoted = false;
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
    if rest.next_if_eq(&'"').is_some() {
        quoted = true;
        while let Some(c) = rest.next() {
            if c == '"' && rest.next_if_eq(&'"').is_none() {
                while rest.next_if(|c| c.is_whitespace()).is_some() {}
                break;
            }
            item.push(c);
        }
    }
    while let Some(c) = rest.next_if(|&c| !ends(c)) {
        item.push(c);
    }
    if quoted { item } else { item.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{split_list, split_pairs};

    #[test]
    fn commas_separate_and_quotes_protect() {
        assert_eq!(split_list("a, b ,c"), ["a", "b", "c"]);
        assert_eq!(split_list("\" a,b\",\"say \"\"x\"\"\""), [" a,b", "say \"x\""]);
        assert_eq!(split_list("one"), ["one"]);
        assert_eq!(split_list("a,,b"), ["a", "", "b"]);
    }

    #[test]
    fn pairs_are_names_or_two_of_them() {
        let pair = |first: &str, second: Option<&str>| (first.to_owned(), second.map(str::to_owned));
        assert_eq!(split_pairs("a, b = c"), [pair("a", None), pair("b", Some("c"))]);
        assert_eq!(split_pairs("\"a = b\" = \"c, d\" "), [pair("a = b", Some("c, d"))]);
        assert_eq!(split_pairs("a ="), [pair("a", Some(""))]);
    }
}
