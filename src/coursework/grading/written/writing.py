"""The texts of a notebook that a person marks."""

from __future__ import annotations

from ..planning.instructor import ORDINARY, TASK, WRITTEN, Instructor, Source
from ..planning.matching import Cell


def written_texts(instructor: Instructor, cells: list[Cell]) -> dict[str, str]:
    """What the student wrote, by the grade id of the task or of the cell that holds the answer; '' for none.

    To a task belongs what stands in the place to write, in the student's own cells behind the task or between
    the question and the task, and what was added to the task or the question itself.
    """
    found = {
        s.grade_id: [] for s in instructor.sources if s.role == TASK or (s.role == WRITTEN and s.grade_id)
    }
    task, above = "", []
    for cell in cells:
        source = cell.match
        if source is None:
            if task and cell.text:
                found[task].append(_shown(cell))
            elif cell.text and not cell.code:
                above.append(_shown(cell))
            continue
        if source.role == TASK:
            task = source.grade_id
            found[task] += above + added(cell, source)
        elif source.role == WRITTEN:
            task = source.task
            if not cell.same(source) and cell.text and not _is_stub(cell, source):
                found[source.task].append(_shown(cell))
        else:
            task = ""
        above = added(cell, source) if source.role == ORDINARY and source.cell_type == "markdown" else []
    return {name: "\n\n".join(texts) for name, texts in found.items()}


def _shown(cell: Cell) -> str:
    return f"```python\n{cell.text}\n```" if cell.node.cell_type == "code" else cell.text


def added(cell: Cell, source: Source) -> list[str]:
    """The lines that the student put into a cell of the instructor's, as one text, if there are any."""
    known = {line.strip() for text in (*source.released, source.full) for line in text.split("\n")}
    own = [line for line in cell.text.split("\n") if line.strip() and line.strip() not in known]
    return ["\n".join(own)] if own else []


def _is_stub(cell: Cell, source) -> bool:
    return cell.text in {text.strip() for text in source.released}
