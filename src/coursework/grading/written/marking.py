"""Marks for written answers from a sheet or a notebook: checked as a whole, then written in one move."""

from __future__ import annotations

import sys
from pathlib import Path

from nbgrader.api import Gradebook

from ...errors import CourseworkError
from ..nbcourse import NbCourse
from .answers import answers, open_gradebook
from .verdicts import Entry, Verdict, give


def save(gradebook: Gradebook, marks: list[Verdict]) -> None:
    """Write marks and comments into the gradebook, all in one transaction."""
    try:
        for mark in marks:
            mark.answer.grade.manual_score = mark.score
            mark.answer.grade.needs_manual_grade = False
            mark.answer.comment.manual_comment = mark.comment or None
        gradebook.db.commit()
    except BaseException:
        gradebook.db.rollback()
        raise


def record(course: NbCourse, assignment: str, entries: list[Entry], replace=False, db_url: str = "") -> str:
    """Give and save the marks of a marker's entries; returns what was done, in one line."""
    with open_gradebook(course, db_url) as gradebook:
        found = answers(course, assignment, gradebook)
        marks = give(found, entries, replace)
        save(gradebook, marks)
        left = sum(one.waits for one in found)
    return f"{len(marks)} answers marked, {left} wait"


def main(args) -> int:
    """The command `marks`: --out writes what waits to a sheet or notebook, --in reads a sheet back."""
    from . import marknotebook, marksheet

    course = NbCourse.find(args.course)
    if args.in_:
        entries = marksheet.read_sheet(Path(args.in_))
        print(record(course, args.assignment, entries, args.replace, args.db or ""))
        return 0
    path = Path(args.out)
    if path.suffix not in (".csv", ".ipynb"):
        raise CourseworkError(f"{path}: --out takes a name that ends with .csv or .ipynb")
    with open_gradebook(course, args.db or "") as gradebook:
        found = [one for one in answers(course, args.assignment, gradebook) if one.waits]
        if path.suffix == ".csv":
            marksheet.write_sheet(path, found, args.blind)
        else:
            marknotebook.write_notebook(path, found, args.blind, args.assignment, course, args.db or "")
            print(f"open it with: {sys.executable} -m jupyterlab {path}")
    empty = sum(not one.text for one in found)
    print(f"{path}: {len(found)} answers wait" + (f", {empty} of them with nothing written" if empty else ""))
    return 0


def arguments(parser) -> None:
    """The options of `marks` on the command line, besides ASSIGNMENT, --course and --db."""
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--out", metavar="FILE", help="write what waits: a table (.csv) or a notebook (.ipynb)")
    way.add_argument("--in", metavar="FILE", dest="in_", help="read a filled table into the gradebook")
    parser.add_argument("--blind", action="store_true", help="with --out: codes in place of names")
    parser.add_argument(
        "--replace", action="store_true", help="with --in: also overwrite marks that others gave meanwhile"
    )
