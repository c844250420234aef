"""Classes that nobody attended: submissions of an exercise set, made from its solution, to try grading with.

Each is the released notebook with the model answers filled in, some of them spoilt, and with what students
leave behind: prints, extra cells, outputs, a pasted duplicate. How an answer is spoilt is read from its
syntax alone, so any exercise set will do. The same seed makes the same class.

    python -m coursework.sample_class 05-iran --count 20 --to some/folder
    python -m coursework grade 05-iran --course some/folder
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import is_grade, is_solution, is_task

from .errors import CourseworkError
from .proof import grade_id
from .spoil import bound_names, model_answer, spoil
from .workspace import Workspace, read

SENTENCES = (
    "I would answer this in two steps.",
    "The table shows it for some years and says nothing about the others.",
    "One source was written close to the events, and another one many years later.",
    "That is why I call the first part established and the second part contested.",
    "The author had a reason to say so, which does not make it wrong.",
    "A single report cannot carry the whole claim.",
    "Both sides gained something from telling it this way.",
    "What it cannot show is who gave the order, because nobody who was there could know.",
    "If I had to choose, I would say that it is probable.",
    "The numbers differ because they do not count the same thing.",
    "This changes what I can conclude, and it also changes how sure I am.",
    "I did not find a second source for this.",
)
NOTES = ("I had to look this up again.", "**Check later!**", "My own notes:", "Not sure about this one")
DUPLICATE, NO_IDS, OWN_FILE, PRINTS, EXTRA = (
    "an answer cell pasted twice", "no cell ids", "a file of their own", "prints", "extra cells",
)  # fmt: skip


@dataclass
class Made:
    """What was done in one submission: {grade id: how it was spoilt}, and its peculiarities in words."""

    student: str
    spoilt: dict[str, str] = field(default_factory=dict)
    quirks: list[str] = field(default_factory=list)


def make_class(
    solution, released, folder: Path, count: int = 20, seed: int = 0, pasted: float = 0.02
) -> list[Made]:
    """Write `count` submissions into `folder`/submitted/STUDENT/NAME/NAME.ipynb, NAME being that of the set.

    `solution` and `released` are the paths of the instructor's notebook and of the students'. The first
    submission is right throughout and the second untouched; an answer cell is pasted twice with the
    probability `pasted`, at which nbgrader 0.9.6 ends the whole batch. Returns what was done in each.
    """
    answers, blank = read(solution), read(released)
    name, made = Path(released).stem, []
    for number in range(count):
        student = Made(f"student{number + 1:04d}")
        dice = random.Random(f"{seed}/{number}")
        notebook = nbformat.from_dict(blank)
        mistakes = dice.choice((0.1, 0.3, 0.6)) if number else 0
        if number != 1:
            fill_in(notebook, answers, student, dice, mistakes, pasted)
        place = Path(folder) / "submitted" / student.student / name
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
        if OWN_FILE in student.quirks:
            (place / "notes.txt").write_text("\n".join(dice.sample(SENTENCES, 4)) + "\n", encoding="utf-8")
        made.append(student)
    return made


def fill_in(notebook, answers, student: Made, dice: random.Random, mistakes: float, pasted: float) -> None:
    """Answer a released notebook in place; each answer is spoilt with the probability `mistakes`."""
    by_id = {grade_id(cell): cell for cell in answers.cells if grade_id(cell)}
    outputs = {cell.id: cell for cell in answers.cells if cell.cell_type == "code" and not grade_id(cell)}
    cells = []
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        after = []
        if cell.cell_type == "code" and is_solution(cell) and not is_grade(cell):
            after = answer(cell, by_id[grade_id(cell)].source, student, dice, mistakes, pasted)
        elif cell.cell_type == "markdown" and (is_solution(cell) or (before is not None and is_task(before))):
            written = dice.random() >= mistakes / 3
            cell.source = " ".join(dice.sample(SENTENCES, dice.randint(5, 10))) if written else cell.source
        elif cell.id in outputs and cell.source == outputs[cell.id].source:
            cell.outputs = nbformat.from_dict(outputs[cell.id].get("outputs", []))
            cell.execution_count = len(cells) + 1
        cells += [cell, *after]
    notebook.cells = cells
    if dice.random() < 0.15:
        student.quirks.append(NO_IDS)  # as an editor of the time before cell ids saves it
        notebook.nbformat_minor = 4
        for cell in notebook.cells:
            cell.pop("id", None)
    if dice.random() < 0.1:
        student.quirks.append(OWN_FILE)


def answer(cell, solution: str, student: Made, dice: random.Random, mistakes: float, pasted: float) -> list:
    """Put an answer into an answer cell, right or spoilt; returns the cells that the student added below."""
    right, added, untouched = model_answer(solution), [], cell.source
    cell.source = right
    if dice.random() < mistakes:
        cell.source, student.spoilt[grade_id(cell)] = spoil(right, untouched, dice)
    name = (bound_names(right) or ["None"])[-1]  # what one would look at below
    if dice.random() < 0.2:
        cell.source += f"\nprint(type({name}))"
        student.quirks.append(PRINTS)
    if dice.random() < 0.2:
        look = dice.choice((name, f"len({name})", f"type({name})", f"# {name} again?", "1 + 1"))
        added.append(new_code_cell(look, id=f"own-{dice.getrandbits(32):08x}"))
        added.append(new_markdown_cell(dice.choice(NOTES), id=f"own-{dice.getrandbits(32):08x}"))
        student.quirks.append(EXTRA)
    if dice.random() < pasted:
        added.append(nbformat.from_dict({**cell, "id": f"own-{dice.getrandbits(32):08x}"}))
        student.quirks.append(DUPLICATE)
    return added


def make_course(course: Workspace, name: str, folder: Path, count: int, seed: int = 0) -> list[Made]:
    """A course in `folder` that can be graded: one exercise set's solution and marking notes, and a class."""
    [solution] = course.solutions([name])
    target = Path(folder) / "solutions" / name
    if target.exists():
        raise CourseworkError(f"{target} is there already: choose a folder that does not exist yet")
    shutil.copytree(solution.parent, target)
    return make_class(solution, course.exercise(solution), folder, count, seed)


def main(arguments: list[str] | None = None) -> int:
    """Make a course that has a class, and say what is in each submission."""
    parser = argparse.ArgumentParser(prog="python -m coursework.sample_class", description=main.__doc__)
    parser.add_argument("name", help="an exercise set, such as 05-iran")
    parser.add_argument("--to", type=Path, required=True, help="the folder to make")
    parser.add_argument("--count", type=int, default=20, help="how many submissions (20)")
    parser.add_argument("--seed", type=int, default=0, help="another number makes another class (0)")
    args = parser.parse_args(arguments)
    try:
        made = make_course(Workspace.find(), args.name, args.to, args.count, args.seed)
    except CourseworkError as error:
        print(f"sample_class: {error}", file=sys.stderr)
        return 1
    for one in made:
        print(f"{one.student}  {len(one.spoilt)} spoilt  {', '.join(sorted(set(one.quirks)))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
