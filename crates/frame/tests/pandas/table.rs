//! The whole table: sorting, heads, duplicates, describing, reshaping, concatenating.

use arrow::datatypes::DataType;
use chunkwise::{AggFunc, Describe, DropNa, Dummies, Keep, Melt, PivotTable, SortKey, ValueCounts, col};

use crate::inputs::Inputs;
use crate::support::{check, check_close};

/// The tables of which every row matters: of many rows, none, one, and of nulls.
const TABLES: [&str; 4] = ["mixed", "empty", "one_row", "all_null"];

#[test]
fn rows_by_their_places() {
    check("table", "head", |inputs| Ok(inputs.mixed().head(5)));
    check("table", "tail", |inputs| Ok(inputs.mixed().tail(4)));
    check("table", "slice", |inputs| Ok(inputs.mixed().slice(3..9)));
    check("table", "slice beyond the end", |inputs| Ok(inputs.mixed().slice(195..=998)));
    check("table", "slice from", |inputs| Ok(inputs.mixed().slice(196..)));
    check("table", "slice every seventh", |inputs| {
        Ok(inputs.mixed().select(["id", "key"])?.slice_step(2..150, 7))
    });
    check("table", "slice of nothing", |inputs| Ok(inputs.mixed().slice(5..5)));
    check("table", "query", |inputs| {
        inputs.mixed().query("small > 0 and key = 'alpha'")?.select(["id", "key"])
    });
}

#[test]
fn without_nulls() {
    for name in TABLES {
        let dropped = |case: &str, which: DropNa| {
            check("table", &format!("dropna{case} of {name}"), |inputs| {
                inputs.table(name).dropna(which.clone())?.select(["id", "key"])
            });
        };
        dropped("", DropNa::any());
        dropped(" all", DropNa::all());
        dropped(" subset", DropNa::any().subset(["key", "x"]));
        dropped(" all of a subset", DropNa::all().subset(["key", "x"]));
        dropped(" thresh", DropNa::thresh(11));
        dropped(" thresh of a subset", DropNa::thresh(2).subset(["key", "x", "flag"]));
        check("table", &format!("isna of {name}"), |inputs| Ok(inputs.table(name).isna()?.head(9)));
        check("table", &format!("notna of {name}"), |inputs| Ok(inputs.table(name).notna()?.head(9)));
        check("table", &format!("isna sum of {name}"), |inputs| inputs.table(name).isna()?.sum());
    }
    check("table", "fillna", |inputs| Ok(inputs.mixed().select(["id", "small", "i"])?.fillna(0)?.head(40)));
    check("table", "fillna by column", |inputs| {
        let filled = inputs.mixed().fillna_columns([("small", -1)])?.fillna_columns([("key", "none")])?;
        Ok(filled.fillna_columns([("flag", false)])?.select(["id", "small", "key", "flag"])?.head(40))
    });
}

#[test]
fn without_duplicates() {
    let few = ["id", "key", "small", "flag"];
    for name in TABLES {
        for (keep, text) in [(Keep::First, "first"), (Keep::Last, "last"), (Keep::None, "False")] {
            let case = format!("drop_duplicates by key of {name}, keep {text}");
            check("table", &case, |inputs| inputs.table(name).drop_duplicates_by(["key"], keep));
            let case = format!("drop_duplicates by key and flag of {name}, keep {text}");
            check("table", &case, |inputs| {
                inputs.table(name).drop_duplicates_by(["key", "flag"], keep)?.select(few)
            });
        }
        check("table", &format!("drop_duplicates of {name}"), |inputs| {
            inputs.table(name).drop(["id"])?.drop_duplicates()
        });
        check("table", &format!("drop_duplicates of few columns of {name}"), |inputs| {
            inputs.table(name).select(["key", "flag"])?.drop_duplicates()
        });
        for column in ["id", "key", "small", "i", "u", "x", "y", "flag", "text", "when", "day", "took"] {
            let case = format!("unique {column} of {name}");
            check("table", &case, |inputs| inputs.table(name).column(column)?.unique());
        }
    }
    for column in ["x", "d", "p"] {
        check("table", &format!("unique {column} of numbers"), |inputs| inputs.numbers().unique(column));
    }
}

