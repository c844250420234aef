"""report.html: the report of one assignment as a page that a person can read, on paper too.

Names, cells and details come from submissions and are hostile input: nothing of them is printed unescaped.
The page asks for nothing from anywhere and runs no script.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..model import GRADED, MISSING, PARTLY, UNREADABLE, Flag, Result, Test
from ..nbcourse import shown

if TYPE_CHECKING:
    from .report import Item, Summary

LONGEST = 400  # letters of one detail on the page
MEANINGS = {
    "timeout": "A cell ran longer than allowed and was stopped.",
    "output-limit": "A cell printed more than allowed; the rest was cut.",
    "memory-limit": "A cell asked for more memory than allowed.",
    "process-limit": "A cell started more processes than allowed.",
    "file-size-limit": "A file was larger than allowed.",
    "kernel-died": "A cell ended the process it ran in.",
    "unreadable": "Something could not be read, and was not graded.",
    "upgraded": "The notebook was stored in an older format.",
    "decoded": "The file was not in UTF-8 or was damaged, and was recovered.",
    "cell-restored": "A cell of the instructor's was put back.",
    "metadata-restored": "What a cell is for was put back as released.",
    "duplicate": "A cell stood there more than once.",
    "symlink-refused": "A link was not followed.",
    "extra-file-refused": "A file was not given to the run.",
    "renamed": "A file had another name than the one released.",
    "missing": "Something that was asked for is not there.",
    "unknown-grade-id": "A cell names a question that is not in this assignment.",
    "needs-person": "A person has to look: written answers, and what could not be decided.",
    "tamper": "Something looks like an attempt to change the grading.",
}
GROUPS = (
    ("Not readable", "No marks yet: each says why."),
    ("Looks tampered with", "Read these before the marks go out."),
    ("Partly graded", "Some tests have no score yet."),
    ("Graded, with written answers to mark", "The automatic marks stand."),
    ("Graded", "Nothing waits."),
    ("Nothing handed in", "Known to the gradebook, without a submission."),
)


def page(assignment, summary, order, results, remark) -> Iterator[str]:
    """The page, piece by piece; `order` is the students as (place among GROUPS, student)."""
    yield HEAD.format(title=safe(f"Grading report: {assignment}"), style=STYLE)
    if remark:
        yield f'<p class="remark">{safe(remark)}</p>'
    yield from overview(summary)
    yield from tests_table(summary)
    yield from kinds_table(summary)
    for n, (title, words) in enumerate(GROUPS):
        students = [student for group, student in order if group == n]
        if students:
            yield f"<section><h2>{title} ({len(students)})</h2>"
            yield from table(
                words,
                ("Student", "Points", "To look at", "Points not given", "Also seen"),
                (row(results[student]) for student in students),
            )
            yield "</section>"
    yield "</main></body></html>"


def overview(summary: Summary) -> Iterator[str]:
    """The class in one table."""
    rows = [(safe(status), str(summary.statuses[status])) for status in (GRADED, PARTLY, UNREADABLE, MISSING)]
    rows += [("a person has to look at", str(summary.waiting))]
    if summary.mean is not None:
        rows += [("mean automatic points of the graded", f"{number(summary.mean)} of {number(summary.max)}")]
    yield from table("The class", ("Submissions", "Number"), rows)


def tests_table(summary: Summary) -> Iterator[str]:
    """How the class did, test by test."""
    rows = (
        (
            safe(name),
            number(item.max),
            f"{item.full} of {item.scores}",
            str(item.none),
            f'<span class="number">{number(item.mean)}</span> {meter(item)}',
            str(item.waiting),
        )
        for name, item in summary.items.items()
    )
    if summary.items:
        heads = ("Test", "Points", "Full marks", "No marks", "Mean", "No score yet")
        yield from table("Tests, in the notebook's order: which question went badly", heads, rows)


def kinds_table(summary: Summary) -> Iterator[str]:
    """What was seen, by kind."""
    rows = ((safe(kind), safe(MEANINGS[kind]), str(n)) for kind, n in summary.kinds.most_common())
    if summary.kinds:
        yield from table("What was seen in submissions", ("Flag", "Meaning", "Submissions"), rows)


def row(one: Result) -> tuple[str, ...]:
    """One submission as the cells of a row."""
    urgent = [flag for flag in one.flags if flag.kind in ("needs-person", "tamper", "unreadable")]
    other = [flag for flag in one.flags if flag not in urgent]
    none = one.status in (UNREADABLE, MISSING)
    points = "none yet" if none else f"{number(one.auto_score)} of {number(one.auto_max)}"
    lost = [
        f"<b>{safe(test.id)}</b> {safe(mark(test))}"
        for test in one.tests
        if not none and (test.score is None or test.score < test.max)
    ]
    return f"<bdi>{safe(one.student)}</bdi>", points, listed(told(urgent)), listed(lost), listed(told(other))


def mark(test: Test) -> str:
    """A test's points and the reason, which may begin with them."""
    points = f"{'no score' if test.score is None else number(test.score)} of {number(test.max)}"
    return test.reason if test.reason.startswith(points) else f"{points}: {test.reason}"


