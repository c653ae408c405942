//! Arithmetic, comparison, logic, choosing, conversions, mathematics.

use arrow::datatypes::DataType;
use chunkwise::{Expr, Inclusive, Scalar, col, lit};

use crate::support::{check, check_close};

fn x() -> Expr {
    col("x")
}

fn y() -> Expr {
    col("y")
}

fn c() -> Expr {
    col("c")
}

/// One column per expression of the table `numbers`.
fn numbers<const N: usize>(case: &str, columns: [(&str, Expr); N]) {
    numbers_close(case, 0, columns);
}

fn numbers_close<const N: usize>(case: &str, ulps: u64, columns: [(&str, Expr); N]) {
    let columns = columns.map(|(name, expr)| expr.alias(name));
    check_close("scalar", case, ulps, |inputs| inputs.table("numbers").select(columns.clone()));
}

fn mixed<const N: usize>(case: &str, columns: [(&str, Expr); N]) {
    let columns = columns.map(|(name, expr)| expr.alias(name));
    check("scalar", case, |inputs| inputs.mixed().select(columns.clone()));
}

#[test]
fn arithmetic() {
    check("scalar", "integers plus one, beside null", |inputs| {
        inputs.mixed().with_column("r", col("small") + 1)?.select(["id", "small", "r"])
    });
    numbers(
        "arithmetic of integers",
        [
            ("add", c() + col("d")),
            ("subtract", c() - col("d")),
            ("multiply", c() * col("d")),
            ("divide", c() / col("d")),
            ("floordiv", c().floor_div(col("b"))),
            ("mod", c() % col("b")),
            ("by two", col("a").floor_div(2)),
            ("mod seven", col("a") % -7),
            ("power", c().pow(col("d"))),
        ],
    );
    numbers(
        "arithmetic of floats",
        [
            ("add", x() + y()),
            ("subtract", x() - y()),
            ("multiply", x() * y()),
            ("divide", x() / y()),
            ("negative", -x()),
            ("floordiv", x().floor_div(y())),
            ("mod", x() % y()),
            ("with integer", x() * c()),
        ],
    );
    numbers("arithmetic of booleans", [("add", c() + col("p")), ("multiply", x() * col("p"))]);
    // Libraries differ in the last bit of a power.
    numbers_close("powers of floats", 1, [("r", x().pow(y()))]);
    numbers("square", [("r", x().pow(2))]);
}

#[test]
fn comparison_and_logic() {
    numbers(
        "comparison of floats",
        [
            ("eq", x().eq(y())),
            ("ne", x().ne(y())),
            ("lt", x().lt(y())),
            ("le", x().le(y())),
            ("gt", x().gt(y())),
            ("ge", x().ge(y())),
        ],
    );
    let (p, q) = (col("p"), col("q"));
    numbers(
        "logic",
        [
            ("and", p.clone().and(q.clone())),
            ("or", p.clone().or(q.clone())),
            ("xor", p.clone().xor(q)),
            ("not", p.not()),
        ],
    );
}

#[test]
fn mathematics() {
    numbers("roots", [("r", x().sqrt())]);
    // Libraries differ in the last bits of these.
    numbers_close("exponentials", 1, [("exp", x().exp()), ("expm1", x().expm1())]);
    numbers_close(
        "logarithms",
        1,
        [("log", y().log()), ("log2", y().log2()), ("log10", y().log10()), ("log1p", y().log1p())],
    );
    numbers_close(
        "angles",
        2,
        [
            ("sin", x().sin()),
            ("cos", x().cos()),
            ("tan", x().tan()),
            ("asin", x().asin()),
            ("acos", x().acos()),
            ("atan", x().atan()),
            ("atan2", x().atan2(y())),
            ("sinh", x().sinh()),
            ("cosh", x().cosh()),
            ("tanh", x().tanh()),
        ],
    );
    numbers("kinds of floats", [("nan", x().is_nan()), ("finite", x().is_finite()), ("inf", x().is_inf())]);
    numbers(
        "clip",
        [
            ("both", x().clip(-1, 2.5)),
            ("low", x().clip(0, lit(Scalar::Null))),
            ("integers", c().clip(0, 10)),
            ("column", c().clip(lit(Scalar::Null), col("d"))),
        ],
    );
}

#[test]
fn rounding() {
    numbers(
        "rounding",
        [
            ("round", x().round(0)),
            ("tens", y().round(-1)),
            ("floor", x().floor()),
            ("ceil", x().ceil()),
            ("trunc", x().trunc()),
            ("abs", x().abs()),
            ("sign", x().sign()),
            ("whole tens", c().round(-1)),
            ("whole abs", c().abs()),
            ("whole sign", c().sign()),
        ],
    );
    mixed("rounding to a decimal", [("r", y().round(1))]);
}

#[test]
fn nulls_and_choices() {
    let noon = Scalar::Timestamp(1_422_705_600_000_000);
    mixed(
        "nulls",
        [
            ("isna", x().isna()),
            ("notna", col("text").notna()),
            ("when", col("when").isna()),
            ("fill integer", col("small").fillna(0)),
            ("fill text", col("key").fillna("?")),
            ("fill float", x().fillna(y())),
            ("fill time", col("when").fillna(noon)),
        ],
    );
    numbers(
        "where and mask",
        [
            ("where", c().where_(col("p"), -1)),
            ("mask", c().mask(col("p"), -1)),
            ("where null", c().where_(c().gt(0), lit(Scalar::Null))),
            ("mask column", c().mask(c().gt(0), col("d"))),
        ],
    );
    let nothing: [i64; 0] = [];
    mixed(
        "isin",
        [
            ("integers", col("small").isin([1, 2, 99])),
            ("with null", col("small").isin([Some(1), None])),
            ("texts", col("key").isin(["alpha", "délta"])),
            ("nothing", col("small").isin(nothing)),
        ],
    );
    let between = |inclusive| col("small").between_inclusive(-1, 3, inclusive);
    mixed(
        "between",
        [
            ("both", between(Inclusive::Both)),
            ("left", between(Inclusive::Left)),
            ("right", between(Inclusive::Right)),
            ("neither", between(Inclusive::Neither)),
        ],
    );
}

#[test]
fn dictionaries() {
    mixed(
        "map",
        [
            ("texts", col("small").map([(1, "one"), (2, "two")])),
            ("numbers", col("key").map([("alpha", 1), ("Beta", 20)])),
            ("flags", col("flag").map([(true, 1.5)])),
        ],
    );
    mixed(
        "replace",
        [
            ("texts", col("key").replace([("alpha", "A"), ("beta", "Beta")])),
            ("numbers", col("small").replace([(1, 100), (-3, 0)])),
        ],
    );
}

#[test]
fn casts() {
    numbers(
        "casts",
        [
            ("float", c().astype(DataType::Float64)),
            ("text", c().astype(DataType::Utf8)),
            ("truth", c().astype(DataType::Boolean)),
            ("number", col("p").astype(DataType::Int64)),
        ],
    );
}

#[test]
fn tables_of_little() {
    check("scalar", "choices over nothing", |inputs| {
        inputs.empty().with_column("r", col("small").fillna(0))?.select(["id", "r"])
    });
    check("scalar", "choices over nulls", |inputs| {
        inputs.table("all_null").select([col("small").clip(0, 1).alias("r"), x().fillna(1.5).alias("s")])
    });
}