#[test]
fn how_often_values_come() {
    let with = ValueCounts::default;
    for name in TABLES {
        check("table", &format!("value_counts of {name}"), |inputs| inputs.table(name).value_counts(["key"]));
        check("table", &format!("value_counts ascending of {name}"), |inputs| {
            inputs.table(name).column("key")?.value_counts_with(with().ascending(true))
        });
        check("table", &format!("value_counts unsorted of {name}"), |inputs| {
            inputs.table(name).column("small")?.value_counts_with(with().sort(false))
        });
        check("table", &format!("value_counts with null of {name}"), |inputs| {
            inputs.table(name).column("small")?.value_counts_with(with().dropna(false))
        });
        check("table", &format!("value_counts of two of {name}"), |inputs| {
            inputs.table(name).value_counts(["key", "flag"])
        });
        check("table", &format!("value_counts of two with null of {name}"), |inputs| {
            inputs.table(name).value_counts_with(["key", "flag"], with().dropna(false))
        });
        check("table", &format!("proportions of {name}"), |inputs| {
            inputs.table(name).value_counts_with(["key", "flag"], with().normalize(true))
        });
        check("table", &format!("proportions with null of {name}"), |inputs| {
            inputs.table(name).value_counts_with(["small"], with().normalize(true).dropna(false))
        });
        check("table", &format!("nunique of {name}"), |inputs| inputs.table(name).nunique());
    }
    for column in ["x", "d", "p"] {
        check("table", &format!("value_counts {column} of numbers"), |inputs| {
            inputs.numbers().column(column)?.value_counts_with(with().dropna(false))
        });
    }
}

#[test]
fn sorting() {
    let sorted = |case: &str, keys: &[SortKey]| {
        check("table", case, |inputs| inputs.mixed().sort_by(keys.to_vec())?.select(["id", "key"]));
    };
    let (up, down) = (|name: &str| SortKey::ascending(name), |name: &str| SortKey::descending(name));
    sorted("sort_values by one", &[up("y")]);
    sorted("sort_values descending", &[down("small")]);
    sorted("sort_values nulls first", &[up("small").nulls_first()]);
    sorted("sort_values descending, nulls first", &[down("key").nulls_first()]);
    sorted("sort_values by several", &[up("key"), down("small"), up("when")]);
    sorted("sort_values by time", &[up("took")]);
    sorted("sort_values by large integers", &[down("u")]);
    sorted("sort_values by text", &[up("text")]);
    sorted("sort_values by flag", &[up("flag")]);
    sorted("sort_values by integers", &[up("i")]);
    check("table", "nlargest", |inputs| inputs.mixed().nlargest(7, ["y"]));
    check("table", "nsmallest", |inputs| inputs.mixed().nsmallest(7, ["small"]));
    check("table", "nlargest by two", |inputs| inputs.mixed().nlargest(7, ["small", "y"]));
    check("table", "nsmallest of more than there are", |inputs| {
        inputs.mixed().nsmallest(500, ["took"])?.select(["id", "took"])
    });
}

#[test]
fn columns() {
    check("table", "select_dtypes number", |inputs| {
        Ok(inputs.mixed().select_dtypes(["number"], [])?.head(3))
    });
    check("table", "select_dtypes exclude number", |inputs| {
        Ok(inputs.mixed().select_dtypes([], ["number"])?.head(3))
    });
    check("table", "select_dtypes integer and bool", |inputs| {
        Ok(inputs.mixed().select_dtypes(["integer", "bool"], [])?.head(3))
    });
    let two = ["id", "key"];
    check("table", "add_prefix", |inputs| Ok(inputs.mixed().select(two)?.add_prefix("a_")?.head(3)));
    check("table", "add_suffix", |inputs| Ok(inputs.mixed().select(two)?.add_suffix("_z")?.head(3)));
    check("table", "astype", |inputs| {
        let table = inputs.mixed().select(["id", "small", "flag"])?;
        Ok(table.astype([("small", DataType::Float64), ("flag", DataType::Int64)])?.head(9))
    });
    check("table", "assign", |inputs| {
        let assigned = inputs.mixed().assign([("a", col("small") + 1), ("b", col("a") * 2)])?;
        Ok(assigned.select(["id", "a", "b"])?.head(9))
    });
}

