"""The texts of a notebook that a person marks."""

from __future__ import annotations

from .instructor import TASK, WRITTEN, Instructor
from .matching import Cell


def written_texts(instructor: Instructor, cells: list[Cell]) -> dict[str, str]:
    """What the student wrote, by the grade id of the task or of the cell that holds the answer; '' for none.

    To a task belongs what stands in the place to write, in the student's own cells behind the task, and what
    was added to the task itself.
    """
    found = {
        s.grade_id: [] for s in instructor.sources if s.role == TASK or (s.role == WRITTEN and s.grade_id)
    }
    task = ""
    for cell in cells:
        source = cell.match
        if source is None:
            if task and cell.text:
                found[task].append(_shown(cell))
            continue
        if source.role == TASK:
            task = source.grade_id
            found[task] += _added(cell, source)
        elif source.role == WRITTEN:
            task = source.task if source.task != source.grade_id else ""
            if not cell.same(source) and cell.text and not _is_stub(cell, source):
                found[source.task].append(_shown(cell))
        else:
            task = ""
    return {name: "\n\n".join(texts) for name, texts in found.items()}


def _shown(cell: Cell) -> str:
    return f"```python\n{cell.text}\n```" if cell.node.cell_type == "code" else cell.text


def _added(cell: Cell, source) -> list[str]:
    """Lines that the student put into the task's own cell."""
    known = {line.strip() for text in (*source.released, source.full) for line in text.split("\n")}
    added = [line for line in cell.text.split("\n") if line.strip() and line.strip() not in known]
    return ["\n".join(added)] if added else []


def _is_stub(cell: Cell, source) -> bool:
    return cell.text in {text.strip() for text in source.released}
