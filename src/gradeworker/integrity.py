"""Has the student's code changed the libraries, or looked where it has no business? Seen from inside its
process.

Needed where a test must call the student's own code, and to report it everywhere. What runs in the same
process can in the end hide from it; that is why values that are data are tested elsewhere (see examiner).
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
import types

LIES = (
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__bool__", "__float__",
    "__int__", "__index__", "__contains__", "__getattribute__", "__instancecheck__", "__class__", "__mul__",
    "__rmul__", "__add__", "__radd__", "__sub__", "__rsub__", "__truediv__", "__rtruediv__", "__abs__",
    "__round__",
)  # fmt: skip
PEEKS = {
    "sys._getframe", "sys._current_frames", "gc.get_objects", "gc.get_referrers", "gc.get_referents",
    "sys.settrace", "sys.setprofile", "sys.addaudithook", "ctypes.dlopen", "ctypes.dlsym", "ctypes.cdata",
}  # fmt: skip
# Words without which no cell reaches into a library, apart from a plain assignment to one of its names.
REACHES = re.compile(
    r"setattr|delattr|__dict__|vars\(|exec|eval|compile|builtins|modules|importlib|ctypes|patch|\bgc\b|globals"
    r"|__class__"
)
# What is inside a function or class; nothing honest names it, and no comparison of libraries shows it.
INSIDES = re.compile(r"__(code|defaults|kwdefaults|bases|globals|closure)__")
MAGIC = re.compile(r"^[ \t]*[%!?].*$", re.MULTILINE)
FRAMES = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
PLACES = ("gradebook.db", "/proc/", "/etc/passwd", "/etc/shadow", "/submitted/", "/solutions/", "/.ssh")
Code = types.FunctionType | types.BuiltinFunctionType | type
ABSENT = object()
LIBRARY = types.ModuleType | types.FunctionType | type


def by_student(frame) -> bool:
    """Does this frame run a line that was typed into a cell, or text made there?"""
    name = frame.f_code.co_filename if frame else ""
    return name.startswith("<") and not name.startswith(("<frozen", "<__array_function__", "<test "))


class Guard:
    """Remembers the libraries as they were, and notes what the student's code looks at."""

    def __init__(self):
        self.loaded = {
            n: m for n, m in sys.modules.items() if isinstance(m, types.ModuleType) and n != "__main__"
        }
        self.modules = {module: dict(vars(module)) for module in self.loaded.values()}
        self.classes = {c: dict(vars(c)) for c in _all_classes() if c.__flags__ & (1 << 9)}
        self.builtins = dict(vars(builtins))
        self.notes: list[tuple[str, str]] = []
        self._busy = False

    def watch(self) -> None:
        """From now on note what student's code asks Python for; a hook of this kind cannot be taken off."""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments) -> None:
        if self._busy or (
            event not in PEEKS and event not in ("object.__getattr__", "open", "socket.connect")
        ):
            return
        self._busy = True
        try:
            note = self._judged(event, arguments)
            if note and note not in self.notes and len(self.notes) < 20:
                self.notes.append(note)
        finally:
            self._busy = False

    def _judged(self, event: str, arguments) -> tuple[str, str] | None:
        if event == "open":
            path = arguments[0] if isinstance(arguments[0], str) else ""
            return ("tamper", f"tried to open {path}") if any(place in path for place in PLACES) else None
        if event == "socket.connect":
            return ("needs-person", "a cell asked for the network, which marking does not have")
        if event == "object.__getattr__" and arguments[1] not in FRAMES:
            return None
        frame = sys._getframe(2)
        if frame.f_code.co_filename.endswith("inspect.py"):
            frame = frame.f_back
        return ("tamper", f"looked into the running program ({event})") if by_student(frame) else None

    def mend_builtins(self) -> None:
        """Put back what a cell has made of Python's own functions: this process itself works with them."""
        now = vars(builtins)
        for name, was in self.builtins.items():  # no function is called here that could have been replaced
            if now.get(name) is not was and name != "_":
                now[name] = was
                self.notes += [("tamper", "builtins." + name + " was replaced")]

    def changed(self) -> list[tuple[object, str, object]]:
        """(owner, name, as it was) of each function or class of a library that is not what it was.

        What was not there at all is ABSENT.
        """
        found = []
        for owner, before in (*self.modules.items(), *self.classes.items()):
            now = vars(owner)
            if [*map(id, now.values())] == [*map(id, before.values())] and now.keys() == before.keys():
                continue  # the quick way for nearly all of them
            for name in {*before, *now}:
                was, is_now = before.get(name, ABSENT), now.get(name, ABSENT)
                if was is not is_now and (was is ABSENT or isinstance(was, Code)) and _students(is_now):
                    found.append((owner, name, was))
        return found

    def restore(self) -> None:
        """Put every changed function and class of a library back, and take off tracing."""
        sys.settrace(None)
        sys.setprofile(None)
        for owner, name, was in self.changed():
            if was is ABSENT:
                type.__delattr__(owner, name) if isinstance(owner, type) else vars(owner).pop(name)
            else:
                type.__setattr__(owner, name, was) if isinstance(owner, type) else vars(owner).update(
                    {name: was}
                )
        sys.modules.update(self.loaded)

    def report(self, sources: list[str], space: dict) -> list[tuple[str, str]]:
        """(kind, words) of everything noticed, given the cells that ran and the names they left.

        The libraries are compared one by one only when a cell could have changed them: to look at everything
        costs more than most notebooks.
        """
        if not self.reached(sources, space):
            return self.notes
        words = [
            ("tamper", f"{getattr(owner, '__name__', owner)}.{name} was replaced")
            for owner, name, _ in self.changed()
        ]
        if any(INSIDES.search(source) for source in sources):
            words.append(("tamper", "a cell names what is inside a function (such as __code__)"))
        swapped = [name for name, module in self.loaded.items() if sys.modules.get(name) is not module]
        return (
            self.notes
            + words[:10]
            + [("tamper", f"the library {name} was replaced") for name in swapped[:10]]
        )

    def reached(self, sources: list[str], space: dict) -> bool:
        """Could one of these cells have changed a library?"""
        return any(
            REACHES.search(source) or INSIDES.search(source) or assigns_to_library(source, space)
            for source in sources
        )

    def liars(self) -> list[str]:
        """Names of classes made by the student that answer comparisons or arithmetic in their own way."""
        made = [one for one in _all_classes() if one not in self.classes and _students(one)]
        return sorted(f"{one.__name__}: {', '.join(own)}" for one in made if (own := answers_itself(one)))


