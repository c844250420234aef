"""A small assignment, ways to change a student's copy of it, and a stand-in for the worker."""

from __future__ import annotations

import ast
import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursework.grading.planning.follow import follow_up
from coursework.grading.planning.plan import instructor, model_plan, plan
from coursework.grading.reading.decoding import notebook_of
from coursework.grading.scoring.scores import score
from coursework.release import derive

SETUP = "import math\nBASE = 10"
FIRST = "x = ...\n### BEGIN SOLUTION\nx = BASE + 1\n### END SOLUTION"
FIRST_TEST = """assert x is not None, "there is no x"
### BEGIN HIDDEN TESTS
assert x == BASE + 1, "the hidden words"
### END HIDDEN TESTS"""
SECOND = "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION\ny = ...\n"
SECOND += "### BEGIN SOLUTION\ny = double(x) * SCALE\n### END SOLUTION"
SECOND_TEST = """# Marked: the value (1), the function (2).
### BEGIN HIDDEN TESTS
_given = [double(n) for n in (0, 4)]
1.0 * (y == 66) + 2.0 * (_given == [0, 8])
### END HIDDEN TESTS"""
THIRD = "z = ...\n### BEGIN SOLUTION\nz = math.floor(2.5)\n### END SOLUTION"
THIRD_TEST = "assert z == 2\n### BEGIN HIDDEN TESTS\nassert isinstance(z, int)\n### END HIDDEN TESTS"
TASK = "**Marked** for its reasons.\n\n=== BEGIN MARK SCHEME ===\nTwo reasons: 4.\n=== END MARK SCHEME ==="
PLACE = "*Write your answer here.*"


def marked(cell, grade_id: str, points=None, **settings):
    """A cell with nbgrader's metadata."""
    held = {"grade": False, "solution": False, "locked": False, "task": False, **settings}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **held}
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    cell.id = grade_id
    return cell


def text(cell_id: str, source: str):
    """A markdown cell."""
    return new_markdown_cell(source, id=cell_id)


def solution():
    """The instructor's notebook: three answers with tests, a task, a written answer, a locked cell."""
    return new_notebook(
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        cells=[
            text("title", "# Numbers\n\n14 points, 10 minutes."),
            new_code_cell(SETUP, id="setup"),
            text("item-1", "## 1. A number"),
            marked(new_code_cell(FIRST), "first", solution=True),
            marked(new_code_cell(FIRST_TEST), "test-first", 2, grade=True, locked=True),
            text("item-2", "## 2. A function"),
            marked(new_code_cell("SCALE = 3"), "scale", locked=True),
            marked(new_code_cell(SECOND), "second", solution=True),
            marked(new_code_cell(SECOND_TEST), "test-second", 3, grade=True, locked=True),
            text("item-3", "## 3. Another number"),
            marked(new_code_cell(THIRD), "third", solution=True),
            marked(new_code_cell(THIRD_TEST), "test-third", 2, grade=True, locked=True),
            text("item-4", "## 4. Why?"),
            marked(text("essay", TASK), "essay", 4, task=True, locked=True),
            text("essay-answer", PLACE),
            marked(text("note", "Because."), "note", 3, grade=True, solution=True),
            text("end", "That is all."),
        ],
    )


INSTRUCTOR = instructor(solution(), "numbers")
RIGHT = {
    "first": "x = BASE + 1",
    "second": "def double(n):\n    return n + n\ny = double(x) * SCALE",
    "third": "z = 2",
}


def released():
    """What students get."""
    return derive(solution())


def student(**answers):
    """A student's copy with these answers; without any, with right ones."""
    notebook = released()
    for name, source in (answers or RIGHT).items():
        cell(notebook, name.replace("_", "-")).source = source
    return notebook


def cell(notebook, name: str):
    """The cell with this cell id."""
    return next(one for one in notebook.cells if one.id == name)


def without(notebook, *names: str):
    """The notebook without the cells of these ids."""
    notebook.cells = [one for one in notebook.cells if one.id not in names]
    return notebook


def put(notebook, after: str, *cells):
    """Put cells behind the cell of this id."""
    place = next(i for i, one in enumerate(notebook.cells) if one.id == after) + 1
    notebook.cells[place:place] = cells
    return notebook


def code(source: str, cell_id: str = "extra"):
    """A code cell of the student's own."""
    return new_code_cell(source, id=cell_id)


def stripped(notebook, ids: bool = True):
    """The notebook as an editor saves it that keeps no metadata, and with `ids` no cell ids either."""
    for number, one in enumerate(notebook.cells):
        one.metadata = nbformat.NotebookNode()
        if ids:
            one.id = f"other{number}"
    return notebook


def read(notebook):
    """The notebook as the reader hands it on."""
    return notebook_of(json.dumps(notebook).encode(), "numbers.ipynb")[0]


def planned(notebook):
    """The plan of a student's notebook."""
    return plan(INSTRUCTOR, read(notebook), "ada/numbers")


def run(job: dict) -> dict:
    """The outcome of a job, run in this process without any protection: for the tests' own cells only."""
    space, outcome = {}, {"id": job["id"], "seconds": 0.1, "cells": {}, "tests": {}, "events": []}
    for step in job["steps"]:
        if step["kind"] == "cell":
            error = _execute(step["source"], space)[1]
            status = "error" if error else "ok"
            outcome["cells"][step["key"]] = {"status": status, "outputs": [], "error": error}
            continue
        own = {}
        for source in job["setup"]:
            _execute(source, own)
        own.update({name: space[name] for name in step["names"] if name in space})
        value, error = _execute(step["source"], own)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        kind = "none" if value is None else "number" if number else "other"
        outcome["tests"][step["key"]] = {
            "status": "error" if error else "ok", "value": value if number else None, "type": kind,
            "error": error, "odd": [], "where": "examiner",
        }  # fmt: skip
        _execute(step["visible"], space)
    return outcome


def _execute(source: str, space: dict):
    try:
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), space)
        return (eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def graded(notebook):
    """({test: score}, {test: reason}, flags, the marked notebook) of a student's notebook."""
    made = planned(notebook)
    model = run(model_plan(INSTRUCTOR).job())
    if not made.matched:
        outcome = second = None
    else:
        outcome = run(made.job())
        again = follow_up(made, outcome, INSTRUCTOR)
        second = run(again) if again else None
    tests, flags, notebook = score(made, outcome, second, model, INSTRUCTOR)
    return {t.id: t.score for t in tests}, {t.id: t.reason for t in tests}, flags, notebook


def kinds(flags) -> set[str]:
    """The kinds of flags, less that of written answers, which every notebook has."""
    return {flag.kind for flag in flags if flag.cell not in ("essay", "note")}


def again(node):
    """A copy."""
    return copy.deepcopy(node)
