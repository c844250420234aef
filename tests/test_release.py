"""Deriving exercises from solutions: what reaches a student, and what is refused."""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from makers import grader, notebook, write

from coursework import release as releasing
from coursework.errors import CourseworkError
from coursework.leaks import leaks, secrets
from coursework.markers import looks_like_marker
from coursework.proof import by_hand, form_problems, marking_notes, scores, unanswered
from coursework.release import TEXT_STUB, derive, prove, release
from coursework.run import execute, kernel_environment
from coursework.workspace import Workspace, read, text_of

COURSE = Workspace(Path(__file__).parents[1])
MARKING = """# Marking

## essay
### Rubric
Claims rest on two sources that are weighed.
### Strong
The strong answer says which agency counted whom.
### Middling
The middling answer names one agency only.
### Weak
The weak answer repeats the question.

## memo
### Rubric
A memo has a sender and a reader.
### Strong
A strong memo says what it does not know.
### Middling
A middling memo lists options alone.
### Weak
A weak memo has no options.
"""
CHECK = """
def check(answer):
    print("not attempted" if answer is ... else "right" if answer == [3, 1] else "not yet")
""".strip()
ANSWER = """
order = ...  # replace the dots
### BEGIN SOLUTION
order = [3, 1]  # the later one first
### END SOLUTION
""".strip()
TEST = """
# Two points, one for each place.
### BEGIN HIDDEN TESTS
wanted = [3, 1]
float(sum(a == b for a, b in zip(order, wanted, strict=True)))
### END HIDDEN TESTS
""".strip()
TASK = """
Write a memo of 100 words.

=== BEGIN MARK SCHEME ===
Look for the sender and for the options.
=== END MARK SCHEME ===
""".strip()


def solution(**changes):
    """A sound solution notebook; keywords replace the source of the cell with that id."""
    sources = {
        "title": "# Exercise\n\nThis set has 9 points and takes 30 minutes.", "setup": CHECK, "order": ANSWER,
        "order-check": "check(order)", "order-test": TEST,
        "essay": "It was counted by hand, in June and in July.",
        "memo": TASK, "memo-answer": "*Write your answer here.*",
    } | changes  # fmt: skip
    kinds = {
        "order": grader("order", answer=True), "order-test": grader("order-test", test=True, points=2),
        "essay": grader("essay", answer=True, points=4), "memo": grader("memo", task=True, points=3),
    }  # fmt: skip
    prose = ("title", "essay", "memo", "memo-answer")
    return notebook(
        *[
            ("md" if name in prose else "code", name, text, *filter(None, [kinds.get(name)]))
            for name, text in sources.items()
        ]
    )


@pytest.fixture
def course(tmp_path):
    """A course with one exercise set, in a temporary folder."""
    write(tmp_path / "solutions" / "01-x" / "01-x.ipynb", solution())
    (tmp_path / "solutions" / "01-x" / "marking.md").write_text(MARKING, encoding="utf-8")
    return Workspace(tmp_path)


def test_the_released_set_holds_the_questions_only(course):
    assert release(course) == []
    student = read(course.root / "exercises" / "01-x" / "01-x.ipynb")
    cells = {cell.id: cell for cell in student.cells}
    assert cells["order"].source == "order = ...  # replace the dots"
    assert cells["order-test"].source == "# Two points, one for each place."
    assert cells["essay"].source == TEXT_STUB
    assert cells["memo"].source == "Write a memo of 100 words."
    assert cells["order-test"].metadata.editable is False
    assert cells["order-test"].metadata.deletable is False
    assert cells["order"].metadata.nbgrader.checksum
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in student.cells)
    assert release(course, check=True) == []


