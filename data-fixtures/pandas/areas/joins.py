"""Merge, asof, cross."""

import pandas as pd

HOWS = ["inner", "left", "right", "outer"]
KEYS = {"k": ["k"], "k2": ["k2"], "k and k2": ["k", "k2"], "k2 and k": ["k2", "k"]}


def told(merged):
    """The indicator as text."""
    return merged.assign(_merge=merged["_merge"].astype("string"))


def cases(inputs):
    left, right, lookup = inputs.left, inputs.right, inputs.lookup
    named = right.rename(columns={"k": "key", "k2": "id"})
    cases = {}
    for how in HOWS:
        for name, keys in KEYS.items():
            cases[f"merge {how} on {name}"] = told(left.merge(right, on=keys, how=how, indicator=True))
        cases[f"merge {how} on k = key"] = left.merge(lookup, left_on="k", right_on="key", how=how)
        cases[f"merge {how} on k = key, k2 = id"] = left.merge(named, left_on=["k", "k2"], right_on=["key", "id"], how=how)
        cases[f"merge {how} with suffixes"] = left.merge(right, on="k", how=how, suffixes=("", "_other"))
        cases[f"merge {how} of nothing"] = left.head(0).merge(right, on="k", how=how)
        cases[f"merge {how} with nothing"] = left.merge(right.head(0), on="k", how=how)
        cases[f"merge {how} of two chains"] = left.merge(lookup, left_on="k", right_on="key", how=how).merge(
            right, on="k2", how=how
        )
    cases["all columns in common"] = left.merge(right)
    for name, table in {"k": right[["k"]], "k2": right[["k2"]]}.items():
        found = left[name].isin(table[name])
        cases[f"merge semi on {name}"] = left[found]
        cases[f"merge anti on {name}"] = left[~found]
    pairs = pd.MultiIndex.from_frame(left[["k", "k2"]]).isin(pd.MultiIndex.from_frame(right[["k", "k2"]]))
    cases["merge semi on k and k2"] = left[pairs]
    cases["merge anti on k and k2"] = left[~pairs]
    cases["cross"] = left.merge(lookup, how="cross")
    cases["cross with suffixes"] = left.head(3).merge(right.head(2), how="cross")
    cases["cross with nothing"] = left.merge(lookup.head(0), how="cross")
    # Keys of every type: each row with the rows of equal values.
    for name in ["key", "i", "u", "x", "flag", "text", "when", "took"]:
        few = inputs.mixed.iloc[10:20][[name, "id"]]
        for how in ["inner", "outer"]:
            merged = inputs.mixed.iloc[:60][["id", name]].merge(few, on=name, how=how)
            if how == "outer" and name in ["when", "took"]:
                merged = merged.sort_values(name, kind="stable")  # NaT comes first in pandas, every other null last
            cases[f"merge {how} on mixed {name}"] = merged
    # Integers beside floats; what comes out of a right or outer join has room for both.
    floats = inputs.mixed.iloc[:30][["y", "id"]].assign(y=lambda table: table["y"] // 4)
    for how in HOWS:
        cases[f"merge {how}, integers with floats"] = inputs.mixed.iloc[:60][["small", "key"]].merge(
            floats, left_on="small", right_on="y", how=how
        )
        common = floats.rename(columns={"y": "small"})
        expected = inputs.mixed.iloc[:60][["small", "key"]].merge(common, on="small", how=how)
        if how in ["right", "outer"]:
            expected = expected.astype({"small": "Float64"})
        cases[f"merge {how}, integers with floats of one name"] = expected
    cases.update(transforms(inputs.mixed.iloc[:60]))
    cases.update(asof(inputs.ordered, inputs.quotes))
    return cases


def transforms(mixed):
    """The group's value on each row."""

    def assigned(keys, dropna=True, **columns):
        groups = mixed.groupby(keys, dropna=dropna)
        values = {name: groups[column].transform(what) for name, (column, what) in columns.items()}
        return mixed[["id", "key", "small"]].assign(**values)

    return {
        "transform by key": assigned("key", total=("small", "sum"), least=("x", "min"), some=("id", "first")),
        "transform by key, null keys too": assigned("key", False, total=("small", "sum"), n=("small", "count")),
        "transform by two keys": assigned(["small", "flag"], n=("id", "count"), last=("text", "max")),
        "transform by an expression": assigned(mixed["id"] % 7, most=("i", "max")),
        "transform in place": assigned("key", small=("small", "max")),
    }


def asof(ordered, quotes):
    """The nearest row in time, or in a number."""
    cases = {}
    floats = ordered.sort_values("v", kind="stable").dropna(subset=["v"])[["v", "w"]]
    marks = floats.iloc[::3].rename(columns={"w": "mark"}).assign(v=lambda table: table["v"] + 0.25)
    for direction in ["backward", "forward", "nearest"]:
        on = {"on": "t", "direction": direction}
        cases[f"asof {direction}"] = pd.merge_asof(ordered, quotes, **on)
        cases[f"asof {direction} by sym"] = pd.merge_asof(ordered, quotes, by="sym", **on)
        cases[f"asof {direction} by sym, not exact"] = pd.merge_asof(
            ordered, quotes, by="sym", allow_exact_matches=False, **on
        )
        cases[f"asof {direction} by sym, an hour"] = pd.merge_asof(
            ordered, quotes, by="sym", tolerance=pd.Timedelta("1h"), **on
        )
        cases[f"asof {direction} of nothing"] = pd.merge_asof(ordered.head(0), quotes, **on)
        cases[f"asof {direction} with nothing"] = pd.merge_asof(ordered, quotes.head(0), **on)
        cases[f"asof {direction} of numbers"] = pd.merge_asof(
            ordered, ordered.iloc[::4].rename(columns={"n": "m"})[["m", "w"]], left_on="n", right_on="m",
            direction=direction, tolerance=1,
        )
        cases[f"asof {direction} of floats"] = pd.merge_asof(floats, marks, on="v", direction=direction, tolerance=0.5)
    return cases
