"""What a submission may use, and how that is watched from outside its process."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
WATCH_EVERY = 0.05  # seconds
AGAIN = 1.0  # seconds until code that swallowed the first stop gets another; time to handle the first


class Stopped(BaseException):
    """A cell or a test took longer than it may."""


def alarm(seconds: float) -> None:
    """Raise Stopped in this process after so many seconds, again and again; 0 calls it off."""
    signal.signal(signal.SIGALRM, _stop if seconds else signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN if seconds else 0)


def _stop(number, frame):
    raise Stopped("it took too long")


class Exceeded(Exception):
    """The submission used more than it may; `kind` is the name of the event, `detail` says what."""

    def __init__(self, kind: str, detail: str):
        super().__init__(detail)
        self.kind, self.detail = kind, detail


def mapped() -> int:
    """Bytes of address space that this process maps; 0 where the system does not say."""
    return _status_pages("self", 0) * PAGE


def impose(limits: dict, sandboxed: bool, mapped: int) -> None:
    """Set the limits that the system keeps for this process and each of its children.

    The address space counts from what is `mapped` at the start. Processes are counted by user: in the sandbox
    the user namespace holds this submission alone.
    """
    megabyte = 1024 * 1024
    _limit(resource.RLIMIT_AS, mapped + limits["memory_mb"] * megabyte if mapped else resource.RLIM_INFINITY)
    _limit(resource.RLIMIT_FSIZE, limits["file_mb"] * megabyte)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 256)
    _limit(resource.RLIMIT_CPU, int(limits["total_seconds"]) * 2 + 1)
    others = 5 if sandboxed else _processes_of_this_user()
    _limit(resource.RLIMIT_NPROC, others + limits["processes"])


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows some of these limits and sets none
        resource.setrlimit(what, (value, value))


def _processes_of_this_user() -> int:
    """Threads that run under this user now; a generous guess where /proc is missing (macOS)."""
    count, user = 0, os.getuid()
    try:
        names = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return 500
    for name in names:
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue  # it has ended meanwhile
    return count


def _status_pages(process: str, field: int) -> int:
    try:
        with open(f"/proc/{process}/statm") as file:
            return int(file.read().split()[field])
    except OSError:
        return 0


class Watch:
    """Counts memory and processes of a submission while it runs; called often, looks every 50 ms.

    Looks through a handle on /proc that was opened before the submission's own view of it was narrowed.
    Memory is what lies above `base` pages, which every process shares with the worker it was forked from.
    `student` is the process that runs the cells, once there is one. In the sandbox all others but `known` are
    its children too; elsewhere those of its session are, and those that this process has inherited.
    """

    def __init__(self, limits: dict, sandboxed: bool, known: set[int]):
        self.limits, self.sandboxed, self.known, self.student = limits, sandboxed, known, 0
        self.base = _status_pages("self", 1)
        self.next = time.monotonic() + WATCH_EVERY
        self.peak = 0  # pages
        self.crowded = False
        try:
            self.proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            self.proc = None

    def __call__(self) -> None:
        """Look, if it is time; raises Exceeded when the memory in all is above the limit."""
        now = time.monotonic()
        if now < self.next or self.proc is None:
            return
        self.next = now + WATCH_EVERY
        pages = threads = 0
        for name in os.listdir(self.proc):
            if name.isdigit() and int(name) not in self.known:  # init and the worker's own
                used, count = self._one(name)
                pages, threads = pages + max(0, used - self.base), threads + count
        self.peak = max(self.peak, pages)
        self.crowded = self.crowded or threads >= self.limits["processes"]
        if pages * PAGE > self.limits["memory_mb"] * 1024 * 1024 * 1.1:
            raise Exceeded("memory-limit", f"more than {self.limits['memory_mb']} MB of memory")

    def private(self, *processes: int) -> int:
        """Kilobytes that these processes share with no other, counted page by page."""
        total = 0
        for process in processes:
            try:
                handle = os.open(f"{process}/smaps_rollup", os.O_RDONLY, dir_fd=self.proc)
                with open(handle) as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("Private_"))
            except (OSError, TypeError):
                continue
        return total

    def _one(self, name: str) -> tuple[int, int]:
        """(resident pages, threads) of one process; nothing for one that has ended."""
        try:
            handle = os.open(f"{name}/stat", os.O_RDONLY, dir_fd=self.proc)
        except OSError:
            return 0, 0
        try:
            fields = os.read(handle, 4096).rpartition(b")")[2].split()
        except OSError:
            return 0, 0
        finally:
            os.close(handle)
        if len(fields) < 22 or not (self.sandboxed or self._related(int(fields[1]), int(fields[3]))):
            return 0, 0
        return int(fields[21]), int(fields[17])

    def _related(self, parent: int, session: int) -> bool:
        return session == self.student or parent == os.getpid()
