"""Group-by: keys, aggregates by group, transform, pivots."""

import pandas as pd

from areas import aggs
from helpers import exactly, exactly_by, floats, ints

TABLES = ["mixed", "empty", "one_row", "all_null"]


def by(t, keys, **options):
    """A case for a set of keys: what is exact in pandas as it is, sums of floats exactly."""
    groups = t.groupby(keys, **options)
    finite = t.assign(x=t.x.mask(t.x.abs() > 1e15))
    return pd.DataFrame({
        "rows": groups.size().astype("Int64"),
        "count": groups.text.count().astype("Int64"),
        "sum": groups.small.sum(),
        "sum_y": exactly_by(t, keys, "y", "total", **options),
        "sum_x": exactly_by(finite, keys, "x", "total", **options),
        "mean": exactly_by(t, keys, "y", "mean", **options),
        "std": exactly_by(t, keys, "y", "std", **options),
        "var": exactly_by(t, keys, "small", "var", **options),
        "min": groups.i.min(),
        "max": groups.x.max(),
        "nunique": groups.small.nunique().astype("Int64"),
        "first": groups.text.first(),
        "last": groups.small.last(),
        "earliest": groups.when.min(),
        "any": groups.flag.any(),
        "all": groups.flag.all(),
    })  # fmt: skip


def every_type(t, keys, **options):
    """What goes for values of every type. Days are moments here: pandas has no groups of Arrow's dates with nulls in them."""
    t = t.assign(day=t.day.astype("timestamp[us][pyarrow]").astype("datetime64[us]"))
    groups = t.groupby(keys, **options)
    found = {}
    for name in t.columns.drop(keys):
        values = groups[name]
        found[f"{name}_count"], found[f"{name}_nunique"] = values.count().astype("Int64"), values.nunique().astype("Int64")
        for what in ("min", "max", "first", "last"):
            found[f"{name}_{what}"] = getattr(values, what)()
    return pd.DataFrame(found)


def conditional(t):
    """Aggregates of the rows where something holds, with another ddof, with a least number of values."""
    found = {}
    for key, group in t.groupby("key"):
        positive = group[(group.y > 0).fillna(False)]
        found[key] = {
            "small": positive.small.sum(),
            "rows": len(positive),
            "none": group.small[(group.small > 99).fillna(False)].max(),
            "var": exactly(group.small, "var", ddof=0),
            "some": group.small.sum(min_count=25),
        }
    kinds = {"small": "Int64", "rows": "Int64", "none": "Int64", "var": "Float64", "some": "Int64"}
    keys = pd.Series(list(found), dtype="string", name="key")
    return pd.DataFrame({"key": keys, **{
        name: floats(row[name] for row in found.values()) if kind == "Float64" else pd.Series([row[name] for row in found.values()], dtype=kind)
        for name, kind in kinds.items()
    }})  # fmt: skip


def more(t, keys, **options):
    """Order statistics, shapes and pairs by group."""
    groups = t.groupby(keys, **options)

    def each(function, kind=None):
        found = {key: function(group) for key, group in groups}
        values = pd.Series(list(found.values()), dtype=kind) if kind else floats(found.values())
        return values.set_axis(groups.size().index)

    def quantile(q):
        values = lambda group: group.y.dropna().astype("float64")  # noqa: E731
        return each(lambda group: None if values(group).empty else float(values(group).quantile(q)))

    def place(name, what):
        return each(
            lambda group: pd.NA if group[name].dropna().empty else int(getattr(group[name].dropna(), what)()), "Int64"
        )

    return pd.DataFrame({
        "median": quantile(0.5),
        "upper": quantile(0.75),
        "mode": each(lambda group: group.small.mode().iloc[0] if len(group.small.mode()) else pd.NA, "Int64"),
        "idxmin": place("small", "idxmin"),
        "idxmax": place("y", "idxmax"),
        "sem": each(lambda group: aggs.sem(group.small)),
        "skew": each(lambda group: aggs.skew(group.y) if group.y.nunique() > 1 else None),
        "corr": each(lambda group: aggs.corr(group.y, group.small) if vary(group) else None),
        "cov": each(lambda group: aggs.cov(group.y, group.small)),
        "positive": each(lambda group: int((group.y > 0).sum()), "Int64"),
        "prod": each(lambda group: int((group.small[group.id < 40] * 2 + 1).prod()), "Int64"),
    })  # fmt: skip


def vary(group):
    both = group[["y", "small"]].dropna()
    return both.y.nunique() > 1 and both.small.nunique() > 1


def cases(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        t = t.assign(year=ints(t.when.dt.year), midnight=t.day.astype("timestamp[us][pyarrow]").astype("datetime64[us]"))
        found[f"by text, {table}"] = by(t, ["key"])
        found[f"by text in order of appearance, {table}"] = by(t, ["key"], sort=False)
        found[f"by text with nulls, {table}"] = by(t, ["key"], dropna=False)
        found[f"by integers, {table}"] = by(t, ["small"])
        found[f"by far integers, {table}"] = by(t, ["i"])
        found[f"by unsigned, {table}"] = by(t, ["u"])
        found[f"by truth values with nulls, {table}"] = by(t, ["flag"], dropna=False)
        found[f"by timestamps, {table}"] = by(t, ["when"])
        found[f"by durations, {table}"] = by(t, ["took"])
        found[f"by two keys, {table}"] = by(t, ["key", "small"])
        found[f"by two keys with nulls, {table}"] = by(t, ["flag", "key"], dropna=False)
        found[f"by two keys in order of appearance, {table}"] = by(t, ["key", "flag"], sort=False)
        every = t.drop(columns=["year", "midnight"])
        found[f"every type by text, {table}"] = every_type(every, ["key"])
        found[f"every type by integer with null, {table}"] = every_type(every, ["small"], dropna=False)
        found[f"conditional, {table}"] = conditional(t)
        found[f"by an expression, {table}"] = by(t, ["year"])
        found[f"by dates, {table}"] = t.groupby("midnight").size().rename("size").reset_index().assign(
            midnight=lambda found: found.midnight.astype("timestamp[us][pyarrow]").astype("date32[pyarrow]")
        ).rename(columns={"midnight": "day"})  # fmt: skip
        found[f"order statistics by text, {table}"] = more(t, ["key"])
        found[f"order statistics by two keys, {table}"] = more(t, ["key", "flag"], dropna=False)
        found[f"order statistics by unsigned, {table}"] = more(t, ["u"])
        # -0.0 and 0.0 are one group; which of the two names it is left open
        found[f"by floats, {table}"] = t.assign(x=t.x + 0.0).groupby("x").size().rename("size")
    return found
