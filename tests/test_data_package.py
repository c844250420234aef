"""The data package is what it says it is: frictionless reads every table, and references point to rows.

The last part breaks a copy of the data on purpose, one way at a time, and wants each breakage to be named.
"""

import csv
import json
import re
import shutil
from copy import deepcopy
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from frictionless import Check, Checklist, Package, errors

from coursework import catalogue
from coursework.workspace import Workspace
from taliban_relations.rows import find_row

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
DESCRIPTION = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {resource["name"]: resource for resource in DESCRIPTION["resources"] if "schema" in resource}


class ListsPointToRows(Check):
    """Every id in a list field with the property `references` is the key of a row in one of these tables."""

    type = "lists-point-to-rows"
    Errors = [errors.CellError]  # noqa: RUF012

    def __init__(self, folder):
        super().__init__()
        fields = [field for resource in TABLES.values() for field in resource["schema"]["fields"]]
        targets = {target for field in fields for target in field.get("references", ())}
        self.keys = {target: _column(folder, *target.split(".")) for target in targets}

    def validate_row(self, row):
        for field in self.resource.schema.fields:
            targets = field.custom.get("references", ())
            for item in row[field.name] or () if targets else ():
                if not self.known(item, targets):
                    note = f'"{item}" is in none of {", ".join(targets)}'
                    yield errors.CellError.from_row(row, note=note, field_name=field.name)

    def known(self, item, targets):
        """Whether an id, an id with a field, or table[key values] names something."""
        if "[" in item:
            return item.partition("[")[0] in TABLES
        stems = {item, item.rpartition(".")[0]}
        return any(stems & self.keys[target] for target in targets)


class ValuesInOrder(Check):
    """The fields listed under `inOrder` rise from left to right; dates are compared at common precision."""

    type = "values-in-order"
    Errors = [errors.RowError]  # noqa: RUF012

    def validate_row(self, row):
        for names in self.resource.custom.get("inOrder", ()):
            values = [_comparable(row[name]) for name in names if row[name] is not None]
            for low, high in pairwise(values):
                if isinstance(low, str):
                    length = min(len(low), len(high))
                    low, high = low[:length], high[:length]
                if low > high:
                    yield errors.RowError.from_row(row, note=f"{' <= '.join(names)} does not hold")


def _comparable(value):
    return value.isoformat() if isinstance(value, date) else value


class OneRightOption(Check):
    """Every question has its options A, B, ... without a gap, and exactly one of them is right."""

    type = "one-right-option"
    Errors = [errors.TableError]  # noqa: RUF012

    def validate_start(self):
        self.options = {}
        yield from ()

    def validate_row(self, row):
        if self.resource.name == "quiz_options":
            self.options.setdefault(row["item"], {})[row["letter"]] = row["correct"]
        yield from ()

    def validate_end(self):
        for item, options in self.options.items():
            if sum(options.values()) != 1 or "".join(options) != "ABCD"[: len(options)]:
                note = f"{item}: options {', '.join(options)}; {sum(options.values())} right"
                yield errors.TableError(note=note)


def _column(folder, table, column):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def complaints(folder, only=None):
    """Validate the package in a folder (or one table and those it points to); one line per error."""
    description = deepcopy(DESCRIPTION)  # frictionless changes what it is given
    if only:
        keys = TABLES[only]["schema"].get("foreignKeys", ())
        names = {only, *(key["reference"]["resource"] for key in keys)}
        description["resources"] = [deepcopy(TABLES[name]) for name in sorted(names)]
    package = Package.from_descriptor(description, basepath=str(folder))
    checklist = Checklist(checks=[ListsPointToRows(folder), ValuesInOrder(), OneRightOption()])
    report = package.validate(checklist)
    found = [(task.place, error) for task in report.tasks for error in task.errors]
    lines = [f"{place}: {error.message} [{error.note}]" for place, error in found]
    return lines + [error.message for error in report.errors]


def test_everything_is_valid():
    assert complaints(DATA) == []


def test_references_by_key_values_find_their_row():
    """Such as `opium_province[2001, Hilmand, cultivation_hectares]` in a list of ids."""
    wanted = {
        item
        for name, resource in TABLES.items()
        for field in resource["schema"]["fields"]
        if field.get("references")
        for cell in _column(DATA, name, field["name"])
        for item in cell.split(";")
        if "[" in item
    }
    assert wanted
    for item in sorted(wanted):
        assert not find_row(item).cells.empty


def test_every_file_is_described_and_every_description_has_a_file():
    described = {resource["path"] for resource in DESCRIPTION["resources"]}
    files = [path for path in DATA.rglob("*") if path.suffix in (".csv", ".geojson")]
    assert described == {path.relative_to(DATA).as_posix() for path in files}


@pytest.mark.parametrize("name", TABLES)
def test_description_is_complete(name):
    resource = TABLES[name]
    for key in ("title", "description", "rowMeaning", "whoIsAfghanistan", "licenses"):
        assert resource[key], key
    assert resource["schema"]["primaryKey"]
    for field in resource["schema"]["fields"]:
        assert field["description"].endswith((".", "?")), field["name"]
    if name not in ("citations", "actors"):
        assert "knownGaps" in resource


