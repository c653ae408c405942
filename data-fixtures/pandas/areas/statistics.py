"""Aggregates that look at how values are spread: products, quantiles, moments, correlation; over the table and by group.

What pandas computes in rounded steps is computed here by fractions, rounded once, and pandas must agree to nine digits.
"""

import decimal
import fractions
import math

import pandas as pd
import pyarrow as pa

from helpers import floats

TABLES = ["mixed", "empty", "one_row", "all_null"]
INTERPOLATIONS = ["linear", "lower", "higher", "midpoint", "nearest"]
DIGITS = 60


def agreed(exact, by_pandas):
    """The exact value, if pandas found the same but for rounding."""
    if exact is None:
        if not pd.isna(by_pandas):
            raise SystemExit(f"pandas says {by_pandas!r}, and there is nothing to say")
        return None
    if not math.isclose(exact, by_pandas, rel_tol=1e-9, abs_tol=1e-12):
        raise SystemExit(f"pandas says {by_pandas!r}, exact arithmetic {exact!r}")
    return exact


def fraction_list(series):
    return [fractions.Fraction(value) for value in series.dropna().tolist()]


def as_decimal(fraction):
    return decimal.Decimal(fraction.numerator) / decimal.Decimal(fraction.denominator)


def central(values, power):
    """The sum of the powers of the distances from the mean."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** power for value in values)


def with_digits(compute):
    with decimal.localcontext() as context:
        context.prec = DIGITS
        return float(compute())


def product(series):
    values = fraction_list(series)
    return agreed(float(math.prod(values, start=fractions.Fraction(1))), float(series.prod()))


def sem(series):
    values = fraction_list(series)
    if len(values) < 2:
        return None
    square = central(values, 2) / (len(values) - 1) / len(values)
    return agreed(with_digits(lambda: as_decimal(square).sqrt()), series.sem())


def skew(series):
    values = fraction_list(series)
    n = len(values)
    if n < 3:
        return None
    second, third = central(values, 2), central(values, 3)
    if second == 0:
        return agreed(None, series.skew())
    # n·√(n−1)/(n−2) · m3 / m2^(3/2)
    exact = with_digits(lambda: as_decimal(third) * n * decimal.Decimal(n - 1).sqrt() / (n - 2) / (as_decimal(second) ** 3).sqrt())
    return agreed(exact, series.skew())


def kurt(series):
    values = fraction_list(series)
    n = len(values)
    if n < 4:
        return None
    second, fourth = central(values, 2), central(values, 4)
    if second == 0:
        return agreed(None, series.kurt())
    numerator = fractions.Fraction(n * (n + 1) * (n - 1)) * fourth
    exact = numerator / ((n - 2) * (n - 3) * second**2) - fractions.Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))
    return agreed(float(exact), series.kurt())


def pairs_of(a, b):
    both = a.notna() & b.notna()
    return fraction_list(a[both]), fraction_list(b[both])


def together(a, b):
    """The sum of the products of the distances from the means."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b))


def cov(x, y):
    a, b = pairs_of(x, y)
    if len(a) < 2:
        return None
    return agreed(float(together(a, b) / (len(a) - 1)), x.cov(y))


def corr(x, y):
    a, b = pairs_of(x, y)
    if len(a) < 2 or central(a, 2) == 0 or central(b, 2) == 0:
        return None
    exact = with_digits(lambda: as_decimal(together(a, b)) / (as_decimal(central(a, 2)) * as_decimal(central(b, 2))).sqrt())
    return agreed(exact, x.corr(y))


def order(series, q, interpolation="linear"):
    """A quantile by pandas; null of nothing."""
    values = series.dropna()
    return None if len(values) == 0 else values.quantile(q, interpolation=interpolation)


def first_mode(series):
    modes = series.mode()
    return pd.NA if len(modes) == 0 else modes.iloc[0]


def extreme_row(series, what):
    return pd.NA if series.notna().sum() == 0 else getattr(series, what)()


STATISTICS = {
    "prod": (lambda t: product(t.y / 16), "float64"),
    "sem": (lambda t: sem(t.y), "float64"),
    "sem_small": (lambda t: sem(t.small), "float64"),
    "skew": (lambda t: skew(t.y), "float64"),
    "skew_small": (lambda t: skew(t.small), "float64"),
    "kurt": (lambda t: kurt(t.y), "float64"),
    "kurt_small": (lambda t: kurt(t.small), "float64"),
    "cov": (lambda t: cov(t.y, t.small), "float64"),
    "corr": (lambda t: corr(t.y, t.small), "float64"),
    "corr_ints": (lambda t: corr(t.id, t.small), "float64"),
}

ORDER = {
    "median": (lambda t: order(t.y, 0.5), "float64"),
    "median_small": (lambda t: order(t.small, 0.5), "float64"),
    "median_flag": (lambda t: order(t.flag.astype("Int64"), 0.5), "float64"),
    "tenth": (lambda t: order(t.y, 0.1), "float64"),
    "all_but_tenth": (lambda t: order(t.small, 0.9), "float64"),
    "least": (lambda t: order(t.y, 0.0), "float64"),
    "greatest": (lambda t: order(t.x, 1.0), "float64"),
    **{f"third_{how}": (lambda t, how=how: order(t.y, 1 / 3, how), "float64") for how in INTERPOLATIONS},
    "small_lower": (lambda t: order(t.small, 0.3, "lower"), "Int64"),
    "small_nearest": (lambda t: order(t.small, 0.77, "nearest"), "Int64"),
    "mode": (lambda t: first_mode(t.small), "Int64"),
    "mode_text": (lambda t: first_mode(t.text), "string"),
    "mode_x": (lambda t: first_mode(t.x + 0.0), "float64"),  # both zeros are one value, and shown as 0.0
    "idxmin": (lambda t: extreme_row(t.small, "idxmin"), "Int64"),
    "idxmax": (lambda t: extreme_row(t.y, "idxmax"), "Int64"),
    "idxmax_id": (lambda t: extreme_row(t.id, "idxmax"), "Int64"),
}


def list_of(kind):
    return pd.ArrowDtype(pa.list_(kind))


def plain(series):
    return [None if value is pd.NA else value for value in series]


def typed(values, dtype):
    return floats(values) if dtype == "float64" else pd.Series(list(values), dtype=dtype)


LISTS = {
    "small": (lambda t: plain(t.small), list_of(pa.int64())),
    "text": (lambda t: plain(t.text), list_of(pa.string())),
    "y": (lambda t: plain(t.y), list_of(pa.float64())),
}


def row(table, statistics):
    return pd.DataFrame({name: typed([what(table)], dtype) for name, (what, dtype) in statistics.items()})


def by(table, key, statistics):
    groups = [(key, group) for key, group in table.groupby(key)]
    keys = pd.Series([key for key, _ in groups], dtype=table[key].dtype, name=key)
    found = {name: typed([what(group) for _, group in groups], dtype) for name, (what, dtype) in statistics.items()}
    return pd.DataFrame({key: keys, **found})


def cases(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        found[f"moments, {table}"] = row(t, STATISTICS)
        found[f"quantiles and modes, {table}"] = row(t, ORDER)
        for key in ("key", "small", "flag"):
            found[f"moments by {key}, {table}"] = by(t, key, STATISTICS)
            found[f"quantiles and modes by {key}, {table}"] = by(t, key, ORDER)
        found[f"lists by key, {table}"] = by(t, "key", LISTS)
        found[f"modes of small, {table}"] = pd.DataFrame({"value": pd.Series([plain(t.small.mode())], dtype=list_of(pa.int64()))})
    return found
