"""Exercise items of lesson 05, Iran."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws_a_place_twice, fills, has_rows_of, puts_before

PAIR = ["iran", "taliban"]
COUNTED = ["planned", "in place", "exercise", "not said"]
ORDER = ["E026", "E119", "E128", "E148", "E221", "E223"]


def _between():
    """Events with Iran on one side and the Taliban on the other, earliest first."""
    events = table("events")
    both = events["actor_a"].isin(PAIR) & events["actor_b"].isin(PAIR)
    return events[both].sort_values("start", kind="stable")


def _either():
    events = table("events")
    return events[events["actor_a"].isin(PAIR) | events["actor_b"].isin(PAIR)]


def _one_way(first, second):
    events = table("events")
    return events[(events["actor_a"] == first) & (events["actor_b"] == second)]


def _levels(column="hostility_partner_1to5", partner="IRN", keys=("edition", "year")):
    mids = table("mids_afghanistan")
    rows = mids if partner is None else mids[mids["partner_iso3"] == partner]
    return rows.groupby(list(keys))[column].max()


def _refugees():
    """Year and persons, 1996 to 2001, Iran, UNHCR release of 2025."""
    rows = table("refugees_by_host").query("host_iso3 == 'IRN' and 1996 <= year <= 2001")
    rows = rows[rows["edition"].str.contains("2025")]
    return dict(zip(rows["year"].astype(int), rows["refugees_persons"].astype(int), strict=True))


PEACE = {
    ("cost", "radio"): "says",
    ("cost", "rouhani"): "says",
    ("cost", "mousavian"): "silent",
    ("cost", "quarrel"): "silent",
    ("leader", "radio"): "silent",
    ("leader", "rouhani"): "contradicts",
    ("leader", "mousavian"): "says",
    ("leader", "quarrel"): "silent",
    ("guards", "radio"): "silent",
    ("guards", "rouhani"): "silent",
    ("guards", "mousavian"): "silent",
    ("guards", "quarrel"): "says",
}
TROOPS = {
    "telegraph": "planned",
    "nyt": "in place",
    "latimes": {"exercise", "planned"},
    "bbc": "exercise",
    "gulf": "not said",
    "bbc2002": {"not said", "in place"},
}

ITEMS: tuple[Item, ...] = (
    Item(
        "05-between",
        frame("id", order=True),
        _between,
        mistakes=(
            (
                has_rows_of(_either),
                "You kept every event in which Iran or the Taliban appear at all, third parties included. "
                "Both sides must be in the pair: join the two conditions with &.",
            ),
            (
                has_rows_of(lambda: _one_way("iran", "taliban")),
                "These are only the acts of Iran towards the Taliban. "
                "Acts of the Taliban towards Iran belong here too.",
            ),
            (
                has_rows_of(lambda: _one_way("taliban", "iran")),
                "These are only the acts of the Taliban towards Iran. "
                "Acts of Iran towards the Taliban belong here too.",
            ),
        ),
        hints=(
            "Each event has two actors. What must be true of both?",
            'The first condition is events["actor_a"].isin(["iran", "taliban"]). '
            "Write the same for actor_b and join the two with &.",
            'Put .sort_values("start") at the end, and events[...] around the two conditions.',
        ),
        right="Two directions, one relationship. Look at the table: who acts more often?",
    ),
    Item(
        "05-by-domain",
        series(),
        lambda: _between().groupby("domain", observed=True).size(),
        mistakes=(
            (
                lambda: table("events").groupby("domain", observed=True).size(),
                "You counted all events of the course. Count the rows of `between`.",
            ),
            (
                lambda: _between().groupby("direction", observed=True).size(),
                "You counted by direction (conflict or cooperation); the question asks for the domain.",
            ),
        ),
        hints=(
            "A group-by puts rows with the same word together; .size() counts each group.",
            'between.groupby("domain").size()',
        ),
        right="Note how much of the conflict is diplomatic.",
    ),
    Item(
        "05-iran-level",
        series(),
        _levels,
        mistakes=(
            (
                lambda: _levels("hostility_afghanistan_1to5"),
                "This is the level that the Afghan side reached. The question asks for Iran, the partner.",
            ),
            (
                lambda: _levels(partner=None),
                "You took the highest level of any partner. Keep the rows of Iran before you group.",
            ),
            (
                lambda: _levels(keys=("year",)),
                "The two editions have run together. Group by edition and year, to compare them.",
            ),
        ),
        hints=(
            "Three steps: keep the rows of Iran, group, take the largest.",
            'Group by a list of two columns: .groupby(["edition", "year"]).',
            'End with ["hostility_partner_1to5"].max().',
        ),
        right="Level 5 would be war. In neither edition does Iran reach it.",
    ),
    Item(
        "05-refugee-chart",
        chart(("ylabel",)),
        _refugees,
        mistakes=(
            (
                lambda picture: min(x for x, _ in drawn(picture)) < 1996,
                "The line starts too early. Keep the years 1996 to 2001.",
            ),
            (
                draws_a_place_twice,
                "Each year is drawn twice: both editions are in your table. Keep the release of 2025.",
            ),
            (
                lambda picture: max(y for _, y in drawn(picture)) < 1_000_000,
                "The numbers are too small for Iran. Check `host_iso3`.",
            ),
        ),
        hints=(
            "Keep three things before you draw: the host, the years and the edition.",
            'For the edition: frame["edition"].str.contains("2025").',
        ),
        right="The war scare of 1998 hardly moves the line.",
    ),
    Item(
        "05-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E148", "E128"),
                "Trade resumed after the envoys had met, not before: E128, then E148.",
            ),
            (
                puts_before("E119", "E223"),
                "The order to be ready came in September, the arms train was stopped in October.",
            ),
            (
                puts_before("E221", "E026"),
                "The warning at the border belongs to the months after Herat fell, years before the rest.",
            ),
        ),
        hints=(
            "Find the one from 1995 and the two from 1999 first.",
            "The other three belong to July, September and October of one year.",
        ),
        right="The crossing had closed before the killings, and opened after the talks.",
    ),
    Item(
        "05-troop-sort",
        grid(COUNTED),
        TROOPS,
        mistakes=(
            (
                fills("telegraph", "in place"),
                "Read the report of 29 August again: about to be mobilised is not the same as in place.",
            ),
            (
                fills("gulf", "in place"),
                "A bare number on no known day: the Gulf report does not say what it counts.",
            ),
            (
                fills("nyt", "exercise"),
                "The report of 11 September speaks of soldiers already posted; the manoeuvres come later.",
            ),
        ),
        hints=(
            "Look at the verb of each report: about to be, are posted, are mobilised for.",
            "Two of the six do not tell you what they count.",
        ),
        right="Sorted like this, 70,000 and 200,000 no longer contradict each other.",
    ),
    Item(
        "05-peace-grid",
        grid(VERDICTS),
        PEACE,
        mistakes=(
            (
                fills(("leader", "rouhani"), "silent"),
                "Rouhani says that he himself stopped the attack. Does that leave room for the leader?",
            ),
            (
                fills(("cost", "mousavian"), "says"),
                "The account of Mousavian says who stopped the war, not why. What is not said is silent.",
            ),
            (
                fills(("guards", "rouhani"), "says"),
                "Rouhani speaks of some who wanted to attack. Does he name the Revolutionary Guards?",
            ),
        ),
        hints=(
            "Silent is the commonest word in a good grid: most accounts answer few of our questions.",
            "Only one cell of the twelve is a contradiction.",
        ),
        right="Nobody here admits to having wanted the war. That pattern is evidence too.",
    ),
)
