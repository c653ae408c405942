//! Messages of the library in the words of the command line: it speaks of its methods, and here they are options.

use chunkwise::{Error, ScanErrorKind, ValueErrorKind};

/// The message, with the option that helps on a line of its own.
pub(crate) fn message(error: &Error) -> String {
    let text = error.to_string();
    let Error::Scan(error) = error else { return text };
    let option = match error.kind() {
        ScanErrorKind::UnknownColumn { option, .. } | ScanErrorKind::NoSuchPosition { option, .. } => {
            let rest = text.strip_prefix(option).unwrap_or(&text);
            return format!("--{}{rest}", option.replace('_', "-"));
        }
        ScanErrorKind::FieldCount { expected, found, .. } if found < expected => {
            "--short-rows null".to_owned()
        }
        ScanErrorKind::UnclosedQuote { .. } => "--quote none".to_owned(),
        ScanErrorKind::NotUtf8 { .. } => "--encoding latin-1".to_owned(),
        ScanErrorKind::Value { kind: ValueErrorKind::AmbiguousDate, .. } => {
            "--dayfirst true, or --dayfirst false".to_owned()
        }
        ScanErrorKind::Value { column, text, .. } => {
            format!("--dtype {}, or --na-values {}", quoted(column, "=string"), quoted(text, ""))
        }
        _ => return text,
    };
    format!("{text}\n  try: {option}")
}

/// `text` and what follows as one word of a shell, with `text` protected as a list item where it has to be.
fn quoted(text: &str, after: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.+/%@:".contains(c);
    let item = if text.contains([',', '"', '=']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    };
    if !item.is_empty() && item.chars().all(is_plain) {
        return format!("{item}{after}");
    }
    format!("'{}{after}'", item.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_protected_from_the_shell() {
        assert_eq!(quoted("fare", "=string"), "fare=string");
        assert_eq!(quoted("trip distance", "=string"), "'trip distance=string'");
        assert_eq!(quoted("a,b", ""), "'\"a,b\"'");
        assert_eq!(quoted("it's", ""), "'it'\\''s'");
        assert_eq!(quoted("-", ""), "-");
    }
}
