"""Every widget is driven through its controls, over every value of each, on small tables of its own."""

import re
from html.parser import HTMLParser
from itertools import permutations, product

import pandas as pd
import pytest
from ipywidgets import Button, Dropdown, FloatText, HBox, VBox

import taliban_relations as tr
from taliban_relations.widgets import (
    CodeLedger,
    Corroborate,
    EstimateRange,
    Explorer,
    OrderEvents,
    PredictChoice,
    PredictPath,
    Quiz,
    markup,
)
from taliban_relations.widgets.base import Activity
from taliban_relations.widgets.corroborate import VERDICTS, mark_grid
from taliban_relations.widgets.estimate import figure_words, inside, range_problem
from taliban_relations.widgets.ledger import CODES, NO_EVIDENCE, compare_codes, period_words
from taliban_relations.widgets.order import mark_order, position_problem
from taliban_relations.widgets.predict import choice_feedback, letter_of, path_gap, path_words
from taliban_relations.widgets.quiz import calibration, item_feedback_html

EVENTS = pd.DataFrame(
    [
        ("E1", "1995-09-05", "Herat falls", "The west changes hands."),
        ("E2", "1996-09-27", "Kabul falls", "The capital changes hands."),
        ("E3", "1998-08", "Mazar falls", "The north changes hands."),
        ("E4", "1998-08-20", "Missiles strike", "Camps are hit."),
    ],
    columns=["id", "date", "title", "description"],
)
CLAIMS = pd.DataFrame({"id": ["3.2.1p1c1"], "claim": ["Trade went on."]})
PATH = pd.DataFrame(
    {
        "actor": "iran",
        "year": pd.array([1996, 1997, 1998], "Int64"),
        "level": pd.array([-1, pd.NA, -2], "Int64"),
        "event_ids": ["E1", None, "E3;E4"],
        "claim_ids": [None, None, "3.2.1p1c1"],
        "reason": ["A warning.", "Nothing known.", "Two armies met."],
    }
)
ESTIMATES = pd.DataFrame(
    {
        "id": ["t-1", "t-2", "t-3"],
        "source_id": ["nyt-1998-09-11", "bbc-2002-08-13", "latimes-1998-09-14"],
        "date": ["1998-09-11", "2002-08-13", None],
        "low": [70000.0, 200000.0, None],
        "high": [70000.0, None, 40000.0],
        "unit": "troops",
        "as_stated": ["some 70,000", "hundreds of thousands", "up to 40,000"],
        "note": ["Near the border.", None, None],
    }
)
LAB = {"id": "lab", "title": "A killing", "question": "Who fired?"}
ACCOUNTS = pd.DataFrame(
    {
        "id": ["lab-b", "lab-a"],
        "lab": "lab",
        "position": pd.array([2, 1], "Int64"),
        "provenance": ["A newspaper, abroad.", "A witness, on the spot."],
        "text": ["It names nobody.", "He saw the soldiers."],
        "plain_text": [None, "He was there."],
    }
)
READINGS = pd.DataFrame(
    [
        ("lab", "who", "Soldiers fired", "lab-a", "says", "He saw them."),
        ("lab", "who", "Soldiers fired", "lab-b", "silent", "No name is given."),
        ("lab", "order", "An order was given", "lab-a", "contradicts", "He heard none."),
        ("lab", "order", "An order was given", "lab-b", "silent", "Nothing on it."),
    ],
    columns=["lab", "question_id", "question", "account", "verdict", "reason"],
)
LEDGER = pd.DataFrame(
    {
        "actor": "iran",
        "theme": ["trade", "trade", "arms"],
        "period": ["1998H1", "1998H2", "1998H2"],
        "code": pd.array([1, pd.NA, -2], "Int64"),
        "certainty": ["probable", None, "established"],
        "event_ids": ["E1", None, "E3"],
        "claim_ids": ["3.2.1p1c1", None, None],
        "reason": ["Lorries crossed.", "No row.", "A train was stopped."],
    }
)
THEMES = pd.DataFrame(
    [
        ("trade", "Trade", "Goods and roads", "grows", "goes on", "nothing", "shrinks", "stops"),
        ("arms", "Arms", "Weapons for the other side", "ended", "pledged", "nothing", "alleged", "delivered"),
    ],
    columns=["theme", "title", "what_it_covers", "plus_two", "plus_one", "zero", "minus_one", "minus_two"],
)
ITEMS = pd.DataFrame({"id": ["q1", "q2"], "stem": ["Who took Herat?", "Who kept the seat?"]})
OPTIONS = pd.DataFrame(
    [
        ("q1", "A", "The Taliban", True, "They did in September.", "E1"),
        ("q1", "B", "Iran", False, "No Iranian force crossed.", "E3;E4"),
        ("q2", "A", "The Taliban", False, "The Assembly refused.", None),
        ("q2", "B", "Rabbani's envoys", True, "The Assembly let them sit.", "recognition[usa]"),
        ("q2", "C", "Nobody", False, "The seat was never empty.", None),
    ],
    columns=["item", "letter", "text", "correct", "reason", "evidence"],
)
CELLS = [("trade", "1998H1"), ("trade", "1998H2"), ("arms", "1998H2")]


