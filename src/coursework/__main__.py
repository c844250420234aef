"""`python -m coursework COMMAND`: what maintainers of the course and its instructors do with it."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from .errors import CourseworkError
from .workspace import Workspace, read


def build(course: Workspace, args) -> int:
    """Run the notebooks and store them in canonical form, with what is derived from them and the data."""
    from .build import build

    return report(build(course, args.names, args.check), "built" if not args.check else "stored equals built")


def release(course: Workspace, args) -> int:
    """Derive the exercises from the solutions, proven before they replace the old ones."""
    from .release import release

    return report(
        release(course, args.names, args.check), "released" if not args.check else "exercises are current"
    )


def trace(course: Workspace, args) -> int:
    """Print every number, date, quotation and source in the prose that its evidence does not carry."""
    from .trace import problems

    package = course.package()
    found = [str(p) for path in course.lessons(args.names) for p in problems(read(path), package, path.stem)]
    return report(found, "every number, date, quotation and named source is traced")


def bench(course: Workspace, args) -> int:
    """Measure the course against its floors and print one table; `bench grading` measures grading."""
    if args.rest[:1] == ["grading"]:
        from .bench_grading import main

        return main(args.rest[1:])
    if args.rest:
        raise CourseworkError(f"bench {args.rest[0]}: there are `bench` and `bench grading`")
    from .bench import main

    return main() or 0


def report(wrong: list[str], fine: str) -> int:
    """Print what is wrong, one per line, or one line saying that all is well; the exit status."""
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(wrong)} to mend" if wrong else fine)
    return 1 if wrong else 0


# The commands for a class of students: {command: (module of coursework.grading, what it does)}.
GRADING = {
    "grade": ("command", "Mark a class: its folder of submissions into nbgrader's gradebook, with a report."),
    "formgrader": ("written.formgrader", "Mark written answers in nbgrader's formgrader."),
    "marks": ("written.marking", "Mark written answers in a table or notebook: write one out, read it in."),
    "norming": ("written.norming", "Compare two markers on the same answers, or one with the anchors."),
    "feedback": ("pages.feedback", "Write a page per student with marks, reasons and comments."),
    "export": ("lms.exports", "Write the marks as a table, or into Canvas's or Moodle's own file."),
    "forget": ("forget", "Delete everything that is kept of a student."),
}  # fmt: skip
HOME = Path(__file__).resolve().parents[2]
WITHOUT_ASSIGNMENT = ("norming", "forget")


def parser(command: str = "") -> argparse.ArgumentParser:
    """The command line. Of the commands for a class only the one that is called gets its options, since its
    module is loaded for that."""
    top = argparse.ArgumentParser(prog="python -m coursework", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for run, names, checks in (
        (build, "LESSON", True), (release, "NAME", True), (trace, "LESSON", False), (bench, "", False),
    ):  # fmt: skip
        one = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        one.set_defaults(run=lambda args, run=run: run(Workspace.find(), args))
        if names:
            one.add_argument("names", nargs="*", metavar=names, help="all of them when none is named")
        if run is bench:
            one.add_argument("rest", nargs=argparse.REMAINDER, metavar="grading", help="measure grading")
        if checks:
            one.add_argument(
                "--check", action="store_true", help="write nothing; say what differs from what is stored"
            )
    for name, (module, words) in GRADING.items():
        one = commands.add_parser(name, help=words, description=words)
        if name == command:
            grading_options(one, name, importlib.import_module(f"coursework.grading.{module}"))
    return top


def grading_options(one: argparse.ArgumentParser, name: str, module) -> None:
    """Give a command for a class its options; it needs no course repository, an nbgrader course will do."""
    one.set_defaults(run=module.main)
    if name not in WITHOUT_ASSIGNMENT:
        one.add_argument("assignment", metavar="ASSIGNMENT", help="the folder's name in the source folder")
    here = HOME if (HOME / "course.py").exists() else Path(".")
    one.add_argument("--course", default=here, metavar="DIR", help="an nbgrader course; this one by default")
    one.add_argument("--db", metavar="URL", help="the gradebook as an SQLAlchemy URL; the course's own else")
    module.arguments(one)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a CourseworkError is printed as it is and ends with status 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        args = parser(arguments[0] if arguments else "").parse_args(arguments)
        return args.run(args)
    except CourseworkError as error:
        print(f"coursework: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
