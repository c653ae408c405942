#!/usr/bin/env python3
"""Writes the tables of this suite, inputs/*.csv, and their types, inputs/types.json. Python's standard library only, seeded: the same
bytes on every machine.

    python3 data-fixtures/pandas/inputs.py            # writes the tables
    python3 data-fixtures/pandas/inputs.py --check    # writes nothing; fails if a file differs

An empty field is null, whatever the column. No field is another spelling of null, except in `numbers`, where `nan` is NaN.
"""

import csv
import io
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent / "inputs"
LARGEST, SMALLEST = 2**63 - 1, -(2**63)

MIXED = {
    "id": "int64", "key": "string", "small": "int64", "i": "int64", "u": "uint64", "x": "float64", "y": "float64",
    "flag": "bool", "text": "string", "when": "timestamp", "day": "date", "took": "duration",
}  # fmt: skip

KEYS = ["alpha", "beta", "Beta", "γάμμα", "délta", "only once"]
TEXTS = [
    "a", "b", "B", "apple", "Äpfel", "zebra", "日本語", "e\u0301", "é", "🦀 crab", "with, comma", 'with "quotes"',
    "two\nlines", " blank before", "blank after ", "ß", "İstanbul", "10", "9", "x",
]  # fmt: skip
WHENS = [
    "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "1900-02-28 12:00:00", "2000-02-29 00:00:00", "2015-01-31 23:59:59",
    "2015-12-31 23:59:59.500000", "2016-01-01 00:00:00", "2016-02-29 06:30:15.000001", "2100-03-01 00:00:00",
    "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2262-04-12 00:00:00", "1677-09-20 00:00:00", "2020-12-28 10:00:00",
    "2021-01-03 10:20:30", "2021-03-31 00:00:00", "2021-04-01 00:00:00", "2024-07-04 17:45:00",
]  # fmt: skip
DAYS = [
    "1970-01-01", "1969-12-31", "1900-03-01", "2000-02-29", "2015-01-31", "2015-12-31", "2016-01-01", "2016-02-29", "2100-02-28",
    "0001-01-01", "9999-12-31", "2021-01-03", "2021-01-04", "2021-06-30", "2021-10-01",
]  # fmt: skip
TOOKS = [
    "0 days 00:00:00", "0 days 00:20:15", "-1 days +23:59:00", "1 days 00:00:00", "0 days 00:00:00.000001",
    "-1 days +23:59:59.999999", "106751 days 23:47:16.854775", "-3650 days +00:00:00", "400 days 12:30:00.250000",
    "0 days 00:00:59.999999",
]  # fmt: skip
FLOATS = ["0.0", "-0.0", "0.1", "0.2", "0.3", "1.5", "2.5", "-2.5", "0.5", "-0.5", "3.0", "100.25", "-7.75", "1e300", "-1e300",
          "1e-300", "123456789.125", "5e-324", "9007199254740993.0", "-3.0"]  # fmt: skip
INTS = [0, 1, -1, 2, 7, -7, 10, 100, -100, 2**31, -(2**31), 2**53 + 1, LARGEST, SMALLEST, LARGEST - 1]
UNSIGNED = [0, 1, 2, 2**32, 2**63 - 1, 2**63, 2**64 - 1, 2**64 - 2, 12, 13]


def some(random, values, null):
    """One of the values, or nothing in one of `null` cases."""
    return "" if random.randrange(null) == 0 else random.choice(values)


def mixed(rows, seed):
    rng = random.Random(seed)
    for row in range(rows):
        yield [
            row,
            some(rng, KEYS[:5], 8) if row != 77 else KEYS[5],
            some(rng, range(-3, 6), 9),
            some(rng, INTS, 10),
            some(rng, UNSIGNED, 10),
            some(rng, FLOATS, 8),
            some(rng, [f"{rng.uniform(-50, 50):.3f}", f"{rng.randrange(100) / 4}"], 12),
            some(rng, ["True", "False"], 7),
            some(rng, TEXTS, 10),
            some(rng, WHENS, 9),
            some(rng, DAYS, 9),
            some(rng, TOOKS, 9),
        ]


def all_null():
    """Seven rows of which only the first column has values."""
    return ([row] + [""] * (len(MIXED) - 1) for row in range(7))


def one_row():
    yield [0, "alpha", 3, 42, 2**63, "-0.0", "2.5", "True", "Äpfel", WHENS[7], DAYS[7], TOOKS[2]]


