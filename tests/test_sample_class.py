"""Made-up classes: the same again from the same seed, right where nothing was spoilt, wrong in known ways."""

import ast
import random

import nbformat
import pytest
from makers import grader, notebook, write
from nbgrader.utils import is_task

from coursework import sample_class
from coursework.proof import ANSWER_HERE, grade_id
from coursework.release import derive
from coursework.sample_class import DUPLICATE, make_class
from coursework.spoil import model_answer, spoil

ANSWER = """numbers = [3, 1, 2]
ordered = ...   # from small to large
words = {"a": ..., "b": ...}
### BEGIN SOLUTION
ordered = sorted(numbers)
words = dict(zip(words, ["x", "y"]))
### END SOLUTION"""
HIDDEN = "### BEGIN HIDDEN TESTS\nassert ordered\n### END HIDDEN TESTS"
SOLUTION = notebook(
    ("md", "title", "# Three items, 6 points, 5 minutes"),
    ("code", "setup", "import math"),
    ("code", "ordered", ANSWER, grader("ordered", answer=True)),
    ("code", "test", HIDDEN, grader("test", test=True, points=2)),
    ("md", "claim", "Claim.", grader("claim", task=True, points=4)),
    ("md", "claim-answer", f"*{ANSWER_HERE}.*"),
)  # fmt: skip


@pytest.fixture
def paths(tmp_path):
    """Where a solution and its released notebook lie."""
    return (
        write(tmp_path / "solutions/s/s.ipynb", SOLUTION),
        write(tmp_path / "exercises/s/s.ipynb", derive(SOLUTION)),
    )


def submissions(folder):
    """{student: text of the notebook}."""
    return {path.parts[-3]: path.read_text() for path in sorted(folder.glob("submitted/*/s/s.ipynb"))}


def test_the_same_seed_makes_the_same_class_and_another_another(paths, tmp_path):
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_class(*paths, tmp_path / folder, 12, seed)
    first, again, other = (submissions(tmp_path / name) for name in "abc")
    assert len(first) == 12
    assert first == again
    assert first != other
    assert len(set(first.values())) == 12


def test_a_larger_class_begins_like_a_smaller_one(paths, tmp_path):
    make_class(*paths, tmp_path / "a", 4)
    make_class(*paths, tmp_path / "b", 8)
    assert submissions(tmp_path / "a").items() <= submissions(tmp_path / "b").items()


def test_the_first_is_right_the_second_untouched_and_what_is_not_spoilt_is_right(paths, tmp_path):
    made = make_class(*paths, tmp_path, 30)
    assert not made[0].spoilt
    wrong = 0
    for one in made:
        read = nbformat.read(tmp_path / f"submitted/{one.student}/s/s.ipynb", 4)
        [cell, *_] = [cell for cell in read.cells if grade_id(cell) == "ordered"]
        if one is made[1]:
            assert cell.source == derive(SOLUTION).cells[2].source
            continue
        space = {}
        if one.spoilt:
            wrong += 1
            continue
        exec(cell.source, space)
        assert (space["ordered"], space["words"]) == ([1, 2, 3], {"a": "x", "b": "y"})
    assert wrong > 3


def test_submissions_are_valid_and_hold_nothing_of_the_instructors(paths, tmp_path):
    make_class(*paths, tmp_path, 30)
    for text in submissions(tmp_path).values():
        nbformat.validate(nbformat.reads(text, 4))
        assert "HIDDEN" not in text
        assert "SOLUTION" not in text


def test_written_answers_are_filled_in_below_the_task_and_not_in_it(paths, tmp_path):
    make_class(*paths, tmp_path, 1)
    read = nbformat.reads(submissions(tmp_path)["student0001"], 4)
    [task] = [n for n, cell in enumerate(read.cells) if is_task(cell)]
    assert read.cells[task].source == "Claim."
    assert len(read.cells[task + 1].source.split()) > 20


def test_pasted_duplicates_are_asked_for(paths, tmp_path):
    assert any(DUPLICATE in one.quirks for one in make_class(*paths, tmp_path / "a", 10, pasted=1))
    assert not any(DUPLICATE in one.quirks for one in make_class(*paths, tmp_path / "b", 50, pasted=0))


def test_dots_stay_where_the_answer_reads_them():
    right = model_answer(ANSWER)
    assert "ordered = ..." not in right
    assert 'words = {"a": ..., "b": ...}' in right
    assert "###" not in right


def test_every_way_of_spoiling_changes_the_answer_and_leaves_code_but_for_the_syntax_error():
    right, seen = 'a = 2 if 1 < 2 else 3\nb = [1, 2]\nc = {"x": 1, "y": 2}\nd = max(a, *b)', set()
    for seed in range(200):
        wrong, way = spoil(right, "untouched = 1", random.Random(seed))
        seen.add(way)
        if way == "syntax error":
            with pytest.raises(SyntaxError):
                ast.parse(wrong)
        else:
            assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(right))
    assert seen == {
        "value",
        "order",
        "pairs",
        "condition",
        "untouched",
        "name error",
        "syntax error",
        "half done",
    }


def test_the_command_makes_a_course_that_can_be_graded_and_overwrites_none(tmp_path, capsys):
    arguments = ["05-iran", "--to", str(tmp_path / "try"), "--count", "3"]
    assert sample_class.main(arguments) == 0
    assert "student0003" in capsys.readouterr().out
    assert (tmp_path / "try/solutions/05-iran/marking.md").exists()
    assert len(list((tmp_path / "try").glob("submitted/*/05-iran/05-iran.ipynb"))) == 3
    assert sample_class.main(arguments) == 1
    assert "choose a folder that does not exist yet" in capsys.readouterr().err
