"""A small nbgrader course made for the tests: eight items, 22 points by test and 4 by hand.

It holds what trips graders up: a value, a table, a table changed in place, a list with partial credit, a
function, a class, a written answer and an item that builds on two earlier ones; a setup cell, a locked cell
and a data file beside it.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import nbformat
from makers import grader, notebook, write
from nbgrader import preprocessors as nbg

FULL = 22.0
NAME = "ps1"
# What no student may ever see; each is a comment or a string where it cannot be read by accident.
SECRETS = {
    "hidden test": "hidden-test-5f1c93",
    "solution": "model-answer-77ab02",
    "mark scheme": "mark-scheme-c03e41",
    "environment": "environment-8d52e6",
    "home": "home-file-1b9f70",
    "neighbour": "neighbour-e6a413",
}
HIDDEN, SOLUTION, SCHEME = (SECRETS[name] for name in ("hidden test", "solution", "mark scheme"))

PLACES = """name,people
Arden,120
Brook,340
Crane,90
Dover,410
Elm,150
Ford,260
Glen,80
Hythe,37
"""  # 1487 people; Dover, Brook and Ford are large
SETUP = """
import pandas as pd

places = pd.read_csv("places.csv")
regions = {
    "north": ["Arden", "Brook", "Crane"],
    "south": ["Dover", "Elm"],
    "isles": ["Ford", "Glen", "Hythe"],
}
""".strip()
HELPERS = """
UNIT = "persons"


def tidy(name):
    return name.strip().title()
""".strip()
ESSAY = f"""**Marked by hand:** one row of 0 to 4.

