//! The operators and casts over all types, also of tables without rows, with one, and with nothing but nulls.

use arrow::datatypes::{DataType, TimeUnit};
use chunkwise::{Expr, Result, Scalar, col, lit, when};

use crate::support::{TABLES, check, select};

/// `2015-12-31 23:59:59.5`, `2016-01-01` and 20 minutes, 15 seconds.
const MOMENT: Scalar = Scalar::Timestamp(1_451_606_399_500_000);
const DAY: Scalar = Scalar::Date(16_801);
const SPAN: Scalar = Scalar::Duration(1_215_000_000);

const TIMESTAMP: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);
const DURATION: DataType = DataType::Duration(TimeUnit::Microsecond);

/// Microseconds.
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
const FAR: i64 = 30_000 * 24 * HOUR;

#[test]
fn arithmetic_of_numbers() {
    let [a, b, c, d, x, y] = ["a", "b", "c", "d", "x", "y"].map(|name| move || col(name));
    check("operators", "arithmetic of integers", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("add", c() + d()),
                ("sub", c() - d()),
                ("mul", c() * d()),
                ("div", c() / d()),
                ("div_far", a() / b()),
                ("floordiv", a().floor_div(b())),
                ("mod", a() % b()),
                ("neg", -c()),
            ],
        )
    });
    check("operators", "arithmetic of floats", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("add", x() + y()),
                ("sub", x() - y()),
                ("mul", x() * y()),
                ("div", x() / y()),
                ("floordiv", x().floor_div(y())),
                ("mod", x() % y()),
                ("neg", -x()),
            ],
        )
    });
    check("operators", "arithmetic of integers and floats", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("add", a() + x()),
                ("sub", x() - a()),
                ("mul", b() * y()),
                ("div", a() / y()),
                ("floordiv", c().floor_div(y())),
                ("mod", c() % y()),
                ("div_by_int", x() / d()),
                ("floordiv_by_int", x().floor_div(d())),
                ("mod_by_int", x() % d()),
            ],
        )
    });
}

#[test]
fn arithmetic_with_constants() {
    let [b, c, x] = ["b", "c", "x"].map(|name| move || col(name));
    check("operators", "arithmetic with constants", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("add", c() + 1),
                ("radd", lit(1) + c()),
                ("add_float", c() + 0.5),
                ("rsub", lit(10) - c()),
                ("mul", c() * 3),
                ("mul_float", c() * 0.1),
                ("div", c() / 4),
                ("rdiv", lit(4) / c()),
                ("floordiv", c().floor_div(7)),
                ("floordiv_down", c().floor_div(-7)),
                ("mod", c() % 7),
                ("mod_down", c() % -7),
                ("floordiv_float", c().floor_div(2.5)),
                ("mod_float", c() % 2.5),
                ("mod_down_float", x() % -2.5),
                ("rmod", lit(7) % b()),
                ("rfloordiv", lit(7).floor_div(b())),
                ("by_zero", x() / 0),
                ("by_minus_zero", c() / -0.0),
                ("plus_null", c() + Scalar::Null),
            ],
        )
    });
    check("operators", "arithmetic of truth values", |inputs| {
        let [p, q, d] = ["p", "q", "d"].map(|name| move || col(name));
        select(
            &inputs.numbers(),
            [
                ("with_int", p() + c()),
                ("minus", c() - p()),
                ("with_float", p() * x()),
                ("div", p() / d()),
                ("floordiv", p().floor_div(b())),
                ("both", p() + q()),
            ],
        )
    });
}

#[test]
fn arithmetic_of_columns() {
    let [id, small, i, x, y] = ["id", "small", "i", "x", "y"].map(|name| move || col(name));
    for table in TABLES {
        check("operators", &format!("arithmetic of columns, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [
                    ("id", id()),
                    ("add", small() + id()),
                    ("sub", small() - id()),
                    ("mul", small() * id()),
                    ("div", i() / small()),
                    ("mod", i() % (id() + 1)),
                    ("floordiv", i().floor_div(id() + 1)),
                    ("add_floats", x() + y()),
                    ("sub_floats", x() - y()),
                    ("mul_floats", x() * y()),
                    ("div_floats", x() / y()),
                    ("mod_floats", x() % y()),
                    ("floordiv_floats", x().floor_div(y())),
                    ("int_and_float", i() + x()),
                    ("neg", -small()),
                    ("neg_float", -x()),
                ],
            )
        });
        check("operators", &format!("arithmetic of texts, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [("both", col("key") + col("text")), ("constant", col("text") + "é!")],
            )
        });
    }
}

