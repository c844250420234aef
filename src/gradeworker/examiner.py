"""Running the tests: in a process of their own, on values that were handed over as data.

`Examiner.serve` is that process; no line of the student's ever ran in it, and no test is ever in the
student's. What is no data is asked where it is (see standin). `Examiner.own` is the other way, in a fork of
the student's process, for tests that even the instructor's own answer passes only there (those that read its
source, say): then libraries are put back first, a test that must fail shows whether failing still works, and
a random number shows whether results still arrive.
"""

from __future__ import annotations

import ast
import builtins
import io
import numbers
import os
import pickle
import resource
import secrets
import sys
import types
from contextlib import redirect_stderr, redirect_stdout

from IPython.core.inputtransformer2 import TransformerManager

from . import unpacking
from .integrity import INSIDES
from .limits import Stopped, alarm
from .messages import receive, send
from .standin import COMPARES, StandIn

# Bound here, once, in the warm worker: what a student's code puts in their place later is not used.
COMPILE, EVALUATE, EXECUTE = compile, eval, exec
THINGS = types.ModuleType | types.FunctionType | types.BuiltinFunctionType | type


class Opaque:
    """Stands for a value that was refused; equal to nothing."""

    __slots__ = ()


def _same(one, other) -> bool:
    try:
        return pickle.dumps(one, 5) == pickle.dumps(other, 5)
    except Exception:  # no data: it is then taken from the student, as before
        return False


def _arrived(message: dict, travel, used: set[str]):
    try:
        return unpacking.unpacked(message, lambda reference: StandIn(reference, travel, used))
    except unpacking.NotData:
        used.add("refused")
        return Opaque()


