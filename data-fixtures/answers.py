#!/usr/bin/env python3
"""The true answers of the main queries over the files in this folder, in answers/*.json. Needs pandas 3.1 or
newer: before, its parser could miss the nearest double by a bit.

    python3 data-fixtures/answers.py            # writes the answers
    python3 data-fixtures/answers.py --check    # writes nothing; fails if an answer differs

Every answer is computed twice: by pandas, and exactly (fractions.Fraction, rounded once at the end). The two must agree
to twelve digits, or this script fails; the exact one is written. Numbers in JSON are in their shortest form, so a test may
compare them bit for bit.
"""

import csv
import decimal
import fractions
import json
import math
import pathlib
import sys

import pandas as pd

HERE = pathlib.Path(__file__).parent
PICKUP, DROPOFF = "tpep_pickup_datetime", "tpep_dropoff_datetime"


def agreed(exact, by_pandas):
    """The exact value, if pandas found the same but for rounding."""
    if not math.isclose(exact, by_pandas, rel_tol=1e-12, abs_tol=1e-300):
        raise SystemExit(f"pandas says {by_pandas!r}, exact arithmetic {exact!r}")
    return exact


def exact_sum(values):
    return sum((fractions.Fraction(value) for value in values), fractions.Fraction())


def total(series):
    return agreed(float(exact_sum(series.dropna().tolist())), float(series.sum()))


def mean(series):
    values = series.dropna().tolist()
    return agreed(float(exact_sum(values) / len(values)), float(series.mean()))


def exact_variance(series):
    """With ddof 1; None for fewer than two values."""
    values = [fractions.Fraction(value) for value in series.dropna().tolist()]
    if len(values) < 2:
        return None
    centre = sum(values) / len(values)
    return sum((value - centre) ** 2 for value in values) / (len(values) - 1)


def var(series):
    variance = exact_variance(series)
    return None if variance is None else agreed(float(variance), float(series.var()))


def std(series):
    """The root of the exact variance, rounded once: not the root of the rounded variance."""
    variance = exact_variance(series)
    if variance is None:
        return None
    with decimal.localcontext() as context:
        context.prec = 60
        root = (decimal.Decimal(variance.numerator) / decimal.Decimal(variance.denominator)).sqrt()
    return agreed(float(root), float(series.std()))


def plain(value):
    """A cell as JSON."""
    if pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, pd.Timedelta)):
        return str(value)
    return value.item() if hasattr(value, "item") else value


def columns(table):
    """For each column: how many values, how many different ones, the least and the greatest; and the moments of numbers."""
    described = {}
    for name in table.columns:
        column = table[name]
        values = column.dropna()
        answer = {
            "non_null": int(column.count()),
            "nunique": int(column.nunique()),
            "min": plain(values.min()) if len(values) else None,
            "max": plain(values.max()) if len(values) else None,
        }
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) and len(values):
            if pd.api.types.is_integer_dtype(column):
                answer["sum"] = sum(values.tolist())
            else:
                answer["sum"] = total(column)
            answer |= {"mean": mean(column), "var": var(column), "std": std(column)}
        described[name] = answer
    return described


def natural(pattern):
    """The files of a pattern, 2 before 10."""
    return sorted(HERE.glob(pattern), key=lambda path: int(path.stem.rpartition("_")[2]))


def read(pattern, **options):
    parts = [pd.read_csv(path, **options) for path in natural(pattern)]
    return pd.concat(parts, ignore_index=True), {path.name: len(part) for path, part in zip(natural(pattern), parts)}


def by(table, keys, column, what):
    return {str(plain(key)): what(group) for key, group in table.groupby(keys)[column]}


def rows_per_day(moments):
    return {str(day): int(count) for day, count in moments.dt.date.value_counts().sort_index().items()}