@pytest.mark.parametrize("name", TABLES)
def test_file_is_plain_and_sorted_by_key(name):
    raw = (DATA / f"{name}.csv").read_bytes()
    assert b"\r" not in raw, "line ends are LF"
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines()))
    assert len(rows) == raw.count(b"\n") - 1, "one row per line"
    key = TABLES[name]["schema"]["primaryKey"]
    if name != "citations":  # in the order of the lesson
        assert _sorted(rows, key, _natural) or _sorted(rows, key, str), f"sort {name}.csv by {', '.join(key)}"
    if name != "citations":  # quotes the lessons as they are
        assert all(cell == cell.strip() for row in rows for cell in row.values()), "no blanks around a cell"


def _sorted(rows, key, order):
    keys = [tuple(order(row[column]) for column in key) for row in rows]
    return keys == sorted(keys)


def _natural(text):
    """Order numbers inside text by value, so that p2 stands before p10."""
    parts = [part for part in re.split(r"(\d+)", text) if part]
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def test_nothing_private_is_in_the_data():
    hosts = re.compile(r"file://|localhost|(?<!\w)/(home|tmp|work|Users)/")
    for path in DATA.rglob("*.*"):
        assert not hosts.search(path.read_text(encoding="utf-8")), path.name


def test_copies_of_books_that_look_unauthorised_are_not_linked():
    hosts = re.compile(r"bookreadfree|anusha|bibliboba|readingonlinenovel|issuhub|yumpu|free-download")
    assert not hosts.findall((DATA / "sources.csv").read_text(encoding="utf-8"))


def test_share_alike_and_non_commercial_licences():
    assert TABLES["vdem"]["licenses"][0]["name"] == "CC-BY-SA-4.0"
    names = {field["name"] for field in TABLES["proximity"]["schema"]["fields"]}
    assert "min_border_distance_km" not in names
    assert "NC" not in json.dumps([resource.get("licenses") for resource in DESCRIPTION["resources"]])


def test_catalogue_page_is_up_to_date():
    page = (ROOT / "docs" / "data-catalogue.md").read_text(encoding="utf-8")
    assert page == catalogue.render(Workspace(ROOT)), "run: python -m coursework build"


def test_version_is_that_of_the_package():
    assert f'version = "{DESCRIPTION["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


# Each breakage: file, line (1 is the header), column, new value, and words that the complaint has to hold.
BREAKAGES = [
    ("events", 2, "date", "4 January 1950", "events.csv"),
    ("events", 2, "goldstein", "11", "goldstein"),
    ("events", 2, "goldstein", "high", "goldstein"),
    ("events", 2, "domain", "diplomacy", "domain"),
    ("events", 2, "actor_a", "bharat", "actor_a"),
    ("events", 3, "end_date", "1979-12-01", "date <= end_date"),
    ("events", 3, "id", "E001", "primary key"),
    ("events", 4, "source_ids", "un-afghan-history;maley-2003", "maley-2003"),
    ("events", 4, "title", "", "title"),
    ("agreements", 2, "parties", "india;atlantis", "atlantis"),
    ("claims", 2, "lesson", "15-epilogue", "lesson"),
    ("claims", 2, "event_ids", "E999", "E999"),
    ("claims", 2, "standing", "true", "standing"),
    ("conflict_deaths", 2, "deaths_low", "999999", "deaths_low <= deaths_best"),
    ("conflict_deaths", 2, "source_id", "ucdp", "source_id"),
    ("conflict_deaths", 2, "deaths_best", "-5", "deaths_best"),
    ("sources", 2, "doi_or_url", "nowhere", "doi_or_url"),
    ("sources", 2, "origin", "", "origin"),
    ("un_resolutions", 2, "date", "1996-13-40", "date"),
    ("leaders", 2, "end_date", "1800-01-01", "start_date <= end_date"),
    ("lessons", 2, "published", "perhaps", "published"),
    ("provinces", 2, "first_taken_source_ids", "hearsay", "hearsay"),
    ("relation_paths", 2, "level", "3", "level"),
    ("quiz_options", 2, "correct", None, "right"),
]


@pytest.fixture
def copy(tmp_path):
    """A copy of the data that may be broken."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(folder, table, line, column, value):
    """Replace one cell of a file (or negate it, where the value is None)."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    place = rows[0].index(column)
    opposite = {"true": "false", "false": "true"}
    rows[line - 1][place] = value if value is not None else opposite[rows[line - 1][place]]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def test_catalogue_of_a_course_without_words_of_its_own(copy):
    page = catalogue.render(Workspace(copy.parent))
    assert "## Tables" in page
    assert "Afghanistan is |" not in page


@pytest.mark.parametrize(("table", "line", "column", "value", "words"), BREAKAGES)
def test_breakage_is_named(copy, table, line, column, value, words):
    change(copy, table, line, column, value)
    found = [line for line in complaints(copy, table) if f"{table}.csv" in line and words in line]
    assert found, f"{table}.csv line {line} {column}={value!r} passed unseen"


def test_missing_file_and_missing_column_are_named(copy):
    (copy / "leaders.csv").unlink()
    header = (copy / "territory.csv").read_text(encoding="utf-8").replace("measure", "measured", 1)
    (copy / "territory.csv").write_text(header, encoding="utf-8")
    found = "\n".join(complaints(copy))
    assert "leaders.csv" in found
    assert "measure" in found
    assert "territory.csv" in found
