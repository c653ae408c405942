"""`.str`."""


def cases(inputs):
    s = inputs.texts.s
    return {
        "lower": s.str.lower(),
    }
