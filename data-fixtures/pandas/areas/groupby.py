"""Group-by: keys, aggregates by group, transform, pivots."""


def cases(inputs):
    mixed = inputs.mixed
    return {
        "size by text": mixed.groupby("key").size().rename("size"),
    }
