//! Group-by: keys, aggregates by group, transform, pivots.

use crate::support::check;

#[test]
fn sizes() {
    check("groupby", "size by text", |inputs| inputs.mixed().groupby(["key"])?.size());
}
