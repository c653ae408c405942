//! What can be wrong with an expression or a plan, said so that it can be put right.

use std::fmt;

use arrow::datatypes::Schema;
use thiserror::Error;

use crate::logical::Side;

/// How many names a message lists at most.
const LISTED_NAMES: usize = 20;

/// An error in an expression or a plan. Found when the pipeline is built, before any data is read.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A column that the table does not have.
    #[error("{}", unknown_column_text(name, close, available))]
    UnknownColumn {
        /// The name that was asked for.
        name: String,
        /// Names that look like it, best first.
        close: Vec<String>,
        /// All names.
        available: Vec<String>,
    },
    /// An operation on types that do not go together.
    #[error("in `{expr}`: {what}{}", hint_text(hint))]
    TypeMismatch {
        /// The text of the expression.
        expr: String,
        /// What does not go together.
        what: String,
        /// What to do about it; may be empty.
        hint: String,
    },
    /// Two columns of one table with the same name.
    #[error("two columns would be called `{name}`; give one of them another name (alias, or `as` in SQL)")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// A function that does not exist.
    #[error("there is no function `{name}`{}", did_you_mean(close))]
    UnknownFunction {
        /// The name that was asked for.
        name: String,
        /// Names that look like it, best first.
        close: Vec<String>,
    },
    /// A function called with too few or too many arguments.
    #[error("in `{expr}`: {function} takes {expected}, and got {found}")]
    ArgumentCount {
        /// The text of the call.
        expr: String,
        /// The function's name.
        function: String,
        /// What it takes, in words: `1 argument`.
        expected: String,
        /// How many were given.
        found: usize,
    },
    /// A constant text that a function cannot read: a frequency, a date format, a regular expression.
    #[error("in `{expr}`: {}", syntax_text(text, *position, message))]
    BadConstant {
        /// The text of the call.
        expr: String,
        /// The constant.
        text: String,
        /// Where in the constant, counted in characters from 1; one past the end for "something is missing at the end".
        position: usize,
        /// What is wrong there.
        message: String,
    },
    /// A type name that does not exist.
    #[error("there is no type `{name}`{}; the types are {known}", did_you_mean_briefly(close))]
    UnknownType {
        /// The name that was asked for.
        name: String,
        /// Names that look like it, best first.
        close: Vec<String>,
        /// The types, each by its own name, separated by commas.
        known: String,
    },
    /// A column name that both tables of a join had, so that it now has a suffix.
    #[error(
        "there is no column `{name}` after the join: both tables have one, and they are called {}",
        quoted(candidates)
    )]
    AmbiguousColumn {
        /// The name that was asked for.
        name: String,
        /// What the columns are called now, that of the left table first.
        candidates: Vec<String>,
    },
    /// Something is wrong with one of the two tables of a join.
    #[error("in the {side} table of the join: {source}")]
    InTable {
        /// Which table.
        side: Side,
        /// What is wrong.
        source: Box<PlanError>,
    },
    /// Options of a join that do not go together.
    #[error("{what}{}", hint_text(hint))]
    Join {
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// A text that is not an expression.
    #[error("{}", syntax_text(text, *position, message))]
    Syntax {
        /// The whole text.
        text: String,
        /// Where in the text, counted in characters from 1; one past the end for "something is missing at the end".
        position: usize,
        /// What is wrong there.
        message: String,
    },
}

impl PlanError {
    /// The error for a column that `schema` does not have.
    pub fn unknown_column(name: &str, schema: &Schema) -> Self {
        let candidates = [format!("{name}_x"), format!("{name}_y")];
        if candidates.iter().all(|name| schema.column_with_name(name).is_some()) {
            return Self::AmbiguousColumn { name: name.to_string(), candidates: candidates.to_vec() };
        }
        let available: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        Self::UnknownColumn { name: name.to_string(), close: close_names(name, &available), available }
    }

    pub(crate) fn join(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Join { what: what.into(), hint: hint.into() }
    }

    pub(crate) fn in_table(self, side: Side) -> Self {
        Self::InTable { side, source: Box::new(self) }
    }

    pub(crate) fn mismatch(
        expr: &dyn fmt::Display,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::TypeMismatch { expr: expr.to_string(), what: what.into(), hint: hint.into() }
    }
}

