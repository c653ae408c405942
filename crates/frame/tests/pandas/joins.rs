//! Merge, asof, cross.

use chunkwise::{
    AggExpr, AsofDirection, DataFrame, Expr, JoinHow, Merge, MergeAsof, Result, Scalar, col, count, first,
    max, min, sum,
};

use crate::inputs::Inputs;
use crate::support::check;

const HOWS: [JoinHow; 4] = [JoinHow::Inner, JoinHow::Left, JoinHow::Right, JoinHow::Outer];
const KEYS: [(&str, &[&str]); 4] =
    [("k", &["k"]), ("k2", &["k2"]), ("k and k2", &["k", "k2"]), ("k2 and k", &["k2", "k"])];

fn on(keys: &[&str], how: JoinHow) -> Merge {
    Merge::on(keys.iter().copied()).how(how)
}

#[test]
fn every_kind_on_every_key() {
    for how in HOWS {
        for (name, keys) in KEYS {
            check("joins", &format!("merge {how} on {name}"), |inputs| {
                inputs.table("left").merge(&inputs.table("right"), on(keys, how).indicator(true))
            });
        }
    }
}

#[test]
fn keys_of_different_names() {
    for how in HOWS {
        check("joins", &format!("merge {how} on k = key"), |inputs| {
            inputs
                .table("left")
                .merge(&inputs.table("lookup"), Merge::left_on(["k"]).right_on(["key"]).how(how))
        });
        // `id` is a key of the right table and another column of the left one.
        check("joins", &format!("merge {how} on k = key, k2 = id"), |inputs| {
            let right = inputs.table("right").rename([("k", "key"), ("k2", "id")])?;
            inputs.table("left").merge(&right, Merge::left_on(["k", "k2"]).right_on(["key", "id"]).how(how))
        });
    }
}

#[test]
fn suffixes() {
    for how in HOWS {
        check("joins", &format!("merge {how} with suffixes"), |inputs| {
            inputs.table("left").merge(&inputs.table("right"), on(&["k"], how).suffixes("", "_other"))
        });
    }
}

#[test]
fn tables_without_rows() {
    for how in HOWS {
        check("joins", &format!("merge {how} of nothing"), |inputs| {
            inputs.table("left").head(0).merge(&inputs.table("right"), on(&["k"], how))
        });
        check("joins", &format!("merge {how} with nothing"), |inputs| {
            inputs.table("left").merge(&inputs.table("right").head(0), on(&["k"], how))
        });
    }
}

#[test]
fn joins_of_joins() {
    for how in HOWS {
        check("joins", &format!("merge {how} of two chains"), |inputs| {
            let first = Merge::left_on(["k"]).right_on(["key"]).how(how);
            let chained = inputs.table("left").merge(&inputs.table("lookup"), first)?;
            chained.merge(&inputs.table("right"), on(&["k2"], how))
        });
    }
}

#[test]
fn all_common_columns() {
    check("joins", "all columns in common", |inputs| {
        inputs.table("left").merge(&inputs.table("right"), Merge::on_common())
    });
}

#[test]
fn rows_with_and_without_a_match() {
    for (name, keys) in &KEYS[..3] {
        for how in [JoinHow::Semi, JoinHow::Anti] {
            check("joins", &format!("merge {how} on {name}"), |inputs| {
                inputs.table("left").merge(&inputs.table("right"), on(keys, how))
            });
        }
    }
}

#[test]
fn cross() {
    check("joins", "cross", |inputs| inputs.table("left").merge(&inputs.table("lookup"), Merge::cross()));
    check("joins", "cross with suffixes", |inputs| {
        inputs.table("left").head(3).merge(&inputs.table("right").head(2), Merge::cross())
    });
    check("joins", "cross with nothing", |inputs| {
        inputs.table("left").merge(&inputs.table("lookup").head(0), Merge::cross())
    });
}

#[test]
fn keys_of_every_type() {
    for name in ["key", "i", "u", "x", "flag", "text", "when", "took"] {
        for how in [JoinHow::Inner, JoinHow::Outer] {
            check("joins", &format!("merge {how} on mixed {name}"), |inputs| {
                let rows = col("id").ge(10).and(col("id").lt(20));
                let few = inputs.mixed().filter(rows)?.select([name, "id"])?;
                inputs.mixed().head(60).select(["id", name])?.merge(&few, on(&[name], how))
            });
        }
    }
}

#[test]
fn integers_with_floats() {
    for how in HOWS {
        check("joins", &format!("merge {how}, integers with floats"), |inputs| {
            let floats = inputs.mixed().head(30).select([(col("y") / 4.0).floor().alias("y"), col("id")])?;
            inputs
                .mixed()
                .head(60)
                .select(["small", "key"])?
                .merge(&floats, Merge::left_on(["small"]).right_on(["y"]).how(how))
        });
        check("joins", &format!("merge {how}, integers with floats of one name"), |inputs| {
            let floats =
                inputs.mixed().head(30).select([(col("y") / 4.0).floor().alias("small"), col("id")])?;
            inputs.mixed().head(60).select(["small", "key"])?.merge(&floats, on(&["small"], how))
        });
    }
}

