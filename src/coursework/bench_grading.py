"""`bench grading`: a class graded by stock nbgrader and by us, side by side in one run, on copies in a temp folder.

The class is made from one of the course's own exercise sets. What is fast is measured from outside: a rate is
counted from the moments at which graded notebooks appear, so start-up is not in it; the whole command has it in.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from .errors import CourseworkError
from .run import Progress
from .sample_class import make_class
from .workspace import Workspace

SET = "05-iran"
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "bench"
"""
# Runs a command in a process of its own and says what it cost there.
INSIDE = """
import json, resource, sys, time
began = time.perf_counter()
{load}
loaded = time.perf_counter()
try:
    status = {start}
except SystemExit as end:
    status = end.code
cost = {{"status": status, "load": loaded - began, "run": time.perf_counter() - loaded,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}}
json.dump(cost, open(sys.argv[1], "w"))
"""
OURS = INSIDE.format(load="from coursework.__main__ import main", start="main(sys.argv[2:])")
STOCK = INSIDE.format(
    load="from nbgrader.apps import NbGraderApp", start="NbGraderApp.launch_instance(sys.argv[2:])"
)


@dataclass
class Run:
    """What one command cost: seconds in all, of which to load; peak memory; submissions a second once it ran."""

    whole: float
    load: float
    rss_mb: float
    rate: float


def main(arguments: list[str] | None = None) -> int:
    """Measure everything and print the table; returns 0, or 1 when a score differs."""
    parser = argparse.ArgumentParser(prog="bench grading", description=__doc__)
    parser.add_argument("--submissions", type=int, default=20, help="of the class that both grade (20)")
    parser.add_argument("--big", type=int, default=2000, help="of the class that shows how cost grows (2000)")
    args = parser.parse_args(arguments)
    print(f"{'what':<60}{'ours':>12}{'nbgrader':>12}{'ratio':>8}  aim")
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Workspace.find(), Path(folder), args.submissions)
        bench.side_by_side()
        bench.trivial()
        bench.gradebook()
        bench.cluster()
        bench.growth(args.big)
    print(f"{bench.missed} aims missed" if bench.missed else "every aim is met")
    return 1 if bench.differs else 0


class Bench:
    """One run of the benchmark in a temporary folder."""

    def __init__(self, workspace: Workspace, folder: Path, count: int):
        [solution] = workspace.solutions([SET])
        self.workspace, self.folder, self.count = workspace, folder, count
        self.solution, self.released = solution, workspace.exercise(solution)
        self.missed, self.differs = 0, False

    def side_by_side(self) -> None:
        """The same class by nbgrader and by us with one and two workers: rates, whole commands, scores."""
        stock_course, ours_course = (self.course(name) for name in ("stock", "ours"))
        for one in (stock_course, ours_course):
            make_class(self.solution, self.released, one, self.count, pasted=0)
        self.command(STOCK, stock_course, "generate_assignment", SET)
        stock = self.graded(stock_course, 1, STOCK, "autograde", SET)
        by_workers = {
            n: self.graded(ours_course, n, OURS, "grade", SET, "--regrade", *self.where(ours_course, n))
            for n in (1, 2)
        }
        for n, aim in ((1, 7), (2, 12)):
            ours = by_workers[n]
            self.line(f"submissions a second, {workers(n)}", ours.rate, stock.rate, "/s", aim)
        for n, aim in ((1, 5), (2, 8)):
            ours = by_workers[n]
            self.line(f"whole command for {self.count}, {workers(n)}", ours.whole, stock.whole, "s", aim, less=True)
        self.line("  of which to load the program", by_workers[1].load, stock.load, "s")
        self.compare(stock_course, ours_course)
        self.memory(ours_course)
