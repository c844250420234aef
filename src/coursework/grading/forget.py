"""`forget`: remove what a course keeps of one student, or of everybody at the end of a term.

What will go is shown first. Files that hold many students' lines, such as exports and marking sheets, cannot
be cut by a program without risk: they are named, for a person to delete.
"""

from __future__ import annotations

import contextlib
import glob
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sql
from nbgrader.api import Gradebook, MissingEntry

from ..errors import CourseworkError
from .book.cache import Cache
from .book.database import patient, plainly
from .nbcourse import NbCourse
from .pages import report
from .pages.feedback import results

MAY_NAME = (".csv", ".ipynb", ".json", ".html", ".txt", ".log", ".zip", ".xlsx", ".ods")
LARGEST = 50_000_000  # bytes of a file that is searched for a name


@dataclass
class Traces:
    """What there is of a student: files and folders to delete, reports to write anew, gradebook rows.

    `others` are files that name the student among others; they stay.
    """

    paths: list[Path] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    submissions: int = 0
    in_gradebook: bool = False
    others: list[Path] = field(default_factory=list)

    def __bool__(self):
        return bool(self.paths or self.reports or self.in_gradebook)


def traces(course: NbCourse, student: str, db_url: str = "") -> Traces:
    """What a course keeps of a student; CourseworkError when the id cannot be a student's."""
    if not is_id(student):
        raise CourseworkError(f"{student!r} is not a student's id: give it as in the folder's name")
    found = Traces(list(dict.fromkeys(folders(course, student))))
    for folder in report_folders(course):
        kept = Cache(folder / "cache").path(student)
        found.paths += [kept] if kept.exists() else []
        if any(one.student == student for one in reported(course, folder.name)):
            found.reports.append(folder.name)
    with gradebook(course, db_url) as book, contextlib.suppress(MissingEntry):
        if book:
            found.submissions, found.in_gradebook = len(book.find_student(student).submissions), True
    gone = set(found.paths)
    found.others = [path for path in naming(course, student) if not gone & {path, *path.parents}]
    return found


def is_id(student: str) -> bool:
    """Can this be a student's id, and so the name of a folder?"""
    return bool(student.strip(". ")) and not any(sign in student for sign in "/\\\0")


def folders(course: NbCourse, student: str) -> Iterator[Path]:
    """The folders of a student in submitted/, autograded/ and feedback/, however the course lays them out."""
    for place in (course.submission, course.graded, course.pages):
        pattern = place(glob.escape(student), "*")
        parts = list(pattern.parts)
        named = next(n for n, part in enumerate(parts) if glob.escape(student) in part)
        starred = next(n for n, part in enumerate(parts) if "*" in part and n != named)
        wanted = Path(*parts[: named + 1]) if named < starred else pattern
        yield from (Path(one) for one in sorted(glob.glob(str(wanted), include_hidden=True)))


def report_folders(course: NbCourse) -> list[Path]:
    """The folder of every assignment that was graded."""
    return sorted(one for one in course.reports.iterdir() if one.is_dir()) if course.reports.is_dir() else []


def reported(course: NbCourse, assignment: str) -> list:
    """The results in an assignment's report; none when there is no report that can be read."""
    try:
        return results(course, assignment)
    except CourseworkError:
        return []


def naming(course: NbCourse, student: str) -> list[Path]:
    """Files in the course folder, outside the instructor's own, that hold the student's id."""
    places = [course.root, course.root / "downloaded", course.root / "marking", course.reports]
    files = {path for place in places[1:] for path in place.rglob("*")} | set(course.root.glob("*"))
    return sorted(
        path for path in files if path.is_file() and path.suffix in MAY_NAME and names(path, student)
    )


def names(path: Path, student: str) -> bool:
    """Does a file hold this id as a word, in its name or text? A report is written anew: not counted."""
    if path.name in ("report.json", "report.html"):
        return False
    is_word = word(student)
    if is_word.search(path.name):
        return True
    try:
        return path.stat().st_size <= LARGEST and bool(is_word.search(path.read_text("utf-8", "replace")))
    except OSError:
        return False


def word(student: str) -> re.Pattern:
    """A pattern for the id where it is not part of a longer word."""
    return re.compile(rf"(?<!\w){re.escape(student)}(?!\w)")