#[test]
fn from_wide_to_long_and_back() {
    for name in TABLES {
        let few = |inputs: &Inputs, columns: &[&str]| {
            Ok::<_, chunkwise::Error>(inputs.table(name).select(columns.iter().copied())?.head(30))
        };
        let all = ["id", "key", "small", "y"];
        check("table", &format!("melt of {name}"), |inputs| {
            few(inputs, &all)?.melt(Melt::default().id_vars(["id", "key"]))
        });
        let named = Melt::default().var_name("which").value_name("number");
        let named = named.id_vars(["key"]).value_vars(["small", "id"]);
        check("table", &format!("melt with names of {name}"), |inputs| {
            few(inputs, &all)?.melt(named.clone())
        });
        check("table", &format!("get_dummies of {name}"), |inputs| {
            few(inputs, &["id", "key"])?.get_dummies(Dummies::default())
        });
        let two = Dummies::default().columns(["small", "key"]).drop_first(true).prefix_sep("=");
        check("table", &format!("get_dummies of two of {name}"), |inputs| {
            few(inputs, &["key", "id", "small"])?.get_dummies(two.clone())
        });
        check("table", &format!("crosstab of {name}"), |inputs| inputs.table(name).crosstab("key", "flag"));
    }
    check("table", "get_dummies with null", |inputs| {
        let few = inputs.mixed().select(["id", "key"])?.head(30);
        few.get_dummies(Dummies::default().dummy_na(true))
    });
}

#[test]
fn pivots() {
    let pivoted = |case: &str, pivot: PivotTable| {
        check("table", case, |inputs| inputs.mixed().pivot_table(pivot.clone()));
    };
    check("table", "crosstab with numbers", |inputs| inputs.mixed().crosstab("key", "small"));
    pivoted("pivot_table", PivotTable::new(["key"], "flag", ["id"]));
    pivoted("pivot_table sum", PivotTable::new(["small"], "key", ["id"]).aggfunc(AggFunc::Sum));
    pivoted("pivot_table min", PivotTable::new(["key"], "small", ["id"]).aggfunc(AggFunc::Min));
    let counts = PivotTable::new(["key", "flag"], "small", ["id"]).aggfunc(AggFunc::Count).fill_value(0);
    pivoted("pivot_table count, filled", counts);
    pivoted("pivot_table of two", PivotTable::new(["key"], "flag", ["id", "small"]).aggfunc(AggFunc::Max));
    check("table", "value_counts by group", |inputs| {
        inputs.mixed().groupby(["key"])?.value_counts(["small"])
    });
    check("table", "value_counts by group, unsorted", |inputs| {
        inputs.mixed().groupby(["key"])?.sort(false).value_counts(["small", "flag"])
    });
}

#[test]
fn describing() {
    // pandas rounds sums and squares at every step, and interpolates percentiles in another order.
    let described = |case: &str, columns: &[&str], how: &Describe, name: &str| {
        check_close("table", case, 4, |inputs| {
            inputs.table(name).select(columns.iter().copied())?.describe_with(how)
        });
    };
    let plain = Describe::default();
    let percentiles = Describe::default().percentiles([0.999, 0.1, 0.333]);
    let all = Describe::default().include_all();
    for name in TABLES {
        let numbers = ["small", "y", "id"];
        described(&format!("describe of {name}"), &numbers, &plain, name);
        described(&format!("describe percentiles of {name}"), &numbers, &percentiles, name);
        described(&format!("describe texts of {name}"), &["key", "flag"], &plain, name);
        described(&format!("describe all of {name}"), &["key", "small"], &all, name);
    }
    let number = Describe::default().include(["number"]);
    described("describe number", &["key", "small", "flag", "y"], &number, "mixed");
    let others = Describe::default().exclude(["number"]);
    described("describe without number", &["key", "small", "flag", "text"], &others, "mixed");
    described("describe times", &["took", "small"], &plain, "mixed");
    check_close("table", "corr", 32, |inputs| inputs.mixed().select(["small", "y", "id"])?.corr());
    check_close("table", "cov", 32, |inputs| inputs.mixed().select(["small", "y", "id"])?.cov());
}
