"""Rows in order: heads and tails, sorting by every type, concatenating; columns dropped, renamed, assigned."""

import pandas as pd

TABLES = ["mixed", "empty", "one_row", "all_null"]


def cases(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"head, {table}"] = t.head(5)
        found[f"tail, {table}"] = t.tail(3)
        found[f"head of nothing, {table}"] = t.head(0)
        found[f"head of more than there is, {table}"] = t.head(1000)[["id", "text"]]
        found[f"tail after a filter, {table}"] = t[(t.small > 2).fillna(False)].tail(4)
        found[f"head of a tail, {table}"] = t.tail(10).head(4)
        found[f"drop and rename, {table}"] = t.drop(columns=["x", "took"]).rename(columns={"small": "größe", "id": "small"})
        found[f"assign in turn, {table}"] = t[["id", "small"]].assign(a=t.small + 1, small=t.small * 2, b=(t.small + 1) * 3)
        for column in t.columns:
            shown = list(dict.fromkeys(["id", column]))
            found[f"sort by {column}, {table}"] = t.sort_values(column, kind="stable")[shown]
            found[f"sort by {column} down, {table}"] = t.sort_values(column, ascending=False, kind="stable")[shown]
        found[f"sort by two, {table}"] = t.sort_values(["flag", "small"], kind="stable")[["id", "flag", "small"]]
        found[f"sort by three in several directions, {table}"] = t.sort_values(
            ["key", "small", "y"], ascending=[False, True, False], kind="stable"
        )[["id", "key", "small", "y"]]
        found[f"sort with nulls first, {table}"] = t.sort_values("small", na_position="first", kind="stable")[["id", "small"]]
        found[f"sort down with nulls first, {table}"] = t.sort_values(
            "text", ascending=False, na_position="first", kind="stable"
        )[["id", "text"]]  # fmt: skip
        found[f"head of a sort, {table}"] = t.sort_values("y", kind="stable").head(7)[["id", "y"]]
        found[f"tail of a sort, {table}"] = t.sort_values(["small", "id"], ascending=[False, True]).tail(7)[["id", "small"]]
        found[f"sort, filter, head, {table}"] = t.sort_values("small", kind="stable")[lambda t: (t.y > 0).fillna(False)].head(9)[
            ["id", "small", "y"]
        ]
    mixed = inputs.mixed
    found["concat of the same columns"] = pd.concat([mixed.head(4), inputs.one_row, inputs.empty, inputs.all_null.head(2)])
    found["concat by names"] = pd.concat([mixed[["id", "text"]].head(3), mixed[["x", "id"]].head(2), inputs.one_row[["text", "flag"]]])
    found["concat of integers and floats"] = pd.concat(
        [mixed[["small"]].rename(columns={"small": "n"}).head(5), mixed[["y"]].rename(columns={"y": "n"}).head(5)]
    ).astype({"n": "Float64"})
    return found