=== BEGIN MARK SCHEME ===
{SCHEME}: 4 for a claim with its limit.
=== END MARK SCHEME ==="""


def answer(source: str, head: str = "") -> str:
    """A model answer as an instructor writes it, below `head`, which the student sees."""
    indent = "    " if head.startswith(("def", "class")) else ""
    lines = [indent + line for line in source.strip().splitlines()]
    marks = [f"{indent}### BEGIN SOLUTION", f"{indent}# {SOLUTION}", *lines, f"{indent}### END SOLUTION"]
    return "\n".join(([head] if head else []) + marks)


def test(seen: str, hidden: str) -> str:
    """A test cell: what the student sees, then what is hidden; every hidden line carries the secret."""
    lines = [f"{line}  # {HIDDEN}" for line in hidden.strip().splitlines()]
    return "\n".join([seen.strip(), "### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])


ITEMS = {
    "total": (2, answer("total = int(places['people'].sum())"), test(
        'assert total is not None, "total has no value"',
        "assert round(float(total), 6) == 1487",
    )),
    "large": (3, answer("large = places[places['people'] > 200].sort_values('people', ascending=False)\n"
                        "large = large[['name', 'people']].reset_index(drop=True)"), test(
        'assert list(large.columns) == ["name", "people"], "large has the columns name and people"',
        "want = pd.DataFrame({'name': ['Dover', 'Brook', 'Ford'], 'people': [410, 340, 260]})\n"
        "pd.testing.assert_frame_equal(large.reset_index(drop=True), want, check_dtype=False)",
    )),
    "big": (2, answer("places['big'] = places['people'] > 200"), test(
        'assert "big" in places.columns, "places has no column big"',
        "kept = pd.read_csv('places.csv').query('people > 200')\n"
        "assert sorted(places.loc[places['big'].astype(bool), 'name']) == sorted(kept['name'])",
    )),
    "order": (5, answer("order = ['flood', 'bridge', 'railway', 'school']", "order = []"), test(
        "# Marked: the share of the six pairs that stand in the right order.",
        "given = [str(one) for one in order]\n"
        "right = ['flood', 'bridge', 'railway', 'school']\n"
        "pairs = [(a, b) for i, a in enumerate(right) for b in right[i + 1:]]\n"
        "whole = sorted(given) == sorted(right)\n"
        "kept = sum(whole and given.index(a) < given.index(b) for a, b in pairs)\n"
        "round(5 * kept / len(pairs), 2)",
    )),
    "share": (4, answer("if not whole:\n    return None\nreturn round(100 * part / whole, 1)",
                        "def share(part, whole):\n    '''Per cent, one decimal; None of nothing.'''"), test(
        'assert share(1, 4) == 25.0, "share(1, 4) is 25.0"',
        "cases = [((1, 3), 33.3), ((5, 5), 100.0), ((0, 9), 0.0)]\n"
        "for given, wanted in cases:\n"
        "    assert share(*given) == wanted\n"
        "assert share(1, 0) is None",
    )),
    "town": (2, answer("def __init__(self, name, people):\n    self.name, self.people = name, people\n"
                       "def grow(self, count):\n    self.people += count\n"
                       "def __str__(self):\n    return f'{self.name} ({self.people})'",
                       "class Town:\n    '''A name and its people; grow(count) adds some.'''"), test(
        'assert Town("Arden", 120).people == 120, "a Town knows its people"',
        "town = Town('Brook', 340)\n"
        "town.grow(10)\n"
        "assert town.people == 350\n"
        "assert str(town) == 'Brook (350)'",
    )),
    "by-region": (4, answer("people = dict(zip(places['name'], places['people']))\n"
                            "by_region = {}\n"
                            "for region, names in regions.items():\n"
                            "    by_region[region] = share(sum(people[name] for name in names), total)"),
                  test(
        'assert set(by_region) == set(regions), "by_region has one entry for each region"',
        "wanted = {'north': 37.0, 'south': 37.7, 'isles': 25.4}\n"
        "for region in regions:\n"
        "    assert abs(by_region[region] - wanted[region]) < 0.05",
    )),
}  # fmt: skip
POINTS = {name: points for name, (points, _, _) in ITEMS.items()}


def source_notebook():
    """The instructor's notebook."""
    cells = [("md", "title", "# Towns"), ("code", "setup", SETUP)]
    cells += [("code", "helpers", HELPERS, grader("helpers"))]
    for number, (name, (points, solution, check)) in enumerate(ITEMS.items(), 1):
        cells += [("md", f"item-{name}", f"## {number}. {name.title()} ({points} points)")]
        cells += [("code", name, solution, grader(name, answer=True))]
        cells += [("code", f"test-{name}", check, grader(f"test-{name}", test=True, points=points))]
    task = [("md", "item-essay", "## 8. In words (4 points)"),
            ("md", "essay", ESSAY, grader("essay", task=True, points=4)),
            ("md", "essay-answer", "*Write here.*")]  # fmt: skip
    at = next(n for n, cell in enumerate(cells) if cell[1] == "item-by-region")
    return notebook(*cells[:at], *task, *cells[at:], ("md", "end", "Save your work."))


STEPS = [nbg.LockCells, nbg.ClearSolutions, nbg.ClearOutput, nbg.CheckCellMetadata, nbg.ClearHiddenTests,
         nbg.ClearMarkScheme, nbg.ComputeChecksums, nbg.CheckCellMetadata]  # fmt: skip


@cache
def _release():
    made, resources = copy.deepcopy(source_notebook()), {}
    for step in STEPS:
        made, resources = step().preprocess(made, resources)
    return nbformat.from_dict(made)


def release():
    """The notebook a student gets, made with nbgrader's own steps and its default settings."""
    return copy.deepcopy(_release())


def make_course(root: Path) -> Path:
    """Lay the course down as nbgrader wants it, without submissions."""
    write(root / "source" / NAME / f"{NAME}.ipynb", source_notebook())
    (root / "source" / NAME / "places.csv").write_text(PLACES, encoding="utf-8")
    (root / "nbgrader_config.py").write_text(
        'c = get_config()  # noqa: F821\nc.CourseDirectory.course_id = "towns"\nc.Execute.timeout = 4\n',
        encoding="utf-8",
    )
    (root / "submitted").mkdir()
    return root
