"""Reads one student's submission: the notebooks of the assignment and data files, and flags for the rest.

Whatever is in the folder, nothing is raised; what is not read is refused with a flag.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from ..model import MISSING, UNREADABLE, Flag
from .candidates import Candidate, choose
from .decoding import Unreadable, decoded, notebook_of
from .strangers import Folder, Found, shown, usable

MEGABYTE = 1024 * 1024
LARGEST_NOTEBOOK, LARGEST_FILE, MOST_FILES = 50 * MEGABYTE, MEGABYTE, 20
MOST_NOTEBOOKS, MOST_BYTES = 10, 100 * MEGABYTE  # of files that are looked into for a notebook
DATA = {".csv", ".tsv", ".txt", ".json", ".geojson", ".md", ".png", ".jpg", ".jpeg", ".svg"}
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)
TIMESTAMP = "timestamp.txt"


@dataclass
class Submission:
    """What one student handed in for one assignment.

    `notebooks`: for every notebook of the assignment its format 4.5 node, or None; `timestamp`: when it was
    handed in, UTC without a zone as nbgrader keeps it; `files`: accepted data files by relative name;
    `sha256`: of everything that was read, and of what was refused.
    """

    student: str
    timestamp: datetime | None = None
    notebooks: dict[str, NotebookNode | None] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    sha256: str = ""

    @property
    def status(self) -> str:
        """'' when at least one notebook could be read, else `unreadable` or `missing`."""
        if any(node is not None for node in self.notebooks.values()):
            return ""
        return UNREADABLE if any(flag.kind == "unreadable" for flag in self.flags) else MISSING


def read_submission(
    folder: Path,
    notebooks: list[str],
    expected_ids: Mapping[str, set[str]],
    own_files: Mapping[str, bytes] | None = None,
) -> Submission:
    """The submission in `folder`, which is submitted/STUDENT/ASSIGNMENT; raises nothing.

    `notebooks`: names of the assignment's notebooks without `.ipynb`; `expected_ids`: their grade ids by
    name; `own_files`: the instructor's other files by relative name, which a student's file never replaces.
    """
    folder = Path(folder)
    reading = _Reading(Folder(folder), {folded(name): held for name, held in (own_files or {}).items()})
    for found in list(reading.folder.files()):
        reading.sort(found, notebooks)
    candidates = reading.candidates()
    for found in reading.data:
        reading.keep(found)
    chosen, flags, _ = choose(candidates, list(notebooks), expected_ids)
    flags = reading.folder.flags + flags
    for flag in flags:
        reading.note(flag.kind, flag.detail.encode("utf-8", "replace"))
    digest = reading.digest.hexdigest()
    return Submission(folder.parent.name, reading.timestamp, chosen, reading.files, flags, digest)


def folded(name: str) -> str:
    """A relative name as file systems see it that ignore case and composition."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()


class _Reading:
    """The files of one submission, sorted and read one after the other."""

    def __init__(self, folder: Folder, own_files: dict[str, bytes]):
        self.folder, self.own = folder, own_files
        self.likely: list[tuple[int, Found]] = []
        self.data: list[Found] = []
        self.files: dict[str, bytes] = {}
        self.timestamp: datetime | None = None
        self.digest = hashlib.sha256()

    def note(self, name: str, content: bytes) -> None:
        """Count something into the digest."""
        for part in (name.encode("utf-8", "replace"), content):
            self.digest.update(len(part).to_bytes(8, "big") + part)

    def sort(self, found: Found, notebooks: list[str]) -> None:
        """Put a file where it belongs: a likely notebook, data, nbgrader's own, or refused."""
        ending = Path(found.base).suffix.lower()
        if folded(found.name) in self.own:
            self.compare(found, self.own[folded(found.name)])
        elif found.name == TIMESTAMP:
            self.read_timestamp(self.folder.content(found, 1000))
        elif not usable(found.base):
            self.folder.flag("extra-file-refused", f"{shown(found.name)} was not read")
        elif NOTEBOOK.search(found.base):
            right = found.name.removesuffix(".ipynb") in notebooks
            self.likely.append((0 if right else 1, found))
        elif ending in (".json", ".txt") and found.stat.st_size > 0:
            self.likely.append((2, found))
        elif ending in DATA:
            self.data.append(found)
        else:
            self.folder.flag("extra-file-refused", f"{found.name} is no notebook and no data file")

    def compare(self, found: Found, own: bytes) -> None:
        """A copy of the instructor's own file is no news; a changed one is not used."""
        if found.stat.st_size != len(own) or self.folder.content(found, len(own)) != own:
            detail = f"{shown(found.name)}: the assignment has its own file of this name, which is used"
            self.folder.flag("extra-file-refused", detail)

    def candidates(self) -> list[Candidate]:
        """The likely notebooks, read; those with the right name first, all within a limit."""
        made, room = [], MOST_BYTES
        for rank, found in sorted(self.likely, key=lambda one: one[0]):
            if rank and (len(made) >= MOST_NOTEBOOKS or found.stat.st_size > room):
                self.folder.flag("extra-file-refused", f"{found.name}: too many notebooks, it was not read")
                continue
            room -= found.stat.st_size
            made += self.candidate(found, by_name=rank < 2)
        return made

    def candidate(self, found: Found, by_name: bool) -> list[Candidate]:
        """A list of one candidate; of none when the file turns out to be data."""
        content = self.folder.content(found, LARGEST_NOTEBOOK)
        if content is None:
            too_large = Flag("unreadable", "", f"{found.name} is too large or could not be opened")
            return [Candidate(found.name, None, [too_large])] if by_name else []
        if not by_name and not any(key in content for key in (b'"cells"', b'"worksheets"', b"c\0e\0l\0l\0s")):
            self.data.append(found)
            return []
        try:
            made = Candidate(found.name, *notebook_of(content, found.name))
        except Unreadable as error:
            if not by_name:
                self.data.append(found)
                return []
            made = Candidate(found.name, None, [Flag("unreadable", "", f"{found.name}: {error}")])
        self.note(found.name, content)
        return [made]

    def keep(self, found: Found) -> None:
        """Accept a data file, within the limits."""
        if len(self.files) >= MOST_FILES:
            self.folder.flag("extra-file-refused", f"{found.name}: more than {MOST_FILES} data files")
            return
        content = self.folder.content(found, LARGEST_FILE)
        if content is not None:
            self.note(found.name, content)
            self.files[found.name] = content

    def read_timestamp(self, content: bytes | None) -> None:
        """nbgrader's own note of when the work was handed in."""
        if content is None:
            return
        self.note(TIMESTAMP, content)
        try:
            # nbgrader knows names of zones; it takes +0330 for 330 seconds, which a colon prevents.
            self.timestamp = parse_utc(re.sub(r" ([+-]\d\d):?(\d\d)$", r"\1:\2", decoded(content)[0].strip()))
        except Exception:  # a stranger's text: dateutil raises errors of many kinds
            self.folder.flag("decoded", f"{TIMESTAMP} holds no time: handed in without one")