def test_check_names_a_stale_missing_or_orphaned_exercise(course, monkeypatch):
    monkeypatch.setattr(releasing, "prove", lambda path, progress: derive(read(path)))
    path = course.root / "exercises" / "01-x" / "01-x.ipynb"
    assert any("not what its solution gives" in line for line in release(course, check=True))
    release(course)
    path.write_text(path.read_text(encoding="utf-8").replace("30 minutes", "31 minutes"), encoding="utf-8")
    (path.parent / "answers.txt").write_text("x", encoding="utf-8")
    found = release(course, ["01-x"], check=True)
    assert any("exercises/01-x/01-x.ipynb: not what its solution gives" in line for line in found)
    assert any("exercises/01-x/answers.txt: nothing in solutions/" in line for line in found)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order": ANSWER.replace("[3, 1]", "[1, 3]")}, "the solution scores 0 of 2 in order-test"),
        ({"order": ANSWER.replace("...", "[3, 1]")}, "cell order-check does not say “not attempted”"),
        ({"order": ANSWER.replace("...", "1 / 0")}, "cell order failed with ZeroDivisionError"),
        ({"order-test": "# Nothing is tested here."}, "untouched, order-test scores 2 of 2"),
        ({"title": "# Exercise\n\n8 points, 30 minutes"}, "states 8 points, the cells add up to 9"),
        ({"title": "# Exercise\n\n9 points"}, "does not state the minutes"),
        ({"title": "# Exercise"}, "does not state the points"),
        (
            {"order-test": TEST.replace("HIDDEN TESTS", "HIDDEN TEST")},
            "'### BEGIN HIDDEN TEST' looks like a marker",
        ),
        ({"order-test": TEST.replace("BEGIN HIDDEN", "Begin hidden")}, "looks like a marker"),
        ({"order": ANSWER.replace("### END SOLUTION", "")}, "the solution region is not closed"),
        ({"order": ANSWER.replace("### BEGIN SOLUTION\n", "")}, "does not match the marker before it"),
        ({"order": "order = [3, 1]"}, "an answer cell needs a solution region"),
        (
            {"setup": CHECK + "\n### BEGIN SOLUTION\n### END SOLUTION"},
            "a solution region needs nbgrader metadata",
        ),
        ({"memo": TASK.replace("===", "==")}, "looks like a marker"),
        ({"order": ANSWER.replace("SOLUTION", "HIDDEN TESTS")}, "hidden tests may only stand in a test cell"),
        (
            {"order-test": TEST.replace("HIDDEN TESTS", "SOLUTION")},
            "a solution region may only stand in an answer cell",
        ),
        ({"essay": "=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ==="}, "may only stand in a task cell"),
        (
            {"setup": CHECK + "\norder = [3, 1]  # the later one first"},
            "the student's file holds “order = [3, 1]",
        ),
        ({"setup": CHECK + "\n# The weak answer repeats the question."}, "holds “The weak answer repeats"),
        ({"memo": TASK + "\nLook for the sender and for the options."}, "holds “Look for the sender"),
    ],
)
def test_what_is_not_sound_is_refused_and_nothing_is_written(course, changes, words):
    kept = course.root / "exercises" / "01-x" / "01-x.ipynb"
    kept.parent.mkdir(parents=True)
    kept.write_text("what was there before", encoding="utf-8")
    write(course.root / "solutions" / "01-x" / "01-x.ipynb", solution(**changes))
    found = release(course)
    assert any(words in line for line in found), found
    assert kept.read_text(encoding="utf-8") == "what was there before"


def broken(change):
    """A sound solution after one change to its cells by id."""
    made = solution()
    change({cell.id: cell for cell in made.cells})
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c["order-test"].metadata.nbgrader.pop("points"), "a graded cell needs points above 0"),
        (lambda c: c["memo"].metadata.nbgrader.update(locked=False), "a task cell is locked"),
        (lambda c: c["memo"].metadata.nbgrader.update(locked="no"), "a task cell is locked"),
        (
            lambda c: c["memo"].metadata.nbgrader.update(solution=True),
            "a task cell is a markdown cell and no answer",
        ),
        (lambda c: c["order"].metadata.nbgrader.update(grade_id=""), "needs a grade id"),
        (lambda c: c["order-test"].metadata.nbgrader.update(grade_id="a/b"), "needs a grade id"),
        (lambda c: c["memo"].metadata.nbgrader.update(grade=True), "its points count twice"),
        (lambda c: c["order-test"].metadata.nbgrader.update(locked=False), "a test cell is locked"),
        (lambda c: c["memo-answer"].update(source="## Next"), "students cannot write in a task cell"),
        (
            lambda c: c["order"].update(source=ANSWER.replace("END SOLUTION", "END HIDDEN TESTS")),
            "cell order: line 4 '### END HIDDEN TESTS' does not match the marker before it",
        ),
        (
            lambda c: c["essay"].metadata.nbgrader.update(grade_id="order"),
            "the grade id 'order' stands on more than one",
        ),
    ],
)
def test_metadata_that_would_lose_points_is_named(change, words):
    assert any(words in line for line in form_problems(broken(change), MARKING))


def test_marking_notes_are_complete():
    assert form_problems(solution(), MARKING) == []
    assert any(
        "“## memo” needs ### Weak" in p
        for p in form_problems(solution(), MARKING.split("### Weak\nA weak memo")[0])
    )
    assert any("“## essay” needs ### Rubric, ### Strong" in p for p in form_problems(solution(), ""))


