"""Aggregates over the table. Sums, means and variances are exact here, rounded once; pandas agrees to twelve digits."""

import decimal
import math
from fractions import Fraction

import numpy as np
import pandas as pd

from helpers import answers, exactly, floats

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
        found |= places_and_shapes(table, t)
    found |= not_finite(inputs)
    return found


def rounded_root(square):
    """The root of a fraction, rounded once."""
    with decimal.localcontext() as context:
        context.prec = 60
        return float((decimal.Decimal(square.numerator) / decimal.Decimal(square.denominator)).sqrt())


def central(values, power):
    """n, and the sum of a power of the distances from the mean, as a fraction."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** power for value in values)


def fractions(series):
    return [Fraction(value) for value in series.dropna().astype(object)]


def agreed(exact, by_pandas):
    return None if exact is None else answers.agreed(float(exact), float(by_pandas))


def skew(series):
    values = fractions(series)
    n = len(values)
    if n < 3:
        return None
    m2, m3 = central(values, 2), central(values, 3)
    found = math.copysign(rounded_root(Fraction(n * n * (n - 1), (n - 2) ** 2) * m3 * m3 / m2**3), m3)
    return agreed(found, series.dropna().astype("float64").skew())


def kurt(series):
    values = fractions(series)
    n = len(values)
    if n < 4:
        return None
    m2, m4 = central(values, 2), central(values, 4)
    found = Fraction(n - 1, (n - 2) * (n - 3)) * ((n + 1) * n * m4 / m2**2 - 3 * (n - 1))
    return agreed(found, series.dropna().astype("float64").kurt())


def sem(series, ddof=1):
    values = fractions(series)
    if len(values) <= ddof:
        return None
    found = rounded_root(central(values, 2) / (len(values) - ddof) / len(values))
    return agreed(found, series.dropna().astype("float64").sem(ddof=ddof))


def spread(series, ddof):
    values = fractions(series)
    if len(values) <= ddof:
        return None
    return agreed(central(values, 2) / (len(values) - ddof), series.dropna().astype("float64").var(ddof=ddof))


def pairs(x, y):
    both = pd.DataFrame({"x": x, "y": y}).dropna()
    xs, ys = fractions(both.x), fractions(both.y)
    mean_x, mean_y = (sum(values) / len(values) if values else 0 for values in (xs, ys))
    return both.astype("float64"), xs, ys, sum((a - mean_x) * (b - mean_y) for a, b in zip(xs, ys))


def cov(x, y, ddof=1):
    both, xs, _, together = pairs(x, y)
    if len(xs) <= ddof:
        return None
    return agreed(together / (len(xs) - ddof), both.x.cov(both.y, ddof=ddof))


def corr(x, y):
    both, xs, ys, together = pairs(x, y)
    if len(xs) < 2:
        return None
    found = rounded_root(together**2 / (central(xs, 2) * central(ys, 2)))
    return agreed(math.copysign(found, together), both.x.corr(both.y))


def first_or_none(values, like):
    return one(values.iloc[0] if len(values) else pd.NA, like)


def places_and_shapes(table, t):
    """Order statistics, rows of extremes, shapes, pairs of columns, conditions."""
    numbers = {"id": t.id, "small": t.small, "y": t.y, "flag": t.flag}
    qs = (0, 0.1, 0.25, 0.5, 0.9, 1)

    def quantile(series, q):
        values = series.dropna().astype("float64")
        return real(None if values.empty else float(values.quantile(q)))

    def picked(series, how):
        values = series.dropna()
        if values.empty:
            return one(pd.NA, series)
        return one(values.sort_values(ignore_index=True)[int(plain_rank(len(values), 0.3, how))], series)

    def plain_rank(n, q, how):
        return np.quantile(np.arange(n), q, method=how)

    matrix_columns = ["small", "y", "id"]
    matrix = {
        name: pd.DataFrame({
            "column": pd.Series(matrix_columns, dtype="string"),
            **{a: floats(relate(t[a], t[b]) for b in matrix_columns) for a in matrix_columns},
        })
        for name, relate in (("cov", cov), ("corr", corr))
    }  # fmt: skip
    where = t[t.y > 0]
    odd = t.small * 2 + 1
    return {
        f"quantiles, {table}": row(**{f"{name}_{q}": quantile(series, q) for name, series in numbers.items() for q in qs}),
        f"median, {table}": row(**{name: quantile(series, 0.5) for name, series in numbers.items()}),
        f"quantiles that are values, {table}": row(**{
            f"{name}_{how}": picked(t[name], how)
            for name in ("small", "i", "u", "y", "when", "day", "took") for how in ("lower", "higher", "nearest")
        }),
        f"mode, {table}": row(**{
            name: first_or_none(t[name].mode(), t[name])
            for name in ("small", "key", "flag", "i", "when", "took", "text", "y")
        }),
        f"idxmin and idxmax, {table}": row(**{
            f"{name}_{what}": pd.Series(
                [pd.NA if t[name].dropna().empty else int(getattr(t[name].dropna(), what)())], dtype="Int64"
            )
            for name in ("id", "small", "i", "u", "y", "when", "took", "flag")
            for what in ("idxmin", "idxmax")
        }),
        f"sem, skew and kurt, {table}": row(
            small_sem=real(sem(t.small)), y_sem=real(sem(t.y)), y_sem_0=real(sem(t.y, 0)), small_skew=real(skew(t.small)),
            y_skew=real(skew(t.y)), small_kurt=real(kurt(t.small)), y_kurt=real(kurt(t.y)),
        ),
        f"ddof, {table}": row(
            small_0=real(spread(t.small, 0)), small_2=real(spread(t.small, 2)), y_0=real(spread(t.y, 0)),
        ),
        f"cov and corr, {table}": row(
            ints=real(cov(t.small, t.id)), floats=real(cov(t.y, t.small)), cov_0=real(cov(t.y, t.small, 0)),
            corr_ints=real(corr(t.small, t.id)), corr_floats=real(corr(t.y, t.small)),
        ),
        **{f"{name} matrix, {table}": found for name, found in matrix.items()},
        f"prod, {table}": row(
            odd=pd.Series([(odd[t.id < 10]).prod()], dtype="Int64"), flag=pd.Series([t.flag.prod()], dtype="Int64"),
            tenths=real(agreed(math.prod(fractions(odd[t.id < 60] / 10)), (odd[t.id < 60] / 10).prod())),
        ),
        f"min_count, {table}": row(
            sum_1=one(t.small.sum(min_count=1), t.small), sum_150=one(t.small.sum(min_count=150), t.small),
            prod_1=one(t.flag.astype("Int64").prod(min_count=1), t.small), max_170=one(t.y.max() if t.y.count() >= 170 else pd.NA, t.y),
        ),
        f"with a condition, {table}": row(
            rows=pd.Series([len(where)], dtype="Int64"), small=pd.Series([where.small.sum()], dtype="Int64"),
            mean=real(exactly(where.y, "mean")), first=first_or_none(where.text.dropna(), t.text),
            idxmax=pd.Series([pd.NA if where.i.dropna().empty else int(where.i.dropna().idxmax())], dtype="Int64"),
            nunique=pd.Series([where.key.nunique()], dtype="Int64"),
        ),
    }  # fmt: skip


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
