"""Packing a student's values in the process of the student: as data, or by reference where they are no data.

Pickle, with three changes: what the student made to be called or asked goes by a number (see standin); a
subclass of a plain type goes as that type; an iterator goes as the items that it gives.
"""

from __future__ import annotations

import base64
import collections
import functools
import io
import itertools
import pickle
import sys
import types

from .integrity import answers_itself

LARGEST = 32 * 1024 * 1024  # bytes of one packed value
LONGEST = 100_000  # items taken from an iterator
Function = types.FunctionType | types.BuiltinFunctionType
Referable = Function | type
VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


class TooLarge(Exception):
    """A value above the limit."""


def packed(value, objects) -> dict:
    """One value as a message: data, items, module, ref, or object; `keep(value)` numbers what stays
    behind.
    """
    if isinstance(value, types.ModuleType):
        return {"module": str(value.__name__)}
    if isinstance(value, Referable) and _is_found(value):
        return {"ref": [str(value.__module__), str(value.__qualname__)]}
    try:
        if isinstance(value, VIEWS) or _runs_out(value):
            items = list(itertools.islice(value, LONGEST))
            return {"items": encoded(items, objects), "kind": type(value).__name__}
        return {"data": encoded(value, objects)}
    except BaseException:  # a student's own class may raise anything here
        return {"object": reference(value, objects)}


def reference(value, objects) -> list:
    """What a stand-in is made from: number, name, docstring."""
    named = isinstance(value, type) or type(value) in CALLABLE
    name = str(getattr(value if named else type(value), "__name__", "function"))
    doc = getattr(value, "__doc__", None)
    return [objects.keep(value), name, doc[:2000] if isinstance(doc, str) else None]


def _innermost(value):
    """The function behind a method, a partial or a cached function."""
    while type(value) in CALLABLE and not isinstance(value, types.FunctionType):
        value = getattr(value, "__func__", None) or getattr(value, "func", None) or value.__wrapped__
    return value


def _runs_out(value) -> bool:
    """Is it a generator or another iterator, which gives its items once?"""
    return (
        type(value).__module__ != "__main__"
        and hasattr(type(value), "__next__")
        and hasattr(type(value), "__iter__")
    )


def encoded(value, objects) -> str:
    """A value as text; raises whatever its class raises, TooLarge above the limit."""
    stream = io.BytesIO()
    Packer(stream, objects).dump(value)
    if stream.tell() > LARGEST:
        raise TooLarge
    return base64.b64encode(stream.getvalue()).decode()


class Packer(pickle.Pickler):
    """Packs data; what is the student's own goes by reference, and a subclass of a plain type as that type.

    So an own kind of text or list is compared as the text or list it is, not as its class would have it.
    """

    def __init__(self, stream, objects):
        super().__init__(stream, protocol=5)
        self.objects = objects

    def persistent_id(self, value):
        """The reference of a function, class or object that no library holds; None for data."""
        kind = type(value)
        if isinstance(value, type):
            own = value.__module__ == "__main__"
        elif kind in CALLABLE:
            inner = _innermost(value)
            own = not (isinstance(inner, Referable) and _is_found(inner))
        else:
            own = kind.__module__ == "__main__" and not isinstance(value, tuple(PLAINLY))
        return reference(value, self.objects) if own else None

    def reducer_override(self, value):
        """A plain value for a value of a plain type's subclass."""
        if type(value) is collections.defaultdict:
            return dict, (dict(value),)
        if isinstance(value, type) or type(value).__module__ != "__main__":
            return NotImplemented
        for plain, copy in PLAINLY.items():
            if isinstance(value, plain):
                if answers := answers_itself(type(value)):
                    words = f"{type(value).__name__} compares for itself: {', '.join(answers)}"
                    self.objects.note(words)
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
    return library(getattr(value, "__module__", None), getattr(value, "__qualname__", "")) is value


def library(module: str | None, name: str):
    """What a loaded library holds under this name, None when there is nothing."""
    found = None if module == "__main__" else sys.modules.get(module)
    for part in str(name).split("."):
        found = getattr(found, part, None)
    return found
