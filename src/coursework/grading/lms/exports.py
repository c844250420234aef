"""`export`: an assignment's marks as a plain CSV table, or filled into a Canvas or Moodle gradebook file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from ...errors import CourseworkError
from ...proof import grade_id
from ...workspace import read
from ..book.cache import replace
from ..book.marks import Gradebook, Handed, read_marks
from ..nbcourse import NbCourse
from . import roster
from .sheet import read_sheet

FORMATS = ("csv", "canvas", "moodle")
COLUMNS = ["assignment", "student", "last_name", "first_name", "email", "status", "late", "seconds_late",
           "raw_score", "late_penalty", "score", "max_score"]  # fmt: skip
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before one that could be.

    Numbers stay numbers, negative ones too.
    """
    starts = text.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r\n|%＝＋－＠") and text != ""
    return "'" + text if starts and text.strip() and not NUMBER.fullmatch(text) else text


def status(student: Handed) -> str:
    """Where a student's mark stands, in a word or two."""
    return "not handed in" if not student.handed_in else "waiting" if student.waiting else "final"


def table(book: Gradebook) -> str:
    """All marks as CSV text: a row per student, a column per marked cell; blank where there is no mark."""
    several = len({notebook for notebook, _, _ in book.items}) > 1
    items = [f"{notebook}/{name}" if several else name for notebook, name, _ in book.items]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(list(map(harmless, COLUMNS + items)))
    for one in book.students:
        state, late = status(one), one.handed_in and one.seconds_late > 0
        texts = [book.assignment, one.student, one.last_name, one.first_name, one.email, state]
        numbers = [one.seconds_late, one.raw, one.penalty] if one.handed_in else [None] * 3
        marks = [one.notebooks.get(notebook, {}).get(name) for notebook, name, _ in book.items]
        shown = [*numbers, one.score, book.max, *(mark.score if mark else None for mark in marks)]
        writer.writerow(
            [*map(harmless, texts), ("yes" if late else "no") * one.handed_in, *map(number, shown)]
        )
    return out.getvalue()


def number(value: float | None) -> str:
    """A number as any program reads it, blank for none."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def export(
    course: NbCourse,
    assignment: str,
    form: str = "csv",
    roster_path: str = "",
    to: str = "",
    db_url: str = "",
    column: str = "",
    match: str = "",
) -> tuple[Path, list[str]]:
    """Write an assignment's marks; (where they went, what a person should know, in words).

    form: one of FORMATS. roster_path: for Canvas and Moodle, the file the instructor exported there, which is
    not changed. to: where to write; reports/ASSIGNMENT by default. column, match: see `roster.fill`. Raises
    CourseworkError when something is missing.
    """
    order = [grade_id(cell) for path in course.assignment(assignment) for cell in read(path).cells]
    book = read_marks(db_url or course.db_url, assignment, [name for name in order if name])
    names = {
        "csv": f"{assignment}.csv",
        "canvas": f"{assignment}-canvas.csv",
        "moodle": f"{assignment}-moodle.csv",
    }
    target = Path(to) if to else course.report(assignment) / names[form]
    if form == "csv":
        replace(target, table(book).encode("utf-8"))
        return target, [
            f"{s.student}: no final mark: {roster.why_not(s)}" for s in book.students if s.score is None
        ]
    if not roster_path:
        raise CourseworkError(
            f"--format {form} needs --roster FILE: the gradebook you exported from {form.title()}"
        )
    if target.exists() and target.samefile(roster_path):
        raise CourseworkError(f"{roster_path} is your own export and stays as it is: give --to another name")
    sheet = read_sheet(Path(roster_path), roster.NEEDED[form])
    filled = roster.fill(sheet, form, book, column, match)
    replace(target, sheet.bytes())
    return target, [f"{filled.marks} marks filled in", *filled.notes]


def main(args) -> int:
    """The command `export`."""
    course = NbCourse.find(args.course)
    target, notes = export(
        course, args.assignment, args.format, args.roster or "", args.to or "", args.db or "",
        args.column or "", args.match or "",
    )  # fmt: skip
    for line in notes:
        print(line)
    print(f"written to {target}")
    return 0


def arguments(parser) -> None:
    """The options of `export` on the command line, besides ASSIGNMENT, --course and --db."""
    parser.add_argument(
        "--format", choices=FORMATS, default="csv", help="a plain table, or an LMS's own file"
    )
    parser.add_argument("--roster", metavar="FILE", help="the gradebook you exported from Canvas or Moodle")
    parser.add_argument("--to", metavar="FILE", help="where to write; reports/ASSIGNMENT by default")
    parser.add_argument("--column", metavar="HEADER", help="the column to fill, when its name is another")
    parser.add_argument("--match", metavar="HEADER", help="the column that holds the ids students have here")
