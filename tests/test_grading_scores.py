"""From what came back of a run to scores, reasons, flags and the marked notebook."""

import math

import nbformat
import pytest
from grading_notebooks import (
    INSTRUCTOR,
    RIGHT,
    cell,
    code,
    graded,
    planned,
    put,
    released,
    run,
    student,
    without,
)
from nbgrader.utils import determine_grade, is_grade, is_solution

from coursework.grading.model import Flag
from coursework.grading.model import Test as Given
from coursework.grading.reading.reader import Submission
from coursework.grading.scoring.scores import joined, score

HIDDEN = ("the hidden words", "_given", "isinstance(z", "[0, 8]", "BASE + 1,")


def outcome_of(notebook=None, **tests):
    """(the plan of a notebook, the outcome of its run with some tests' results changed)."""
    made = planned(notebook or student())
    outcome = run(made.job())
    for name, change in tests.items():
        outcome["tests"][name.replace("_", "-")].update(change)
    return made, outcome


def marked(notebook=None, model=None, **tests):
    """({id: Test}, flags, marked notebook)."""
    made, outcome = outcome_of(notebook, **tests)
    found, flags, notebook = score(made, outcome, None, model, INSTRUCTOR)
    return {test.id: test for test in found}, flags, notebook


def value(number):
    return {"status": "ok", "type": "number", "value": number}


def test_a_number_is_partial_credit_with_its_reason():
    tests, flags, _ = marked(test_second=value(3.33 / 2))
    assert tests["test-second"] == Given("test-second", 3.33 / 2, 3.0, "1.67 of 3: part of it is right")
    assert {flag.kind for flag in flags} == {"needs-person"}  # the two written answers


@pytest.mark.parametrize(
    "change", [{"type": "none", "value": None}, {"type": "other", "value": None}, value(2), value(2.0)]
)
def test_a_test_that_passes_gives_all_its_points(change):
    assert marked(test_first={"status": "ok", **change})[0]["test-first"].score == 2


@pytest.mark.parametrize("number", [math.nan, math.inf, -1, 2.5, True, None, "2", [2]])
def test_a_number_that_no_test_gives_waits_for_a_person(number):
    tests, flags, notebook = marked(test_first=value(number))
    assert tests["test-first"].score is None
    assert {"tamper", "needs-person"} <= {flag.kind for flag in flags if flag.cell == "test-first"}
    assert determine_grade(cell(notebook, "test-first"))[0] == 0


def test_an_untrusted_run_waits_for_a_person():
    tests, flags, _ = marked(test_first={"status": "untrusted", "error": "comparisons were replaced"})
    assert tests["test-first"].score is None
    assert any(flag.kind == "tamper" and "comparisons" in flag.detail for flag in flags)


def test_values_that_answer_comparisons_themselves_wait_unless_the_model_has_them_too():
    odd = {"odd": ["x: Lie"]}
    tests, flags, _ = marked(test_first=odd)
    assert tests["test-first"].score is None
    assert "tamper" in {flag.kind for flag in flags}
    tests, flags, _ = marked(test_first=odd, model={"tests": {"test-first": odd}})
    assert tests["test-first"].score == 2


def test_a_wrong_answer_with_odd_values_has_its_zero():
    tests, _, _ = marked(test_first={"status": "error", "error": "AssertionError: ", "odd": ["x: Lie"]})
    assert tests["test-first"].score == 0


def test_a_test_that_the_students_code_stopped_gives_nothing_and_one_not_run_waits():
    stopped = {"status": "stopped", "error": "Stopped: it took too long", "where": "student's process"}
    test = marked(test_first=stopped)[0]["test-first"]
    assert (test.score, test.reason) == (
        0,
        "0 of 2: with your answer the test did not end in time and was stopped",
    )
    for change in ({"status": "not run"}, {**stopped, "where": "examiner"}, {"status": "strange"}):
        assert marked(test_first=change)[0]["test-first"].score is None


