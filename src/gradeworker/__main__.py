"""The worker: loads the libraries once, then forks one supervisor for each attempt at a submission.

    python -m gradeworker [--sandboxed]      jobs come on stdin, outcomes go to stdout (see messages)

The first message names the modules to load. A step that hangs or ends its process is left out, and the
submission is run again from the start, so that it costs that cell alone.
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
import time
import warnings

from . import linux, shell
from .integrity import Guard
from .messages import Broken, receive, send
from .turn import Turn, end_strays, keep_only
from .values import courses_own

ATTEMPTS = 8
SPARE = 5.0  # seconds that a supervisor gets to report after the last deadline


def main() -> None:
    """Serve jobs until the other side closes."""
    sandboxed = "--sandboxed" in sys.argv
    jobs, outcomes = _own_channel()
    linux.prctl(linux.DEATH_SIGNAL, signal.SIGKILL)
    linux.prctl(linux.SUBREAPER, 1)
    if sandboxed:
        linux.own_namespaces()
    guard = None
    while True:
        try:
            job = receive(jobs)
        except Broken:
            return
        if "steps" in job:
            send(outcomes, serve(job, shell.make(), guard, sandboxed))
        else:
            guard = ready(job["modules"])
            send(outcomes, {"ready": os.getpid()})


def ready(modules: list[str]) -> Guard:
    """Load modules and remember the libraries as they are; what is there now is shared by every submission."""
    shell.make()
    warm(modules)
    guard = Guard()
    gc.collect()
    gc.freeze()
    return guard


def _own_channel() -> tuple[int, int]:
    """Move the channel away from stdin and stdout, where a student's code would find it."""
    jobs, outcomes, nothing = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1) if os.environ.get("GRADEWORKER_DEBUG") else (0, 1, 2):
        os.dup2(nothing, fd)
    return jobs, outcomes


def warm(modules: list[str]) -> None:
    """Load modules, the course's own packages whole; one that cannot be loaded is left to the cell that asks for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (part for name in modules for part in whole(name)):
            try:
                importlib.import_module(name)
            except BaseException:
                continue


def whole(name: str) -> list[str]:
    """A module with all that lies below it, when it is a package of the course's own; they load parts late."""
    if not courses_own(name):
        return [name]
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name)
    return [name, *(found.name for found in pkgutil.walk_packages([folder], name + ".", onerror=lambda _: None))]


def serve(job: dict, shell, guard, sandboxed: bool) -> dict:
    """The outcome of one job, after as many attempts as it takes."""
    began = time.monotonic()
    deadline = began + job["limits"]["total_seconds"]
    outcome = {"id": job["id"], "cells": {}, "tests": {}, "events": [], "peak_kb": 0, "modules": []}
    skip: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        part = attempt(job, shell, guard, sandboxed, set(skip), deadline)
        outcome["cells"].update(part["cells"])
        outcome["tests"].update(part["tests"])
        outcome["events"] += [event for event in part["events"] if event not in outcome["events"]]
        outcome["modules"] = part["modules"]
        outcome["peak_kb"] = max(outcome["peak_kb"], part["peak_kb"])
        key = part["key"]
        if key is None or key in skip:
            break
        skip[key] = part["events"][-1]["detail"] if part["events"] else "stopped"
        if time.monotonic() > deadline:
            break
    _fill(job, outcome, skip)
    return {**outcome, "seconds": time.monotonic() - began}


def _fill(job: dict, outcome: dict, skip: dict[str, str]) -> None:
    """Say of every step that has no outcome why it has none."""
    for step in job["steps"]:
        key = step["key"]
        status, words = ("stopped", skip[key]) if key in skip else ("not run", "the time for this notebook was over")
        if step["kind"] == "cell":
            outcome["cells"].setdefault(key, {"status": status, "outputs": [], "error": words})
        else:
            blank = {"status": status, "value": None, "type": "none", "error": words, "where": "", "odd": []}
            outcome["tests"].setdefault(key, blank)


def attempt(job: dict, shell, guard, sandboxed: bool, skip: set[str], deadline: float) -> dict:
    """One attempt in a supervisor of its own; a supervisor that ends without a word counts as a dead kernel."""
    report_in, report_out = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            keep_only(report_out)
            supervise(job, shell, guard, sandboxed, skip, deadline, report_out)
        finally:
            os._exit(0)
    os.close(report_out)
    try:
        return receive(report_in, deadline + job["limits"]["cell_seconds"] + SPARE)
    except (Broken, TimeoutError):
        event = {"kind": "kernel-died", "cell": "", "detail": "the run of this notebook ended without a result"}
        return {"cells": {}, "tests": {}, "events": [event], "key": None, "peak_kb": 0, "modules": []}
    finally:
        os.close(report_in)
        _end(process)


def supervise(job, shell, guard, sandboxed, skip, deadline, report: int) -> None:
    """Run one turn and report it."""
    linux.prctl(linux.DEATH_SIGNAL, signal.SIGKILL)
    linux.prctl(linux.SUBREAPER, 1)
    folder = "" if sandboxed else tempfile.mkdtemp(prefix="grade-")
    try:
        work = "/tmp/work"
        if folder:
            work = os.path.join(folder, "work")
            os.mkdir(work)
        turn = Turn(job, shell, guard, sandboxed, work)
        key = turn.run(skip, deadline)
        peak = turn.end()
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    send(report, {"cells": turn.cells, "tests": turn.tests, "events": turn.events, "key": key, "peak_kb": peak,
                  "modules": turn.modules})  # fmt: skip


def _end(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(process, 0)
    end_strays()


if __name__ == "__main__":
    main()
