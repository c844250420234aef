"""The feedback page of one notebook.

It shows what the student wrote and what it printed, made harmless (see sanitise). Of the instructor's cells
it shows what was released, never what was run: hidden tests, mark schemes and rubrics stay away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import jinja2
from markupsafe import Markup
from nbgrader.utils import is_grade, is_solution, is_task

from ...proof import by_hand, grade_id
from ..book.marks import Mark
from ..model import MISSING, UNREADABLE, Result
from . import sanitise
from .words import flag_words

PAGE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
).get_template("feedback.html.j2")
LEVEL = re.compile(
    r"(?P<row>[^:\n]{1,60}?) (?P<level>\d+(?:\.\d+)?) of (?P<top>\d+(?:\.\d+)?)(?:: (?P<said>.+)|\.)", re.S
)
ALREADY_SAID = re.compile(r"^[\d.]+ of [\d.]+: ")  # the points, which have their own column
SEE = "See the comment beside your answer."
WAITS = "This part waits for a person to look at it."


@dataclass(frozen=True)
class Row:
    """A marked part as the page shows it."""

    id: str
    title: str
    score: float | None
    max: float
    waiting: bool
    why: str = ""
    comment: str = ""
    levels: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def shown(self) -> str:
        """The points in words."""
        return f"{points(self.score)} of {points(self.max)}"

    @property
    def state(self) -> str:
        """How the row looks: waiting, full marks or part of them."""
        return "wait" if self.waiting else "good" if self.score == self.max else "part"


def page(assignment, name, result, notebook, released, marks, penalty=0.0) -> str:
    """The page as HTML; see `feedback.write`."""
    cells = notebook.cells if notebook else []
    rows = rows_of(cells, result, marks)
    lost = not cells or result.status in (UNREADABLE, MISSING)
    titles = titles_of(cells)
    flags = [replace(flag, cell=titles.get(flag.cell, flag.cell)) for flag in result.flags]
    return PAGE.render(
        policy=sanitise.POLICY, title=name, student=result.student, assignment=assignment, rows=rows,
        headline=headline(rows), lines=remarks(rows, penalty, lost), points=points,
        flags=list(dict.fromkeys(map(flag_words, flags))),
        parts=[] if lost else parts_of(cells, rows, released),
    )  # fmt: skip


def headline(rows: list[Row]) -> str:
    """The score, in a line."""
    if all(row.waiting for row in rows):
        return "No mark yet"
    so_far = " so far" if any(row.waiting for row in rows) else ""
    score, top = sum(row.score or 0 for row in rows), sum(row.max for row in rows)
    return f"{points(score)} of {points(top)} points{so_far}"


def remarks(rows: list[Row], penalty: float, lost: bool) -> list[str]:
    """What has to be said about the score."""
    waiting, found = [row for row in rows if row.waiting], []
    if waiting:
        left = points(sum(row.max for row in waiting))
        found.append(f"Not final: {len(waiting)} of {len(rows)} parts ({left} points) wait for a person.")
    if penalty:
        found.append(f"Handed in late: the assignment's total is lowered by {points(penalty)}.")
    if lost:
        found.append(
            "Your notebook could not be read or was not found. Nothing is lost: your instructor knows."
        )
    return found


def rows_of(cells, result: Result, marks: dict[str, Mark]) -> list[Row]:
    """A row for each marked cell, in the notebook's order; what has no cell comes last."""
    tests = {test.id: test for test in result.tests}
    titles = titles_of(cells)
    marked = [grade_id(cell) for cell in cells if is_grade(cell) or is_task(cell)]
    loose = [name for name, mark in marks.items() if mark.max] or ([] if marked else list(tests))
    rows = []
    for name in dict.fromkeys([*marked, *loose]):
        test, mark = tests.get(name), marks.get(name)
        top = mark.max if mark else test.max if test else _points(cells, name)
        score = mark.score if mark else test.score if test else None
        waiting = mark.waiting if mark else score is None
        comment, levels = split_comment(mark.comment if mark else "")
        why = ALREADY_SAID.sub("", test.reason) if test else ""
        why = why[:1].upper() + why[1:]
        if test and mark and mark.score is not None and mark.score != test.score:
            why = (
                f"A person set these points. The test had said: {why}"
                if why
                else "A person set these points."
            )
        rows.append(
            Row(
                name,
                titles.get(name, name),
                score,
                top,
                waiting,
                why or WAITS * waiting or SEE * bool(comment or levels),
                comment,
                levels,
            )
        )
    return rows


