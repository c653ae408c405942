"""`.str`."""

import pandas as pd

from helpers import ints

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
    return found | methods(inputs)


QUESTIONS = [
    "isalpha", "isalnum", "isdigit", "isdecimal", "isnumeric", "islower", "isupper", "isspace", "istitle", "isascii",
]


def methods(inputs):
    """The other methods. The texts are Python's, so their answers are those of Python's `str` and `re`."""
    s, parts = inputs.texts.s, inputs.texts.parts
    return {
        "letters": columns(
            capitalize=s.str.capitalize(), title=s.str.title(), swapcase=s.str.swapcase(), casefold=s.str.casefold()
        ),
        "questions": columns(**{name: getattr(s.str, name)() for name in QUESTIONS}),
        "questions about numbers": columns(**{name: getattr(inputs.texts.number.str, name)() for name in QUESTIONS}),
        "filled up": columns(
            zfill=inputs.texts.number.str.zfill(6), left=s.str.pad(9), right=s.str.pad(9, "right", "é"),
            both=s.str.pad(12, "both", "*"), ljust=s.str.ljust(8, "."), rjust=s.str.rjust(8), center=s.str.center(9, "-"),
            repeat=s.str.repeat(2),
        ),
        "slices": columns(
            last=s.str.slice(-3), but_last=s.str.slice(0, -2), negative=s.str.slice(-5, -1), second=s.str.slice(1, 9, 2),
            reversed=s.str.slice(step=-1), backwards=s.str.slice(-2, 1, -3), get=s.str.get(4), get_last=s.str.get(-1),
        ),
        "stripped": columns(
            strip=s.str.strip("Habc."), lstrip=s.str.lstrip("Habc."), rstrip=s.str.rstrip("dcl ?"),
            prefix=s.str.removeprefix("abc"), suffix=s.str.removesuffix("abc"),
        ),
        "split": columns(
            first=parts.str.split("-").str.get(0), second=parts.str.split("-").str.get(1),
            last=parts.str.split("-").str.get(-1), words=s.str.split().str.get(1),
            before=parts.str.partition("-")[0], behind=parts.str.partition("-")[2], rbehind=parts.str.rpartition("-")[2],
        ).astype("string"),
        "found": columns(
            find=ints(s.str.find("b")), find_from=ints(s.str.find("a", 2)), rfind=ints(s.str.rfind("c")),
            count=ints(s.str.count("abc")), nothing=ints(s.str.count("")),
        ),
        "regular expressions": columns(
            contains=s.str.contains(r"[aeiou]\s|^\d+$"), match=s.str.match(r"[A-Z]\w+"), fullmatch=s.str.fullmatch(r"[a-z]*"),
            count=ints(parts.str.count(r"[a-z]-")), any_case=s.str.contains(r"(?i)case"),
        ),
        "extracted": columns(
            first=parts.str.extract(r"([a-zA-Z])-", expand=False), named=parts.str.extract(r"-(?P<after>\w+)", expand=False),
            second=parts.str.extract(r"(\w)-(\w)?")[1], unicode=parts.str.extract(r"^(\w)", expand=False),
        ),
        "replaced": columns(
            digits=parts.str.replace(r"\d", "#", regex=True), groups=parts.str.replace(r"(\w)-(\w)", r"\2+\1", regex=True),
            once=parts.str.replace("-", "", n=1, regex=False), once_regex=parts.str.replace(r"[-=]", "_", n=1, regex=True),
        ),
        "joined": columns(cat=s.str.cat(parts, sep="|")),
    }  # fmt: skip
