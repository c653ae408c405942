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
    return found
