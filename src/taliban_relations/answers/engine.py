"""Checking an answer: an item is data, the engine is generic.

An `Item` says what is expected, how to compare, which mistakes are typical and which hints to give. `check`
looks the item up and returns an `Outcome`: "right", "not yet" (with what to look at) or "not attempted".
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Any

from ..lesson import keep
from ..package import did_you_mean
from ..widgets import markup
from .values import blank, brief

RIGHT, NOT_YET, NOT_ATTEMPTED = "right", "not yet", "not attempted"
LEADS = {RIGHT: "Right.", NOT_YET: "Not yet.", NOT_ATTEMPTED: "Not attempted."}


@dataclass(frozen=True)
class Found:
    """What a comparer found: `message` is empty for a right answer; `share`, 0 to 1, is how much is right."""

    message: str = ""
    share: float = 0.0


OK = Found("", 1.0)
Comparer = Callable[[Any, Any], Found]


@dataclass(frozen=True)
class Item:
    """One question of an exercise.

    `id`: lesson number and name, such as "05-herat". `compare`: a comparer from `answers.compare`.
    `expected`: the right answer, or a function without arguments that computes it from the tables.
    `mistakes`: pairs of a typical wrong answer and what to say about it; the wrong answer is a value, a
    function without arguments that computes one, or a function of the answer that returns true. `hints`: from
    a nudge to nearly everything. `right`: what to say about a right answer. `unchanged`: a value the exercise
    starts with, which is no answer yet.
    """

    id: str
    compare: Comparer
    expected: Any = None
    mistakes: tuple[tuple[Any, str], ...] = ()
    hints: tuple[str, ...] = ()
    right: str = ""
    unchanged: Any = ...

    @cached_property
    def solution(self):
        """The expected answer, computed once."""
        return self.expected() if callable(self.expected) else self.expected

    def judge(self, answer) -> "Outcome":
        """Compare an answer: not attempted, right, a known mistake, or what the comparer found."""
        if blank(answer) or (self.unchanged is not ... and brief(answer) == brief(self.unchanged)):
            return Outcome(
                self, NOT_ATTEMPTED, "Replace the dots with your answer, then run the cell again.", 0.0
            )
        found = self.compare(answer, self.solution)
        if not found.message:
            return Outcome(self, RIGHT, self.right, found.share)
        known = (message for wrong, message in self.mistakes if self._matches(wrong, answer))
        return Outcome(self, NOT_YET, next(known, found.message), found.share)

    def _matches(self, wrong, answer) -> bool:
        if callable(wrong) and signature(wrong).parameters:
            return _holds(wrong, answer)
        value = wrong() if callable(wrong) else wrong
        return not self.compare(answer, value).message


def _holds(test, answer) -> bool:
    """Does the test of a typical mistake hold? A test that cannot read the answer does not."""
    try:
        return bool(test(answer))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return False


@dataclass(frozen=True)
class Outcome:
    """What came of a check: `status` (right, not yet, not attempted), `message`, `share` that is right."""

    item: Item
    status: str
    message: str
    share: float

    @property
    def right(self) -> bool:
        """True when the whole answer is right."""
        return self.status == RIGHT

    def __bool__(self):
        return self.right

    def __str__(self):
        left = (
            f' For a hint: tr.hint("{self.item.id}", 1).'
            if self.status == NOT_YET and self.item.hints
            else ""
        )
        return f"{LEADS[self.status]} {self.message}{left}".strip()

    __repr__ = __str__

    def _repr_html_(self):
        lead, rest = LEADS[self.status], str(self)[len(LEADS[self.status]) :]
        return f"<p><strong>{lead}</strong>{markup.text(rest)}</p>"


@dataclass(frozen=True)
class Hint:
    """One hint of an item, as text and HTML."""

    message: str

    def __repr__(self):
        return self.message

    def _repr_html_(self):
        return markup.paragraph(self.message)


class UnknownItem(LookupError):
    """No item has this id."""


def find(items: dict[str, Item], item_id: str) -> Item:
    """The item of that id. Raises UnknownItem, naming the ids most like it."""
    if item_id in items:
        return items[item_id]
    meant = did_you_mean(item_id, items, cutoff=0.3)
    raise UnknownItem(f"No exercise item is called {item_id!r}.{meant} Copy the id from the exercise.")


def check_item(item: Item, answer) -> Outcome:
    """Judge an answer and keep it for the receipt."""
    outcome = item.judge(answer)
    keep(
        f"Exercise {item.id}",
        lambda: f"{brief(answer)} ({outcome.status})" if outcome.status != NOT_ATTEMPTED else outcome.status,
    )
    return outcome


def hint_of(item: Item, stage: int = 1) -> Hint:
    """Hint number `stage` of an item, from 1; in plain words when there is none or no such stage."""
    count = len(item.hints)
    if not count:
        return Hint("There is no hint for this item. Read the section of the lesson again.")
    if not isinstance(stage, int) or not 1 <= stage <= count:
        return Hint(
            f"This item has {count} hint{'s' if count > 1 else ''}: ask for a number from 1 to {count}."
        )
    return Hint(f"Hint {stage} of {count}: {item.hints[stage - 1]}")