MARKER_LIKE = """
### begin hidden test
#BEGIN SOLUTION
# begin hidden test
#BEGIN_SOLUTION
# ### BEGIN  HIDDEN TESTS ###
<!-- BEGIN SOLUTION -->
[//]: # (BEGIN MARK SCHEME)
### BEGIN HIDDEN TESTS for item three, two points each
=== BEGIN MARKING SCHEME
== Begin mark scheme
x = 1  ### begin solution
'''begin hidden tests'''
BEGIN MARK SCHEME
### BEGINSOLUTION
### BEGIN - HIDDEN - TESTS
### HIDDEN TESTS BEGIN
### HIDDEN TESTS
### START SOLUTION
### END OF SOLUTION
### END SOLUTIONS
### BEGN SOLUTION
### BGIN SOLUTON
### BEGIN HIDEN TST
### BÉGIN SOLUTIÓN
# b e g i n  s o l u t i o n
> BEGIN MARK SCHEME
%% BEGIN SOLUTION
""".strip().splitlines()
MARKER_LIKE += [
    "#\tBEGIN\tHIDDEN\tTESTS",
    "### \u0392EGIN S\u039fLUTION",  # Greek capitals
    "### \u0412EGIN \u041dIDDEN \u0422ESTS",  # Cyrillic capitals
    "### \u0435nd s\u043elution",  # Cyrillic small letters
    "### \uff22\uff25\uff27\uff29\uff2e \uff33\uff2f\uff2c\uff35\uff34\uff29\uff2f\uff2e",  # full width
    "\uff03\uff03\uff03 \uff42\uff45\uff47\uff49\uff4e mark scheme",  # full width, small
    "### \u0299\u1d07\u0262\u026a\u0274 \ua731\u1d0f\u029f\u1d1c\u1d1b\u026a\u1d0f\u0274",  # small capitals
    "### BEGIN\u200b SOLU\u200btION",  # letters nobody sees
    "### \U0001d401\U0001d404\U0001d406\U0001d408\U0001d40d SOLUTION",  # mathematical bold
]
NO_MARKER = """
# The solution begins with a map.
begin = 3
# Test the ends of the list.
## Begin here
## Solution
Extended solution
In the end solutions were found.
And solutions are few.
# hidden tests are run later
The end of hidden tests of strength
Begin with the sources; end with a claim.
# Marked: the rows kept (2), their order (1), the counts (2).
### End of the war
=== Mark the places ===
""".strip().splitlines()


@pytest.mark.parametrize("line", MARKER_LIKE)
def test_markers_are_known_in_any_spelling(line):
    assert looks_like_marker(line)


@pytest.mark.parametrize("line", NO_MARKER)
def test_ordinary_lines_are_no_markers(line):
    assert not looks_like_marker(line)


@pytest.mark.parametrize("line", MARKER_LIKE)
@pytest.mark.parametrize("cell", ["setup", "order-test", "memo", "title"])
def test_a_misspelt_marker_is_refused_in_every_kind_of_cell(cell, line):
    found = form_problems(
        broken(lambda c: c[cell].update(source=c[cell].source + f"\n{line}\n1 + 1")), MARKING
    )
    assert any(problem.startswith(f"cell {cell}: line") for problem in found)


@pytest.mark.parametrize("end", ["\r", "\v", "\f", "\x85", "\u2028"])
def test_a_marker_is_found_behind_any_end_of_line(end):
    assert form_problems(broken(lambda c: c["setup"].update(source=f"x = 1{end}### begin solution")), MARKING)


SECRET = "order = [3, 1]  # the later one first"


@pytest.mark.parametrize(
    "hide",
    [
        lambda made: made.cells[1].metadata.update(note={"for": [SECRET]}),
        lambda made: made.cells[1].metadata.update({SECRET: 1}),
        lambda made: made.cells[1].metadata.update(note=f"see: {SECRET.upper()}, always"),
        lambda made: made.metadata.kernelspec.update(display_name=SECRET),
        lambda made: made.cells.append(nbformat.v4.new_raw_cell(SECRET)),
        lambda made: made.cells.append(nbformat.v4.new_markdown_cell(f"as in `{SECRET.replace(' ', '  ')}`")),
        lambda made: made.cells[0].update(
            source=made.cells[0].source + "![](attachment:a.svg)",
            attachments={"a.svg": {"image/svg+xml": base64.b64encode(f"<svg>{SECRET}".encode()).decode()}},
        ),
    ],
)
def test_a_secret_is_found_wherever_it_hides(hide):
    made = solution()
    hide(made)
    assert any("the later one first" in line.lower() for line in leaks(derive(made), made, MARKING))


