#!/usr/bin/env python3
"""What pandas answers: runs areas/<area>.py and writes golden/<area>.json. Needs pandas 3.1 and pyarrow; the README has the form.

    python3 data-fixtures/pandas/make_golden.py              # all areas
    python3 data-fixtures/pandas/make_golden.py scalar       # some
    python3 data-fixtures/pandas/make_golden.py --check      # writes nothing; fails if a file differs
"""

import datetime
import importlib
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
from helpers import Inputs  # noqa: E402

ARROW = {"double": "float64", "float": "float32", "large_string": "string", "date32[day]": "date"}


def type_of(series):
    """The type under the name that Chunkwise has for it."""
    dtype = series.dtype
    if isinstance(dtype, pd.ArrowDtype):
        name = str(dtype.pyarrow_dtype)
        if name.startswith("list<"):
            return f"list<{type_of(pd.Series(dtype=pd.ArrowDtype(dtype.pyarrow_dtype.value_type)))}>"
        return "timestamp[us]" if name.startswith("timestamp") else ARROW.get(name, name)
    match dtype.kind:
        case "M":
            return "timestamp[us]"
        case "m":
            return "duration[us]"
        case "b":
            return "bool"
        case "i" | "u" | "f":
            return str(dtype).lower()
    if isinstance(dtype, pd.StringDtype):
        return "string"
    if isinstance(dtype, pd.CategoricalDtype):
        return type_of(pd.Series(dtype.categories))
    return type_of_values([value for value in series if not absent(value)], series.name)


def type_of_values(values, name):
    """The type of a column of Python objects."""
    if not values:
        return "null"
    if all(isinstance(value, (list, np.ndarray, tuple)) for value in values):
        inner = [value for part in values for value in part if not absent(value)]
        return f"list<{type_of_values(inner, name)}>"
    kinds = {bool: "bool", int: "int64", float: "float64", str: "string", datetime.date: "date"}
    kinds |= {pd.Timestamp: "timestamp[us]", pd.Timedelta: "duration[us]"}
    found = {kinds.get(type(value.item() if isinstance(value, np.generic) else value)) for value in values}
    if len(found) != 1 or None in found:
        raise SystemExit(f"column {name!r} has values of types {({type(value) for value in values})}")
    return found.pop()


def absent(value):
    return value is None or value is pd.NA or value is pd.NaT


def moment(value):
    """`2015-01-31 23:59:59`, with six digits if there is a fraction; years of four digits."""
    text = np.datetime_as_string(np.datetime64(value, "us")).replace("T", " ")
    return text.removesuffix(".000000")


def span(value):
    """`-1 days +23:59:00`, as pandas prints it."""
    if value.nanoseconds:
        raise SystemExit(f"{value} is finer than a microsecond")
    clock = f"{value.seconds // 3600:02}:{value.seconds // 60 % 60:02}:{value.seconds % 60:02}"
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    return f"{value.days} days {'+' if value.days < 0 else ''}{clock}{fraction}"


def cell(value):
    """A value as JSON: null as null; floats in the shortest form that reads back; NaN, inf and -inf as texts."""
    if absent(value):
        return None
    if isinstance(value, pd.Timedelta):
        return span(value)
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        if isinstance(value, pd.Timestamp) and (value.nanosecond or value.tzinfo):
            raise SystemExit(f"{value!r} is finer than a microsecond, or has a zone")
        return moment(value.to_datetime64() if isinstance(value, pd.Timestamp) else value)
    if isinstance(value, datetime.datetime):
        return moment(np.datetime64(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return span(pd.Timedelta(value))
    if isinstance(value, (list, tuple, np.ndarray)):
        return [cell(part) for part in value]
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def cells(series):
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "M":  # not by Timestamp: its years end at 9999
        return [None if np.isnat(value) else moment(value) for value in series.to_numpy()]
    return [cell(value) for value in series]


def as_table(answer):
    """Any answer as a table: named levels of an index become columns, an index without name is left out, a scalar is a column
    `value` of one row."""
    if isinstance(answer, pd.Series):
        answer = answer.to_frame(answer.name if answer.name is not None else "value")
    if not isinstance(answer, pd.DataFrame):
        kind = {bool: "boolean", np.bool_: "boolean", int: "Int64", float: "float64"}.get(type(answer))
        answer = pd.DataFrame({"value": pd.Series([answer], dtype=kind)})
    named = [name is not None for name in answer.index.names]
    if all(named):
        return answer.reset_index()
    if any(named):
        raise SystemExit("an index with levels of which some have no name")
    return answer.reset_index(drop=True)


def render(name, answer):
    """A case: its name, how many rows, and a line a column of name, type and values."""
    table = as_table(answer)
    if len(set(table.columns)) < len(table.columns):
        raise SystemExit(f"{name}: columns of the same name")
    lines = []
    for column in table.columns:
        values = table[column]
        try:
            line = [str(column), type_of(values), cells(values)]
        except SystemExit as error:
            raise SystemExit(f"case {name!r}: {error}") from error
        lines.append("  " + json.dumps(line, ensure_ascii=False, allow_nan=False))
    return f" {json.dumps(name, ensure_ascii=False)}: {{\"rows\": {len(table)}, \"columns\": [\n" + ",\n".join(lines) + "\n ]}"


def area_text(area):
    cases = importlib.import_module(f"areas.{area}").cases(Inputs())
    return "{\n" + ",\n".join(render(name, answer) for name, answer in cases.items()) + "\n}\n"


def main():
    if not pd.__version__.startswith("3.1."):
        print(f"note: the answers are those of pandas 3.1, this is {pd.__version__}", file=sys.stderr)
    warnings.simplefilter("ignore")
    words = sys.argv[1:]
    check = "--check" in words
    areas = [word for word in words if word != "--check"] or sorted(path.stem for path in (HERE / "areas").glob("[a-z]*.py"))
    differing = []
    for area in areas:
        text, path = area_text(area), HERE / "golden" / f"{area}.json"
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(path)
    for path in differing:
        print(f"{path} is not what pandas answers", file=sys.stderr)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
