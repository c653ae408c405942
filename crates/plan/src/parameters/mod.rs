//! The constant arguments of functions: a dictionary, a pattern, a format. Checked and made ready when the expression is bound,
//! so that a mistake is found before any data is read, and nothing is prepared for each batch.

mod bad_text;
mod frequency;
mod lookup;
mod pattern;
mod time_format;

pub(crate) use bad_text::BadText;
pub use frequency::CalendarUnit;
pub(crate) use frequency::parse_frequency;
pub use lookup::{Lookup, Places};
pub(crate) use pattern::{Anchor, parse_replacement};
pub use pattern::{Pattern, ReplacementPart, Substitution};
pub use time_format::{Directive, FormatItem, TimeFormat};

use crate::scalar::Scalar;

/// The constant arguments of one call, which come after those that have a value per row.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// The arguments as they were given, for texts and messages.
    pub given: Vec<Scalar>,
    /// What the function works with.
    pub prepared: Prepared,
}

/// What a function works with instead of its constant arguments.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// The dictionary of `map` and `replace_values`.
    Lookup(Lookup),
    /// A frequency in microseconds, more than 0.
    Step(i64),
    /// The unit of `date_trunc`.
    Unit(CalendarUnit),
    /// A regular expression.
    Pattern(Pattern),
    /// A regular expression and the group of it that is wanted.
    Group(Pattern, usize),
    /// A regular expression and what comes in its place.
    Substitution(Substitution),
    /// A format for writing times.
    Format(TimeFormat),
}
