"""Source lab, estimate, ledger and quiz, driven through their controls over every value of each."""

import re
from itertools import product

import pandas as pd
import pytest
from widget_samples import (
    ACCOUNTS,
    CELLS,
    CLAIMS,
    ESTIMATES,
    EVENTS,
    ITEMS,
    LAB,
    LEDGER,
    OPTIONS,
    READINGS,
    THEMES,
    live,
    make_lab,
    make_ledger,
    make_quiz,
    make_range,
    words_of,
)

from taliban_relations.widgets import CodeLedger, Corroborate, EstimateRange, markup
from taliban_relations.widgets.corroborate import VERDICTS, mark_grid
from taliban_relations.widgets.estimate import figure_words, inside, range_problem
from taliban_relations.widgets.ledger import CODES, NO_EVIDENCE, compare_codes, period_words
from taliban_relations.widgets.quiz import calibration, item_feedback_html

# Source lab


def test_grid_over_all_values():
    cells = list(zip(READINGS["question_id"], READINGS["account"], strict=True))
    for own in product([None, *VERDICTS], repeat=4):
        marked = mark_grid(dict(zip(cells, own, strict=True)), READINGS)
        assert [cell["right"] for cell in marked] == [
            None if mine is None else mine == verdict
            for mine, verdict in zip(own, READINGS["verdict"], strict=True)
        ]
    widget = make_lab()
    for verdict in VERDICTS:
        for choice in widget.choices.values():
            choice.value = verdict
        widget.button.click()
        right = int((READINGS["verdict"] == verdict).sum())
        said = words_of(widget.feedback.value)
        assert f"{right} of 4 cells agree" in said
        assert ("Look again" in said) == (right < 4)


def test_grid_half_filled_and_empty():
    widget = make_lab()
    widget.commit()
    assert "Fill at least one cell" in widget.feedback.value
    assert widget.answer is None
    widget.choices["who", "lab-a"].value = "says"
    widget.commit()
    said = words_of(widget.feedback.value)
    assert "1 of 1 cells agree" in said
    assert "3 are still empty" in said
    assert "He saw them." in said
    assert "He heard none." not in said
    assert widget.answer == {("who", "lab-a"): "says"}
    assert widget.described() == "who, Account A: says"


def test_grid_says_cell_by_cell_what_the_learner_said_and_whether_it_agrees():
    widget = Corroborate(LAB, ACCOUNTS, READINGS, variable="my_grid")
    widget.choices["who", "lab-a"].value = "says"
    widget.choices["who", "lab-b"].value = "contradicts"
    widget.commit()
    said = words_of(widget.feedback.value)
    assert "Soldiers fired Account A: you say “says”. Yes. He saw them." in said
    assert "Account B: you say “contradicts”. Look again. No name is given." in said
    assert "An order was given" not in said
    assert "my_grid = {('who', 'lab-a'): 'says', ('who', 'lab-b'): 'contradicts'}" in said


def test_lab_reveals_each_reading_under_its_own_account():
    twin = words_of(make_lab().twin())
    assert "Soldiers fired Account A: says. He saw them." in twin
    assert "An order was given Account A: contradicts. He heard none." in twin
    assert Corroborate(LAB, ACCOUNTS, READINGS.head(3)).twin().count(markup.BOX) == 3 * len(VERDICTS)


def test_lab_shows_provenance_before_words():
    twin = make_lab().twin()
    assert twin.index("on the spot") < twin.index("He saw the soldiers") < twin.index("It names nobody")
    assert "In simpler words" in twin


# Estimate


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0, 0, "Type a low and a high"),
        (2, 1, "higher than your high"),
        (2, 0, "Type a high number too"),
        (-5, 5, "below zero"),
        (0, 10, ""),
        (5, 5, ""),
    ],
)
def test_range_problem(low, high, said):
    assert said in range_problem(low, high)
    assert bool(said) == bool(range_problem(low, high))


@pytest.mark.parametrize("confidence", [None, 50, 60, 70, 80, 90, 100])
@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 1e9), (90000, 10), (60000, 80000)])
def test_range_over_values(low, high, confidence):
    widget = make_range()
    widget.low.value, widget.high.value, widget.confidence.value = low, high, confidence
    widget.button.click()
    said = words_of(widget.feedback.value)
    if range_problem(low, high):
        assert "published figures" not in said
        assert widget.answer is None
        return
    assert f"{inside(low, high, ESTIMATES)} of 3 published figures lie inside" in said
    assert "some 70,000" in said
    assert (f"{confidence} per cent sure" in said) == (confidence is not None)
    assert widget.described().startswith(figure_words(low, high, "troops"))
    assert not re.search(r"too (wide|narrow)|wrong|score", said)


def test_published_figures_inside():
    assert [inside(*ends, ESTIMATES) for ends in [(1, 2), (70000, 70000), (0, 1e6)]] == [0, 1, 3]


