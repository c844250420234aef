"""Is every number, date, quotation and named source of a lesson found in the row its evidence comment names?

A markdown cell says `On 5 September 1995 the Taliban took Herat.<!-- E027 -->`; the comment is invisible to a
reader and names the row that carries the words before it. `problems(notebook, package)` reports whatever is
not covered, or is covered by a row that says something else.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace

from .errors import UnknownRow
from .evidence import Evidence, Lookup, found
from .package import Package
from .prose import Span, plain, spans
from .tokens import Token, tokens

__all__ = ["Problem", "citations", "problems"]

COURSE = "course"
IN_HEADING = "JupyterLab's contents panel shows a comment in a heading: put it below."
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


def problems(notebook, package: Package, lesson: str = "") -> list[Problem]:
    """Everything in the notebook's markdown that its evidence comments do not carry.

    Parameters: `notebook` (nbformat v4 node), `package` (the data package), `lesson` (name used in messages).
    """
    lookup = Lookup(package)
    cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    cut = [(cell.id, span) for cell in cells for span in spans(cell.source)]
    cited = _cited_sources(lookup, {reference for _, span in cut for reference in span.references})
    return [
        Problem(lesson, cell.id, line, (), IN_HEADING)
        for cell in cells
        for line in re.findall(r"^#+ .*<!--.*", cell.source, re.M)
    ] + [
        Problem(lesson, cell, words, span.references, says)
        for cell, span in cut
        for words, says in _span_problems(span, lookup, cited)
    ]


def _cited_sources(lookup: Lookup, references: set[str]) -> set[str]:
    """Sources behind the rows that a lesson cites; a reference to nothing is reported where it stands."""
    cited = set()
    for reference in references - {COURSE}:
        with suppress(UnknownRow):
            cited |= lookup.evidence(reference).row.sources
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
        says = "this comment covers no words: put it after them, in the same paragraph."
        yield "; ".join(span.references), says
    yield from broken
    if broken:
        return
    named = list(_names(plain(span.text), lookup, cited))
    yield from _name_problems(named, span, rows)
    years = {year for _, _, year in named if year}
    course = COURSE in span.references
    for token in tokens(span.text):
        if token.kind in ("section", "paragraph", "lesson"):
            yield from _pointer_problems(token, span, lookup)
        elif not (
            any(found(token, row) for row in rows)
            or (token.kind == "number" and token.words in years)
            or _counts_the_rows(token, rows)
            or (course and _may_be_course(token))
        ):
            yield token.words, _explain(token, rows, course)


def _counts_the_rows(token: Token, rows: list[Evidence]) -> bool:
    """Is the token a number in words that says how many rows of one table follow: "three states"?"""
    cited = {(evidence.row.table, evidence.row.reference) for evidence in rows if evidence.row.table}
    counts = Counter(table for table, _ in cited).values()
    return token.kind == "number" and token.words.isalpha() and token.value > 1 and token.value in counts


def _may_be_course(token: Token) -> bool:
    """A number about the course itself is neither a date nor a year."""
    return token.kind in ("number", "fraction", "quotation", "vague") and not (
        token.kind == "number" and re.fullmatch(r"1\d{3}|20\d\d", token.words)
    )


def _pointer_problems(token: Token, span: Span, lookup: Lookup):
    sections, pairs, lessons = lookup.outline
    if token.kind == "section" and sections and token.value not in sections:
        yield token.words, f"the claims table knows no section {token.value}."
    if token.kind == "lesson" and lessons and token.value.zfill(2) not in lessons:
        yield token.words, f"the lessons table knows no lesson {token.value}."
    if token.kind == "paragraph" and pairs:
        named = {t.value for t in tokens(span.text) if t.kind == "section"} or {s for s, _ in pairs}
        if not any((section, token.value) in pairs for section in named):
            yield token.words, f"the claims table knows no paragraph {token.value} there."


def _names(text: str, lookup: Lookup, cited: set[str]):
    """Authors of cited sources named in the text: (name, ids of their sources, year written beside it)."""
    for name, ids in lookup.authors.items():
        if not set(ids) & cited or name in lookup.actors:
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
            says = f"this source is named but its row is not: add {_or(sorted(ids))} to the comment"
            yield name, f"{says} (it now {_names_rows(span)})."


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
    return f"{row.reference}{about} " + (f"says {', '.join(said[:8])}" if said else "has no such value")


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
