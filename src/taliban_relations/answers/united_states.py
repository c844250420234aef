"""Exercise items of lesson 03, the United States."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, has_rows_of, puts_before

COMPANIES = ["unocal", "centgas", "bridas"]
KINDS = ["demand", "sanctions", "listing", "force"]
MILE = 1.609344
ORDER = ["E082", "E086", "E088", "E102", "E136", "E177"]


def _acts(others=("taliban", "al-qaeda")):
    """Events in which the United States act first towards one of `others`, earliest first."""
    events = table("events")
    kept = events[(events["actor_a"] == "usa") & events["actor_b"].isin(others)]
    return kept.sort_values("start", kind="stable")


def _either_way():
    events = table("events")
    pair = ["usa", "taliban", "al-qaeda"]
    return events[events["actor_a"].isin(pair) & events["actor_b"].isin(pair)]


def _printed(topics=("03-pipeline-km", "03-pipeline-miles")):
    rows = table("estimates")
    return rows[rows["topic"].isin(topics)].set_index("id")


def _lengths(factor=MILE):
    """Id to the length of the line, those printed in miles multiplied by `factor`."""
    rows = _printed()
    return rows["low"].where(rows["unit"] == "kilometres", rows["low"] * factor)


def _all_times_mile():
    return _printed()["low"] * MILE


def _project(sides=("actor_a", "actor_b"), companies=COMPANIES):
    """Year to the number of events with one of the companies on one of `sides`."""
    events = table("events")
    kept = events[events[list(sides)].isin(companies).any(axis=1)]
    return {int(year): int(n) for year, n in kept.groupby(kept["start"].dt.year).size().items()}


ACTS = {
    "council-1998": "demand",
    "order-1999": "sanctions",
    "department-1999": "listing",
    "council-1999": {"sanctions", "demand"},
    "president-2001": "demand",
    "october-2001": "force",
}
VISIT = {
    ("signing", "bbc"): "silent",
    ("signing", "alexander"): "silent",
    ("signing", "telegraph"): "says",
    ("signing", "ahmad"): "silent",
    ("rival", "bbc"): "says",
    ("rival", "alexander"): "silent",
    ("rival", "telegraph"): "silent",
    ("rival", "ahmad"): "says",
    ("kept-out", "bbc"): "silent",
    ("kept-out", "alexander"): "contradicts",
    ("kept-out", "telegraph"): "silent",
    ("kept-out", "ahmad"): "contradicts",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "03-acts",
        frame("id", order=True),
        _acts,
        mistakes=(
            (
                has_rows_of(lambda: _acts(("taliban",))),
                "The acts towards al-Qaeda are missing, the missiles of 1998 among them. "
                "The second side may be either of two.",
            ),
            (
                has_rows_of(_either_way),
                "You kept acts in every direction, attacks on the United States included. "
                "Only those belong here in which Washington acts first.",
            ),
            (
                has_rows_of(lambda: table("events").query("actor_a == 'usa'")),
                "These are all acts of the United States, towards anybody. Add the condition on actor_b.",
            ),
        ),
        hints=(
            "One condition for the side that acts, one for the side acted upon.",
            'The second condition is events["actor_b"].isin(["taliban", "al-qaeda"]); join the two with &.',
            'Put .sort_values("start") at the end, and brackets round the first condition.',
        ),
        right="A visit and a missile now stand in one table. Read the column `actor_b` before you count.",
    ),
    Item(
        "03-by-direction",
        series(),
        lambda: _acts().groupby("direction", observed=True).size(),
        mistakes=(
            (
                lambda: table("events").groupby("direction", observed=True).size(),
                "You counted all events of the course. Count the rows of `acts`.",
            ),
            (
                lambda: _acts().groupby("domain", observed=True).size(),
                "You counted by domain (diplomatic, military, legal); the question asks for the direction.",
            ),
        ),
        hints=(
            "A group-by puts rows with the same word together; .size() counts each group.",
            'acts.groupby("direction").size()',
        ),
        right="Look how many of these acts are not conflict, although the story ends in war.",
    ),
    Item(
        "03-lengths",
        series(tolerance=0.001),
        _lengths,
        mistakes=(
            (
                lambda: _lengths(1.0),
                "The two lengths in miles are still in miles. Multiply those rows, and only those.",
            ),
            (
                lambda: _lengths(1 / MILE),
                "You divided the miles. A kilometre is shorter than a mile, so the number must grow.",
            ),
            (
                lambda: _printed(("03-pipeline-km",))["low"],
                "The lengths in miles are missing. They stand under a topic of their own.",
            ),
            (
                _all_times_mile,
                "Every row was multiplied, the kilometres too. Choose the rows by their unit.",
            ),
        ),
        hints=(
            "Keep the six rows and make `id` the index; then change the rows whose unit is miles.",
            'lengths["low"].where(lengths["unit"] == "kilometres", ____) keeps the kilometres as they are.',
            'In place of the blank: lengths["low"] * 1.609344.',
        ),
        right="In one unit most of them lie close together. Not all measure from the same point.",
    ),
    Item(
        "03-project-chart",
        chart(("ylabel",)),
        _project,
        mistakes=(
            (
                draws(lambda: _project(sides=("actor_a",))),
                "These are only the events in which a company acts first. Allow actor_b as well, with |.",
            ),
            (
                draws(lambda: _project(companies=["unocal"])),
                "Only Unocal is counted. The consortium and the rival have rows of their own.",
            ),
            (
                lambda picture: len(drawn(picture)) > 12,
                "There are far more bars than years. Group by the year before you draw.",
            ),
        ),
        hints=(
            "Three steps: keep the rows, count them by year, draw.",
            'rows.groupby(rows["start"].dt.year.rename("year")).size().reset_index(name="events") '
            "gives the frame.",
        ),
        right="The project lives in few years, and most of it in talk.",
    ),
    Item(
        "03-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E102", "E082"),
                "The words about women came first, months before the bombs and the missiles: "
                "E082, later E102.",
            ),
            (
                puts_before("E177", "E136"),
                "The office in New York closed only under the second round of UN sanctions: "
                "E136 comes before E177.",
            ),
            (
                puts_before("E102", "E088"),
                "The envoy flew to Kabul in the spring of the year; the missiles came in its summer.",
            ),
        ),
        hints=(
            "Find the two that belong to the years after 1998 first.",
            "Three of the others belong to February, April and August of one year.",
        ),
        right="Criticism, a refusal to build and a visit all lie before the first missile.",
    ),
    Item(
        "03-act-sort",
        grid(KINDS),
        ACTS,
        mistakes=(
            (
                fills("order-1999", "listing"),
                "The order of July 1999 cuts off money and trade. "
                "It puts nobody on the State Department's list.",
            ),
            (
                fills("president-2001", "force"),
                "A speech that asks for something is not yet force, whatever follows it.",
            ),
            (
                fills("council-1998", "sanctions"),
                "Resolution 1214 asks; nothing is cut off until the year after.",
            ),
        ),
        hints=(
            "Look at the verb: tells, freezes, names, decides, asks, opens.",
            "Only one of the six puts a name on a list of groups, and the name is not the Taliban.",
        ),
        right="Four words for four acts; the paper's sentence runs them together.",
    ),
    Item(
        "03-visit-grid",
        grid(VERDICTS),
        VISIT,
        mistakes=(
            (
                fills(("kept-out", "bbc"), "says"),
                "The BBC report does not mention the government. Not mentioned is silent.",
            ),
            (
                fills(("kept-out", "alexander"), "silent"),
                "Where were the visitors received, and by whom? Does that leave the government outside?",
            ),
            (
                fills(("signing", "ahmad"), "says"),
                "To woo somebody is not to be about to sign. Read what Ahmad says again.",
            ),
        ),
        hints=(
            "Silent is the commonest word in a good grid: most accounts answer few of our questions.",
            "Only one account speaks of a signature, and two cells are contradictions.",
        ),
        right="The account that is surest of a signature names no document. What would settle it?",
    ),
)
