"""What a row of the data says, and whether a token of prose is found in it."""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property
from numbers import Number

import pandas as pd

from .errors import UnknownRow
from .package import Package, Row
from .tokens import Token, tokens

# Cells that name or place a row instead of stating something about the world.
ID_FIELD = re.compile(r"(^|_)(id|ids|root|sections?|paragraph|number|position|lesson)$")

_NO_CLAIMS = pd.DataFrame(columns=["section", "paragraph"])


@dataclass
class Evidence:
    """What one row says: its numbers, dates (year, month, day; None for not said) and text."""

    row: Row
    numbers: set[float] = field(default_factory=set)
    fractions: set[float] = field(default_factory=set)
    dates: set[tuple] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    text: str = ""


def evidence_of(row: Row) -> Evidence:
    """Read the cells of a row (of its one field, if the reference names one) as evidence.

    Ids and codes are not evidence. A date is cut to the precision its row declares, in a field whose name
    ends in `precision`, so that a day never stands in prose when only the month is known.
    """
    result = Evidence(row)
    precision = next((text for name, text in row.values.items() if name.endswith("precision")), "day")
    for name, text in row.values.items():
        if (row.part and name != row.part) or not text or (ID_FIELD.search(name) and not row.part):
            continue
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
            text = text[: {"year": 4, "month": 7}.get(precision, 10)]
        result.text += " \n " + normal(text)
        for token in tokens(text):
            if token.kind == "number":
                result.numbers |= {token.value} | ({token.other} if token.other else set())
            elif token.kind == "fraction":
                result.fractions.add(token.value)
            elif token.kind == "date":
                result.dates.add(token.value)
            elif token.kind == "vague":
                result.vague.add(token.words.lower())
        if re.fullmatch(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", text, re.I):
            result.numbers.add(float(text))
    result.numbers |= {float(part) for date in result.dates for part in date[:1] if part}
    return result


def normal(text: str) -> str:
    """Text as it is compared: lower case, straight quotes, single spaces, no accents."""
    text = unicodedata.normalize("NFKD", text).translate(str.maketrans("‘’“”–—−", "''\"\"---"))
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).lower().split())


def found(token: Token, evidence: Evidence) -> bool:
    """Does this row say what the token says? Rounding needs a hedge word before the number."""
    if token.kind == "number":
        readings = [token.value] + ([token.other] if token.other else [])
        values = evidence.numbers | {abs(v) for v in evidence.numbers}
        if token.per_cent:
            values = values | {100 * v for v in values} | {100 * v for v in evidence.fractions}
        return any(_close(reading, value, token) for reading in readings for value in values)
    if token.kind == "fraction":
        slack = 0.05 if token.hedge else 1e-9
        shares = evidence.fractions | evidence.numbers | {v / 100 for v in evidence.numbers}
        return any(abs(share - token.value) <= slack for share in shares)
    if token.kind == "date":
        return any(_same_date(token.value, date, evidence.numbers) for date in evidence.dates)
    if token.kind == "decade":
        return any(token.value <= number < token.value + 10 for number in evidence.numbers)
    if token.kind == "vague":
        return token.words.lower() in evidence.vague or any(v >= 2 * token.value for v in evidence.numbers)
    if token.kind == "symbol":
        return normal(token.value) in evidence.text
    pieces = re.split(r"\[[^\]]*\]|…|\.\.\.", token.value)  # a quotation, with what it leaves out
    return all(normal(piece).strip(" .,;:!?") in evidence.text for piece in pieces)


def _close(written: float, value: float, token: Token) -> bool:
    if abs(written - value) <= 1e-9 * max(1.0, abs(value)):
        return True
    unit = token.unit * (written / token.value if token.value else 1)
    if token.hedge == "near":
        return abs(written - value) <= unit / 2
    if token.hedge == "above":
        return 0 <= value - written < unit
    return token.hedge == "below" and 0 <= written - value < unit


def _same_date(written: tuple, date: tuple, years: set[float]) -> bool:
    (year, month, day), (known_year, known_month, known_day) = written, date
    right_year = year is None or year == known_year or (known_year is None and float(year) in years)
    return right_year and month == known_month and day in (None, known_day)


class Lookup:
    """References of one package turned into evidence, each read once; expressions see `table` and `pd`."""

    def __init__(self, package: Package):
        self.package = package
        self.evidence = cache(self._evidence)

    def _evidence(self, reference: str) -> Evidence:
        if not reference.startswith("="):
            return evidence_of(self.package.find(reference))
        expression = reference[1:].strip()
        if _is_bare(expression):
            raise UnknownRow(
                "a bare value proves nothing: name the row, work the value out from a table, "
                "or write `course` where it counts what stands on this page"
            )
        try:
            value = eval(expression, {"table": self.package.table, "pd": pd})
        except Exception as error:
            raise UnknownRow(f"the expression fails with {type(error).__name__}: {error}") from error
        values = _values(value) + re.findall(r"\b(?:1[89]|20)\d\d\b", reference)  # the years it selects
        return evidence_of(Row(reference, "", {f"value{n}": text for n, text in enumerate(values)}))

    @cached_property
    def authors(self) -> dict[str, dict[str, str]]:
        """Source ids and years by surname or organisation, from the table `sources`."""
        names: dict[str, dict[str, str]] = {}
        if "sources" in self.package.resources:
            for row in self.package.text("sources").to_dict("records"):
                for author in filter(None, (part.strip() for part in row["authors"].split(";"))):
                    names.setdefault(author.split(",")[0].strip(), {})[row["id"]] = row.get("year", "")
        return names

    @cached_property
    def actors(self) -> frozenset[str]:
        """Names of actors: an organisation that acts is not an attribution."""
        tables = [n for n in self.package.resources if n != "sources" and "name" in self.package.text(n)]
        return frozenset(text for n in tables for text in self.package.text(n)["name"])

    @cached_property
    def outline(self) -> tuple[frozenset, frozenset, frozenset]:
        """Sections, (section, paragraph) pairs and lesson numbers that exist."""
        tables = self.package.resources
        claims = self.package.text("claims") if "claims" in tables else _NO_CLAIMS
        parts = [section.split(".") for section in claims["section"]]
        sections = {".".join(part[:n]) for part in parts for n in range(1, len(part) + 1)}
        pairs = set(zip(claims["section"], claims["paragraph"], strict=True))
        lessons = set(self.package.text("lessons")["id"]) if "lessons" in tables else set()
        numbers = {name[:2] for name in lessons}
        return frozenset(sections), frozenset(pairs), frozenset(numbers)


def _is_bare(expression: str) -> bool:
    """Is the expression a value written down, such as `2` or `[-10, 10]`, and nothing worked out?"""
    try:
        ast.literal_eval(expression)
    except (ValueError, SyntaxError):
        return False
    return True


def _values(value) -> list[str]:
    """The values of an expression as text: one number, or every value of a series, frame, list or dict."""
    if isinstance(value, pd.DataFrame):
        value = [*value.index, *value.to_numpy().ravel()]
    elif isinstance(value, pd.Series):
        value = [*value.index, *value]
    elif isinstance(value, dict):
        value = [*value, *value.values()]
    elif isinstance(value, str | Number) or not hasattr(value, "__iter__"):
        value = [value]
    return [f"{float(v):.12g}" if isinstance(v, Number) and not pd.isna(v) else str(v) for v in value]
