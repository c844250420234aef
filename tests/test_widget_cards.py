"""Sorting cards into heaps, and decisions made with what was known then."""

import re

import pandas as pd
import pytest
from widget_samples import (
    CARDS,
    CHOICES,
    DECISION,
    EVENTS,
    SORTING,
    live,
    make_decision,
    make_sorting,
    with_tables,
    words_of,
)

import taliban_relations as tr
from taliban_relations.widgets.decide import debrief_html, known_html, options_html
from taliban_relations.widgets.sort import cards_feedback_html, mark_cards

# Sorting


@pytest.mark.parametrize(
    ("own", "right"),
    [
        ({1: "a witness", 2: "hearsay"}, [True, True]),
        ({1: "hearsay", 2: "hearsay"}, [False, True]),
        ({1: None, 2: "a witness"}, [False]),
        ({}, []),
    ],
)
def test_placed_cards_are_marked_in_their_order(own, right):
    assert [card["right"] for card in mark_cards(own, CARDS.sort_values("card"))] == right


def test_feedback_names_our_heap_and_the_reason():
    said = words_of(cards_feedback_html(mark_cards({1: "hearsay"}, CARDS), left=1))
    assert said.startswith("0 of 1 cards lie where we would put them. 1 is not sorted yet.")
    assert " 1. A doctor was there. You say “hearsay”. We would say “a witness”." in said
    assert "She saw it herself. (evidence: E1)" in said
    assert "first" in cards_feedback_html([], left=2)


def test_cards_are_kept_and_come_back_in_the_receipt():
    widget = make_sorting()
    widget.button.click()
    assert widget.answer is None
    widget.choices[2].value = "hearsay"
    widget.button.click()
    assert widget.answer == {2: "hearsay"}
    assert widget.described() == "card 2: hearsay"
    assert "The writer was elsewhere." in widget.feedback.value
    assert "1 is not sorted yet." in words_of(widget.feedback.value)
    assert "She saw it herself." not in live(widget), "an unplaced card keeps its reason"
    widget.choices[1].value = "hearsay"
    widget.button.click()
    assert "1 of 2 cards lie" in widget.feedback.value
    assert "not sorted yet" not in widget.feedback.value


def test_printed_cards_stand_in_order_with_a_box_for_every_heap():
    twin = words_of(make_sorting().twin())
    assert twin.index("1. A doctor was there.") < twin.index("2. A letter tells of it.")
    assert twin.count("☐") == 4
    assert "2. hearsay. The writer was elsewhere." in twin


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"sortings": pd.DataFrame([SORTING | {"id": "else"}])}, "table sortings has no row"),
        ({"sorting_cards": CARDS.head(0)}, "table sorting_cards has no row"),
        ({"sorting_cards": CARDS.assign(heap="the moon")}, 'no heap "the moon"'),
    ],
)
def test_sorting_with_a_gap_in_its_tables(monkeypatch, tables, said):
    with_tables(monkeypatch, "sort", {"sortings": pd.DataFrame([SORTING]), "sorting_cards": CARDS} | tables)
    with pytest.raises(ValueError, match=said):
        tr.sort_cards("t-s")


def test_sorting_tasks_of_the_course_can_be_solved():
    cards = tr.table("sorting_cards")
    for task in tr.table("sortings").itertuples():
        widget, mine = tr.sort_cards(task.id), cards[cards["sorting"] == task.id]
        for card in mine.itertuples():
            widget.choices[card.card].value = card.heap
        widget.button.click()
        assert f"{len(mine)} of {len(mine)} cards lie" in widget.feedback.value
        assert set(mine["heap"]) == set(widget.heaps), f"{task.id}: a heap without a card"


# Decisions


def test_what_was_known_stands_by_date_before_the_options():
    known = words_of(make_decision().twin().split("<details>")[0])
    assert "A ministry of transport, October 1996." in known
    assert known.index("5 September 1995: Herat falls") < known.index("27 September 1996: Kabul falls")
    assert known.index("A. Send them.") < known.index("B. Wait.")
    assert "Mazar falls" not in known


