"""Typed frames from the data package.

Types come from ``datapackage.json`` alone: ``string`` becomes text, or a category where the description
lists the allowed values; ``list`` stays text, its items joined with semicolons; ``integer`` becomes a
nullable Int64, ``number`` float64, ``date`` datetime64, ``boolean`` bool. An empty cell is a missing value. A
date written with less precision ("1994", "1994-10") stays text, and a field with the property ``addsStart``
or ``addsEnd`` adds a datetime column with the first or the last day.
"""

import csv
from functools import cache

import pandas as pd

from .package import BrokenRow, MissingColumn, MissingTable, default_package

__all__ = ["fields", "read_table", "split_ids", "table", "tables", "version", "who_is_afghanistan"]


def table(name):
    """Read a table of the course as a typed frame.

    Parameters
    ----------
    name : str
        Name of the table, as listed by ``tr.tables()``; ``tr.fields(name)`` explains its columns and units.

    Returns
    -------
    pandas.DataFrame
        A fresh copy, sorted as in the file; ``frame.attrs["units"]`` holds the units by column. Tables with
        dates of mixed precision also have ``start`` (first day) and, where the description says so, ``end``
        (last day) as datetime64.

    Raises
    ------
    MissingTable, MissingColumn, BrokenRow
        The message names the file, the line, the field and the remedy.
    """
    return _read_once(name).copy()


@cache
def _read_once(name):
    return read_table(default_package(), name)


def read_table(package, name):
    """Read table ``name`` of a Package, checking types, required cells and allowed values on the way."""
    resource = package.resource(name)
    path = package.folder / resource["path"]
    described = resource["schema"]["fields"]
    names = [field["name"] for field in described]
    lines, rows = _read_rows(path, resource["path"], names)
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    frame = {}
    for field, values in zip(described, columns, strict=True):
        frame[field["name"]] = _typed(field, pd.Series(values, dtype="str"), _Place(resource["path"], lines))
    frame = _with_days(pd.DataFrame(frame), described, _Place(resource["path"], lines))
    frame.attrs["units"] = {field["name"]: field["unit"] for field in described if "unit" in field}
    return frame


class _Place:
    """Where a value stands, to say so in an error."""

    def __init__(self, file, lines):
        self.file, self.lines = file, lines

    def reject(self, field, values, wrong, problem, remedy):
        """Raise BrokenRow for the first row for which ``wrong`` is true."""
        if not wrong.any():
            return
        row = int(wrong.to_numpy().argmax())
        raise BrokenRow(
            f"data/{self.file}, line {self.lines[row]}, field {field['name']!r}: "
            f"{values.iloc[row]!r} {problem}. Remedy: {remedy}."
        )


def _read_rows(path, file, names):
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            numbered = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise MissingTable(
            f"data/{file} is described in datapackage.json but is not there. "
            "Remedy: restore the file from the repository, or take the table out of the description."
        ) from None
    if header != names:
        _reject_header(file, header, names)
    for line, row in numbered:
        if len(row) != len(names):
            raise BrokenRow(
                f"data/{file}, line {line}: {len(row)} cells where the header has {len(names)}. "
                "Remedy: quote cells that hold a comma, and keep one row per line."
            )
    return [line for line, _ in numbered], [row for _, row in numbered]


def _reject_header(file, header, names):
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    parts = [f"field {missing[0]!r} is missing"] if missing else []
    parts += [f"field {extra[0]!r} is not described"] if extra else []
    raise MissingColumn(
        f"data/{file}, line 1: {' and '.join(parts) or 'the columns stand in another order than described'}. "
        "Remedy: make the header and the fields in datapackage.json the same."
    )


def _typed(field, text, place):
    empty = text == ""
    constraints = field.get("constraints", {})
    if constraints.get("required"):
        place.reject(field, text, empty, "is empty but the field is required", "fill the cell")
    if "enum" in constraints:
        allowed = [str(value) for value in constraints["enum"]]
        wrong = ~empty & ~text.isin(allowed)
        place.reject(field, text, wrong, "is not an allowed value", f"use one of: {', '.join(allowed)}")
    convert = _CONVERTERS[field["type"]]
    return convert(field, text, empty, place)


