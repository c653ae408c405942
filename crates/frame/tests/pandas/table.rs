//! The whole table: sorting, heads, duplicates, describing, reshaping, concatenating.

use crate::support::check;

#[test]
fn heads() {
    check("table", "head", |inputs| Ok(inputs.mixed().head(5)));
}