def test_each_option_stands_beside_what_spoke_for_and_against_it():
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", options_html(CHOICES))
    rows = [cells[n : n + 3] for n in range(3, len(cells), 3)]
    wanted = CHOICES.sort_values("letter")
    assert [row[1] for row in rows] == list(wanted["speaks_for"])
    assert all(row[2].startswith(said) for row, said in zip(rows, wanted["speaks_against"], strict=True))


def test_the_debrief_says_each_thing_under_its_own_heading():
    said = words_of(debrief_html(DECISION))
    heads = ("What was done.", "outcome"), ("not know.", "not_known"), ("To talk about.", "debrief")
    assert all(f"{head} {DECISION[field]}" in said for head, field in heads)


def test_what_was_known_is_in_order_of_time_and_not_of_ids():
    dated = EVENTS.assign(start=pd.to_datetime(EVENTS["date"], format="ISO8601"), id=["E4", "E3", "E2", "E1"])
    said = known_html(DECISION, dated.iloc[[1, 0]])
    assert said.index("Herat falls") < said.index("Kabul falls")


def test_what_happened_on_the_day_of_the_choice_may_be_known(monkeypatch):
    decision = DECISION | {"date": "1996-09-27", "known_event_ids": "E2"}
    events = EVENTS.assign(start=pd.to_datetime(EVENTS["date"], format="ISO8601"))
    tables = {"decisions": pd.DataFrame([decision]), "decision_options": CHOICES, "events": events}
    with_tables(monkeypatch, "decide", tables)
    assert "Kabul falls" in tr.decide("t-d").twin()


def test_every_choice_gets_the_same_debrief_and_no_verdict():
    heard = []
    for letter in "AB":
        widget = make_decision()
        widget.button.click()
        assert widget.answer is None
        widget.choice.value = letter
        widget.button.click()
        assert widget.answer == widget.described() == letter
        assert f"You chose {letter}: " in words_of(widget.feedback.value)
        heard.append(re.sub(r"You chose .: (Send them|Wait)\.", "", words_of(widget.feedback.value)))
    assert heard[0] == heard[1]
    assert "THEY WERE SENT. (evidence: E3)" in heard[0]
    assert "No choice is marked right or wrong." in heard[0]


def test_only_the_rows_that_the_decision_names_were_known(monkeypatch):
    dated = EVENTS.assign(start=pd.to_datetime(EVENTS["date"], format="ISO8601"))
    decision = DECISION | {"date": "2000-01", "known_event_ids": "E4"}
    tables = {"decisions": pd.DataFrame([decision]), "decision_options": CHOICES, "events": dated}
    with_tables(monkeypatch, "decide", tables)
    shown = words_of(tr.decide("t-d").twin())
    assert "Missiles strike" in shown
    assert "Herat falls" not in shown


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"decisions": pd.DataFrame([DECISION | {"id": "else"}])}, "table decisions has no row"),
        ({"decision_options": CHOICES.head(0)}, "table decision_options has no row"),
        ({"decisions": pd.DataFrame([DECISION | {"known_event_ids": "E1;E3"}])}, "cannot know E3"),
    ],
)
def test_decision_with_a_gap_or_with_hindsight(monkeypatch, tables, said):
    whole = {"decisions": pd.DataFrame([DECISION]), "decision_options": CHOICES, "events": EVENTS}
    with_tables(monkeypatch, "decide", whole | tables)
    with pytest.raises(ValueError, match=said):
        tr.decide("t-d")


def test_decisions_of_the_course_can_be_taken():
    for decision, day in tr.table("decisions")[["id", "date"]].itertuples(index=False):
        assert pd.Timestamp(day), "a day that the calendar has"
        widget = tr.decide(decision)
        assert len(widget.options) >= 3
        widget.choice.value = "B"
        widget.button.click()
        assert "What was done." in widget.feedback.value
