"""What `grade` shows on the terminal: how far it is, and at the end what came of it."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

from .model import GRADED, MISSING, PARTLY, UNREADABLE, Result
from .nbcourse import NbCourse
from .pages.report import Summary

HOME = Path(__file__).resolve().parents[3]  # the course repository that this file belongs to


class Progress:
    """How far it is: one line on a terminal, a line now and then elsewhere."""

    def __init__(self, total: int, every: float = 10.0):
        self.total, self.every = total, every
        self.done, self.kept, self.began, self.said = [], 0, time.monotonic(), 0.0
        self.terminal = sys.stderr.isatty()

    def __call__(self, result: Result, kept: bool) -> None:
        """Count one more submission; say so if it is time."""
        self.done.append(result.student)
        self.kept += kept
        now = time.monotonic() - self.began
        if now - self.said < (0.1 if self.terminal else self.every) and len(self.done) < self.total:
            return
        self.said = now
        rate = (len(self.done) - self.kept) / now if now else 0.0
        left = f", {(self.total - len(self.done)) / rate:.0f} s left" if rate else ""
        same = f" ({self.kept} unchanged)" if self.kept else ""
        line = f"{len(self.done)} of {self.total}{same}" + (f", {rate:.1f} a second{left}" if rate else "")
        before, after = ("\r\033[K", "") if self.terminal else ("", "\n")
        print(before + line, end=after, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Close the line."""
        if self.terminal and self.done:
            print(file=sys.stderr)


def tell(summary: Summary, folder: Path, course: NbCourse, name: str, options: str = "") -> None:
    """What came of it, where the report is, and the next command, with more `options` at its end."""
    for status in (GRADED, PARTLY, UNREADABLE, MISSING):
        if summary.statuses[status] or status == GRADED:
            print(f"{summary.statuses[status]:6d}  {status}")
    print(f"{summary.waiting:6d}  wait for a person")
    if summary.mean is not None:
        print(f"{summary.mean:6.2f}  mean of {summary.max:g} automatic points")
    print(f"Report: {folder / 'report.html'}")
    where = "" if course.root == HOME else f" --course {shlex.quote(str(course.root))}"
    following = "formgrader" if summary.waiting else "export"
    print(f"Next:   python3 course.py {following} {name}{where}{options}")
