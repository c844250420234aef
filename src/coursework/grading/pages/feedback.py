"""`feedback`: one page per student and notebook, with the marks, the reasons and the marker's comments."""

from __future__ import annotations

import json
from dataclasses import replace as with_changes
from pathlib import Path

from ...errors import CourseworkError
from ...markers import lines_of, looks_like_marker
from ...proof import grade_id
from ...workspace import read
from ..book.cache import replace
from ..book.marks import Handed, Mark, read_marks
from ..book.rows import instructors
from ..model import Result
from ..nbcourse import NbCourse
from ..planning.sources import released_forms
from .feedbackpage import page


def write(
    course: NbCourse,
    assignment: str,
    result: Result,
    notebook_path: Path,
    released: dict[str, str],
    marks: Handed | dict[str, Mark] | None = None,
) -> Path:
    """Write the page of one notebook of a submission; returns where it lies.

    notebook_path: the graded notebook; where there is none the page says so. released: {grade id: source as
    the student was given it} of the instructor's cells. marks: what the gradebook holds, when there is one.
    """
    path = Path(notebook_path)
    if isinstance(marks, Handed):
        marks, penalty = marks.notebooks.get(path.stem, {}), marks.penalty
    else:
        penalty = 0.0
    try:
        notebook = read(path) if path.exists() else None
    except CourseworkError:  # said on the page: one broken file keeps nobody else's page back
        notebook = None
    result = of_notebook(result, path.stem, {other.stem for other in course.assignment(assignment)})
    target = course.pages(result.student, assignment) / f"{path.stem}.html"
    text = page(assignment, path.stem, result, notebook, released, marks or {}, penalty)
    replace(target, text)
    return target


def write_all(course: NbCourse, assignment: str, db_url: str = "") -> list[Path]:
    """Write the pages of everybody who handed something in, with what the gradebook says now.

    CourseworkError when the assignment was not graded yet.
    """
    sources = course.assignment(assignment)
    shown = {path.stem: released(path, course) for path in sources}
    book = read_marks(db_url or course.db_url, assignment)
    given = {one.student: one for one in book.students}
    written = []
    for result in results(course, assignment):
        student = result.student
        there = (course.graded(student, assignment), course.submission(student, assignment))
        for source in sources if any(folder.is_dir() for folder in there) else ():
            graded, marks = there[0] / source.name, given.get(student)
            written.append(write(course, assignment, result, graded, shown[source.stem], marks))
    return written


def results(course: NbCourse, assignment: str) -> list[Result]:
    """The results in the report of an assignment; CourseworkError when it was not graded yet."""
    path = course.report(assignment) / "report.json"
    try:
        return [Result.from_dict(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        raise CourseworkError(f"{assignment} was not graded yet: run `grade {assignment}` first") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CourseworkError(f"{path}: not a report of `grade` ({error}); run it again") from error


def released(path: Path, course: NbCourse | None = None) -> dict[str, str]:
    """What a student was given of each of the instructor's cells: {grade id: source}.

    By the settings of `course`, the one the notebook lies in by default, since they may name other markers.
    Of a notebook that cannot be released, or a cell with a misspelt marker, nothing is shown.
    """
    try:
        course = course or around(path)
        notebook = instructors(course, path)
        forms = released_forms(notebook, path.name, course.config)
    except Exception:  # whatever nbgrader's steps stumble over: better no text than a hidden one
        return {}
    texts = {grade_id(cell): form[0] for cell, form in zip(notebook.cells, forms, strict=True)}
    texts.pop("", None)
    return {name: text for name, text in texts.items() if not any(map(looks_like_marker, lines_of(text)))}


def around(path: Path) -> NbCourse:
    """The course that an instructor's notebook lies in."""
    configured = (folder for folder in path.parents if any(folder.glob("nbgrader_config.*")))
    return NbCourse.find(next(configured, path.parents[2]))


def of_notebook(result: Result, name: str, all_names: set[str]) -> Result:
    """The part of a result that belongs to one notebook; ids lose the notebook's name, which they carry when
    an assignment has several."""
    others = all_names - {name} if len(all_names) > 1 else set()

    def own(known: str) -> bool:
        return known not in others and known.partition("/")[0] not in others

    tests = [with_changes(test, id=test.id.removeprefix(f"{name}/")) for test in result.tests if own(test.id)]
    cells = [(flag, "" if flag.cell == name else flag.cell.removeprefix(f"{name}/")) for flag in result.flags]
    flags = [with_changes(flag, cell=cell) for flag, cell in cells if own(flag.cell)]
    return with_changes(result, tests=tests, flags=flags)


def main(args) -> int:
    """The command `feedback`."""
    course = NbCourse.find(args.course)
    written = write_all(course, args.assignment, args.db or "")
    where = course.pages("STUDENT", args.assignment)
    print(f"{len(written)} pages written to {where}; nothing was sent to anybody")
    return 0


def arguments(parser) -> None:
    """`feedback` has no options besides ASSIGNMENT, --course and --db."""
