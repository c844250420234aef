"""Written answers that wait for a person: gathered from the gradebook and the graded notebooks."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Grade, Gradebook, MissingEntry
from nbgrader.utils import is_task
from sqlalchemy import make_url

from ...errors import CourseworkError
from ...proof import by_hand, grade_id
from ...workspace import read
from ..book.database import patient, plainly
from ..book.rows import instructors
from ..nbcourse import NbCourse
from ..planning.instructor import Instructor, instructor
from ..planning.matching import match
from ..reading.decoding import GIVEN_ID
from .rubricpage import alone
from .rubrics import Rubric, in_points, read_rubrics
from .writing import written_texts

STAND_IN = "**Nothing could be graded.**"


@dataclass
class Answer:
    """One written answer: whose, to what, the text ("" when nothing was written), and its place to mark.

    `code` stands for the student's name when names are hidden; `unread`: the student's notebook could not be
    graded, so nobody knows what was written.
    """

    student: str
    notebook: str
    task: str
    points: float
    text: str
    rubric: Rubric
    grade: Grade
    comment: object
    code: str
    unread: bool = False

    @property
    def place(self) -> str:
        """The answer's name in a marking sheet: letters that no spreadsheet takes for a number or a date."""
        return "g" + self.grade.id[:12]

    @property
    def id(self) -> str:
        """`place`, the text and the mark it had, in one word: it changes when one of them does."""
        return f"{self.place}-{short_hash(self.text)}-{short_hash(self.marked)}"

    @property
    def marked(self) -> str:
        """The mark and comment a person gave before, in words; "" when there is none."""
        score, comment = self.grade.manual_score, self.comment.manual_comment
        said = [f"{score:g} of {self.points:g} points"] if score is not None else []
        return ". ".join([*said, *([comment] if comment else [])])

    @property
    def waits(self) -> bool:
        """Does a person still have to mark it?"""
        return bool(self.grade.needs_manual_grade)


def short_hash(text: str) -> str:
    """Eight letters that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@contextlib.contextmanager
def open_gradebook(course: NbCourse, db_url: str = ""):
    """The gradebook of a course, in a `with` block; CourseworkError when nothing was graded yet."""
    url = make_url(patient(db_url or course.db_url))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise CourseworkError(f"no gradebook at {url.database}: run `grade` first, or name one with --db")
    with (
        plainly(str(url)),
        Gradebook(url.render_as_string(hide_password=False), course.course_id) as gradebook,
    ):
        yield gradebook


def answers(course: NbCourse, assignment: str, gradebook: Gradebook) -> list[Answer]:
    """Every written answer of an assignment that was graded, in the order of tasks, then of students.

    CourseworkError names the students whose graded notebook is missing.
    """
    rubrics, found, lost = read_rubrics(course.source(assignment)), [], []
    for path in course.assignment(assignment):
        source = instructor(instructors(course, path), path.stem, course.config)
        tasks = [cell for cell in source.notebook.cells if by_hand(cell)]
        for student, submitted in submissions(gradebook, assignment, path.stem) if tasks else []:
            graded = course.graded(student, assignment) / path.name
            if not graded.exists():
                lost.append(str(graded))
                continue
            notebook = read(graded)
            texts = written(notebook, source)
            for one in in_notebook(path.stem, student, submitted, texts, tasks, rubrics):
                one.unread = unread(notebook)
                found.append(one)
    if lost:
        raise CourseworkError("graded notebooks are missing; run `grade` again:\n  " + "\n  ".join(lost))
    order = {task: number for number, task in enumerate(dict.fromkeys((a.notebook, a.task) for a in found))}
    return sorted(found, key=lambda one: (order[one.notebook, one.task], one.student))


def unread(graded) -> bool:
    """Does this notebook only stand in for one that could not be graded?"""
    return bool(graded.cells) and graded.cells[0].source.startswith(STAND_IN)


def submissions(gradebook: Gradebook, assignment: str, notebook: str) -> list[tuple]:
    """(student's id, nbgrader's submitted notebook) of everybody who was graded, sorted by id."""
    try:
        gradebook.find_assignment(assignment)
        found = gradebook.notebook_submissions(notebook, assignment)
    except MissingEntry as error:
        raise CourseworkError(
            f"{assignment} is not in the gradebook yet: run `grade {assignment}`"
        ) from error
    return sorted(((one.student.id, one) for one in found), key=lambda pair: pair[0])


def in_notebook(notebook, student, submitted, texts, tasks, rubrics) -> list[Answer]:
    """The answers of one submitted notebook, in the order of its tasks."""
    grades = {grade.name: grade for grade in submitted.grades}
    comments = {comment.name: comment for comment in submitted.comments}
    found = []
    for cell in tasks:
        name, points = grade_id(cell), float(cell.metadata.nbgrader.points)
        if name not in grades or name not in comments:
            raise CourseworkError(
                f"{notebook}: {name} is not in the gradebook for {student}: run `grade` again"
            )
        rubric = in_points(rubrics.get(name), name, points)
        at = (texts.get(name, ""), rubric, grades[name], comments[name], "s" + submitted.assignment.id[:6])
        found.append(Answer(student, notebook, name, points, *at))
    return found


def written(graded, source: Instructor) -> dict[str, str]:
    """What a student wrote, {grade id: text}, "" where nothing was written: as `grade` itself finds it."""
    for number, cell in enumerate(graded.cells):
        cell.source = alone(cell.source) if is_task(cell) else cell.source
        cell.setdefault("id", f"{GIVEN_ID}{number}")  # nbgrader may have written an older format
    return written_texts(source, match(source, graded)[0])