@pytest.mark.parametrize(
    "outcome", [None, {}, {"tests": None, "cells": None, "events": None}, {"tests": {"x": 1}}]
)
def test_what_did_not_come_back_waits_for_a_person(outcome):
    tests, flags, notebook = score(planned(student()), outcome, None, None, INSTRUCTOR)
    assert {test.score for test in tests} == {None}
    assert {flag.cell for flag in flags if flag.kind == "needs-person"} >= {test.id for test in tests}
    nbformat.validate(notebook)


# Reasons


def test_the_message_of_a_visible_assertion_is_shown():
    tests, *_ = marked(test_first={"status": "error", "error": "AssertionError: there is no x"})
    assert tests["test-first"].reason == "0 of 2: there is no x"


@pytest.mark.parametrize(
    "error",
    [
        "AssertionError: the hidden words",
        "AssertionError: the hidden words\nthere is no x",
        "ValueError: _given is [0, 8]",
        "NameError: name '_given' is not defined",
        "KeyError: 'the hidden words'",
        "the hidden words: there is no x",
    ],
)
def test_nothing_of_a_hidden_test_is_in_a_reason(error):
    tests, *_ = marked(
        test_first={"status": "error", "error": error}, test_second={"status": "error", "error": error}
    )
    said = " ".join([test.reason for test in tests.values()])
    assert not [word for word in HIDDEN if word in said]
    assert tests["test-first"].reason.startswith("0 of 2: ")


def test_a_name_that_the_notebook_lacks_is_named():
    tests, *_ = marked(test_first={"status": "error", "error": "NameError: name 'x' is not defined"})
    assert tests["test-first"].reason == "0 of 2: your notebook gives no “x”"


def test_the_cells_own_error_is_the_reason():
    _, reasons, _, _ = graded(student(**{**RIGHT, "third": "z = 1 / 0"}))
    assert (
        reasons["test-third"] == "0 of 2: your cell “third” stopped with ZeroDivisionError: division by zero"
    )


def test_a_wrong_number_is_not_right_yet():
    _, reasons, _, _ = graded(student(**{**RIGHT, "second": "def double(n):\n    return 1\ny = 1"}))
    assert reasons["test-second"] == "0 of 3: not right yet"


# Flags


def test_events_become_flags_that_name_the_cell():
    made, outcome = outcome_of(put(student(), "first", code("q = 1", "loop")))
    key = next(item.key for item in made.items if item.label == "loop")
    outcome["events"] = [
        {"kind": "timeout", "cell": key, "detail": "stopped after 30 seconds"},
        {"kind": "tamper", "cell": "", "detail": "it looked at its own frames"},
        {"kind": "kernel-died", "cell": "test-first", "detail": "the program ended"},
        {"kind": "no such kind", "cell": "nowhere", "detail": "?"},
        "nonsense",
    ]
    _, flags, notebook = score(made, outcome, None, None, INSTRUCTOR)
    assert Flag("timeout", "loop", "stopped after 30 seconds") in flags
    assert Flag("tamper", "", "it looked at its own frames") in flags
    assert Flag("kernel-died", "test-first", "the program ended") in flags
    assert Flag("needs-person", "", "?") in flags
    assert "stopped after 30 seconds" in cell(notebook, "loop").outputs[-1].text


# The second run


def second_run(**change):
    made, outcome = outcome_of(student(**{**RIGHT, "first": "1/0"}))
    from coursework.grading.planning.follow import follow_up

    second = run(follow_up(made, outcome, INSTRUCTOR))
    second["tests"]["test-second"].update(change)
    second["tests"]["test-third"] = second["tests"]["test-first"] = value(2.0) | {"odd": []}
    return made, outcome, second


