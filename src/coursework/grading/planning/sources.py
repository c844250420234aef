"""The cells of an instructor's notebook: what each is for, how students got it, what names it deals in."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets.config import Config

from ...errors import CourseworkError
from ...release import CONFIG
from .names import Names, names
from .syntax import parse

ANSWER, TEST, TASK, WRITTEN, LOCKED, ORDINARY = "answer", "test", "task", "written", "locked", "ordinary"
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
OURS = re.compile(r"[kia]\d+\Z")  # keys that a plan gives to other steps


@dataclass(frozen=True)
class Source:
    """One cell of the instructor's notebook.

    `role`: answer (code, marked by tests), test, task, written (a place for an answer that a person marks),
    locked or ordinary; `full`: as the instructor wrote it; `released`: the forms students may have got, the
    right one first; `key`: what a job calls it; `asked`: names an answer is recognised by; `task`: for a
    place to write, the grade id that its text belongs to.
    """

    index: int
    grade_id: str
    cell_id: str
    role: str
    cell_type: str
    full: str
    released: tuple[str, ...]
    names: Names
    asked: frozenset = frozenset()
    task: str = ""
    points: float = 0.0
    metadata: dict = field(default_factory=dict, hash=False, compare=False)

    @property
    def name(self) -> str:
        """What a flag or a student calls it: the grade id, else the cell id."""
        return self.grade_id or self.cell_id or f"cell {self.index + 1}"

    @property
    def key(self) -> str:
        """A plain name, the same in every job: a test's own grade id where it is plain."""
        usable = PLAIN.match(self.grade_id) and not OURS.match(self.grade_id)
        return self.grade_id if self.role == TEST and usable else f"i{self.index}"

    @cached_property
    def stubs(self) -> set[str]:
        """The syntax trees of the released forms, to compare without comments and spaces."""
        return {ast.dump(tree) for tree in map(parse, self.released) if tree is not None}

    @cached_property
    def texts(self) -> set[str]:
        """The released and the full form, to compare without blank ends of lines."""
        return {bare(text) for text in (*self.released, self.full)}


def bare(text: str) -> str:
    """A text without blank ends of lines and of itself."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def released_forms(notebook, name: str, config: Config | None) -> list[tuple[str, ...]]:
    """For every cell the forms it may have in a student's hands, the right one first.

    By the course's settings (`config`), then by ours and by nbgrader's own. Raises CourseworkError when a
    marker has no end.
    """
    forms = []
    for settings in ([config] if config else []) + [CONFIG, Config()]:
        derived, resources = copy.deepcopy(notebook), {}
        try:
            for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
                derived, resources = step(config=settings).preprocess(derived, resources)
        except (RuntimeError, ValueError, KeyError) as error:
            raise CourseworkError(
                f"{name}: {str(error).rstrip('.')}; mend the notebook and try again"
            ) from error
        forms.append([cell.source.rstrip() for cell in derived.cells])
    return [tuple(dict.fromkeys(form)) for form in zip(*forms, strict=True)]


def sources_of(notebook, released: list[tuple[str, ...]]) -> list[Source]:
    """The cells of the instructor's notebook with their roles; `released`: what `released_forms` says."""
    made: list[Source] = []
    for index, (cell, forms) in enumerate(zip(notebook.cells, released, strict=True)):
        held = dict(cell.metadata.get("nbgrader") or {})
        role, grade_id, task = _role(cell), str(held.get("grade_id", "")), ""
        if role == WRITTEN:
            task = grade_id
        elif role == ORDINARY and made and made[-1].role == TASK and _is_place(cell):
            role, task = WRITTEN, made[-1].grade_id
        marked = role in (TEST, TASK) or (role == WRITTEN and bool(grade_id) and is_grade(cell))
        found = names(cell.source) if cell.cell_type == "code" else Names()
        points = float(held.get("points") or 0) if marked else 0.0
        made.append(
            Source(
                index, grade_id, cell.get("id", ""), role, cell.cell_type, cell.source, forms, found,
                task=task, points=points, metadata=held,
            )
        )  # fmt: skip
    return _with_asked(made)


def _role(cell) -> str:
    if is_task(cell):
        return TASK
    if is_solution(cell):
        return ANSWER if cell.cell_type == "code" and not is_grade(cell) else WRITTEN
    if is_grade(cell) and cell.cell_type == "code":
        return TEST
    return LOCKED if is_locked(cell) else ORDINARY


def _is_place(cell) -> bool:
    """Is this markdown cell after a task where the student writes? A heading or a long text is not."""
    return (
        cell.cell_type == "markdown" and not cell.source.lstrip().startswith("#") and len(cell.source) < 200
    )


def _with_asked(sources: list[Source]) -> list[Source]:
    """Give every answer the names it is recognised by: not given by its stub, best those that tests read."""
    read = frozenset().union(*(s.names.reads | s.names.quoted for s in sources if s.role == TEST))
    elsewhere = frozenset().union(*(s.names.binds for s in sources if s.role in (LOCKED, ORDINARY)))
    made = []
    for source in sources:
        if source.role == ANSWER:
            stub = names(source.released[0])
            own = source.names.binds - (stub.binds - stub.blank)
            own = (own - elsewhere) or own or source.names.binds
            source = replace(source, asked=(own & read) or own)
        made.append(source)
    return made
