"""What depends on the rows before and after: cumulative, shift, rolling, fill."""

import pandas as pd

from helpers import exactly, floats, ints, missing

TABLES = ("mixed", "empty", "one_row", "all_null")


def cases(inputs):
    result = {}
    for name in TABLES:
        table = getattr(inputs, name)
        result |= {
            f"cumulative of {name}": cumulative(table),
            f"shifted {name}": shifted(table),
            f"shifted table {name}": table.shift(2),
            f"shifted up table {name}": table.shift(-3),
            f"differences of {name}": differences(table),
            f"filled {name}": filled(table),
            f"filled from behind {name}": table.bfill(),
            f"rolling {name}": rolling(table),
            f"rolling in the middle of {name}": centered(table),
            f"by group {name}": by_group(table),
            f"rolling by group {name}": rolling_by_group(table),
        }
    numbers = inputs.numbers
    return result | {
        "cumulative with NaN": pd.DataFrame({"sum": numbers.x.mask((numbers.x.abs() < float("inf")).fillna(False), 1.0).cumsum(), "min": numbers.x.head(1).cummin().reindex(numbers.index), "prod": numbers.c.head(12).cumprod()}),
        "cumsum of a column": inputs.mixed.small.cumsum(),
        "filter above and below": filtered(inputs.mixed),
        "of sorted rows": of_sorted(inputs.mixed),
        "twice": pd.DataFrame({"x": inputs.mixed.small.diff().cumsum(), "y": inputs.mixed.small.shift(-2).ffill()}),
    }


def cumulative(table):
    return pd.DataFrame({
        "sum": table.small.cumsum(),
        "fsum": running_sum(table.y),
        "bsum": table.flag.cumsum(),
        "prod": table.small.head(6).cumprod().reindex(table.index),
        "min": table.small.cummin(),
        "max": table.y.cummax(),
        "umax": table.u.cummax(),
        "imin": table.i.cummin(),
        "bmax": table.flag.cummax(),
        "tmin": table.when.cummin(),
        "dmax": table.took.cummax(),
    })


def running_sum(series):
    """The sums up to each row, each computed exactly."""
    sums = floats(None if pd.isna(value) else float(exactly(series.iloc[:row + 1], "total"))
                  for row, value in enumerate(series))
    return sums.set_axis(series.index)


def shifted(table):
    return pd.DataFrame({
        "one": table.small.shift(1),
        "up": table.text.shift(-2),
        "far": table.x.shift(150),
        "all": table.when.shift(1000),
        "none": table.key.shift(-1000),
    })


def differences(table):
    took = table.when.diff()
    return pd.DataFrame({
        "diff": table.small.diff(),
        "diff3": table.y.diff(3),
        "up": table.small.diff(-1),
        "when": took,
        "pct": table.small.astype("Float64").pct_change(),
        "pct2": table.y.pct_change(2),
    })


def filled(table):
    result = table.ffill()
    return result.assign(text=table.text.ffill(limit=1), x=table.x.bfill(limit=2), small=table.small.ffill(limit=3))


STATISTICS = ("sum", "mean", "min", "max", "std", "var", "count", "median")


def statistic(values, what, min_periods):
    """Of the values of a window, rounded once; null where there are too few."""
    rows, values = len(values), values.dropna()
    if what == "count":  # of the rows, there have to be so many
        return None if rows < min_periods else float(len(values))
    if len(values) < min_periods:
        return None
    if what in ("mean", "std", "var", "sum"):
        found = exactly(values, "total" if what == "sum" else what)
        return None if found is None else float(found)
    return None if len(values) == 0 else float(getattr(values, what)())


def windows(series, window, what, min_periods, center=False):
    """What pandas' rolling gives, computed exactly; pandas must agree to nine digits (its sums drift)."""
    behind = (window - 1) // 2 if center else 0
    exact = floats(
        statistic(series.iloc[max(0, row + behind - window + 1):row + behind + 1], what, min_periods)
        for row in range(len(series))
    )
    rolled = series.astype("Float64").rolling(window, min_periods=min_periods, center=center)
    pandas = missing(getattr(rolled, what)())
    for ours, theirs in zip(exact, pandas):
        both = not pd.isna(ours) and not pd.isna(theirs)
        alike = abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours)) if both else pd.isna(ours) and pd.isna(theirs)
        assert alike, (series.name, window, what, ours, theirs)
    return exact.set_axis(series.index)


def rolling(table):
    columns = {f"{what} {rows}": windows(table.small, rows, what, 0 if what == "count" else rows)
               for what in STATISTICS for rows in (1, 3)}
    columns |= {f"some {what}": windows(table.y, 5, what, 2) for what in STATISTICS}
    return pd.DataFrame(columns)


def centered(table):
    return pd.DataFrame({f"{what} {rows}": windows(table.small, rows, what, 1, center=True)
                         for what in STATISTICS for rows in (3, 4)})


def by_group(table):
    groups = table.groupby("key")
    return pd.DataFrame({
        "key": table.key,
        "sum": groups.small.cumsum(),
        "prod": groups.small.head(2).reindex(table.index).groupby(table.key).cumprod(),
        "min": groups.small.cummin(),
        "max": groups.y.cummax(),
        "count": ints(groups.cumcount()),
        "shift": groups.text.shift(1),
        "up": groups.when.shift(-2),
        "diff": groups.small.diff(),
        "ffill": groups.y.ffill(),
        "bfill": groups.text.bfill(limit=1),
        "two": table.groupby(["key", "flag"]).small.cumsum(),
    })


def rolling_by_group(table):
    columns = {}
    for what in STATISTICS:
        column = floats([None] * len(table)).set_axis(table.index)
        for _, group in table.groupby("key"):
            column[group.index] = windows(group.small, 3, what, 1)
        columns[what] = column
    return pd.DataFrame(columns)


def filtered(mixed):
    rows = mixed[(mixed.small > -2).fillna(False)]
    rows = rows.assign(d=rows.small.diff(), up=rows.small.shift(-1))
    return rows[(rows.d > 0).fillna(False)][["id", "small", "d", "up"]]


def of_sorted(mixed):
    rows = mixed.sort_values(["small", "id"], ascending=[False, True])
    return pd.DataFrame({"id": rows.id, "sum": rows.small.cumsum(), "up": rows.id.shift(-1)})
