"""The command `grade`. Its workers start first, and load their libraries while this process loads its own."""

from __future__ import annotations

import os
import sys

from ..errors import CourseworkError
from .running import sandbox
from .running.pool import Pool

NO_SANDBOX = """\
WARNING: no sandbox works here, so students' code runs with your own rights: it could read your files, the
solutions and the gradebook, and use the network. Only time, memory and output are limited. On Linux, install
bubblewrap (Debian: apt install bubblewrap). Give --untrusted to have it refused instead."""
UNTRUSTED = """\
--untrusted: no sandbox works here, so nothing was run. On Linux, install bubblewrap (Debian: apt install
bubblewrap); on macOS and Windows, grade inside a Linux container or virtual machine."""


def main(args) -> int:
    """Start what runs submissions, then grade; returns what `grade.main` returns."""
    with engine(args.workers, args.dask, args.untrusted) as made:
        from . import grade  # loads nbgrader, which takes half a second

        return grade.main(args, made)


def engine(workers: int | None, dask: str | None, untrusted: bool):
    """What runs the jobs: a pool of workers on this machine, or the dask cluster at an address."""
    if dask:
        from .running.cluster import Cluster

        return Cluster(dask, {"untrusted": untrusted})
    return Pool(workers or os.cpu_count() or 1, wall=the_wall(untrusted))


def the_wall(untrusted: bool) -> list[str] | None:
    """The sandbox of this machine; None, with a warning, where there is none; with --untrusted it must be."""
    if not hasattr(os, "fork"):
        raise CourseworkError("grading runs on Linux and macOS; on Windows, use it in WSL (Linux in Windows)")
    wall = sandbox.find()
    if wall is None and untrusted:
        raise CourseworkError(UNTRUSTED)
    if wall is None:
        print(NO_SANDBOX, file=sys.stderr)
    return wall


def arguments(parser) -> None:
    """The options of `grade` on the command line, besides ASSIGNMENT, --course and --db."""
    parser.add_argument("--workers", type=int, metavar="N", help="how many run at once; one per processor")
    parser.add_argument("--dask", metavar="ADDRESS", help="have a dask.distributed cluster run them")
    parser.add_argument("--untrusted", action="store_true", help="refuse to run anything without a sandbox")
    parser.add_argument("--regrade", action="store_true", help="run everything again, changed or not")
