"""Handing values from one process to the other as data, so that no code comes with them.

The student's process packs with pickle; the examiner unpacks with an unpickler that makes values of Python and of
data libraries and calls nothing but what rebuilds them. Functions of the student's become stand-ins that are
called where they live (see standin); iterators become lists; what is left is said to be the student's own.
"""

from __future__ import annotations

import base64
import builtins
import collections
import functools
import io
import itertools
import os
import pickle
import re
import sys
import types

LARGEST = 32 * 1024 * 1024  # bytes of one packed value
LONGEST = 100_000  # items taken from an iterator
PLAIN = {
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range", "set",
    "slice", "str", "tuple", "Ellipsis", "NotImplemented",
}  # fmt: skip
DATA_MODULES = {
    "array", "collections", "datetime", "decimal", "enum", "fractions", "ipaddress", "pathlib", "random", "re",
    "statistics", "uuid", "zoneinfo",
}  # fmt: skip
DATA_LIBRARIES = {
    "PIL", "altair", "astropy", "cftime", "dateutil", "geopandas", "ipywidgets", "matplotlib", "networkx", "numpy",
    "pandas", "plotly", "polars", "pyarrow", "pyproj", "pytz", "scipy", "seaborn", "shapely", "sklearn", "statsmodels",
    "sympy", "torch", "traitlets", "xarray",
}  # fmt: skip
# Functions by which libraries rebuild their own values; nothing else is called while unpacking.
REBUILD = re.compile(
    r"_?reconstruct(or)?|_mareconstruct|_picklable_class_constructor|__newobj(_ex)?__|_unpickle_\w+"
    r"|__pyx_unpickle_\w+|_new_\w+|_\w+_unpickle|scalar|_frombuffer|__(bit_generator|generator|randomstate)_ctor"
)
REBUILDERS = {"copyreg", "numpy", "pandas", "matplotlib", "dateutil", "pytz", "PIL"}
Function = types.FunctionType | types.BuiltinFunctionType
Referable = Function | type
VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


class NotData(Exception):
    """A value that cannot be handed over as data."""


def packed(value, keep) -> dict:
    """One value as a message: data, items, module, ref, or object; `keep(value)` numbers what stays behind."""
    if isinstance(value, types.ModuleType):
        return {"module": str(value.__name__)}
    if isinstance(value, Referable) and _is_found(value):
        return {"ref": [str(value.__module__), str(value.__qualname__)]}
    try:
        if isinstance(value, VIEWS) or _runs_out(value):
            items = list(itertools.islice(value, LONGEST))
            return {"items": encoded(items, keep), "kind": type(value).__name__}
        return {"data": encoded(value, keep)}
    except BaseException:  # a student's own class may raise anything here
        return {"object": reference(value, keep)}


def reference(value, keep) -> list:
    """What a stand-in is made from: number, name, whether it is an object rather than something to call, docstring."""
    called = isinstance(value, type) or type(value) in CALLABLE
    name = getattr(value, "__name__", None) if called else None
    doc = getattr(value, "__doc__", None)
    return [keep(value), str(name or type(value).__name__), not called, doc[:2000] if isinstance(doc, str) else None]


def _runs_out(value) -> bool:
    """Is it a generator or another iterator, which gives its items once?"""
    return type(value).__module__ != "__main__" and hasattr(type(value), "__next__") and hasattr(type(value), "__iter__")


def encoded(value, keep) -> str:
    """A value as text; raises whatever its class raises, NotData when it is too large."""
    stream = io.BytesIO()
    Packer(stream, keep).dump(value)
    if stream.tell() > LARGEST:
        raise NotData("a very large value")
    return base64.b64encode(stream.getvalue()).decode()


class Packer(pickle.Pickler):
    """Packs data; what is the student's own goes by reference, and a subclass of a plain type as that type.

    So an own kind of text or list is compared as the text or list it is, not as its class would have it.
    """

    def __init__(self, stream, keep):
        super().__init__(stream, protocol=5)
        self.keep = keep

    def persistent_id(self, value):
        """The reference of a function, class or object that no library holds; None for data."""
        kind = type(value)
        if isinstance(value, type):
            own = value.__module__ == "__main__"
        elif kind in CALLABLE:
            own = not (isinstance(value, Referable) and _is_found(value))
        else:
            own = kind.__module__ == "__main__" and not isinstance(value, tuple(PLAINLY))
        return reference(value, self.keep) if own else None

    def reducer_override(self, value):
        """A plain value for a value of a plain type's subclass."""
        if type(value) is collections.defaultdict:
            return dict, (dict(value),)
        if isinstance(value, type) or type(value).__module__ != "__main__":
            return NotImplemented
        for plain, copy in PLAINLY.items():
            if isinstance(value, plain):
                return plain, (copy(value),)
        return NotImplemented