/// The names among `known` that are closest to `name`, three at most: equal but for case, or else a few letters apart,
/// or else containing it.
///
/// ```
/// let known = ["tip_amount", "total_amount", "VendorID"];
/// assert_eq!(chunkwise_plan::close_names("tip_amont", known), ["tip_amount"]);
/// assert_eq!(chunkwise_plan::close_names("vendorid", known), ["VendorID"]);
/// ```
pub fn close_names<I>(name: &str, known: I) -> Vec<String>
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let wanted = name.to_lowercase();
    let allowed = 1 + wanted.chars().count() / 4;
    let mut ranked: Vec<(usize, String)> = Vec::new();
    for candidate in known {
        let lower = candidate.as_ref().to_lowercase();
        let distance = strsim::osa_distance(&wanted, &lower);
        let contained = wanted.chars().count() >= 3 && lower.contains(&wanted);
        let shares_letters = distance < lower.chars().count().max(wanted.chars().count());
        if distance == 0 || (distance <= allowed && shares_letters) {
            ranked.push((distance, candidate.as_ref().to_string()));
        } else if contained {
            ranked.push((allowed + 1, candidate.as_ref().to_string()));
        }
    }
    ranked.sort_by_key(|(distance, _)| *distance); // stable: the table's order among equals
    let mut seen = std::collections::BTreeSet::new();
    ranked.retain(|(_, name)| seen.insert(name.clone())); // a name may be known in two ways
    let best = ranked.first().map_or(0, |(distance, _)| *distance);
    ranked.into_iter().take_while(|(distance, _)| *distance == best).map(|(_, name)| name).take(3).collect()
}

fn unknown_column_text(name: &str, close: &[String], available: &[String]) -> String {
    if !close.is_empty() {
        return format!("there is no column `{name}`{}", did_you_mean(close));
    }
    if available.is_empty() {
        return format!("there is no column `{name}`; the table has no columns");
    }
    let mut listed = available.iter().take(LISTED_NAMES).cloned().collect::<Vec<_>>().join(", ");
    if available.len() > LISTED_NAMES {
        listed.push_str(&format!(" and {} more", available.len() - LISTED_NAMES));
    }
    format!(
        "there is no column `{name}`; the columns are {listed} (if a text was meant: '{name}', in single quotes)"
    )
}

fn did_you_mean(close: &[String]) -> String {
    if close.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = close.iter().map(|name| format!("`{name}`")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// For the middle of a sentence.
fn did_you_mean_briefly(close: &[String]) -> String {
    did_you_mean(close).replace("; did you mean", " (did you mean").replace('?', "?)")
}

fn hint_text(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!("; {hint}") }
}

/// The message, then the line of the text that it is about, with a mark under the place.
fn syntax_text(text: &str, position: usize, message: &str) -> String {
    let before: String = text.chars().take(position.saturating_sub(1)).collect();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    if line.trim().is_empty() {
        return message.to_string(); // There is no place to show.
    }
    let column = before[line_start..].chars().count();
    format!("{message}\n  {line}\n  {}^", " ".repeat(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_ranks_by_distance() {
        let known = ["total_amount", "tip_amount", "fare_amount"];
        assert_eq!(close_names("tip_amout", known), ["tip_amount"]);
        assert_eq!(close_names("TOTAL_AMOUNT", known), ["total_amount"]);
        assert_eq!(close_names("fare", known), ["fare_amount"]);
        assert!(close_names("zzz", known).is_empty());
    }

    #[test]
    fn messages_help() {
        let close = PlanError::UnknownColumn {
            name: "tip".into(),
            close: vec!["tip_amount".into(), "trip".into()],
            available: vec![],
        };
        assert_eq!(close.to_string(), "there is no column `tip`; did you mean `tip_amount` or `trip`?");
        let far = PlanError::UnknownColumn {
            name: "Y".into(),
            close: vec![],
            available: vec!["a".into(), "b".into()],
        };
        assert_eq!(
            far.to_string(),
            "there is no column `Y`; the columns are a, b (if a text was meant: 'Y', in single quotes)"
        );
        let names: Vec<String> = (0..23).map(|n| format!("c{n}")).collect();
        let many = PlanError::UnknownColumn { name: "xyzzy".into(), close: vec![], available: names };
        assert!(many.to_string().contains("c19 and 3 more"), "{many}");
    }

    #[test]
    fn a_syntax_error_marks_its_place() {
        let error =
            PlanError::Syntax { text: "a +\n b * * c".into(), position: 10, message: "unexpected *".into() };
        assert_eq!(error.to_string(), "unexpected *\n   b * * c\n       ^");
        let at_end = PlanError::Syntax { text: "é +".into(), position: 4, message: "ends early".into() };
        assert_eq!(at_end.to_string(), "ends early\n  é +\n     ^");
    }
}
