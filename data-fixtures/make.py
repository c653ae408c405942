#!/usr/bin/env python3
"""Makes the small CSV files in this folder. Standard library only; the same bytes on every machine.

    python3 data-fixtures/make.py            # writes the files
    python3 data-fixtures/make.py --check    # writes nothing; fails if a file differs from what it would write

README.md says what each file is for. Values come from random.Random(seed).random() and basic arithmetic alone: neither
changes from one Python version to the next, unlike the library's distributions or the last bit of exp and log.
"""

import datetime
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
SEED = 2015

TRIP_COLUMNS = (
    "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,"
    "pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,extra,"
    "mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount"
)
NAMES = (
    "Alice Bob Charlie Dan Edith Frank George Hannah Ingrid Jerry Kevin Laura Michael Norbert Oliver Patricia Quinn "
    "Ray Sarah Tim Ursula Victor Wendy Xavier Yvonne Zelda"
).split()


class Draw:
    """Random values from one stream per file."""

    def __init__(self, *stream):
        self.random = random.Random("/".join(map(str, (SEED, *stream)))).random

    def below(self, bound):
        return int(self.random() * bound)

    def chance(self, share):
        return self.random() < share

    def pick(self, weighted):
        """One of the values of [(weight, value)], the weights adding up to 1."""
        left = self.random()
        for weight, value in weighted:
            if left < weight:
                return value
            left -= weight
        return weighted[-1][1]

    def quantile(self, values):
        """A value with these quantiles, evenly spaced, and straight lines between them."""
        position = self.random() * (len(values) - 1)
        low = int(position)
        return values[low] + (values[low + 1] - values[low]) * (position - low)


def cents(amount):
    """An amount as the taxi files spell it: 12, 50.5, -0.3, 11.26."""
    whole, rest = divmod(abs(amount), 100)
    decimals = f".{rest:02}".rstrip("0").rstrip(".")
    return ("-" if amount < 0 else "") + str(whole) + decimals


