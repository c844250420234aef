"""The worker: loads the libraries once, then forks one supervisor for each attempt at a submission.

    python -m gradeworker [--sandboxed]      orders come on stdin, reports go to stdout (see messages)

An order is {"modules": [...]}, the libraries to load, or the head of an attempt: {"limits", "files", ...},
nothing that a student must not see. Its body, with the tests, follows, and is read by the supervisor alone,
after it has forked the process that runs the student's cells: no copy of a test is ever in that process.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import shutil
import signal
import sys
import tempfile
import warnings

from . import linux, shell
from .child import end_strays, keep_only
from .integrity import Guard
from .messages import Broken, receive, send
from .turn import Turn
from .unpacking import courses_own


def main() -> None:
    """Serve jobs until the other side closes."""
    sandboxed = "--sandboxed" in sys.argv
    orders, reports = _own_channel()
    linux.prctl(linux.DEATH_SIGNAL, signal.SIGKILL)
    linux.prctl(linux.SUBREAPER, 1)
    if sandboxed:
        linux.own_namespaces()
    guard = None
    while True:
        try:
            order = receive(orders)
        except Broken:
            return
        if "modules" in order:
            guard = ready(order["modules"])
            send(reports, {"ready": os.getpid()})
        else:
            attempt(order, guard, sandboxed, orders, reports)


def ready(modules: list[str]) -> Guard:
    """Load modules and remember the libraries as they are; what is there now is shared by every
    submission.
    """
    shell.make()
    warm(modules)
    guard = Guard()
    gc.collect()
    gc.freeze()
    return guard


def _own_channel() -> tuple[int, int]:
    """Move the channel away from stdin and stdout, where a student's code would find it."""
    orders, reports, nothing = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1) if os.environ.get("GRADEWORKER_DEBUG") else (0, 1, 2):
        os.dup2(nothing, fd)
    return orders, reports


def warm(modules: list[str]) -> None:
    """Load modules, the course's own packages whole; one that cannot be loaded is left to the cell that asks
    for it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in (part for name in modules for part in whole(name)):
            try:
                importlib.import_module(module)
            except BaseException:
                continue


def whole(name: str) -> list[str]:
    """A module with all that lies below it, when it is a package of the course's own; they load parts
    late.
    """
    if not courses_own(name):
        return [name]
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name)
    return [
        name,
        *(found.name for found in pkgutil.walk_packages([folder], name + ".", onerror=lambda _: None)),
    ]


def attempt(head: dict, guard: Guard, sandboxed: bool, orders: int, reports: int) -> None:
    """One attempt, in a supervisor that reads the body and reports; it is over when the supervisor is."""
    process = os.fork()
    if process == 0:
        try:
            keep_only(orders, reports)
            supervise(head, guard, sandboxed, orders, reports)
        finally:
            os._exit(1)
    _, status = os.waitpid(process, 0)
    end_strays()
    if status:
        raise SystemExit(
            "a supervisor ended without a report"
        )  # what it has read of the channel is not known


def supervise(head: dict, guard: Guard, sandboxed: bool, orders: int, reports: int) -> None:
    """Start the processes, then read what they are to do, have it done and report."""
    linux.prctl(linux.DEATH_SIGNAL, signal.SIGKILL)
    linux.prctl(linux.SUBREAPER, 1)
    folder = "" if sandboxed else tempfile.mkdtemp(prefix="grade-")
    work = "/tmp/work"
    if folder:
        work = os.path.join(folder, "work")
        os.mkdir(work)
    try:
        turn = Turn(head, shell.make(), guard, sandboxed, work)
        report = turn.run(receive(orders))
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    send(reports, report)
    os._exit(0)


if __name__ == "__main__":
    main()