def make_choice(answer="B"):
    return PredictChoice("t-c", "How many?", ["none", "three & more"], answer, "REVEALED", "BECAUSE")


def make_path():
    return PredictPath("t-p", "How did they deal?", "iran", PATH, range(1996, 1999))


def make_order():
    return OrderEvents("t-o", EVENTS, "AFTERWARDS")


def make_lab():
    return Corroborate(LAB, ACCOUNTS, READINGS)


def make_range():
    return EstimateRange("t-r", "How many troops?", ESTIMATES)


def make_ledger():
    return CodeLedger("t-l", "iran", CELLS, LEDGER, THEMES, EVENTS, CLAIMS)


def make_quiz():
    return Quiz("t-q", ITEMS, OPTIONS)


def make_explorer():
    return Explorer("Year", {"1996": "First picture", "1998": "Second picture"}, look_for="a change")


ALL = [make_choice, make_path, make_order, make_lab, make_range, make_ledger, make_quiz, make_explorer]
SECRETS = {
    make_choice: ["REVEALED", "BECAUSE"],
    make_path: ["A warning.", "Two armies met."],
    make_order: ["September 1995", "AFTERWARDS", "E1"],
    make_lab: ["He saw them.", "He heard none."],
    make_range: ["70,000", "hundreds of thousands"],
    make_ledger: ["Lorries crossed.", "A train was stopped.", "established"],
    make_quiz: ["They did in September.", "The seat was never empty.", "E1"],
}


def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def live(widget):
    """Everything that the live controls show at this moment."""
    return " ".join(
        part.value for part in walk(widget) if hasattr(part, "value") and isinstance(part.value, str)
    )


def before_reveal(twin):
    """A twin as it looks while its blocks are closed."""
    depth, shown = 0, []
    for part in re.split(r"(</?details>)", twin):
        depth += {"<details>": 1, "</details>": -1}.get(part, 0)
        shown += [part] if depth == 0 else []
    return "".join(shown)


TAGS = """div p strong ul ol li table caption thead tbody tr th td details summary figure figcaption
blockquote img small br code bdi em"""


class Checker(HTMLParser):
    """Every tag that opens closes, in order; nothing that JupyterLab's sanitiser takes out."""

    allowed = frozenset(TAGS.split())

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.feed(html)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        assert tag in self.allowed, f"<{tag}> does not survive in JupyterLab"
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


# What all of them share


@pytest.mark.parametrize("make", ALL)
def test_text_form_is_one_short_line(make):
    text = make()._repr_mimebundle_()["text/plain"]
    assert "\n" not in text
    assert len(text) <= 110
    assert "printed form" in text


@pytest.mark.parametrize("make", ALL)
def test_output_holds_live_view_and_twin_and_is_stable(make):
    one, two = make()._repr_mimebundle_(), make()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in one
    assert one["text/html"] == two["text/html"]
    assert one["text/plain"] == two["text/plain"]


@pytest.mark.parametrize("make", ALL)
def test_twin_survives_the_sanitiser(make):
    Checker(make().twin())


@pytest.mark.parametrize("make", ALL)
def test_every_control_has_a_visible_name_of_its_own(make):
    controls = [part for part in walk(make()) if isinstance(part, Dropdown | FloatText | Button)]
    names = [control.description for control in controls]
    assert controls
    assert all(name.strip() for name in names)
    assert len(names) == len(set(names))
    assert all(c.style.description_width == "initial" for c in controls if not isinstance(c, Button))


@pytest.mark.parametrize("make", ALL)
def test_only_the_kinds_of_control_that_a_keyboard_and_a_screen_reader_can_use(make):
    kinds = {type(part).__name__ for part in walk(make()) if not isinstance(part, Activity)}
    assert kinds <= {"Dropdown", "FloatText", "Button", "HTML", "Stack", "HBox"}


@pytest.mark.parametrize("make", list(SECRETS))
def test_nothing_is_revealed_before_the_learner_commits(make):
    widget = make()
    shown = live(widget) + before_reveal(widget.twin())
    found = [secret for secret in SECRETS[make] if secret in shown]
    if make is make_ledger:
        found = [secret for secret in found if secret != "established"]
    assert found == []
    assert widget.answer is None
    assert widget.described() == "no answer yet"


@pytest.mark.parametrize("make", [m for m in SECRETS if m is not make_quiz])
def test_twin_holds_the_reveal_behind_a_closed_block(make):
    twin = make().twin()
    assert "<details>" in twin
    assert "<details open" not in twin
    assert all(secret in twin for secret in SECRETS[make] if secret != "E1")


def test_an_activity_of_no_kind_is_empty():
    plain = Activity("bare", [])
    assert plain.answer is None
    assert plain.twin() == ""
    assert isinstance(plain, VBox)
    assert plain.line == "answer_bare = None"


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
    assert "answer_t_p = {1996: 2, 1997: 0, 1998: -2}" in said
    assert widget.described() == "1996 friendly, 1997 cool, 1998 hostile"


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
        pairs = mark_order(order, EVENTS)
        assert len(pairs) == 6
        wrong = [p for p in pairs if p.right is False]
        assert f"{6 - len(wrong)} of 6 pairs" in widget.feedback.value
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


