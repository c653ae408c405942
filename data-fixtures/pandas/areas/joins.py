"""Merge, asof, cross."""


def cases(inputs):
    return {}
