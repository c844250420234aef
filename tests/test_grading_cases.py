"""A class of honest, broken and hostile submissions, graded in one run of the command: see grading_cases."""

import sqlite3

import pytest
from grading_cases import CASES, checks, run
from grading_cases.table import table

from coursework.grading.running import sandbox

SANDBOXED = sandbox.find() is not None
DARED = [case for case in CASES if run.able(case, SANDBOXED)]
LEFT_OUT = "not dared here: the sandbox (bubblewrap) that would hold it is missing"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The evidence of one run over all cases that are dared on this machine."""
    evidence = run.grade(tmp_path_factory.mktemp("grading"), DARED)
    print(table(evidence, DARED))
    return evidence


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.name}")
def test_case(graded, case):
    if case not in DARED:
        pytest.skip(LEFT_OUT)
    found = checks.problems(graded, case)
    assert not found, "\n".join(found)


def test_the_batch_came_to_its_end(graded):
    assert (graded.ended, graded.code) == ("", 0), graded.said[-3000:]
    assert len(graded.report) == len(DARED)


def test_nothing_outside_was_touched(graded):
    assert graded.changed == []


def test_no_listener_was_reached(graded):
    if not graded.sandboxed:
        pytest.skip("without bubblewrap there is no wall against the network")
    assert graded.reached == []


def test_nothing_runs_on(graded):
    assert graded.strays == []


def test_the_gradebook_says_what_the_report_says(graded):
    query = """
        select student.id, total(grade.auto_score) from student
        join submitted_assignment on submitted_assignment.student_id = student.id
        join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        join grade on grade.notebook_id = submitted_notebook.id group by student.id
    """
    with sqlite3.connect(graded.course / "gradebook.db") as book:
        stored = dict(book.execute(query))
    said = {
        one["student"]: one["auto_score"]
        for one in graded.report
        if one["status"] in ("graded", "partly graded")
    }
    assert {name: stored.get(name) for name in said} == pytest.approx(said)


def test_cases_are_enough_and_differ():
    """Another name is not another case: names differ, and all three kinds are well represented."""
    names = [case.folder for case in CASES]
    assert len(names) == len(set(names))
    kinds = [case.kind for case in CASES]
    assert min(kinds.count(kind) for kind in ("honest", "broken", "hostile")) >= 40
