"""Every exercise set in its three states: untouched, with typical wrong answers, with the right ones.

`wrong_answers.csv` holds the wrong answers: exercise, id of the answer cell, what a learner might write
there, words that the check must say. The first wrong answer of every cell goes into one run, the second into
the next, and so on.
"""

import copy
import csv
from functools import lru_cache
from pathlib import Path

import pytest
from nbgrader.utils import is_grade, is_solution

from coursework.proof import by_hand, grade_id, grading_copy, output_text, scores, unanswered
from coursework.run import execute
from coursework.workspace import Workspace, read

COURSE = Workspace(Path(__file__).parents[1])
SETS = [path.stem for path in COURSE.solutions()]


@lru_cache
def wrong_answers():
    """{(set, cell): [(source, words expected), ...]} from wrong_answers.csv."""
    table = {}
    with open(Path(__file__).with_name("wrong_answers.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault((row["exercise"], row["cell"]), []).append((row["source"], row["says"]))
    return table


def solution_path(name):
    """Where the solution of a set lies."""
    return next(path for path in COURSE.solutions() if path.stem == name)


@lru_cache
def exercise(name):
    """The stored exercise of a set."""
    return read(COURSE.exercise(solution_path(name)))


@lru_cache
def untouched(name):
    """The stored exercise, run as it is."""
    return execute(exercise(name), COURSE.exercise(solution_path(name)).parent)


@lru_cache
def with_wrong_answers(name, turn):
    """The exercise with the wrong answers of this turn and the hidden tests back in, run to its end."""
    student = copy.deepcopy(exercise(name))
    for cell in student.cells:
        wrong = wrong_answers().get((name, cell.id))
        if wrong:
            cell.source = wrong[turn % len(wrong)][0]
    graded = grading_copy(student, read(solution_path(name)))
    return execute(graded, solution_path(name).parent, allow_errors=True)


def answer_cells(notebook):
    """Ids of the code cells a student fills in."""
    return [cell.id for cell in notebook.cells if cell.cell_type == "code" and is_solution(cell)]


def following(notebook, answer):
    """The code cells from an answer cell to the next one."""
    ids = [cell.id for cell in notebook.cells]
    rest = notebook.cells[ids.index(answer) + 1 :]
    ends = [n for n, cell in enumerate(rest) if cell.cell_type == "code" and is_solution(cell)]
    return [cell for cell in rest[: ends[0] if ends else None] if cell.cell_type == "code"]


def says(notebook, answer):
    """What the checks of an answer say."""
    return "\n".join(output_text(cell) for cell in following(notebook, answer) if "check(" in cell.source)


CASES = [(name, cell, turn) for (name, cell), wrong in wrong_answers().items() for turn in range(len(wrong))]


@pytest.mark.parametrize("name", SETS)
def test_untouched_it_runs_to_the_end_and_says_not_attempted(name):
    assert unanswered(untouched(name)) == []
    assert not [
        cell.id for cell in untouched(name).cells for o in cell.get("outputs", []) if o.output_type == "error"
    ]


@pytest.mark.parametrize("name", SETS)
def test_every_answer_has_a_check_and_two_typical_mistakes(name):
    for cell in answer_cells(exercise(name)):
        assert says(untouched(name), cell), f"{name}: no tr.check follows {cell}"
        assert len(wrong_answers().get((name, cell), [])) >= 2, (
            f"{name}: wrong_answers.csv needs two rows for {cell}"
        )


@pytest.mark.parametrize(("name", "cell", "turn"), CASES)
def test_a_wrong_answer_is_told_what_is_wrong(name, cell, turn):
    run = with_wrong_answers(name, turn)
    message, words = says(run, cell), wrong_answers()[name, cell][turn][1]
    assert words in message
    assert "Not yet." in message
    errors = [c.id for c in following(run, cell) for o in c.outputs if o.output_type == "error"]
    assert not errors, "a check or test must judge a wrong answer, not fall over it"
    for test in following(run, cell):
        if is_grade(test) and not by_hand(test):
            score, points = scores(run)[grade_id(test)]
            assert 0 <= score < points


@pytest.mark.parametrize(("name", "cell"), sorted(wrong_answers()))
def test_different_mistakes_get_different_messages(name, cell):
    turns = range(len(wrong_answers()[name, cell]))
    messages = [says(with_wrong_answers(name, turn), cell) for turn in turns]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize("name", SETS)
def test_right_answers_are_told_so(name):
    """In the stored outputs, which nbval compares with fresh ones; full marks are proven by release."""
    solution = read(solution_path(name))
    for cell in answer_cells(solution):
        message = says(solution, cell)
        assert "Right." in message
        assert "Not yet." not in message


def test_wrong_answers_name_cells_that_exist():
    known = {(name, cell) for name in SETS for cell in answer_cells(exercise(name))}
    assert set(wrong_answers()) <= known
