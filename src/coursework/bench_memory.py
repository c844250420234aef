"""The private memory of running submissions, watched from outside their sandbox (Linux)."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from pathlib import Path

LOOK = 0.004  # seconds between two looks


class Watcher(threading.Thread):
    """Looks at what a warm worker forks while submissions run; keeps the largest sums, in MB.

    The processes that are there when it is made are the sandbox's own and the warm worker.
    """

    def __init__(self, process: int):
        super().__init__(daemon=True)
        self.process, self.resting, self.ended = process, set(below(process)), threading.Event()
        self.most = self.most_of_one = 0.0

    def run(self):
        """Look until `ended` is set."""
        while not self.ended.wait(LOOK):
            sizes = [private(one) for one in below(self.process) if one not in self.resting]
            self.most = max(self.most, sum(sizes))
            self.most_of_one = max([self.most_of_one, *sizes])


def private_memory(root: Path, name: str) -> tuple[float, float, float]:
    """Peak MB over a class: of all processes of a submission, of one of them, and as the worker reports it.

    `root` is a course whose assignment `name` was graded. The first two are 0 where /proc does not show them.
    """
    from .grading.assignment import Assignment
    from .grading.batch import ways
    from .grading.nbcourse import NbCourse
    from .grading.planning.plan import plan
    from .grading.reading.reader import read_submission
    from .grading.running import sandbox
    from .grading.running.pool import Worker

    course = NbCourse.find(root)
    assignment = Assignment(course, name)
    reported = 0
    models = model_outcomes(root, name)
    modules = {module for outcome in models.values() for module in outcome["modules"]}
    worker = Worker(sandbox.find(), sorted(modules))
    worker.start()
    worker.load()
    watcher = Watcher(worker.process.pid)
    watcher.start()
    try:
        for student in course.students(name):
            folder = course.submission(student, name)
            submission = read_submission(
                folder, list(assignment.notebooks), assignment.grade_ids, assignment.extras
            )
            for stem, notebook in submission.notebooks.items():
                made = plan(
                    assignment.notebooks[stem], notebook, student, submission.files, assignment.limits
                )
                job = {**made.job(), **ways(models[stem])}
                reported = max(reported, worker.do(job)["peak_kb"])
    finally:
        watcher.ended.set()
        watcher.join()
        worker.stop()
    return watcher.most, watcher.most_of_one, reported / 1024


def model_outcomes(root: Path, name: str) -> dict[str, dict]:
    """The outcomes of the instructor's own notebooks, as they were kept when the class was graded."""
    kept = json.loads((root / "reports" / name / "model.json").read_text(encoding="utf-8"))
    return kept["outcomes"]


def below(process: int) -> list[int]:
    """A process and everything started by it."""
    found = [process]
    with contextlib.suppress(OSError, ValueError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += below(int(child))
    return found


def private(process: int) -> float:
    """MB that belong to one process alone; 0 when it has ended."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        return sum(map(int, re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", text, re.M))) / 1024
    return 0.0
