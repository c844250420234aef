"""Looks through a folder that somebody else filled: regular files only, no link followed, sizes limited."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..model import Flag

MOST_NAMES, MOST_ENTRIES, DEEPEST = 100_000, 2000, 4
QUIET = {".ipynb_checkpoints", ".ds_store", "thumbs.db", "desktop.ini", "__macosx"}
UNUSABLE = set('\\:*?"<>|')  # characters that are no part of a name on every system


@dataclass(frozen=True)
class Found:
    """A regular file: its name from the folder, where it lies, and what lstat said."""

    name: str
    path: Path
    stat: os.stat_result

    @property
    def base(self) -> str:
        """The name without folders."""
        return self.path.name


@dataclass
class Folder:
    """A stranger's folder; what is refused is told in `flags`. No method raises for what lies in it."""

    root: Path
    flags: list[Flag] = field(default_factory=list)
    _entries: int = 0

    def flag(self, kind: str, detail: str) -> None:
        """Tell the person who grades."""
        self.flags.append(Flag(kind, "", detail))

    def files(self) -> Iterator[Found]:
        """Every regular file in the order of names; nothing when the folder, or the one above, is a link."""
        above = self._is_folder(self.root.parent, "the student's folder")
        if above and self._is_folder(self.root, "the folder"):
            yield from self._walk(self.root, "", 0)

    def content(self, found: Found, limit: int) -> bytes | None:
        """The bytes of a file, if it is still the one that was looked at; None (and a flag) when not."""
        name = shown(found.name)
        if found.stat.st_size > limit:
            return self.flag(
                "extra-file-refused", f"{name} has {found.stat.st_size:,} bytes, more than {limit:,}"
            )
        flags = os.O_RDONLY
        for wish in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not every system has each of them
            flags |= getattr(os, wish, 0)
        try:
            with open(os.open(found.path, flags), "rb") as file:
                now = os.fstat(file.fileno())
                same = os.path.samestat(now, found.stat) and stat.S_ISREG(now.st_mode)
                content = file.read(limit + 1) if same else b""
        except OSError as error:
            return self.flag("unreadable", f"{name}: {error.strerror}")
        if not same or len(content) > limit:
            return self.flag("unreadable", f"{name} changed while it was read")
        return content

    def _is_folder(self, path: Path, name: str) -> bool:
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return False
        if stat.S_ISLNK(mode):
            self.flag("symlink-refused", f"{name} is a link to another place; it was not followed")
        return stat.S_ISDIR(mode)

    def _walk(self, folder: Path, inside: str, depth: int) -> Iterator[Found]:
        try:
            with os.scandir(folder) as entries:
                found = [entry.name for _, entry in zip(range(MOST_NAMES), entries, strict=False)]
        except OSError as error:
            self.flag("unreadable", f"{shown(inside) or 'the folder'}: {error.strerror}")
            return
        # Notebooks come first: no crowd of other files may hide them.
        for name in sorted(found, key=lambda name: (".ipynb" not in name.lower(), name)):
            self._entries += 1
            if self._entries == MOST_ENTRIES + 1:
                self.flag("extra-file-refused", f"more than {MOST_ENTRIES} files: the rest was not looked at")
            if self._entries <= MOST_ENTRIES:
                yield from self._entry(folder / name, inside + name, depth)

    def _entry(self, path: Path, name: str, depth: int) -> Iterator[Found]:
        try:
            found = os.lstat(path)
        except OSError:
            return
        if stat.S_ISLNK(found.st_mode):
            self.flag("symlink-refused", f"{shown(name)} is a link to another place; it was not followed")
        elif path.name.casefold() in QUIET:
            return
        elif stat.S_ISDIR(found.st_mode):
            if depth >= DEEPEST or not usable(path.name):
                self.flag("extra-file-refused", f"the folder {shown(name)} was not read")
            else:
                yield from self._walk(path, f"{name}/", depth + 1)
        elif not stat.S_ISREG(found.st_mode):
            self.flag("extra-file-refused", f"{shown(name)} is no ordinary file (a pipe, socket or device)")
        elif found.st_nlink > 1:
            # The same file under a second name elsewhere: perhaps the solution, or another student's work.
            self.flag("symlink-refused", f"{shown(name)} is a second name (hard link) of a file elsewhere")
        else:
            yield Found(name, path, found)


def usable(name: str) -> bool:
    """Is this a name that every system can hold, and not a hidden one?"""
    short = len(name.encode("utf-8", "replace")) <= 200
    return short and name.isprintable() and not name.startswith(".") and not set(name) & UNUSABLE


def shown(name: str) -> str:
    """A name as it may be shown and stored, whatever is in it."""
    return name[:200] if name.isprintable() else ascii(name)[:200]
