"""Which cell of a student's notebook stands for which cell of the instructor's.

By grade id, unless the cell plainly holds another answer; then by the same text, by the names an answer
defines, by cell id, and by place. A student's own cells stay without a match.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property

from ..model import Flag
from ..reading.decoding import GIVEN_ID, nbgrader_id
from .instructor import ANSWER, LOCKED, ORDINARY, TEST, WRITTEN, Instructor, Source
from .names import Names, names
from .sources import bare
from .syntax import parse

MOST_TEXT = 500_000  # characters of a notebook whose names are looked at


@dataclass
class Cell:
    """One cell of a student's notebook, and the instructor's cell it stands for, if any."""

    number: int
    node: object
    looked_at: bool = True
    match: Source | None = None
    how: str = ""

    @property
    def source(self) -> str:
        """Its text."""
        return self.node.source

    @property
    def code(self) -> bool:
        """Is it run: a code cell, or one that stands for a code answer whatever its type became?"""
        return self.node.cell_type == "code" or bool(self.match and self.match.cell_type == "code")

    @property
    def grade_id(self) -> str:
        """The grade id that the student's file gives it."""
        return nbgrader_id(self.node)

    @property
    def own_id(self) -> str:
        """The cell id that the student's file gives it."""
        given = self.node.get("id", "")  # an instructor's notebook of format 4.4 has none
        return "" if given.startswith(GIVEN_ID) else given

    @property
    def label(self) -> str:
        """How a flag names it."""
        return (self.match and self.match.grade_id) or self.own_id or f"cell {self.number}"

    @cached_property
    def names(self) -> Names:
        """What its code binds and reads."""
        return names(self.source) if self.looked_at else Names()

    @cached_property
    def text(self) -> str:
        """Its text, to compare."""
        return bare(self.source)

    @cached_property
    def tree(self) -> str:
        """Its syntax tree, to compare without comments and spaces; '' when there is none."""
        tree = parse(self.source)
        return ast.dump(tree) if tree is not None else ""

    def same(self, source: Source) -> bool:
        """Is it the instructor's cell unchanged?"""
        return self.text in source.texts

    def blank(self, source: Source) -> bool:
        """Is nothing of the student's in this answer: empty, or the stub but for comments and spaces?"""
        if not self.text or self.text in {bare(text) for text in source.released}:
            return True
        # Comments and spaces add this much at most: larger cells need no second look.
        near = any(abs(len(text) - len(self.source)) < 2000 for text in source.released)
        return near and source.cell_type == "code" and bool(self.tree) and self.tree in source.stubs


def match(instructor: Instructor, notebook) -> tuple[list[Cell], list[Flag]]:
    """(the student's cells with their matches, flags `unknown-grade-id` and `metadata-restored`)."""
    room, cells = MOST_TEXT, []
    for number, node in enumerate(notebook.cells, start=1):
        room -= len(node.source)
        cells.append(Cell(number, node, looked_at=room > 0))
    matching = _Matching(instructor, cells)
    for step in (
        matching.by_grade_id,
        matching.by_text,
        matching.by_names,
        matching.by_cell_id,
        matching.by_place,
    ):
        step()
    return cells, matching.flags


