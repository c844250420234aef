"""`bench grading`: a class graded by stock nbgrader and by us, side by side in one run, as one table.

The class is made from one of the course's own exercise sets (see sample_class), in a temporary folder. A rate
is counted from the moments at which the graded notebooks appear, so starting up is not in it; the time of the
whole command has everything in it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .bench_memory import private_memory
from .bench_runs import STOCK, Run, Runs, say
from .bench_table import Table
from .workspace import Workspace

SET = "05-iran"
GROWTH = (
    1.2  # times what a submission of the small class costs, in time and memory, that one of a big one may
)


def main(arguments: list[str] | None = None) -> int:
    """Measure grading and print the table; returns 1 when a score differs from nbgrader's, else 0."""
    parser = argparse.ArgumentParser(prog="bench grading", description=main.__doc__)
    parser.add_argument("--submissions", type=int, default=20, help="of the class that both grade (20)")
    parser.add_argument("--big", type=int, default=2000, help="of the class that shows how cost grows (2000)")
    args = parser.parse_args(arguments)
    workspace, table = Workspace.find(), Table()
    [solution] = workspace.solutions([SET])
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        runs = Runs(solution, workspace.exercise(solution), Path(folder), args.submissions)
        ours, differ = side_by_side(table, runs)
        trivial(table, runs)
        gradebook(table, runs.folder / "ours-1")
        memory(table, runs.folder / "ours-1")
        differ += cluster(table, runs, ours)
        growth(table, runs, args.big)
    print(f"{table.aims - table.missed} of {table.aims} aims met; {differ} scores differ from nbgrader's")
    return 1 if differ else 0


def side_by_side(table: Table, runs: Runs) -> tuple[Run, int]:
    """The same class by nbgrader and by us: rates, whole commands, scores; our run with two workers, and how
    many scores differ."""
    root = runs.class_of("nbgrader")
    runs.command(STOCK, root, "generate_assignment", SET)
    stock = runs.graded(root, 1, STOCK, "autograde", SET)
    one, two = (runs.ours(runs.class_of(f"ours-{n}"), "--workers", str(n), at_once=n) for n in (1, 2))
    table.at_least(7, "submissions a second, 1 worker (beside: nbgrader)", one.rate, "/s", stock.rate)
    table.at_least(12, "submissions a second, 2 workers", two.rate, "/s", stock.rate)
    table.at_least(5, f"whole command for {runs.count}, 1 worker", one.whole, "s", stock.whole)
    table.at_least(8, f"whole command for {runs.count}, 2 workers", two.whole, "s", stock.whole)
    table.line("  of which until the first graded notebook, 2 workers", two.first, "s", stock.first)
    return two, sum(compare(root, runs.folder / f"ours-{n}") for n in (1, 2))


def compare(stock: Path, root: Path) -> int:
    """Print every score that is not nbgrader's, test by test; how many."""
    theirs, differ = stock_scores(stock), 0
    report = json.loads((root / "reports" / SET / "report.json").read_text(encoding="utf-8"))
    ours = {(one["student"], test["id"]): test for one in report for test in one["tests"]}
    for key in sorted({*theirs, *ours}):
        test = ours.get(key, {"score": None, "reason": "not in the report"})
        if theirs.get(key) != test["score"]:
            differ += 1
            print(f"  {' '.join(key)}: ours {test['score']}, nbgrader {theirs.get(key)}: {test['reason']}")
    what = f"scores equal to nbgrader, test by test, {root.name}"
    print(f"{what:<58}{len(theirs) - differ:9d} of {len(theirs)}")
    return differ


