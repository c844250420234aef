"""`grade`: a class marked from its folder of submissions, into nbgrader's own gradebook.

Exit status: 0 when every submission was handled, also when some wait for a person (the report names them); 1
with a message when grading could not go on; 130 when it was interrupted. The same command goes on from there.
"""

from __future__ import annotations

import contextlib
import errno
import shlex
import sys
from pathlib import Path

from ..errors import CourseworkError
from .assignment import Assignment
from .batch import Batch
from .book.cache import Cache
from .book.gradebook import Book
from .book.late import penalties
from .book.record import Record, missing, refused
from .nbcourse import NbCourse
from .pages import report
from .pages.report import Results
from .progress import Progress, tell
from .running import sandbox

INTERRUPTED = """\
Interrupted: this is not the whole class, or parts of it stand here as an earlier run left them."""
FULL = (errno.ENOSPC, errno.EDQUOT)


def main(args, engine) -> int:
    """Grade what the options of the command name; `engine` runs the jobs. Returns what the head says."""
    try:
        return grade(NbCourse.find(args.course), args.assignment, engine, args.regrade, args.db)
    except OSError as error:
        if error.errno in FULL:
            raise CourseworkError(
                "the disk is full: make room, then give the same command; it goes on from here"
            ) from error
        raise CourseworkError(f"{error.filename or ''}: {error.strerror}") from error


def grade(
    course: NbCourse,
    name: str,
    engine,
    regrade: bool = False,
    db: str | None = None,
) -> int:
    """Grade an assignment of a course and print what came of it; the exit status."""
    assignment = Assignment(course, name)
    engine.warm(assignment.modules)
    folder = course.report(name)
    cache = Cache(folder / "cache")
    students, others = course.students(name), dict(course.refused(name))
    if not students and not others:
        where = course.submission("STUDENT", name)
        raise CourseworkError(f"nobody has handed in {name}: submissions are expected in {where}")
    others = {student: refused(assignment, student, flag) for student, flag in others.items()}
    key = assignment.key(own_folders())
    with only_one(folder), Book(db or course.db_url, course.course_id) as book:
        for line in book.open(name, assignment.prepared):
            print(f"gradebook: {line}")
        graded = set(book.submitted())
        for student in {*book.students(), *graded} - {*students, *others, *course.left_out}:
            others[student] = missing(assignment, student, student in graded)
        if course.left_out:
            print(f"left out, as student_id_exclude says: {', '.join(sorted(course.left_out))}")
        progress = Progress(len(students))
        record = Record(assignment, book, cache, penalties(course))
        interrupted = False
        try:
            batch = Batch(assignment, record, key, regrade, progress)
            run(batch, assignment, key, engine)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            progress.end()
        known = [one for one in students if cache.get(one)] if interrupted else progress.done
        results = Results(cache, known, others)
        summary = report.write(folder, name, results, INTERRUPTED if interrupted else "")
    if not interrupted:
        feedback_pages(course, name, results, db or course.db_url)
    tell(summary, folder, course, name, f" --db {shlex.quote(book.name)}" if db else "")
    if interrupted:
        print(
            f"Interrupted after {len(progress.done)} of {len(students)}. The same command goes on from here."
        )
    return 130 if interrupted else 0


def run(batch: Batch, assignment: Assignment, key: str, engine) -> None:
    """Have all jobs of a batch run, if there is one."""
    first = next(batch, None)
    if first is None:
        return
    batch.jobs.appendleft(first)
    batch.model = assignment.model(key, engine)
    engine.warm(sorted({name for outcome in batch.model.values() for name in outcome["modules"]}))
    while not batch.done:  # an outcome may call for another job when the iterator was at its end already
        for job_id, outcome in engine.run(batch):
            batch.take(job_id, outcome)


def own_folders() -> list[Path]:
    """The folders a run can read that do not belong to the installed Python."""
    installed = [Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()]
    return [one for one in sandbox.readable() if not any(one.is_relative_to(other) for other in installed)]


def feedback_pages(course: NbCourse, name: str, results: Results, url: str) -> None:
    """Write the feedback pages that are missing or older than the graded notebook."""
    from .book import marks
    from .pages import feedback

    sources = course.assignment(name)
    wanted = [
        (student, source)
        for student in results
        for source in sources
        if outdated(course.graded(student, name) / source.name, course.pages(student, name))
    ]
    if wanted:
        given = {one.student: one for one in marks.read_marks(url, name).students}
        shown = {source: feedback.released(source, course) for source in sources}
        for student, source in wanted:
            graded = course.graded(student, name) / source.name
            feedback.write(course, name, results[student], graded, shown[source], given.get(student))


def outdated(graded: Path, pages: Path) -> bool:
    """Is there a graded notebook without a page as new as it?"""
    page = pages / f"{graded.stem}.html"
    return graded.is_file() and not (page.is_file() and page.stat().st_mtime >= graded.stat().st_mtime)


@contextlib.contextmanager
def only_one(folder: Path):
    """Let one command at a time grade an assignment. CourseworkError when another one is at it."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(folder / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseworkError(f"another command is grading {folder.name} just now: wait for it") from None
        yield
