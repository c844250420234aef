"""Which of the notebooks that a student handed in is which notebook of the assignment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from nbformat import NotebookNode

from ..model import Flag
from .decoding import nbgrader_id

NAMED = re.compile(r"\.ipynb(\.txt|\.json)?$|\.json$|\.txt$", re.I)


@dataclass
class Candidate:
    """A file that is, or by its name should be, a notebook; `node` is None when it cannot be read."""

    name: str
    node: NotebookNode | None
    flags: list[Flag] = field(default_factory=list)

    def stem(self) -> str:
        """The file's name without folders and endings, in lower case."""
        return NAMED.sub("", PurePosixPath(self.name).name).casefold()

    def shared(self, ids: set[str]) -> int:
        """How many of the instructor's grade ids are in it."""
        return len({nbgrader_id(cell) for cell in self.node.cells} & ids) if self.node else 0

    def text(self) -> list[tuple]:
        """What is in it, to see whether two are the same."""
        return [(cell.cell_type, cell.source) for cell in self.node.cells]


def choose(
    candidates: list[Candidate], names: list[str], expected_ids: Mapping[str, set[str]]
) -> tuple[dict[str, NotebookNode | None], list[Flag], list[Candidate]]:
    """({notebook name: its node or None}, flags, candidates that were not used).

    The file with the right name is taken; without one, the readable one that shares most grade ids with the
    instructor's notebook, then the only one that is named like it. Equal ones are left to a person.
    """
    left, chosen, flags = list(candidates), dict.fromkeys(names), []
    for name in names:
        right = next((c for c in left if c.name == f"{name}.ipynb"), None)
        if right:
            left.remove(right)
            chosen[name] = right.node
            flags += right.flags
    for name in names:
        if chosen[name] is None:
            found = _best(left, name, expected_ids.get(name, set()), only=len(names) == 1, flags=flags)
            if found:
                left.remove(found)
                chosen[name] = found.node
                flags += [Flag("renamed", "", f"{found.name} was taken for {name}.ipynb"), *found.flags]
    for one in left:
        flags += _left_over(one, names, expected_ids)
    for name in names:
        if chosen[name] is None:
            flags += _without(name, flags)
    return chosen, flags, left


def _best(left: list[Candidate], name: str, ids: set[str], only: bool, flags: list[Flag]) -> Candidate | None:
    readable = [c for c in left if c.node is not None]
    most = max((c.shared(ids) for c in readable), default=0)
    best = [c for c in readable if most and c.shared(ids) == most]
    if not best:
        best = [c for c in readable if name.casefold() in c.stem()] or (readable if only else [])
    if len(best) > 1 and any(c.text() != best[0].text() for c in best[1:]):
        listed = ", ".join(c.name for c in best[:5])
        flags.append(Flag("needs-person", "", f"{name}.ipynb could be any of {listed}: keep the right one"))
        return None
    return best[0] if best else None


def _left_over(one: Candidate, names: list[str], expected_ids: Mapping[str, set[str]]) -> list[Flag]:
    found = [Flag("extra-file-refused", "", f"{one.name} is another notebook; it was not marked")]
    if any(2 * one.shared(expected_ids.get(name, set())) > len(expected_ids.get(name, ())) for name in names):
        detail = f"{one.name} is a second copy of this assignment: see that the right one was marked"
        found.append(Flag("needs-person", "", detail))
    return found


def _without(name: str, flags: list[Flag]) -> list[Flag]:
    if any(flag.kind == "unreadable" and flag.detail.startswith(f"{name}.ipynb") for flag in flags):
        return [Flag("needs-person", "", f"{name}.ipynb could not be read: ask for it again")]
    missing = Flag("missing", "", f"there is no {name}.ipynb that could be marked")
    return [missing, Flag("needs-person", "", f"{name}.ipynb: nothing could be marked")]