@pytest.mark.parametrize(
    ("low", "high", "count"), [(5, 10, 1), (6, 20, 1), (7, 15, 0), (5, 20, 2), (30, 50, 1), (60, 70, 1)]
)
def test_a_published_range_counts_only_when_it_lies_wholly_inside(low, high, count):
    rows = pd.DataFrame({"low": [5, 10, None, 65], "high": [10, 20, 40, None]})
    assert inside(low, high, rows) == count


def test_estimate_sets_the_range_beside_every_figure_with_its_date():
    unknown = ESTIMATES.head(1).assign(id="t-4", date="2003", low=None, high=None, as_stated="many")
    widget = EstimateRange("t-r", "How many troops?", pd.concat([ESTIMATES[::-1], unknown]))
    widget.low.value, widget.high.value, widget.confidence.value = 60000, 80000, 70
    widget.button.click()
    said = words_of(widget.feedback.value)
    assert "You said 60,000 to 80,000 troops, 70 per cent sure. 1 of 3 published figures" in said
    assert "They run from 40,000 to 200,000 troops." in said
    assert "Your range: 60,000 to 80,000." in widget.feedback.value
    assert widget.answer == {"low": 60000, "high": 80000, "confidence": 70}
    assert widget.described() == "60,000 to 80,000 troops, 70 per cent sure"
    rows = ["1998 70,000 troops", "2002 at least 200,000 troops", "day not known at most 40,000 troops"]
    assert all(row in said for row in rows)
    assert said.index(rows[0]) < said.index(rows[1])


def test_open_ended_figures_in_words():
    assert figure_words(None, 5, "men") == "at most 5 men"
    assert figure_words(1000, None, "men") == "at least 1,000 men"
    assert figure_words(None, None, "men") == "no number"
    assert figure_words(1, 2, "men") == "1 to 2 men"


# Ledger


def test_ledger_over_all_values():
    values = [code for _, code in CODES]
    for own in product(values, repeat=3):
        compared = compare_codes(dict(zip(CELLS, own, strict=True)), LEDGER)
        assert [c["same"] for c in compared] == [own[0] == 1, own[1] == NO_EVIDENCE, own[2] == -2]
    widget = make_ledger()
    for code in values:
        for choice in widget.choices.values():
            choice.value = code
        widget.button.click()
        same = [code == 1, code == NO_EVIDENCE, code == -2]
        assert f"agree on {sum(same)} of 3 cells" in words_of(widget.feedback.value)
        assert "<img alt=" in widget.feedback.value
        assert "wrong" not in words_of(widget.feedback.value)


def test_ledger_says_both_codes_and_the_reason():
    widget = make_ledger()
    widget.commit()
    assert "Code 3 more cells first" in widget.feedback.value
    for choice, code in zip(widget.choices.values(), [1, 0, NO_EVIDENCE], strict=True):
        choice.value = code
    widget.commit()
    said = words_of(widget.feedback.value)
    assert "both say +1 (probable)" in said
    assert "you say 0, the course says no evidence" in said
    assert "you say no evidence, the course says -2 (established)" in said
    assert widget.answer == dict(zip(CELLS, [1, 0, NO_EVIDENCE], strict=True))
    assert widget.described() == "trade 1998H1 +1; trade 1998H2 0; arms 1998H2 no evidence"


def test_ledger_puts_differences_first_and_invites_to_argue_only_then():
    widget = make_ledger()
    for choice, code in zip(widget.choices.values(), [1, 0, -2], strict=True):
        choice.value = code
    widget.commit()
    said = words_of(widget.feedback.value)
    assert said.index("you say 0") < said.index("both say +1")
    assert "Where you differ" in said
    assert "Trade, first half of 1998: both say +1 (probable)." in said
    assert "Lorries crossed. (evidence: E1, 3.2.1p1c1)" in said
    widget.choices["trade", "1998H2"].value = NO_EVIDENCE
    widget.commit()
    assert "Where you differ" not in words_of(widget.feedback.value)


def test_ledger_codebook_gives_each_code_its_own_meaning():
    shown = words_of(live(make_ledger()))
    rows = ["+2 grows ended", "+1 goes on pledged", "0 nothing nothing", "-1 shrinks alleged"]
    assert " ".join([*rows, "-2 stops delivered"]) in shown
    assert "Arms, second half of 1998: -2 (established). A train was stopped." in words_of(
        make_ledger().twin()
    )


def test_ledger_shows_the_claim_of_a_cell_that_has_no_event():
    only_claim = LEDGER.assign(event_ids=[None, "E1", "E3"])
    widget = CodeLedger("t-l", "iran", CELLS[:1], only_claim, THEMES, EVENTS, CLAIMS)
    assert "The paper: Trade went on. (evidence: 3.2.1p1c1)" in words_of(live(widget))


