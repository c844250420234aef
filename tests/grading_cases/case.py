"""What a case is, and the small edits that cases are made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from .course import FULL, NAME, release

# Right answers in a student's own words: no line of them is the instructor's.
RIGHT = {
    "total": "total = places.people.sum()",
    "large": "bigger = places.query('people > 200').sort_values('people')[::-1]\n"
    "large = pd.DataFrame({'name': bigger.name.values, 'people': bigger.people.values})",
    "big": "places['big'] = [n > 200 for n in places.people]",
    "order": "order = ['flood', 'bridge', 'railway', 'school']",
    "share": "def share(part, whole):\n    if whole == 0:\n        return None\n"
    "    return round(part / whole * 100, 1)",
    "town": "class Town:\n    def __init__(self, name, people):\n"
    "        self.name = name\n        self.people = people\n"
    "    def grow(self, count):\n        self.people = self.people + count\n"
    "    def __str__(self):\n        return '%s (%d)' % (self.name, self.people)",
    "by-region": "by_region = {}\nfor region, names in regions.items():\n"
    "    count = places[places.name.isin(names)].people.sum()\n"
    "    by_region[region] = share(count, total)",
}
STUBS = dict.fromkeys(RIGHT)  # nothing answered
ESSAY = "The towns on the coast are larger, in this table at least; one year cannot show that they grew."


@dataclass(frozen=True)
class Work:
    """Where a case lays its submission down, and what it may aim at from inside."""

    folder: Path  # submitted/STUDENT/ps1
    course: Path
    outside: Path  # a folder beside the course that nobody may read or change
    port: int  # a listener on 127.0.0.1

    def fill(self, source: str) -> str:
        """The source with the places it aims at written in: an attacker may know them all."""
        for mark, value in (("@COURSE@", self.course), ("@OUTSIDE@", self.outside), ("@PORT@", self.port)):
            source = source.replace(mark, str(value))
        return source

    def save(self, made, name: str = f"{NAME}.ipynb") -> Path:
        """Write a notebook (a node, a dict, text or bytes) into the submission."""
        if isinstance(made, dict):
            made = json.dumps(made, indent=1, ensure_ascii=False)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            made if isinstance(made, bytes) else self.fill(made).encode("utf-8", "surrogatepass")
        )
        return path


@dataclass(frozen=True)
class Case:
    """One submission, and what grading it fairly means."""

    name: str
    kind: str  # honest, broken or hostile
    make: Callable[[Work], object]
    fair: tuple[float, float] = (FULL, FULL)
    must: frozenset = frozenset()  # flags that have to be raised
    either: frozenset = frozenset()  # at least one of these
    may: frozenset = frozenset()  # flags an honest submission may raise besides
    checks: tuple = ()  # functions of (evidence, case) giving problems in words
    status: str = ""  # the status it has to have, where there is one answer only
    student: str = ""  # the student's folder; the case's name by default
    needs: str = ""  # what has to be there before it is dared: "sandbox"

    @property
    def folder(self) -> str:
        """The student's folder in submitted/."""
        return self.student or f"{self.kind}-{self.name}"


@dataclass
class Shelf:
    """The cases of one module, in the order written."""

    kind: str
    fair: tuple[float, float] = (FULL, FULL)
    cases: list[Case] = field(default_factory=list)

    def case(self, **wanted):
        """Decorator: a function of a Work that lays a submission down becomes a case of its name."""

        def register(make):
            self._add(make.__name__.strip("_").replace("_", "-"), make, **wanted)
            return make

        return register

    def cell(self, name: str, source: str = "", place: str = "start", answers=RIGHT, change=None, **wanted):
        """A case that is one more cell (`source` at `place`), or changed answers, in an ordinary notebook."""

        def make(work: Work):
            made = answered({**answers, **(change or {})})
            work.save(with_cell(made, source.strip("\n"), place) if source else made)

        self._add(name, make, **wanted)

    def _add(self, name, make, fair=None, must="", either="", may="", **wanted):
        flags = {"must": must, "either": either, "may": may}
        flags = {key: frozenset(value.split()) for key, value in flags.items()}
        self.cases.append(Case(name, self.kind, make, fair or self.fair, **flags, **wanted))


def answered(answers=RIGHT, essay: str = ESSAY):
    """The released notebook with these answers written in; None leaves the stub."""
    made = release()
    for name, source in answers.items():
        if source is not None:
            cell(made, name).source = source.strip("\n")
    cell(made, "essay-answer").source = essay or cell(made, "essay-answer").source
    return made


def cell(made, name: str):
    """The cell with this id."""
    return made.cells[index(made, name)]


def index(made, name: str) -> int:
    """Where the cell with this id stands."""
    return next(n for n, one in enumerate(made.cells) if one.get("id") == name)


def with_cell(made, source: str, place: str = "start", name: str = "mine"):
    """The notebook with one more code cell: at the start (after the setup), the end, or after a cell."""
    at = {"start": index(made, "helpers") + 1, "end": len(made.cells)}.get(place)
    at = index(made, place) + 1 if at is None else at
    made.cells.insert(at, new_code_cell(source, id=f"{name}-{at}"))
    return made


def with_text(made, source: str, place: str):
    """The notebook with one more markdown cell after a cell."""
    made.cells.insert(index(made, place) + 1, new_markdown_cell(source, id=f"text-{place}"))
    return made


def as_text(made) -> str:
    """A notebook as nbformat writes it."""
    return nbformat.writes(made)
