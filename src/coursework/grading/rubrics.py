"""Rubrics and anchor answers: what marking.md says, and how a marker sees it beside an answer.

marking.md lies beside the solution. Each written task has a heading `## GRADE-ID`, below it `### Rubric` (a
table: a row of the rubric in each line, a level in each column), `### Strong`, `### Middling` and `### Weak`
(a level for every row, an answer, a comment). A rubric without a table is shown as it is, and points are given.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import CourseworkError

MARKING = "marking.md"
TABLE, ANCHORS = "Rubric", ("Strong", "Middling", "Weak")
BEGIN, END = "<!-- for markers: rubric -->", "<!-- for markers: end -->"
BESIDE = re.compile(rf"\n*{BEGIN}.*?(?:{END}|\Z)", re.S)
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
    """How one task is marked: rows (none when the rubric is prose), anchor answers from the best down, prose."""

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
    """How a task is marked whose rubric has no rows: one row, "points", any number up to the task's points."""
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


def table(rubric: Rubric) -> str:
    """The rubric as a table, levels from the highest down; HTML, for formgrader leaves no room in others."""
    levels = sorted({level for one in rubric.rows for level in one.words}, reverse=True)
    lines = [["Row", *map(str, levels)]]
    lines += [[one.name, *(one.words.get(level, "") for level in levels)] for one in rubric.rows]
    shown = []
    for line in lines:
        tags = ['th scope="row"', *["td"] * len(levels)] if shown else ['th scope="col"'] * len(line)
        shown.append("".join(map(cell, tags, line)))
    return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in shown) + "\n</table>"


def cell(tag: str, text: str) -> str:
    """A cell of an HTML table."""
    style = "padding: 2px 10px; vertical-align: top; text-align: left"
    return f'<{tag} style="{style}">{html.escape(text)}</{tag[:2]}>'


def anchors(rubric: Rubric) -> str:
    """The anchor answers as Markdown, folded."""
    shown = []
    for one in rubric.anchors:
        levels = ", ".join(f"{name.lower()} {level}" for name, level in one.levels.items())
        quoted = "\n".join(f"> {line}" for line in one.text.splitlines())
        title = f"**{one.name}** ({levels})" if levels else f"**{one.name}**"
        shown += [title, quoted, *([f"*{one.comment}*"] if one.comment else [])]
    title = "Anchor answers: " + ", ".join(one.name.lower() for one in rubric.anchors)
    return "\n\n".join([f"<details><summary><u>{title}</u></summary>", *shown, "</details>"])


def how(rubric: Rubric) -> str:
    """The rubric as Markdown: its table, or its prose."""
    return rubric.prose or table(rubric)


def beside(source: str, rubric: Rubric | None) -> str:
    """A task cell's text with the rubric and anchors below it, for notebooks that only markers see.

    The text as it is without a rubric. `alone` takes away again what was put there.
    """
    if not rubric or not (rubric.rows or rubric.prose):
        return source
    line = " / ".join(f"{one.name} _ of {one.top:g}:" for one in rubric.rows)
    title = f"**Rubric**, for a comment by row: `{line}`" if line else "**Rubric**"
    parts = [title, how(rubric), *([anchors(rubric)] if rubric.anchors else [])]
    return "\n\n".join([alone(source), BEGIN, *parts, END])


def beside_tasks(notebook, rubrics: dict[str, Rubric]):
    """The notebook, changed in place: at every task cell its rubric, as `beside` puts it."""
    for cell in notebook.cells:
        held = cell.metadata.get("nbgrader", {})
        if held.get("task"):
            cell.source = beside(cell.source, rubrics.get(held.get("grade_id")))
    return notebook


def alone(source: str) -> str:
    """A task cell's text without the rubric and anchors that `beside` put there."""
    return BESIDE.sub("", source)
