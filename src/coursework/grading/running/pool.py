"""Workers on this machine: jobs go in, outcomes come out as they finish, a few ahead of what is asked for."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator

from gradeworker.messages import Broken, receive, send

from . import sandbox
from .attempts import lost, outcome_of

SPARE = 30.0  # seconds beyond a job's own limits before its worker is given up
TRIES = 2  # a job that ends its worker twice is not tried again
LOAD = {"load": True}  # in the place of a job
GONE = (Broken, TimeoutError, OSError)  # what a worker's end looks like from here
AHEAD = 2  # jobs prepared beyond the busy workers


class Worker:
    """One warm worker process; starts anew when it is gone."""

    def __init__(self, wall: list[str] | None, modules: list[str] = ()):
        self.wall, self.modules, self.loaded, self.process = wall, list(modules), None, None
        self.ended = False

    def start(self) -> None:
        """Start the process."""
        # -P: the folder that a worker starts in, where submissions write, is no place to load libraries from.
        line = [
            *(self.wall or [sys.executable]),
            "-P",
            "-m",
            "gradeworker",
            *["--sandboxed"][: bool(self.wall)],
        ]
        environment = None if self.wall else sandbox.environment(walled=False)
        error = None if os.environ.get("GRADEWORKER_DEBUG") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=error, env=environment, bufsize=0,
            start_new_session=True,
        )  # fmt: skip
        self.loaded = None

    def load(self) -> None:
        """Have it load the modules, if it has not yet."""
        if self.process and self.loaded is not self.modules:
            modules = self.modules
            self._ask({"modules": modules}, 120.0)
            self.loaded = modules

    def _ask(self, message: dict, seconds: float) -> dict:
        send(self.process.stdin.fileno(), message)
        return receive(self.process.stdout.fileno(), time.monotonic() + seconds)

    def do(self, job: dict) -> dict:
        """The outcome of one job; never raises for what a submission does."""
        for _ in range(TRIES):
            if self.ended:
                break
            try:
                if self.process is None:
                    self.start()
                self.load()
                return outcome_of(job, self._attempt)
            except GONE:
                self.stop()
        return lost(job)

    def _attempt(self, head: dict, body: dict) -> dict:
        send(self.process.stdin.fileno(), head)
        return self._ask(body, body["seconds"] + 2 * head["limits"]["cell_seconds"] + SPARE)

    def stop(self) -> None:
        """End the process and everything in its sandbox."""
        if self.process:
            self.process.kill()
            self.process.wait()
            for channel in (self.process.stdin, self.process.stdout):
                channel.close()
        self.process = None


class Pool:
    """`workers` processes behind `wall` (see sandbox.find; None: limits only), with these modules loaded."""

    def __init__(self, workers: int = 1, modules: list[str] = (), wall: list[str] | None = None):
        self.waiting: queue.Queue = queue.Queue()
        self.done: queue.Queue = queue.Queue()
        self.workers = [Worker(wall, modules) for _ in range(max(1, workers))]
        self.threads = [
            threading.Thread(target=self._serve, args=(one,), daemon=True) for one in self.workers
        ]

    def __enter__(self) -> Pool:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        for _thread in self.threads:
            self.waiting.put(None)
        for worker in self.workers:
            worker.ended = True  # else a job that is being done would start it anew
            if worker.process:
                worker.process.kill()

    def _serve(self, worker: Worker) -> None:
        with contextlib.suppress(*GONE):  # the first job then meets the same, and says so
            worker.start()
            worker.load()
        for job in iter(self.waiting.get, None):
            if job is LOAD:
                with contextlib.suppress(*GONE):
                    worker.load()
                continue
            try:
                self.done.put((job["id"], worker.do(job)))
            except BaseException as error:  # a fault of ours must not leave the reader waiting for ever
                self.done.put((job["id"], lost(job, f"marking failed: {type(error).__name__}: {error}")))
        worker.stop()

    def warm(self, modules: list[str]) -> None:
        """Have every worker load these modules before its next job, now if it has none to do."""
        for worker in self.workers:
            worker.modules = list(modules)
        for _worker in self.workers:
            self.waiting.put(LOAD)

    def run(self, jobs: Iterable[dict]) -> Iterator[tuple[str, dict]]:
        """(id, outcome) of each job, in the order they finish; `jobs` is read as workers become free."""
        jobs, going = iter(jobs), 0
        while True:
            for job in itertools.islice(jobs, len(self.workers) + AHEAD - going):
                self.waiting.put(job)
                going += 1
            if not going:
                return
            yield self.done.get()
            going -= 1
