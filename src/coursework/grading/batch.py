"""A class on its way through grading: jobs are taken from it one by one, outcomes given back in any order.

Only the submissions under way are held in memory; `record` writes what is finished.
"""

from __future__ import annotations

import contextlib
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..errors import CourseworkError
from .assignment import Assignment
from .book.cache import digest
from .book.record import Record, failure, graded_of
from .model import Result
from .planning.follow import follow_up
from .planning.plan import Plan, plan
from .reading.reader import Submission, read_submission


@dataclass
class UnderWay:
    """A submission whose jobs are run: plans, first and second outcomes by notebook; how many are out."""

    submission: Submission
    key: str = ""
    plans: dict[str, Plan] = field(default_factory=dict)
    first: dict[str, dict] = field(default_factory=dict)
    second: dict[str, dict] = field(default_factory=dict)
    out: int = 0
    given_up: bool = False


class Batch:
    """The submissions of an assignment as an iterator of jobs; `take` gives an outcome back.

    An outcome may call for a second job, so that the iterator can go on after it had nothing left: take jobs
    until `done`. `finished(result, kept)` is called once for each submission; `kept`: it was graded
    before, and nothing has changed since.
    """

    def __init__(
        self,
        assignment: Assignment,
        record: Record,
        key: str,
        regrade: bool = False,
        finished: Callable[[Result, bool], None] = lambda *_: None,
    ):
        self.assignment, self.record, self.key = assignment, record, key
        self.model: dict[str, dict] = {}
        self.regrade, self.finished = regrade, finished
        self.students = iter(assignment.course.students(assignment.name))
        self.jobs: deque[dict] = deque()
        self.out: dict[str, tuple[UnderWay, str, bool]] = {}

    def __iter__(self) -> Iterator[dict]:
        return self

    def __next__(self) -> dict:
        while not self.jobs:
            self._begin(next(self.students))
        job = self.jobs.popleft()
        name = self.out[job["id"]][1]
        return {**job, **ways(self.model[name])} if name in self.model else job

    @property
    def done(self) -> bool:
        """Is nothing left to run?"""
        return not self.jobs and not self.out

    def take(self, job_id: str, outcome: dict) -> None:
        """Take the outcome of a job.

        CourseworkError when the gradebook cannot be written; what was finished before stands.
        """
        one, name, again = self.out.pop(job_id)
        one.out -= 1
        if one.given_up:
            return
        (one.second if again else one.first)[name] = outcome
        with self._guarded(one):
            if not again:
                self._send(one, name, self._second(one.plans[name], outcome), again=True)
            if not one.out:
                self._finish(one)

    def _begin(self, student: str) -> None:
        """Read a submission and queue its jobs; finish it at once when there is nothing to run."""
        assignment = self.assignment
        folder = assignment.course.submission(student, assignment.name)
        one = UnderWay(Submission(student))
        with self._guarded(one):
            read = read_submission(
                folder, list(assignment.notebooks), assignment.grade_ids, assignment.extras
            )
            read.student = student  # a course may lay out its folders in another way than the reader expects
            one.submission, one.key = read, digest(self.key, read.sha256)
            if kept := None if self.regrade else self.record.again(read, one.key):
                self.finished(kept, True)
                return
            for name, instructor in assignment.notebooks.items():
                if (notebook := read.notebooks.get(name)) is not None:
                    files = {**read.files, **assignment.extras}
                    made = plan(instructor, notebook, f"{student}/{name}", files, assignment.limits)
                    one.plans[name] = made
            for name, made in one.plans.items():
                self._send(one, name, made.job(), again=False)
            if not one.out:
                self._finish(one)

    def _send(self, one: UnderWay, name: str, job: dict | None, again: bool) -> None:
        if job is None:
            return
        self.jobs.append(job)
        self.out[job["id"]] = one, name, again
        one.out += 1

    def _second(self, made: Plan, outcome: dict) -> dict | None:
        return follow_up(made, outcome, made.instructor)

    def _finish(self, one: UnderWay) -> None:
        graded = graded_of(self.assignment, one.submission, one.plans, one.first, one.second, self.model)
        self.record.write(one.submission, one.key, graded)
        self.finished(graded.result, False)

    @contextlib.contextmanager
    def _guarded(self, one: UnderWay):
        """Keep a fault of ours at this submission: it waits for a person, and the batch goes on."""
        try:
            yield
        except (CourseworkError, OSError):  # the gradebook, the disk: nothing can go on
            raise
        except Exception as error:
            one.given_up = True
            said = f"{type(error).__name__}: {str(error)[:200]}"
            words = f"grading it failed ({said}); see errors.txt beside the report"
            failed = failure(self.assignment, one.submission, words)
            self.record.note(one.submission.student, traceback.format_exc())
            self.record.write(one.submission, "", failed)
            self.finished(failed.result, False)


def ways(model: dict) -> dict[str, list[str]]:
    """How tests may be run, by what the instructor's own answers need.

    `objects`: tests on objects that answer for themselves; `in_process`: tests inside the process of the
    answers; `pinned`: names whose value the instructor's answers leave as the setup made it.
    """
    where = {"objects": "stand-ins", "in_process": "student's process"}
    found = {
        way: [key for key, one in model["tests"].items() if one["where"] == there]
        for way, there in where.items()
    }
    kept = [
        (name, same) for one in model["tests"].values() for name, same in one.get("unchanged", {}).items()
    ]
    changed = {name for name, same in kept if not same}
    return {**found, "pinned": sorted({name for name, _ in kept} - changed)}
