"""A small graded course for the tests of marking: two essays, three students, a gradebook and graded
notebooks, made with nbgrader's own API as if `grade` had run."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from coursework.grading.book.gradebook import Book
from coursework.grading.written.rubricpage import beside_tasks
from coursework.grading.written.rubrics import read_rubrics

MARKING = """# Marking

## source

### Rubric

| Row | 4 secure | 3 sound | 2 partial | 1 beginning | 0 |
|---|---|---|---|---|---|
| Sourcing | weighs both ways | one way | names the origin | "biased" only | none |

### Strong

Level: 4.

"It is good for this and not for that."
*Comment: you weigh it.*

### Middling

Level: 2.

"The source is a newspaper."
*Comment: the origin changes nothing.*

### Weak

Level: 1.

"It is biased."
*Comment: "biased" is where the work starts.*

## essay

### Rubric

| Row | 4 secure | 3 sound | 2 partial | 1 beginning | 0 |
|---|---|---|---|---|---|
| Claim | arguable | answers | vague | restates | none |
| Evidence | three tied | two tied | listed | one \\| wrong | none |

### Strong

Level: claim 4, evidence 4.

"One claim, three items."
*Comment: each item carries its part.*

### Middling

Level: claim 3, evidence 2.

"A claim and a list."
*Comment: a list so far. Tie each item.*

### Weak

Level: claim 1, evidence 1.

"The question is whether."
*Comment: this repeats the question.*
"""
STUB = "*Write your answer here.*"
SOURCE = {"ada": "The minister gains nothing by it.", "ben": "It is biased.", "007": ""}
ESSAY = {
    "ada": "=1+1 is a claim with E001, E002 and E003.",
    "ben": "Perhaps.\n\nE001 speaks for it.",
    "007": "",
}


def task(name: str, points: float):
    """A task cell."""
    meta = {"grade": False, "grade_id": name, "locked": True, "points": points, "schema_version": 3,
            "solution": False, "task": True, "cell_type": "markdown"}  # fmt: skip
    return new_markdown_cell(f"How {name} is marked.", metadata={"nbgrader": meta})


def notebook(source: str = STUB, essay: str = STUB, points: float = 8):
    """The assignment's notebook with these two answers in it."""
    cells = [
        new_markdown_cell("# Exercises"),
        new_code_cell("1 + 1"),
        task("source", 4),
        new_markdown_cell(source),
        new_markdown_cell("## 2. Essay"),
        task("essay", points),
        new_markdown_cell(essay),
        new_markdown_cell("That is all."),
    ]
    return new_notebook(cells=cells)


def graded_course(root, points: float = 8, marking: str = MARKING, texts=(SOURCE, ESSAY)):
    """Make the course in a folder; returns the folder."""
    write(root / "source" / "hw" / "hw.ipynb", notebook(points=points))
    if marking:
        (root / "source" / "hw" / "marking.md").write_text(marking, encoding="utf-8")
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "demo"\n')
    Book(f"sqlite:///{root / 'gradebook.db'}", "demo").close()
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "demo") as gradebook:
        gradebook.add_assignment("hw")
        gradebook.add_notebook("hw", "hw")
        for name, most in (("source", 4), ("essay", points)):
            gradebook.add_task_cell(name, "hw", "hw", max_score=most, cell_type="markdown")
        for student in texts[0]:
            gradebook.add_student(student)
            gradebook.add_submission("hw", student)
    for student in texts[0]:
        hand_in(root, student, texts[0][student], texts[1][student], points)
    return root


def submitted_course(root, marking: str = MARKING, texts=(SOURCE, ESSAY)):
    """The same course before grading: what students handed in, and no gradebook; returns the folder."""
    write(root / "source" / "hw" / "hw.ipynb", notebook())
    (root / "source" / "hw" / "marking.md").write_text(marking, encoding="utf-8")
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "demo"\n')
    for student in texts[0]:
        filled = notebook(texts[0][student] or STUB, texts[1][student] or STUB)
        write(root / "submitted" / student / "hw" / "hw.ipynb", filled)
    return root


def hand_in(root, student: str, source: str, essay: str, points: float = 8):
    """Write (or replace) a student's graded notebook, the rubrics beside its tasks."""
    filled = notebook(source or STUB, essay or STUB, points)
    beside_tasks(filled, read_rubrics(root / "source" / "hw"))
    write(root / "autograded" / student / "hw" / "hw.ipynb", filled)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(content, path)


def stored(root, student: str, name: str) -> tuple:
    """(score, comment, waits) that the gradebook has for an answer."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "demo") as gradebook:
        grade = gradebook.find_grade(name, "hw", "hw", student)
        comment = gradebook.find_comment(name, "hw", "hw", student)
        return grade.manual_score, comment.manual_comment, grade.needs_manual_grade