def miles(hundredths):
    """A distance as the taxi files spell it: 16.30, .99, .00."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole or ''}.{rest:02}"


def degrees(value, bits):
    """value / 2**bits to 15 decimals; the published coordinates are single-precision floats."""
    whole, rest = divmod(value, 1 << bits)
    decimals = (rest * 10**15 + (1 << (bits - 1))) >> bits
    return f"{whole}.{decimals:015}".rstrip("0").rstrip(".")


def trip(draw, pickup):
    """One row, shaped like those of `chunkwise datasets taxi`."""
    vendor = 1 if draw.chance(0.48) else 2
    rate_code = draw.pick([(0.95, 1), (0.04, 2), (0.01, 5)])
    payment = draw.pick([(0.61, 1), (0.37, 2), (0.014, 3), (0.006, 4)])
    if rate_code == 2:
        seconds, distance, fare = 1500 + draw.below(3000), 1550 + draw.below(550), 5200
    else:
        seconds = int(draw.quantile([1, 238, 368, 492, 627, 789, 1005, 1350, 5400]))
        speed = draw.quantile([150, 582, 776, 917, 1059, 1221, 1440, 1839, 5200])
        distance = int(seconds * speed) // 3600
        fare = 250 + 50 * (1 + distance * 7 // 200 + seconds // 100)
    if vendor == 1:
        distance = (distance + 5) // 10 * 10
    rush = pickup.weekday() < 5 and 16 <= pickup.hour < 20
    night = pickup.hour >= 20 or pickup.hour < 6
    money = {
        "fare": fare,
        "extra": 100 if rush else 50 if night else 0,
        "tax": 0 if rate_code == 5 else 50,
        "tip": int(fare * draw.quantile([0, 117, 176, 211, 219, 227, 243, 279, 600])) // 1000 if payment == 1 else 0,
        "tolls": draw.pick([(0.9, 533), (0.1, 1175)]) if draw.chance(0.6 if rate_code == 2 else 0.03) else 0,
        "surcharge": 30 if draw.chance(0.94) else 0,
    }
    if payment > 2 and draw.chance(0.3):  # booked as a refund
        money = {key: -amount for key, amount in money.items()}
    dropoff = pickup + datetime.timedelta(seconds=seconds)
    if draw.chance(0.002):  # a meter that was set back
        pickup, dropoff = dropoff, pickup
    located = not draw.chance(0.02)

    def place():
        if not located:
            return ["0", "0"]
        return ["-" + degrees(9692904 + draw.below(7000), 17), degrees(10675337 + draw.below(15000), 18)]

    return ",".join(
        [str(vendor), str(pickup), str(dropoff)]
        + [str(draw.pick([(0.705, 1), (0.142, 2), (0.055, 5), (0.043, 3), (0.035, 6), (0.0195, 4), (0.0005, 0)]))]
        + [miles(distance), *place(), str(rate_code), "Y" if draw.chance(0.01) else "N", *place(), str(payment)]
        + [cents(amount) for amount in (*money.values(), sum(money.values()))]
    )


def trips():
    """A file a month; rows rise through the month. Their numbers differ, so that no file can stand for another."""
    for month in range(1, 13):
        draw, count = Draw("trips", month), 90 + month * 17 % 71
        start = datetime.datetime(2015, month, 1)
        end = datetime.datetime(2015 + month // 12, month % 12 + 1, 1)
        step = (end - start) // count
        rows = [
            trip(draw, start + datetime.timedelta(seconds=int((step * k).total_seconds()) + draw.below(3600)))
            for k in range(count)
        ]
        yield f"trips/trips_{month}.csv", "\n".join([TRIP_COLUMNS, *rows]) + "\n"


def timeseries():
    """A row every ten minutes over six days; the timestamp goes on from file to file."""
    moment = datetime.datetime(2000, 1, 1)
    for part in range(3):
        draw, rows = Draw("timeseries", part), ["timestamp,id,name,x,y"]
        for _ in range(300):
            name = NAMES[draw.below(len(NAMES))]
            rows.append(f"{moment},{950 + draw.below(101)},{name},{draw.random() * 2 - 1!r},{draw.random() * 2 - 1!r}")
            moment += datetime.timedelta(minutes=10)
        yield f"timeseries/ts_{part}.csv", "\n".join(rows) + "\n"


def quoted():
    """What quoting and line ends can do; all of these are well-formed."""
    yield "quoted/newlines.csv", (
        'id,note,score\n1,plain,0.5\n2,"two\nlines",1.5\n3,"a, b",2.5\n4,"say ""hello""",3.5\n'
        '5,"""",4.5\n6,"\n\n",5.5\n7,"a,""b"",\n""c""",6.5\n8,"",7.5\n9,quote " inside,8.5\n10,"tail"x,9.5\n'
    )
    yield "quoted/newlines_crlf.csv", 'id,note\r\n1,"two\r\nlines"\r\n2,"lf\nonly"\r\n3,last\r\n'
    yield "quoted/crlf.csv", "a,b\r\n1,x\r\n2,y\r\n3,z\r\n"
    yield "quoted/bom.csv", "\ufeffa,b\n1,é\n2,ü\n"
    yield "quoted/bom_quoted_header.csv", '\ufeff"a, first","b"\n1,x\n2,y\n'
    yield "quoted/no_last_newline.csv", "a,b\n1,x\n2,y"
    yield "quoted/no_last_newline_quoted.csv", 'a,b\n1,x\n2,"y\nz"'
    yield "quoted/empty.csv", ""
    yield "quoted/header_only.csv", "a,b\n"
    yield "quoted/header_only_no_newline.csv", "a,b"
    yield "quoted/blank_lines.csv", "a,b\n\n1,x\n\r\n\n2,y\n\n"
    yield "quoted/semicolon.csv", 'a;b;c\n1;0,5;"x;y"\n2;-1,25;z\n'
    yield "quoted/tabs.tsv", "a\tb\n1\tx, y\n2\t\n"
    # Each record spans several lines: a reader that cuts at line ends gets every cut wrong.
    notes = [f'{k},"line one of {k}\nline, two\n""line"" three\n{k},0,{k}\n",{k * k}' for k in range(200)]
    yield "quoted/long_notes.csv", "\n".join(["id,note,square", *notes]) + "\n"


def broken():
    """What must be refused, with file, line, column and text."""
    yield "ragged/too_few.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n"
    yield "ragged/too_many.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,9,10\n"
    yield "ragged/too_many_after_quotes.csv", 'a,b\n1,"x\ny\nz"\n2,w\n3,v,extra\n'
    yield "ragged/unclosed_quote.csv", 'a,b\n1,x\n2,"y\n3,z\n'
    yield "ragged/bad_value.csv", "id,fare\n1,2.5\n2,3.5\n3,abc\n4,4.5\n"
    yield "ragged/not_utf8.csv", b"id,name\n1,plain\n2,caf\xe9\n3,more\n"
    yield "ragged/split_utf8.csv", b"id,a,b\n1,\xc3,\xa9\n"  # valid only if the comma is left out


