"""Auditing a text with the rubric: two readers are compared, nobody is right."""

import pandas as pd
import pytest
from widget_samples import AUDIT, AUDIT_READINGS, RUBRIC, live, make_audit, with_tables, words_of

import taliban_relations as tr
from taliban_relations.widgets.audit import audit_feedback_html, compare_levels


@pytest.mark.parametrize(
    ("own", "apart"),
    [
        ({"claim": 1, "sourcing": 0}, [0, 0]),
        ({"claim": 0, "sourcing": 1}, [1, -1]),
        ({"claim": None, "sourcing": 1}, [1]),
        ({}, []),
    ],
)
def test_levels_are_set_side_by_side(own, apart):
    assert [row["apart"] for row in compare_levels(own, AUDIT_READINGS)] == apart


def test_feedback_counts_agreement_and_names_the_direction_without_a_verdict():
    said = words_of(audit_feedback_html(compare_levels({"claim": 0, "sourcing": 0}, AUDIT_READINGS), 0))
    assert said.startswith("The same level on 1 of 2 rows, one level apart on 1. No level is the right one")
    assert "Claim: you 0, the course 1; you are stricter by 1. A PLAIN ANSWER. (evidence: E1)" in said
    assert "Sourcing: you 0, the course 0, the same. NOBODY IS NAMED." in said
    generous = words_of(audit_feedback_html(compare_levels({"sourcing": 1}, AUDIT_READINGS), 1))
    assert "more generous by 1" in generous
    assert "1 row has no level yet." in generous
    assert "first" in audit_feedback_html([], 2)


def test_levels_are_kept_and_come_back_in_the_receipt():
    widget = make_audit()
    widget.button.click()
    assert widget.answer is None
    widget.choices["claim"].value = 0
    widget.button.click()
    assert widget.answer == {"claim": 0}
    assert widget.described() == "claim 0"
    assert "A PLAIN ANSWER." in widget.feedback.value
    assert "1 row has no level yet." in words_of(widget.feedback.value)
    assert "NOBODY IS NAMED." not in live(widget), "a row without a level keeps its reading"
    widget.choices["sourcing"].value = 1
    widget.button.click()
    assert "no level yet" not in widget.feedback.value


def test_the_task_is_said_before_the_rows():
    assert "choose the level" in words_of(live(make_audit()))


def test_rows_stand_in_the_order_of_the_rubric_and_the_highest_level_first():
    widget = make_audit()
    assert list(widget.choices) == ["claim", "sourcing"]
    assert [label for label, _ in widget.choices["claim"].options] == ["choose ...", "1 secure", "0 none"]
    twin = words_of(widget.twin())
    assert twin.count("☐") == 4
    assert twin.index("it answers") < twin.index("it does not answer") < twin.index("ORIGIN IS WEIGHED")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"audits": pd.DataFrame([AUDIT | {"id": "else"}])}, "table audits has no row"),
        ({"audit_readings": AUDIT_READINGS.head(0)}, "table audit_readings has no row"),
        ({"audit_readings": AUDIT_READINGS.head(1)}, 'no reading for the row "claim"'),
    ],
)
def test_audit_with_a_gap_in_its_tables(monkeypatch, tables, said):
    whole = {"audits": pd.DataFrame([AUDIT]), "rubric": RUBRIC, "audit_readings": AUDIT_READINGS} | tables
    with_tables(monkeypatch, "audit", whole)
    with pytest.raises(ValueError, match=said):
        tr.audit("t-a")


def test_audits_of_the_course_can_be_made():
    rubric, readings = tr.table("rubric"), tr.table("audit_readings")
    assert all(sorted(levels) == [0, 1, 2, 3, 4] for _, levels in rubric.groupby("row")["level"])
    for name in tr.table("audits")["id"]:
        widget, ours = tr.audit(name), readings[readings["audit"] == name]
        for row in ours.itertuples():
            widget.choices[row.row].value = row.level
        widget.button.click()
        assert f"The same level on {len(ours)} of {len(ours)} rows" in widget.feedback.value
