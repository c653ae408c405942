//! Functions about nulls, and choices between values.

use super::Function;
use super::signature::Takes::Any;
use super::signature::{Gives, Signature};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature::new(
        Function::Coalesce,
        "coalesce(x, …)",
        &[Any],
        Gives::Same,
        "the first argument that is not null",
    )
    .also(&["fillna", "ifnull", "nvl"])
    .repeats(),
    Signature::new(Function::NullIf, "nullif(x, y)", &[Any, Any], Gives::Same, "null where x = y, else x"),
    Signature::new(
        Function::Greatest,
        "greatest(x, …)",
        &[Any],
        Gives::Same,
        "the largest argument; nulls do not count",
    )
    .repeats(),
    Signature::new(
        Function::Least,
        "least(x, …)",
        &[Any],
        Gives::Same,
        "the smallest argument; nulls do not count",
    )
    .repeats(),
    Signature::new(
        Function::Map,
        "map(x, key, value, …)",
        &[Any, Any, Any],
        Gives::Same,
        "the value of the key that x is; null if it is none of them",
    )
    .repeats(),
    Signature::new(
        Function::ReplaceValues,
        "replace_values(x, key, value, …)",
        &[Any, Any, Any],
        Gives::Same,
        "the value of the key that x is; x if it is none of them",
    )
    .repeats(),
];
