"""Exercise items of lesson 08, Tajikistan."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws_a_place_twice, fills, has_rows_of, puts_before

COUNTERS = ["aid agency", "border guards", "not said"]
ORDER = ["E008", "E059", "E072", "E132", "E160", "E281"]


def _tajik(sides=("actor_a", "actor_b")):
    """Events with Tajikistan on one of `sides`, earliest first."""
    events = table("events")
    return events[(events[list(sides)] == "tajikistan").any(axis=1)].sort_values("start", kind="stable")


def _of_the_section():
    events = table("events")
    return events[events["paper_section"].astype(str) == "3.3.1"]


def _soldiers(state, first=1996):
    """Soldiers of a state in thousands, by year."""
    rows = table("capabilities").query("iso3 == @state and @first <= year <= 2001")
    return rows.set_index("year")["milper_thousand_persons"].astype(float)


def _ratio(over="UZB", under="TJK", first=1996):
    return _soldiers(over, first) / _soldiers(under, first)


def _drawn_soldiers():
    """Year and thousands of soldiers, Tajikistan, 1992 to 2001."""
    return {int(year): value for year, value in _soldiers("TJK", first=1992).items()}


COUNTS = {
    "irin": "aid agency",
    "rferl_text": "not said",
    "rferl_quote": "aid agency",
    "bbc": "not said",
    "afp": "not said",
    "eurasianet": "border guards",
}
ISLANDS = {
    ("admit", "teacher"): "says",
    ("admit", "deputy"): "contradicts",
    ("admit", "attache"): "contradicts",
    ("admit", "unhcr"): "says",
    ("poor", "teacher"): "silent",
    ("poor", "deputy"): "says",
    ("poor", "attache"): "says",
    ("poor", "unhcr"): "silent",
    ("faith", "teacher"): "says",
    ("faith", "deputy"): "silent",
    ("faith", "attache"): "silent",
    ("faith", "unhcr"): "silent",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "08-tajik",
        frame("id", order=True),
        _tajik,
        mistakes=(
            (
                has_rows_of(lambda: _tajik(("actor_a",))),
                "These are only the events in which Tajikistan acts first. "
                "Events that were done to it or with it belong here too: allow actor_b, with |.",
            ),
            (
                has_rows_of(lambda: _tajik(("actor_b",))),
                "These are only the events in which Tajikistan is acted upon. Allow actor_a too, with |.",
            ),
            (
                has_rows_of(_of_the_section),
                "You kept the events of the section of the paper. The question asks who acted.",
            ),
        ),
        hints=(
            "One of two conditions is enough: which sign joins them?",
            'The first condition is (events["actor_a"] == "tajikistan"). Write the same for actor_b.',
            'Join them with | inside events[...], and put .sort_values("start") at the end.',
        ),
        right="Look down the column of the other side: it is seldom the Taliban.",
    ),
    Item(
        "08-by-direction",
        series(),
        lambda: _tajik().groupby("direction", observed=True).size(),
        mistakes=(
            (
                lambda: table("events").groupby("direction", observed=True).size(),
                "You counted all events of the course. Count the rows of `tajik`.",
            ),
            (
                lambda: _tajik().groupby("domain", observed=True).size(),
                "You counted by domain (diplomatic, military ...); the question asks for the direction.",
            ),
        ),
        hints=(
            "A group-by puts rows with the same word together; .size() counts each group.",
            'tajik.groupby("direction").size()',
        ),
        right="Cooperation with whom? Direction says nothing about the partner.",
    ),
    Item(
        "08-uzbek-ratio",
        series(tolerance=0.001),
        _ratio,
        mistakes=(
            (
                lambda: _ratio("TJK", "UZB"),
                "This is Tajikistan divided by Uzbekistan. Put the larger army on top.",
            ),
            (
                lambda: _ratio(first=1992),
                "Your series begins too early. Keep the years from 1996 on.",
            ),
            (
                lambda: _ratio("RUS"),
                "You divided the soldiers of Russia. The question asks for Uzbekistan.",
            ),
        ),
        hints=(
            "Make two series first, one for each state, both with the year as index.",
            'One of them: years[years["iso3"] == "UZB"].set_index("year")["milper_thousand_persons"].',
            "Pandas matches the years when you divide one series by the other.",
        ),
        right="The ratio jumps because one of the two figures does. Which, and how was it counted?",
    ),
    Item(
        "08-soldier-chart",
        chart(("ylabel",)),
        _drawn_soldiers,
        mistakes=(
            (
                draws_a_place_twice,
                "Each year is drawn more than once: other states are in your table. Keep iso3 == 'TJK'.",
            ),
            (
                lambda picture: max(x for x, _ in drawn(picture)) > 2001,
                "The line runs on too long. Keep the years 1992 to 2001.",
            ),
            (
                lambda picture: max(y for _, y in drawn(picture)) > 20,
                "The numbers are too large for Tajikistan. Check `iso3`.",
            ),
        ),
        hints=(
            "Keep two things before you draw: the state and the years.",
            'For the years: power["year"].between(1992, 2001).',
        ),
        right="The army is smallest in the years of the civil war, when others fought it out.",
    ),
    Item(
        "08-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E059", "E281"),
                "The threat against Rabbani's side came before the airlift for it: E281, then E059.",
            ),
            (
                puts_before("E132", "E008"),
                "The treaty of friendship is years older than the agreement on bases.",
            ),
            (
                puts_before("E160", "E072"),
                "Tajikistan had made peace at home before the crossing was closed.",
            ),
        ),
        hints=(
            "One belongs to 1993 and one to September 2000. Find these first.",
            "Of the others one is of 1996, two of 1997 and one of 1999.",
        ),
        right="Quarrel, then airlift, then peace at home: not the order in which friendship is usually told.",
    ),
    Item(
        "08-count-sort",
        grid(COUNTERS),
        COUNTS,
        mistakes=(
            (
                fills("rferl_text", "aid agency"),
                "Two figures stand in one report. Whose is the one in the reporter's own sentence?",
            ),
            (
                fills("afp", "border guards"),
                "The president visited the border guards; the report does not say that they counted.",
            ),
            (
                fills("bbc", "aid agency"),
                "A caption gives a number and no counter. Do not add one.",
            ),
        ),
        hints=(
            "Look for a body that is named as the one who says the number.",
            "Three of the six name nobody.",
        ),
        right="The figures without a counter are not the smallest ones.",
    ),
    Item(
        "08-island-grid",
        grid(VERDICTS),
        ISLANDS,
        mistakes=(
            (
                fills(("admit", "attache"), "says"),
                "Read the attaché again: is his government for or against letting them in?",
            ),
            (
                fills(("poor", "unhcr"), "says"),
                "The UN official calls the position difficult. Does he say that the means are lacking?",
            ),
            (
                fills(("faith", "deputy"), "contradicts"),
                "The deputy prime minister does not speak of religion at all. What is not said is silent.",
            ),
        ),
        hints=(
            "Only one of the four speaks of religion.",
            "Two speakers are against admission, and they are not on the same side of the river.",
        ),
        right="The envoy of the fighters' own side agrees with the government that keeps the people out.",
    ),
)
