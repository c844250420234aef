"""A data package read as a format: tables, keys and single rows, with nothing assumed about their subject.

`datapackage.json` (Data Package v2) says which files there are and which fields make a row's key. Cells are
kept as the text that stands in the file, because evidence is a matter of what is written down.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from .errors import CourseworkError, UnknownRow

REFERENCE = re.compile(r"^(?P<table>[a-z]\w*)\[(?P<key>.*)\](?:\.(?P<field>\w+))?$", re.DOTALL)
DTYPES = {"integer": "Int64", "year": "Int64", "number": "float64"}


@dataclass(frozen=True)
class Row:
    """One row of a table as text, or one derived value (`table` is then empty).

    `reference` is what the author wrote, `values` maps field names to cell text, `part` is the one field the
    reference was narrowed to (empty for the whole row).
    """

    reference: str
    table: str
    values: dict = field(default_factory=dict, hash=False)
    part: str = ""

    @property
    def sources(self) -> set[str]:
        """Ids of the sources this row rests on; a source rests on itself."""
        cells = [text for name, text in self.values.items() if name in ("source_id", "source_ids")]
        own = [self.values.get("id", "")] if self.table == "sources" else []
        return {part.strip() for cell in cells for part in cell.split(";") if part.strip()} | set(own)


class Package:
    """The tables of a data package folder.

    Parameters: `folder` (Path), the folder that holds `datapackage.json`; `aliases`, short names for
    references. Raises FileNotFoundError when the description is missing.
    """

    def __init__(self, folder: Path, aliases: dict[str, str] | None = None):
        self.folder, self.aliases = Path(folder), aliases or {}
        path = self.folder / "datapackage.json"
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: every table of the course is described there")
        self.description = json.loads(path.read_text(encoding="utf-8"))
        self._text: dict[str, pd.DataFrame] = {}

    @cached_property
    def resources(self) -> dict[str, dict]:
        """Descriptions of the CSV tables by name."""
        return {
            r["name"]: r for r in self.description["resources"] if str(r.get("path", "")).endswith(".csv")
        }

    def text(self, name: str) -> pd.DataFrame:
        """The table `name` with every cell as text; an empty cell is ''."""
        if name not in self.resources:
            raise UnknownRow(
                f"there is no table {name!r}; tables are described in {self.folder.name}/datapackage.json"
            )
        if name not in self._text:
            path = self.folder / self.resources[name]["path"]
            try:
                self._text[name] = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
            except pd.errors.ParserError as error:
                says = f"{path.name} cannot be read: {str(error).strip()}. Quote cells that hold a comma."
                raise CourseworkError(says) from None
        return self._text[name].copy()

    def table(self, name: str) -> pd.DataFrame:
        """The table `name` with integer, number and boolean fields typed; dates stay text, empty is missing.

        A field described with `addsStart` brings a column of that name: the first day of its date.
        """
        frame = self.text(name)
        for spec in self.resources[name].get("schema", {}).get("fields", []):
            column, kind = spec["name"], spec.get("type")
            if column not in frame:
                continue
            if kind in DTYPES:
                frame[column] = pd.to_numeric(frame[column].replace("", None)).astype(DTYPES[kind])
            elif kind == "boolean":
                frame[column] = frame[column].map({"true": True, "false": False}).astype("boolean")
            if "addsStart" in spec:
                days = (frame[column] + "-01-01").str[:10].where(frame[column] != "")
                frame[spec["addsStart"]] = pd.to_datetime(days)
        return frame

    def key(self, name: str) -> list[str]:
        """Names of the fields that make a row's key; empty when none is declared."""
        key = self.resources[name].get("schema", {}).get("primaryKey", [])
        return [key] if isinstance(key, str) else list(key)

    @cached_property
    def _index(self) -> dict[str, dict[tuple, int]]:
        index = {}
        for name in self.resources:
            key = self.key(name)
            if key:
                rows = self.text(name)[key].itertuples(index=False, name=None)
                index[name] = {row: number for number, row in enumerate(rows)}
        return index

    @cache  # noqa: B019 - one package lives as long as the command
    def find(self, reference: str) -> Row:
        """The row that `reference` names: `ID`, `ID.field`, `table[key, key]` or `table[key, key].field`.

        `table` and `table.field` name what the package's description says about a table or a field.

        Raises UnknownRow, saying why, when there is no such row or field, or when an id is in two tables.
        """
        reference = self.aliases.get(reference, reference)
        match = REFERENCE.match(reference)
        if match:
            return self._keyed(reference, match["table"], match["key"], match["field"] or "")
        found = self._bare(reference, reference, "")
        if not found and "." in reference:
            stem, part = reference.rsplit(".", 1)
            found = self._bare(reference, stem, part)
        if not found:
            found = self._described(reference)
        if not found:
            raise UnknownRow(f"no table has a row with the id {reference!r}")
        if len(found) > 1:
            where = " or ".join(f"{row.table}[{reference}]" for row in found)
            raise UnknownRow(f"the id {reference!r} stands in several tables: write {where}")
        return found[0]

    def _bare(self, reference: str, stem: str, part: str) -> list[Row]:
        hits = [(name, rows[stem,]) for name, rows in self._index.items() if (stem,) in rows]
        return [self._row(reference, name, number, part) for name, number in hits]

    def _described(self, reference: str) -> list[Row]:
        name, _, part = reference.partition(".")
        spec = self.resources.get(name, {})
        if part:
            spec = next((f for f in spec.get("schema", {}).get("fields", []) if f["name"] == part), {})
        values = {
            key: text for key, text in spec.items() if isinstance(text, str) and key not in ("name", "path")
        }
        return [Row(reference, "", values)] if values else []

    def _keyed(self, reference: str, name: str, key_text: str, part: str) -> Row:
        self.text(name)
        names = self.key(name)
        key = tuple(next(csv.reader([key_text], skipinitialspace=True), []))
        key = tuple(text.strip() for text in key)
        if len(key) != len(names):
            raise UnknownRow(f"a row of {name} is named by {len(names)} values: {name}[{', '.join(names)}]")
        if key not in self._index[name]:
            raise UnknownRow(
                f"{name} has no row with {', '.join(f'{n} {k}' for n, k in zip(names, key, strict=True))}"
            )
        return self._row(reference, name, self._index[name][key], part)

    def _row(self, reference: str, name: str, number: int, part: str) -> Row:
        values = {column: str(text) for column, text in self.text(name).iloc[number].items()}
        if part and part not in values:
            raise UnknownRow(f"{name} has no field {part!r}; its fields are {', '.join(values)}")
        return Row(reference, name, values, part)
