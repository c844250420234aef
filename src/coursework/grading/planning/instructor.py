"""What is known about an instructor's notebook, worked out once for a whole class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from traitlets.config import Config

from ...errors import CourseworkError
from .names import BUILTIN, names, standing
from .pins import pinned
from .sources import (
    ANSWER,
    LOCKED,
    ORDINARY,
    TASK,
    TEST,
    WRITTEN,
    Source,
    released_forms,
    sources_of,
)

__all__ = ["ANSWER", "LOCKED", "ORDINARY", "TASK", "TEST", "WRITTEN", "Instructor", "Source", "instructor"]


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
        return tuple(
            sorted(line for line in lines - public if len(line) >= 20 and "HIDDEN TESTS" not in line)
        )

    @cached_property
    def pinned(self) -> frozenset:
        """Names of the instructor's own values that no answer is meant to change."""
        own, others = self.of(LOCKED, ORDINARY), self.of(ANSWER, WRITTEN)
        code = ([s.full for s in part if s.cell_type == "code"] for part in (own, others))
        return pinned(*code) - self.answered

    def handed(self, test: Source) -> frozenset:
        """Names whose values a test gets from the student's run; of pinned ones it has the instructor's."""
        wanted = self.reads(test) - self.hidden
        return wanted - self.pinned if wanted & self.answered else wanted

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
    released = released_forms(notebook, name, config)
    sources = sources_of(notebook, released)
    nameless = next((s for s in sources if s.metadata and s.role != ORDINARY and not s.grade_id), None)
    if nameless:
        raise CourseworkError(
            f"{name}: the {nameless.role} cell {nameless.name!r} has no grade id: give it one"
        )
    ids = [source.grade_id for source in sources if source.grade_id]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise CourseworkError(f"{name}: the grade id {twice[0]!r} stands on more than one cell: rename one")
    return Instructor(name, notebook, tuple(sources), tuple(_setup(sources)))


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
