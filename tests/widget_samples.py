"""Small tables of their own for the widget tests, and one widget of each kind made from them."""

import re
from importlib import import_module

import pandas as pd

from taliban_relations.widgets import (
    Audit,
    CodeLedger,
    Corroborate,
    Decide,
    EstimateRange,
    Explorer,
    OrderEvents,
    PredictChoice,
    PredictPath,
    Quiz,
    SortCards,
    threat_workbench,
)

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
SORTING = {"id": "t-s", "title": "Basis", "question": "Who says so?", "heaps": "a witness;hearsay"}
CARDS = pd.DataFrame(
    [
        ("t-s", 2, "A letter tells of it.", "hearsay", "The writer was elsewhere.", "E2"),
        ("t-s", 1, "A doctor was there.", "a witness", "She saw it herself.", "E1"),
    ],
    columns=["sorting", "card", "text", "heap", "reason", "evidence"],
)
DECISION = {
    "id": "t-d",
    "title": "A road",
    "whose_desk": "A ministry of transport",
    "date": "1996-10",
    "situation": "The road is open.",
    "question": "Send the lorries?",
    "known_event_ids": "E2;E1",
    "not_known": "NOT KNOWN THEN.",
    "outcome": "THEY WERE SENT.",
    "outcome_event_ids": "E3",
    "debrief": "WHO IS ABSENT?",
}
CHOICES = pd.DataFrame(
    [
        ("t-d", "B", "Wait.", "Nothing is lost.", "Others go first.", None),
        ("t-d", "A", "Send them.", "The road is open.", "It may close.", "E2"),
    ],
    columns=["decision", "letter", "text", "speaks_for", "speaks_against", "evidence"],
)
AUDIT = {"id": "t-a", "title": "A letter", "question": "Who closed the road?"}
RUBRIC = pd.DataFrame(
    [
        ("sourcing", 2, 1, "secure", "ORIGIN IS WEIGHED"),
        ("sourcing", 2, 0, "none", "no origin"),
        ("claim", 1, 1, "secure", "it answers"),
        ("claim", 1, 0, "none", "it does not answer"),
    ],
    columns=["row", "position", "level", "name", "wording"],
)
AUDIT_READINGS = pd.DataFrame(
    [
        ("t-a", "sourcing", 0, "NOBODY IS NAMED.", "E2"),
        ("t-a", "claim", 1, "A PLAIN ANSWER.", "E1"),
    ],
    columns=["audit", "row", "level", "reason", "evidence"],
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


def make_sorting():
    return SortCards(SORTING, CARDS)


def make_audit():
    return Audit(AUDIT, RUBRIC, AUDIT_READINGS)


def make_decision():
    known = EVENTS[EVENTS["id"].isin(DECISION["known_event_ids"].split(";"))]
    return Decide(DECISION, CHOICES, known.assign(start=pd.to_datetime(known["date"], format="ISO8601")))


def make_workbench():
    return threat_workbench("t-w")


def make_explorer():
    return Explorer("Year", {"1996": "First picture", "1998": "Second picture"}, look_for="a change")


def with_tables(monkeypatch, module, tables):
    """Let a module of widgets read these tables in place of the course's."""
    for name in ("base", module):
        reader = import_module(f"taliban_relations.widgets.{name}")
        monkeypatch.setattr(reader, "table", tables.get, raising=False)


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
