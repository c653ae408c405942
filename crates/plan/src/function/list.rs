//! What there is to call, for people.

use super::signatures;

/// A function that expressions or lists of aggregates can call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    /// What it is about: `number`, `text`, `time`, `choice`, `conversion`, `aggregate`, …
    pub family: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Its other names.
    pub aliases: Vec<&'static str>,
    /// The call as one writes it: `round(x [, decimals])`.
    pub usage: String,
    /// What it computes, in one line.
    pub meaning: &'static str,
}

/// All functions that have a value per row, family by family, and the aggregates.
pub fn functions() -> Vec<FunctionInfo> {
    let functions = signatures().map(|(family, signature)| FunctionInfo {
        family,
        name: signature.name(),
        aliases: signature.aliases.to_vec(),
        usage: signature.usage.to_string(),
        meaning: signature.meaning,
    });
    let mut all: Vec<FunctionInfo> = functions.chain(crate::sql::forms()).collect();
    let families: Vec<&str> = super::TABLES.iter().map(|(family, _)| *family).collect();
    all.sort_by_key(|function| {
        // Stable; families of forms alone come last.
        families.iter().position(|family| *family == function.family).unwrap_or(usize::MAX)
    });
    all.extend(crate::aggregate::aggregates());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_what_its_function_does() {
        for function in functions() {
            assert!(function.usage.starts_with(&format!("{}(", function.name)), "{function:?}");
            assert!(!function.meaning.is_empty() && !function.meaning.ends_with('.'), "{function:?}");
        }
    }
}
