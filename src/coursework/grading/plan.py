"""From an instructor's notebook and a student's to a run: what is run in which order, and where it came from.

The student's notebook leads, in the student's order; locked cells and tests are the instructor's. A test runs
at one moment: after the answers it reads, before the student goes on to a later cell of the instructor's.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from .instructor import ANSWER, LOCKED, ORDINARY, TASK, TEST, WRITTEN, Instructor, Source, instructor
from .matching import Cell, match
from .model import Flag
from .names import Names
from .writing import written_texts

__all__ = ["LIMITS", "Instructor", "Item", "Plan", "instructor", "model_plan", "plan"]

LIMITS = {"cell_seconds": 30, "total_seconds": 120, "memory_mb": 1024, "processes": 32, "file_mb": 64,
          "output_kb": 512}  # fmt: skip
NOTHING = "no cell of this notebook belongs to the assignment"
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


@dataclass
class Plan:
    """How one notebook of one student is marked.

    `items`: in the order of the run; `matched`: does anything in the notebook belong to this assignment?
    `untouched`, `missing`: grade ids of answers; `written`: the student's text by grade id of what a person
    marks; `flags`: what a person should know before anything is run.
    """

    id: str
    instructor: Instructor
    items: list[Item]
    matched: bool = True
    untouched: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Mapping = field(default_factory=lambda: dict(LIMITS))

    @property
    def places(self) -> dict[str, str]:
        """What a flag calls the cell behind each key."""
        return {item.key: item.label for item in self.items}

    @property
    def steps(self) -> list[dict]:
        """The steps of the job."""
        return [step for item in self.items if (step := self.step(item))]

    def step(self, item: Item) -> dict | None:
        """An item as a step of the job; None when it is not run."""
        if item.use == RUN and item.text.strip():
            return {"kind": "cell", "key": item.key, "source": item.text}
        if item.use != CHECK:
            return None
        visible, wanted = item.source.released[0], self.instructor.handed(item.source)
        return {"kind": "test", "key": item.key, "source": item.source.full, "visible": visible,
                "names": sorted(wanted), "answers": sorted(wanted & self.instructor.answered)}  # fmt: skip

    def job(self) -> dict | None:
        """The job for a worker, plain data; None when nothing in the notebook belongs to the assignment."""
        return self.job_of(self.steps) if self.matched else None

    def job_of(self, steps: list[dict], suffix: str = "") -> dict:
        """A job with these steps and this plan's files, setup and limits."""
        files = {name: base64.b64encode(content).decode("ascii") for name, content in self.files.items()}
        return {"id": self.id + suffix, "files": files, "steps": steps, "setup": list(self.instructor.setup),
                "limits": dict(self.limits)}  # fmt: skip


def plan(
    instructor: Instructor,
    notebook,
    id: str = "",
    files: Mapping[str, bytes] | None = None,
    limits: Mapping | None = None,
) -> Plan:
    """The Plan for a student's notebook (a format 4.5 node as `reader` makes it).

    `id`: of the job, "student/notebook"; `files`: what lies beside the notebook when it runs; `limits`: what
    differs from LIMITS.
    """
    cells, flags = match(instructor, notebook)
    order = _Order(instructor, cells)
    made = Plan(id, instructor, order.items(), files=files or {}, limits={**LIMITS, **(limits or {})})
    made.matched = any(c.match and c.match.role != ORDINARY and c.how != "place" for c in cells)
    if not made.matched:
        made.items = [item for item in made.items if item.cell is not None]
        flags += [Flag("missing", "", NOTHING),
                  Flag("needs-person", "", "is this the right notebook? Nothing in it could be matched")]  # fmt: skip
        made.flags = flags
        return made
    made.missing = {s.grade_id for s in order.lost if s.role == ANSWER}
    made.untouched = {s.grade_id for s in instructor.of(ANSWER)
                      if s.index in order.stands and all(c.blank(s) for c in order.of(s))}  # fmt: skip
    made.written = written_texts(instructor, cells)
    made.flags = flags + order.flags + _written_flags(made.written)
    return made


def model_plan(instructor: Instructor, files: Mapping[str, bytes] | None = None, limits=None) -> Plan:
    """The plan of the instructor's own notebook: its run says what a right answer looks like to each test."""
    return plan(instructor, instructor.notebook, "model", files, limits)