class _Matching:
    def __init__(self, instructor: Instructor, cells: list[Cell]):
        self.instructor, self.cells = instructor, cells
        self.flags: list[Flag] = []
        self.taken: set[int] = set()
        self.answers = instructor.of(ANSWER)
        self.asked = {name: s for s in reversed(self.answers) for name in s.asked}

    def free(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.match is None]

    def give(self, cell: Cell, source: Source, how: str) -> None:
        cell.match, cell.how = source, how
        self.taken.add(source.index)

    def by_grade_id(self) -> None:
        for cell in self.cells:
            source = self.instructor.by_grade_id.get(cell.grade_id)
            if not cell.grade_id:
                continue
            if source is None:
                detail = f"the instructor's notebook has no {cell.grade_id[:60]!r}: run as an extra cell"
                self.flags.append(Flag("unknown-grade-id", cell.own_id or f"cell {cell.number}", detail))
            elif self.fits(cell, source):
                self.give(cell, source, "grade id")
            else:
                detail = (
                    f"it carries the id of {source.name!r} but holds something else; it is run as it stands"
                )
                self.flags.append(Flag("metadata-restored", cell.own_id or f"cell {cell.number}", detail))

    def fits(self, cell: Cell, source: Source) -> bool:
        """May this cell be what its id says? Not when it plainly holds another cell's answer."""
        if cell.same(source) or not cell.text:
            return True
        if source.role == ANSWER:
            ours, others = cell.names.binds & source.asked, cell.names.binds & set(self.asked)
            return bool(ours) or not others
        answers = cell.names.binds & set(self.asked) - source.names.binds
        return not (cell.node.cell_type == "code" and answers)

    def by_text(self) -> None:
        """Cells that are still as they were given out, where only one such cell was given out."""
        known: dict[str, list[Source]] = {}
        for source in self.instructor.sources:
            for text in source.texts:
                known.setdefault(text, []).append(source)
        for cell in self.free():
            sources = [s for s in known.get(cell.text, []) if cell.text and _same_kind(cell, s)]
            # A stub is nobody's work: each copy of it stands for its answer.
            if len(sources) == 1 and (sources[0].index not in self.taken or sources[0].role == ANSWER):
                self.give(cell, sources[0], "text")

    def by_names(self) -> None:
        """Answers not given in a cell of their own: the free cells that define most of their names."""
        given = {c.match.index for c in self.cells if c.match and not c.blank(c.match)}
        wanted = [s for s in self.answers if s.index not in given]
        if not wanted:
            return
        for cell in self.free():
            if cell.node.cell_type != "code":
                continue
            ranked = [(len(cell.names.binds & s.asked), s) for s in wanted]
            most, best = max(ranked, key=lambda one: one[0])
            if most:
                self.give(cell, best, "names")

    def by_cell_id(self) -> None:
        for cell in self.free():
            source = self.instructor.by_cell_id.get(cell.own_id)
            if (
                source
                and source.index not in self.taken
                and _may_be(cell, source)
                and self.fits(cell, source)
            ):
                self.give(cell, source, "cell id")

    def by_place(self) -> None:
        """Between matched neighbours: as many free cells of a kind as are missing; of several the likest."""
        positions = {cell.match.index: place for place, cell in enumerate(self.cells) if cell.match}
        missing: list[Source] = []
        for source in [*self.instructor.sources, None]:
            if source is not None and source.index not in positions:
                missing.append(source)
                continue
            if missing:
                first, last = missing[0].index - 1, missing[-1].index + 1
                start, end = positions.get(first, -1) + 1, positions.get(last, len(self.cells))
                self.pair(missing, self.cells[start:end])
                missing = []

    def pair(self, missing: list[Source], between: list[Cell]) -> None:
        for kind, roles in (("code", (ANSWER, WRITTEN)), ("markdown", (WRITTEN, ORDINARY))):
            sources = [s for s in missing if s.cell_type == kind and s.role in roles]
            cells = [c for c in between if c.match is None and c.node.cell_type == kind]
            if len(cells) > len(sources) == 1 and kind == "code":
                cells = [max(cells, key=lambda cell: _words_shared(cell, sources[0]))]
            for cell, source in zip(cells, sources, strict=False) if len(cells) == len(sources) else ():
                if self.fits(cell, source):
                    self.give(cell, source, "place")


def _words_shared(cell: Cell, source: Source) -> float:
    """How much of what one of two texts says is in both."""
    theirs, ours = (set(re.findall(r"\w+", text[:5000])) for text in (cell.source, source.full))
    return len(theirs & ours) / max(1, len(theirs | ours))


def _same_kind(cell: Cell, source: Source) -> bool:
    return (cell.node.cell_type == "code") == (source.cell_type == "code")


def _may_be(cell: Cell, source: Source) -> bool:
    """May a cell of this type be that cell? An answer may have been turned to text by a slip of the key."""
    return _same_kind(cell, source) or source.role in (ANSWER, WRITTEN, LOCKED, TEST)
