//! Lists of names on the command line: separated by commas; a name in double quotes is taken as it is.

/// The items of `text`. Blanks around an item do not count; inside double quotes everything does, and a doubled quote is one.
pub(crate) fn split_list(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        let mut item = String::new();
        let mut quoted = false;
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.next_if_eq(&'"').is_some() {
            quoted = true;
            while let Some(c) = rest.next() {
                if c == '"' && rest.next_if_eq(&'"').is_none() {
                    break;
                }
                item.push(c);
            }
        }
        while let Some(c) = rest.next_if(|&c| c != ',') {
            item.push(c);
        }
        items.push(if quoted { item } else { item.trim_end().to_owned() });
        if rest.next().is_none() {
            return items;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split_list;

    #[test]
    fn commas_separate_and_quotes_protect() {
        assert_eq!(split_list("a, b ,c"), ["a", "b", "c"]);
        assert_eq!(split_list("\" a,b\",\"say \"\"x\"\"\""), [" a,b", "say \"x\""]);
        assert_eq!(split_list("one"), ["one"]);
        assert_eq!(split_list("a,,b"), ["a", "", "b"]);
    }
}