def _written_flags(written: dict[str, str]) -> list[Flag]:
    return [
        Flag("needs-person", name, "a written answer to be marked" if text else "nothing written")
        for name, text in written.items()
    ]


class _Order:
    """Puts the cells of both notebooks into one order."""

    def __init__(self, instructor: Instructor, cells: list[Cell]):
        self.instructor, self.cells = instructor, cells
        self.flags: list[Flag] = []
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
            added.setdefault(self.moment(source), []).append((source.index, Item(CHECK, source.key, "", source)))
        for source in self.lost:
            if source.role != TEST:
                added.setdefault(self.gap(source), []).append((source.index, self.restored(source)))
        items = []
        for place in range(self.end + 1):
            items += [item for _, item in sorted(added.get(place, []), key=lambda one: one[0])]
            if place < self.end:
                items += self.student(place)
        self._tell()
        return items

    def moment(self, test: Source) -> int:
        """Before which of the student's cells a test runs: see the head of this module."""
        owners = self.instructor.owners(test)
        last = max((self.stands.get(s.index, -1) for s in owners), default=-1)
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
        """Where a missing cell is put back: behind the instructor's cells before it, or late if it reads answers."""
        after = next((p for p, c in enumerate(self.cells) if c.match and c.match.index > source.index), self.end)
        answers = frozenset().union(*(s.names.binds for s in self.instructor.of(ANSWER)))
        if source.role != ANSWER and self.instructor.reads(source) & answers:
            return after
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
            return [Item(use, f"{source.key}" if counts else key, source.full, source, cell, counts)]
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

    def _tell(self) -> None:
        """Flags for what was put back, changed, pasted twice or lost."""
        for source in self.lost:
            if source.role == ANSWER:
                detail = "the answer cell is not in the notebook; its tests were run all the same"
                self.flags.append(Flag("missing", source.name, detail))
            else:
                self.flags.append(Flag("cell-restored", source.name, f"the {source.role} cell was missing"))
        for index, places in self.groups.items():
            source, cells = self.instructor.sources[index], [self.cells[place] for place in places]
            self._tell_changes(source, cells)
            if source.grade_id and len([c for c in cells if c.how == "grade id"]) > 1:
                detail = {ANSWER: "the last different one counts"}.get(source.role, "one is used")
                self.flags.append(Flag("duplicate", source.name, f"{len(cells)} cells have this id; {detail}"))
        self._tell_stripped()

    def _tell_changes(self, source: Source, cells: list[Cell]) -> None:
        if source.role in (TEST, TASK, LOCKED) and not all(cell.same(source) for cell in cells):
            detail = f"the {source.role} cell was changed; the instructor's was used"
            self.flags.append(Flag("cell-restored", source.name, detail))
        changed = sorted({what for cell in cells if cell.how == "grade id" for what in _altered(cell, source)})
        if changed:
            self.flags.append(Flag("metadata-restored", source.name, f"changed: {', '.join(changed)}"))

    def _tell_stripped(self) -> None:
        found = [c for c in self.cells if c.match and c.match.grade_id and c.how != "grade id"]
        if found:
            which = ", ".join(f"{c.match.name} (by {c.how})" for c in found[:8]) + " ..." * (len(found) > 8)
            detail = f"{len(found)} cells were found without nbgrader's own mark: {which}"
            self.flags.append(Flag("metadata-restored", "", detail))


def _altered(cell: Cell, source: Source) -> list[str]:
    """Which of nbgrader's settings a student's cell has that are not the instructor's."""
    theirs, ours = cell.node.metadata.get("nbgrader", {}), source.metadata
    found = [f for f in ("grade", "solution", "locked", "task")
             if f in theirs and theirs[f] is not bool(ours.get(f, False)) and not _locked_by_release(f, source)]  # fmt: skip
    points = theirs.get("points")
    if points is not None and (not isinstance(points, int | float) or float(points) != float(ours.get("points") or 0)):
        found.append("points")
    if cell.node.cell_type != source.cell_type:
        found.append(f"type ({cell.node.cell_type} for {source.cell_type})")
    return found


def _locked_by_release(setting: str, source: Source) -> bool:
    """nbgrader treats a test as locked whatever the instructor's file says."""
    return setting == "locked" and source.role in (TEST, TASK)
