"""What a person should know of how a student's notebook was matched: cells lost, changed, pasted."""

from __future__ import annotations

from ..model import Flag
from .instructor import ANSWER, LOCKED, TASK, TEST, Source
from .matching import Cell
from .order import Order

SETTINGS = ("grade", "solution", "locked", "task")


def told(order: Order) -> list[Flag]:
    """Flags `missing`, `cell-restored`, `metadata-restored` and `duplicate`."""
    flags = [_lost(source) for source in order.lost]
    for index in order.groups:
        source = order.instructor.sources[index]
        cells = order.of(source)
        flags += _changes(source, cells)
        if source.grade_id and len([c for c in cells if c.how == "grade id"]) > 1:
            which = "the last different one counts" if source.role == ANSWER else "one is used"
            flags.append(Flag("duplicate", source.name, f"{len(cells)} cells have this id; {which}"))
    return flags + _stripped(order.cells)


def written_flags(written: dict[str, str]) -> list[Flag]:
    """A flag `needs-person` for every answer that a person marks, also when nothing was written."""
    return [
        Flag("needs-person", name, "a written answer to be marked" if text else "nothing written")
        for name, text in written.items()
    ]


def _lost(source: Source) -> Flag:
    if source.role == ANSWER:
        return Flag(
            "missing", source.name, "the answer cell is not in the notebook; its tests were run all the same"
        )
    return Flag("cell-restored", source.name, f"the {source.role} cell was missing")


def _changes(source: Source, cells: list[Cell]) -> list[Flag]:
    flags = []
    if source.role in (TEST, TASK, LOCKED) and not all(cell.same(source) for cell in cells):
        detail = f"the {source.role} cell was changed; the instructor's was used"
        flags.append(Flag("cell-restored", source.name, detail))
    changed = sorted({one for cell in cells if cell.how == "grade id" for one in _altered(cell, source)})
    if changed:
        flags.append(Flag("metadata-restored", source.name, f"changed: {', '.join(changed)}"))
    return flags


def _stripped(cells: list[Cell]) -> list[Flag]:
    marked = {cell.match.index for cell in cells if cell.match and cell.how == "grade id"}
    found = [c for c in cells if c.match and c.match.grade_id and c.match.index not in marked]
    if not found:
        return []
    which = ", ".join(f"{c.match.name} (by {c.how})" for c in found[:8]) + " ..." * (len(found) > 8)
    return [Flag("metadata-restored", "", f"found without nbgrader's own mark: {which}")]


def _altered(cell: Cell, source: Source) -> list[str]:
    """Which of nbgrader's settings a student's cell has that are not the instructor's."""
    theirs, ours = cell.node.metadata.get("nbgrader", {}), source.metadata
    # nbgrader treats a test as locked whatever the instructor's file says.
    settings = [name for name in SETTINGS if name != "locked" or source.role not in (TEST, TASK)]
    found = [name for name in settings if name in theirs and theirs[name] is not bool(ours.get(name, False))]
    if theirs.get("points") is not None and theirs["points"] != (ours.get("points") or 0):
        found.append("points")
    if cell.node.cell_type != source.cell_type:
        found.append(f"type ({cell.node.cell_type} for {source.cell_type})")
    return found