@contextlib.contextmanager
def gradebook(course: NbCourse, db_url: str = "") -> Iterator[Gradebook | None]:
    """nbgrader's gradebook, None where there is none yet."""
    url = sql.engine.make_url(db_url or course.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield None
        return
    with (
        plainly(url.render_as_string()),
        Gradebook(patient(db_url or course.db_url), course.course_id) as book,
    ):
        yield book


def forget(course: NbCourse, student: str, found: Traces, db_url: str = "") -> None:
    """Delete what was found of a student. A call that was interrupted can be made again.

    CourseworkError names what could not be deleted.
    """
    with gradebook(course, db_url) as book:
        if book and found.in_gradebook:
            book.remove_student(student)
            compact(book)
    for name in found.reports:
        left = {one.student: one for one in reported(course, name) if one.student != student}
        report.write(course.report(name), name, left)
    for path in found.paths:
        try:
            path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CourseworkError(f"{error.filename}: {error.strerror}: delete it by hand") from error


def compact(book: Gradebook) -> None:
    """Have SQLite write its file anew: deleted rows stay readable in it until then."""
    if book.engine.dialect.name == "sqlite":
        with book.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sql.text("VACUUM"))


def everybody(course: NbCourse, db_url: str = "") -> list[str]:
    """Ids of all students the course keeps something of."""
    found = {one.student for folder in report_folders(course) for one in reported(course, folder.name)}
    for name in course.assignments():
        found.update(course.students(name), (student for student, _ in course.refused(name)))
    with gradebook(course, db_url) as book:
        found.update(one.id for one in book.students) if book else None
    return sorted(found)


def described(course: NbCourse, student: str, found: Traces) -> list[str]:
    """What will go, in words."""
    lines = [f"of {student}:"]
    for path in found.paths:
        count = (
            sum(one.is_file() for one in path.rglob("*")) if path.is_dir() and not path.is_symlink() else 1
        )
        lines.append(
            f"  {shown(course, path)} ({count} files)" if path.is_dir() else f"  {shown(course, path)}"
        )
    lines += [f"  the lines in reports/{name}/report.json and report.html" for name in found.reports]
    if found.in_gradebook:
        lines.append(f"  the gradebook's rows: the student and {found.submissions} submissions, with marks")
    return lines


def shown(course: NbCourse, path: Path) -> str:
    """A path as it is printed."""
    return path.relative_to(course.root).as_posix() if path.is_relative_to(course.root) else str(path)


def main(args) -> int:
    """The command `forget`."""
    course, db = NbCourse.find(args.course), args.db or ""
    if bool(args.student) == args.everyone:
        raise CourseworkError("name one student, or say --everyone")
    wanted = everybody(course, db) if args.everyone else [args.student]
    odd = [student for student in wanted if args.everyone and not is_id(student)]
    found = {student: traces(course, student, db) for student in wanted if student not in odd}
    found = {student: one for student, one in found.items() if one}
    for student in odd:
        print(
            f"{shown(course, course.submitted)} has a folder with an odd name, {student}: delete it by hand"
        )
    others = sorted({path for one in found.values() for path in one.others})
    if not found:
        print(
            "nothing is kept"
            + ("" if args.everyone else f" of {args.student}; ids are written as in submitted/")
        )
        return 0 if args.everyone else 1
    print("This will be deleted, and cannot be brought back:")
    print("\n".join(line for student, one in found.items() for line in described(course, student, one)))
    if not args.yes and not agreed("everyone" if args.everyone else args.student):
        print("nothing was deleted")
        return 1
    for student, one in found.items():
        forget(course, student, one, db)
    print(f"deleted: what was kept of {len(found)} student{'s' * (len(found) != 1)}")
    if others:
        print("These files name them among others, or hold copies; delete them, or write them anew:")
        print("\n".join(f"  {shown(course, path)}" for path in others))
    print("Copies elsewhere are not touched: backups, the LMS, files you moved or sent.")
    return 0


def agreed(name: str) -> bool:
    """Ask a person at a terminal; without one, --yes is needed."""
    if not sys.stdin.isatty():
        raise CourseworkError("nobody is there to ask: add --yes to delete this")
    return input(f"Type {name} to delete: ").strip() == name


def arguments(parser) -> None:
    """The options of `forget` on the command line, besides --course and --db."""
    parser.add_argument("student", nargs="?", metavar="STUDENT", help="the student's id, as in submitted/")
    parser.add_argument("--everyone", action="store_true", help="all students: the end of a term")
    parser.add_argument("--yes", action="store_true", help="do not ask")
