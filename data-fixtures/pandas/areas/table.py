"""The whole table: sorting, heads, duplicates, describing, reshaping, concatenating."""

import pandas as pd

from helpers import ints, missing


def cases(inputs):
    mixed, numbers = inputs.mixed, inputs.numbers
    few = ["id", "key", "small", "flag"]
    tables = {name: getattr(inputs, name) for name in ("mixed", "empty", "one_row", "all_null")}
    return {
        "head": mixed.head(5),
        **by_place(mixed),
        **without_nulls(tables),
        **without_duplicates(tables, numbers, few),
        **counts(tables, numbers),
        **sorting(mixed, numbers),
        **columns(mixed),
        **reshaping(tables, numbers),
        **describing(tables),
    }


def by_place(mixed):
    return {
        "slice": mixed.iloc[3:9],
        "slice beyond the end": mixed.iloc[195:999],
        "slice from": mixed.iloc[196:],
        "slice every seventh": mixed[["id", "key"]].iloc[2:150:7],
        "slice of nothing": mixed.iloc[5:5],
        "tail": mixed.tail(4),
        "query": mixed.query("small > 0 and key == 'alpha'")[["id", "key"]],
    }


def without_nulls(tables):
    cases = {}
    for name, table in tables.items():
        cases |= {
            f"dropna of {name}": table.dropna()[["id", "key"]],
            f"dropna all of {name}": table.dropna(how="all")[["id", "key"]],
            f"dropna subset of {name}": table.dropna(subset=["key", "x"])[["id", "key"]],
            f"dropna all of a subset of {name}": table.dropna(how="all", subset=["key", "x"])[["id", "key"]],
            f"dropna thresh of {name}": table.dropna(thresh=11)[["id", "key"]],
            f"dropna thresh of a subset of {name}": table.dropna(thresh=2, subset=["key", "x", "flag"])[["id", "key"]],
            f"isna of {name}": table.isna().head(9),
            f"notna of {name}": table.notna().head(9),
            f"isna sum of {name}": pd.DataFrame([table.isna().sum()]),
        }
    mixed = tables["mixed"]
    return cases | {
        "fillna": mixed.assign(i=mixed.i.fillna(0), small=mixed.small.fillna(0))[["id", "small", "i"]].head(40),
        "fillna by column": mixed.fillna({"small": -1, "key": "none", "flag": False})[["id", "small", "key", "flag"]].head(40),
    }


def without_duplicates(tables, numbers, few):
    cases = {}
    for name, table in tables.items():
        for keep in ("first", "last", False):
            cases |= {
                f"drop_duplicates by key of {name}, keep {keep}": table.drop_duplicates("key", keep=keep),
                f"drop_duplicates by key and flag of {name}, keep {keep}": table.drop_duplicates(["key", "flag"], keep=keep)[few],
            }
        cases |= {
            f"drop_duplicates of {name}": table.drop(columns="id").drop_duplicates(),
            f"drop_duplicates of few columns of {name}": table[["key", "flag"]].drop_duplicates(),
        }
        for column in table.columns:
            cases[f"unique {column} of {name}"] = table[[column]].drop_duplicates()
    for column in ("x", "d", "p"):
        cases[f"unique {column} of numbers"] = numbers[[column]].drop_duplicates()
    return cases


def counts(tables, numbers):
    cases = {}
    for name, table in tables.items():
        cases |= {
            f"value_counts of {name}": table.key.value_counts().astype("int64"),
            f"value_counts ascending of {name}": table.key.value_counts(ascending=True).astype("int64"),
            f"value_counts unsorted of {name}": table.small.value_counts(sort=False).astype("int64"),
            f"value_counts with null of {name}": table.small.value_counts(dropna=False).astype("int64"),
            f"value_counts of two of {name}": table.value_counts(["key", "flag"]).astype("int64"),
            f"value_counts of two with null of {name}": table.value_counts(["key", "flag"], dropna=False).astype("int64"),
            f"proportions of {name}": table.value_counts(["key", "flag"], normalize=True),
            f"proportions with null of {name}": table.value_counts("small", normalize=True, dropna=False),
            f"nunique of {name}": pd.DataFrame([table.nunique()]),
        }
    for column in ("x", "d", "p"):
        # A Series of nullable numbers has its null after all other values that come as often.
        cases[f"value_counts {column} of numbers"] = numbers.value_counts(column, dropna=False).astype("int64")
    return cases


def sorting(mixed, numbers):
    return {
        "sort_values by one": mixed.sort_values("y", kind="stable")[["id", "key"]],
        "sort_values descending": mixed.sort_values("small", ascending=False, kind="stable")[["id", "key"]],
        "sort_values nulls first": mixed.sort_values("small", na_position="first", kind="stable")[["id", "key"]],
        "sort_values descending, nulls first": mixed.sort_values("key", ascending=False, na_position="first", kind="stable")[["id", "key"]],
        "sort_values by several": mixed.sort_values(["key", "small", "when"], ascending=[True, False, True])[["id", "key"]],
        "sort_values by time": mixed.sort_values("took", kind="stable")[["id", "key"]],
        "sort_values by large integers": mixed.sort_values("u", ascending=False, kind="stable")[["id", "key"]],
        "sort_values by text": mixed.sort_values("text", kind="stable")[["id", "key"]],
        "sort_values by flag": mixed.sort_values("flag", kind="stable")[["id", "key"]],
        "sort_values by integers": mixed.sort_values("i", kind="stable")[["id", "key"]],
        "nlargest": mixed.nlargest(7, "y"),
        "nsmallest": mixed.nsmallest(7, "small"),
        "nlargest by two": mixed.nlargest(7, ["small", "y"]),
        "nsmallest of more than there are": mixed.nsmallest(500, "took")[["id", "took"]],
    }


