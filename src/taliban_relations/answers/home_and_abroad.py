"""Exercise items of lesson 11, at home and abroad."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered, quantity
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, puts_before

KINDS = ["stock", "flow", "recount"]
ORDER = ["E075", "E095", "E178", "E233", "E235", "E310"]
NEIGHBOURS = ["IRN", "PAK"]


def _newest(name):
    """The rows of a refugee table in its newest edition."""
    rows = table(name)
    return rows[rows["edition"].str.contains("2025")]


def _hosts(year=1996, least=5000):
    rows = _newest("refugees_by_host")
    return rows[(rows["year"] == year) & (rows["refugees_persons"] >= least)]


def _share(hosts=NEIGHBOURS, year=1996):
    """Per cent of the refugees of a year who lived in the host countries named."""
    rows = _newest("refugees_by_host").query("year == @year")
    part = rows[rows["host_iso3"].isin(hosts)]
    return float(100 * part["refugees_persons"].sum() / rows["refugees_persons"].sum())


def _both_editions():
    rows = table("refugees_by_host")
    return rows[(rows["year"] == 1996) & (rows["refugees_persons"] >= 5000)]


def _stock(host="IRN"):
    rows = _newest("refugees_by_host")
    return rows[rows["host_iso3"] == host].set_index("year")["refugees_persons"]


def _home(host="IRN"):
    rows = table("returns_by_host")
    return rows[rows["returned_from_iso3"] == host].set_index("year")["returned_refugees_persons"]


def _came(host="IRN", sign=1):
    """Arrivals that the change in stock and the returns together call for, 1996 to 2000."""
    return (_stock(host).diff() + sign * _home(host)).loc[1996:2000]


def _measure(measure="internally_displaced"):
    rows = _newest("displacement_totals")
    rows = rows[(rows["measure"] == measure) & rows["year"].between(1995, 2001)]
    return {str(year): int(value) for year, value in zip(rows["year"], rows["persons"], strict=True)}


COUNTS = {
    "exodus": "flow",
    "villages": "stock",
    "revised": "recount",
    "arrivals": "flow",
    "displaced": "stock",
    "unnoticed": "recount",
}
FOOD = {
    ("blocked", "agency"): "says",
    ("blocked", "tehran"): "says",
    ("blocked", "reporter"): "says",
    ("blocked", "paper"): "says",
    ("troops", "agency"): "silent",
    ("troops", "tehran"): "says",
    ("troops", "reporter"): "says",
    ("troops", "paper"): {"silent", "contradicts"},
    ("others", "agency"): "silent",
    ("others", "tehran"): "says",
    ("others", "reporter"): "silent",
    ("others", "paper"): "silent",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "11-hosts",
        frame("host_iso3"),
        _hosts,
        mistakes=(
            (
                lambda answer: len(answer) == len(_both_editions()),
                "Every country stands there twice: you filtered both editions. Start from `newest`.",
            ),
            (
                lambda answer: set(answer["year"]) != {1996},
                "There are other years in your table. The question asks for 1996 alone.",
            ),
            (
                lambda answer: len(answer) > len(_hosts()),
                "Some of your countries have fewer than 5,000 refugees. Look at the second condition.",
            ),
        ),
        hints=(
            "Two conditions, each in round brackets, with & between them.",
            'newest["year"] == 1996 and newest["refugees_persons"] >= 5000, both inside newest[...].',
        ),
        right="Two neighbours in the millions, then a gap, then countries in the thousands.",
    ),
    Item(
        "11-share",
        quantity(0.002, percent=True),
        _share,
        mistakes=(
            (
                lambda: _share(["PAK"]),
                "This is Pakistan alone. Add Iran before you divide.",
            ),
            (
                lambda: _share(["IRN"]),
                "This is Iran alone. Add Pakistan before you divide.",
            ),
            (
                lambda: float(100 * len(NEIGHBOURS) / len(_hosts())),
                "You divided countries by countries. Divide people by people: sum refugees_persons.",
            ),
        ),
        hints=(
            "The part: refugees_persons in two countries. The whole: in every country of that year.",
            "Use .isin with the two codes, then .sum() on both sides.",
            '100 * two["refugees_persons"].sum() / everywhere["refugees_persons"].sum()',
        ),
        right="So what happens to the count in two countries happens to the whole line of the lesson.",
    ),
    Item(
        "11-came",
        series(),
        _came,
        mistakes=(
            (
                lambda: _came(sign=-1),
                "You took the returns away. Those who left made the stock smaller: add them back.",
            ),
            (
                lambda: _stock().diff().loc[1996:2000],
                "This is the change in the stock alone. Who went home must be added.",
            ),
            (
                lambda: _came("PAK"),
                "These are Pakistan's numbers, as in the lesson. The question is about Iran.",
            ),
            (
                lambda answer: len(answer) > len(_came()) and bool(answer[2000] == _came()[2000]),
                "Right, but with more years than 1996 to 2000: end with .loc[1996:2000].",
            ),
        ),
        hints=(
            "Make both columns series with the year as index; then they can be added year by year.",
            ".diff() gives the change since the year before.",
            "came = (stock.diff() + home).loc[1996:2000]",
        ),
        right="One year comes out below zero. Fewer than nobody cannot arrive: the two counts do not fit.",
    ),
    Item(
        "11-inside-chart",
        chart(("ylabel",)),
        _measure,
        mistakes=(
            (
                draws(lambda: _measure("refugees_from_afghanistan")),
                "These are refugees abroad. The measure asked for is internally_displaced.",
            ),
            (
                draws(lambda: _measure("returned_refugees")),
                "These are people who went home. The measure asked for is internally_displaced.",
            ),
            (
                lambda picture: len(drawn(picture)) > len(_measure()),
                "There are more bars than years from 1995 to 2001. Check both ends of the years.",
            ),
        ),
        hints=(
            "Three conditions: the measure, the years, the edition.",
            '.between(1995, 2001) keeps both ends; .str.contains("2025") the newest edition.',
        ),
        right="The step from 1999 to 2000 is a round 500,000: an estimate laid on top, not heads counted.",
    ),
    Item(
        "11-aid-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E310", "E075"),
                "The convoy was held by a blockade: so the blockade was there first.",
            ),
            (
                puts_before("E095", "E233"),
                "The memorandum came in spring, the closing of the offices in the summer of the same year.",
            ),
            (
                puts_before("E178", "E235"),
                "The UN office was closed in answer to sanctions that came after the edict on jobs.",
            ),
        ),
        hints=(
            "Two belong to 1997, two to 1998.",
            "The edict on women's jobs is of 2000, the closing of the UN political office of 2001.",
        ),
        right="Blockade, refusal, agreement, closing, edict, closing: between two refusals a signature.",
    ),
    Item(
        "11-count-sort",
        grid(KINDS),
        COUNTS,
        mistakes=(
            (
                fills("revised", "flow"),
                "Nobody moved when the agency took in people outside the villages. What changed?",
            ),
            (
                fills("villages", "flow"),
                "People who live in a place at one time have no span of months. Which word is that?",
            ),
            (
                fills("unnoticed", "stock"),
                "The census finds people who were there before. What changed: the people, or the list?",
            ),
        ),
        hints=(
            "Ask of each: on a day, or in a span of time?",
            "Two of each. A recount changes the number although nobody moves.",
        ),
        right="The same word, refugees, stands for all three. The verb tells them apart.",
    ),
    Item(
        "11-food-grid",
        grid(VERDICTS),
        FOOD,
        mistakes=(
            (
                fills(("troops", "agency"), "says"),
                "Food was to go to civilians only, says the agency. Does it say why yes became no?",
            ),
            (
                fills(("others", "tehran"), "silent"),
                "Read the Tehran account to its end: what made the road from the north unsafe?",
            ),
            (
                fills(("troops", "reporter"), "contradicts"),
                "The reporter tells the aim and the result apart. What was the aim?",
            ),
        ),
        hints=(
            "One row is the same from end to end.",
            "In the last row one account speaks and three do not.",
        ),
        right="All agree on the blockade. They part over its aim: there the paper needs a source.",
    ),
)
