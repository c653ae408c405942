//! `.dt`, dates, timestamps and durations.

use chunkwise::col;

use crate::support::check;

#[test]
fn parts_of_timestamps() {
    check("dates", "year of timestamp", |inputs| {
        inputs.mixed().select([col("when").dt().year().alias("when")])
    });
}
