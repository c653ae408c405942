//! The constant arguments of functions: a dictionary, a pattern, a format. Checked and made ready when the expression is bound,
//! so that a mistake is found before any data is read, and nothing is prepared for each batch.

mod lookup;

pub use lookup::{Lookup, Places};

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
}
