"""What the gradebook says of an assignment: every student's marks, comments and lateness; only read.

For feedback and exports. A mark is final when no person has to look at it any more.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

import nbgrader.api as nbg
import sqlalchemy as sql
from sqlalchemy.orm import Session

from ...errors import CourseworkError
from .database import patient, plainly


@dataclass(frozen=True)
class Mark:
    """The mark of one cell: `score` is None when nobody gave one yet, `waiting` when a person has to look."""

    score: float | None
    max: float
    waiting: bool = False
    comment: str = ""


@dataclass
class Handed:
    """A student and, when something was handed in, its marks as {notebook: {grade id: Mark}}."""

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    handed_in: bool = False
    seconds_late: float = 0.0
    penalty: float = 0.0
    notebooks: dict[str, dict[str, Mark]] = field(default_factory=dict)

    @property
    def waiting(self) -> list[str]:
        """Grade ids that still wait for a person."""
        return [name for marks in self.notebooks.values() for name, mark in marks.items() if mark.waiting]

    @property
    def raw(self) -> float:
        """The sum of all marks so far."""
        return sum(mark.score or 0.0 for marks in self.notebooks.values() for mark in marks.values())

    @property
    def score(self) -> float | None:
        """The final mark, any penalty taken off as nbgrader does; None while there is none."""
        return max(0.0, self.raw - self.penalty) if self.handed_in and not self.waiting else None


@dataclass
class Gradebook:
    """An assignment in the gradebook: its marked cells as (notebook, grade id, points), and its students."""

    assignment: str
    items: list[tuple[str, str, float]]
    students: list[Handed]

    @property
    def max(self) -> float:
        """The points of the whole assignment."""
        return sum(points for _, _, points in self.items)


def read_marks(url: str, assignment: str, order: list[str] = ()) -> Gradebook:
    """Everything the gradebook at an SQLAlchemy URL says of an assignment; items in the `order` of grade ids.

    Students without a submission are there too. Raises CourseworkError when there is no such gradebook or it
    does not know the assignment.
    """
    address = sql.engine.make_url(url)
    missing = address.get_backend_name() == "sqlite" and not Path(address.database or "").exists()
    if missing:
        raise CourseworkError(f"no gradebook at {address.database}: run `grade {assignment}` first")
    with plainly(address.render_as_string()):
        engine = sql.create_engine(patient(url))
        try:
            with Session(engine) as db:
                return _read(db, assignment, list(order))
        finally:
            engine.dispose()


def _read(db, assignment, order) -> Gradebook:
    row = db.scalars(sql.select(nbg.Assignment).filter_by(name=assignment)).one_or_none()
    if row is None:
        known = ", ".join(db.scalars(sql.select(nbg.Assignment.name).order_by(nbg.Assignment.name)))
        raise CourseworkError(f"the gradebook has no {assignment!r}; it has: {known or 'nothing yet'}")
    points = {
        (book.name, cell.name): cell.max_score
        for book in sorted(row.notebooks, key=lambda book: book.name)
        for cell in [*book.grade_cells, *book.task_cells]
    }
    place = {name: number for number, name in enumerate(order)}
    items = sorted(points, key=lambda key: (key[0], place.get(key[1], len(place)), key[1]))
    columns = (nbg.Student.id, nbg.Student.first_name, nbg.Student.last_name, nbg.Student.email,
               nbg.Student.lms_user_id)  # fmt: skip
    people = db.execute(sql.select(*columns).order_by(nbg.Student.id))
    students = {one[0]: Handed(*(value or "" for value in one)) for one in people}
    _submissions(db, row, students)
    _grades(db, row, students, points)
    return Gradebook(assignment, [(*key, points[key]) for key in items], list(students.values()))


def _submissions(db, row, students):
    handed = nbg.SubmittedAssignment
    columns = sql.select(handed.student_id, handed.timestamp, handed.extension)
    for student, at, extension in db.execute(columns.filter_by(assignment_id=row.id)):
        one = students[student]
        one.handed_in = True
        if row.duedate and at:
            due = row.duedate + (extension or datetime.timedelta())
            one.seconds_late = max(0.0, (at - due).total_seconds())
    book = nbg.SubmittedNotebook
    columns = sql.select(handed.student_id, nbg.Notebook.name, book.late_submission_penalty)
    rows = columns.join_from(book, handed, book.assignment_id == handed.id).join(
        nbg.Notebook, book.notebook_id == nbg.Notebook.id
    )
    for student, name, penalty in db.execute(rows.where(handed.assignment_id == row.id)):
        students[student].notebooks[name] = {}
        students[student].penalty += penalty or 0.0


def _grades(db, row, students, points):
    grade = nbg.Grade
    comments = {
        key[:3]: by_hand or ""
        for *key, by_hand in _of_cells(db, row, nbg.Comment, nbg.Comment.manual_comment)
        for key in [tuple(key)]
    }
    columns = (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
    for student, book, name, auto, manual, extra, asked in _of_cells(db, row, grade, *columns):
        score = manual if manual is not None else auto
        top = points.get((book, name), 0.0)
        waiting = bool(asked) or (score is None and top > 0)
        total = None if score is None else score + (extra or 0.0)
        comment = comments.get((student, book, name), "")
        students[student].notebooks[book][name] = Mark(total, top, waiting, comment)
    given = {(s, b): m for s, one in students.items() for b, m in one.notebooks.items()}
    for (student, book, name), text in comments.items():
        if text and name not in given[student, book]:  # a comment on an answer that a test cell marks
            given[student, book][name] = Mark(None, 0.0, False, text)


def _of_cells(db, row, model, *columns):
    handed, book, cell = nbg.SubmittedAssignment, nbg.SubmittedNotebook, nbg.BaseCell.__table__
    rows = (
        sql.select(handed.student_id, nbg.Notebook.name, cell.c.name, *columns)
        .select_from(model)
        .join(book, model.notebook_id == book.id)
        .join(nbg.Notebook, book.notebook_id == nbg.Notebook.id)
        .join(handed, book.assignment_id == handed.id)
        .join(cell, model.cell_id == cell.c.id)
    )
    return db.execute(rows.where(handed.assignment_id == row.id))
