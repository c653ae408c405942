"""`.dt`, dates, timestamps and durations."""

import pandas as pd

from helpers import floats, ints, missing

TABLES = ["mixed", "empty", "one_row", "all_null"]
PARTS = ["year", "quarter", "month", "day", "hour", "minute", "second", "microsecond", "day_of_week", "day_of_year"]


def seconds(spans):
    """`total_seconds`, rounded once: pandas' is off by some units in the last place where there is a fraction."""
    exact = floats(None if pd.isna(span) else (span // pd.Timedelta("1us")) / 10**6 for span in spans)
    pd.testing.assert_series_equal(exact, missing(spans.dt.total_seconds()), check_names=False, rtol=1e-10)
    return exact


def cases(inputs):
    found = {}
    for table in TABLES:
        t = getattr(inputs, table)
        midnight = t.day.astype("timestamp[us][pyarrow]").astype("datetime64[us]")
        found[f"parts of timestamps, {table}"] = pd.DataFrame({part: ints(getattr(t.when.dt, part)) for part in PARTS})
        found[f"parts of dates, {table}"] = pd.DataFrame({part: ints(getattr(midnight.dt, part)) for part in PARTS})
        found[f"date of timestamps, {table}"] = pd.DataFrame({
            "date": t.when.astype("timestamp[us][pyarrow]").astype("date32[pyarrow]"), "of_date": t.day,
        })  # fmt: skip
        found[f"parts of durations, {table}"] = pd.DataFrame({
            "total_seconds": seconds(t.took), "days": ints(t.took.dt.days), "seconds": ints(t.took.dt.seconds),
        })  # fmt: skip
        found[f"filter by parts, {table}"] = t[(t.when.dt.year == 2021) | (midnight.dt.month == 2)]
    return found | accessors(inputs)


EVERY_PART = [
    "year", "quarter", "month", "day", "hour", "minute", "second", "microsecond", "nanosecond", "dayofweek", "dayofyear",
    "days_in_month",
]
TESTS = [
    "is_month_start", "is_month_end", "is_quarter_start", "is_quarter_end", "is_year_start", "is_year_end", "is_leap_year",
]
FORMATS = ["%d/%m/%y %H:%M:%S", "%a %A %b %B %p %I", "%j %U %W %V %G %u %w", "%f %% %c %x %X"]


def accessors(inputs):
    mixed = inputs.mixed
    when = mixed.when
    day = mixed.day.astype("datetime64[us]")
    took = mixed.took
    return {
        "parts of timestamps": parts_of(when),
        "parts of dates": parts_of(day),
        "questions about timestamps": tests(when),
        "questions about dates": tests(day),
        "iso calendar": when.dt.isocalendar().astype("Int64"),
        "names": pd.DataFrame({"day": texts(when.dt.day_name), "month": texts(when.dt.month_name)}),
        "days": pd.DataFrame({"date": when.astype("date32[pyarrow]"), "midnight": when.dt.normalize()}),
        "steps of timestamps": steps(when, ["1h", "15min", "1D", "7D", "1s", "5ms", "90min", "10us"]),
        "steps of dates": steps(day, ["1h", "2D"]),
        "steps of durations": steps(took, ["1D", "1h", "250ms"]),
        "starts of units": pd.DataFrame({
            unit: when.dt.to_period(letter).dt.start_time.astype("datetime64[us]")
            for unit, letter in [("year", "Y"), ("quarter", "Q"), ("month", "M"), ("week", "W-SUN"), ("day", "D")]
        }),
        "formats": pd.DataFrame({text: texts(lambda: when[when.dt.year >= 1000].dt.strftime(text)) for text in FORMATS}),
        "parts of durations": pd.DataFrame({
            "days": ints(took.dt.days), "seconds": ints(took.dt.seconds), "microseconds": ints(took.dt.microseconds),
            "total": seconds(took),
        }),
        "parts of nothing": inputs.empty.assign(r=ints(inputs.empty.when.dt.year), d=inputs.empty.when.dt.floor("1h"))[["r", "d"]],
        "parts of nulls": inputs.all_null.assign(r=ints(inputs.all_null.when.dt.hour), d=inputs.all_null.took.dt.floor("1h"))[["r", "d"]],
    }


def texts(method):
    """What a method gives; pandas 3.1 cannot make texts of times in the storage that helpers.py asks for."""
    with pd.option_context("mode.string_storage", "pyarrow"):
        column = method()
    return pd.Series([None if pd.isna(value) else value for value in column], column.index, "string")


def parts_of(times):
    return pd.DataFrame({part: ints(getattr(times.dt, part)) for part in EVERY_PART})


def tests(times):
    return pd.DataFrame({test: getattr(times.dt, test).astype("boolean").mask(times.isna()) for test in TESTS})


def steps(times, frequencies):
    return pd.DataFrame({
        f"{how} {frequency}": getattr(times.dt, how)(frequency)
        for frequency in frequencies for how in ["floor", "ceil", "round"]
    })
