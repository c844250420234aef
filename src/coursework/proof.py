"""What must hold before an exercise may be given to students.

The solution is well formed and scores full marks; the released notebook, untouched, runs to its end, says
"not attempted" at every check and scores nothing; and no line of an answer, hidden test, mark scheme, rubric
or anchor answer is in it.
"""

from __future__ import annotations

import copy
import math
import re
from itertools import zip_longest
from pathlib import Path

from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

from .errors import CourseworkError
from .grading.written.rubrics import MARKING, problems
from .markers import EXACT, MARKERS, lines_of, looks_like_marker, nearest

ANSWER_HERE = "Write your answer here"
ID = re.compile(r"[A-Za-z0-9_-]+")


def form_problems(solution, marking: str = "") -> list[str]:
    """What is wrong with the form of a solution: markers, metadata, points, header, marking notes."""
    found = []
    for cell in solution.cells:
        found += [f"cell {cell.id}: {problem}" for problem in _marker_problems(cell) + _cell_problems(cell)]
    ids = [grade_id(cell) for cell in solution.cells if grade_id(cell)]
    found += [
        f"the grade id {name!r} stands on more than one cell"
        for name in sorted(set(ids))
        if ids.count(name) > 1
    ]
    found += _writing_problems(solution)
    return found + _header_problems(solution) + _marking_problems(solution, marking)


def grade_id(cell) -> str:
    """The nbgrader id of a cell, '' for an ordinary cell."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def by_hand(cell) -> bool:
    """Is this cell marked by a person: a task, or an answer that carries points itself?"""
    return is_task(cell) or (is_grade(cell) and is_solution(cell))


def _marker_problems(cell) -> list[str]:
    found, inside = [], ""
    for number, line in enumerate(lines_of(cell.source), start=1):
        text = line.strip()
        if text not in EXACT:
            if looks_like_marker(line):
                found.append(
                    f"line {number} {text!r} looks like a marker but is none: write {nearest(text)!r}"
                )
            continue
        kind = next(kind for kind, pair in MARKERS.items() if text in pair)
        begins = text == MARKERS[kind][0]
        if begins == bool(inside) or (not begins and inside != kind):
            found.append(f"line {number} {text!r} does not match the marker before it")
        inside = kind if begins else ""
    return found + ([f"the {inside} region is not closed"] if inside else [])


def _cell_problems(cell) -> list[str]:
    found, meta = [], cell.metadata.get("nbgrader")
    has = {kind: pair[0] in cell.source for kind, pair in MARKERS.items()}
    if not meta:
        return [f"a {kind} region needs nbgrader metadata" for kind, present in has.items() if present]
    if (is_grade(cell) or is_task(cell)) and not is_points(meta.get("points")):
        found.append("a graded cell needs points above 0")
    if (is_grade(cell) or is_solution(cell) or is_task(cell)) and not ID.fullmatch(
        str(meta.get("grade_id", ""))
    ):
        found.append("a graded, answer or task cell needs a grade id of letters, digits and hyphens")
    if is_task(cell) and (meta.get("locked") is not True or is_grade(cell)):
        found.append("a task cell is locked, with grade false (else its points count twice)")
    if is_task(cell) and (is_solution(cell) or cell.cell_type != "markdown"):
        found.append("a task cell is a markdown cell and no answer: students write in the cell after it")
    if is_grade(cell) and not is_solution(cell) and meta.get("locked") is not True:
        found.append("a test cell is locked")
    if is_solution(cell) and cell.cell_type == "code" and not has["solution"]:
        found.append("an answer cell needs a solution region: without one the student gets an empty cell")
    if has["solution"] and not is_solution(cell):
        found.append("a solution region may only stand in an answer cell")
    if has["hidden tests"] and (not is_grade(cell) or is_solution(cell)):
        found.append("hidden tests may only stand in a test cell")
    if has["mark scheme"] and not is_task(cell):
        found.append("a mark scheme may only stand in a task cell")
    return found


def is_points(value) -> bool:
    """Is this a number of points that can be given?"""
    return isinstance(value, int | float) and value is not True and math.isfinite(value) and value > 0


def _writing_problems(solution) -> list[str]:
    """nbgrader locks a task cell against the student: the cell after it must be the place to write."""
    return [
        f"cell {cell.id}: students cannot write in a task cell: put a markdown cell “{ANSWER_HERE}” after it"
        for cell, after in zip_longest(solution.cells, solution.cells[1:])
        if is_task(cell)
        and (after is None or after.cell_type != "markdown" or ANSWER_HERE not in after.source)
    ]


def _header_problems(solution) -> list[str]:
    header = solution.cells[0].source if solution.cells else ""
    total = sum(points_of(solution).values())
    stated = re.search(r"\b(\d+)\s+points\b", header)
    found = []
    if not stated:
        found.append("the first cell does not state the points, as in “20 points”")
    elif float(stated[1]) != total:
        found.append(f"the first cell states {stated[1]} points, the cells add up to {total:g}")
    if not re.search(r"\b\d+\s+minutes\b", header):
        found.append("the first cell does not state the minutes, as in “40 minutes”")
    return found


def points_of(notebook) -> dict[str, float]:
    """Points by grade id of every graded or task cell."""
    return {
        grade_id(cell): float(cell.metadata.nbgrader.points)
        for cell in notebook.cells
        if (is_grade(cell) or is_task(cell)) and is_points(cell.metadata.nbgrader.get("points"))
    }


def _marking_problems(solution, marking: str) -> list[str]:
    return problems(marking, [grade_id(cell) for cell in solution.cells if by_hand(cell)])


def grading_copy(student, solution):
    """The student's notebook with every test cell as the instructor wrote it, hidden tests included."""
    tests = {grade_id(c): c.source for c in solution.cells if is_grade(c) and not is_solution(c)}
    copied = copy.deepcopy(student)
    for cell in copied.cells:
        if grade_id(cell) in tests:
            cell.source = tests[grade_id(cell)]
    return copied


def scores(executed) -> dict[str, tuple[float, float]]:
    """(score, points) by grade id of the autograded cells of an executed notebook, by nbgrader's rule."""
    cells = [c for c in executed.cells if is_grade(c) and not by_hand(c)]
    return {grade_id(cell): tuple(map(float, determine_grade(cell))) for cell in cells}


def unanswered(executed) -> list[str]:
    """Ids of check cells that do not say "not attempted", in the run of an untouched exercise."""
    return [
        cell.id
        for cell in executed.cells
        if cell.cell_type == "code" and re.search(r"(?<!def )\bcheck\(", cell.source)
        and "not attempted" not in output_text(cell).lower()
    ]  # fmt: skip


def output_text(cell) -> str:
    """Everything a code cell shows as text: streams, text and HTML, errors."""
    parts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        parts += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
        parts += [output.get("ename", ""), output.get("evalue", "")]
    return "\n".join(filter(None, parts))


def marking_notes(solution: Path) -> str:
    """The text of marking.md beside a solution, '' when there is none."""
    path = solution.parent / MARKING
    return path.read_text(encoding="utf-8") if path.exists() else ""


def refuse(name: str, problems: list[str]) -> None:
    """Raise CourseworkError listing the problems, when there are any."""
    if problems:
        raise CourseworkError(f"{name}: not released\n" + "\n".join(f"  {problem}" for problem in problems))