#[test]
fn arithmetic_of_times() {
    let (moment, took) = (|| col("when"), || col("took"));
    let near = || when(took().abs().le(lit(Scalar::Duration(FAR)))).then(took()).end();
    let even = || (took().cast(DataType::Int64).floor_div(2) * 2).cast(DURATION);
    for table in TABLES {
        check("operators", &format!("arithmetic of times, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [
                    ("span", moment() - lit(Scalar::Timestamp(946_684_800 * SECOND))),
                    (
                        "later",
                        when(moment().dt().year().le(9000)).then(moment()).end()
                            + lit(Scalar::Duration(26 * HOUR)),
                    ),
                    (
                        "earlier",
                        when(moment().dt().year().ge(1000)).then(moment()).end()
                            - lit(Scalar::Duration(HOUR / 3)),
                    ),
                    ("twice", near() * 2),
                    ("half", even() / 2),
                    ("neg", -took()),
                    ("sum", near() + lit(Scalar::Duration(SECOND))),
                    ("ratio", took() / lit(Scalar::Duration(HOUR))),
                ],
            )
        });
    }
}

/// The six comparisons of two expressions.
fn six(a: impl Into<Expr>, b: impl Into<Expr>) -> [(&'static str, Expr); 6] {
    let (a, b) = (a.into(), b.into());
    [
        ("eq", a.clone().eq(b.clone())),
        ("ne", a.clone().ne(b.clone())),
        ("lt", a.clone().lt(b.clone())),
        ("le", a.clone().le(b.clone())),
        ("gt", a.clone().gt(b.clone())),
        ("ge", a.ge(b)),
    ]
}

#[test]
fn comparing_numbers() {
    let cases = [
        ("comparing integers", six(col("a"), col("b"))),
        ("comparing floats", six(col("x"), col("y"))),
        ("comparing integers with floats", six(col("c"), col("x"))),
        ("comparing truth values", six(col("p"), col("q"))),
        ("comparing floats with a constant", six(col("x"), 1.0)),
    ];
    for (case, columns) in cases {
        check("operators", case, |inputs| select(&inputs.numbers(), columns.clone()));
    }
    check("operators", "between", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("ints", col("c").between(-5, 5)),
                ("floats", col("x").between(-1.0, 2.5)),
                ("columns", col("c").between(col("d"), col("a"))),
            ],
        )
    });
    check("operators", "is in", |inputs| {
        select(
            &inputs.numbers(),
            [("ints", col("c").is_in([1, -3, 99])), ("floats", col("x").is_in([0.0, 1.0, 2.5]))],
        )
    });
}

#[test]
fn comparing_texts_and_times() {
    for table in TABLES {
        let cases = [
            ("comparing texts", six(col("text"), col("key"))),
            ("comparing texts with a constant", six(col("text"), "é")),
            ("comparing unsigned with a constant", six(col("u"), 1_u64 << 63)),
        ];
        for (case, columns) in cases {
            check("operators", &format!("{case}, {table}"), |inputs| {
                select(&inputs.table(table), columns.clone())
            });
        }
        check("operators", &format!("comparing times, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [
                    ("eq", col("when").eq(lit(MOMENT))),
                    ("ne", col("when").ne(lit(MOMENT))),
                    ("lt", col("when").lt(lit(MOMENT))),
                    ("ge", col("when").ge(lit(MOMENT))),
                    ("day_eq", col("day").eq(lit(DAY))),
                    ("day_gt", col("day").gt(lit(DAY))),
                    ("took_eq", col("took").eq(lit(SPAN))),
                    ("took_lt", col("took").lt(lit(SPAN))),
                    ("day_and_time", col("day").lt(col("when"))),
                ],
            )
        });
        check("operators", &format!("is in, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [("text", col("text").is_in(["é", "ß", "a"])), ("flag", col("flag").is_in([true]))],
            )
        });
    }
}

#[test]
fn logic() {
    check("operators", "three-valued logic", |inputs| {
        let (p, q) = (|| col("p"), || col("q"));
        select(
            &inputs.numbers(),
            [
                ("p", p()),
                ("q", q()),
                ("both", p().and(q())),
                ("either", p().or(q())),
                ("not_p", !p()),
                ("p_and_null", p().and(Scalar::Null)),
                ("p_or_null", p().or(Scalar::Null)),
            ],
        )
    });
    check("operators", "filter by truth, null, NaN", |inputs| {
        inputs.numbers().filter(col("x").gt(col("y")).or(col("p").is_null()))
    });
    check("operators", "filter by null", |inputs| {
        inputs.numbers().filter(col("x").is_null().and(col("y").is_not_null()))
    });
    for table in TABLES {
        check("operators", &format!("isna and notna, {table}"), |inputs| {
            let frame = inputs.table(table);
            let names = frame.columns()?;
            let absent = names.iter().map(|name| col(name).is_null().alias(format!("{name}_isna")));
            let present = names.iter().map(|name| col(name).is_not_null().alias(format!("{name}_notna")));
            frame.select(absent.chain(present))
        });
        check("operators", &format!("filter, {table}"), |inputs| {
            inputs.table(table).filter(col("small").gt(1).and(col("x").le(3)))
        });
        check("operators", &format!("filter by logic with nulls, {table}"), |inputs| {
            inputs
                .table(table)
                .filter(col("flag").or(col("small").eq(0)))?
                .filter(!col("key").eq("beta").fillna(true))
        });
    }
}

