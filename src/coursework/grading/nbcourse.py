"""Where things lie in an nbgrader course, as its own nbgrader_config.py says."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets import TraitError
from traitlets.config import Config, JSONFileConfigLoader, PyFileConfigLoader
from traitlets.config.loader import ConfigFileNotFound

from ..errors import CourseworkError
from .model import Flag

LOADERS = {"nbgrader_config.json": JSONFileConfigLoader, "nbgrader_config.py": PyFileConfigLoader}
FOR_INSTRUCTORS = "marking.md"
LONGEST_NAME = 128  # a student's id in nbgrader's gradebook is at most this long
HOLE = "\0"  # stands for the name that is looked for in a path


@dataclass(frozen=True)
class NbCourse:
    """An nbgrader course: a folder with an nbgrader_config.py, or laid out as nbgrader does by default.

    `config` is what the files say and `directory` nbgrader's own view of it.
    """

    config: Config
    directory: CourseDirectory

    @classmethod
    def find(cls, folder: Path | str) -> NbCourse:
        """The course in `folder`. nbgrader's loader reads its configuration, with `folder` as working
        directory, since configurations ask for it. CourseworkError when there is no folder or the
        configuration fails."""
        root = Path(folder).resolve()
        if not root.is_dir():
            raise CourseworkError(f"{folder}: no such folder; --course takes that of an nbgrader course")
        config = read_config(root)
        try:
            directory = CourseDirectory(config=config)
            if "root" not in config.CourseDirectory:
                directory.root = str(root)
        except TraitError as error:
            raise CourseworkError(f"{root / 'nbgrader_config.py'}: {error}") from error
        if "source_directory" not in config.CourseDirectory and (root / "solutions").is_dir():
            directory.source_directory = "solutions"
        return cls(config, directory)

    @property
    def root(self) -> Path:
        """The course folder."""
        return Path(self.directory.root)

    @property
    def reports(self) -> Path:
        """The folder of reports, one folder per assignment in it."""
        return self.root / "reports"

    @property
    def submitted(self) -> Path:
        """The folder students' submissions are collected in, one folder per student."""
        return self.root / self.directory.submitted_directory

    @property
    def autograded(self) -> Path:
        """The folder of graded notebooks, one folder per student."""
        return self.root / self.directory.autograded_directory

    @property
    def feedback(self) -> Path:
        """The folder of feedback pages, one folder per student."""
        return self.root / self.directory.feedback_directory

    @property
    def db_url(self) -> str:
        """The SQLAlchemy URL of the gradebook."""
        return self.directory.db_url

    @property
    def course_id(self) -> str:
        """The course's name in the gradebook; empty when it is not configured, as in nbgrader."""
        return self.directory.course_id

    def source(self, assignment: str) -> Path:
        """The instructor's folder of an assignment."""
        return self._path(self.directory.source_directory, ".", assignment)

    def submission(self, student: str, assignment: str) -> Path:
        """The folder a student handed in for an assignment."""
        return self._path(self.directory.submitted_directory, student, assignment)

    def graded(self, student: str, assignment: str) -> Path:
        """The folder of a student's graded notebooks of an assignment."""
        return self._path(self.directory.autograded_directory, student, assignment)

    def pages(self, student: str, assignment: str) -> Path:
        """The folder of a student's feedback pages of an assignment."""
        return self._path(self.directory.feedback_directory, student, assignment)

    def report(self, assignment: str) -> Path:
        """The folder of an assignment's report and of what is kept between runs."""
        return self.reports / assignment

    def assignments(self) -> list[str]:
        """Names of the assignments there are: folders of notebooks in the source folder."""
        return [name for name, way in fillings(self.source(HOLE)) if any(way[-1].glob("*.ipynb"))]

    def assignment(self, name: str) -> list[Path]:
        """The instructor's notebooks of an assignment; CourseworkError lists the assignments there are."""
        known = self.assignments()
        if name not in known:
            have = ", ".join(known) or "none yet"
            where = self.root / self.directory.source_directory
            raise CourseworkError(f"no assignment {name!r} in {where}; there are: {have}")
        return sorted(self.source(name).glob("*.ipynb"))

    def extras(self, name: str) -> dict[str, Path]:
        """The other files of an assignment's source folder, which every run gets: {relative name: path}.

        Marking notes, dot files and what the course tells nbgrader to ignore are not among them.
        """
        base = self.source(name)
        ignored = [*self.directory.ignore, "*.ipynb"]
        found = {Path(path).relative_to(base): Path(path) for path in find_all_files(str(base), ignored)}
        return {
            short.as_posix(): path
            for short, path in sorted(found.items())
            if short.as_posix() != FOR_INSTRUCTORS and not any(part.startswith(".") for part in short.parts)
        }

    def students(self, name: str) -> list[str]:
        """Who handed something in for an assignment, sorted: whoever has such a folder under a fit name.

        Students that the course tells nbgrader to leave out are not among them, see `left_out`.
        """
        return [one for one, flag in self._found(name) if flag is None and one not in self.left_out]

    @property
    def left_out(self) -> set[str]:
        """Students that nbgrader's `student_id_exclude` leaves out."""
        return set(filter(None, self.directory.student_id_exclude.split(",")))

    def refused(self, name: str) -> list[tuple[str, Flag]]:
        """Folders of an assignment that cannot be graded as some student's, each with the reason."""
        return [(student, flag) for student, flag in self._found(name) if flag]

    def _found(self, name: str) -> list[tuple[str, Flag | None]]:
        found = fillings(self.submission(HOLE, name))
        return [(shown(student), unfit(student, way)) for student, way in found]

    def _path(self, step: str, student: str, assignment: str) -> Path:
        return Path(os.path.normpath(self.directory.format_path(step, student, assignment)))


