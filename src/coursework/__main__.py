"""`python -m coursework build | release | trace | bench`: for whoever maintains the course."""

from __future__ import annotations

import argparse
import sys

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
    """Measure the course against its floors and print one table."""
    from .bench import main

    return main() or 0


def report(wrong: list[str], fine: str) -> int:
    """Print what is wrong, one per line, or one line saying that all is well; the exit status."""
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(wrong)} to mend" if wrong else fine)
    return 1 if wrong else 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m coursework", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for run, names, checks in (
        (build, "LESSON", True), (release, "NAME", True), (trace, "LESSON", False), (bench, "", False),
    ):  # fmt: skip
        one = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        one.set_defaults(run=run)
        if names:
            one.add_argument("names", nargs="*", metavar=names, help="all of them when none is named")
        if checks:
            one.add_argument(
                "--check", action="store_true", help="write nothing; say what differs from what is stored"
            )
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a CourseworkError is printed as it is and ends with status 1."""
    args = parser().parse_args(arguments)
    try:
        return args.run(Workspace.find(), args)
    except CourseworkError as error:
        print(f"coursework: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
