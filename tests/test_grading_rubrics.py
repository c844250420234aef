"""What marking.md says is read whole or refused, and stands beside an answer for markers alone."""

from pathlib import Path

import pytest
from marking_samples import MARKING, notebook

from coursework.errors import CourseworkError
from coursework.grading.written.formgrader import with_rubrics
from coursework.grading.written.marksheet import levels
from coursework.grading.written.rubricpage import alone, anchors, beside, table
from coursework.grading.written.rubrics import in_points, problems, read_rubrics

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def rubrics(folder, marking=MARKING):
    (folder / "marking.md").write_text(marking, encoding="utf-8")
    return read_rubrics(folder)


def test_rows_levels_and_words_are_read(tmp_path):
    essay = rubrics(tmp_path)["essay"]
    assert [(row.name, row.top) for row in essay.rows] == [("Claim", 4), ("Evidence", 4)]
    assert essay.rows[0].words == {4: "secure: arguable", 3: "sound: answers", 2: "partial: vague",
                                   1: "beginning: restates", 0: "none"}  # fmt: skip
    assert essay.rows[1].words[1] == "beginning: one | wrong", "a bar with a backslash belongs to the cell"
    assert essay.top == 8


def test_anchors_have_a_level_for_every_row(tmp_path):
    read = rubrics(tmp_path)
    assert [one.levels for one in read["essay"].anchors] == [
        {"Claim": 4, "Evidence": 4}, {"Claim": 3, "Evidence": 2}, {"Claim": 1, "Evidence": 1},
    ]  # fmt: skip
    assert [one.levels for one in read["source"].anchors] == [
        {"Sourcing": 4},
        {"Sourcing": 2},
        {"Sourcing": 1},
    ]
    middling = read["essay"].anchors[1]
    assert (middling.text, middling.comment) == ("A claim and a list.", "a list so far. Tie each item.")


def test_the_comment_bank_is_made_of_the_anchors_comments(tmp_path):
    assert rubrics(tmp_path)["essay"].bank("Evidence") == {
        4: ["each item carries its part."], 2: ["a list so far. Tie each item."],
        1: ["this repeats the question."],
    }  # fmt: skip


def test_a_course_without_marking_notes_has_no_rubric(tmp_path):
    assert read_rubrics(tmp_path) == {}
    assert beside("How it is marked.", None) == "How it is marked."
    essay = in_points(None, "essay", 5)
    assert [(row.name, row.top, row.words) for row in essay.rows] == [("points", 5, {})]


@pytest.mark.parametrize(
    ("right", "broken", "said"),
    [
        ("| Claim | arguable | answers |", "| Claim | arguable |", "'Claim' needs 5 filled cells"),
        ("| 3 sound |", "| sound |", "begins with its level"),
        ("Level: claim 3, evidence 2.", "Level: claim 3.", "### Middling needs a level"),
        ("Level: claim 3, evidence 2.", "Level: claim 3, evidence 5.", "### Middling needs a level"),
        ("Level: claim 3, evidence 2.", "Level: claim 3, proof 2.", "### Middling needs a level"),
        ("Level: claim 3, evidence 2.", "", "needs a line “Level"),
        ("| Evidence | three", "| Claim | three", "stands twice"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_remedy(tmp_path, right, broken, said):
    head, essay = MARKING.split("## essay")
    assert right in essay
    marking = head + "## essay" + essay.replace(right, broken, 1)
    with pytest.raises(CourseworkError) as refused:
        rubrics(tmp_path, marking)
    assert said in str(refused.value)
    assert "marking.md: “## essay”" in str(refused.value)
    assert problems(marking, ["source", "essay"]) == [str(refused.value).split("/")[-1]]


def test_a_rubric_in_prose_is_shown_and_points_are_given(tmp_path):
    prose = """## essay
### Rubric
Claims rest on two sources.
### Strong
Both agencies are named.
### Weak
The question again.
"""
    essay = rubrics(tmp_path, prose)["essay"]
    shown = beside("How it is marked.", essay)
    assert all(words in shown for words in ("Claims rest on two sources.", "**Strong**", "> Both agencies"))
    assert alone(shown) == "How it is marked."
    row = in_points(essay, "essay", 6).rows[0]
    assert levels(row, essay.prose) == "0 to 6\nClaims rest on two sources."


def test_a_missing_part_is_a_problem_of_a_release():
    assert problems(MARKING, ["source", "essay"]) == []
    assert problems(MARKING.replace("### Weak", "### Poor"), ["source"]) == [
        "marking.md: “## source” needs ### Weak"
    ]
    assert problems("", ["essay"]) == [
        "marking.md: “## essay” needs ### Rubric, ### Strong, ### Middling, ### Weak"
    ]


def test_every_set_of_this_course_has_rubric_and_anchors():
    folders = sorted(path.parent for path in SOLUTIONS.glob("*/marking.md"))
    assert folders
    for folder in folders:
        for rubric in read_rubrics(folder).values():
            assert [one.name for one in rubric.anchors] == ["Strong", "Middling", "Weak"], folder
            sums = [sum(one.levels.values()) for one in rubric.anchors]
            assert sums == sorted(set(sums), reverse=True), f"{folder.name}: anchors from best to weakest"


def test_the_rubric_beside_a_task_can_be_taken_away_again(tmp_path):
    essay = rubrics(tmp_path)["essay"]
    shown = beside("How it is marked.", essay)
    assert shown.startswith("How it is marked.")
    assert "Claim _ of 4: / Evidence _ of 4:" in shown
    assert all(part in shown for part in ("secure: arguable", "A claim and a list.", "Tie each item."))
    assert alone(shown) == "How it is marked."
    assert beside(shown, essay) == shown, "graded again, it stands there once"
    assert alone(shown.partition("<details>")[0]) == "How it is marked.", "a cut copy gives nothing away"


def test_words_of_a_rubric_are_text_not_html(tmp_path):
    essay = rubrics(tmp_path, MARKING.replace("arguable", "a <b> & c"))["essay"]
    assert "a &lt;b&gt; &amp; c" in table(essay)
    assert anchors(essay).count("\n\n> ") == 3


def test_formgrader_shows_the_rubric_at_tasks_and_before_answers_that_bear_points(tmp_path):
    graded = notebook()
    meta = graded.cells[2].metadata.nbgrader
    meta.update(task=False, grade=True, solution=True, locked=False)
    with_rubrics(graded, rubrics(tmp_path))
    assert [("for markers" in cell.source, cell.source.count("Anchor answers")) for cell in graded.cells] == [
        (False, 0), (False, 0), (True, 1), (False, 0), (False, 0), (False, 0), (True, 1), (False, 0),
        (False, 0),
    ]  # fmt: skip
    assert graded.cells[3].source == "How source is marked.", "an answer is shown as it was written"