def trips():
    table, files = read("trips/trips_*.csv", parse_dates=[PICKUP, DROPOFF])
    seconds = (table[DROPOFF] - table[PICKUP]).dt.total_seconds()
    long_ones, card_or_cash = int((seconds > 1200).sum()), table[table["payment_type"].isin([1, 2])]
    per_hour = table.groupby(table[PICKUP].dt.hour)["fare_amount"]
    return {
        "rows": len(table),
        "rows_per_file": files,
        "columns": columns(table),
        "mean_total_amount_by_payment_type": by(table, "payment_type", "total_amount", mean),
        "sum_total_amount_by_payment_type": by(table, "payment_type", "total_amount", total),
        "rows_by_payment_type": by(table, "payment_type", "total_amount", len),
        "mean_fare_amount_by_vendor_and_passengers": [
            {"VendorID": plain(vendor), "passenger_count": plain(count), "mean": mean(group), "rows": len(group)}
            for (vendor, count), group in table.groupby(["VendorID", "passenger_count"])["fare_amount"]
        ],
        "trips_over_1200_seconds": {"count": long_ones, "rows": len(table), "share": long_ones / len(table)},
        "trips_with_two_or_more_passengers": {
            "count": int((table["passenger_count"] >= 2).sum()),
            "share": int((table["passenger_count"] >= 2).sum()) / len(table),
        },
        "duration_seconds": {
            "mean": mean(seconds),
            "mean_where_tip_amount_is_0": mean(seconds[table["tip_amount"] == 0]),
            "rows_where_tip_amount_is_0": int((table["tip_amount"] == 0).sum()),
            "min": seconds.min(),
            "max": seconds.max(),
            "negative": int((seconds < 0).sum()),
        },
        "rows_where_card_or_cash": len(card_or_cash),
        "rows_per_day": rows_per_day(table[PICKUP]),
        "mean_fare_amount_by_hour": {str(plain(hour)): mean(group) for hour, group in per_hour},
        "first_row": {name: plain(value) for name, value in table.iloc[0].items()},
        "last_row": {name: plain(value) for name, value in table.iloc[-1].items()},
    }


def timeseries():
    table, files = read("timeseries/ts_*.csv", parse_dates=["timestamp"])
    positive = table[table["y"] > 0]
    return {
        "rows": len(table),
        "rows_per_file": files,
        "columns": columns(table),
        "rows_where_y_is_positive": len(positive),
        "std_x_by_name_where_y_is_positive": by(positive, "name", "x", std),
        "var_x_by_name_where_y_is_positive": by(positive, "name", "x", var),
        "rows_per_day": rows_per_day(table["timestamp"]),
        "mean_x_by_date": by(table, table["timestamp"].dt.date, "x", mean),
    }


def quoted():
    """Each well-formed file as its header and its records, read by Python's csv module; pandas must count the same rows."""
    answers = {}
    for path in sorted((HERE / "quoted").iterdir()):
        delimiter = {"semicolon.csv": ";", "tabs.tsv": "\t"}.get(path.name, ",")
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = [record for record in csv.reader(file, delimiter=delimiter) if record]
        header, rows = (records[0], records[1:]) if records else ([], [])
        if header and len(pd.read_csv(path, sep=delimiter)) != len(rows):
            raise SystemExit(f"pandas and csv disagree on the rows of {path}")
        kept = rows if len(rows) <= 20 else [rows[0], rows[-1]]
        answers[path.name] = {"rows": len(rows), "header": header, "records" if kept is rows else "first_and_last": kept}
    return answers


def drift():
    answers = {}
    for name in ("columns", "float", "text", "code", "null", "large"):
        paths = natural(f"drift/{name}_*.csv")
        # As text first: pandas guesses a type for each file, which is the very thing these files are about.
        table = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths], ignore_index=True)
        absent = table.isna()
        table = table.mask(table == "").mask(absent)
        answers[name] = {
            "rows": len(table),
            "columns": list(table.columns),
            "records": [[plain(cell) for cell in row] for row in table.itertuples(index=False)],
        }
    answers["float"]["sum_value"] = total(pd.to_numeric(pd.concat(pd.read_csv(p) for p in natural("drift/float_*.csv")).value))
    answers["large"]["dtype_value"] = "uint64"
    answers["code"]["dtype_value"] = answers["text"]["dtype_value"] = answers["null"]["dtype_value"] = "string"
    return answers


