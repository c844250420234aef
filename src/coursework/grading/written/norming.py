"""Do two markers mean the same by a level? Their agreement on the same answers, and a set to try it on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from ...errors import CourseworkError
from ..nbcourse import NbCourse
from .answers import short_hash
from .marksheet import COLUMNS, levels, read_sheet, write_lines
from .rubrics import Anchor, Rubric, read_rubrics
from .verdicts import Entry, number

TARGET = 5 / 6  # of the answers, on which two markers are at most one level apart in every row


@dataclass(frozen=True)
class Pair:
    """The levels that two markers gave for one row of one answer."""

    answer: str
    row: str
    where: str  # for people: task and whose answer
    first: float
    second: float

    @property
    def apart(self) -> float:
        """How many levels lie between them."""
        return abs(self.first - self.second)


def weighted_kappa(first: list[float], second: list[float]) -> float | None:
    """Agreement beyond chance of two markers, disagreement weighted by its square (Cohen 1968).

    1 minus the mean squared difference of the pairs, divided by what it would be if the levels of one marker
    met those of the other at random. 1 is full agreement, 0 that of chance; None when all levels are equal.
    """
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / len(first)
    by_chance = sum((a - b) ** 2 for a, b in itertools.product(first, second)) / len(first) ** 2
    return 1 - observed / by_chance if by_chance else None


def pairs(first: list[Entry], second: list[Entry]) -> tuple[list[Pair], int]:
    """Rows that both markers gave a level, and how many only one of them did.

    CourseworkError when a level is no number, a row stands twice, or nothing was marked by both.
    """
    one, other = by_row(first), by_row(second)
    both = [
        Pair(
            entry.answer,
            entry.row,
            f"{entry.task}, {entry.student}",
            number(entry.level),
            number(other[key].level),
        )
        for key, entry in one.items()
        if key in other
    ]
    if not both:
        raise CourseworkError(
            "no row has a level in both: were the two sheets written by the same --out or --pack?"
        )
    return both, len(one.keys() ^ other.keys())


def by_row(entries: list[Entry]) -> dict[tuple[str, str], Entry]:
    """The entries with a level by answer and row."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = entry.answer.partition("-")[0], entry.row
        if not entry.given:
            continue
        if number(entry.level) is None:
            raise CourseworkError(f"{entry.where}: {entry.level!r} is no level: write a number")
        if key in found:
            raise CourseworkError(f"{entry.where}: the same answer and row as {found[key].where}: delete one")
        found[key] = entry
    return found


def summary(both: list[Pair], unpaired: int = 0) -> list[str]:
    """Lines for people: a table by row of the rubric, whether the target is met, and who differs where."""
    rows = list(dict.fromkeys(pair.row for pair in both))
    lines = [f"{'row':<20}{'n':>5}{'same':>7}{'within one':>12}{'kappa':>8}"]
    for name in [*rows, "all rows"]:
        some = [pair for pair in both if name in (pair.row, "all rows")]
        kappa = weighted_kappa([pair.first for pair in some], [pair.second for pair in some])
        same, near = sum(not pair.apart for pair in some), sum(pair.apart <= 1 for pair in some)
        shown = "-" if kappa is None else f"{kappa:.2f}"
        lines.append(f"{name:<20}{len(some):>5}{same:>7}{near:>12}{shown:>8}")
    met, total = near_answers(both)
    verdict = (
        "the target of 5 in 6 is met"
        if met >= TARGET * total
        else "the target is 5 in 6: talk, then mark anew"
    )
    lines += ["", f"within one level in every row: {met} of {total} answers; {verdict}"]
    if unpaired:
        lines.append(f"left out: {unpaired} rows with a level from one marker only")
    differ = sorted((pair for pair in both if pair.apart), key=lambda pair: -pair.apart)
    lines += ["", "where they differ:"] if differ else []
    return lines + [f"  {pair.where}, {pair.row}: {pair.first:g} and {pair.second:g}" for pair in differ]


def near_answers(both: list[Pair]) -> tuple[int, int]:
    """On how many answers the markers are at most one level apart in every row, and of how many."""
    widest: dict[str, float] = {}
    for pair in both:
        widest[pair.answer] = max(widest.get(pair.answer, 0), pair.apart)
    return sum(apart <= 1 for apart in widest.values()), len(widest)


def samples(rubrics: dict[str, Rubric]) -> list[tuple[Rubric, Anchor, str]]:
    """The anchor answers task by task, in an order that does not follow their quality, each with its id."""
    every = [
        (rubric, anchor, "n" + short_hash(anchor.text))
        for rubric in rubrics.values()
        for anchor in rubric.anchors
        if anchor.levels
    ]
    tasks = list(rubrics)
    return sorted(every, key=lambda one: (tasks.index(one[0].task), one[2]))


def pack_lines(rubrics: dict[str, Rubric]) -> list[dict[str, str]]:
    """The lines of a norming pack: a marking sheet of the anchor answers, without levels and comments."""
    empty = dict.fromkeys(COLUMNS, "")
    return [
        {**empty, "student": f"sample {at}", "task": rubric.task, "answer": anchor.text, "row": row.name,
         "levels": levels(row), "answer id": name}
        for at, (rubric, anchor, name) in enumerate(samples(rubrics), start=1)
        for row in rubric.rows
    ]  # fmt: skip


def key(rubrics: dict[str, Rubric]) -> list[Entry]:
    """The levels that marking.md gives the anchor answers, as if a marker had entered them."""
    return [
        Entry("marking.md", name, row, str(level), student=anchor.name.lower(), task=rubric.task)
        for rubric, anchor, name in samples(rubrics)
        for row, level in anchor.levels.items()
    ]


def main(args) -> int:
    """The command `norming`: two sheets, or a sheet and --pack (compare); --pack and --out (write a pack)."""
    if not args.pack:
        if not (args.first and args.second):
            raise CourseworkError("norming takes two filled sheets, or one and --pack, or --pack and --out")
        both, unpaired = pairs(read_sheet(Path(args.first)), read_sheet(Path(args.second)))
        print("\n".join(summary(both, unpaired)))
        return 0
    course = NbCourse.find(args.course)
    course.assignment(args.pack)
    rubrics = read_rubrics(course.source(args.pack))
    if not samples(rubrics):
        raise CourseworkError(
            f"{course.source(args.pack)}: no marking.md with anchor answers and their levels"
        )
    if args.first:
        both, unpaired = pairs(key(rubrics), read_sheet(Path(args.first)))
        print("\n".join(["first: marking.md; second: " + args.first, "", *summary(both, unpaired)]))
    elif args.out:
        lines = pack_lines(rubrics)
        write_lines(Path(args.out), lines)
        print(f"{args.out}: {len({line['answer id'] for line in lines})} answers to mark, {len(lines)} rows")
    else:
        raise CourseworkError(
            "norming --pack also takes --out FILE (write the pack) or a filled sheet (compare)"
        )
    return 0


def arguments(parser) -> None:
    """The options of `norming` on the command line, besides --course."""
    parser.add_argument("first", nargs="?", metavar="FIRST", help="a filled table of marks")
    parser.add_argument(
        "second", nargs="?", metavar="SECOND", help="another marker's table of the same answers"
    )
    parser.add_argument("--pack", metavar="ASSIGNMENT", help="the anchor answers of an assignment")
    parser.add_argument(
        "--out", metavar="FILE", help="with --pack: write them as a table to mark, without levels"
    )
