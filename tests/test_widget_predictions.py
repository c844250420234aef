"""Predictions and orders, driven through their controls over every value of each."""

from itertools import combinations, permutations, product

import pytest
from widget_samples import EVENTS, PATH, make_choice, make_order, make_path, words_of

from taliban_relations.widgets import (
    OrderEvents,
    PredictChoice,
)
from taliban_relations.widgets.order import mark_order, position_problem
from taliban_relations.widgets.predict import PredictPath, choice_feedback, letter_of, path_gap, path_words

# Prediction among options


@pytest.mark.parametrize("answer", ["A", "B", "three & more", None])
@pytest.mark.parametrize("chosen", [None, "A", "B"])
def test_choice_over_all_values(chosen, answer):
    widget = make_choice(answer)
    widget.choice.value = chosen
    widget.button.click()
    said = words_of(widget.feedback.value)
    if chosen is None:
        assert "Choose first" in said
        assert "REVEALED" not in said
        assert widget.answer is None
        return
    right = {"three & more": "B"}.get(answer, answer)
    assert widget.answer == chosen
    assert "REVEALED" in said
    assert "BECAUSE" in said
    assert ("That is what the record shows" in said) == (chosen == right)
    assert ("something else" in said) == (right not in (None, chosen))


def test_choice_may_answer_each_option_in_its_own_words():
    because = {"A": "Not none.", "B": "Three it was."}
    widget = PredictChoice("t-each", "How many?", {"A": "none", "B": "three"}, "B", "", because)
    widget.choice.value = "A"
    widget.commit()
    assert "Not none." in widget.feedback.value
    assert "Three it was." not in widget.feedback.value
    assert "Three it was." in widget.twin()


def test_printed_choice_names_what_the_record_shows():
    assert "The record shows: three & more." in words_of(make_choice("B").twin()).replace("&amp;", "&")
    assert "The record shows" not in make_choice(None).twin()


def test_choice_refuses_an_answer_that_is_no_option():
    with pytest.raises(ValueError, match="not one of the options: none, three"):
        letter_of("four", {"A": "none", "B": "three"})


def test_choice_escapes_words():
    assert "three &amp; more" in choice_feedback({"A": "three & more"}, "A", None, "")


# Prediction over the years


def test_path_over_all_values():
    widget = make_path()
    levels = [-2, -1, 0, 1, 2]
    for own in product(levels, repeat=3):
        found = path_gap(dict(zip((1996, 1997, 1998), own, strict=True)), PATH)
        assert found["years"] == 2
        assert found["same"] == (own[0] == -1) + (own[2] == -2)
        assert found["gap"] == max(abs(own[0] + 1), abs(own[2] + 2))
        assert path_words(dict(zip((1996, 1997, 1998), own, strict=True)), PATH)
    for level in levels:
        for choice in widget.choices.values():
            choice.value = level
        widget.button.click()
        assert widget.answer == dict.fromkeys((1996, 1997, 1998), level)
        assert "<img alt=" in widget.feedback.value
        assert "A warning." in widget.feedback.value


def test_path_names_the_biggest_gap_and_the_missing_years():
    widget = make_path()
    widget.choices[1996].value = 2
    widget.commit()
    assert "1997, 1998" in widget.feedback.value
    assert widget.answer is None
    widget.choices[1997].value, widget.choices[1998].value = 0, -2
    widget.commit()
    said = words_of(widget.feedback.value)
    assert "agree in 1 of 2 years" in said
    assert "3 steps, in 1996: you said friendly, the coding says tense" in said
    assert widget.line == "answer_t_p = {1996: 2, 1997: 0, 1998: -2}"
    assert "copy this line" not in said, "no exercise asks for it"
    assert widget.described() == "1996 friendly, 1997 cool, 1998 hostile"


def test_path_table_sets_each_year_s_word_beside_the_coding():
    widget = make_path()
    words_ = ("friendly", "cool", "hostile")
    for choice, word in zip(widget.choices.values(), words_, strict=True):
        choice.label = word
    widget.commit()
    assert widget.answer == {1996: 2, 1997: 0, 1998: -2}
    said = words_of(widget.feedback.value)
    assert "1996 friendly tense A warning. (evidence: E1)" in said
    assert "1997 cool not coded Nothing known." in said
    assert "1998 hostile hostile Two armies met. (evidence: E3, E4, 3.2.1p1c1)" in said
    assert "Your path: 1996 friendly; 1997 cool; 1998 hostile." in widget.feedback.value


