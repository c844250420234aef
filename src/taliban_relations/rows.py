"""Find the row that a reference names: ``E027``, ``E027.date``, ``conflict_deaths[1998, one-sided, 944]``."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from .package import UnknownId, default_package
from .reading import table

__all__ = ["Row", "find_row"]

_KEYED = re.compile(r"(?P<table>\w+)\[(?P<keys>[^\]]*)\](\.(?P<field>\w+))?")
_LABELS = ("title", "claim", "record", "what", "name", "term", "stem", "as_stated", "basis", "text", "state", "question")


@dataclass(frozen=True)
class Row:
    """A row of a table: its table, its key as text, and its cells."""

    table: str
    key: str
    cells: pd.Series

    @property
    def label(self):
        """The row in words: its title, claim, or whatever its table has; else its cells."""
        for name in _LABELS:
            if name in self.cells.index and not pd.isna(self.cells[name]):
                return str(self.cells[name])
        return ", ".join(str(value) for value in self.cells.dropna().head(6))

    @property
    def sources(self):
        """The cells that name the row's sources."""
        if self.table == "sources":
            return [self.key]
        names = [name for name in self.cells.index if re.search(r"(^|_)source_ids?$", name)]
        return [self.cells[name] for name in names]


@lru_cache(maxsize=1)
def _tables_by_prefix():
    """List the tables whose rows are named by one text key, small ones first read."""
    resources = default_package().resources.items()
    return [name for name, resource in resources if _single_text_key(resource["schema"])]


def _single_text_key(schema):
    key = schema["primaryKey"]
    types = {field["name"]: field["type"] for field in schema["fields"]}
    return len(key) == 1 and types[key[0]] == "string"


def _keys(name):
    return default_package().resource(name)["schema"]["primaryKey"]


def find_row(reference):
    """Return the row that a reference names; a field after the reference is ignored.

    Raises
    ------
    UnknownId
        If no table has such a row.
    """
    keyed = _KEYED.fullmatch(reference)
    if keyed:
        return _by_keys(reference, keyed["table"], [part.strip() for part in keyed["keys"].split(",")])
    for name in _tables_by_prefix():
        frame = table(name)
        for key in (reference, reference.rpartition(".")[0]):
            hit = frame[frame[_keys(name)[0]] == key] if key else frame[:0]
            if len(hit):
                return Row(name, key, hit.iloc[0])
    raise UnknownId(f"No table has a row {reference!r}. Remedy: correct the id, or write table[key values].field.")


def _by_keys(reference, name, values):
    frame, names = table(name), _keys(name)
    hit = frame
    if len(values) == len(names):
        for column, value in zip(names, values, strict=True):
            hit = hit[hit[column].astype("str") == value]
    if len(values) != len(names) or not len(hit):
        raise UnknownId(
            f"Table {name!r} has no row for {reference!r}. Remedy: give the values of {', '.join(names)}, in this order."
        )
    return Row(name, f"{name}[{', '.join(values)}]", hit.iloc[0])
