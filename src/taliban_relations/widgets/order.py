"""Put events in order, and read which came first, pair by pair."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from string import ascii_uppercase

from ..reading import table
from ..wording import house_date, join_words
from . import markup
from .base import Activity, pick, press, say, to_copy, words


@dataclass(frozen=True)
class Pair:
    """Two events as the learner placed them: `right` is None when the dates are too coarse to decide."""

    first: str
    second: str
    right: bool | None


def came_first(one: str, other: str) -> bool | None:
    """Is the ISO date `one` before `other`? None when equal, or when one only names the other's year."""
    if one.startswith(other) or other.startswith(one):
        return None
    return one < other


def mark_order(ids, events) -> list[Pair]:
    """Mark every pair of an order.

    `ids` event ids in the learner's order; `events` a frame with id and date (ISO text; a year or a month is
    fine).
    Returns one `Pair` for each two events, in the learner's order. Raises KeyError for an id that is not in
    `events`.
    """
    dates = dict(zip(events["id"], events["date"].astype(str), strict=True))
    return [Pair(a, b, came_first(dates[a], dates[b])) for a, b in combinations(ids, 2)]


def order_feedback_html(ids, events) -> str:
    """How many pairs stand right, then the neighbours one by one with their dates."""
    pairs = mark_order(ids, events)
    wrong = [pair for pair in pairs if pair.right is False]
    rows = events.drop_duplicates("id").set_index("id")
    score = f"{len(pairs) - len(wrong)} of {len(pairs)} pairs stand in the right order."
    neighbours = [pair for pair in pairs if (pair.first, pair.second) in set(pairwise(ids))]
    lines = [_pair_words(pair, rows) for pair in neighbours]
    advice = (
        ""
        if not wrong
        else markup.paragraph("Move the events you now see are out of place, and check again.")
    )
    return markup.paragraph(score) + markup.items(lines) + advice


def _pair_words(pair: Pair, rows) -> str:
    one, two = rows.loc[pair.first], rows.loc[pair.second]
    when = f"{one['title']} ({house_date(one['date'])}), then {two['title']} ({house_date(two['date'])})"
    verdict = {
        True: "Right",
        False: "The other way round",
        None: "Either order will do: the dates we have do not decide it",
    }[pair.right]
    reason = markup.text(two["description"] if pair.right is not False else one["description"])
    ids = markup.evidence(f"{pair.first};{pair.second}")
    return f"<strong>{verdict}.</strong> {markup.text(when)}. {reason}{ids}"


def shuffled(events):
    """The events by title, so that the list tells nothing; turned round if that happens to be by date."""
    by_title = events.sort_values("title", kind="stable")
    return by_title[::-1] if by_title["date"].astype(str).is_monotonic_increasing else by_title


class OrderEvents(Activity):
    """Give each event a position. Made by `order_events`."""

    title = "Order"

    def __init__(self, id, events, because="", *, variable=None):
        self.events = shuffled(events)
        self.because = because
        places = range(1, len(self.events) + 1)
        letters = dict(zip(self.events["id"], ascii_uppercase, strict=False))
        self.choices = {id: pick(f"Event {letter}, position:", places) for id, letter in letters.items()}
        self.button = press("Check my order", self.commit)
        self.feedback = words()
        head = words(
            markup.paragraph("Which came first? Give each event a position: 1 is the earliest.", strong=True)
        )
        parts = [head]
        # The words stand above: a label beside its control would not wrap, and push it off a narrow page.
        for row in self.events.to_dict("records"):
            parts += [
                words(markup.paragraph(f"{letters[row['id']]}. {row['title']}")),
                self.choices[row["id"]],
            ]
        super().__init__(id, [*parts, self.button, self.feedback], variable=variable)

    def commit(self):
        """Keep the order and mark it; asks for positions that are missing or given twice."""
        places = {id: choice.value for id, choice in self.choices.items()}
        problem = position_problem(list(places.values()))
        if problem:
            say(self.feedback, markup.paragraph(problem))
            return
        self.committed = sorted(places, key=places.get)
        html = order_feedback_html(self.committed, self.events)
        if self.because:
            html += markup.paragraph(self.because)
        say(self.feedback, html + to_copy(self))

    def in_words(self):
        return ", ".join(self.committed)

    def summary(self):
        return f"{len(self.events)} events (use the controls above, or the printed form)"

    def twin(self):
        blanks = markup.items(f"____ {markup.text(title)}" for title in self.events["title"])
        in_order = self.events.assign(_date=self.events["date"].astype(str)).sort_values(["_date", "id"])
        dated = markup.items(
            (
                f"{markup.text(house_date(row['date']))}: {markup.text(row['title'])}. "
                f"{markup.text(row['description'])}{markup.evidence(row['id'])}"
                for row in in_order.to_dict("records")
            ),
            ordered=True,
        )
        because = markup.paragraph(self.because) if self.because else ""
        return markup.section(
            "Which came first? Write a position before each event: 1 is the earliest.",
            blanks,
            markup.folded("Open after you have numbered them", dated + because),
        )


def position_problem(places: list[int | None]) -> str:
    """What keeps a set of positions from being an order, in plain words; empty when it is one."""
    missing = places.count(None)
    if missing:
        count = "One event has" if missing == 1 else f"{missing} events have"
        return f"{count} no position yet."
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        which = join_words(twice)
        which = f"Position {which} is" if len(twice) == 1 else f"Positions {which} are"
        return f"{which} given more than once. Each event needs a position of its own."
    return ""


def order_events(id, event_ids, because="", *, variable=None) -> OrderEvents:
    """Events to put in order by position; the feedback names each pair of neighbours with dates and reasons.

    Parameters: `id` unique in the lesson; `event_ids` ids of the table `events` in any order (they are shown
    by title, without dates or ids); `because` a text shown after the order was checked.
    Raises ValueError for an event that the table does not have.
    """
    events = table("events")
    unknown = [event for event in event_ids if event not in set(events["id"])]
    if unknown:
        raise ValueError(f"The table events has no row {', '.join(unknown)}.")
    return OrderEvents(id, events[events["id"].isin(list(event_ids))], because, variable=variable)
