//! Aggregates over the table.

use crate::support::check;

#[test]
fn counts() {
    check("aggs", "count", |inputs| inputs.mixed().count());
}