fn transformed(inputs: &Inputs, keys: Vec<Expr>, dropna: bool, aggs: Vec<AggExpr>) -> Result<DataFrame> {
    let names: Vec<String> = ["id", "key", "small"]
        .map(str::to_owned)
        .into_iter()
        .chain(aggs.iter().map(|agg| agg.name.clone()))
        .collect();
    let table = inputs.mixed().head(60).groupby(keys)?.dropna(dropna).transform(aggs)?;
    let mut shown: Vec<String> = Vec::new();
    for name in names {
        if !shown.contains(&name) {
            shown.push(name);
        }
    }
    table.select(shown)
}

#[test]
fn values_of_the_group_on_each_row() {
    check("joins", "transform by key", |inputs| {
        let aggs = vec![sum("small").alias("total"), min("x").alias("least"), first("id").alias("some")];
        transformed(inputs, vec![col("key")], true, aggs)
    });
    check("joins", "transform by key, null keys too", |inputs| {
        let aggs = vec![sum("small").alias("total"), count("small").alias("n")];
        transformed(inputs, vec![col("key")], false, aggs)
    });
    check("joins", "transform by two keys", |inputs| {
        let aggs = vec![count("id").alias("n"), max("text").alias("last")];
        transformed(inputs, vec![col("small"), col("flag")], true, aggs)
    });
    check("joins", "transform by an expression", |inputs| {
        transformed(inputs, vec![col("id") % 7], true, vec![max("i").alias("most")])
    });
    check("joins", "transform in place", |inputs| {
        transformed(inputs, vec![col("key")], true, vec![max("small").alias("small")])
    });
}

#[test]
fn the_nearest_in_time() {
    const HOUR: Scalar = Scalar::Duration(3_600_000_000);
    let directions = [
        ("backward", AsofDirection::Backward),
        ("forward", AsofDirection::Forward),
        ("nearest", AsofDirection::Nearest),
    ];
    for (name, direction) in directions {
        let joined = |case: &str, how: MergeAsof| {
            check("joins", &format!("asof {name}{case}"), |inputs| {
                inputs.ordered().merge_asof(&inputs.table("quotes"), how.clone().direction(direction))
            });
        };
        joined("", MergeAsof::on("t"));
        joined(" by sym", MergeAsof::on("t").by(["sym"]));
        joined(" by sym, not exact", MergeAsof::on("t").by(["sym"]).allow_exact_matches(false));
        joined(" by sym, an hour", MergeAsof::on("t").by(["sym"]).tolerance(HOUR));
        let on = || MergeAsof::on("t").direction(direction);
        check("joins", &format!("asof {name} of nothing"), |inputs| {
            inputs.ordered().head(0).merge_asof(&inputs.table("quotes"), on())
        });
        check("joins", &format!("asof {name} with nothing"), |inputs| {
            inputs.ordered().merge_asof(&inputs.table("quotes").head(0), on())
        });
        check("joins", &format!("asof {name} of numbers"), |inputs| {
            let fourth = inputs.ordered().slice_step(.., 4).select([col("n").alias("m"), col("w")])?;
            inputs
                .ordered()
                .merge_asof(&fourth, MergeAsof::on_pair("n", "m").direction(direction).tolerance(1))
        });
        check("joins", &format!("asof {name} of floats"), |inputs| {
            let floats =
                inputs.ordered().filter(col("v").is_not_null())?.sort_values(["v"])?.select(["v", "w"])?;
            let marks =
                floats.slice_step(.., 3).select([(col("v") + 0.25).alias("v"), col("w").alias("mark")])?;
            floats.merge_asof(&marks, MergeAsof::on("v").direction(direction).tolerance(0.5))
        });
    }
}

#[test]
fn times_have_to_be_in_order() {
    let inputs = &crate::inputs::INPUTS[0];
    let message = |left: DataFrame, right: DataFrame, on: &str| {
        left.merge_asof(&right, on).and_then(|joined| joined.compute()).unwrap_err().to_string()
    };
    let (left, ordered) = (inputs.table("left"), inputs.ordered());
    assert_eq!(
        message(left.clone(), left.clone(), "n"),
        "the right table of an asof join is not sorted by `n`: row 1 has 64, after 68. Sort it first"
    );
    assert_eq!(
        message(
            ordered.select(["n", "v"]).unwrap(),
            left.select(["n", "v"]).unwrap().sort_values(["n"]).unwrap(),
            "v"
        ),
        "the right table of an asof join is not sorted by `v`: row 1 has 5.6, after 8.8. Sort it first"
    );
    assert_eq!(
        message(
            ordered.clone(),
            left.sort_values(["k"]).unwrap().rename([("k", "n"), ("n", "x")]).unwrap(),
            "n"
        ),
        "the right table of an asof join has a null in `n`, in row 24. Leave such rows out first"
    );
    let unsorted = inputs.table("left").select(["n"]).unwrap();
    assert_eq!(
        message(unsorted, ordered, "n"),
        "the left table of an asof join is not sorted by `n`: row 1 has 64, after 68. Sort it first"
    );
    assert_eq!(
        message(left.clone(), left, "k2"),
        "an asof join needs numbers or times to compare, and `k2` is string; convert it before"
    );
}
