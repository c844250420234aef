"""Unpacking a student's values in the examiner: they become data, and no code comes with them.

An unpickler that makes values of Python and of data libraries, and calls nothing but the classes and
functions by which these rebuild their own values; what goes by reference becomes a stand-in (see standin).
"""

from __future__ import annotations

import base64
import builtins
import io
import os
import pickle
import re
import sys
import types
from typing import ClassVar

from .packing import Function, Referable, library

PLAIN = {
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "range",
    "set", "slice", "str", "tuple", "Ellipsis", "NotImplemented",
}  # fmt: skip
DATA_MODULES = {
    "array", "collections", "datetime", "decimal", "enum", "fractions", "ipaddress", "pathlib", "random",
    "re", "statistics", "uuid", "zoneinfo",
}  # fmt: skip
DATA_LIBRARIES = {
    "PIL", "altair", "astropy", "cftime", "dateutil", "geopandas", "ipywidgets", "matplotlib", "networkx",
    "numpy", "pandas", "plotly", "polars", "pyarrow", "pyproj", "pytz", "scipy", "seaborn", "shapely",
    "sklearn", "statsmodels", "sympy", "torch", "traitlets", "xarray",
}  # fmt: skip
# Functions by which libraries rebuild their own values; nothing else is called while unpacking.
REBUILD = re.compile(
    r"_?reconstruct(or)?|_mareconstruct|_picklable_class_constructor|__newobj(_ex)?__|_unpickle_\w+"
    r"|__pyx_unpickle_\w+|_new_\w+|_\w+_unpickle|scalar|_frombuffer"
    r"|__(bit_generator|generator|randomstate)_ctor"
)
KEPT = {("functools", "partial"), ("re", "_compile")}
REBUILDERS = {"copyreg", "numpy", "pandas", "matplotlib", "dateutil", "pytz", "PIL"}


class NotData(Exception):
    """A value that cannot be handed over as data."""


def unpacked(message: dict, stand_in):
    """The value of a message; `stand_in(reference)` makes what takes the place of an object. Raises
    NotData.
    """
    if "data" in message:
        return decoded(message["data"], stand_in)
    if "items" in message:
        items = decoded(message["items"], stand_in)
        return dict.fromkeys(items).keys() if message.get("kind") == "dict_keys" else iter(items)
    if message.get("module", "__main__") != "__main__" and message["module"] in sys.modules:
        return sys.modules[message["module"]]
    if "ref" in message and isinstance(found := library(*message["ref"]), Referable):
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


def _holds_data(module: str) -> bool:
    """Does a class of this module hold data?"""
    root = module.partition(".")[0]
    return root in DATA_MODULES or root in DATA_LIBRARIES or root == "copyreg" or courses_own(root)


def courses_own(root: str) -> bool:
    """Does this package lie beside this one: the course's, not the grader's?"""
    beside = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), root)
    return os.path.isdir(beside) and root not in ("gradeworker", "coursework")


class Unpickler(pickle._Unpickler):
    """Makes data, and calls only classes of data libraries and the functions that rebuild their values.

    Written on the unpickler that is Python, not C, since only that one lets calls be looked at.
    """

    dispatch: ClassVar[dict] = dict(pickle._Unpickler.dispatch)

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
        elif (module, name) in KEPT or _holds_data(root):
            found = super().find_class(module, name)
            # A dotted name leads on from a library to all that it imports: what is found counts.
            if not isinstance(found, type) or (module, name) in KEPT or _holds_data(found.__module__):
                return found
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
