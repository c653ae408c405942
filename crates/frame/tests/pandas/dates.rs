//! `.dt`, dates, timestamps and durations.

use chunkwise::{DataFrame, Result, col};

use crate::support::{TABLES, check, select};

fn parts(frame: &DataFrame, name: &str) -> Result<DataFrame> {
    let dt = || col(name).dt();
    select(
        frame,
        [
            ("year", dt().year()),
            ("quarter", dt().quarter()),
            ("month", dt().month()),
            ("day", dt().day()),
            ("hour", dt().hour()),
            ("minute", dt().minute()),
            ("second", dt().second()),
            ("microsecond", dt().microsecond()),
            ("day_of_week", dt().dayofweek()),
            ("day_of_year", dt().dayofyear()),
        ],
    )
}

#[test]
fn parts_of_times() {
    for table in TABLES {
        check("dates", &format!("parts of timestamps, {table}"), |inputs| {
            parts(&inputs.table(table), "when")
        });
        check("dates", &format!("parts of dates, {table}"), |inputs| parts(&inputs.table(table), "day"));
        check("dates", &format!("date of timestamps, {table}"), |inputs| {
            let frame = inputs.table(table);
            select(&frame, [("date", col("when").dt().date()), ("of_date", col("day").dt().date())])
        });
        check("dates", &format!("parts of durations, {table}"), |inputs| {
            let took = || col("took").dt();
            let frame = inputs.table(table);
            select(
                &frame,
                [
                    ("total_seconds", took().total_seconds()),
                    ("days", took().days()),
                    ("seconds", took().seconds()),
                ],
            )
        });
        check("dates", &format!("filter by parts, {table}"), |inputs| {
            let (year, month) = (col("when").dt().year(), col("day").dt().month());
            inputs.table(table).filter(year.eq(2021).or(month.eq(2)))
        });
    }
}