def test_a_short_answer_is_found_as_a_line_of_its_own():
    made = solution(order=ANSWER.replace("order = [3, 1]  # the later one first", "order = [3, 1]"))
    assert leaks(derive(made), made, MARKING) == []
    made.cells[1].metadata.hint = "try\n    order = [3,  1]"
    assert leaks(derive(made), made, MARKING) == ["the student's file holds “order = [3, 1]”"]


def test_a_marker_is_found_in_a_raw_cell_and_in_metadata():
    made = solution()
    made.cells.append(nbformat.v4.new_raw_cell("### BEGIN HIDDEN TESTS\nx\n### END HIDDEN TESTS"))
    assert any("a hidden tests region needs nbgrader metadata" in p for p in form_problems(made, MARKING))
    made = solution()
    made.cells[1].metadata.note = "### begin hidden test"
    assert any("holds the marker" in line for line in leaks(derive(made), made, MARKING))


def test_pictures_of_an_answer_are_not_released():
    picture = {"a.png": {"image/png": "AAAA"}}
    made = broken(lambda c: c["essay"].update(source="See ![](attachment:a.png)", attachments=picture))
    made.cells[0].source += "\n![](attachment:a.png)"
    made.cells[0].attachments = nbformat.from_dict(picture)
    cells = {cell.id: cell for cell in derive(made).cells}
    assert "attachments" not in cells["essay"]
    assert cells["title"].attachments == picture


@pytest.mark.parametrize("points", [0, -1, None, "2", True, float("nan"), float("inf")])
def test_points_are_a_number_above_nothing(points):
    for cell in ("order-test", "essay", "memo"):
        found = form_problems(
            broken(lambda c, cell=cell: c[cell].metadata.nbgrader.update(points=points)), MARKING
        )
        assert f"cell {cell}: a graded cell needs points above 0" in found


KILLED = """
import os, signal, sys
from pathlib import Path
from coursework import release, workspace
release.prove = lambda path, progress: release.derive(workspace.read(path))
workspace.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
release.release(workspace.Workspace(Path(sys.argv[1])))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on Windows")
def test_a_release_killed_half_way_leaves_the_old_exercise_and_the_next_one_cleans_up(course):
    path = course.root / "exercises" / "01-x" / "01-x.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("what was there before", encoding="utf-8")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(course.root)], env=kernel_environment())
    assert ended.returncode == -signal.SIGKILL
    assert path.read_text(encoding="utf-8") == "what was there before"
    assert release(course) == []
    assert sorted(p.name for p in path.parent.iterdir()) == ["01-x.ipynb"]
    assert read(path).cells


def test_partial_credit_counts_and_hand_marked_cells_do_not(tmp_path):
    made = solution(order=ANSWER.replace("[3, 1]", "[3, 2]"))
    assert scores(execute(made, tmp_path)) == {"order-test": (1.0, 2.0)}
    assert [c.id for c in made.cells if by_hand(c)] == ["essay", "memo"]


def test_secrets_are_answers_tests_schemes_and_anchors():
    hidden = secrets(solution(), MARKING)
    assert "order = [3, 1]  # the later one first" in hidden
    assert "Look for the sender and for the options." in hidden
    assert "The weak answer repeats the question." in hidden
    assert "It was counted by hand, in June and in July." in hidden
    assert not any("replace the dots" in line for line in hidden)
    assert leaks(derive(solution()), solution(), MARKING) == []


def test_unanswered_finds_the_check_that_says_something_else(tmp_path):
    made = notebook(("code", "a", CHECK), ("code", "b", "check(...)"), ("code", "c", "check(1)"))
    assert unanswered(execute(made, tmp_path)) == ["c"]


def test_an_unknown_set_is_named(course):
    with pytest.raises(CourseworkError, match="no 09-none in solutions/; there are: 01-x"):
        release(course, ["09-none"])


@pytest.mark.parametrize("path", COURSE.solutions(), ids=lambda p: p.stem)
def test_the_courses_exercises_are_proven_and_current(path):
    assert COURSE.exercise(path).read_text(encoding="utf-8") == text_of(prove(path))


@pytest.mark.parametrize("path", COURSE.solutions(), ids=lambda p: p.stem)
def test_rubric_and_anchors_stay_with_the_solution(path):
    text = "\n".join(
        p.read_text(encoding="utf-8") for p in (COURSE.root / "exercises").rglob("*") if p.is_file()
    )
    assert marking_notes(path)
    assert not [line for line in secrets(notebook(), marking_notes(path)) if len(line) >= 20 and line in text]


def test_every_exercise_has_a_solution_behind_it():
    assert releasing.orphans(COURSE) == []
