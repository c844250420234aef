"""The report of one assignment: report.json for programs, report.html for a person, and their sums."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..book.cache import Cache, replacing
from ..model import GRADED, PARTLY, UNREADABLE, Result
from . import reportpage


class Results(Mapping):
    """Every student's result, read from the cache one at a time; `others`: of those who were not run."""

    def __init__(self, cache: Cache, students: list[str], others: dict[str, Result]):
        self.cache, self.others = cache, others
        self.students = sorted({*students, *others})

    def __getitem__(self, student: str) -> Result:
        return self.others.get(student) or Result.from_dict(self.cache.get(student)["result"])

    def __iter__(self) -> Iterator[str]:
        return iter(self.students)

    def __len__(self) -> int:
        return len(self.students)


@dataclass
class Item:
    """How a class did in one test."""

    max: float = 0.0
    scores: int = 0
    full: int = 0
    none: int = 0
    points: float = 0.0
    waiting: int = 0

    def add(self, test):
        """Count one student's mark."""
        self.max = max(self.max, test.max)
        if test.score is None:
            self.waiting += 1
            return
        self.scores += 1
        self.points += test.score
        self.full += test.score >= test.max
        self.none += test.score <= 0

    @property
    def mean(self) -> float:
        """Points a student got on average, of those who have a score."""
        return self.points / self.scores if self.scores else 0.0


@dataclass
class Summary:
    """What the whole class came to."""

    statuses: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    items: dict[str, Item] = field(default_factory=dict)
    points: float = 0.0
    max: float = 0.0
    waiting: int = 0

    def add(self, one: Result):
        """Count one submission."""
        self.statuses[one.status] += 1
        self.kinds.update({flag.kind for flag in one.flags})
        self.waiting += waits(one)
        self.max = max(self.max, one.auto_max)
        if one.status == GRADED:
            self.points += one.auto_score
        for test in one.tests if one.status in (GRADED, PARTLY) else ():
            self.items.setdefault(test.id, Item()).add(test)

    @property
    def mean(self) -> float | None:
        """Automatic points of the fully graded on average; None without any."""
        return self.points / self.statuses[GRADED] if self.statuses[GRADED] else None


def has(one: Result, kind: str) -> bool:
    """Does a submission carry a flag of this kind?"""
    return any(flag.kind == kind for flag in one.flags)


def waits(one: Result) -> bool:
    """Does a person have to look at this submission?"""
    return one.status in (UNREADABLE, PARTLY) or has(one, "needs-person") or has(one, "tamper")


def place(one: Result) -> int:
    """Where a submission stands on the page, 0 first: what needs a person most comes first."""
    if one.status == UNREADABLE:
        return 0
    if one.status == GRADED:
        return 1 if has(one, "tamper") else 3 if has(one, "needs-person") else 4
    return 1 if has(one, "tamper") else 2 if one.status == PARTLY else 5


def write(folder: Path, assignment: str, results: Mapping[str, Result], remark: str = "") -> Summary:
    """Write report.json and report.html into a folder, each in one move; the summary of what is in them.

    `results` gives a student's result when asked and holds one at a time. `remark` stands on top of the page.
    OSError when the disk is full: the earlier report then still stands.
    """
    summary, order = Summary(), []
    with replacing(folder / "report.json") as file:
        for n, (student, one) in enumerate(results.items()):
            summary.add(one)
            order.append((place(one), student))
            text = ("[\n" if n == 0 else ",\n") + json.dumps(one.as_dict(), ensure_ascii=False)
            file.write(text.encode("utf-8", "backslashreplace"))
        file.write(b"\n]\n" if order else b"[]\n")
    with replacing(folder / "report.html") as file:
        for part in reportpage.page(assignment, summary, order, results, remark):
            file.write((part + "\n").encode("utf-8", "backslashreplace"))
    return summary