def numbers():
    """Pairs for arithmetic: integers with every combination of signs, and floats with NaN, infinities and both zeros."""
    rng = random.Random(3)
    ints, divisors = [7, -7, 6, -6, 0, 1, -1, LARGEST, SMALLEST, ""], [1, -1, 2, -2, 3, -3, 7, LARGEST, SMALLEST + 1, ""]
    floats = ["0.0", "-0.0", "1.0", "-1.0", "7.5", "-7.5", "0.1", "inf", "-inf", "nan", "", "1e308", "-1e308", "2.5", "3.5", "1e-320"]
    pairs = [(x, y) for x in floats for y in floats]
    for row, (x, y) in enumerate(pairs):
        a, b = ints[row % len(ints)], divisors[row // len(ints) % len(divisors)]
        p, q = some(rng, ["True", "False"], 3), some(rng, ["True", "False"], 3)
        if (a, b) == (SMALLEST, -1):
            b = 1  # the one quotient that does not fit
        yield [a, b, rng.randrange(-40, 40), rng.randrange(0, 6), x, y, p, q]


def texts():
    rows = [
        ["Hello World", "a-b-c", "12", "2015-01-31"],
        ["", "a", "1.5", "2016-02-29 12:30:00"],
        ["  padded\t", "", "abc", "31/01/2015"],
        ["日本語テキスト", "-", "-7", "2015-02-30"],
        ["🦀🦀 crab 🦀", "--", " 8 ", ""],
        ["e\u0301clair éclair", "x-y", "", "not a date"],
        ["ÀÉÎÕÜ straße ẞ", "2020-10-05", "1e3", "1969-12-31"],
        ["abcabcabc", "k=v;k2=v2", "0x10", "0001-01-01"],
        ["a", "no", "+5", "9999-12-31"],
        ["ABC def", "A-1", "9223372036854775807", "2015-1-5"],
        ["12345", "B-22", "9223372036854775808", "20150131"],
        ["-42", "C-333", "-0", "2015-01-31T23:59:59"],
        ["+1.5", "-D", "00012", "2015-01-31 23:59:59.123456"],
        ["٣٤٥", "a--b", "1,000", "2015-13-01"],
        ["½ ² Ⅷ", "é-è-ê", "inf", "1/2/2015"],
        ["two\nlines", "α-β-γ", "nan?", "2015-01-31"],
        ["tab\tand space", "a-b-c-d-e", "true", "2000-02-29"],
        ["İstanbul ıI", "-a", ".5", "1900-02-28"],
        ["ǆ ŉ ﬁ", "a-", "5.", "2100-02-28"],
        ["a.b*c+d?", "[x]-(y)", "1_000", "2015-01-31"],
        ["\u00a0nbsp\u00a0", "a\u00a0b", "١٢", "2015-01-31"],
        ["https://example.org/a?b=c&d=e", "user@example.org", "12.50", "2015-06-15"],
        ["ends with blank ", "x-", "3.14159265358979323846", "2015-06-15"],
        ["Title Case Words", "q-w-e-r-t-y", "-1e-5", "2015-06-15"],
        ["MiXeD cAsE", "0-0", "99999999999999999999", "2015-06-15"],
    ]
    for row, (s, parts, number, day) in enumerate(rows):
        yield [row, s, parts, number, day]


def ordered():
    """Sorted by `t` and by `n`, both with ties."""
    rng = random.Random(5)
    n, minute = 0, 0
    for row in range(60):
        n += rng.choice([0, 0, 1, 2])
        minute += rng.choice([0, 1, 7, 30, 300])
        clock = f"2021-{3 + minute // 1440 // 28:02}-{1 + minute // 1440 % 28:02} {minute // 60 % 24:02}:{minute % 60:02}:00"
        yield [n, clock, rng.choice(["A", "B", "C"]), some(rng, [f"{rng.uniform(0, 10):.2f}"], 8), rng.randrange(5)]


def left():
    rng = random.Random(7)
    for row in range(30):
        yield [row, some(rng, range(1, 9), 6), some(rng, ["a", "b", "é"], 6), f"{rng.uniform(0, 9):.1f}", rng.randrange(100)]


def right():
    rng = random.Random(8)
    for row in range(24):
        yield [some(rng, range(4, 13), 6), some(rng, ["a", "b", "é"], 6), rng.randrange(100), some(rng, ["p", "q", "r"], 5)]


def lookup():
    """One row a key; not every key."""
    return [[1, "one"], [2, "two"], [4, "four"], [5, ""], [6, "six"], [8, "eight"], [12, "twelve"], ["", "nothing"]]


def quotes():
    """For asof joins with `ordered`: sorted by `t`."""
    rng = random.Random(9)
    minute = 0
    for row in range(40):
        minute += rng.choice([0, 3, 11, 60, 200])
        clock = f"2021-{3 + minute // 1440 // 28:02}-{1 + minute // 1440 % 28:02} {minute // 60 % 24:02}:{minute % 60:02}:00"
        yield [clock, rng.choice(["A", "B"]), row * 2, f"{rng.uniform(90, 110):.2f}"]


TABLES = {
    "mixed": (MIXED, mixed(200, 1)),
    "empty": (MIXED, []),
    "one_row": (MIXED, one_row()),
    "all_null": (MIXED, all_null()),
    "numbers": (
        {"a": "int64", "b": "int64", "c": "int64", "d": "int64", "x": "float64", "y": "float64", "p": "bool", "q": "bool"},
        numbers(),
    ),
    "texts": ({"id": "int64", "s": "string", "parts": "string", "number": "string", "day": "string"}, texts()),
    "ordered": ({"n": "int64", "t": "timestamp", "sym": "string", "v": "float64", "w": "int64"}, ordered()),
    "left": ({"id": "int64", "k": "int64", "k2": "string", "v": "float64", "n": "int64"}, left()),
    "right": ({"k": "int64", "k2": "string", "n": "int64", "w": "string"}, right()),
    "lookup": ({"key": "int64", "name": "string"}, lookup()),
    "quotes": ({"t": "timestamp", "sym": "string", "n": "int64", "price": "float64"}, quotes()),
}


def files():
    for name, (types, rows) in TABLES.items():
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(types)
        writer.writerows(rows)
        yield f"{name}.csv", out.getvalue()
    lines = (f" {json.dumps(name)}: {json.dumps(types)}" for name, (types, _) in TABLES.items())
    yield "types.json", "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    check, differing = "--check" in sys.argv[1:], []
    HERE.mkdir(exist_ok=True)
    for name, text in files():
        path = HERE / name
        if not check:
            path.write_text(text, encoding="utf-8", newline="")
        elif not path.exists() or path.read_bytes() != text.encode():
            differing.append(path)
    for path in differing:
        print(f"{path} is not what inputs.py writes", file=sys.stderr)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
