"""The process that runs a student's cells, one at a time, as it is told.

It is told nothing it could use: it never sees a test, except in a fork of its own (see `in_a_fork`), made
when a test must call the student's code.
"""

from __future__ import annotations

import os
import sys

from . import packing
from .capture import Sink, Stream
from .examiner import Examiner
from .limits import Stopped, alarm
from .messages import Broken, receive, send
from .standin import Objects


def serve(orders: int, replies: int, shell, guard, limits: dict) -> None:
    """Answer orders until the other side closes: cell, values, own, look."""
    sink = Sink(limits["output_kb"])
    shell.connect(sink)
    guard.watch()
    sources, objects = [], Objects()
    while True:
        order = receive(orders)
        if order["do"] == "cell":
            sources.append(order["source"])
            reply = run_cell(shell, sink, order["source"], limits["cell_seconds"], guard.mend_builtins)
        elif order["do"] == "values":
            reply = {"values": take(shell.user_ns, order["names"], objects)}
        elif order["do"] == "deed":
            reply = do(sink, objects, order, limits["cell_seconds"])
        elif order["do"] == "own":
            in_a_fork(orders, replies, shell.user_ns, guard, limits, sources)
            continue  # the fork has answered
        else:
            notes = guard.report(sources, shell.user_ns) + [("tamper", words) for words in objects.notes]
            reply = {"notes": notes, "modules": sorted(sys.modules) if order["modules"] else []}
        send(replies, reply)


def run_cell(shell, sink: Sink, source: str, seconds: float, mend=lambda: None) -> dict:
    """Run one cell, then `mend`: its status (ok, error, stopped), outputs, and error as one line."""
    sink.start()
    sys.stdout, sys.stderr = Stream(sink, "stdout"), Stream(sink, "stderr")  # a cell may have replaced them
    status, error = "ok", None
    try:
        alarm(seconds)
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as escaped:
        error = escaped
    finally:
        mend()
        alarm(0)
    words = ""
    if error is not None:
        status = "stopped" if isinstance(error, Stopped) else "error"
        words = sink.error(error)
    return {"status": status, "outputs": sink.finished(), "error": words, "cut": sink.cut}


def take(space: dict, names: list[str], objects: Objects) -> dict[str, dict]:
    """Each name's value as a message (see values), {} for a name that is not there."""
    return {name: packing.packed(space[name], objects) if name in space else {} for name in names}


def do(sink: Sink, objects: Objects, order: dict, seconds: float) -> dict:
    """Do to one of the student's objects what the examiner asks, with what it printed."""
    sink.start()
    sys.stdout, sys.stderr = Stream(sink, "stdout"), Stream(sink, "stderr")
    try:
        alarm(seconds)
        answer = objects.do(order)
    except BaseException as error:
        answer = {"raised": ["builtins", type(error).__name__, str(error)[:2000]]}
    finally:
        alarm(0)
    printed = [output["text"] for output in sink.finished() if output.get("name") == "stdout"]
    return {"printed": "".join(printed), **answer}


def in_a_fork(orders: int, replies: int, space: dict, guard, limits: dict, sources: list) -> None:
    """Have a fork of this process read one test and run it on the student's own objects."""
    process = os.fork()
    if process:
        os.waitpid(process, 0)
        return
    try:
        send(replies, Examiner(limits).own(receive(orders), space, guard, sources))
    except Broken:
        pass
    finally:
        os._exit(0)
