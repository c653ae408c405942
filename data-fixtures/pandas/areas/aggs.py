"""Aggregates over the table."""

import pandas as pd


def cases(inputs):
    mixed = inputs.mixed
    return {
        "count": pd.DataFrame([mixed.count()]),
    }
