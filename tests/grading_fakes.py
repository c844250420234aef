"""A small class for the tests of grading, and an engine that runs its code in the tests' own process."""

import contextlib
import io

from makers import grader, notebook, write
from nbformat.v4 import new_markdown_cell

from coursework.grading import assignment, command

SOLUTION = "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"
TEST = "### BEGIN HIDDEN TESTS\n2.0 * (answer == 42) + 1.0 * (answer > 40)\n### END HIDDEN TESTS"


def problem(test=TEST, answer=SOLUTION, essay="Because."):
    """An instructor's notebook: an answer with a test of 3 points, and an essay of 4."""
    return notebook(
        ("md", "title", "# Problem"),
        ("code", "answer", answer, grader("answer", answer=True)),
        ("code", "test-answer", test, grader("test-answer", test=True, points=3)),
        ("md", "essay", essay, grader("essay", answer=True, points=4)),
    )


def handed_in(answer="answer = 42", essay="My essay.", test=""):
    """A student's notebook."""
    return problem(test, answer, essay)


def make_course(folder, *students, assignment="ps1"):
    """An nbgrader course with one assignment; every student hands in the right answer."""
    write(folder / "source" / assignment / "problem.ipynb", problem())
    for student in students:
        hand_in(folder, student, assignment=assignment)
    return folder


def hand_in(folder, student, made=None, assignment="ps1"):
    """Put a submission where it is collected."""
    write(folder / "submitted" / student / assignment / "problem.ipynb", made or handed_in())


class Engine:
    """Runs jobs as a pool does, in this process; `seen` are the ids of the jobs it was given."""

    seen: list = []  # noqa: RUF012  one list for a test, whoever makes an engine
    stop_after = None  # raise what `stop` says after so many jobs

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def warm(self, modules):
        """There is nothing to load."""

    def run(self, jobs):
        """(id, outcome) of each job."""
        for job in jobs:
            if self.stop_after is not None and len(self.seen) >= self.stop_after:
                raise self.stop
            self.seen.append(job["id"])
            yield job["id"], outcome(job)


def outcome(job):
    """What a worker would send back."""
    names, cells, tests = {}, {}, {}
    for step in job["steps"]:
        value, error = run(step["source"], names)
        status = "error" if error else "ok"
        if step["kind"] == "cell":
            cells[step["key"]] = {"status": status, "outputs": [], "error": error, "lost": ""}
        else:
            kind = "none" if value is None else "number"
            tests[step["key"]] = {"status": status, "value": value, "type": kind, "error": error, "odd": [],
                                  "where": "examiner"}  # fmt: skip
    return {"id": job["id"], "seconds": 0.01, "peak_kb": 1, "cells": cells, "tests": tests, "events": [],
            "modules": []}  # fmt: skip


def run(source, names):
    """The value of the last expression, and the error if there is one."""
    import ast

    try:
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(tree, "cell", "exec"), names)
            return (eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def use_fake_engine(monkeypatch):
    """Have `grade` run everything by Engine; returns its class for a look."""
    engine = type("Engine", (Engine,), {"seen": [], "stop": KeyboardInterrupt()})
    monkeypatch.setattr(command, "engine", lambda *_: engine())
    monkeypatch.setattr(assignment, "environment", lambda *_: "the same")  # whatever is edited meanwhile
    return engine


def longer(made):
    """The notebook with a note of the student's own in it."""
    made.cells.append(new_markdown_cell("A note.", id="note"))
    return made
