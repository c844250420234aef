"""From an instructor's notebook and a student's to a run: what is run, in which order, from where."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model import Flag
from ..written.writing import written_texts
from .instructor import ANSWER, ORDINARY, Instructor, instructor
from .matching import match
from .order import CHECK, RUN, Item, Order
from .telling import told, written_flags

__all__ = ["LIMITS", "NOTHING", "Instructor", "Item", "Plan", "instructor", "model_plan", "plan"]

LIMITS = {"cell_seconds": 30, "total_seconds": 120, "memory_mb": 1024, "processes": 32, "file_mb": 64,
          "output_kb": 512}  # fmt: skip
NOTHING = "no cell of this notebook belongs to the assignment"


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
    order = Order(instructor, cells)
    made = Plan(id, instructor, order.items(), files=files or {}, limits={**LIMITS, **(limits or {})})
    made.matched = any(c.match and c.match.role != ORDINARY and c.how != "place" for c in cells)
    if not made.matched:
        made.items = [item for item in made.items if item.cell is not None]
        flags += [Flag("missing", "", NOTHING),
                  Flag("needs-person", "", "is this the right notebook?")]  # fmt: skip
        made.flags = flags
        return made
    made.missing = {s.grade_id for s in order.lost if s.role == ANSWER}
    made.untouched = {s.grade_id for s in instructor.of(ANSWER)
                      if s.index in order.stands and all(c.blank(s) for c in order.of(s))}  # fmt: skip
    made.written = written_texts(instructor, cells)
    made.flags = flags + told(order) + written_flags(made.written)
    return made


def model_plan(instructor: Instructor, files: Mapping[str, bytes] | None = None, limits=None) -> Plan:
    """The plan of the instructor's own notebook: its run says what a right answer looks like to each test."""
    return plan(instructor, instructor.notebook, "model", files, limits)