def test_path_compares_only_its_own_years_and_names_the_first_of_equal_gaps():
    assert "Two armies met." not in PredictPath("t-p", "How?", "iran", PATH, [1996]).twin()
    assert path_gap({1996: 1, 1998: 0}, PATH)["year"] == 1996
    assert "1995 unknown; 1996 tense" in PredictPath("t-p", "How?", "iran", PATH, [1995, 1996]).twin()


def test_a_lesson_that_names_the_variable_shows_the_line_to_copy():
    widget = PredictPath("t-p", "How did they deal?", "iran", PATH, [1996], variable="my_path")
    widget.choices[1996].value = 2
    widget.commit()
    assert "my_path = {1996: 2}" in words_of(widget.feedback.value)


def test_path_without_gap_and_without_coding():
    assert "no gap" in path_words({1996: -1, 1998: -2}, PATH)
    assert "nothing to compare" in path_words({1997: 0}, PATH)
    assert "one step" in path_words({1996: 0}, PATH)


# Order


def test_order_over_all_orders():
    ids = list(EVENTS["id"])
    for order in permutations(ids):
        widget = make_order()
        for place, event in enumerate(order, start=1):
            widget.choices[event].value = place
        widget.button.click()
        assert widget.answer == list(order)
        # E1 to E4 are by date, but the dates of E3 (a month) and E4 (a day in it) do not decide their order.
        wrong = sum(one > other and (one, other) != ("E4", "E3") for one, other in combinations(order, 2))
        assert f"{6 - wrong} of 6 pairs" in widget.feedback.value
        assert ("The other way round" in widget.feedback.value) == bool(wrong)
        assert "AFTERWARDS" in widget.feedback.value


def test_order_knows_when_dates_cannot_decide():
    pairs = {(p.first, p.second): p.right for p in mark_order(["E4", "E3", "E1"], EVENTS)}
    assert pairs == {("E4", "E3"): None, ("E4", "E1"): False, ("E3", "E1"): False}


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([1, 2, 3], ""),
        ([None, 1, 2], "One event has no position"),
        ([None, None, 2], "2 events have"),
        ([1, 1, 2], "Position 1 is given more than once"),
        ([1, 1, 2, 2], "Positions 1 and 2 are given more than once"),
    ],
)
def test_positions(places, said):
    assert said in position_problem(places)
    assert bool(said) == bool(position_problem(places))


def test_order_waits_for_all_positions():
    widget = make_order()
    widget.commit()
    assert "4 events have no position" in widget.feedback.value
    assert widget.answer is None


def test_order_feedback_sets_neighbours_with_their_dates_and_ids():
    widget = make_order()
    for place, event in enumerate(["E1", "E2", "E4", "E3"], start=1):
        widget.choices[event].value = place
    widget.commit()
    said = words_of(widget.feedback.value)
    assert "Right. Herat falls (5 September 1995), then Kabul falls (27 September 1996)." in said
    assert "(evidence: E1, E2)" in said
    assert "Either order will do" in said
    assert widget.feedback.value.count("<li>") == 3


def test_title_to_order_stands_above_its_control_where_it_can_wrap():
    widget = make_order()
    titles = EVENTS.set_index("id")["title"]
    for letter, (event, choice) in zip("ABCD", widget.choices.items(), strict=False):
        above = widget.children[widget.children.index(choice) - 1]
        assert f"{letter}. {titles[event]}" in above.value
        assert choice.description == f"Event {letter}, position:"


def test_list_to_order_is_by_title_and_printed_solution_by_date():
    mixed = EVENTS.assign(id=["E4", "E3", "E2", "E1"], title=["Herat", "Zabul", "Balkh", "Mazar"])
    widget = OrderEvents("t-mixed", mixed)
    assert list(widget.choices) == ["E2", "E4", "E1", "E3"]
    _, solution = widget.twin().split("<details>")
    dated = ["5 September 1995: Herat", "27 September 1996: Zabul", "August 1998: Balkh", "20 August 1998: M"]
    assert [solution.index(line) for line in dated] == sorted(solution.index(line) for line in dated)


def test_list_to_order_is_never_in_the_right_order():
    by_title = EVENTS.assign(title=["A", "B", "C", "D"])
    widget = OrderEvents("t-turned", by_title)
    assert list(widget.choices) == ["E4", "E3", "E2", "E1"]
    for place, choice in enumerate(widget.choices.values(), start=1):
        choice.value = place
    widget.commit()
    assert "AFTERWARDS" not in widget.feedback.value
