"""Rubrics and anchor answers: what an assignment's marking.md says.

marking.md lies beside the solution. Each written task has a heading `## GRADE-ID`, below it `### Rubric` (a
table: a row of the rubric in each line, a level in each column), `### Strong`, `### Middling` and `### Weak`
(a level for every row, an answer, a comment). A rubric without a table is shown as it is, for points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...errors import CourseworkError

MARKING = "marking.md"
TABLE, ANCHORS = "Rubric", ("Strong", "Middling", "Weak")
LEVEL = re.compile(r"^Level:\s*(.+?)\.?\s*$", re.M)
COMMENT = re.compile(r"^\*Comment:\s*(.+?)\*\s*$", re.M | re.S)


@dataclass(frozen=True)
class Row:
    """One row of a rubric: its name, its highest level, and the words for each level, if it has any."""

    name: str
    top: float
    words: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Anchor:
    """A sample answer: its name, its level by row name, its text and the comment a marker would give."""

    name: str
    levels: dict[str, int]
    text: str
    comment: str


@dataclass(frozen=True)
class Rubric:
    """How one task is marked: rows, or prose in their place; anchor answers from the best to the weakest."""

    task: str
    rows: tuple[Row, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    prose: str = ""

    @property
    def top(self) -> float:
        """The highest sum of levels."""
        return sum(row.top for row in self.rows)

    def bank(self, row: str) -> dict[int, list[str]]:
        """Comments to reuse for a row, by level: those of the anchors."""
        found: dict[int, list[str]] = {}
        for anchor in self.anchors:
            if anchor.comment and row in anchor.levels:
                found.setdefault(anchor.levels[row], []).append(anchor.comment)
        return found


def in_points(rubric: Rubric | None, task: str, points: float) -> Rubric:
    """The rubric; when it has no rows, one row, "points", with any number up to the points of the task."""
    if rubric and rubric.rows:
        return rubric
    return replace(rubric or Rubric(task), rows=(Row("points", points),))


def sections(marking: str) -> dict[str, dict[str, str]]:
    """The parts of a marking.md: {grade id: {"Rubric": text, "Strong": text ...}}."""
    tasks = re.findall(r"^##\s+`?([\w-]+)`?[^\n]*\n(.*?)(?=^##\s|\Z)", marking, re.M | re.S)
    parts = re.compile(r"^###\s+(\w+)[^\n]*\n(.*?)(?=^###\s|\Z)", re.M | re.S)
    return {task: dict(parts.findall(body)) for task, body in tasks}


def problems(marking: str, tasks: list[str]) -> list[str]:
    """What is missing or cannot be read in a marking.md that has to serve these tasks, in words."""
    found, parts = [], sections(marking)
    for task in tasks:
        have = parts.get(task, {})
        missing = [part for part in (TABLE, *ANCHORS) if not have.get(part, "").strip()]
        if missing:
            found.append(f"{MARKING}: “## {task}” needs {', '.join(f'### {part}' for part in missing)}")
            continue
        try:
            rubric(task, have)
        except CourseworkError as error:
            found.append(str(error))
    return found


def read_rubrics(folder: Path) -> dict[str, Rubric]:
    """The rubrics of an assignment's source folder by grade id; none when it has no marking.md.

    CourseworkError names the file, the task and the remedy when a rubric cannot be read.
    """
    path = Path(folder) / MARKING
    if not path.exists():
        return {}
    parts = sections(path.read_text(encoding="utf-8"))
    try:
        return {task: rubric(task, have) for task, have in parts.items() if TABLE in have}
    except CourseworkError as error:
        raise CourseworkError(f"{path.parent}/{error}") from error


def rubric(task: str, parts: dict[str, str]) -> Rubric:
    """One task's rubric from its parts; CourseworkError when the table or an anchor's levels do not fit."""
    lines = [cells(line) for line in parts[TABLE].splitlines() if line.strip().startswith("|")]
    if not lines:
        samples = tuple(anchor(task, name, parts[name], ()) for name in ANCHORS if name in parts)
        return Rubric(task, (), samples, parts[TABLE].strip())
    if len(lines) < 3:
        raise trouble(task, "the table needs a line of levels, a line of dashes, and a line for each row")
    levels = [re.match(r"\d+", cell) for cell in lines[0][1:]]
    if not levels or None in levels:
        raise trouble(task, "in the table's first line every column after the first begins with its level")
    names = {int(level[0]): level.string for level in levels}
    rows = tuple(row(task, line, names) for line in lines[2:])
    twice = {one.name for one in rows if [other.name for other in rows].count(one.name) > 1}
    if twice:
        raise trouble(task, f"the row {', '.join(sorted(twice))} stands twice in the table")
    samples = tuple(anchor(task, name, parts[name], rows) for name in ANCHORS if name in parts)
    return Rubric(task, rows, samples)


def row(task: str, line: list[str], names: dict[int, str]) -> Row:
    """A row of the table; `names` are the columns: {4: "4 secure"}."""
    if len(line) != len(names) + 1 or not all(line):
        raise trouble(task, f"the row {line[0]!r} needs {len(names)} filled cells after its name")
    named = {level: re.sub(r"^\d+\s*", "", name) for level, name in names.items()}
    words = {n: f"{named[n]}: {text}" if named[n] else text for n, text in zip(names, line[1:], strict=True)}
    return Row(line[0], max(words), words)


def anchor(task: str, name: str, body: str, rows: tuple[Row, ...]) -> Anchor:
    """An anchor answer: a line `Level: claim 4, evidence 3.`, the answer, a line `*Comment: ...*`.

    Without `rows` there are no levels; a comment may always be missing.
    """
    stated, comment = LEVEL.search(body), COMMENT.search(body)
    said = " ".join(comment[1].split()) if comment else ""
    text = COMMENT.sub("", LEVEL.sub("", body) if rows else body).strip().strip('"“”')
    if not rows:
        return Anchor(name, {}, text, said)
    if not stated:
        raise trouble(task, f"### {name} needs a line “Level: ...”")
    pairs = [re.fullmatch(r"(.*?)\s*(\d+)", part.strip()) for part in stated[1].split(",")]
    given = {pair[1].lower(): int(pair[2]) for pair in pairs if pair}
    if len(rows) == 1 and list(given) == [""]:
        given = {rows[0].name.lower(): given[""]}
    wrong = [one.name for one in rows if given.get(one.name.lower()) not in one.words]
    if wrong or len(given) != len(rows):
        names = ", ".join(f"{one.name.lower()} 4" for one in rows)
        raise trouble(task, f"### {name} needs a level of the table for every row, as in “Level: {names}.”")
    return Anchor(name, {one.name: given[one.name.lower()] for one in rows}, text, said)


def cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table; a bar in a cell is written with a backslash."""
    inner = re.sub(r"(?<!\\)\|\s*$", "", line.strip().removeprefix("|"))
    return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def trouble(task: str, what: str) -> CourseworkError:
    """The error for a task of marking.md that cannot be read."""
    return CourseworkError(f"{MARKING}: “## {task}”: {what}")
