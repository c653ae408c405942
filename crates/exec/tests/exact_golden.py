"""Makes exact_golden.csv: hostile lists of floats with their exact sum, mean, variance and standard deviation.

Run it in this folder: `python3 exact_golden.py`. Standard library only; the same file every time. Each value is
written as the 16 hexadecimal digits of its bits, or `nan`. Everything is computed with `fractions` and rounded once;
`math.fsum` and `statistics` are held against it wherever they give an answer.
"""

import math
import random
import statistics
import struct
from fractions import Fraction

INF, NAN, MAX, TINY = math.inf, math.nan, 1.7976931348623157e308, 5e-324


def to_hex(x):
    return "nan" if math.isnan(x) else struct.pack(">d", x).hex()


def from_bits(bits):
    return struct.unpack(">d", struct.pack(">Q", bits))[0]


def nearest(value):
    """The float nearest to a Fraction; an infinity if it is too large."""
    try:
        return value.numerator / value.denominator  # correctly rounded for integers
    except OverflowError:
        return INF if value > 0 else -INF


def nearest_root(value):
    """The float nearest to the square root of a Fraction that is not negative."""
    if value == 0:
        return 0.0
    shift = 0
    while value * Fraction(4) ** shift < 1 << 160:
        shift += 40
    while value * Fraction(4) ** shift > 1 << 320:
        shift -= 40
    scaled = value * Fraction(4) ** shift
    whole = scaled.numerator // scaled.denominator
    root = math.isqrt(whole)
    exact = root * root == whole and scaled.denominator == 1
    # A last bit below all others stands for what the root leaves off.
    return nearest(Fraction(2 * root + (not exact), 2) / Fraction(2) ** shift)


def answers(values):
    """Sum, mean, variance and standard deviation; None for what too few values have not."""
    n = len(values)
    special = [x for x in values if not math.isfinite(x)]
    if special:
        total = sum(special)  # NaN, or the only kind of infinity
        return total, total, NAN if n > 1 else None, NAN if n > 1 else None
    exact = [Fraction(x) for x in values]
    total = sum(exact, Fraction(0))
    mean = nearest(total / n) if n else None
    variance = deviation = None
    if n > 1:
        squares = sum((x * x for x in exact), Fraction(0))
        spread = (n * squares - total * total) / (n * (n - 1))
        variance, deviation = nearest(spread), nearest_root(spread)
    return nearest(total), mean, variance, deviation


def check(values, found):
    """Compares with math.fsum and statistics, where those do not give up."""
    def same(name, function, expected):
        try:
            other = function(values)
        except (OverflowError, ValueError, statistics.StatisticsError):
            return
        assert to_hex(other) == to_hex(expected) or other == expected == 0.0, (name, values, other, expected)

    if all(math.isfinite(x) for x in values):
        same("fsum", math.fsum, found[0])
        if values:
            same("mean", statistics.mean, found[1])
        if len(values) > 1:
            same("variance", statistics.variance, found[2])
            same("stdev", statistics.stdev, found[3])


