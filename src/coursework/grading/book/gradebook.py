"""nbgrader's gradebook: the rows of an assignment, and a submission's marks in one transaction.

Only nbgrader's own models are used, so its formgrader, feedback and export find what they expect. What a
person gave (scores, comments, extra credit) is never touched.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

import nbgrader.api as nbg
import sqlalchemy as sql
from sqlalchemy.orm import load_only

from .database import DEFAULT_COURSE, make_ready, patient, plainly
from .rows import bring_up_to_date, cells_wanted

NO_ANSWER = "No response."  # nbgrader's words for an answer cell that was left as it was


@dataclass(frozen=True)
class Marks:
    """What grading found in one notebook of a submission.

    `scores` by grade id (None: a person has to look), `empty`: grade ids of answers left as they were,
    `changed`: grade ids whose answer is not the one that was graded last.
    """

    scores: dict[str, float | None] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


class Book:
    """The gradebook at an SQLAlchemy URL; made when it does not exist. Use it in a `with` block.

    Every method raises CourseworkError when the database cannot be reached, is full or stays locked.
    """

    def __init__(self, url: str, course_id: str = ""):
        self.name = "database"
        with plainly(self.name):
            url = patient(url)
            self.name = sql.engine.make_url(url).set(query={}).render_as_string()
        with plainly(self.name):
            make_ready(url, {DEFAULT_COURSE, course_id or DEFAULT_COURSE})
            self._gradebook = nbg.Gradebook(url)
            # Without a configured course nbgrader names one that there is not; only SQLite lets that pass.
            named = self._gradebook.engine.name != "sqlite"
            self._course_id = course_id or (DEFAULT_COURSE if named else "")
            self._db = self._gradebook.db()
        self._assignment, self._duedate, self._cells = None, None, {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Let go of the database."""
        self._gradebook.close()

    def students(self) -> list[str]:
        """Ids of the students the gradebook knows."""
        with plainly(self.name):
            return list(self._db.scalars(sql.select(nbg.Student.id).order_by(nbg.Student.id)))

    def open(self, assignment: str, notebooks: dict) -> list[str]:
        """Make the assignment's rows what its prepared notebooks ({name: node}) say; what changed, in words.

        See `rows.bring_up_to_date`: nothing that carries a person's mark is removed.
        """
        with plainly(self.name), self._transaction():
            row, said = bring_up_to_date(self._db, self._course_id, assignment, notebooks)
            self._db.flush()  # new rows have their ids from here on
            self._assignment, self._duedate = row.id, row.duedate
            books = [book for book in row.notebooks if book.name in notebooks]
            self._cells = {book.name: cells_of(book, notebooks[book.name]) for book in books}
        return said

    def submitted(self) -> list[str]:
        """Ids of the students who have a submission of the opened assignment in the gradebook."""
        with plainly(self.name):
            rows = sql.select(nbg.SubmittedAssignment.student_id)
            return list(self._db.scalars(rows.filter_by(assignment_id=self._assignment)))

    def write(
        self,
        student: str,
        marks: dict[str, Marks],
        timestamp: datetime.datetime | None = None,
        penalty: Callable[[str, float, float], float | None] | None = None,
    ):
        """Put a submission of the opened assignment into the gradebook, all of it or nothing.

        `marks` by notebook name; a notebook of the assignment that is not among them waits for a person.
        `penalty(student, score, seconds late)` is asked once per notebook of a late submission. Writing the
        same again changes nothing.
        """
        with plainly(self.name), self._transaction():
            if self._db.get(nbg.Student, student) is None:
                self._db.add(nbg.Student(id=student))
                self._db.flush()
            of = {"assignment_id": self._assignment, "student_id": student}
            submission = self._row(nbg.SubmittedAssignment, **of)
            if submission.timestamp != timestamp:
                submission.timestamp = timestamp
            late = self._seconds_late(submission)
            for name, (notebook_id, graded, commented) in self._cells.items():
                row = self._row(nbg.SubmittedNotebook, notebook_id=notebook_id, assignment_id=submission.id)
                score = self._grades(row.id, graded, marks.get(name, Marks()))
                self._comments(row.id, commented, marks.get(name, Marks()))
                points = penalty(student, score, late) if late and penalty else None
                row.late_submission_penalty = None if points is None else min(max(points, 0), score)

    def _row(self, model, **where):
        """The row of a model, made when there is none."""
        known = self._of(model, **where)
        return known[0] if known else self._add(model(id=nbg.new_uuid(), **where))

    def _seconds_late(self, submission) -> float:
        due = self._duedate and self._duedate + (submission.extension or datetime.timedelta())
        return max(0, (submission.timestamp - due).total_seconds()) if due and submission.timestamp else 0

    def _grades(self, notebook_id, graded, marks) -> float:
        """Set the notebook's automatic scores; the notebook's score as nbgrader adds it up."""
        rows = {row.cell_id: row for row in self._of(nbg.Grade, notebook_id=notebook_id)}
        total = 0.0
        for grade_id, cell_id in graded.items():
            new = cell_id not in rows
            row = self._add(nbg.Grade(cell_id=cell_id, notebook_id=notebook_id)) if new else rows[cell_id]
            score = marks.scores.get(grade_id)
            if row.manual_score is None:
                row.needs_manual_grade = score is None
            elif grade_id in marks.changed or row.auto_score != score:
                row.needs_manual_grade = True
            row.auto_score = score
            total += (score or 0.0) if row.manual_score is None else row.manual_score
            total += row.extra_credit or 0.0
        return total

    def _comments(self, notebook_id, commented, marks):
        rows = {row.cell_id: row for row in self._of(nbg.Comment, notebook_id=notebook_id)}
        for grade_id, cell_id in commented.items():
            new = cell_id not in rows
            row = self._add(nbg.Comment(cell_id=cell_id, notebook_id=notebook_id)) if new else rows[cell_id]
            row.auto_comment = NO_ANSWER if grade_id in marks.empty else None

    def _of(self, model, **where) -> list:
        """Rows of a model, its own columns only: nbgrader's sums over other tables are not asked for."""
        columns = [getattr(model, column.key) for column in model.__table__.columns]
        return list(self._db.scalars(sql.select(model).options(load_only(*columns)).filter_by(**where)))

    def _add(self, row):
        self._db.add(row)
        return row

    @contextlib.contextmanager
    def _transaction(self):
        try:
            with self._db.no_autoflush:
                yield
                self._db.commit()
        finally:
            self._db.rollback()
            self._db.expunge_all()


def cells_of(notebook, prepared) -> tuple[str, dict[str, str], dict[str, str]]:
    """A notebook's row id, its cells with a grade and those with a comment, as {grade id: row id}.

    Cells that the prepared notebook no longer has are not among them.
    """
    wanted = {(model, grade_id) for model, grade_id, _ in cells_wanted(prepared)}
    cells = [cell for cell in notebook._base_cells if (type(cell), cell.name) in wanted]
    return (
        notebook.id,
        {cell.name: cell.id for cell in cells if not isinstance(cell, nbg.SolutionCell)},
        {cell.name: cell.id for cell in cells if not isinstance(cell, nbg.GradeCell)},
    )
