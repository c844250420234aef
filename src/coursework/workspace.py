"""Where things lie in a course repository, and reading and writing its notebooks."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .errors import CourseworkError


@dataclass(frozen=True)
class Workspace:
    """A course repository: notebooks/, solutions/, exercises/, data/, docs/, README.md below one folder."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The nearest folder at or above `start` (the working directory) that holds notebooks/ and data/."""
        start = Path(start or os.getcwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "notebooks").is_dir() and (folder / "data").is_dir():
                return cls(folder)
        raise CourseworkError(
            f"no course here: {start} and the folders above it hold no notebooks/ and data/"
        )

    @property
    def data(self) -> Path:
        """The data package folder."""
        return self.root / "data"

    def settings(self, part: str) -> dict:
        """What pyproject.toml says in [tool.coursework.PART]; empty when it says nothing."""
        path = self.root / "pyproject.toml"
        project = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return project.get("tool", {}).get("coursework", {}).get(part, {})

    def package(self):
        """The data package (a Package), with the short names for rows from the settings' `aliases`."""
        from .package import Package  # reads tables with pandas, which takes half a second to load

        return Package(self.data, self.settings("aliases"))

    def lessons(self, names: list[str] = ()) -> list[Path]:
        """Lesson notebooks, sorted; only those named (with or without .ipynb) when names are given."""
        return self._chosen(sorted((self.root / "notebooks").glob("[0-9]*.ipynb")), names, "notebooks/")

    def pages(self) -> list[Path]:
        """Notebooks that stand beside the lessons and have no number: reference pages."""
        return sorted(set((self.root / "notebooks").glob("*.ipynb")) - set(self.lessons()))

    def solutions(self, names: list[str] = ()) -> list[Path]:
        """Solution notebooks (`solutions/NAME/NAME.ipynb`), sorted; only those named when names are given."""
        found = [p for p in sorted((self.root / "solutions").glob("*/*.ipynb")) if p.stem == p.parent.name]
        return self._chosen(found, names, "solutions/")

    def notebooks(self, names: list[str] = ()) -> list[Path]:
        """Lessons, pages beside them, then solutions; only those named when names are given."""
        found = self.lessons() + self.pages() + self.solutions()
        return self._chosen(found, names, "notebooks/ and solutions/")

    def exercise(self, solution: Path) -> Path:
        """Where the exercise derived from a solution lies."""
        return self.root / "exercises" / solution.parent.name / solution.name

    def short(self, path: Path) -> str:
        """A path as it is shown: from the root, with forward slashes."""
        return Path(path).relative_to(self.root).as_posix()

    def _chosen(self, found: list[Path], names, folder: str) -> list[Path]:
        wanted = {Path(name).stem for name in names}
        missing = wanted - {path.stem for path in found}
        if missing:
            known = ", ".join(sorted({path.stem for path in found})) or "none yet"
            raise CourseworkError(f"no {', '.join(sorted(missing))} in {folder}; there are: {known}")
        return [path for path in found if not wanted or path.stem in wanted]


def read(path: Path):
    """A notebook as an nbformat v4 node; raises CourseworkError naming the file when it cannot be read."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise CourseworkError(f"{path}: not a readable notebook ({type(error).__name__}: {error})") from error


def text_of(notebook) -> str:
    """The bytes a notebook is stored as: nbformat's own form, sorted keys, final newline."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def replace_file(path: Path, text: str) -> None:
    """Write a text file in one move: a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(aside, path)