CALLABLE = {types.FunctionType, types.MethodType, functools.partial, functools._lru_cache_wrapper}
PLAINLY = {
    str: lambda value: str.__getitem__(value, slice(None)) if str.__len__(value) else "",
    bool: bool, int: lambda value: int.__add__(value, 0), float: lambda value: float.__add__(value, 0.0),
    list: lambda value: list.__getitem__(value, slice(None)), dict: lambda value: dict(dict.items(value)),
    tuple: lambda value: list(tuple.__iter__(value)), set: lambda value: list(set.__iter__(value)),
    frozenset: lambda value: list(frozenset.__iter__(value)),
}  # fmt: skip


def _is_found(value) -> bool:
    """Does a library hold this very object under its name?"""
    return _library(getattr(value, "__module__", None), getattr(value, "__qualname__", "")) is value


def _library(module, name):
    found = None if module == "__main__" else sys.modules.get(module)
    for part in str(name).split("."):
        found = getattr(found, part, None)
    return found


def unpacked(message: dict, stand_in):
    """The value of a message; `stand_in(reference)` makes what takes the place of an object. Raises NotData."""
    if "data" in message:
        return decoded(message["data"], stand_in)
    if "items" in message:
        items = decoded(message["items"], stand_in)
        return dict.fromkeys(items).keys() if message.get("kind") == "dict_keys" else iter(items)
    if message.get("module", "__main__") != "__main__" and message["module"] in sys.modules:
        return sys.modules[message["module"]]
    if "ref" in message and isinstance(found := _library(*message["ref"]), Referable):
        return found
    if "object" in message:
        return stand_in(message["object"])
    raise NotData("a value of no known kind")


def decoded(text: str, stand_in):
    """The value that `encoded` made text of, if it is data. Raises NotData."""
    try:
        return Unpickler(io.BytesIO(base64.b64decode(text)), stand_in).load()
    except NotData:
        raise
    except Exception as error:
        raise NotData(f"{type(error).__name__}: {error}") from error


def _gently(owner, name: str):
    """`getattr` for what pickles of pictures hold: a method, by name, to keep and not to call."""
    if not isinstance(name, str) or name.startswith("__"):
        raise NotData(f"getattr {name}")
    return getattr(owner, name)


def courses_own(root: str) -> bool:
    """Does this package lie beside this one: the course's, not the grader's?"""
    beside = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), root)
    return os.path.isdir(beside) and root not in ("gradeworker", "coursework")


class Unpickler(pickle._Unpickler):
    """Makes data, and calls only classes of data libraries and the functions that rebuild their values.

    Written on the unpickler that is Python, not C, since only that one lets calls be looked at.
    """

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, stream, stand_in):
        super().__init__(stream)
        self.stand_in = stand_in

    def persistent_load(self, reference):
        """The stand-in of what goes by reference."""
        return self.stand_in(reference)

    def find_class(self, module, name):
        """A class, or a function that may be kept; raises NotData."""
        root = module.partition(".")[0]
        if module == "builtins":
            found = getattr(builtins, name, None)
            if name == "getattr":
                return _gently
            if name in PLAIN or (isinstance(found, type) and issubclass(found, BaseException)):
                return found
        elif (module, name) == ("functools", "partial") or (module, name) == ("re", "_compile"):
            return super().find_class(module, name)
        elif root in DATA_MODULES | DATA_LIBRARIES | {"copyreg"} or courses_own(root):
            return super().find_class(module, name)
        raise NotData(f"{module}.{name}")

    def load_reduce(self):
        """Call a function that rebuilds a value."""
        called = self.stack[-2]
        name, module = getattr(called, "__name__", ""), str(getattr(called, "__module__", None) or "")
        bound = getattr(called, "__self__", None)
        of_library = module.partition(".")[0] in REBUILDERS and REBUILD.fullmatch(name)
        rebuilds = called in (_gently, re._compile) or (
            of_library and (bound is None or isinstance(bound, types.ModuleType))
        )
        if not (isinstance(called, type) or rebuilds or (bound is not None and bound is zone())):
            raise NotData(f"a call of {module}.{name}")
        super().load_reduce()

    def load_build(self):
        """Set the state of a value, never that of a class, module or function."""
        if isinstance(self.stack[-2], type | types.ModuleType | Function):
            raise NotData("a change of a class")
        super().load_build()

    def refuse(self):
        """Ways of old protocols that nothing here uses."""
        raise NotData("an old form of pickle")

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.BUILD[0]] = load_build
    for _code in (pickle.INST, pickle.OBJ, pickle.EXT1, pickle.EXT2, pickle.EXT4, pickle.PERSID):
        dispatch[_code[0]] = refuse


def zone():
    """The class of named time zones, whose values are rebuilt by a method of it."""
    return getattr(sys.modules.get("zoneinfo"), "ZoneInfo", None)