def stock_scores(root: Path) -> dict[tuple[str, str], float]:
    """{(student, grade id): automatic score} of the test cells in nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in book.assignment_submissions(SET)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.cell.cell_type == "code"
        }


def trivial(table: Table, runs: Runs) -> None:
    """What a notebook costs in which next to nothing happens."""
    path = runs.folder / "twelve.ipynb"
    nbformat.write(twelve_cells(), path)
    root = runs.course("trivial", path)
    for number in range(40):
        target = root / "submitted" / f"s{number:03d}" / path.stem
        target.mkdir(parents=True)
        shutil.copy(path, target)
    run = runs.ours(root, "--workers", "1", name=path.stem)
    report = json.loads((root / "reports" / path.stem / "report.json").read_text(encoding="utf-8"))
    engine = 1000 * statistics.median(one["seconds"] for one in report)
    table.at_most(80, "a notebook of 12 trivial cells, in the engine", engine, "ms")
    table.line("  with reading it and writing everything about it", 1000 / run.rate, "ms")


def twelve_cells():
    """A notebook of a title, five answers with a test each, and an end."""
    cells = [new_markdown_cell("# Twelve cells", id="title")]
    for n in range(5):
        answer = {"grade_id": f"a{n}", "grade": False, "solution": True, "locked": False}
        test = {"grade_id": f"t{n}", "grade": True, "solution": False, "locked": True, "points": 1}
        source = f"### BEGIN SOLUTION\nx{n} = {n}\n### END SOLUTION"
        cells += [nbgrader_cell(source, answer), nbgrader_cell(f"assert x{n} == {n}", test)]
    return new_notebook(cells=[*cells, new_markdown_cell("The end.", id="end")])


def nbgrader_cell(source: str, meta: dict):
    """A code cell with nbgrader's metadata."""
    meta = {**meta, "schema_version": 3, "task": False}
    return new_code_cell(source, id=meta["grade_id"], metadata={"nbgrader": meta})


def gradebook(table: Table, root: Path) -> None:
    """Writing each submission of a graded class into an empty gradebook, one transaction each."""
    from .grading.assignment import Assignment
    from .grading.book.gradebook import Book, Marks
    from .grading.nbcourse import NbCourse

    say("the gradebook alone")
    assignment, spent = Assignment(NbCourse.find(root), SET), []
    with Book(f"sqlite:///{root / 'timed.db'}", "bench") as book:
        book.open(SET, assignment.prepared)
        for path in sorted((root / "reports" / SET / "cache").glob("*.json")):
            kept = json.loads(path.read_text(encoding="utf-8"))
            marks = {
                name: Marks(one["scores"], frozenset(one["empty"])) for name, one in kept["marks"].items()
            }
            began = time.perf_counter()
            book.write(kept["student"], marks)
            spent.append(1000 * (time.perf_counter() - began))
    table.at_most(25, "gradebook, a submission", statistics.mean(spent), "ms")


def memory(table: Table, root: Path) -> None:
    """Private memory of a running submission, seen from outside and as the worker reports it."""
    say("memory of running submissions")
    everything, student, reported = private_memory(root, SET)
    if not everything:
        print("private memory of a running submission: not measured: only Linux shows it")
        return
    table.at_most(45, "private memory of a submission, all its processes", everything, "MB")
    table.line("  its largest process", student, "MB")
    table.line("  as the worker reports it", reported, "MB")


def cluster(table: Table, runs: Runs, pool: Run) -> int:
    """A dask cluster of two processes on this machine beside the pool of two; how many scores differ."""
    try:
        from distributed import LocalCluster
    except ImportError:
        print("dask cluster: not measured: distributed is not installed")
        return 0
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:
        run = runs.ours(runs.class_of("dask"), "--dask", made.scheduler_address, at_once=2)
        table.line("dask cluster of 2 processes (beside: pool of 2)", run.rate, "/s", pool.rate)
        table.line("  a task that does nothing", dispatch(made.scheduler_address), "ms")
    return compare(runs.folder / "nbgrader", runs.folder / "dask")


def dispatch(address: str, count: int = 300) -> float:
    """Milliseconds that dask takes for a task in which nothing is done."""
    from .grading.running.cluster import Cluster

    with Cluster(address, work=echo) as made:
        began = time.perf_counter()
        done = sum(1 for _ in made.run({"id": str(number)} for number in range(count)))
        return 1000 * (time.perf_counter() - began) / done


def echo(name: str, version: str, settings: str, job: str) -> str:
    """What a dask worker does with a task that costs nothing."""
    return job


def growth(table: Table, runs: Runs, big: int) -> None:
    """Milliseconds a submission and memory of the trusted process, from a small class to a big one."""
    small = None
    for count in sorted({min(n, big) for n in (runs.count, 10 * runs.count, big)}):
        root = runs.class_of(f"class-{count}", count)
        run = runs.ours(root, "--workers", "2", at_once=2)
        shutil.rmtree(root, ignore_errors=True)
        small = small or run
        time_of = f"class of {count}, 2 workers: a submission", 1000 / run.rate, "ms", 1000 / small.rate
        memory_of = f"class of {count}: memory of the trusted process", run.rss_mb, "MB", small.rss_mb
        for line in (time_of, memory_of):
            table.at_most(GROWTH, *line) if count == big else table.line(*line)
