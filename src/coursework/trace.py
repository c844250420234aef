"""Is every number, date, quotation and named source of a lesson found in the row its evidence comment names?

A markdown cell says `On 5 September 1995 the Taliban took Herat.<!-- E027 -->`; the comment is invisible to a
reader and names the row that carries the words before it. `problems(notebook, package)` reports whatever is not
covered, or is covered by a row that says something else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from numbers import Number

import pandas as pd

from .package import Package, Row, UnknownRow
from .prose import Span, plain, spans
from .tokens import Token, tokens

__all__ = ["Evidence", "Problem", "citations", "evidence_of", "found", "problems", "spans", "tokens"]

COURSE = "course"
# Cells that name or place a row instead of stating something about the world.
ID_FIELD = re.compile(r"(^|_)(id|ids|root|sections?|paragraph|number|position|lesson)$")
CITED = r"{name}(?:\s+(?:and|&)\s+[A-Z][\w'’-]+|\s+et al\.?)?,?\s*\(?(?P<year>\d{{4}})\b"


@dataclass(frozen=True)
class Problem:
    """One untraced token. `says` is a full sentence: what is wrong and what the rows say."""

    lesson: str
    cell: str
    words: str
    rows: tuple[str, ...]
    says: str

    def __str__(self) -> str:
        return f"{self.lesson}, cell {self.cell}: “{self.words}”: {self.says}"


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

    Ids and codes are not evidence. A date is cut to the precision its row declares, in a field whose name ends in
    `precision`, so that a day never stands in prose when only the month is known.
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
    """Text as it is compared: lower case, straight quotes, single spaces, no accents or closing punctuation."""
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
    if token.kind == "quotation":
        pieces = re.split(r"\[[^\]]*\]|…|\.\.\.", token.value)
        return all(normal(piece).strip(" .,;:!?") in evidence.text for piece in pieces)
    raise ValueError(f"a token of kind {token.kind!r} is not looked up in rows")


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

    def __init__(self, package: Package, table=None):
        self.package, self.table = package, table or package.table
        self.evidence = lru_cache(maxsize=None)(self._evidence)

    def _evidence(self, reference: str) -> Evidence:
        if not reference.startswith("="):
            return evidence_of(self.package.find(reference))
        try:
            value = eval(reference[1:].strip(), {"table": self.table, "pd": pd})
        except Exception as error:
            raise UnknownRow(f"the expression fails with {type(error).__name__}: {error}") from error
        values = _values(value) + re.findall(r"\b(?:1[89]|20)\d\d\b", reference)  # the years it selects
        return evidence_of(Row(reference, "", {f"value{n}": text for n, text in enumerate(values)}))

    @lru_cache(maxsize=None)  # noqa: B019
    def authors(self) -> dict[str, dict[str, str]]:
        """Source ids and years by surname or organisation, from the table `sources`."""
        names: dict[str, dict[str, str]] = {}
        if "sources" in self.package.resources:
            for row in self.package.text("sources").to_dict("records"):
                for author in filter(None, (part.strip() for part in row["authors"].split(";"))):
                    names.setdefault(author.split(",")[0].strip(), {})[row["id"]] = row.get("year", "")
        return names

    @lru_cache(maxsize=None)  # noqa: B019
    def actors(self) -> frozenset[str]:
        """Names of actors: an organisation that acts is not an attribution."""
        tables = [n for n in self.package.resources if n != "sources" and "name" in self.package.text(n)]
        return frozenset(text for n in tables for text in self.package.text(n)["name"])

    @lru_cache(maxsize=None)  # noqa: B019
    def outline(self) -> tuple[frozenset, frozenset, frozenset]:
        """Sections, (section, paragraph) pairs and lesson numbers that exist."""
        tables = self.package.resources
        claims = self.package.text("claims") if "claims" in tables else pd.DataFrame(columns=["section", "paragraph"])
        parts = [section.split(".") for section in claims["section"]]
        sections = {".".join(part[:n]) for part in parts for n in range(1, len(part) + 1)}
        pairs = set(zip(claims["section"], claims["paragraph"], strict=True))
        lessons = set(self.package.text("lessons")["id"]) if "lessons" in tables else set()
        numbers = {name[:2] for name in lessons}
        return frozenset(sections), frozenset(pairs), frozenset(numbers)


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


def problems(notebook, package: Package, lesson: str = "", table=None) -> list[Problem]:
    """Everything in the notebook's markdown that its evidence comments do not carry.

    Parameters: `notebook` (nbformat v4 node), `package` (the data package), `lesson` (name used in messages),
    `table` (function for `= expression` comments; the package's own reading by default).
    """
    lookup = Lookup(package, table)
    cells = [(cell.id, span) for cell in notebook.cells if cell.cell_type == "markdown" for span in spans(cell.source)]
    cited = _cited_sources(lookup, [span for _, span in cells])
    result = [
        Problem(lesson, cell.id, line, (), "JupyterLab's contents panel shows a comment in a heading: put it below.")
        for cell in notebook.cells
        for line in re.findall(r"^#+ .*<!--.*", cell.source if cell.cell_type == "markdown" else "", re.M)
    ]
    for cell, span in cells:
        for words, says in _span_problems(span, lookup, cited):
            result.append(Problem(lesson, cell, words, span.references, says))
    return result


def _cited_sources(lookup: Lookup, all_spans: list[Span]) -> set[str]:
    cited = set()
    for reference in {r for span in all_spans for r in span.references if r != COURSE and not r.startswith("=")}:
        try:
            cited |= lookup.evidence(reference).row.sources
        except UnknownRow:
            continue
    return cited


def _span_problems(span: Span, lookup: Lookup, cited: set[str]):
    rows, broken = [], []
    for reference in span.references:
        if reference == COURSE:
            continue
        try:
            rows.append(lookup.evidence(reference))
        except UnknownRow as error:
            broken.append((reference, f"{error}."))
    if span.references and not span.text:
        yield "; ".join(span.references), "this comment covers no words: put it after them, in the same paragraph."
    yield from broken
    if broken:
        return
    named = list(_names(plain(span.text), lookup, cited))
    yield from _name_problems(named, span, rows)
    years = {year for _, _, year in named if year}
    counted = {len(group) for group in _tables(rows).values()}  # "three states" before a comment with three rows
    for token in tokens(span.text):
        if token.kind in ("section", "paragraph", "lesson"):
            yield from _pointer_problems(token, span, lookup)
        elif token.kind == "number" and token.words in years or any(found(token, row) for row in rows):
            continue
        elif token.kind == "number" and token.words.isalpha() and token.value > 1 and token.value in counted:
            continue
        elif COURSE in span.references and _may_be_course(token):
            continue
        else:
            yield token.words, _explain(token, rows, COURSE in span.references)


def _tables(rows: list[Evidence]) -> dict[str, set[str]]:
    """References of the comment by the table they point into."""
    tables: dict[str, set[str]] = {}
    for evidence in rows:
        if evidence.row.table:
            tables.setdefault(evidence.row.table, set()).add(evidence.row.reference)
    return tables


def _may_be_course(token: Token) -> bool:
    """A number about the course itself is neither a date nor a year."""
    return token.kind in ("number", "fraction", "quotation", "vague") and not (
        token.kind == "number" and re.fullmatch(r"1\d{3}|20\d\d", token.words)
    )


def _pointer_problems(token: Token, span: Span, lookup: Lookup):
    sections, pairs, lessons = lookup.outline()
    if token.kind == "section" and sections and token.value not in sections:
        yield token.words, f"the claims table knows no section {token.value}."
    if token.kind == "lesson" and lessons and token.value.zfill(2) not in lessons:
        yield token.words, f"the lessons table knows no lesson {token.value}."
    if token.kind == "paragraph" and pairs:
        named = {t.value for t in tokens(span.text) if t.kind == "section"} or {s for s, _ in pairs}
        if not any((section, token.value) in pairs for section in named):
            yield token.words, f"the claims table knows no paragraph {token.value} there."


def _names(text: str, lookup: Lookup, cited: set[str]):
    """Authors of cited sources named in the text: (name, ids of their cited sources, year written beside it)."""
    for name, ids in lookup.authors().items():
        if not set(ids) & cited or name in lookup.actors():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if re.search(r"[A-Z]\w+ $", text[: match.start()]) and re.match(r" [A-Z]", text[match.end() :]):
                continue  # the middle of a longer name: Abdul Rashid Dostum
            year = re.match(CITED.format(name=re.escape(name)), text[match.start() :])
            wanted = {i for i, y in ids.items() if not year or y.startswith(year["year"])}
            yield name, frozenset(wanted), year["year"] if year else ""


def _name_problems(named, span: Span, rows: list[Evidence]):
    carried = set().union(*(row.row.sources for row in rows)) if rows else set()
    for name, ids, year in sorted(set(named)):
        if year and not ids:
            yield f"{name} {year}", f"no source by {name} has the year {year}."
        elif not ids & carried:
            yield name, (
                f"this source is named but its row is not: add {_or(sorted(ids))} to the comment "
                f"(it now {_names_rows(span)})."
            )


def _names_rows(span: Span) -> str:
    return "names " + ", ".join(span.references) if span.references else "has no comment"


def _or(words: list[str]) -> str:
    return " or ".join(words[:4]) + (" ..." if len(words) > 4 else "")


def _explain(token: Token, rows: list[Evidence], course: bool) -> str:
    if course and not rows:
        return "a `course` comment carries no date or year: name the row."
    if not rows:
        return "no evidence comment follows these words in their paragraph."
    return "; ".join(_row_says(token, row) for row in rows) + _remedy(token, rows)


def _remedy(token: Token, rows: list[Evidence]) -> str:
    if token.kind == "number" and not token.hedge:
        near = replace(token, hedge="near")
        if token.unit < abs(token.value) / 9 and any(found(near, row) for row in rows):
            return ": a rounded number needs a hedge word such as “about” before it."
    return "."


def _row_says(token: Token, evidence: Evidence) -> str:
    row = evidence.row
    if token.kind == "date":
        said = [_date_text(d) for d in sorted(evidence.dates, key=str)] or _numbers(evidence)
    elif token.kind in ("quotation", "symbol"):
        return f"{row.reference} does not hold these words"
    else:
        said = _numbers(evidence)
    title = next((row.values[n] for n in ("title", "name", "claim") if row.values.get(n)), "")
    about = f" ({title[:60]})" if title else ""
    return f"{row.reference}{about} says {', '.join(said[:8])}" if said else f"{row.reference}{about} has no such value"


def _numbers(evidence: Evidence) -> list[str]:
    return [f"{n:.12g}" for n in sorted(evidence.numbers)]


def _date_text(date: tuple) -> str:
    return "-".join(f"{part:02d}" if part else "?" for part in date if part or part is date[0])


def citations(notebook, lesson: str) -> list[dict]:
    """Rows of the derived table `citations`: lesson, cell, position (1, 2 ... in the cell), text, row."""
    rows = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        pairs = [(s, r) for s in spans(cell.source) for r in s.references if r != COURSE]
        for position, (span, reference) in enumerate(pairs, start=1):
            text = " ".join(plain(span.text).split())
            rows.append(
                {"lesson": lesson, "cell": cell.id, "position": position, "text": text, "row": reference}
            )
    return rows
