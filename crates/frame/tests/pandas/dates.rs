//! `.dt`, dates, timestamps and durations.

use chunkwise::{DataFrame, Expr, Result, col};

use crate::inputs::Inputs;
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

fn mixed(case: &str, columns: Vec<(&str, Expr)>) {
    let columns: Vec<Expr> = columns.into_iter().map(|(name, expr)| expr.alias(name)).collect();
    check("dates", case, |inputs| inputs.mixed().select(columns.clone()));
}

fn every_part(column: &str) -> Vec<(&'static str, Expr)> {
    let t = || col(column).dt();
    vec![
        ("year", t().year()),
        ("quarter", t().quarter()),
        ("month", t().month()),
        ("day", t().day()),
        ("hour", t().hour()),
        ("minute", t().minute()),
        ("second", t().second()),
        ("microsecond", t().microsecond()),
        ("nanosecond", t().nanosecond()),
        ("dayofweek", t().dayofweek()),
        ("dayofyear", t().dayofyear()),
        ("days_in_month", t().days_in_month()),
    ]
}

fn questions(column: &str) -> Vec<(&'static str, Expr)> {
    let t = || col(column).dt();
    vec![
        ("is_month_start", t().is_month_start()),
        ("is_month_end", t().is_month_end()),
        ("is_quarter_start", t().is_quarter_start()),
        ("is_quarter_end", t().is_quarter_end()),
        ("is_year_start", t().is_year_start()),
        ("is_year_end", t().is_year_end()),
        ("is_leap_year", t().is_leap_year()),
    ]
}

#[test]
fn parts_of_timestamps_and_dates() {
    mixed("parts of timestamps", every_part("when"));
    mixed("parts of dates", every_part("day"));
    mixed("questions about timestamps", questions("when"));
    mixed("questions about dates", questions("day"));
    let when = || col("when").dt();
    mixed(
        "iso calendar",
        vec![
            ("year", when().isocalendar_year()),
            ("week", when().isocalendar_week()),
            ("day", when().isocalendar_day()),
        ],
    );
    mixed("names", vec![("day", when().day_name()), ("month", when().month_name())]);
    mixed("days", vec![("date", when().date()), ("midnight", when().normalize())]);
}

#[test]
fn parts_of_durations() {
    let took = || col("took").dt();
    mixed(
        "parts of durations",
        vec![
            ("days", took().days()),
            ("seconds", took().seconds()),
            ("microseconds", took().microseconds()),
            ("total", took().total_seconds()),
        ],
    );
}

#[test]
fn steps() {
    let steps = |case: &str, column: &str, frequencies: &[&str]| {
        let t = || col(column).dt();
        let columns: Vec<Expr> = frequencies
            .iter()
            .flat_map(|frequency| {
                [
                    t().floor(frequency).alias(format!("floor {frequency}")),
                    t().ceil(frequency).alias(format!("ceil {frequency}")),
                    t().round(frequency).alias(format!("round {frequency}")),
                ]
            })
            .collect();
        check("dates", case, |inputs| inputs.mixed().select(columns.clone()));
    };
    steps("steps of timestamps", "when", &["1h", "15min", "1D", "7D", "1s", "5ms", "90min", "10us"]);
    steps("steps of dates", "day", &["1h", "2D"]);
    steps("steps of durations", "took", &["1D", "1h", "250ms"]);
    let units = ["year", "quarter", "month", "week", "day"];
    mixed("starts of units", units.map(|unit| (unit, col("when").dt().trunc(unit))).to_vec());
}

#[test]
fn formats() {
    let formats = ["%d/%m/%y %H:%M:%S", "%a %A %b %B %p %I", "%j %U %W %V %G %u %w", "%f %% %c %x %X"];
    let columns: Vec<Expr> =
        formats.iter().map(|format| col("when").dt().strftime(format).alias(*format)).collect();
    check("dates", "formats", |inputs| {
        inputs.mixed().filter(col("when").dt().year().ge(1000))?.select(columns.clone())
    });
}

#[test]
fn tables_of_little() {
    let empty = |inputs: &Inputs| -> Result<DataFrame> {
        inputs.empty().select([col("when").dt().year().alias("r"), col("when").dt().floor("1h").alias("d")])
    };
    check("dates", "parts of nothing", empty);
    check("dates", "parts of nulls", |inputs| {
        inputs
            .table("all_null")
            .select([col("when").dt().hour().alias("r"), col("took").dt().floor("1h").alias("d")])
    });
}