def test_the_second_run_counts_for_tests_that_take_part_in_it_and_for_no_others():
    made, outcome, second = second_run()
    outcome["tests"]["test-third"] = {"status": "error", "error": "AssertionError: "}
    tests, _, notebook = score(made, outcome, second, None, INSTRUCTOR)
    assert [test.score for test in tests] == [0, 3, 0]
    assert "model answer for “first”" in tests[1].reason
    assert determine_grade(cell(notebook, "test-second")) == (3, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"odd": ["y: Lie"]},
        {"status": "untrusted"},
        {"value": 99.0},
        {"status": "error"},
        {"status": "stopped"},
    ],
)
def test_a_second_run_that_is_odd_or_fails_gives_nothing(change):
    made, outcome, second = second_run(**change)
    tests, _, _ = score(made, outcome, second, None, INSTRUCTOR)
    assert tests[1].score == 0


def test_a_second_run_that_does_worse_changes_nothing():
    made, outcome, second = second_run(**value(0.5))
    outcome["tests"]["test-second"] = value(1.0)
    tests, _, _ = score(made, outcome, second, None, INSTRUCTOR)
    assert tests[1] == Given("test-second", 1.0, 3.0, "1 of 3: part of it is right")


# The marked notebook


@pytest.mark.parametrize(
    "tests",
    [
        {},
        {"test_first": {"status": "error", "error": "AssertionError: no"}},
        {"test_second": value(1.25)},
        {"test_second": value(0.0)},
        {"test_third": {"status": "stopped", "where": "student's process", "error": ""}},
        {"test_third": {"status": "error", "error": ""}},
    ],
)
def test_nbgraders_own_rule_reads_the_same_scores(tests):
    found, _, notebook = marked(**tests)
    read = {
        c.metadata.nbgrader.grade_id: determine_grade(c)
        for c in notebook.cells
        if is_grade(c) and not is_solution(c)
    }
    assert read == {test.id: (test.score, test.max) for test in found.values()}


def test_the_marked_notebook_has_the_instructors_cells_and_metadata():
    notebook = student()
    cell(notebook, "test-first").source = "pass"
    for one in notebook.cells:
        one.metadata.pop("nbgrader", None)
    _, _, shown = marked(notebook)
    nbformat.validate(shown)
    assert "the hidden words" in cell(shown, "test-first").source
    assert "MARK SCHEME" in cell(shown, "essay").source
    for source in INSTRUCTOR.sources:
        if source.grade_id:
            held = cell(shown, source.cell_id).metadata.nbgrader
            assert {k: held[k] for k in source.metadata} == source.metadata
            assert "checksum" in held


def test_nbgrader_sees_whether_a_written_answer_was_given():
    assert determine_grade(cell(marked(released())[2], "note")) == (0, 3)
    notebook = student()
    cell(notebook, "note").source += "\n \n"
    assert determine_grade(cell(marked(notebook)[2], "note")) == (0, 3)
    cell(notebook, "note").source = "My note"
    assert determine_grade(cell(marked(notebook)[2], "note")) == (None, 3)


def test_cells_that_were_lost_stand_in_the_marked_notebook_again():
    notebook = without(student(), "test-first", "essay", "note", "scale")
    shown = marked(notebook)[2]
    assert {"test-first", "essay", "note", "scale"} <= {one.id for one in shown.cells}


HOSTILE = [
    {"output_type": "stream", "name": "stdout", "text": ["a", "b\ud800"]},
    {"output_type": "stream", "name": ["x"], "text": None},
    {"output_type": "error", "ename": None, "evalue": 3, "traceback": "no list"},
    {"output_type": "display_data", "data": {"application/javascript": "alert(1)", "text/plain": "kept"}},
    {"output_type": "display_data", "data": {"image/png": "\"><script>alert(1)</script>"}},
    {"output_type": "display_data", "data": {"text/html": "<b onclick=alert(1)>x</b><script>1</script>"}},
    {"output_type": "display_data", "data": {"text/markdown": "<img src=x onerror=alert(1)>"}},
    {"output_type": "execute_result", "data": {"text/html": "<table><tr><td>7</td></tr></table>"}},
    {"output_type": "execute_result", "data": "nothing", "metadata": 7},
    {"output_type": "stream", "name": "stdout", "text": "y" * 100_000},
    {"output_type": "unknown"}, "no output", None,
]  # fmt: skip


