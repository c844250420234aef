"""What a graded submission leaves behind: graded notebooks, rows in the gradebook, an entry in the cache.

They are written in this order, so that an interruption anywhere costs at most the submission it hit: the
entry comes last and says that all of it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import nbformat

from ..assignment import Assignment
from ..model import MISSING, UNREADABLE, Flag, Result
from ..planning.instructor import TASK, WRITTEN
from ..planning.plan import Plan
from ..reading.reader import Submission
from ..scoring.scores import joined, score
from ..written.rubricpage import beside_tasks
from .cache import Cache, answers, digest, replace
from .gradebook import Book, Marks


@dataclass
class Graded:
    """A submission's result, and by notebook its marks, its graded form and digests of its answers."""

    result: Result
    marks: dict[str, Marks] = field(default_factory=dict)
    notebooks: dict = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)


def graded_of(assignment: Assignment, submission: Submission, plans, first, second, model) -> Graded:
    """What the outcomes of a submission's jobs come to; by notebook: the first, a second where there is one,
    and that of the instructor's own notebook."""
    graded, scored, seconds = Graded(Result(submission.student, "")), {}, 0.0
    for name, made in plans.items():
        tests, flags, notebook = score(
            made, first.get(name), second.get(name), model.get(name), made.instructor
        )
        scored[name] = tests, flags
        empty = frozenset(made.untouched | {task for task, text in made.written.items() if not text})
        points = {test.id: test.score for test in tests} | dict.fromkeys(empty & by_hand(made), 0.0)
        graded.marks[name] = Marks(points, empty - tasks(made))
        graded.notebooks[name] = notebook
        graded.answers[name] = {**answers(notebook), **{t: digest(text) for t, text in made.written.items()}}
        seconds += sum(run[name].get("seconds", 0.0) for run in (first, second) if name in run)
    graded.result = joined(submission, assignment.notebooks, scored, round(seconds, 3))
    return graded


def by_hand(made: Plan) -> set[str]:
    """Grade ids of written answers that bear points themselves; nbgrader gives 0 when nothing was written."""
    return {source.grade_id for source in made.instructor.of(WRITTEN) if source.points}


def tasks(made: Plan) -> set[str]:
    """Grade ids of tasks; nbgrader never says of them that there is no response."""
    return {source.grade_id for source in made.instructor.of(TASK)}


def waiting(assignment: Assignment, submission: Submission, status: str, flag: Flag) -> Result:
    """The result of somebody of whom nothing could be graded: no test has a score."""
    result = joined(submission, assignment.notebooks, {})
    result.status = status
    result.flags.append(flag)
    return result


def failure(assignment: Assignment, submission: Submission, words: str) -> Graded:
    """A submission that grading itself fell over: it waits for a person."""
    return Graded(waiting(assignment, submission, UNREADABLE, Flag("needs-person", "", words)))


def missing(assignment: Assignment, student: str, graded_before: bool) -> Result:
    """The result of somebody who handed nothing in."""
    words = "nothing was handed in"
    words += "; the gradebook holds the marks of an earlier submission" if graded_before else ""
    return waiting(assignment, Submission(student), MISSING, Flag("missing", "", words))


def refused(assignment: Assignment, student: str, flag: Flag) -> Result:
    """The result of a folder that cannot be graded as some student's."""
    result = waiting(assignment, Submission(student), UNREADABLE, flag)
    result.flags.append(Flag("needs-person", "", "nothing of this folder was read"))
    return result


class Record:
    """Writes graded submissions of an assignment; `penalty` as `Book.write` takes it."""

    def __init__(self, assignment: Assignment, book: Book, cache: Cache, penalty: Callable | None = None):
        self.assignment, self.book, self.cache, self.penalty = assignment, book, cache, penalty

    def again(self, submission: Submission, key: str) -> Result | None:
        """The result kept under this key, after making the gradebook whole with it; None when there is none.

        The gradebook may have been lost or restored to an older state meanwhile.
        """
        kept = self.cache.get(submission.student)
        if not kept or kept["key"] != key or not self.assignment.has_graded(submission.student):
            return None
        marks = {name: Marks(one["scores"], frozenset(one["empty"])) for name, one in kept["marks"].items()}
        self.book.write(submission.student, marks, submission.timestamp, self.penalty)
        return Result.from_dict(kept["result"])

    def write(self, submission: Submission, key: str, graded: Graded) -> None:
        """Write a graded submission. OSError when the disk is full, CourseworkError from the gradebook."""
        student = submission.student
        before = (self.cache.get(student) or {}).get("answers", {})
        self._files(submission, graded)
        marks = {
            name: Marks(one.scores, one.empty, self._changed(name, before, graded))
            for name, one in ((n, graded.marks.get(n, Marks())) for n in self.assignment.notebooks)
        }
        self.book.write(student, marks, submission.timestamp, self.penalty)
        kept = {
            name: {"scores": one.scores, "empty": sorted(one.empty)} for name, one in graded.marks.items()
        }
        entry = {"key": key, "result": graded.result.as_dict(), "marks": kept, "answers": graded.answers}
        self.cache.put(student, entry)

    def note(self, student: str, words: str) -> None:
        """Keep the details of a failure of ours beside the report."""
        path = self.assignment.course.report(self.assignment.name) / "errors.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{student}\n{words}\n")

    def _changed(self, name: str, before: dict, graded: Graded) -> frozenset[str]:
        """Grade ids whose answer is not the one that was graded last; all of them when nothing is known."""
        old, new = before.get(name, {}), graded.answers.get(name, {})
        ids = self.assignment.grade_ids[name]
        return frozenset(one for one in ids if one not in old or old[one] != new.get(one))

    def _files(self, submission: Submission, graded: Graded) -> None:
        folder = self.assignment.course.graded(submission.student, self.assignment.name)
        for short, content in submission.files.items():
            if (folder / short).resolve().is_relative_to(folder.resolve()):
                replace(folder / short, content)
        if submission.timestamp:
            replace(folder / "timestamp.txt", f"{submission.timestamp.isoformat(' ')} UTC\n")
        for name in self.assignment.notebooks:
            notebook = graded.notebooks.get(name)
            if notebook is None:
                notebook = self.assignment.stand_in(name, words(graded.result))
            beside_tasks(notebook, self.assignment.rubrics)
            replace(folder / f"{name}.ipynb", nbformat.v4.writes(notebook) + "\n")


def words(result: Result) -> str:
    """Why there is nothing to show, from the flags."""
    said = [flag.detail for flag in result.flags if flag.kind in ("unreadable", "missing", "needs-person")]
    return ". ".join(said) or "No notebook that could be graded was handed in."
