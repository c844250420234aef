"""The same work on a dask.distributed cluster: jobs go out, outcomes come back, whatever becomes of a worker.

A dask worker is trusted, as the instructor's own machine is: each of its threads keeps one warm worker in a
sandbox and runs the jobs in there. Jobs and outcomes travel as JSON. What dask does twice because a worker
died is handed on once. Dask blames every job that a dead worker had been given, so a job that it gives up is
tried once more alone before it is given up here.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from gradeworker.messages import Broken

from ...errors import CourseworkError
from ..book.cache import WORKER, of_files
from . import sandbox
from .attempts import lost
from .pool import Worker

INSTALL = "--dask needs the package distributed, here and on every worker: pip install distributed"
NO_SANDBOX = "no sandbox works where these dask workers run; students' code has their rights there:"
GO_ON = "what was graded is kept, and the same command goes on from there"
DIED = "every machine that was given this notebook lost the process it ran in"
LOOK = 1.0  # seconds between two looks at whether the cluster still stands
AHEAD = 2  # jobs under way for each thread of the cluster


class Cluster:
    """A dask cluster that runs jobs as `pool.Pool` does; use it in a `with` statement.

    `address` is that of the scheduler. `settings`: `modules` that each warm worker loads; with `untrusted` a
    machine without a sandbox is refused, else it is warned of. A cluster without workers is waited for
    `patience` seconds. `work` is what a dask worker calls for each job.

    Raises CourseworkError where dask is not installed or no scheduler answers.
    """

    def __init__(
        self,
        address: str,
        settings: dict | None = None,
        patience: float = 60,
        work: Callable | None = None,
    ):
        self.address, self.patience, self.work = address, patience, work or run_here
        self.settings = dict(settings or {})
        self.name = uuid.uuid4().hex
        self.client = None

    def __enter__(self) -> Cluster:
        try:
            from distributed import Client
        except ImportError as error:
            raise CourseworkError(INSTALL) from error
        try:
            self.client = Client(self.address, timeout=min(10, self.patience), set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseworkError(f"no dask scheduler answers at {self.address}: {error}") from error
        with contextlib.suppress(Exception):  # a worker that cannot even say this fails at its first job
            walls = self.client.run(wall_here, on_error="ignore")
            if bare := [address for address, wall in walls.items() if wall is None]:
                print(f"WARNING: {NO_SANDBOX} {', '.join(sorted(bare))}", file=sys.stderr)
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(Exception):  # workers that are gone have nothing to close
            self.client.run(shut, self.name, on_error="ignore")
        self.client.close()

    def run(self, jobs: Iterable[dict]) -> Iterator[tuple[str, dict]]:
        """(job id, outcome) of each job, once, in the order in which they finish.

        Jobs are taken from the iterator only as the cluster can start them; those under way are called off
        when the caller does not want the rest. Raises CourseworkError when the scheduler or all workers are
        gone; what was handed on until then stands.
        """
        jobs, flying, again = iter(jobs), {}, []
        while self._top_up(jobs, flying):
            for future in self._done(flying):
                job = flying.pop(future)
                outcome = self._outcome(future)
                if outcome is None:
                    again.append(job)
                else:
                    yield job["id"], outcome
        for job in again:
            [future] = self._done({self._submit(job): job})
            yield job["id"], self._outcome(future) or lost(job, DIED)

    def warm(self, modules: Iterable[str]) -> None:
        """Have every warm worker load these modules before its next job."""
        self.settings["modules"] = list(modules)

    def _top_up(self, jobs: Iterator[dict], flying: dict) -> dict:
        """Have as many jobs under way as the cluster can use now; returns them."""
        room = AHEAD * max(1, self._threads()) - len(flying)
        while room > 0 and (job := next(jobs, None)):
            flying[self._submit(job)] = job
            room -= 1
        return flying

    def _submit(self, job: dict):
        what = self.name, version(), json.dumps(self.settings), json.dumps(job)
        return self.client.submit(self.work, *what, key=f"grade-{uuid.uuid4().hex}", pure=False)

    def _done(self, flying: dict) -> list:
        """Those that are done; waits for one, and sees to it meanwhile that there is someone to do it."""
        from distributed import wait

        alive = time.monotonic()
        while not (done := [future for future in flying if future.status != "pending"]):
            if self._threads():
                alive = time.monotonic()
            elif time.monotonic() > alive + self.patience:
                raise CourseworkError(f"the dask cluster at {self.address} has no workers: {GO_ON}")
            with contextlib.suppress(TimeoutError), self.client.as_current():
                wait(list(flying), timeout=LOOK, return_when="FIRST_COMPLETED")
        return done

    def _threads(self) -> int:
        """How many jobs the cluster can run at once now. CourseworkError when its scheduler is gone."""
        try:
            if self.client.status == "running":
                return sum(self.client.nthreads().values())
        except OSError:
            pass
        raise CourseworkError(f"the dask scheduler at {self.address} is gone: {GO_ON}")

    def _outcome(self, future) -> dict | None:
        """What came of a job; None when dask gave it up. Raises CourseworkError when a worker cannot work."""
        from distributed import CancelledError, KilledWorker

        try:
            return json.loads(future.result())
        except (KilledWorker, CancelledError):
            return None
        except CourseworkError:
            raise
        except Exception as error:
            said = f"a dask worker cannot run the grading code; is the course installed there? {error!r}"
            raise CourseworkError(f"{said}; {GO_ON}") from error


@lru_cache
def version() -> str:
    """A digest of the code that runs submissions: both sides have to have the same."""
    return of_files((path.name, path) for path in WORKER.glob("*.py"))


# What follows runs in the dask workers. Each of their threads keeps one warm worker, for one class at a time.
_warm: dict[int, tuple[str, Kept]] = {}


class Kept(Worker):
    """A warm worker that another thread can end for good, in the middle of a job too."""

    ended = False

    def start(self) -> None:
        """Start the process. Broken when this worker was ended."""
        if self.ended:
            raise Broken("the class was ended")
        super().start()

    def end(self) -> None:
        """Kill the process; a job that runs in it comes to nothing."""
        self.ended = True
        if process := self.process:
            process.kill()
            process.wait()


def run_here(name: str, expected: str, settings: str, job: str) -> str:
    """Run one job in this thread's warm worker.

    Raises CourseworkError where another version is installed, or where a needed sandbox is missing.
    """
    if expected != version():
        raise CourseworkError(
            "a dask worker has another version of the course: install the same one everywhere"
        )
    return json.dumps(_worker(name, **json.loads(settings)).do(json.loads(job)))


def _worker(name: str, modules: list[str] = (), untrusted: bool = False) -> Kept:
    thread = threading.get_ident()
    kept, worker = _warm.get(thread, ("", None))
    if kept != name:
        if worker:
            worker.end()
        wall = wall_here()
        if untrusted and not wall:
            raise CourseworkError(
                "--untrusted: a dask worker's machine has no sandbox: install bubblewrap there"
            )
        worker = Kept(wall, modules)
        _warm[thread] = name, worker
    elif worker.modules != modules:
        worker.modules = modules
    return worker


@lru_cache
def wall_here() -> list[str] | None:
    """The sandbox of this machine, None when it has none."""
    return sandbox.find()


def shut(name: str) -> None:
    """End the warm workers that this dask worker keeps for a class."""
    for thread, (kept, worker) in list(_warm.items()):
        if kept == name:
            del _warm[thread]
            worker.end()
