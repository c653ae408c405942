"""Several operations, one after the other: what an optimizer moves must leave the answer as it is."""

import pandas as pd

TABLES = ["mixed", "empty", "one_row", "all_null"]


def true(condition):
    return condition.fillna(False)


def chains(t, names):
    """`t` has the columns of `mixed`, `names` one row per key."""
    by_key = t.groupby("key").agg(total=("small", "sum"), rows=("id", "size")).reset_index().astype({"rows": "Int64"})
    left = t.merge(names, on="key", how="left")
    outer = t[["id", "key", "small"]].merge(names, on="key", how="outer")
    small = t[["id", "small", "y"]]
    running = small.assign(run=small.small.cumsum(), before=small.small.shift(1))
    return {
        "head, then filter": t.head(20)[true(t.head(20).small > 1)][["id", "small"]],
        "filter, then head": t[true(t.small > 1)].head(5)[["id", "small"]],
        "head, tail, head": t.head(30).tail(12).head(5)[["id"]],
        "tail, then filter": t.tail(30)[true(t.tail(30).small > 1)][["id", "small"]],
        "filter twice, rename between": t[true(t.small > 0)].rename(columns={"small": "s"}).query("s < 4")[["id", "s"]],
        "filter on a computed column": t.assign(d=t.small * 2)[true(t.small * 2 > 3)][["id", "d"]],
        "filter on a replaced column": t.assign(small=-t.small)[true(-t.small > 1)][["id", "small"]],
        "sort, filter, slice": t.sort_values("y", kind="stable")[lambda t: true(t.small > 0)].iloc[3:9][["id", "y"]],
        "sort, then sort": t.sort_values("y", kind="stable").sort_values("small", kind="stable")[["id", "small", "y"]],
        "head, then sort": t.head(15).sort_values("small", ascending=False, kind="stable")[["id", "small"]],
        "sort, first of each key": t.sort_values(["small", "id"]).drop_duplicates("key")[["id", "key", "small"]],
        "duplicates, then filter": t.drop_duplicates("small")[lambda t: true(t.id > 5)][["id", "small"]],
        "filter, then duplicates": t[t.id > 5].drop_duplicates("small")[["id", "small"]],
        "group, then having": by_key[true(by_key.total > 10)],
        "group, then sort and head": by_key.sort_values(["rows", "key"], ascending=[False, True]).head(3),
        "group of a group": by_key.assign(many=by_key.rows > 30).groupby("many").agg(keys=("key", "size"), total=("total", "sum")).reset_index()
        .astype({"many": "boolean", "keys": "Int64"}),
        "group of a head": t.head(25).groupby("key").agg(total=("small", "sum")).reset_index(),
        "head of a group in order of appearance": t.groupby("key", sort=False).agg(total=("small", "sum")).reset_index().head(2),
        "join, filter on the left side": left[true(left.small > 2)][["id", "key", "name"]],
        "join, filter on the right side": left[true(left.name == "first")][["id", "key", "name"]],
        "join, filter where the right side is null": left[left.name.isna()][["id", "key"]],
        "outer join, filter on the left side": outer[true(outer.small > 2)],
        "outer join, filter where the left side is null": outer[outer.id.isna()],
        "outer join, filter on the key": outer[true(outer.key == "beta")],
        "join with its own groups": t[["id", "key", "small"]].merge(by_key, on="key").sort_values("id"),
        "join, group, sort": left.groupby("name").agg(total=("small", "sum")).reset_index().sort_values("total", kind="stable"),
        "join of two heads": t.head(9)[["id", "key"]].merge(t.tail(9)[["key", "small"]], on="key"),
        "join, then head": left.head(7)[["id", "name"]],
        "concat, then duplicates": pd.concat([t[["key", "flag"]], t[["key", "flag"]].head(9)]).drop_duplicates(),
        "concat of filters, then group": pd.concat([t[true(t.small > 2)], t[true(t.small < 0)]]).groupby("key").agg(rows=("id", "size"))
        .reset_index().astype({"rows": "Int64"}),
        "concat, then head": pd.concat([t.head(2), t.tail(3)]).head(4)[["id", "text"]],
        "running sum, then filter": running[true(running.small > 2)][["id", "run", "before"]],
        "filter, then running sum": small[true(small.small > 2)].assign(run=lambda t: t.small.cumsum())[["id", "run"]],
        "running sum, then head": running.head(6)[["id", "run", "before"]],
        "head, then running sum": small.head(6).assign(run=lambda t: t.small.cumsum())[["id", "run"]],
        "sort, then shift": small.sort_values("y", kind="stable").assign(before=lambda t: t.small.shift(2))[["id", "before"]],
        "shift, then sort": running.sort_values("small", kind="stable")[["id", "small", "before"]],
        "running sum by key of a filter": t[true(t.y > 0)].assign(run=lambda t: t.groupby("key").small.cumsum())[["id", "key", "run"]],
        "running sum, then group": running.assign(key=t.key).groupby("key").agg(last=("run", "last")).reset_index(),
        "dropna, fillna, group": t.dropna(subset=["key"]).assign(small=t.small.fillna(0)).groupby("key").agg(total=("small", "sum")).reset_index(),
        "long, then group": t.melt(id_vars=["key"], value_vars=["small", "id"]).groupby("variable").agg(total=("value", "sum")).reset_index()
        .astype({"variable": "string"}),
        "counts of a join": left.name.value_counts().rename("count").reset_index().astype({"count": "int64"}),
        "the same column twice": t.assign(a=t.small + 1, b=t.small + 1)[["a", "b"]].assign(c=lambda t: t.a - t.b).head(20),
        "a filter that keeps nothing": t[true(t.small > 99)].groupby("key").agg(rows=("id", "size")).reset_index().astype({"rows": "Int64"}),
    }  # fmt: skip


def cases(inputs):
    keys = ["alpha", "beta", "Beta", "γάμμα", "nobody"]
    names = pd.DataFrame({"key": pd.Series(keys, dtype="string"), "name": pd.Series(["first", "second", None, "fourth", "x"], dtype="string")})
    return {f"{name}, {table}": answer for table in TABLES for name, answer in chains(getattr(inputs, table), names).items()}
