//! Arithmetic, comparison, logic, choosing, conversions, mathematics.

use chunkwise::col;

use crate::support::check;

#[test]
fn arithmetic() {
    check("scalar", "integers plus one, beside null", |inputs| {
        inputs.mixed().with_column("r", col("small") + 1)?.select(["id", "small", "r"])
    });
}