def _string(field, text, empty, place):
    text = text.mask(empty)
    enum = field.get("constraints", {}).get("enum")
    if not enum:
        return text
    return text.astype(pd.CategoricalDtype(enum, ordered=field.get("categoriesOrdered", False)))


def _integer(field, text, empty, place):
    wrong = ~empty & ~text.str.fullmatch(r"[+-]?\d+")
    place.reject(field, text, wrong, "is not a whole number", "write digits only, or leave the cell empty")
    return pd.to_numeric(text.mask(empty)).astype("Int64")


def _number(field, text, empty, place):
    value = pd.to_numeric(text.mask(empty), errors="coerce").astype("float64")
    wrong = ~empty & value.isna()
    place.reject(field, text, wrong, "is not a number", "write a number such as 7.5, or leave the cell empty")
    return value


def _date(field, text, empty, place):
    value = pd.to_datetime(text.mask(empty), format="%Y-%m-%d", errors="coerce")
    place.reject(field, text, ~empty & value.isna(), "is not a date", "write it as 1998-08-08")
    return value


def _boolean(field, text, empty, place):
    wrong = ~empty & ~text.isin(["true", "false"])
    place.reject(field, text, wrong, "is neither true nor false", "write true or false")
    value = (text == "true").astype("boolean").mask(empty)
    return value.astype("bool") if field.get("constraints", {}).get("required") else value


_CONVERTERS = {
    "string": _string,
    "list": _string,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
}


def _with_days(frame, described, place):
    """Add the first and last day of dates that are written as a year, a month or a day."""
    for field in described:
        if "addsStart" in field:
            frame[field["addsStart"]] = _day(field, frame[field["name"]], place)
        if "addsEnd" in field:
            text = frame[field["name"]].fillna(frame[field["endsWith"]])
            first = _day(field, text, place)
            frame[field["addsEnd"]] = _last_day(first, text.str.len())
    return frame


def _day(field, text, place):
    padded = text + text.str.len().map({4: "-01-01", 7: "-01", 10: ""}).astype("str")
    value = pd.to_datetime(padded, format="%Y-%m-%d", errors="coerce")
    wrong = text.notna() & value.isna()
    place.reject(field, text, wrong, "is not a date", "write it as 1998, 1998-08 or 1998-08-08")
    return value


def _last_day(first, length):
    last = first.mask(length == 7, first + pd.offsets.MonthEnd(0))
    return last.mask(length == 4, first + pd.offsets.YearEnd(0))


def split_ids(*cells):
    """List the ids in cells such as ``"a;b"``, each once, in order of appearance; empty cells are skipped."""
    parts = [part.strip() for cell in cells if not pd.isna(cell) for part in str(cell).split(";")]
    return list(dict.fromkeys(part for part in parts if part))


def version():
    """Return the version of the data, for example ``"1.0.0"``."""
    return default_package().version


def tables():
    """List every table of the course.

    Returns
    -------
    pandas.DataFrame
        Columns name, title, rows (count), about_afghanistan (who stands behind the label "Afghanistan" in
        the table), licence.
    """
    package = default_package()
    return pd.DataFrame(
        [
            {
                "name": name,
                "title": resource["title"],
                "rows": _count(package.folder / resource["path"]),
                "about_afghanistan": resource["whoIsAfghanistan"],
                "licence": package.licence(resource),
            }
            for name, resource in sorted(package.resources.items())
        ]
    )


def _count(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def fields(name):
    """Explain the columns of a table.

    Parameters
    ----------
    name : str
        Name of the table.

    Returns
    -------
    pandas.DataFrame
        Columns name, type, unit (empty where a column has none), description.
    """
    described = default_package().resource(name)["schema"]["fields"]
    return pd.DataFrame(
        [(f["name"], f["type"], f.get("unit", ""), f["description"]) for f in described],
        columns=["name", "type", "unit", "description"],
    )


def who_is_afghanistan(*names):
    """Say who stands behind the label "Afghanistan" in each table: read this before joining two of them.

    Parameters
    ----------
    *names : str
        Names of tables; all tables if none is given.

    Returns
    -------
    pandas.DataFrame
        Columns table, who.
    """
    package = default_package()
    chosen = names or sorted(package.resources)
    rows = [(name, package.resource(name)["whoIsAfghanistan"]) for name in chosen]
    return pd.DataFrame(rows, columns=["table", "who"])