#[test]
fn choosing() {
    for table in TABLES {
        check("operators", &format!("fillna, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [
                    ("small", col("small").fillna(-1)),
                    ("x", col("x").fillna(0.5)),
                    ("by_column", col("x").fillna(col("y"))),
                    ("key", col("key").fillna("none")),
                    ("flag", col("flag").fillna(false)),
                    ("when", col("when").fillna(lit(Scalar::Timestamp(946_728_000 * SECOND)))),
                    ("took", col("took").fillna(lit(Scalar::Duration(0)))),
                ],
            )
        });
        check("operators", &format!("when then otherwise, {table}"), |inputs| {
            let case = when(col("small").eq(0)).then("none").when(col("small").ge(3)).then("many");
            select(
                &inputs.table(table),
                [
                    ("case", case.otherwise("few")),
                    ("without_else", when(col("x").gt(0)).then(col("small")).end()),
                    ("widened", when(col("flag")).then(col("small")).otherwise(col("y"))),
                ],
            )
        });
    }
    check("operators", "fillna leaves NaN alone", |inputs| {
        select(&inputs.numbers(), [("x", col("x").fillna(9.0))])
    });
}

#[test]
fn mathematics() {
    let (c, x) = (|| col("c"), || col("x"));
    // Beyond, pandas rounds to infinity, by its factor of 100.
    let near = || when(x().gt(1e300)).then(1e300).when(x().lt(-1e300)).then(-1e300).otherwise(x());
    check("operators", "abs floor ceil sqrt of floats", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("abs", x().abs()),
                ("floor", x().floor()),
                ("ceil", x().ceil()),
                ("sqrt", x().sqrt()),
                ("round", x().round(0)),
                ("round_2", near().round(2)),
                ("round_tens", x().round(-1)),
            ],
        )
    });
    check("operators", "abs floor ceil sqrt of integers", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("abs", c().abs()),
                ("floor", c().floor()),
                ("ceil", c().ceil()),
                ("sqrt", c().abs().sqrt()),
                ("round", c().round(0)),
                ("round_2", c().round(2)),
                ("round_tens", c().round(-1)),
            ],
        )
    });
    check("operators", "abs and round, mixed", |inputs| {
        select(
            &inputs.mixed(),
            [
                ("small", col("small").abs()),
                ("x", x().abs()),
                ("rounded", col("y").round(1)),
                ("took", col("took").abs()),
                ("whole", col("y").round(0)),
                ("hundreds", x().round(-2)),
            ],
        )
    });
}

#[test]
fn converting() {
    let cast = |name: &str, to: DataType| col(name).cast(to);
    check("operators", "casts of truth values", |inputs| {
        select(
            &inputs.numbers(),
            [("to_int", cast("p", DataType::Int64)), ("to_float", cast("p", DataType::Float64))],
        )
    });
    check("operators", "casts of integers", |inputs| {
        select(
            &inputs.numbers(),
            [
                ("to_float", cast("a", DataType::Float64)),
                ("to_bool", cast("d", DataType::Boolean)),
                ("to_text", cast("a", DataType::Utf8)),
                ("narrow", cast("c", DataType::Int8)),
                ("unsigned", cast("d", DataType::UInt64)),
            ],
        )
    });
    check("operators", "casts of floats", |inputs| {
        let near = when(col("x").abs().le(1e30).or(col("x").is_null()).or(col("x").ne(col("x"))))
            .then(col("x"))
            .otherwise(when(col("x").gt(0)).then(1e30).otherwise(-1e30));
        select(
            &inputs.numbers(),
            [("to_text", cast("x", DataType::Utf8)), ("to_float32", near.cast(DataType::Float32))],
        )
    });
    for table in TABLES {
        check("operators", &format!("casts to text, {table}"), |inputs| -> Result<_> {
            let text = |name| cast(name, DataType::Utf8);
            inputs.table(table).select(["small", "i", "u", "flag", "y"].map(|name| text(name).alias(name)))
        });
        check("operators", &format!("casts of times, {table}"), |inputs| {
            select(
                &inputs.table(table),
                [("day", col("when").dt().date()), ("midnight", cast("day", TIMESTAMP))],
            )
        });
    }
}
