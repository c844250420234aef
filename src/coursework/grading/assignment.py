"""The instructor's side of an assignment, worked out once for a whole class."""

from __future__ import annotations

import ast
import contextlib
import copy
import json
from functools import cached_property

import nbformat
from nbgrader.utils import is_grade, is_task

from ..errors import CourseworkError
from .book.cache import digest, environment, replace
from .book.rows import instructors, prepared
from .nbcourse import FOR_INSTRUCTORS, NbCourse
from .planning.instructor import Instructor, instructor
from .planning.plan import LIMITS, model_plan
from .scoring.scores import model_problems
from .written.rubrics import Rubric, read_rubrics

MODEL = "model.json"


class Assignment:
    """An assignment's notebooks, files, limits, and what identifies a way of grading it.

    CourseworkError when there is no such assignment or its notebooks cannot be graded.
    """

    def __init__(self, course: NbCourse, name: str):
        self.course, self.name = course, name
        self.paths = {path.stem: path for path in course.assignment(name)}
        nodes = {stem: instructors(course, path) for stem, path in self.paths.items()}
        self.prepared = {stem: prepared(course, self.paths[stem], node) for stem, node in nodes.items()}
        self.notebooks: dict[str, Instructor] = {
            stem: instructor(node, f"{stem}.ipynb", course.config) for stem, node in nodes.items()
        }
        self.extras = {short: path.read_bytes() for short, path in course.extras(name).items()}
        if not any(one.tests for one in self.notebooks.values()) and not any(map(_by_hand, nodes.values())):
            raise CourseworkError(
                f"{name}: no cell of its notebooks has points, so there is nothing to grade"
            )

    @cached_property
    def grade_ids(self) -> dict[str, set[str]]:
        """The grade ids of each notebook."""
        return {stem: set(one.by_grade_id) for stem, one in self.notebooks.items()}

    @cached_property
    def rubrics(self) -> dict[str, Rubric]:
        """The rubrics of its written tasks; none that cannot be read, which `marks` and `formgrader` tell."""
        with contextlib.suppress(CourseworkError):
            return read_rubrics(self.course.source(self.name))
        return {}

    @cached_property
    def limits(self) -> dict:
        """What a run may use; nbgrader's own setting for the seconds of a cell counts."""
        seconds = self.course.config.get("Execute", {}).get("timeout")
        if not isinstance(seconds, int) or seconds <= 0:
            return dict(LIMITS)
        return {**LIMITS, "cell_seconds": seconds, "total_seconds": max(LIMITS["total_seconds"], 4 * seconds)}

    @cached_property
    def modules(self) -> list[str]:
        """Modules that the instructor's cells import: what a worker loads once for all."""
        found: dict[str, None] = {}
        for one in self.notebooks.values():
            for source in one.sources:
                if source.cell_type == "code":
                    found.update(dict.fromkeys(imported(source.full)))
        return list(found)

    def key(self, folders) -> str:
        """A digest over all that decides marks besides the submission; `folders`: what runs can read."""
        notebooks = [nbformat.writes(one.notebook) for one in self.notebooks.values()]
        extras = [part for item in sorted(self.extras.items()) for part in item]
        settings = [
            *self.course.root.glob("nbgrader_config.*"),
            self.course.source(self.name) / FOR_INSTRUCTORS,
        ]
        settings = [path.read_bytes() for path in sorted(settings) if path.is_file()]
        around = environment(folders, self.limits)
        return digest(around, *self.notebooks, *notebooks, *extras, str(len(settings)), *settings)

    def model(self, key: str, engine) -> dict[str, dict]:
        """The outcomes of the instructor's own notebooks, by name: kept ones, or run now by the engine.

        They name the libraries that are loaded on the way, and the tests that only pass in the process of the
        answers. CourseworkError names every test that does not give full marks to the instructor's answer.
        """
        if kept := self._kept_model(key):
            return kept
        plans = {stem: model_plan(one, self.extras, self.limits) for stem, one in self.notebooks.items()}
        jobs = ({**plan.job(), "id": stem, "modules": True} for stem, plan in plans.items())
        outcomes = dict(engine.run(jobs))
        wrong = [
            words for stem, plan in plans.items() for words in model_problems(plan.instructor, outcomes[stem])
        ]
        if wrong:
            raise CourseworkError(
                f"nothing was graded: in {self.course.source(self.name)} the instructor's own answers do not "
                "get full marks:\n  " + "\n  ".join(wrong)
            )
        text = json.dumps({"key": key, "outcomes": outcomes}, ensure_ascii=False)
        replace(self.course.report(self.name) / MODEL, text)
        return outcomes

    def _kept_model(self, key: str) -> dict[str, dict]:
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads((self.course.report(self.name) / MODEL).read_text(encoding="utf-8"))
            return kept["outcomes"] if kept["key"] == key else {}
        return {}

    def stand_in(self, notebook: str, words: str):
        """What stands in for a graded notebook where there is none, so that formgrader can show why."""
        made = copy.deepcopy(self.prepared[notebook])
        made.cells.insert(0, nbformat.v4.new_markdown_cell(f"**Nothing could be graded.** {words}"))
        return made

    def has_graded(self, student: str) -> bool:
        """Are a student's graded notebooks all there?"""
        folder = self.course.graded(student, self.name)
        return all((folder / f"{stem}.ipynb").is_file() for stem in self.notebooks)


def imported(code: str) -> list[str]:
    """The modules that a cell's code imports, in order; none when it is not plain Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found


def _by_hand(notebook) -> bool:
    return any(is_grade(cell) or is_task(cell) for cell in notebook.cells)