def columns(mixed):
    return {
        "select_dtypes number": mixed.select_dtypes("number").head(3),
        "select_dtypes exclude number": mixed.select_dtypes(exclude="number").head(3),
        "select_dtypes integer and bool": mixed[["id", "small", "i", "u", "flag"]].head(3),
        "add_prefix": mixed[["id", "key"]].add_prefix("a_").head(3),
        "add_suffix": mixed[["id", "key"]].add_suffix("_z").head(3),
        "astype": mixed[["id", "small", "flag"]].astype({"small": "Float64", "flag": "Int64"}).head(9),
        "assign": mixed.assign(a=mixed.small + 1, b=lambda table: table.a * 2)[["id", "a", "b"]].head(9),
    }


def reshaping(tables, numbers):
    cases = {}
    for name, table in tables.items():
        few = table[["id", "key", "small", "y"]].head(30)
        cases |= {
            f"melt of {name}": few.melt(id_vars=["id", "key"]).astype({"variable": "string"}),
            f"melt with names of {name}": few.melt(["key"], ["small", "id"], "which", "number").astype({"which": "string"}),
            f"get_dummies of {name}": dummies(few[["id", "key"]], columns=["key"]),
            f"get_dummies of two of {name}": dummies(
                few[["key", "id", "small"]], columns=["small", "key"], drop_first=True, prefix_sep="="
            ),
            f"crosstab of {name}": crosstab(table.key, table.flag),
        }
    mixed = tables["mixed"]
    return cases | {
        "get_dummies with null": dummies(mixed[["id", "key"]].head(30), columns=["key"], dummy_na=True).rename(
            columns={"key_<NA>": "key_nan"}
        ),
        "crosstab with numbers": crosstab(mixed.key, mixed.small),
        "pivot_table": pivot(mixed, index="key", columns="flag", values="id", aggfunc="mean").apply(missing),
        "pivot_table sum": pivot(mixed, index="small", columns="key", values="id", aggfunc="sum").apply(ints),
        "pivot_table min": pivot(mixed, index="key", columns="small", values="id", aggfunc="min").apply(ints),
        "pivot_table count, filled": pivot(
            mixed, index=["key", "flag"], columns="small", values="id", aggfunc="count", fill_value=0
        ).apply(ints),
        "pivot_table of two": pivot(mixed, index="key", columns="flag", values=["id", "small"], aggfunc="max").apply(ints),
        # groupby(sort=True) sorts the groups by a sort that is not stable, so that ties lose their order.
        "value_counts by group": mixed.groupby("key", sort=False)[["small"]].value_counts().astype("int64").sort_index(
            level="key", sort_remaining=False, kind="stable"
        ),
        "value_counts by group, unsorted": mixed.groupby("key", sort=False)[["small", "flag"]].value_counts().astype("int64"),
    }


def dummies(table, **options):
    """The names of the new columns as texts."""
    return pd.get_dummies(table, **options).rename(columns=str)


def crosstab(index, columns):
    counted = pd.crosstab(index, columns)
    return counted.rename(columns=str).astype("int64")


def pivot(table, **options):
    """Of several columns pandas makes two levels of names."""
    pivoted = table.pivot_table(**options)
    if pivoted.columns.nlevels > 1:
        pivoted.columns = [f"{value}_{column}" for value, column in pivoted.columns]
    return pivoted.rename(columns=str)


def describing(tables):
    cases = {}
    for name, table in tables.items():
        numbers, texts = table[["small", "y", "id"]], table[["key", "flag"]]
        cases |= {
            f"describe of {name}": described(numbers),
            f"describe percentiles of {name}": described(numbers, percentiles=[0.999, 0.1, 0.333]),
            f"describe texts of {name}": described(texts),
            f"describe all of {name}": described(table[["key", "small"]], include="all"),
        }
    mixed = tables["mixed"]
    return cases | {
        "describe number": described(mixed[["key", "small", "flag", "y"]], include=["number"]),
        "describe without number": described(mixed[["key", "small", "flag", "text"]], exclude=["number"]),
        "describe times": described(mixed[["took", "small"]]),
        "corr": matrix(mixed[["small", "y", "id"]].corr()),
        "cov": matrix(mixed[["small", "y", "id"]].cov()),
    }


def described(table, **options):
    """What `describe` prints: columns of numbers as floats, all others as texts, since they have counts and values."""
    found = table.describe(**options).rename_axis("statistic")
    for name in found:
        if pd.api.types.is_numeric_dtype(table[name].dtype) and table[name].dtype != "boolean":
            found[name] = missing(found[name])
        else:
            text = [None if pd.isna(cell) else str(cell) for cell in found[name]]
            found[name] = pd.Series(text, found.index, "string")
    return found


def matrix(found):
    return found.rename_axis("column").apply(missing)