def test_outputs_are_rebuilt_limited_and_cannot_act():
    made, outcome = outcome_of()
    outcome["cells"]["k4"]["outputs"] = HOSTILE
    notebook = score(made, outcome, None, None, INSTRUCTOR)[2]
    nbformat.validate(notebook)
    text = nbformat.writes(notebook).encode().decode()
    for word in ("alert", "onclick", "onerror", "javascript"):
        assert word not in text
    assert "kept" in text
    assert "<td>7</td>" in text
    assert len(text) < 60_000


def test_no_flood_of_outputs_gets_through():
    made, outcome = outcome_of()
    large = {"output_type": "display_data", "data": {"text/plain": "y" * 150_000}}
    outcome["cells"]["k4"]["outputs"] = [large] * 100
    notebook = score(made, outcome, None, None, INSTRUCTOR)[2]
    assert len(nbformat.writes(notebook)) < 3_000_000


def test_an_output_with_text_of_a_hidden_test_is_left_out():
    made, outcome = outcome_of()
    leaked = "assert isinstance(z, int)  # it's"
    outcome["cells"]["k4"]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": f"'{leaked}\"\n"}
    ]
    _, flags, notebook = score(made, outcome, None, None, INSTRUCTOR)
    assert leaked not in str(cell(notebook, "first").outputs)
    assert [flag.cell for flag in flags if flag.kind == "tamper"] == ["first"]


# One student


def test_one_notebook_joins_to_one_result():
    submission = Submission("ada", notebooks={"numbers": student()}, flags=[Flag("renamed", "", "x")])
    tests, flags, _ = score(*outcome_of(), None, None, INSTRUCTOR)
    result = joined(submission, {"numbers": INSTRUCTOR}, {"numbers": (tests, flags)}, 0.5)
    assert (result.student, result.status, result.auto_score, result.auto_max) == ("ada", "graded", 7, 7)
    assert result.flags[0].kind == "renamed"
    assert [test.id for test in result.tests] == ["test-first", "test-second", "test-third"]


def test_several_notebooks_join_with_their_names():
    submission = Submission("ada", notebooks={"one": student(), "two": None})
    tests, flags, _ = score(*outcome_of(), None, None, INSTRUCTOR)
    result = joined(submission, {"one": INSTRUCTOR, "two": INSTRUCTOR}, {"one": (tests, flags)})
    assert (result.status, result.auto_score, result.auto_max) == ("partly graded", 7, 14)
    assert {test.id: test.score for test in result.tests}["two/test-first"] is None
    assert "one/essay" in {flag.cell for flag in result.flags}


def test_hundreds_of_flags_of_a_kind_are_counted_and_others_kept():
    flags = [Flag("unknown-grade-id", f"c{n}", "x") for n in range(300)] + [Flag("tamper", "c1", "y")]
    submission = Submission("ada", notebooks={"numbers": student()})
    found = joined(submission, {"numbers": INSTRUCTOR}, {"numbers": ([], flags)}).flags
    assert len(found) == 52
    assert Flag("tamper", "c1", "y") in found
    assert Flag("unknown-grade-id", "", "and 250 more") in found


@pytest.mark.parametrize(("kind", "status"), [("unreadable", "unreadable"), ("missing", "missing")])
def test_a_submission_without_a_notebook_has_no_score(kind, status):
    submission = Submission("ada", notebooks={"numbers": None}, flags=[Flag(kind, "", "x")])
    result = joined(submission, {"numbers": INSTRUCTOR}, {})
    assert result.status == status
    assert {test.score for test in result.tests} == {None}


def test_a_notebook_of_another_assignment_is_missing():
    notebook = released()
    notebook.cells = [code("print(1)")]
    made = planned(notebook)
    tests, flags, _ = score(made, None, None, None, INSTRUCTOR)
    submission = Submission("ada", notebooks={"numbers": notebook})
    assert joined(submission, {"numbers": INSTRUCTOR}, {"numbers": (tests, flags)}).status == "missing"