def told(flags: Iterable[Flag]) -> list[str]:
    """Flags in words, those that say the same of several cells in one line."""
    cells: dict[tuple[str, str], list[str]] = {}
    for flag in flags:
        cells.setdefault((flag.kind, flag.detail), []).extend([flag.cell] if flag.cell else [])
    return [
        f"<b>{safe(kind)}</b> {safe(', '.join(where))}{': ' if where else ''}{safe(detail)}"
        for (kind, detail), where in cells.items()
    ]


def listed(lines: list[str]) -> str:
    """Lines of HTML as a list, or nothing."""
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if lines else ""


def table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table; the first cell of a row is its head. The cells are HTML, the caption and heads are not."""
    yield f'<div class="wide"><table><caption>{safe(caption)}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{safe(head)}</th>' for head in heads) + "</tr></thead><tbody>"
    for first, *rest in rows:
        yield f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
    yield "</tbody></table></div>"


def meter(item: Item) -> str:
    """The mean as a bar; the number beside it says the same."""
    share = max(0, min(1, item.mean / item.max)) if item.max else 0
    return f'<span class="bar" aria-hidden="true"><span style="width:{share:.0%}"></span></span>'


def number(value: float) -> str:
    """A number of points, with as many places as it needs, two at most."""
    return f"{round(value, 2):g}"


def safe(text: str) -> str:
    """Any text as it can stand on the page: shortened, letters that cannot be seen written out, escaped."""
    text = str(text)
    text = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    return html.escape("".join(letter if letter in "\n\t" else shown(letter) for letter in text))


HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>{title}</title><style>{style}</style></head><body><main><h1>{title}</h1>"""
STYLE = """
:root { color-scheme: light dark;
  --line: #c9c9d1; --head: #eef0f4; --bar: #2f6db5; --track: #dfe3ea; --note: #fff4d6 }
@media (prefers-color-scheme: dark) {
  :root { --line: #4a4d57; --head: #23262e; --bar: #7db3f0; --track: #343842; --note: #3a3014 } }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 78rem; margin: auto; padding: 1rem }
.wide { overflow-x: auto; margin: 1rem 0 1.5rem }
table { border-collapse: collapse; min-width: 20rem }
section table { width: 100% }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
thead th { background: var(--head); overflow-wrap: normal }
tbody th { font-weight: 500; min-width: 7rem }
section td:nth-child(2) { white-space: nowrap }
section td:nth-child(n+3) { min-width: 11rem }
td ul { margin: 0; padding-left: 1.1rem }
.number { display: inline-block; min-width: 2.4rem }
section caption { font-weight: 400 }
.remark { background: var(--note); padding: .5rem .8rem; border-radius: .3rem }
.bar { display: inline-block; width: 6rem; height: .6rem; background: var(--track); margin-left: .4rem }
.bar span { display: block; height: 100%; background: var(--bar) }
@media print { main { max-width: none; padding: 0 } .wide { overflow: visible }
  thead { display: table-header-group }
  tr { break-inside: avoid } body { font-size: 9pt } .bar, .bar span { print-color-adjust: exact } }
"""
