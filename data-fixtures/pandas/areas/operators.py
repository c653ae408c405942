"""The operators and casts over all types, also of tables without rows, with one, and with nothing but nulls."""

import numpy as np
import pandas as pd

from helpers import floats, kleene, missing

TABLES = ["mixed", "empty", "one_row", "all_null"]


def columns(**named):
    return pd.DataFrame(named)


def numpy_floats(operation, *operands):
    """A function of NumPy over nullable floats: null where an operand is."""
    with np.errstate(all="ignore"):
        result = operation(*(operand.to_numpy(dtype="float64", na_value=1.0) for operand in operands))
    absent = np.logical_or.reduce([operand.isna().to_numpy(dtype=bool) for operand in operands])
    return pd.Series(pd.arrays.FloatingArray(np.asarray(result, dtype="float64"), absent))


def within(column, bound):
    """As clip, which makes the bound of NaN."""
    above, below = (column > bound).fillna(False), (column < -bound).fillna(False)
    return column.mask(above, bound).mask(below, -bound)


def arithmetic(inputs):
    t = inputs.numbers
    a, b, c, d, x, y = t.a, t.b, t.c, t.d, t.x, t.y
    found = {
        "arithmetic of integers": columns(
            add=c + d, sub=c - d, mul=c * d, div=c / d, div_far=a / b, floordiv=a // b, mod=a % b, neg=-c,
        ),
        "arithmetic of floats": columns(
            add=x + y, sub=x - y, mul=x * y, div=x / y, floordiv=x // y, mod=x % y, neg=-x,
        ),
        "arithmetic of integers and floats": columns(
            add=a + x, sub=x - a, mul=b * y, div=a / y, floordiv=c // y, mod=c % y, div_by_int=x / d, floordiv_by_int=x // d,
            mod_by_int=x % d,
        ),
        "arithmetic with constants": columns(
            add=c + 1, radd=1 + c, add_float=c + 0.5, rsub=10 - c, mul=c * 3, mul_float=c * 0.1, div=c / 4, rdiv=4 / c, floordiv=c // 7,
            floordiv_down=c // -7, mod=c % 7, mod_down=c % -7, floordiv_float=c // 2.5, mod_float=c % 2.5, mod_down_float=x % -2.5,
            rmod=7 % b, rfloordiv=7 // b, by_zero=x / 0, by_minus_zero=c / -0.0, plus_null=c + pd.NA,
        ),
        "arithmetic of truth values": columns(
            with_int=t.p + c, minus=c - t.p, with_float=t.p * x, div=t.p / d, floordiv=t.p.astype("Int64") // b,
            both=t.p.astype("Int64") + t.q.astype("Int64"),
        ),
    }  # fmt: skip
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"arithmetic of columns, {table}"] = columns(
            id=t.id, add=t.small + t.id, sub=t.small - t.id, mul=t.small * t.id, div=t.i / t.small, mod=t.i % (t.id + 1),
            floordiv=t.i // (t.id + 1), add_floats=t.x + t.y, sub_floats=t.x - t.y, mul_floats=t.x * t.y, div_floats=t.x / t.y,
            mod_floats=t.x % t.y, floordiv_floats=t.x // t.y, int_and_float=t.i + t.x, neg=-t.small, neg_float=-t.x,
        )  # fmt: skip
        found[f"arithmetic of texts, {table}"] = columns(both=t.key + t.text, constant=t.text + "é!")
        span = t.took
        found[f"arithmetic of times, {table}"] = columns(
            span=t.when - pd.Timestamp("2000-01-01").as_unit("us"),
            later=t.when.mask(t.when.dt.year > 9000) + pd.Timedelta("1 days 02:00:00").as_unit("us"),
            earlier=t.when.mask(t.when.dt.year < 1000) - pd.Timedelta("20min").as_unit("us"),
            twice=span.mask(span.abs() > pd.Timedelta("30000 days")) * 2,
            half=(span.dt.floor("2us")) / 2,  # NumPy cuts what is no whole microsecond off, Chunkwise rounds it
            neg=-span,
            sum=span.mask(span.abs() > pd.Timedelta("30000 days")) + pd.Timedelta("1s").as_unit("us"),
            ratio=missing(span / pd.Timedelta("1h")),
        )
    return found