def nulls():
    answers = {}
    for path in sorted((HERE / "nulls").iterdir()):
        table = pd.read_csv(path)
        answers[path.name] = {
            "rows": len(table),
            "non_null": {name: int(count) for name, count in table.count().items()},
        }
    custom = pd.read_csv(HERE / "nulls/custom.csv", na_values=["-200", "missing"])
    answers["custom.csv with na_values -200, missing"] = {"sum_reading": total(custom["reading"])}
    only = pd.read_csv(HERE / "nulls/custom.csv", na_values=["-200"], keep_default_na=False)
    answers["custom.csv with na_values -200, keep_default_na false"] = {"non_null_reading": int(only["reading"].count())}
    return answers


def types():
    guessed = pd.read_csv(HERE / "types/guessed.csv", dtype=str, keep_default_na=False)
    temporal = pd.read_csv(HERE / "types/temporal.csv")
    utc = pd.to_datetime(temporal["zoned"], utc=True, format="ISO8601").dt.tz_localize(None)
    moments = {
        "moment": pd.to_datetime(temporal["moment"], format="ISO8601"),
        "zoned": utc,
        "day": pd.to_datetime(temporal["day"]),
        "us (month first)": temporal["us"].map(lambda text: slashed(text, month_first=True)),
        "eu (day first)": temporal["eu"].map(lambda text: slashed(text, month_first=False)),
    }
    took = pd.to_timedelta(temporal["took"])
    sums = pd.read_csv(HERE / "types/sums.csv")
    return {
        "guessed.csv": {
            "records": [list(row) for row in guessed.itertuples(index=False)],
            "dtypes": {
                "flag": "bool", "small": "int64", "large": "int64", "unsigned": "uint64", "real": "float64",
                "mixed": "float64", "code": "string", "huge": "string", "text": "string", "day": "string",
            },  # fmt: skip
        },
        "temporal.csv": {
            "timestamps": {name: [plain(value) for value in column] for name, column in moments.items()},
            "took_seconds": [plain(value) for value in took.dt.total_seconds()],
            "took": [plain(value) for value in took],
        },
        "names.csv": {"header": ["a", "a.1", "Unnamed: 2", "with blank", "é", "a.2"]},
        "sums.csv": {"x": float(exact_sum(sums["x"])), "y": float(exact_sum(sums["y"])), "rows": len(sums)},
    }


def slashed(text, month_first):
    """`1/31/2015 23:59` or `31/1/2015`; a year of two digits as POSIX has it, from 1969 on."""
    if pd.isna(text):
        return pd.NaT
    date, _, clock = text.partition(" ")
    first, second, year = map(int, date.split("/"))
    month, day = (first, second) if month_first else (second, first)
    year += 0 if year > 99 else 1900 if year >= 69 else 2000
    hour, minute = map(int, clock.split(":")) if clock else (0, 0)
    return pd.Timestamp(year, month, day, hour, minute)


def readme_answer(trips):
    """What the README's main job prints with --format csv; .ci/run compares it."""
    means, counts = trips["mean_total_amount_by_payment_type"], trips["rows_by_payment_type"]
    return "payment_type,m,n\n" + "".join(f"{key},{means[key]!r},{counts[key]}\n" for key in means)


def main():
    check, differing = "--check" in sys.argv[1:], []
    (HERE / "answers").mkdir(exist_ok=True)
    texts = {}
    for maker in (trips, timeseries, quoted, drift, nulls, types):
        answer = maker()
        if maker is trips:
            texts["mean_total_by_payment.csv"] = readme_answer(answer)
        texts[f"{maker.__name__}.json"] = json.dumps(answer, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    for name, text in texts.items():
        path = HERE / "answers" / name
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            differing.append(path)
    for path in differing:
        print(f"{path} is not what answers.py finds", file=sys.stderr)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
