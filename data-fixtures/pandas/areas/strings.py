"""`.str`."""

import pandas as pd

TABLES = ["mixed", "empty", "one_row", "all_null"]


def columns(**named):
    return pd.DataFrame(named)


def shape(s):
    return {
        "case, length and blanks": columns(
            lower=s.str.lower(), upper=s.str.upper(), len=s.str.len(), strip=s.str.strip(), lstrip=s.str.lstrip(), rstrip=s.str.rstrip()
        ),
        "starts, ends, contains a text": columns(
            starts=s.str.startswith("a"), starts_empty=s.str.startswith(""), starts_unicode=s.str.startswith("🦀"),
            ends=s.str.endswith("e"), ends_blank=s.str.endswith(" "), contains=s.str.contains("b", regex=False),
            contains_dot=s.str.contains(".", regex=False), contains_mark=s.str.contains("\u0301", regex=False),
            contains_empty=s.str.contains("", regex=False), contains_line=s.str.contains("\n", regex=False),
        ),
        "replace a text": columns(
            shorter=s.str.replace("abc", "x", regex=False), longer=s.str.replace("a", "<aa>", regex=False),
            gone=s.str.replace(" ", "", regex=False), dot=s.str.replace(".", "!", regex=False), unicode=s.str.replace("🦀", "crab", regex=False),
        ),
        "slice": columns(
            first=s.str.slice(0, 3), middle=s.str.slice(1, 4), rest=s.str.slice(2), past=s.str.slice(100), none=s.str.slice(3, 3),
            backwards=s.str.slice(5, 2),
        ),
    }  # fmt: skip


def cases(inputs):
    found = {f"{name}, texts": answer for name, answer in shape(inputs.texts.s).items()}
    for table in TABLES:
        found |= {f"{name}, {table}": answer for name, answer in shape(getattr(inputs, table).text).items()}
    return found
