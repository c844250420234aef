"""Testing what cannot be handed over as data, where it lives: the calls travel, the test does not.

In the examiner a `StandIn` takes the place of a function, class or object of the student's. What is done to
it (called, compared, indexed, asked for an attribute) is sent to the student's process, done there, and what
came of it is sent back: the value, what was printed or raised, and the arguments, in case they were changed
in place.
"""

from __future__ import annotations

import base64
import builtins
import io
import itertools
import operator
import pickle
import sys
from collections.abc import Callable
from functools import partial

from . import packing, unpacking

LONGEST = 100_000  # items that an iteration takes
# What lets an object decide a test by itself; all else gives data, which the examiner compares.
COMPARES = {
    "isinstance",
    "eq", "ne", "lt", "le", "gt", "ge", "hash", "bool", "float", "int", "index", "contains", "add", "radd",
    "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "abs", "round",
}  # fmt: skip
# What can be done to an object, by name: in the student's process.
BACKWARDS = ("add", "sub", "mul", "truediv")
DEEDS: dict[str, Callable] = {
    "call": lambda one, *args, **named: one(*args, **named),
    "getattr": getattr, "setattr": setattr, "delattr": delattr, "dir": dir, "len": len, "str": str,
    "repr": repr, "iter": lambda one: list(itertools.islice(one, LONGEST)), "next": next,
    "isinstance": lambda one, it: isinstance(it, one), "enter": lambda one: type(one).__enter__(one),
    "exit": lambda one, *_: type(one).__exit__(one, None, None, None), "hash": hash, "bool": bool,
    "float": float, "int": int, "round": round, "abs": abs, "format": format,
    **{f"r{name}": partial(lambda act, one, it: act(it, one), getattr(operator, name)) for name in BACKWARDS},
    **{name: getattr(operator, name) for name in (
        "eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg",
        "index", "contains", "getitem", "setitem", "delitem",
    )},
}  # fmt: skip


class StandIn:
    """Stands for a function, class or object of the student's.

    `travel` sends a message and returns the answer. `reference`: its number in the student's process, its
    name and its docstring. `used` gathers what was done by which it may decide a test by itself.
    """

    def __init__(self, reference: list, travel: Callable[[dict], dict], used: set[str]):
        number, name, doc = reference
        vars(self).update(_number=int(number), _travel=travel, _used=used, __name__=str(name),
                          __qualname__=str(name), __doc__=doc)  # fmt: skip

    def _do(self, deed: str, *args, **named):
        if deed in COMPARES:
            self._used.add(deed)
        stream = io.BytesIO()
        Sender(stream, protocol=5).dump((args, named))
        sent = base64.b64encode(stream.getvalue()).decode()
        answer = self._travel({"on": self._number, "deed": deed, "args": sent})
        sys.stdout.write(str(answer.get("printed") or ""))
        if answer.get("args"):
            for mine, theirs in zip(args, unpacking.decoded(answer["args"], self._another), strict=False):
                _follow(mine, theirs)
        if "raised" in answer:
            raise _error(*map(str, answer["raised"]))
        return unpacking.unpacked(answer["value"], self._another)

    def _another(self, reference: list) -> StandIn:
        return StandIn(reference, self._travel, self._used)

    def __getattr__(self, name):
        if name.startswith("__") and name not in ("__dict__", "__annotations__"):
            raise AttributeError(f"{self.__name__} has no attribute {name!r}")
        return self._do("getattr", name)

    def __setattr__(self, name, value):
        self._do("setattr", name, value)

    def __call__(self, *args, **named):
        return self._do("call", *args, **named)

    def __iter__(self):
        return iter(self._do("iter"))

    def __instancecheck__(self, one):
        return isinstance(one, StandIn) and self._do("isinstance", one)


def _special(deed: str):
    def method(self, *args):
        return self._do(deed, *args)

    return method


for _deed in DEEDS.keys() - {"call", "iter", "getattr", "setattr", "isinstance", "dir"}:
    setattr(StandIn, f"__{_deed}__", _special(_deed))


class Sender(pickle.Pickler):
    """Packs arguments; a stand-in among them goes by its number."""

    def persistent_id(self, value):
        """The number of a stand-in, None for anything else."""
        return vars(value)["_number"] if type(value) is StandIn else None


def _follow(mine, theirs) -> None:
    """Make a list, dictionary or set of the test equal to what was made of it."""
    if type(mine) is list and type(theirs) is list:
        mine[:] = theirs
    elif type(mine) in (dict, set) and type(mine) is type(theirs):
        mine.clear()
        mine.update(theirs)


def _error(module: str, name: str, words: str) -> BaseException:
    """An error of the class that was raised, or of one with its name."""
    found = getattr(builtins if module == "builtins" else sys.modules.get(module), name, None)
    if isinstance(found, type) and issubclass(found, Exception) and module != "__main__":
        try:
            return found(words)
        except Exception:
            pass
    return type(name, (Exception,), {})(words)


class Objects:
    """The student's side: what stand-ins stand for, by number, and doing what is asked to it."""

    def __init__(self):
        self.kept: list = []
        self.notes: list[str] = []
        self.numbers: dict[int, int] = {}

    def keep(self, value) -> int:
        """The number of an object."""
        if id(value) not in self.numbers:
            self.numbers[id(value)] = len(self.kept)
            self.kept.append(value)  # it stays alive, so that its id is not used again
        return self.numbers[id(value)]

    def note(self, words: str) -> None:
        """Remember something that a person should know."""
        if words not in self.notes and len(self.notes) < 10:
            self.notes.append(words)

    def do(self, order: dict) -> dict:
        """Do what an order says; what came of it, and the arguments when they may have been changed."""
        reader = pickle.Unpickler(io.BytesIO(base64.b64decode(order["args"])))
        reader.persistent_load = lambda number: self.kept[number]
        args, named = reader.load()
        try:
            done = DEEDS[order["deed"]](self.kept[order["on"]], *args, **named)
            answer = {"value": packing.packed(done, self)}
        except Exception as error:
            kind = type(error)
            answer = {"raised": [kind.__module__, kind.__name__, str(error)[:2000]]}
        if any(type(one) in (list, dict, set) for one in args):
            try:
                answer["args"] = packing.encoded(args, self)
            except Exception:
                answer["args"] = None
        return answer
