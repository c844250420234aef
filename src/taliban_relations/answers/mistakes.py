"""What the typical mistakes of several topics are made of: tests of an answer, and what they compare it with.

A test that cannot read an answer does not hold (see `engine.Item`), so none here guards against odd types.
"""

from ..reading import table
from .charts import axes_of, plotted

VERDICTS = ["says", "contradicts", "silent"]


def by_date(ids: list[str]) -> list[str]:
    """Ids of the table `events` in order of their first day."""
    start = table("events").set_index("id")["start"]
    return sorted(ids, key=lambda event: start[event])


def drawn(picture) -> list[tuple]:
    """The points of a chart: (label or x, value)."""
    return plotted(axes_of(picture))


def puts_before(first, second):
    """Does a list have one item before another?"""
    return lambda answer: list(answer).index(first) < list(answer).index(second)


def has_rows_of(make):
    """Does a table have the same ids as the table that `make()` gives?"""
    return lambda answer: set(answer["id"]) == set(make()["id"])


def fills(key, word):
    """Does a grid have a word in the cell `key`?"""
    return lambda answer: str(answer.get(key)).strip().lower() == word
