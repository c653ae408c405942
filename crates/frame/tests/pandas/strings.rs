//! `.str`.

use chunkwise::col;

use crate::support::check;

#[test]
fn case() {
    check("strings", "lower", |inputs| inputs.texts().select([col("s").str().lower().alias("s")]));
}