class Examiner:
    """A namespace made by the instructor's own cells, in which tests run one after the other.

    `theirs` is the folder in which the student's cells run.
    """

    def __init__(self, limits: dict, theirs: str = ""):
        self.limits, self.theirs = limits, theirs
        self.space = {"__name__": "__main__", "__builtins__": builtins}
        self.mine: dict = {}

    def prepare(self, setup: list[str]) -> None:
        """Run the instructor's own cells; one that fails is left behind, as in the student's notebook."""
        for number, source in enumerate(setup):
            run(source, f"setup {number}", self.space, self.limits["cell_seconds"])
        self.mine = dict(self.space)

    def serve(self, orders: int, replies: int) -> None:
        """Answer tests until the other side closes; calls of the student's functions go the same way."""

        def travel(message: dict) -> dict:
            send(replies, message)
            return receive(orders)

        while True:
            order = receive(orders)
            if "setup" in order:
                self.prepare(order["setup"])
            elif "source" in order:
                send(replies, self.test(order, travel))
            elif order.get("do") == "look":
                send(replies, {"modules": sorted(sys.modules)})
            # anything else is the answer to a question that a test was stopped at

    def _show_their_files(self) -> None:
        """Let tests find the files that the student's cells wrote, but not in place of the instructor's."""
        try:
            for name in os.listdir(self.theirs):
                if not os.path.lexists(name):
                    os.symlink(os.path.join(self.theirs, name), name)
        except OSError:
            return  # the cells have removed their folder

    def test(self, order: dict, travel) -> dict:
        """The outcome of one test; `where` says whether objects of the student's answered for themselves."""
        self._show_their_files()
        used: set[str] = set()
        for name, message in order["values"].items():
            if self._wanted(name, order):
                self.space.pop(name, None)
                if message:
                    self.space[name] = _arrived(message, travel, used)
        unchanged = self._unchanged(order) if order["model"] else {}
        outcome = self._run(order)
        where = "stand-ins" if used else "examiner"
        return {**outcome, "where": where, "odd": sorted(used & COMPARES), "unchanged": unchanged}

    def _unchanged(self, order: dict) -> dict[str, bool]:
        """Of the setup's values that were handed back: is each as the setup made it?

        Asked of the instructor's own answers. What these leave alone, a test takes from the setup and not
        from a student, who could otherwise change what the test compares with.
        """
        names = [name for name in order["values"] if name in self.mine and self._wanted(name, order)]
        return {name: _same(self.mine[name], self.space.get(name)) for name in names}

    def _run(self, order: dict) -> dict:
        return run(order["source"], order["key"], self.space, self.limits["cell_seconds"])

    def _wanted(self, name: str, order: dict) -> bool:
        """Is this name the student's to set? Not a builtin, and no library or helper of the instructor's."""
        if name in order.get("answers", ()):
            return True
        if name in order.get("pinned", ()) and name in self.mine:
            return False
        return not hasattr(builtins, name) and not isinstance(self.space.get(name), THINGS)

    def own(self, order: dict, space: dict, guard, sources: list[str]) -> dict:
        """The outcome of one test on the student's own objects, in a fork of the student's process."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing of a test may be left for a later cell
        if guard.reached(sources, space):
            guard.restore()
        self.prepare(order["instructors"])
        # In the student's own namespace, since a test may take a name away that their function uses.
        for name in [name for name in space if not self._wanted(name, order)]:
            del space[name]
        space.update({name: value for name, value in self.space.items() if name not in space})
        self.space = space
        sound = self._still_fails()
        outcome = self._run(order)
        peeked = [words for kind, words in guard.notes if kind == "tamper"]
        if not (sound and self._still_fails()) or peeked or any(INSIDES.search(source) for source in sources):
            outcome = {**outcome, "status": "untrusted", "value": None, "error": "; ".join(peeked)}
        return {**outcome, "where": "student's process", "odd": guard.liars(), "nonce": order["nonce"]}

    def _still_fails(self) -> bool:
        """Does a wrong comparison still fail, and does a random value come back as it went?"""
        number = secrets.randbelow(10**12) / 8
        wrong = run("assert 1 == 2, 'canary'", "canary", dict(self.space))
        right = run(f"__v = [{number}]\nsum(__v) + len(__v) - 1", "canary", {"__builtins__": builtins})
        return (
            wrong["status"] == "error"
            and wrong["error"] == "AssertionError: canary"
            and right["value"] == number
        )


def run(source: str, key: str, space: dict, seconds: float = 5.0) -> dict:
    """Run a test cell: status ok, error or stopped, the value of its last expression and what kind it is
    of.
    """
    quiet = io.StringIO()
    try:
        with redirect_stdout(quiet), redirect_stderr(quiet):
            alarm(seconds)
            value = _value(source, f"<test {key}>", space)
    except Stopped:
        return {"status": "stopped", "value": None, "type": "none", "error": "Stopped: it took too long"}
    except BaseException as error:
        return {"status": "error", "value": None, "type": "none", "error": _line(error)}
    finally:
        alarm(0)
    if value is None:
        return {"status": "ok", "value": None, "type": "none", "error": ""}
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and type(value).__name__ != "bool":
        return {"status": "ok", "value": float(value), "type": "number", "error": ""}
    return {"status": "ok", "value": None, "type": "other", "error": ""}


def _value(source: str, name: str, space: dict):
    """Execute a cell; the value of its last line when that is an expression."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, or a line for the system
        tree = ast.parse(TransformerManager().transform_cell(source))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    EXECUTE(COMPILE(tree, name, "exec", dont_inherit=True), space)
    if last is None or source.rstrip().endswith(";"):
        return None
    return EVALUATE(COMPILE(ast.Expression(last.value), name, "eval", dont_inherit=True), space)


def _line(error: BaseException) -> str:
    try:
        words = str(error)
    except BaseException:
        words = ""
    return f"{type(error).__name__}: {words}"[:1000]


def silence() -> None:
    """Let nothing the examiner prints reach the worker's own channel."""
    sys.stdout = sys.stderr = io.StringIO()