def _points(cells, name: str) -> float:
    return next((float(c.metadata.nbgrader.get("points", 0)) for c in cells if grade_id(c) == name), 0.0)


def titles_of(cells) -> dict[str, str]:
    """The heading above each marked cell, followed by its id: what a student calls the part."""
    titles, heading = {}, ""
    for cell in cells:
        found = (
            re.findall(r"^#{1,6}\s+(.+?)\s*#*\s*$", cell.source, re.M) if cell.cell_type == "markdown" else []
        )
        heading = re.sub(r"[*_`]", "", found[-1]) if found and not is_solution(cell) else heading
        if grade_id(cell):
            titles[grade_id(cell)] = heading or grade_id(cell)
    return titles


def split_comment(comment: str) -> tuple[str, tuple]:
    """A comment without the parts that give a level of a rubric row, and those: (row, level, top, words)."""
    words, levels = [], []
    for part in re.split(r"\n\s*\n", comment.strip()):
        found = LEVEL.fullmatch(part.strip())
        if found:
            levels.append((found["row"], found["level"], found["top"], found["said"] or ""))
        else:
            words.append(part)
    return "\n\n".join(words), tuple(levels)


def parts_of(cells, rows: list[Row], released: dict[str, str]) -> list[dict]:
    """What the page shows of the notebook, cell by cell, each mark behind the answer it belongs to."""
    by_id = {row.id: row for row in rows}
    parts, due, room = [], [], sanitise.Room()
    for cell in cells:
        name = grade_id(cell)
        if name or cell.source.lstrip().startswith("#"):
            parts, due = parts + due, []
        row = by_id.get(name)
        if is_task(cell) or (is_grade(cell) and not is_solution(cell)):
            shown = released.get(name, "")
            if is_task(cell):
                parts.append({"kind": "text", "html": Markup(sanitise.from_markdown(shown))})
            due += [{"kind": "mark", "row": row, "source": "" if is_task(cell) else shown}] if row else []
            parts, due = (parts, due) if is_task(cell) else (parts + due, [])
            continue
        if name and not is_solution(cell):
            parts += [_given(cell, released[name], room)] if name in released else []
            continue
        parts.append(_own(cell, bool(due) or by_hand(cell), room))
        parts, due = parts + due, []
        if row:
            parts.append({"kind": "mark", "row": row, "source": ""})
    return parts + due


def _given(cell, source: str, room: sanitise.Room) -> dict:
    """A locked cell of the instructor's, as it was released."""
    if cell.cell_type == "code":
        return {"kind": "code", "label": "Given", "source": source, "html": _outputs(cell, room)}
    return {"kind": "text", "html": Markup(sanitise.from_markdown(source))}


def _own(cell, answer: bool, room: sanitise.Room) -> dict:
    """A cell of the student's, or one of the instructor's that anybody may change."""
    if cell.cell_type == "code":
        return {"kind": "code", "label": "Code", "source": cell.source, "html": _outputs(cell, room)}
    rich = cell.cell_type == "markdown" and room.take_rich(cell.source)
    attached = cell.get("attachments")
    clean = sanitise.from_markdown(cell.source, attached) if rich else sanitise.preformatted(cell.source)
    return {"kind": "answer" if answer or is_solution(cell) else "text", "html": Markup(clean)}


def _outputs(cell, room: sanitise.Room) -> Markup:
    return Markup(sanitise.from_outputs(cell.get("outputs", []), room))


def points(value: float | None) -> str:
    """A number of points, without needless digits; a dash for none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
