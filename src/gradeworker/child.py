"""Forked processes: a pipe to each and one back, nothing else open, and none that stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from . import linux
from .messages import Broken, receive, send


class Child:
    """A forked process with a pipe to it and one back."""

    def __init__(self, serve, *arguments, apart: bool = False):
        order_in, self.orders = os.pipe()
        self.replies, reply_out = os.pipe()
        sys.stdout.flush()
        if apart:
            linux.unshare(linux.NEW_PROCESSES)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                linux.prctl(linux.DEATH_SIGNAL, signal.SIGKILL)  # it does not outlive its supervisor
                if apart:
                    under_an_init()
                keep_only(order_in, reply_out)
                serve(order_in, reply_out, *arguments)
            except (Broken, KeyboardInterrupt):
                pass
            finally:
                os._exit(0)
        os.close(order_in)
        os.close(reply_out)

    def ask(self, order: dict, deadline: float | None = None, tick=None) -> dict:
        """Send an order and wait for the answer. Raises Broken, TimeoutError, Exceeded."""
        if order:
            send(self.orders, order)
        return receive(self.replies, deadline, tick)

    def end(self) -> int:
        """Kill the process and return its wait status."""
        for fd in (self.orders, self.replies):
            os.close(fd)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return os.waitpid(self.pid, 0)[1]


def under_an_init() -> None:
    """Go on in a child: the first process of a namespace is deaf to signals from inside, and a student's is
    not.
    """
    process = os.fork()
    if process:
        keep_only()
        os.waitpid(process, 0)
        os._exit(0)


def keep_only(*wanted: int) -> None:
    """Close every file of this process but stdin, stdout, stderr and the wanted ones."""
    start = 3
    for fd in sorted(wanted):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 4096)


def end_strays() -> None:
    """Kill what a submission left behind; this process inherits it, on Linux."""
    while True:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                children = file.read().split()
        except OSError:
            return
        if not children:
            return
        for child in map(int, children):
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            except (ProcessLookupError, ChildProcessError):
                continue
