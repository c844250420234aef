"""What every widget owes its reader: names, a printed twin, nothing shown too early, stable output."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from ipywidgets import Button, Dropdown, FloatText, HBox, VBox
from widget_samples import (
    EVENTS,
    ITEMS,
    OPTIONS,
    live,
    make_audit,
    make_choice,
    make_decision,
    make_explorer,
    make_lab,
    make_ledger,
    make_order,
    make_path,
    make_quiz,
    make_range,
    make_sorting,
    make_workbench,
    walk,
    with_tables,
)

import taliban_relations as tr
from taliban_relations.widgets import (
    Explorer,
    markup,
)
from taliban_relations.widgets.base import Activity

ALL = [
    *(make_choice, make_path, make_order, make_lab, make_range, make_ledger, make_quiz, make_explorer),
    *(make_sorting, make_decision, make_workbench, make_audit),
]
SECRETS = {
    make_choice: ["REVEALED", "BECAUSE"],
    make_path: ["A warning.", "Two armies met."],
    make_order: ["September 1995", "AFTERWARDS", "E1"],
    make_lab: ["He saw them.", "He heard none."],
    make_range: ["70,000", "hundreds of thousands"],
    make_ledger: ["Lorries crossed.", "A train was stopped.", "established"],
    make_sorting: ["She saw it herself.", "E1", "The writer was elsewhere."],
    make_decision: ["THEY WERE SENT.", "NOT KNOWN THEN.", "WHO IS ABSENT?", "E3"],
    make_audit: ["NOBODY IS NAMED.", "A PLAIN ANSWER.", "E2"],
    make_quiz: ["They did in September.", "The seat was never empty.", "E1"],
}


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
def test_nothing_is_chosen_at_first(make):
    dropdowns = [part for part in walk(make()) if isinstance(part, Dropdown)]
    assert all((part.index, part.value) == (0, None) for part in dropdowns)


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
    assert plain.described() == "no answer yet"
    assert "printed form" in repr(plain)


@pytest.mark.parametrize("make", ALL)
def test_dropdowns_keep_their_keys_in_jupyterlab(make):
    """JupyterLab would take them as shortcuts; the browser test presses them."""
    assert "data-lm-suppress-shortcuts" in live(make())
    assert "onerror" not in make().twin()


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


@pytest.mark.parametrize(
    ("title", "line"),
    [("A killing", "Lab. A killing: Who fired?"), ("Who was there?", "Lab. Who was there? Who fired?")],
)
def test_headline_has_one_stop_after_its_title(title, line):
    assert markup.headline("Lab", title, "Who fired?") == line


def test_missing_cells_become_nothing():
    assert markup.text(None) == markup.text(float("nan")) == markup.text(pd.NA) == ""
    assert markup.evidence(None) == markup.evidence(float("nan")) == ""


def test_only_boxes_hold_controls():
    assert all(isinstance(part, HBox) for part in make_quiz().children if hasattr(part, "children"))


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        ("quiz_items", ITEMS.head(1), "asks for q2"),
        ("quiz_options", OPTIONS[~OPTIONS["correct"]], "no correct option for q1"),
    ],
)
def test_quiz_with_a_gap_in_its_tables(monkeypatch, name, broken, said):
    quizzes = pd.DataFrame({"lesson": "t", "position": [1, 2], "item": ["q1", "q2"]})
    tables = {"quizzes": quizzes, "quiz_items": ITEMS, "quiz_options": OPTIONS, name: broken}
    with_tables(monkeypatch, "quiz", tables)
    with pytest.raises(ValueError, match=said):
        tr.quiz("t")


def test_quiz_asks_in_the_order_of_its_positions(monkeypatch):
    quizzes = pd.DataFrame({"lesson": "t", "position": [2, 1], "item": ["q1", "q2"]})
    tables = {"quizzes": quizzes, "quiz_items": ITEMS, "quiz_options": OPTIONS}
    with_tables(monkeypatch, "quiz", tables)
    assert list(tr.quiz("t").choices) == ["q2", "q1"]


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
        widget = tr.code_ledger(f"t-{actor}", actor, cells)
        for (cell, choice), code in zip(widget.choices.items(), rows["code"], strict=True):
            assert cell in cells
            choice.value = "none" if pd.isna(code) else int(code)
        widget.button.click()
        assert f"agree on {len(rows)} of {len(rows)} cells" in widget.feedback.value


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
