"""A small graded course in a temporary folder, for the tests of what comes after the marking."""

import datetime
import json

import nbformat
from makers import grader, notebook, write
from nbgrader.api import Gradebook

from coursework.grading.book.gradebook import Book
from coursework.grading.model import GRADED, PARTLY, Flag, Result, Test
from coursework.grading.nbcourse import NbCourse

HIDDEN = "assert order == [3, 1], 'the river comes before the town'"
SCHEME = "Look for the sender and for the options."
SOLUTION = "order = [3, 1]  # the later one first"
TEST = f"# Two points, one for each place.\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"
TASK = f"Write a memo of 100 words.\n\n=== BEGIN MARK SCHEME ===\n{SCHEME}\n=== END MARK SCHEME ==="
ANSWER = f"order = ...\n### BEGIN SOLUTION\n{SOLUTION}\n### END SOLUTION"
META = {
    "order": grader("order", answer=True), "order-test": grader("order-test", test=True, points=2),
    "given": {**grader("given"), "locked": True},
    "essay": grader("essay", answer=True, points=4), "memo": grader("memo", task=True, points=3),
}  # fmt: skip


def cells(**sources):
    """The cells of the assignment's notebook; keywords replace the source of the cell with that id."""
    sources = {
        "title": "# Exercise\n\nThis set has 9 points and takes 30 minutes.",
        "one": "## 1. Order *the* places", "order": ANSWER, "order-test": TEST, "given": "Read this.",
        "two": "## 2. Explain", "essay": "The model essay: counted by hand.",
        "memo": TASK, "memo-answer": "*Write your answer here.*",
    } | sources  # fmt: skip
    prose = ("title", "one", "two", "given", "essay", "memo", "memo-answer")
    kinds = [("md" if name in prose else "code", name, text) for name, text in sources.items()]
    return notebook(*[(*one, *filter(None, [META.get(one[1])])) for one in kinds])


def course(folder):
    """The course with its solution, nothing handed in yet."""
    write(folder / "solutions" / "01-x" / "01-x.ipynb", cells())
    (folder / "solutions" / "01-x" / "marking.md").write_text("# Marking\n", encoding="utf-8")
    return NbCourse.find(folder)


def graded_notebook(**sources):
    """A graded notebook as it lies in autograded/: the tests as they were run, hidden part included."""
    made = cells(**({"order": "order = [3, 1]", "essay": "By hand.", "memo-answer": "My memo."} | sources))
    for cell in made.cells:
        if cell.id == "order-test":
            told = nbformat.v4.new_output("error", ename="AssertionError", evalue=HIDDEN, traceback=[HIDDEN])
            cell.outputs = [told]
    return made


def add(course, student, order=2.0, essay=None, memo=None, made=None, late=None, comments=None, **person):
    """Put a graded student into the course: files, gradebook and report."""
    write(course.submission(student, "01-x") / "01-x.ipynb", cells())
    write(course.graded(student, "01-x") / "01-x.ipynb", made or graded_notebook())
    Book(course.db_url).close()  # makes the tables
    due = datetime.datetime(2026, 3, 1, 12)
    with Gradebook(course.db_url) as book:
        if not any(one.name == "01-x" for one in book.assignments):
            book.add_assignment("01-x", duedate=due)
            book.add_notebook("01-x", "01-x")
            book.add_grade_cell("order-test", "01-x", "01-x", max_score=2, cell_type="code")
            book.add_grade_cell("essay", "01-x", "01-x", max_score=4, cell_type="markdown")
            book.add_task_cell("memo", "01-x", "01-x", max_score=3, cell_type="markdown")
            for name in ("order", "essay"):
                book.add_solution_cell(name, "01-x", "01-x")
        book.update_or_create_student(student, **person)
        if order != "nothing":
            hours = datetime.timedelta(hours=late or -1)
            sent = book.add_submission("01-x", student, timestamp=due + hours)
            for grade in sent.notebooks[0].grades:
                auto, manual = {"order-test": (order, None), "essay": (None, essay), "memo": (None, memo)}[
                    grade.name
                ]
                grade.auto_score, grade.manual_score = auto, manual
                grade.needs_manual_grade = auto is None and manual is None
            for comment in sent.notebooks[0].comments:
                comment.manual_comment = (comments or {}).get(comment.name)
            if late:
                sent.notebooks[0].late_submission_penalty = 1.0
        book.db.commit()
    return course


def report(course, *results):
    """Write the report of these results."""
    path = course.report("01-x") / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([one.as_dict() for one in results]), encoding="utf-8")


def result(student, score=2.0, reason="right", *flags):
    """A result with its one automatic test."""
    status = PARTLY if score is None else GRADED
    return Result(student, status, score or 0.0, 2.0, [Test("order-test", score, 2.0, reason)], [*flags])


def flag(kind, cell="", detail=""):
    """A flag."""
    return Flag(kind, cell, detail)