def cases():
    r = random.Random(20150101)
    yield "nothing", []
    yield "one", [0.1]
    yield "negative zeros", [0.0, -0.0, -0.0]
    yield "tenths", [0.1] * 10
    yield "equal values", [123.456] * 7
    yield "cancel", [1e100, 1.0, -1e100]
    yield "cancel twice", [1e16, 1.0, 1e-16, -1e16, -1.0]
    yield "cancel to nothing", [1e308, 1e-308, -1e308, -1e-308]
    yield "half way up", [1.0, 2.0**-53, 2.0**-106]
    yield "half way even", [1.0, 2.0**-53]
    yield "half way odd", [1.0 + 2.0**-52, 2.0**-53]
    yield "half way down", [1.0, 2.0**-53, -(2.0**-106)]
    yield "half way far", [1.0, 2.0**-53, TINY]
    yield "half way far down", [1.0, 2.0**-53, -TINY]
    yield "plus inf", [1.0, INF, -1e308]
    yield "minus inf", [-INF, 5.0]
    yield "both inf", [INF, 1.0, -INF]
    yield "nan", [1.0, NAN, 2.0]
    yield "nan alone", [NAN]
    yield "nan and inf", [NAN, INF]
    yield "inf alone", [INF]
    yield "pair of 1e308", [1e308, 1e308]
    yield "pair of -1e308", [-1e308, -1e308]
    yield "opposite 1e308", [1e308, -1e308]
    yield "overflow comes back", [MAX, MAX, -MAX]
    yield "overflow by half", [MAX, 2.0**970]
    yield "overflow not quite", [MAX, 2.0**969]
    yield "overflow by a hair", [MAX, 2.0**969, 2.0**969, TINY]
    yield "many 1e308", [1e308] * 50
    yield "max and tiny", [MAX, TINY, -MAX]
    yield "smallest", [TINY]
    yield "smallest pair", [TINY, TINY]
    yield "mean of smallest", [TINY, 0.0]
    yield "mean of odd smallest", [TINY, TINY, TINY, 0.0]
    yield "negative mean to zero", [-TINY, 0.0, 0.0]
    yield "subnormal border", [2.2250738585072014e-308, -TINY]
    yield "to normal", [2.225073858507201e-308, TINY]
    yield "large offset", [1e9 + x for x in (4.0, 7.0, 13.0, 16.0)]
    yield "huge offset", [1e15 + x for x in (4.0, 7.0, 13.0, 16.0)]
    yield "one ulp apart", [1.0, 1.0 + 2.0**-52] * 5
    yield "window top", [2.1e12, -2.19e12, 2.199e12, 2.0**41, -(2.0**41), 2.0**40]
    yield "window bottom", [2.0**-22, -(2.0**-23), 2.0**-74, 2.0**-22 * (1 + 2.0**-52), 2.3e-7, 2.5e-7]
    yield "window overflow", [2.0**41 - 2.0**-11] * 200 + [0.3]
    yield "all powers", [2.0**k for k in range(-1022, 1024, 13)]
    yield "all powers, signs in turn", [(-1) ** k * 2.0**k for k in range(-1074, 1024, 11)]
    yield "harmonic", [1.0 / k for k in range(1, 100)]
    yield "money", [round(r.uniform(0, 100), 2) for _ in range(100)]
    yield "money and back", [x * s for x in (12.34, 0.05, 99.99, 1e6) for s in (1.0, -1.0, 0.5)]
    for k in range(12):
        yield f"random bits {k}", [x for x in (from_bits(r.getrandbits(64)) for _ in range(80)) if math.isfinite(x)]
    for k in range(8):
        yield f"few random bits {k}", [x for x in (from_bits(r.getrandbits(64)) for _ in range(3)) if math.isfinite(x)]
    for k in range(8):
        yield f"subnormals {k}", [from_bits(r.getrandbits(64) & 0x800FFFFFFFFFFFFF) for _ in range(30)]
    for k in range(8):
        yield f"magnitudes {k}", [r.choice((-1, 1)) * r.random() * 10.0 ** r.randint(-300, 300) for _ in range(60)]
    for k in range(8):
        values = [r.choice((-1, 1)) * r.random() * 10.0 ** r.randint(-20, 20) for _ in range(40)]
        values += [-x for x in values] + [r.gauss(0, 1)]
        r.shuffle(values)
        yield f"cancelling {k}", values
    for k in range(8):
        yield f"near the window {k}", [r.choice((-1, 1)) * r.uniform(1, 2) * 2.0 ** r.randint(-30, 50) for _ in range(60)]
    for k in range(8):
        yield f"normal {k}", [r.gauss(10.0**k, 1.0) for _ in range(60)]
    for k in range(8):
        yield f"close together {k}", [1.0 + r.randint(0, 5) * 2.0**-52 for _ in range(r.randint(2, 40))]
    for k in range(8):
        yield f"small whole numbers {k}", [float(r.randint(-9, 9)) for _ in range(r.randint(2, 20))]
    for k in range(6):
        yield f"near overflow {k}", [r.choice((-1, 1)) * r.uniform(0.5, 1.0) * MAX for _ in range(r.randint(2, 9))]


def main():
    with open("exact_golden.csv", "w", encoding="ascii", newline="\n") as out:
        out.write("name,sum,mean,variance,deviation,values\n")
        for name, values in cases():
            found = answers(values)
            check(values, found)
            texts = ["" if x is None else to_hex(x) for x in found]
            name = name.replace(",", "")
            out.write(",".join([name, *texts, " ".join(map(to_hex, values))]) + "\n")


main()