def test_list_to_order_is_never_in_the_right_order():
    by_title = EVENTS.assign(title=["A", "B", "C", "D"])
    shown = list(OrderEvents("t-turned", by_title).choices)
    assert shown == ["E4", "E3", "E2", "E1"]


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


def test_ledger_gives_cards_to_read_first():
    shown = live(make_ledger())
    assert "Herat falls" in shown
    assert "Trade went on." in shown
    assert "No row of the tables" in shown
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


def test_quiz_keeps_the_first_answer():
    widget = make_quiz()
    widget.choices["q1"].value = "B"
    widget.check("q1")
    widget.choices["q1"].value = "A"
    widget.check("q1")
    assert widget.answer["q1"]["answer"] == "B"


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
        (
            [(True, 80), (False, 60)],
            "right on 1 of 2; your average confidence was 70 per cent. You were surer",
        ),
        ([(True, 60), (True, 60)], "average confidence was 60 per cent. You know more"),
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


# Explorer


def test_explorer_ties_dropdown_and_stack_in_the_browser():
    widget = make_explorer()
    assert widget._tie.source == (widget.choice, "index")
    assert widget._tie.target == (widget.stack, "selected_index")
    assert len(widget.stack.children) == len(widget.choice.options) == 2
    for index, name in enumerate(widget.choice.options):
        assert widget.frames[name] in widget.stack.children[index].value
    assert (widget.choice.index, widget.stack.selected_index) == (0, 0)


def test_explorer_twin_holds_every_picture():
    twin = make_explorer().twin()
    assert all(word in twin for word in ("1996", "1998", "First picture", "Second picture", "a change"))


def test_explorer_needs_a_picture():
    with pytest.raises(ValueError, match="at least one"):
        Explorer("Year", {})


# Small pieces


def test_shown_takes_pictures_tables_frames_and_words():
    class OnlyHtml:
        def _repr_html_(self):
            return "<p>one</p>"

    class Pair:
        def _repr_mimebundle_(self):
            return {"text/html": "<p>two</p>"}, {}

    assert markup.shown(OnlyHtml()) == "<p>one</p>"
    assert markup.shown(Pair()) == "<p>two</p>"
    assert markup.shown("a < b") == "<p>a &lt; b</p>"
    assert markup.shown("") == ""
    assert "<style" not in markup.shown(EVENTS)
    assert "Herat falls" in markup.shown(EVENTS)


def test_missing_cells_become_nothing():
    assert markup.text(None) == markup.text(float("nan")) == markup.text(pd.NA) == ""
    assert markup.evidence(None) == markup.evidence(float("nan")) == ""


def test_only_boxes_hold_controls():
    assert all(isinstance(part, HBox) for part in make_quiz().children if hasattr(part, "children"))


# Made from the course's own tables


def test_quizzes_of_the_course_can_be_taken():
    for name in sorted(tr.table("quizzes")["lesson"].unique()):
        widget = tr.quiz(name)
        for choice in widget.choices.values():
            choice.value = "A"
        widget.button.click()
        assert "You were right on" in widget.closing.value


def test_labs_of_the_course_can_be_filled():
    for name in tr.table("labs")["id"]:
        widget = tr.corroborate(name)
        readings = tr.table("readings").query("lab == @name")
        for row in readings.itertuples():
            widget.choices[row.question_id, row.account].value = row.verdict
        widget.button.click()
        assert f"{len(readings)} of {len(readings)} cells agree" in widget.feedback.value


def test_topics_and_actors_of_the_course_have_a_reveal():
    for topic in sorted(tr.table("estimates")["topic"].unique()):
        assert "<details>" in tr.estimate_range(f"t-{topic}", "How many?", topic).twin()
    for actor in sorted(tr.table("relation_paths")["actor"].unique()):
        assert "<details>" in tr.predict_path(f"t-{actor}", "How?", actor).twin()
    ledger = tr.table("ledger")
    for actor in sorted(ledger["actor"].unique()):
        rows = ledger[ledger["actor"] == actor]
        cells = list(zip(rows["theme"], rows["period"], strict=True))
        assert len(tr.code_ledger(f"t-{actor}", actor, cells).choices) == len(rows)


def test_events_of_the_course_can_be_ordered():
    events = tr.table("events")["id"].head(3)
    assert set(tr.order_events("t-events", events).choices) == set(events)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: tr.quiz("05-nowhere"), "quizzes"),
        (lambda: tr.corroborate("05-nowhere"), "labs"),
        (lambda: tr.order_events("t", ["E999x"]), "E999x"),
        (lambda: tr.predict_path("t", "?", "atlantis"), "relation_paths"),
        (lambda: tr.estimate_range("t", "?", "nothing"), "estimates"),
        (lambda: tr.code_ledger("t", "iran", [("trade", "1812H1")]), "1812H1"),
    ],
)
def test_unknown_ids_are_named(make, said):
    with pytest.raises(ValueError, match=said):
        make()