def fillings(path: Path) -> list[tuple[str, list[Path]]]:
    """What can stand in the hole of a path, sorted: (name, the folders from there to the end of the path)."""
    depth = next(n for n, part in enumerate(path.parts) if HOLE in part)
    above, below = Path(*path.parts[:depth]), path.parts[depth + 1 :]
    before, after = path.parts[depth].split(HOLE)
    found = []
    for folder in sorted(above.iterdir()) if above.is_dir() else []:
        name = folder.name[len(before) : len(folder.name) - len(after)]
        way = [folder.joinpath(*below[:n]) for n in range(len(below) + 1)]
        if name and f"{before}{name}{after}" == folder.name and os.path.lexists(way[-1]):
            found.append((name, way))
    return found


def unfit(student: str, way: list[Path]) -> Flag | None:
    """Why what lies at the end of `way` cannot be graded as this student's submission."""
    if any(folder.is_symlink() for folder in way):
        return Flag(
            "symlink-refused", "", "The folder is a link, which is not followed: put the folder itself here."
        )
    if not way[-1].is_dir():
        return Flag("unreadable", "", f"{way[-1].name} is a file: a folder of that name is expected.")
    why = ""
    if student.startswith("."):
        why = "starts with a dot, which nbgrader does not see"
    elif len(student) > LONGEST_NAME:
        why = f"is longer than the {LONGEST_NAME} letters that a gradebook keeps"
    elif not student.isprintable() or student != student.strip():
        why = "holds letters that cannot be seen"
    return Flag("unreadable", "", f"The folder's name {why}: rename it to the student's id.") if why else None


def shown(name: str) -> str:
    """A file name as it can be printed: letters that cannot be shown are written out."""
    return name if name.isprintable() else ascii(name)[1:-1]


def read_config(root: Path) -> Config:
    """What nbgrader_config.json and nbgrader_config.py in a folder say; empty when there is neither."""
    config = Config()
    with contextlib.chdir(root), import_from(root):
        for name, loader in LOADERS.items():
            try:
                config.merge(loader(name, path=str(root)).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as error:
                raise CourseworkError(f"{root / name}: {type(error).__name__}: {error}") from error
    return config


@contextlib.contextmanager
def import_from(folder: Path):
    """Let a course's own modules be imported meanwhile: a configuration may name a plugin that lies there."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
