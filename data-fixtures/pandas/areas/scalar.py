"""Arithmetic, comparison, logic, choosing, conversions, mathematics."""


def cases(inputs):
    mixed = inputs.mixed
    return {
        "integers plus one, beside null": mixed.assign(r=mixed.small + 1)[["id", "small", "r"]],
    }
