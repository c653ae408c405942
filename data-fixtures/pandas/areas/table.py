"""The whole table: sorting, heads, duplicates, describing, reshaping, concatenating."""


def cases(inputs):
    return {
        "head": inputs.mixed.head(5),
    }
