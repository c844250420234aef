"""One order for the cells of two notebooks: the student's leads, locked cells and tests are the instructor's.

A test runs at one moment, below the answers it reads: where the student's copy of it stands, else before the
student goes on to a later cell of the instructor's.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..written.writing import added
from .instructor import ANSWER, LOCKED, ORDINARY, TASK, TEST, WRITTEN, Instructor, Source
from .matching import Cell
from .names import Names

RUN, CHECK, SHOW, ABSENT = "run", "check", "show", "absent"


@dataclass
class Item:
    """One place in the run and in the marked notebook.

    `use`: run (a cell's code), check (a test), show (not run), absent (where a missing answer would stand);
    `text`: the code, or what is shown; `source`: the instructor's cell behind it; `cell`: the student's;
    `carries`: is this the cell that bears the grade id in the marked notebook?
    """

    use: str
    key: str
    text: str
    source: Source | None = None
    cell: Cell | None = None
    carries: bool = False

    @property
    def label(self) -> str:
        """How a flag names it."""
        return self.cell.label if self.cell is not None else self.source.name

    @property
    def names(self) -> Names:
        """What its code binds and reads."""
        theirs = self.cell is not None and self.text is self.cell.source
        return self.cell.names if theirs else self.source.names


class Order:
    """Puts the cells of both notebooks into one order."""

    def __init__(self, instructor: Instructor, cells: list[Cell]):
        self.instructor, self.cells = instructor, cells
        self.end = len(cells)
        self.stands: dict[int, int] = {}  # where the cell that counts for an instructor's cell stands
        self.groups: dict[int, list[int]] = {}
        for place, cell in enumerate(cells):
            if cell.match:
                self.groups.setdefault(cell.match.index, []).append(place)
        for index, places in self.groups.items():
            self.stands[index] = self._counts(instructor.sources[index], places)
        self.lost = [s for s in instructor.sources if s.index not in self.stands and self._is_needed(s)]

    def of(self, source: Source) -> list[Cell]:
        """The student's cells that stand for a cell of the instructor's."""
        return [self.cells[place] for place in self.groups.get(source.index, [])]

    def items(self) -> list[Item]:
        """Everything in order."""
        added: dict[int, list[tuple[int, Item]]] = {}
        for source in self.instructor.tests:
            added.setdefault(self.moment(source), []).append(
                (source.index, Item(CHECK, source.key, "", source))
            )
        for source in self.lost:
            if source.role != TEST:
                added.setdefault(self.gap(source), []).append((source.index, self.restored(source)))
        items = []
        for place in range(self.end + 1):
            items += [item for _, item in sorted(added.get(place, []), key=lambda one: one[0])]
            if place < self.end:
                items += self.student(place)
        return items

    def moment(self, test: Source) -> int:
        """Before which of the student's cells a test runs: see the head of this module."""
        owners = self.instructor.owners(test)
        last = max((self.stands.get(s.index, -1) for s in owners), default=-1)
        # Where the student's own copy of it stands, if answers are above: what is tried out below is none.
        copies = [place for place in self.groups.get(test.index, []) if place > last]
        answers = [s for s in owners if s.role == ANSWER and s.index in self.stands]
        if copies and answers and not any(self.cells[self.stands[s.index]].blank(s) for s in answers):
            return copies[0]
        given = any(s.role == ANSWER and s.index in self.stands for s in owners)
        mine = {s.index for s in owners}
        for place in range(last + 1, self.end):
            source = self.cells[place].match
            if source is None or source.role == TEST or source.index in mine:
                continue
            # A later cell of the instructor's; or, in a shuffled notebook, another answer.
            if source.index > test.index or (source.role == ANSWER and given):
                return place
        return self.end

    def gap(self, source: Source) -> int:
        """Where a missing cell is put back: behind those before it, above the student's own cells there."""
        after = next(
            (p for p, c in enumerate(self.cells) if c.match and c.match.index > source.index), self.end
        )
        while after > 0 and self.cells[after - 1].match is None:
            after -= 1
        return after

    def restored(self, source: Source) -> Item:
        """A cell that the student's notebook lacks."""
        if source.role == ANSWER:
            return Item(ABSENT, source.key, "", source)
        if source.cell_type == "code" and source.role in (LOCKED, ORDINARY):
            return Item(RUN, source.key, source.full, source, carries=bool(source.grade_id))
        text = source.full if source.role == TASK else source.released[0]
        return Item(SHOW, source.key, text, source, carries=True)

    def student(self, place: int) -> list[Item]:
        """What becomes of one of the student's cells."""
        cell, source = self.cells[place], self.cells[place].match
        key, run = f"k{cell.number}", RUN if cell.code else SHOW
        if source is None:
            return [Item(run, key, cell.source, None, cell)]
        counts = self.stands[source.index] == place
        if source.role == TEST:
            return []
        if source.role == ANSWER:
            dropped = place > self.stands[source.index] and cell.blank(source)
            return [Item(SHOW if dropped else RUN, key, cell.source, source, cell, counts)]
        if source.role in (LOCKED, TASK):
            use = RUN if source.cell_type == "code" else SHOW
            given = Item(use, source.key if counts else key, source.full, source, cell, counts)
            texts = added(cell, source) if source.role == TASK else []  # students do write into it
            return [given, *(Item(SHOW, f"{key}-own", text, None, cell) for text in texts)]
        own = Item(run, key, cell.source, source, cell, counts and bool(source.grade_id))
        changed = source.role == ORDINARY and source.cell_type == "code" and not cell.same(source)
        return [Item(RUN, source.key, source.full, source), own] if changed else [own]

    def _counts(self, source: Source, places: list[int]) -> int:
        """Of several cells the one that counts: the last that gives the answer."""
        if source.role not in (ANSWER, WRITTEN):
            return places[0]
        given = [place for place in places if not self.cells[place].blank(source)]
        by_name = [place for place in given if self.cells[place].names.binds & source.asked]
        return (by_name or given or places)[-1]

    def _is_needed(self, source: Source) -> bool:
        """Must a cell that the student's notebook lacks be put back, or told?"""
        if source.role == ORDINARY:
            return source.cell_type == "code" and bool(source.names.binds)
        return source.role != WRITTEN or bool(source.grade_id)
