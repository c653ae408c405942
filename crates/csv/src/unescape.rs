//! The text of a quoted field that holds quotes itself.

/// Appends the text of an escaped field to `out`.
///
/// `raw` is what follows the opening quote, up to the separator: doubled quotes become one, the closing quote goes, and what
/// follows it stays as it is.
///
/// ```
/// let mut text = Vec::new();
/// chunkwise_csv::unescape(br#"say ""hi"" to"all"#, b'"', &mut text);
/// assert_eq!(text, br#"say "hi" toall"#);
/// ```
pub fn unescape(raw: &[u8], quote: u8, out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|&byte| byte == quote) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.split_first() {
            Some((&next, after)) if next == quote => {
                out.push(quote);
                rest = after;
            }
            _ => break, // the closing quote: what follows is literal, quotes too
        }
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescapes() {
        for (raw, text) in [
            ("", ""),
            ("\"", ""),
            ("a\"", "a"),
            ("\"\"\"", "\""),
            ("a\"\"b\"", "a\"b"),
            ("a\"b\"c", "ab\"c"),
            ("a\" \"\"", "a \"\""),
            ("no end", "no end"),
        ] {
            let mut out = Vec::new();
            unescape(raw.as_bytes(), b'"', &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text, "{raw:?}");
        }
    }
}
