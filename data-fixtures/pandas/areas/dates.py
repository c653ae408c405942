"""`.dt`, dates, timestamps and durations."""

from helpers import ints


def cases(inputs):
    mixed = inputs.mixed
    return {
        "year of timestamp": ints(mixed.when.dt.year),
    }
