"""The bench of grading: what it counts as met, what it compares, and that it measures what it says."""

import json
import os
import subprocess
import sys
import time

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution

from coursework import bench_grading
from coursework.bench_grading import SET, compare, twelve_cells
from coursework.bench_memory import Watcher, below, private
from coursework.bench_runs import OURS, Runs
from coursework.bench_table import Table
from coursework.errors import CourseworkError
from coursework.workspace import Workspace

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.mark.parametrize(
    ("line", "missed"),
    [
        (lambda table: table.at_least(7, "faster", 14.0, "/s", 2.0), 0),
        (lambda table: table.at_least(7, "shorter", 2.0, "s", 14.0), 0),
        (lambda table: table.at_least(8, "shorter", 2.0, "s", 14.0), 1),
        (lambda table: table.at_most(25, "short", 25.0, "ms"), 0),
        (lambda table: table.at_most(25, "long", 26.0, "ms"), 1),
        (lambda table: table.at_most(1.2, "no larger", 11.0, "MB", 10.0), 0),
        (lambda table: table.at_most(1.2, "much smaller", 1.0, "MB", 10.0), 0),
        (lambda table: table.at_most(1.2, "larger", 13.0, "MB", 10.0), 1),
    ],
)
def test_an_aim_is_met_or_missed_and_says_so(line, missed, capsys):
    table = Table()
    line(table)
    assert (table.aims, table.missed) == (1, missed)
    assert ("MISSED" if missed else ": met") in capsys.readouterr().out


def test_an_aim_is_missed_by_the_slower_one(capsys):
    table = Table()
    table.at_least(2, "faster", 1.0, "/s", 10.0)
    assert table.missed == 1


def test_scores_are_compared_test_by_test(tmp_path, monkeypatch, capsys):
    theirs = {("s1", "t1"): 2.0, ("s1", "t2"): 1.0, ("s2", "t1"): 0.0}
    monkeypatch.setattr(bench_grading, "stock_scores", lambda root: theirs)
    scores = {"s1": {"t1": (2, ""), "t2": (0.5, "half")}, "s2": {"t1": (None, "waits")}}
    report = [
        {"student": name, "tests": [{"id": t, "score": s, "reason": r} for t, (s, r) in tests.items()]}
        for name, tests in scores.items()
    ]
    (tmp_path / "reports" / SET).mkdir(parents=True)
    (tmp_path / "reports" / SET / "report.json").write_text(json.dumps(report))
    assert compare(tmp_path, tmp_path) == 2
    said = capsys.readouterr().out
    assert "s1 t2: ours 0.5, nbgrader 1.0: half" in said
    assert "s2 t1: ours None, nbgrader 0.0: waits" in said
    assert "1 of 3" in said


def test_a_submission_that_is_missing_from_the_report_differs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench_grading, "stock_scores", lambda root: {("s1", "t1"): 2.0})
    (tmp_path / "reports" / SET).mkdir(parents=True)
    (tmp_path / "reports" / SET / "report.json").write_text("[]")
    assert compare(tmp_path, tmp_path) == 1
    assert "s1 t1: ours None, nbgrader 2.0" in capsys.readouterr().out


def test_the_trivial_notebook_has_twelve_cells_and_is_graded():
    made = twelve_cells()
    nbformat.validate(made)
    assert len(made.cells) == 12
    assert sum(map(is_solution, made.cells)) == sum(map(is_grade, made.cells)) == 5


@pytest.fixture
def runs(tmp_path):
    """Runs on the small solution of a course of our own."""
    course = Workspace.find()
    [solution] = course.solutions([SET])
    return Runs(solution, course.exercise(solution), tmp_path, 3)


def test_a_larger_class_is_made_of_copies(runs):
    root = runs.class_of("big", 8)
    texts = [path.read_text() for path in sorted(root.glob(f"submitted/*/{SET}/{SET}.ipynb"))]
    assert len(texts) == 8
    assert len(set(texts)) == 3


def test_a_command_that_fails_says_what_it_said(runs):
    with pytest.raises(CourseworkError, match=r"ended with 1:\n.*no such folder"):
        runs.command(OURS, runs.class_of("one"), "grade", SET, "--course", "nowhere")


@ON_LINUX
def test_private_memory_is_what_a_child_adds_to_its_parent():
    code = "import os, time\nif os.fork() == 0:\n    x = bytearray(30_000_000)\ntime.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        watcher = Watcher(process.pid)
        watcher.resting = {process.pid}
        watcher.start()
        time.sleep(1)
        watcher.ended.set()
        watcher.join()
        children = below(process.pid)
        assert len(children) == 2
        for one in children:
            os.kill(one, 9)
    assert 28 < watcher.most < 45
    assert private(process.pid) == 0