def assigns_to_library(source: str, space: dict) -> bool:
    """Might the cell assign to an attribute of a module or a class, as in `pd.DataFrame.equals = ...`?

    `space` holds the names as they are now. What cannot be told from the text (a local name, the result of a
    call) counts as yes.
    """
    try:
        tree = ast.parse(MAGIC.sub("", source))
    except SyntaxError:
        return bool(MAGIC.search(source))  # without magics it never ran
    except (ValueError, RecursionError):
        return True
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return any(_may_be_library(node.value, space) for node in nodes if not isinstance(node.ctx, ast.Load))


def _may_be_library(node, space: dict) -> bool:
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        return node.id not in space or isinstance(space[node.id], LIBRARY)
    return _may_be_library(node.value, space) if isinstance(node, ast.Attribute) else True


def _all_classes() -> list[type]:
    found, waiting = set(), [object]
    while waiting:
        for one in type.__subclasses__(waiting.pop()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return list(found)


def _students(value) -> bool:
    """Is this a function or class made by the student, or nothing that could take a function's place?"""
    if value is ABSENT:
        return True
    if isinstance(value, type):
        return value.__module__ == "__main__"
    if isinstance(value, types.FunctionType):
        name = value.__code__.co_filename
        return name.startswith("<") and not name.startswith(("<frozen", "<__array_function__", "<decorator"))
    return False


def answers_itself(one: type) -> list[str]:
    """The comparisons and sums that a class answers in its own way."""
    return [name for name in LIES if name in vars(one) and not _generated(one, name)]


def _generated(one: type, name: str) -> bool:
    """Did `dataclass` write this method?"""
    code = getattr(vars(one)[name], "__code__", None)
    made = "__dataclass_fields__" in vars(one) and (code is None or code.co_filename == "<string>")
    return made or (name == "__hash__" and vars(one)[name] is None)
