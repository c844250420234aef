"""Find the row that a reference names: ``E027``, ``E027.date``, ``conflict_deaths[1998, one-sided, 944]``."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from .package import UnknownId, default_package
from .reading import table

__all__ = ["Row", "find_row"]

_KEYED = re.compile(r"(?P<table>\w+)\[(?P<keys>[^\]]*)\](\.\w+)?")
_SOURCES = re.compile(r"(^|_)source_ids?$")
_LABELS = (
    "title", "claim", "record", "what", "name", "term", "stem", "as_stated", "basis", "what_is_claimed",
    "text", "key_measures", "reason", "question",
)  # fmt: skip
_MOST_CELLS = 8


@dataclass(frozen=True)
class Row:
    """A row of a table: its table, its key as text, and its cells."""

    table: str
    key: str
    cells: pd.Series

    @property
    def label(self):
        """The row in words: its title, its claim, or whatever its table has; else its cells by name."""
        for name in _LABELS:
            if name in self.cells.index and not pd.isna(self.cells[name]):
                return str(self.cells[name])
        cells = self.cells.drop([name for name in self.cells.index if _SOURCES.search(name)]).dropna()
        return ", ".join(f"{name} {_plain(value)}" for name, value in cells.head(_MOST_CELLS).items())

    @property
    def sources(self):
        """The cells that name the row's sources."""
        if self.table == "sources":
            return [self.key]
        return [self.cells[name] for name in self.cells.index if _SOURCES.search(name)]


def _plain(value):
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def find_row(reference):
    """Return the row that a reference names; a field after the reference is ignored.

    Parameters
    ----------
    reference : str
        An id, an id with a field, or ``table[key values].field`` for tables without ids.

    Raises
    ------
    MissingTable, UnknownId
        If no table has such a row.
    """
    keyed = _KEYED.fullmatch(reference)
    if keyed:
        return _by_values(reference, keyed["table"], [part.strip() for part in keyed["keys"].split(",")])
    for key in (reference, reference.rpartition(".")[0]):
        if key in _places():
            name, position = _places()[key]
            return Row(name, key, table(name).iloc[position])
    raise UnknownId(
        f"No table has a row {reference!r}. Remedy: correct the id, or write table[key values].field."
    )


@lru_cache(maxsize=1)
def _places():
    """Say for every id of a table with ids where its row stands; only the keys are read."""
    package = default_package()
    places = {}
    for name, resource in package.resources.items():
        column = _id_column(resource["schema"])
        if column is not None:
            with (package.folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
                for position, row in enumerate(csv.DictReader(stream)):
                    places.setdefault(row[column], (name, position))
    return places


def _id_column(schema):
    """Return the key of a table whose rows are named by one text, else None."""
    key = schema["primaryKey"]
    types = {field["name"]: field["type"] for field in schema["fields"]}
    return key[0] if len(key) == 1 and types[key[0]] == "string" else None


def _by_values(reference, name, values):
    names = default_package().resource(name)["schema"]["primaryKey"]
    hit = table(name)
    for column, value in zip(names, values, strict=False):
        hit = hit[hit[column].astype("str") == value]
    if len(values) != len(names) or hit.empty:
        raise UnknownId(
            f"Table {name!r} has no row {reference!r}. "
            f"Remedy: give the values of {', '.join(names)}, in this order."
        )
    return Row(name, f"{name}[{', '.join(values)}]", hit.iloc[0])