def test_ledger_gives_cards_to_read_first():
    shown = live(make_ledger())
    assert "Herat falls" in shown
    assert "Trade went on." in shown
    assert "No row of the tables" in shown
    assert "Missiles strike" not in shown
    assert period_words("2001H1") == "first half of 2001"


def test_ledger_steps_between_codes():
    steps = [c["steps"] for c in compare_codes(dict(zip(CELLS, [-2, 0, -2], strict=True)), LEDGER)]
    assert steps == [3, None, 0]


# Quiz


@pytest.mark.parametrize("item", ["q1", "q2"])
@pytest.mark.parametrize("confidence", [None, 50, 60, 70, 80, 90, 100])
@pytest.mark.parametrize("chosen", [None, "A", "B", "C"])
def test_quiz_item_over_all_values(item, chosen, confidence):
    widget = make_quiz()
    if chosen == "C" and item == "q1":
        return
    widget.choices[item].value, widget.confidence[item].value = chosen, confidence
    widget.buttons[item].click()
    said = words_of(widget.feedback[item].value)
    if chosen is None:
        assert "Choose an answer first" in said
        assert widget.answer is None
        assert not widget.choices[item].disabled
        return
    right = {"q1": "A", "q2": "B"}[item]
    assert widget.answer == {item: {"answer": chosen, "confidence": confidence}}
    assert ("Yes." in said) == (chosen == right)
    assert all(words_of(reason) in said for reason in OPTIONS.loc[OPTIONS["item"] == item, "reason"])
    other = {"q1": "q2", "q2": "q1"}[item]
    assert widget.feedback[other].value == ""
    assert widget.choices[item].disabled
    assert not widget.buttons[item].disabled, "it holds the keyboard's focus, which would be lost"


def test_quiz_keeps_the_first_answer():
    widget = make_quiz()
    widget.choices["q1"].value = "B"
    widget.check("q1")
    widget.choices["q1"].value = "A"
    widget.check("q1")
    assert widget.answer["q1"]["answer"] == "B"


def test_quiz_gives_its_results_in_the_order_of_its_questions():
    widget = make_quiz()
    for item, chosen, sure in (("q2", "C", 70), ("q1", "A", 90)):
        assert widget.closing.value == "", "confidence is set beside results at the end"
        widget.choices[item].value, widget.confidence[item].value = chosen, sure
        widget.check(item)
    assert widget.results == [(True, 90), (False, 70)]
    assert "right on 1 of 2" in widget.closing.value


def test_quiz_check_all_counts_open_questions_then_calibrates():
    widget = make_quiz()
    widget.button.click()
    assert "2 questions are still open" in widget.closing.value
    widget.choices["q1"].value, widget.confidence["q1"].value = "A", 90
    widget.button.click()
    assert "One question is still open. So far: You were right on 1 of 1" in widget.closing.value
    widget.choices["q2"].value, widget.confidence["q2"].value = "C", 70
    widget.button.click()
    assert "right on 1 of 2; your average confidence was 80 per cent" in widget.closing.value
    assert widget.described() == "q1 A (90 per cent); q2 C (70 per cent)"


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([], ""),
        ([(True, None)], "right on 1 of 1. Say next time"),
        ([(False, 50)], "your average confidence was 50 per cent. One question is too few"),
        (
            [(True, 80), (False, 60)],
            "right on 1 of 2; your average confidence was 70 per cent. You were surer",
        ),
        ([(True, 60), (True, 60)], "average confidence was 60 per cent. You know more"),
        ([(True, 60), (False, 60)], "average confidence was 60 per cent. The two go together"),
        ([(True, 90), (True, 90)], "average confidence was 90 per cent. The two go together"),
        ([(True, 90), (True, 100)], "average confidence was 95 per cent. The two go together"),
        ([(True, 100), (False, None)], "100 per cent (given on 1 of 2). The two go together"),
        ([(True, 80)] * 4 + [(False, 74)] * 2, "right on 4 of 6; your average confidence was 78 per cent"),
    ],
)
def test_calibration(results, said):
    assert said in calibration(results)
    assert bool(said) == bool(calibration(results))


def test_quiz_feedback_names_evidence_as_text():
    html = item_feedback_html("B", OPTIONS[OPTIONS["item"] == "q1"])
    assert "(evidence: E3, E4)" in html
    assert "the answer is A" in html
    assert "<a " not in html


def test_quiz_twin_asks_everything_and_answers_nothing():
    twin = make_quiz().twin()
    assert twin.count(markup.BOX) == 5 + 2 * 6
    assert all(markup.text(text) in twin for text in [*ITEMS["stem"], *OPTIONS["text"]])
    assert not any(reason in twin for reason in OPTIONS["reason"])
    assert "<details>" not in twin
