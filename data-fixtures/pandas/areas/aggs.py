"""Aggregates over the table. Sums, means and variances are exact here, rounded once; pandas agrees to twelve digits."""

import numpy as np
import pandas as pd

from helpers import exactly, floats

TABLES = ["mixed", "empty", "one_row", "all_null"]


def row(**values):
    """A table of one row: each value is one, or a Series of one."""
    return pd.DataFrame({name: value.array if isinstance(value, pd.Series) else [value] for name, value in values.items()})


def one(values, like):
    """A value as a column of the type of another; null if there is none."""
    is_time = isinstance(like.dtype, np.dtype) and like.dtype.kind in "mM"
    return pd.Series([pd.NaT if pd.isna(values) and is_time else values], dtype=like.dtype)


def real(value):
    return floats([value])


def truth(value):
    return pd.Series([value], dtype="boolean")


def extremes(t):
    """Of text, pandas' min fails when there is none."""

    def of(name, what):
        values = t[name].dropna()
        return one(getattr(values, what)() if len(values) else pd.NA, t[name])

    return pd.DataFrame({f"{name}_{what}": of(name, what) for name in t.columns for what in ("min", "max")})


def cases(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        near = t.took[t.took.abs() < pd.Timedelta("5000 days")]
        finite = t.x.mask(t.x.abs() > 1e15)
        found[f"count, {table}"] = pd.DataFrame([t.count()])
        found[f"nunique, {table}"] = pd.DataFrame([t.nunique()])
        found[f"min and max, {table}"] = extremes(t)
        found[f"sum, {table}"] = row(
            small=pd.Series([t.small.sum()], dtype="Int64"), id=pd.Series([t.id.sum()], dtype="Int64"), y=real(exactly(t.y, "total")),
            finite=real(exactly(finite, "total")), flag=pd.Series([t.flag.sum()], dtype="Int64"), took=one(near.sum(), t.took),
        )  # fmt: skip
        found[f"mean, {table}"] = row(
            small=real(exactly(t.small, "mean")), y=real(exactly(t.y, "mean")), finite=real(exactly(finite, "mean")),
            flag=real(exactly(t.flag, "mean")), i=real(exactly(t.i, "mean")),
        )  # fmt: skip
        found[f"std and var, {table}"] = row(
            small_std=real(exactly(t.small, "std")), small_var=real(exactly(t.small, "var")), y_std=real(exactly(t.y, "std")),
            y_var=real(exactly(t.y, "var")), id_std=real(exactly(t.id, "std")), id_var=real(exactly(t.id, "var")),
        )  # fmt: skip
        found[f"any and all, {table}"] = row(
            any_flag=truth(t.flag.any()), all_flag=truth(t.flag.all()), any_small=truth(t.small.any()), all_small=truth(t.small.all()),
            any_x=truth(t.x.any()), all_id=truth(t.id.all()),
        )  # fmt: skip
        found[f"first and last that is no null, {table}"] = pd.DataFrame({
            f"{name}_{what}": one(values.iloc[at] if len(values) else pd.NA, t[name])
            for name in t.columns
            for values in [t[name].dropna()]
            for what, at in (("first", 0), ("last", -1))
        })  # fmt: skip
        found[f"of expressions, {table}"] = row(
            doubled=pd.Series([(t.small * 2).sum()], dtype="Int64"), positive=pd.Series([(t.y > 0).sum()], dtype="Int64"),
            letters=pd.Series([t.text.str.len().sum()], dtype="Int64"), rows=pd.Series([len(t)], dtype="Int64"),
        )  # fmt: skip
    found |= not_finite(inputs)
    return found


def not_finite(inputs):
    """What NaN and infinities do. Of NumPy's own floats, so that NaN is a value: pandas' nullable ones take it for null at times."""
    t = inputs.numbers
    x = t.x.dropna().to_numpy(dtype="float64")
    no_nan = x[x == x]
    above = no_nan[no_nan > -1e308]
    with_nan = {"nan": float("nan")}
    return {
        "sums with NaN and infinities": row(
            nan=real(float(x.sum())), opposite=real(float(no_nan.sum())), infinite=real(float(above.sum())),
            mean_nan=real(float(x.mean())), mean_infinite=real(float(above.mean())),
        ),
        "extremes with NaN and infinities": row(
            min=real(float(no_nan.min())), max=real(float(no_nan.max())), only_nan=real(with_nan["nan"]),
        ),
        "distinct with NaN and zeros": row(
            # NaN is a value here, and counts once; so do 0.0 and -0.0
            x=pd.Series([pd.Series(x).nunique(dropna=False)], dtype="Int64"),
        ),
    }  # fmt: skip
