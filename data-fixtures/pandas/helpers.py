"""What the areas share: the tables as pandas reads them, words for what pandas does otherwise, and exact sums.

Null is `pd.NA` or `NaT`, and NaN is a value: the option below keeps the two apart in nullable columns.
"""

import csv
import datetime
import json
import pathlib
import sys

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import answers  # noqa: E402  exact sums, which pandas must confirm to twelve digits

pd.set_option("future.distinguish_nan_and_na", True)
pd.set_option("mode.string_storage", "python")  # comparing gives `boolean`, not Arrow's type

DTYPES = {"int64": "Int64", "uint64": "UInt64", "float64": "Float64", "bool": "boolean", "string": "string"}


def floats(values):
    """A nullable column of floats: None is null, NaN is NaN."""
    values = list(values)
    absent = [value is None or value is pd.NA for value in values]
    plain = np.array([0.0 if none else value for value, none in zip(values, absent)], dtype="float64")
    return pd.Series(pd.arrays.FloatingArray(plain, np.array(absent, dtype=bool)))


def column(texts, kind):
    """The fields of a column as a Series; an empty field is null."""
    values = [text or None for text in texts]
    match kind:
        case "timestamp":
            return pd.Series(np.array([value or "NaT" for value in values], dtype="datetime64[us]"))
        case "date":
            days = [value and datetime.date.fromisoformat(value) for value in values]
            return pd.Series(days, dtype="date32[pyarrow]")
        case "duration":
            return pd.Series([pd.Timedelta(value) if value else pd.NaT for value in values], dtype="timedelta64[us]")
        case "float64":
            return floats(value and float(value) for value in values)
        case "bool":
            return pd.Series([value and value == "True" for value in values], dtype="boolean")
        case "int64" | "uint64":
            return pd.Series([value and int(value) for value in values], dtype=DTYPES[kind])
    return pd.Series(values, dtype=DTYPES[kind])


class Inputs:
    """The tables of inputs/, as fresh DataFrames: `inputs.mixed`, `inputs.empty`, …"""

    def __init__(self):
        self.types = json.loads((HERE / "inputs/types.json").read_text())

    def __getattr__(self, name):
        if name not in self.types:
            raise AttributeError(name)
        with (HERE / "inputs" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        cells = list(zip(*rows)) if rows else [()] * len(header)
        kinds = self.types[name]
        return pd.DataFrame({name: column(cell, kinds[name]) for name, cell in zip(header, cells)})


def missing(column):
    """A result in which pandas writes NaN for what is missing, with null instead: `dt.year` of a NaT, a mean of nothing."""
    return floats(None if pd.isna(value) else value for value in column).set_axis(column.index).rename(column.name)


def ints(column):
    """The same, for integers that became floats by their NaN, or that are narrower than 64 bits."""
    return pd.Series([pd.NA if pd.isna(value) else int(value) for value in column], column.index, "Int64", column.name)


def kleene(result, *operands):
    """A truth value per row, null where an operand is: pandas has False (or True) there for times, which are not `nullable`."""
    result = result.astype("boolean")
    for operand in operands:
        result = result.mask(operand.isna())
    return result


def exactly(series, what, ddof=1):
    """`what` of the values ("total", "mean", "var", "std"), computed exactly and rounded once; null if there are too few.
    Fails unless pandas found the same to twelve digits. Not for NaN and infinities. Another ddof is for "var" only."""
    series = series.dropna()
    if ddof == 0 and len(series):
        centre = answers.exact_sum(series.tolist()) / len(series)
        squares = sum((answers.fractions.Fraction(value) - centre) ** 2 for value in series.tolist())
        return answers.agreed(float(squares / len(series)), float(series.var(ddof=0)))
    if len(series) < {"total": 0, "mean": 1}.get(what, 2):
        return None
    if pd.api.types.is_bool_dtype(series):
        series = series.astype("Int64")
    return getattr(answers, what)(series)


def exactly_by(table, keys, name, what, **options):
    """The same by group: a table of the keys and the column."""
    groups = table.groupby(keys, **options)[name]
    found = {key: exactly(group, what) for key, group in groups}
    result = groups.size().rename(name)
    return floats(found.values()).set_axis(result.index).rename(name)