def drift():
    """Files of one glob that differ in their columns, or in what a column holds."""
    yield "drift/columns_1.csv", "id,city,amount\n1,Oslo,1.5\n2,Rome,2.5\n"
    yield "drift/columns_2.csv", "amount,id,city\n3.5,3,Lima\n4.5,4,Kyiv\n"
    yield "drift/columns_3.csv", "id,amount\n5,5.5\n6,6.5\n"
    yield "drift/columns_4.csv", "id,city,amount,note\n7,Bonn,7.5,extra\n8,Cairo,8.5,\n"
    integers = "".join(f"{k},{k * 3}\n" for k in range(40))
    yield "drift/float_1.csv", "id,value\n" + integers
    yield "drift/float_2.csv", "id,value\n40,120\n41,0.5\n42,123\n"
    yield "drift/text_1.csv", "id,value\n" + integers
    yield "drift/text_2.csv", "id,value\n40,120\n41,n. a.\n42,123\n"
    yield "drift/code_1.csv", "id,value\n" + integers
    yield "drift/code_2.csv", "id,value\n40,007\n41,121\n"
    yield "drift/null_1.csv", "id,value\n1,\n2,\n"
    yield "drift/null_2.csv", "id,value\n3,2015-01-01\n4,\n"
    yield "drift/large_1.csv", "id,value\n1,5\n2,6\n"
    yield "drift/large_2.csv", "id,value\n3,9223372036854775808\n4,7\n"


def nulls():
    spellings = [
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "None", "n/a", "nan", "null",
    ]  # fmt: skip
    rows = "".join(f"{k},{text},{text}\n{k},{k / 4},x{k}\n" for k, text in enumerate(spellings))
    yield "nulls/spellings.csv", "row,number,text\n" + rows
    yield "nulls/not_null.csv", "row,text\n1,none\n2,Null\n3,nA\n4,-\n5, NA\n6,N A\n7,\" \"\n"
    yield "nulls/sparse.csv", 'i,f,b,s,none\n1,,True,a,\n,2.5,,"",\n3,nan,False,,\n,,,NA,\n5,-1,True,e,\n'
    yield "nulls/custom.csv", "station,reading\nA,12\nB,-200\nC,13\nD,missing\nE,NA\n"


def types():
    yield "types/guessed.csv", (
        "flag,small,large,unsigned,real,mixed,code,huge,text,day\n"
        "true,1,9007199254740993,9223372036854775808,0.1,1,007,18446744073709551616,é,2015-01-31\n"
        "False,-2,-9223372036854775808,18446744073709551615,1e300,2.5,010,1,😀,2015-02-28\n"
        "TRUE,+3,9223372036854775807,5,-.5,-3,100,2, blank ,2016-02-29\n"
        "false,0,0,0,5.,1e3,000,3,\"\",1969-12-31\n"
    )
    yield "types/temporal.csv", (
        "moment,zoned,day,us,eu,took\n"
        "2015-01-31 23:59:59,2015-01-31T23:59:59Z,2015-01-31,1/31/2015 23:59,31/1/2015,0 days 00:20:15\n"
        "2000-02-29 00:00:00.5,2000-02-29T01:00:00+01:00,2000-02-29,2/29/00 0:00,29/2/2000,-1 days +23:59:00\n"
        "1969-12-31T23:59:59.999999,1969-12-31 18:59:59-05:00,1969-12-31,12/31/69,31/12/1969,1 days 01:01:01.000001\n"
        ",,,,,\n"
    )
    yield "types/no_header.csv", "1,0.5,x\n2,1.5,y\n3,2.5,z\n"
    yield "types/names.csv", 'a,a,,"with blank",é,a\n1,2,3,4,5,6\n'
    # Exactly, ten times the double 0.1 rounds to 1.0; adding step by step gives 0.9999999999999999. y sums up to 2.
    yield "types/sums.csv", "x,y\n" + "".join(f"0.1,{y}\n" for y in ["1e308", "-1e308", "1", "1e-320", "-1e-320"] * 2)


def files():
    for maker in (trips, timeseries, quoted, broken, drift, nulls, types):
        for name, content in maker():
            yield HERE / name, content if isinstance(content, bytes) else content.encode()


def main():
    check, differing = "--check" in sys.argv[1:], []
    for path, content in files():
        if check:
            if not path.exists() or path.read_bytes() != content:
                differing.append(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in differing:
        print(f"{path} is not what make.py writes", file=sys.stderr)
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