def comparing(inputs):
    t = inputs.numbers

    def six(a, b):
        return columns(eq=a == b, ne=a != b, lt=a < b, le=a <= b, gt=a > b, ge=a >= b)

    found = {
        "comparing integers": six(t.a, t.b),
        "comparing floats": six(t.x, t.y),
        "comparing integers with floats": six(t.c, t.x),
        "comparing truth values": six(t.p, t.q),
        "comparing floats with a constant": six(t.x, 1.0),
        "between": columns(ints=t.c.between(-5, 5), floats=t.x.between(-1.0, 2.5), columns=t.c.between(t.d, t.a)),
        "is in": columns(ints=kleene(t.c.isin([1, -3, 99]), t.c), floats=kleene(t.x.isin([0.0, 1.0, 2.5]), t.x)),
    }
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"comparing texts, {table}"] = six(t.text, t.key)
        found[f"comparing texts with a constant, {table}"] = six(t.text, "é")
        found[f"comparing unsigned with a constant, {table}"] = six(t.u, 2**63)
        moment, day, span = (
            pd.Timestamp("2015-12-31 23:59:59.5").as_unit("us"),
            pd.Timestamp("2016-01-01").date(),
            pd.Timedelta("20min 15s"),
        )
        found[f"comparing times, {table}"] = columns(
            eq=kleene(t.when == moment, t.when), ne=kleene(t.when != moment, t.when), lt=kleene(t.when < moment, t.when),
            ge=kleene(t.when >= moment, t.when), day_eq=(t.day == day).astype("boolean"), day_gt=(t.day > day).astype("boolean"),
            took_eq=kleene(t.took == span, t.took), took_lt=kleene(t.took < span, t.took),
            day_and_time=kleene(t.day.astype("timestamp[us][pyarrow]").astype("datetime64[us]") < t.when, t.day, t.when),
        )  # fmt: skip
        found[f"is in, {table}"] = columns(
            text=kleene(t.text.isin(["é", "ß", "a"]), t.text), flag=kleene(t.flag.isin([True]), t.flag),
        )  # fmt: skip
    return found


def logic(inputs):
    t = inputs.numbers
    p, q = t.p, t.q
    found = {
        "three-valued logic": columns(p=p, q=q, both=p & q, either=p | q, not_p=~p, p_and_null=p & pd.NA, p_or_null=p | pd.NA),
        "filter by truth, null, NaN": t[(t.x > t.y).fillna(False) | p.isna()],
        "filter by null": t[t.x.isna() & t.y.notna()],
    }
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"isna and notna, {table}"] = pd.concat([t.isna().add_suffix("_isna"), t.notna().add_suffix("_notna")], axis=1).astype(
            "boolean"
        )
        found[f"filter, {table}"] = t[((t.small > 1) & (t.x <= 3)).fillna(False)]
        found[f"filter by logic with nulls, {table}"] = t[(t.flag | (t.small == 0)).fillna(False) & ~(t.key == "beta").fillna(True)]
    return found


def choosing(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"fillna, {table}"] = columns(
            small=t.small.fillna(-1), x=t.x.fillna(0.5), by_column=t.x.fillna(t.y), key=t.key.fillna("none"), flag=t.flag.fillna(False),
            when=t.when.fillna(pd.Timestamp("2000-01-01 12:00:00").as_unit("us")),
            took=t.took.fillna(pd.Timedelta(0).as_unit("us")),
        )  # fmt: skip
        case = pd.Series(["many"] * len(t), dtype="string", index=t.index)
        case = case.where((t.small >= 3).fillna(False), "few").mask((t.small == 0).fillna(False), "none")
        found[f"when then otherwise, {table}"] = columns(
            case=case,
            without_else=t.small.where((t.x > 0).fillna(False)),
            widened=t.small.astype("Float64").where(t.flag.fillna(False), t.y),
        )
    found["fillna leaves NaN alone"] = columns(x=inputs.numbers.x.fillna(9.0))
    return found


def mathematics(inputs):
    t = inputs.numbers
    return {
        "abs floor ceil sqrt of floats": columns(
            abs=t.x.abs(), floor=numpy_floats(np.floor, t.x), ceil=numpy_floats(np.ceil, t.x), sqrt=numpy_floats(np.sqrt, t.x),
            round=t.x.round(), round_2=within(t.x, 1e300).round(2), round_tens=t.x.round(-1),
        ),
        "abs floor ceil sqrt of integers": columns(
            abs=t.c.abs(), floor=t.c, ceil=t.c, sqrt=numpy_floats(np.sqrt, t.c.abs().astype("Float64")), round=t.c.round(),
            round_2=t.c.round(2),
            round_tens=t.c.round(-1),
        ),
        "abs and round, mixed": columns(
            small=inputs.mixed.small.abs(), x=inputs.mixed.x.abs(), rounded=inputs.mixed.y.round(1), took=inputs.mixed.took.abs(),
            whole=inputs.mixed.y.round(), hundreds=inputs.mixed.x.round(-2),
        ),
    }  # fmt: skip


def converting(inputs):
    t = inputs.numbers
    found = {
        "casts of truth values": columns(to_int=t.p.astype("Int64"), to_float=t.p.astype("Float64")),
        "casts of integers": columns(
            to_float=t.a.astype("Float64"), to_bool=t.d.astype("boolean"), to_text=t.a.astype("string"),
            narrow=t.c.astype("Int8"), unsigned=t.d.astype("UInt64"),
        ),
        "casts of floats": columns(to_text=t.x.astype("string"), to_float32=within(t.x, 1e30).astype("Float32")),
    }  # fmt: skip
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"casts to text, {table}"] = columns(
            small=t.small.astype("string"), i=t.i.astype("string"), u=t.u.astype("string"), flag=t.flag.astype("string"),
            y=t.y.astype("string"),
        )  # fmt: skip
        found[f"casts of times, {table}"] = columns(
            day=t.when.astype("timestamp[us][pyarrow]").astype("date32[pyarrow]"),
            midnight=t.day.astype("timestamp[us][pyarrow]").astype("datetime64[us]"),
        )
    return found


def cases(inputs):
    parts = [arithmetic, comparing, logic, choosing, mathematics, converting]
    return {name: answer for part in parts for name, answer in part(inputs).items()}
