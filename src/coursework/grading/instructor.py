"""What is known about an instructor's notebook, worked out once for a whole class."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass, field
from functools import cached_property

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets.config import Config

from ..errors import CourseworkError
from ..release import CONFIG
from .names import BUILTIN, Names, names, standing
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
    names: Names = Names()
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


@dataclass(frozen=True)
class Instructor:
    """An instructor's notebook: its cells in order, and what follows from them."""

    name: str
    notebook: object
    sources: tuple[Source, ...]
    setup: tuple[str, ...]

    @cached_property
    def by_grade_id(self) -> dict[str, Source]:
        """Cells by nbgrader grade id."""
        return {source.grade_id: source for source in self.sources if source.grade_id}

    @cached_property
    def by_cell_id(self) -> dict[str, Source]:
        """Cells by Jupyter's cell id."""
        return {source.cell_id: source for source in self.sources if source.cell_id}

    def of(self, *roles: str) -> list[Source]:
        """The cells of some roles, in order."""
        return [source for source in self.sources if source.role in roles]

    @property
    def tests(self) -> list[Source]:
        """The test cells, in order."""
        return self.of(TEST)

    @cached_property
    def bound(self) -> frozenset:
        """All names that any of the instructor's cells binds."""
        return frozenset().union(*(source.names.binds for source in self.sources))

    def reads(self, source: Source) -> frozenset:
        """Names a cell takes from others: those it reads, or looks up by a string."""
        quoted = source.names.quoted & self.bound
        return (source.names.reads - (BUILTIN - self.bound)) | quoted

    @cached_property
    def answered(self) -> frozenset:
        """All names that the answers bind."""
        return frozenset().union(*(source.names.binds for source in self.of(ANSWER)))

    @cached_property
    def hidden(self) -> frozenset:
        """Names that nothing but the hidden part of tests binds: the student's process has none of them."""
        shown = [names(test.released[0]).binds for test in self.tests]
        others = [s.names.binds for s in self.sources if s.role != TEST]
        return self.bound - frozenset().union(*shown, *others)

    @cached_property
    def public_words(self) -> frozenset:
        """All words of the released notebook."""
        return frozenset(word for s in self.sources for word in re.findall(r"\w+", s.released[0]))

    @cached_property
    def secret_lines(self) -> tuple[str, ...]:
        """Lines of hidden tests that are long enough to be known again."""
        public = {line.strip() for s in self.sources for line in s.released[0].split("\n")}
        lines = {line.strip() for test in self.tests for line in test.full.split("\n")}
        return tuple(sorted(line for line in lines - public if len(line) >= 20 and "HIDDEN TESTS" not in line))

    def handed(self, test: Source) -> frozenset:
        """Names whose values a test gets from the student's run."""
        return self.reads(test) - self.hidden

    def owners(self, test: Source) -> list[Source]:
        """The code cells before a test that bind names it reads; without any, the nearest answer before."""
        before = [s for s in self.of(ANSWER, LOCKED, ORDINARY) if s.index < test.index]
        found = [s for s in before if s.names.binds & self.reads(test)]
        if any(s.role == ANSWER for s in found):
            return found
        return found + [s for s in before if s.role == ANSWER][-1:]

    def tested(self, test: Source) -> list[Source]:
        """The answers a test marks: of those it reads, the ones between two tests that stand nearest."""
        answers = [s for s in self.owners(test) if s.role == ANSWER]
        block = {s.index: sum(t.index < s.index for t in self.tests) for s in answers}
        return [s for s in answers if block[s.index] == max(block.values())]


def instructor(notebook, name: str = "notebook", config: Config | None = None) -> Instructor:
    """What is known about an instructor's notebook (an nbformat 4 node).

    `config`: the course's own nbgrader settings, when its stubs or markers are not the usual ones. Raises
    CourseworkError naming the notebook when it cannot be graded: a marker without its end, a grade id twice,
    a language other than Python.
    """
    language = notebook.metadata.get("kernelspec", {}).get("language", "python") or "python"
    if language.lower() != "python":
        raise CourseworkError(f"{name}: only Python notebooks can be graded, this one says {language!r}")
    released = _released(notebook, name, config)
    sources = _sources(notebook, released)
    nameless = next((s for s in sources if s.metadata and s.role != ORDINARY and not s.grade_id), None)
    if nameless:
        raise CourseworkError(f"{name}: the {nameless.role} cell {nameless.name!r} has no grade id: give it one")
    ids = [source.grade_id for source in sources if source.grade_id]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise CourseworkError(f"{name}: the grade id {twice[0]!r} stands on more than one cell: rename one")
    return Instructor(name, notebook, tuple(_with_asked(sources)), tuple(_setup(sources)))


def bare(text: str) -> str:
    """A text without blank ends of lines and of itself."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _released(notebook, name: str, config: Config | None) -> list[tuple[str, ...]]:
    """For every cell the forms it may have in a student's hands: by the course's settings, ours, nbgrader's."""
    forms = []
    for settings in ([config] if config else []) + [CONFIG, Config()]:
        derived, resources = copy.deepcopy(notebook), {}
        try:
            for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
                derived, resources = step(config=settings).preprocess(derived, resources)
        except (RuntimeError, ValueError, KeyError) as error:
            raise CourseworkError(f"{name}: {str(error).rstrip('.')}; mend the notebook and try again") from error
        forms.append([cell.source.rstrip() for cell in derived.cells])
    return [tuple(dict.fromkeys(form)) for form in zip(*forms, strict=True)]


def _sources(notebook, released: list[tuple[str, ...]]) -> list[Source]:
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
        made.append(Source(index, grade_id, cell.get("id", ""), role, cell.cell_type, cell.source, forms, found,
                           task=task, points=points, metadata=held))  # fmt: skip
    return made


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
    return cell.cell_type == "markdown" and not cell.source.lstrip().startswith("#") and len(cell.source) < 200


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
            source = Source(**{**source.__dict__, "asked": (own & read) or own})
        made.append(source)
    return made


def _setup(sources: list[Source]) -> list[str]:
    """The instructor's own code that stands without any answer: what the examiner's process starts with."""
    found, known = [], frozenset()
    for source in sources:
        if source.cell_type == "code" and source.role in (LOCKED, ORDINARY):
            text, bound = standing(source.full, known)
            known |= bound
            if text.strip():
                found.append(text)
    return found
