"""One attempt at one submission: an examiner, a student's process, and this supervisor between them.

Ends when all steps are done or when a step ended a process; whoever sent the steps may then try again without
it.
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
import tempfile
import time

from . import limits as bounds
from . import linux, student
from .child import Child, end_strays
from .examiner import Examiner, silence
from .limits import PAGE, Exceeded, Watch
from .messages import Broken, send

GRACE = 2.0  # seconds that a cell gets to notice that its time is over, before its process is ended


class Turn:
    """The two processes for one attempt. `head`: limits and files, nothing a student must not see.

    Both are forked before `run` is given the steps, so that neither has a copy of the tests from the start.
    """

    def __init__(self, head: dict, shell, guard, sandboxed: bool, work: str):
        self.head, self.limits, self.sandboxed = head, head["limits"], sandboxed
        self.body: dict = {}
        self.cells: dict[str, dict] = {}
        self.tests: dict[str, dict] = {}
        self.events: list[dict] = []
        self.modules: list[str] = []
        if sandboxed:
            linux.private_places(2 * self.limits["file_mb"])
        self.work, self.mapped = work, bounds.mapped()
        self._put_files(work)
        known = {1, os.getppid(), os.getpid()}
        self.watch = Watch(self.limits, sandboxed, known)
        self.examiner = Child(self._examine)
        known.add(self.examiner.pid)
        self.student = Child(self._study, shell, guard, apart=sandboxed)
        self.watch.student = self.student.pid

    def _put_files(self, folder: str) -> None:
        for name, content in self.head["files"].items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))

    def _examine(self, orders, replies):
        # Its own folder and its own copies: what the student makes of theirs must not change the tests.
        folder = "/tmp/exam" if self.sandboxed else tempfile.mkdtemp(dir=os.path.dirname(self.work))
        if self.sandboxed:
            linux.private_folder(folder, 2 * self.limits["file_mb"])
        self._put_files(folder)
        os.chdir(folder)
        linux.give_up_rights()
        bounds.impose(self.limits, self.sandboxed, self.mapped)  # a small message may make a large value
        silence()
        Examiner(self.limits, self.work).serve(orders, replies)

    def _study(self, orders, replies, shell, guard):
        os.setsid()
        if self.sandboxed:
            linux.hide_processes()
        os.chdir(self.work)
        sys.path[:] = [p for p in sys.path if p] + [
            self.work
        ]  # last: a file beside the notebook hides no library
        linux.give_up_rights()
        bounds.impose(self.limits, self.sandboxed, self.mapped)
        student.serve(orders, replies, shell, guard, self.limits)

    def run(self, body: dict) -> dict:
        """Run the steps of a body that it does not say to skip; the report, in which `key` names a step that
        ended a process, None when all came to an end."""
        self.body, key = body, None
        deadline = time.monotonic() + body["seconds"]
        try:
            send(self.examiner.orders, {"setup": body["setup"]})
            for step in body["steps"]:
                key = step["key"]
                if key not in body["skip"]:
                    (self._cell if step["kind"] == "cell" else self._test)(step, deadline)
            key = None
            self._look_back(self._until(deadline))
        except Exceeded as error:
            self._event(error.kind, key, error.detail)
        except TimeoutError:
            self._event("timeout", key, "stopped: it took too long and could not be interrupted")
        except Broken:
            self._event("kernel-died", key, "the program ended in the middle of this cell")
        self._crowded(key)
        peak = self.end()
        return {"cells": self.cells, "tests": self.tests, "events": self.events, "key": key, "peak_kb": peak,
                "modules": self.modules}  # fmt: skip

    def _cell(self, step: dict, deadline: float) -> None:
        reply = self._ask({"do": "cell", "source": step["source"]}, self._until(deadline))
        if reply.get("status") not in ("ok", "error", "stopped") or not isinstance(
            reply.get("outputs"), list
        ):
            raise Broken("not the answer of a cell")
        self.cells[step["key"]] = {name: reply.get(name, "") for name in ("status", "outputs", "error")}
        self._what_it_met(step["key"], reply)

    def _ask(self, order: dict, until: float) -> dict:
        return self.student.ask(order, until, self.watch)

    def _what_it_met(self, key: str, reply: dict) -> None:
        error = str(reply.get("error"))
        for kind, signs, words in (
            ("timeout", ("Stopped: ",), "stopped: it took too long"),
            ("memory-limit", ("MemoryError", "Unable to allocate"), "it asked for more memory than it may"),
            ("process-limit", ("Error: [Errno 11]", "start new thread"), "it started too many processes"),
            ("file-size-limit", ("[Errno 27]", "[Errno 28]"), "it wrote more than it may"),
        ):  # fmt: skip
            if any(sign in error for sign in signs):
                self._event(kind, key, words)
        if reply.get("cut"):
            self._event(
                "output-limit",
                key,
                f"it showed more than {self.limits['output_kb']} KB; the rest is left out",
            )
        self._crowded(key)

    def _crowded(self, key: str | None) -> None:
        if self.watch.crowded and key:
            self.watch.crowded = False
            self._event("process-limit", key, "it started too many processes")

    def _test(self, step: dict, deadline: float) -> None:
        until = self._until(deadline)
        handed = self._ask({"do": "values", "names": step["names"]}, until).get("values")
        if not isinstance(handed, dict):
            raise Broken("not the values that were asked for")
        given = {name: handed.get(name) or {} for name in step["names"]}
        model, pinned = self.body.get("in_process") is None, self.body.get("pinned", [])
        order = {**step, "values": given, "model": model, "pinned": pinned}
        outcome = self._examined(order, until)
        # What even the instructor's own answer passes only in its own process, is tested there; so are
        # objects asked only where the instructor's answer is one. None: this is the instructor's own answer.
        inside, objects = self.body.get("in_process"), self.body.get("objects")
        if step["key"] in inside if inside is not None else outcome["status"] != "ok":
            outcome = self._own(step, until)
        elif outcome["where"] == "stand-ins" and objects is not None and step["key"] not in objects:
            outcome = {
                **outcome,
                "status": "own",
                "value": None,
                "error": "it is an object that answers for itself",
            }
        self.tests[step["key"]] = outcome
        if step.get("visible"):
            self._ask({"do": "cell", "source": step["visible"]}, until)

    def _examined(self, order: dict, until: float) -> dict:
        """What the examiner says, after it has asked the student's objects as often as the test does."""
        reply = self.examiner.ask(order, until, self.watch)
        while "deed" in reply:
            reply = self.examiner.ask(self._ask({"do": "deed", **reply}, until), until, self.watch)
        return reply

    def _own(self, step: dict, until: float) -> dict:
        """The test in a fork of the student's process; the nonce shows that the answer is the fork's."""
        nonce = secrets.token_hex(16)
        send(self.student.orders, {"do": "own"})
        outcome = self._ask({**step, "instructors": self.body["setup"], "nonce": nonce}, until)
        if outcome.pop("nonce", None) != nonce:
            raise Broken("not the examiner's answer")
        return outcome

    def _until(self, deadline: float) -> float:
        return min(deadline, time.monotonic() + self.limits["cell_seconds"] + GRACE)

    def _look_back(self, until: float) -> None:
        """Ask what was noticed on the way, and which libraries were loaded."""
        wanted = bool(self.body.get("modules"))
        seen = self._ask({"do": "look", "modules": wanted}, until)
        notes = seen.get("notes")
        for note in notes[:20] if isinstance(notes, list) else ():
            if isinstance(note, list) and len(note) == 2 and note[0] in ("tamper", "needs-person"):
                self._event(note[0], "", str(note[1])[:300])
        if wanted:
            theirs = self.examiner.ask({"do": "look"}, until)["modules"]
            self.modules = sorted({*seen["modules"], *theirs})

    def _event(self, kind: str, key: str | None, detail: str) -> None:
        event = {"kind": kind, "cell": key or "", "detail": detail}
        if event not in self.events:
            self.events.append(event)

    def end(self) -> int:
        """Stop both processes and all they started; returns their memory at the peak, in kilobytes."""
        counted = self.watch.private(self.student.pid, self.examiner.pid) if self.head.get("measure") else 0
        self.student.end()
        self.examiner.end()
        if not self.sandboxed:
            end_strays()
        return max(counted, self.watch.peak * PAGE // 1024)
