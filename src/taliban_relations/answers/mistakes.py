"""What the typical mistakes of several topics are made of: tests of an answer, and what they compare it with.

A test that cannot read an answer does not hold (see `engine.Item`), so none here guards against odd types.
"""

from ..reading import table
from .charts import axes_of, plotted
from .values import same

VERDICTS = ["says", "contradicts", "silent"]


def by_date(ids: list[str]) -> list[str]:
    """Ids of the table `events` in order of their first day."""
    start = table("events").set_index("id")["start"]
    return sorted(ids, key=lambda event: start[event])


def drawn(picture) -> list[tuple]:
    """The points of a chart: (label or x, value)."""
    return plotted(axes_of(picture))


def draws(make):
    """Does a chart show the heights that `make()` gives, {place: height}? The order of the places is free.

    A bar without height is as good as none.
    """

    def holds(picture):
        heights = sorted(float(height) for _, height in drawn(picture) if height)
        wanted = sorted(float(height) for height in make().values() if height)
        return len(heights) == len(wanted) and all(map(same, heights, wanted))

    return holds


def draws_a_place_twice(picture):
    """Does a chart show more than one value for the same place?"""
    points = drawn(picture)
    return len(points) > len({place for place, _ in points})


def puts_before(first, second):
    """Does a list have one item before another?"""
    return lambda answer: list(answer).index(first) < list(answer).index(second)


def has_rows_of(make, column="id"):
    """Does a table have the same values in a column as the table that `make()` gives?"""
    return lambda answer: set(answer[column]) == set(make()[column])


def fills(key, word):
    """Does a grid have a word in the cell `key`?"""
    return lambda answer: str(answer.get(key)).strip().lower() == word
