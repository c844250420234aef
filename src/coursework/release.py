"""`release`: derive the exercises from the solutions with nbgrader's own steps, prove them, then swap them
in.

Nothing is written unless everything holds (see proof.py): the exercise is made aside and replaces the old one
in one move. With `check` the stored exercise is compared with a fresh one.
"""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbgrader import preprocessors as nbg
from traitlets.config import Config

from .canonical import canonical
from .errors import CourseworkError
from .leaks import leaks
from .proof import (
    ANSWER_HERE,
    form_problems,
    grading_copy,
    marking_notes,
    refuse,
    scores,
    unanswered,
)
from .run import Progress, execute, silent
from .workspace import Workspace, read, replace_file, text_of

TEXT_STUB = f"*{ANSWER_HERE}.*"
CONFIG = Config({"ClearSolutions": {"code_stub": {"python": ""}, "text_stub": TEXT_STUB}})
STEPS = [nbg.LockCells, nbg.ClearSolutions, nbg.ClearOutput, nbg.CheckCellMetadata, nbg.ClearHiddenTests,
         nbg.ClearMarkScheme]  # fmt: skip
LAST_STEPS = [nbg.ComputeChecksums, nbg.CheckCellMetadata]


def derive(solution):
    """The student's notebook made from a solution notebook, in canonical form; a pure function.

    The steps are nbgrader's for `generate_assignment`, in its order, less the database. The stub for code is
    empty, so that the line `answer = ...` above a solution region is what the student gets.
    """
    student, resources = _steps(copy.deepcopy(solution), {}, STEPS)
    for cell in student.cells:
        cell.source = cell.source.rstrip()
        cell.metadata.pop("collapsed", None)
        drop_unused_attachments(cell)
    student, _ = _steps(student, resources, LAST_STEPS)
    student.metadata.pop("widgets", None)
    student.metadata["language_info"] = {"name": "python"}  # the same whether or not the solution was built
    return canonical(student)


def drop_unused_attachments(cell) -> None:
    """Take away pictures and files that the cell no longer shows: nbgrader leaves those of an answer in."""
    used = {
        name: data
        for name, data in cell.pop("attachments", {}).items()
        if f"attachment:{name}" in cell.source
    }
    if used:
        cell.attachments = nbformat.from_dict(used)


def _steps(notebook, resources, steps):
    for step in steps:
        notebook, resources = step(config=CONFIG).preprocess(notebook, resources)
    return nbformat.from_dict(notebook), resources


def prove(path: Path, progress=silent):
    """The exercise made from the solution at `path`, once proven; CourseworkError says what fails."""
    solution, marking = read(path), marking_notes(path)
    refuse(path.stem, form_problems(solution, marking))
    student = derive(solution)
    refuse(path.stem, leaks(student, solution, marking))
    right = scores(execute(solution, path.parent, progress))
    lost = [f"the solution scores {s:g} of {p:g} in {name}" for name, (s, p) in right.items() if s != p]
    refuse(path.stem, lost)
    mute = unanswered(execute(student, path.parent))
    refuse(path.stem, [f"untouched, cell {name} does not say “not attempted”" for name in mute])
    zero = scores(execute(grading_copy(student, solution), path.parent, allow_errors=True))
    refuse(path.stem, [f"untouched, {name} scores {s:g} of {p:g}" for name, (s, p) in zero.items() if s])
    return student


def release(course: Workspace, names: list[str] = (), check: bool = False) -> list[str]:
    """Release (or check) the named exercise sets, all by default; returns what is wrong, in words."""
    wrong = []
    for path in course.solutions(names):
        target = course.exercise(path)
        progress = Progress(course.short(target))
        try:
            text = text_of(prove(path, progress))
        except (CourseworkError, RuntimeError, nbformat.ValidationError) as error:
            wrong.append(str(error) if path.stem in str(error) else f"{path.stem}: not released: {error}")
            progress.end(f"{course.short(target)}  refused")
            continue
        if not check:
            replace_file(target, text)
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            wrong.append(f"{course.short(target)}: not what its solution gives: run `release {path.stem}`")
        progress.end(f"{course.short(target)}  proven")
    return wrong + orphans(course)


def orphans(course: Workspace) -> list[str]:
    """Files in exercises/ that no solution stands behind."""
    expected = {course.exercise(path) for path in course.solutions()}
    found = sorted((course.root / "exercises").rglob("*"))
    extra = [p for p in found if p.is_file() and p not in expected and ".ipynb_checkpoints" not in p.parts]
    return [f"{course.short(path)}: nothing in solutions/ stands behind this file" for path in extra]
