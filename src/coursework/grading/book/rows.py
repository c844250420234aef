"""The rows that nbgrader's gradebook keeps of an assignment: its notebooks and their cells."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import nbgrader.api as nbg
import sqlalchemy as sql
from nbgrader import preprocessors as steps
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from ...errors import CourseworkError

BEFORE = [steps.IncludeHeaderFooter, steps.InstantiateTests]
AFTER = [steps.LockCells, steps.ClearSolutions, steps.ClearOutput, steps.CheckCellMetadata,
         steps.ComputeChecksums]  # fmt: skip


def instructors(course, path: Path):
    """An instructor's notebook as it is run: read, with the configured header, footer and automatic tests."""
    return _through(course, path, BEFORE, _read(path))


def prepared(course, path: Path, notebook):
    """A copy of it as nbgrader's gradebook keeps it: without the answers, with all tests."""
    return _through(course, path, AFTER, copy.deepcopy(notebook))


def _read(path):
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise CourseworkError(f"{path}: not a readable notebook ({type(error).__name__}: {error})") from error


def _through(course, path, classes, notebook):
    resources = {"metadata": {"path": str(path.parent)}}
    with contextlib.chdir(course.root):
        for step in classes:
            try:
                notebook, resources = step(config=course.config).preprocess(notebook, resources)
            except Exception as error:
                raise CourseworkError(f"{path}: {step.__name__}: {type(error).__name__}: {error}") from error
    return nbformat.from_dict(notebook)


def cells_wanted(notebook) -> Iterator[tuple[type, str, dict]]:
    """What nbgrader keeps of each cell of a prepared notebook: (model, grade id, columns)."""
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        marked = {"max_score": float(meta.get("points", 0)), "cell_type": cell.cell_type}
        if is_grade(cell):
            yield nbg.GradeCell, meta["grade_id"], marked
        if is_solution(cell):
            yield nbg.SolutionCell, meta["grade_id"], {}
        if is_task(cell):
            yield nbg.TaskCell, meta["grade_id"], marked
        if is_grade(cell) or is_solution(cell) or is_task(cell) or is_locked(cell):
            kept = {"cell_type": cell.cell_type, "locked": is_locked(cell), "source": cell.source}
            yield nbg.SourceCell, meta["grade_id"], {**kept, "checksum": meta.get("checksum")}


def bring_up_to_date(db, course_id: str, name: str, notebooks: dict):
    """Make the rows of an assignment what its prepared notebooks say: (its row, what was changed in words).

    New rows are added, changed ones updated. A cell that is gone from the notebook loses its row, unless a
    person's mark hangs on it: then it stays and is named. Nothing is committed here.
    """
    said = []
    row = db.scalars(sql.select(nbg.Assignment).filter_by(name=name)).one_or_none()
    if row is None:
        row = nbg.Assignment(name=name, course_id=course_id)
        db.add(row)
    known = {book.name: book for book in row.notebooks}
    for title, notebook in notebooks.items():
        book = known.get(title)
        if book is None:
            kernel = json.dumps(notebook.metadata.get("kernelspec", {}))
            book = nbg.Notebook(name=title, assignment=row, kernelspec=kernel)
            db.add(book)
        said += [f"{title}: {words}" for words in _cells(db, book, notebook)]
    for title in known.keys() - notebooks.keys():
        said += _without(db, known[title])
    return row, said


def _cells(db, book, notebook) -> list[str]:
    """Bring the cells of one notebook up to date."""
    had = {(type(cell), cell.name): cell for cell in [*book._base_cells, *book.source_cells]}
    wanted = {(model, grade_id): columns for model, grade_id, columns in cells_wanted(notebook)}
    graded, said = bool(book.id and book.submissions), []
    for (model, grade_id), columns in wanted.items():
        cell = had.get((model, grade_id))
        if cell is None:
            db.add(model(name=grade_id, notebook=book, **columns))
            if graded and model is not nbg.SourceCell:
                said.append(f"cell {grade_id} is new: added for everybody")
            continue
        said += [
            f"cell {grade_id} has {value:g} points, no longer {getattr(cell, key):g}"
            for key, value in columns.items()
            if key == "max_score" and graded and getattr(cell, key) != value
        ]
        for key, value in columns.items():
            setattr(cell, key, value)
    for key in had.keys() - wanted.keys():
        said += _drop(db, had[key])
    return list(dict.fromkeys(said))


def _drop(db, cell) -> list[str]:
    """Remove the row of a cell that is gone, with its automatic marks; what a person gave stays, and it."""
    grades, comments = getattr(cell, "grades", None) or [], getattr(cell, "comments", None) or []
    stays = [grade for grade in grades if grade.manual_score is not None or grade.extra_credit]
    stays += [comment for comment in comments if comment.manual_comment]
    for row in [*grades, *comments, *([] if stays else [cell])]:
        if row not in stays:
            db.delete(row)
    if stays:
        return [f"cell {cell.name} is gone from the notebook: what a person gave for it stays and counts"]
    said = f"cell {cell.name} is gone from the notebook: removed, with {len(grades)} automatic marks"
    return [said] if grades else []


def _without(db, book) -> list[str]:
    """Remove a notebook that is gone from the assignment; not when it was handed in by somebody."""
    if book.submissions:
        return [f"{book.name}: gone from the assignment, but it has submissions: its marks stay and count"]
    for cell in [*book._base_cells, *book.source_cells]:
        db.delete(cell)
    db.delete(book)
    return []
