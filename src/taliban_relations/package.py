"""The data package on disk: where it lies, what it describes, and the errors it can raise.

The description (``datapackage.json``, Data Package v2) is the only place that says which tables exist, which
columns they have and what these mean. Everything that reads data starts here.
"""

import json
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

__all__ = [
    "BrokenRow",
    "DataError",
    "MissingColumn",
    "MissingTable",
    "Package",
    "UnknownId",
    "UnknownSource",
    "default_package",
    "did_you_mean",
]


class DataError(Exception):
    """The course's data cannot be used as asked; the message names file, row, field and remedy."""


class MissingTable(DataError):
    """A table (or its file) that was asked for does not exist."""


class MissingColumn(DataError):
    """A file's header differs from its description, or a column was asked for that does not exist."""


class BrokenRow(DataError):
    """One row of a file breaks its description."""


class UnknownId(DataError):
    """An id is used that no row carries."""


class UnknownSource(UnknownId):
    """A source id is used that the table of sources does not have."""


def did_you_mean(word, known, *, most=3, cutoff=0.5):
    """Return " Did you mean 'events'?" with up to `most` known words nearest to a word, "" when none is near.

    `cutoff` is the least likeness, 0 to 1 (difflib's ratio of matching characters).
    """
    near = get_close_matches(str(word), list(known), n=most, cutoff=cutoff)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


def data_folder():
    """Return the folder of the data: inside the installed package if it is there, else in the checkout."""
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "data"


class Package:
    """A data package in a folder.

    Parameters
    ----------
    folder : path
        The folder that holds ``datapackage.json``.

    Raises
    ------
    DataError
        If the description is missing or is not valid JSON.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        path = self.folder / "datapackage.json"
        try:
            self.description = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DataError(
                f"{path.name} is missing from {self.folder}. "
                "Remedy: restore the data folder from the repository."
            ) from None
        except json.JSONDecodeError as error:
            raise DataError(
                f"{path.name}, line {error.lineno}: {error.msg}. Remedy: correct the JSON in that line."
            ) from None

    @cached_property
    def resources(self):
        """All tables by name, as described."""
        return {r["name"]: r for r in self.description["resources"] if "schema" in r}

    @property
    def version(self):
        """The version of the data, as text."""
        return self.description["version"]

    def resource(self, name):
        """Return the description of table ``name``, or raise MissingTable naming the nearest ones."""
        if name in self.resources:
            return self.resources[name]
        raise MissingTable(
            f"There is no table {name!r} in datapackage.json.{did_you_mean(name, self.resources)} "
            "Remedy: tr.tables() lists all tables."
        )

    def licence(self, resource):
        """Return the licence line of a table, in short."""
        licences = resource.get("licenses") or self.description.get("licenses", [])
        return "; ".join(_short_licence(licence) for licence in licences)


def _short_licence(licence):
    """A licence by its identifier where it has a telling one, else by its title."""
    generic = licence.get("name", "other").startswith(("other", "notspecified"))
    return licence["title"] if generic else licence["name"]


@lru_cache(maxsize=1)
def default_package():
    """Return the data package of this installation, read once."""
    return Package(data_folder())
