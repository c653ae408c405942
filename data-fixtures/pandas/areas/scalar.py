"""Arithmetic, comparison, logic, choosing, conversions, mathematics."""

import numpy as np
import pandas as pd

from helpers import ints, missing


def cases(inputs):
    return numbers(inputs) | choices(inputs)


def where_known(result, *operands):
    """Null where an operand is: pandas has 1 for `null ** 0` and `1 ** null`."""
    for operand in operands:
        result = result.mask(operand.isna())
    return result


def nan_stays(result, x):
    """NaN where x is: with null and NaN apart, pandas 3.1 takes the bound for NaN."""
    return result.mask(np.isnan(x).fillna(False).astype(bool), x)


def numbers(inputs):
    mixed = inputs.mixed
    n = inputs.numbers
    x, y = n.x, n.y
    with np.errstate(all="ignore"):
        return {
            "integers plus one, beside null": mixed.assign(r=mixed.small + 1)[["id", "small", "r"]],
            "arithmetic of integers": pd.DataFrame({
                "add": n.c + n.d, "subtract": n.c - n.d, "multiply": n.c * n.d, "divide": n.c / n.d,
                "floordiv": n.c // n.b, "mod": n.c % n.b, "by two": n.a // 2, "mod seven": n.a % -7,
                "power": where_known(n.c ** n.d, n.c, n.d),
            }),
            "arithmetic of floats": pd.DataFrame({
                "add": x + y, "subtract": x - y, "multiply": x * y, "divide": x / y, "negative": -x,
                "floordiv": x // y, "mod": x % y, "with integer": x * n.c,
            }),
            "arithmetic of booleans": pd.DataFrame({"add": n.c + n.p, "multiply": n.x * n.p}),
            "powers of floats": where_known(x ** y, x, y).rename("r"),
            "square": (x ** 2).rename("r"),
            "comparison of floats": pd.DataFrame({
                "eq": x == y, "ne": x != y, "lt": x < y, "le": x <= y, "gt": x > y, "ge": x >= y,
            }),
            "logic": pd.DataFrame({"and": n.p & n.q, "or": n.p | n.q, "xor": n.p ^ n.q, "not": ~n.p}),
            "rounding": pd.DataFrame({
                "round": x.round(), "tens": y.round(-1),
                "floor": np.floor(x), "ceil": np.ceil(x), "trunc": np.trunc(x), "abs": x.abs(), "sign": np.sign(x),
                "whole tens": n.c.round(-1), "whole abs": n.c.abs(), "whole sign": np.sign(n.c),
            }),
            "rounding to a decimal": mixed.y.round(1).rename("r"),
            "roots": np.sqrt(x).rename("r"),
            "exponentials": pd.DataFrame({"exp": np.exp(x), "expm1": np.expm1(x)}),
            "logarithms": pd.DataFrame({
                "log": np.log(y), "log2": np.log2(y), "log10": np.log10(y), "log1p": np.log1p(y),
            }),
            "angles": pd.DataFrame({
                "sin": np.sin(x), "cos": np.cos(x), "tan": np.tan(x), "asin": np.arcsin(x), "acos": np.arccos(x),
                "atan": np.arctan(x), "atan2": where_known(np.arctan2(x, y), x, y), "sinh": np.sinh(x),
                "cosh": np.cosh(x), "tanh": np.tanh(x),
            }),
            "kinds of floats": pd.DataFrame({
                "nan": np.isnan(x), "finite": np.isfinite(x), "inf": np.isinf(x),
            }).astype("boolean"),
            "clip": pd.DataFrame({
                "both": nan_stays(x.clip(-1, 2.5), x), "low": nan_stays(x.clip(lower=0), x), "integers": n.c.clip(0, 10), "column": n.c.clip(upper=n.d),
            }),
        }


def choices(inputs):
    mixed = inputs.mixed
    n = inputs.numbers
    c, p = n.c, n.p
    noon = pd.Timestamp("2015-01-31 12:00:00")
    return {
        "nulls": pd.DataFrame({
            "isna": mixed.x.isna(), "notna": mixed.text.notna(), "when": mixed.when.isna(),
            "fill integer": mixed.small.fillna(0), "fill text": mixed.key.fillna("?"),
            "fill float": mixed.x.fillna(mixed.y), "fill time": mixed.when.fillna(noon),
        }).astype({"isna": "boolean", "notna": "boolean", "when": "boolean"}),
        "where and mask": pd.DataFrame({
            "where": c.where(p, -1), "mask": c.mask(p, -1), "where null": c.where(c > 0), "mask column": c.mask(c > 0, n.d),
        }),
        "isin": pd.DataFrame({
            "integers": mixed.small.isin([1, 2, 99]), "with null": mixed.small.isin([1, pd.NA]),
            "texts": mixed.key.isin(["alpha", "délta"]), "nothing": mixed.small.isin([]),
        }).astype("boolean"),
        "between": pd.DataFrame({
            side: mixed.small.between(-1, 3, inclusive=side) for side in ["both", "left", "right", "neither"]
        }),
        "map": pd.DataFrame({
            "texts": mixed.small.map({1: "one", 2: "two"}).astype("string"),
            "numbers": ints(mixed.key.map({"alpha": 1, "Beta": 20})),
            "flags": missing(mixed.flag.map({True: 1.5})),
        }),
        "replace": pd.DataFrame({
            "texts": mixed.key.replace({"alpha": "A", "beta": "Beta"}), "numbers": mixed.small.replace({1: 100, -3: 0}),
        }),
        "casts": pd.DataFrame({
            "float": c.astype("Float64"), "text": c.astype("string"), "truth": c.astype("boolean"),
            "number": p.astype("Int64"),
        }),
        "choices over nothing": inputs.empty.assign(r=inputs.empty.small.fillna(0))[["id", "r"]],
        "choices over nulls": inputs.all_null.assign(r=inputs.all_null.small.clip(0, 1), s=inputs.all_null.x.fillna(1.5))[["r", "s"]],
    }
