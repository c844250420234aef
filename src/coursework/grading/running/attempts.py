"""Running a submission as often as it takes: a step that hangs or ends its process costs that step alone.

A worker makes one attempt and says which step ended it; here it is left out, and the rest is run again from
the start. `lost` is the outcome when nothing could be run.
"""

from __future__ import annotations

import time
from collections.abc import Callable

ATTEMPTS = 8
BODY = ("steps", "setup", "in_process", "objects", "pinned", "modules")


def outcome_of(job: dict, attempt: Callable[[dict, dict], dict]) -> dict:
    """The outcome of a job. `attempt` has a worker try: the head and the body go in, its report comes out."""
    began = time.monotonic()
    seconds = job["limits"]["total_seconds"]
    outcome = {"id": job["id"], "cells": {}, "tests": {}, "events": [], "peak_kb": 0, "modules": []}
    head = {name: value for name, value in job.items() if name not in (*BODY, "id")}
    body = {name: job[name] for name in BODY if name in job}
    skip: dict[str, str] = {}
    for _ in range(ATTEMPTS):
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            break
        report = attempt(head, {**body, "skip": list(skip), "seconds": left})
        outcome["cells"].update(report["cells"])
        outcome["tests"].update(report["tests"])
        outcome["events"] += [event for event in report["events"] if event not in outcome["events"]]
        outcome["modules"] = report["modules"]
        outcome["peak_kb"] = max(outcome["peak_kb"], report["peak_kb"])
        key = report["key"]
        if key is None or key in skip:
            break
        skip[key] = report["events"][-1]["detail"]
    fill(job, outcome, skip, "the time for this notebook was over")
    return {**outcome, "seconds": time.monotonic() - began}


def fill(job: dict, outcome: dict, skip: dict[str, str], otherwise: str) -> None:
    """Say of every step that has no outcome why it has none."""
    for step in job["steps"]:
        key = step["key"]
        status, words = ("stopped", skip[key]) if key in skip else ("not run", otherwise)
        if step["kind"] == "cell":
            outcome["cells"].setdefault(key, {"status": status, "outputs": [], "error": words})
        else:
            blank = {"status": status, "value": None, "type": "none", "error": words, "where": "", "odd": []}
            outcome["tests"].setdefault(key, blank)


def lost(job: dict, words: str = "the worker ended twice while it ran this notebook") -> dict:
    """The outcome of a job that no worker could finish: nothing has run, and it says so."""
    event = {"kind": "kernel-died", "cell": "", "detail": words}
    outcome = {"id": job["id"], "seconds": 0.0, "peak_kb": 0, "cells": {}, "tests": {}, "events": [event],
               "modules": []}  # fmt: skip
    fill(job, outcome, {}, words)
    return outcome
