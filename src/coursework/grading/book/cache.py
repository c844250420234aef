"""What is kept of every graded submission, so that grading again touches only what changed.

One small JSON file per submission in reports/ASSIGNMENT/cache. It is written last, after the graded notebook
and the gradebook: an entry says that all of it is done. It is also what the report is made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sys
import sysconfig
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from nbgrader.utils import is_grade, is_locked, is_solution, is_task

LONGEST_FILE_NAME = 120
WORKER = Path(__file__).parents[3] / "gradeworker"


class Cache:
    """The kept results of one assignment, in a folder that is made when something is first kept."""

    def __init__(self, folder: Path):
        self.folder = folder

    def get(self, student: str) -> dict | None:
        """What was kept of a student's submission; None when there is nothing or it cannot be read."""
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(self.path(student).read_text(encoding="utf-8"))
            return kept if isinstance(kept, dict) and kept.get("student") == student else None

    def __contains__(self, student: str) -> bool:
        """Is there a file for this student, whatever is in it?"""
        return self.path(student).is_file()

    def put(self, student: str, entry: dict):
        """Keep something of a student's submission, in one move; OSError when it cannot be written."""
        replace(self.path(student), json.dumps({**entry, "student": student}, ensure_ascii=False))

    def path(self, student: str) -> Path:
        """The file of a student: named after the student, shortened by a digest when that is too long."""
        name = urllib.parse.quote(student, safe=" @+,=")
        if len(name) > LONGEST_FILE_NAME:
            name = name[:80] + "~" + hashlib.sha256(student.encode()).hexdigest()[:24]
        return self.folder / f"{name}.json"


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` in one move at the end of the `with` block.

    When the block fails, or the disk is full, what stood there before still stands and nothing is left aside.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name[:100]}.{os.getpid()}.new")
    try:
        with open(aside, "wb") as file:
            yield file
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def replace(path: Path, content: str | bytes):
    """Write a whole file in one move; OSError when it cannot be written."""
    with replacing(path) as file:
        file.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)


def digest(*parts: str | bytes) -> str:
    """One digest over several texts, each set off by its length."""
    whole = hashlib.sha256()
    for part in parts:
        part = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:" % len(part) + part)
    return whole.hexdigest()


def of_files(files: Iterable[tuple[str, Path]]) -> str:
    """A digest over files: their names and what is in them."""
    return digest(*(part for name, path in sorted(files) for part in (name, path.read_bytes())))


def environment(folders: Iterable[Path] = (), limits: dict | None = None) -> str:
    """A digest over what a run depends on besides the notebooks.

    Python, the installed packages by name and version, the code that grades, the limits, and the files in
    `folders` (own code and data that a run can read) by name, size and time of change.
    """
    libraries = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    packages = sorted(path.name for folder in libraries for path in Path(folder).glob("*-info"))
    code = [
        (path.name, path) for folder in (Path(__file__).parents[1], WORKER) for path in folder.rglob("*.py")
    ]
    seen = [f"{path} {size} {changed}" for folder in folders for path, size, changed in listing(Path(folder))]
    said = [sys.version, platform.machine(), json.dumps(limits, sort_keys=True), *packages, *seen]
    return digest(of_files(code), *said)


def listing(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Every file below a folder as (path, size, time of change), less what Python compiles for itself."""
    for above, below, names in os.walk(folder):
        below[:] = sorted(set(below) - {"__pycache__", ".git", ".ipynb_checkpoints"})
        for name in sorted(names):
            with contextlib.suppress(OSError):
                known = os.stat(os.path.join(above, name))
                yield os.path.join(above, name), known.st_size, known.st_mtime_ns


def answers(notebook) -> dict[str, str]:
    """Digests of what the student wrote for each graded cell of a notebook: {grade id: digest}.

    For an answer that is marked by hand it is the cell itself; for a task, the cells after it; for a test,
    the cells a student may write in that stand before it.
    """
    found: dict[str, list[str]] = {}
    block, closed, task = [], False, None
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_task(cell):
            task = found[name] = []
        elif is_grade(cell) and is_solution(cell):
            found[name], task = [cell.source], None
        elif is_grade(cell):
            found[name], closed, task = list(block), True, None
        elif not is_locked(cell):
            block, closed = ([] if closed else block), False
            block.append(cell.source)
            if task is not None:
                task.append(cell.source)
    return {name: digest(*sources) for name, sources in found.items() if name}
