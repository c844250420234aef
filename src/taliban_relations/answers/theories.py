"""Exercise items of lesson 13, theories on trial."""

from ..reading import table
from ..threats import behaviour, threat_table
from .charts import chart
from .compare import grid, ordered, quantity
from .engine import Item
from .frames import series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, puts_before

SIDES = ["threat", "behaviour", "both"]
ORDER = ["E065", "E096", "E136", "E177", "E196", "E214"]


def _levels():
    """Levels of the coded paths, a row an actor and a column a year."""
    paths = table("relation_paths")
    return paths.pivot(index="actor", columns="year", values="level").astype("Float64")


def _below(limit=0, equal=False):
    """How many years each actor stands below a level."""
    levels = _levels()
    return ((levels <= limit) if equal else (levels < limit)).sum(axis=1)


def _fit(part, *, ranks=True):
    """Agreement of one part of the threat with what the states did."""
    one, other = threat_table()[part], behaviour()["own_acts"]
    return one.rank().corr(other.rank()) if ranks else one.corr(other)


def _below_by_year(limit=0):
    """{year: how many states stand below a level}."""
    counts = (_levels() < limit).sum()
    return {int(year): int(count) for year, count in counts.items()}


INPUTS = {
    "capital_km": "threat",
    "afghan_level": "threat",
    "cinc_share": "threat",
    "own_acts": "behaviour",
    "recognition": "behaviour",
    "either_level": "both",
    "coded_path": "both",
}
READINGS = {
    ("ideology", "book"): "contradicts",
    ("ideology", "article"): "silent",
    ("ideology", "critics"): "silent",
    ("ideology", "paper"): "says",
    ("practised", "book"): "silent",
    ("practised", "article"): "contradicts",
    ("practised", "critics"): "contradicts",
    ("practised", "paper"): "says",
    ("not power", "book"): "says",
    ("not power", "article"): "silent",
    ("not power", "critics"): "silent",
    ("not power", "paper"): "says",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "13-lowest",
        series(),
        lambda: _levels().min(axis=1),
        mistakes=(
            (
                lambda: _levels().min(axis=0),
                "You have the lowest level of each year. axis=1 goes along a row: the lowest of each actor.",
            ),
            (
                lambda: _levels().max(axis=1),
                "These are the highest levels. The question asks how low each relation fell.",
            ),
        ),
        hints=(
            "A pivot needs three names: what becomes the rows, what the columns, and what stands inside.",
            'paths.pivot(index="actor", columns="year", values="level")',
            "Then .min(axis=1): the lowest value along each row.",
        ),
        right="Compare the states that fell lowest with the ranks of the workbench.",
    ),
    Item(
        "13-years-below",
        series(),
        _below,
        mistakes=(
            (
                lambda: _below(equal=True),
                "You counted the cool years (0) as well. Tense and hostile mean below 0.",
            ),
            (
                lambda: _below(-1),
                "You counted the hostile years only. Tense years (-1) are below 0 too.",
            ),
            (
                lambda: (_levels() < 0).sum(axis=0),
                "You counted states in each year. Count the years of each actor: axis=1.",
            ),
        ),
        hints=(
            "levels < 0 gives true or false in every cell, and true counts as 1 in a sum.",
            "(levels < 0).sum(axis=1)",
        ),
        right="A state may stand low for one year or for six: two different kinds of enmity.",
    ),
    Item(
        "13-nearness-fit",
        quantity(0.005),
        lambda: _fit("nearness"),
        mistakes=(
            (
                lambda: _fit("nearness", ranks=False),
                "This is the correlation of the values. Take the ranks of both columns first: .rank().",
            ),
            (
                lambda: _fit("capital_km"),
                "You ranked the kilometres. A long way is little nearness, so the sign turns round.",
            ),
            (lambda: _fit("hostility"), "This is the part hostility. The question asks for nearness."),
        ),
        hints=(
            "Two columns, two sets of ranks, one correlation.",
            'threats["nearness"].rank() and did["own_acts"].rank(), then one.corr(other).',
        ),
        right="Look at the sign before you look at the size.",
    ),
    Item(
        "13-hostility-fit",
        quantity(0.005),
        lambda: _fit("hostility"),
        mistakes=(
            (
                lambda: _fit("hostility", ranks=False),
                "This is the correlation of the values. Take the ranks of both columns first: .rank().",
            ),
            (lambda: _fit("nearness"), "This is the part nearness. The question asks for hostility."),
            (lambda: _fit("power"), "This is the part power. The question asks for hostility."),
        ),
        hints=(
            "The same line as before, with another part of the threat.",
            'threats["hostility"].rank().corr(did["own_acts"].rank())',
        ),
        right="Eight cases: one state that changes its place moves this number a good deal.",
    ),
    Item(
        "13-below-chart",
        chart(("ylabel",)),
        _below_by_year,
        mistakes=(
            (
                draws(lambda: _below_by_year(-1)),
                "You counted the hostile states only. Tense (-1) is below 0 too.",
            ),
            (
                draws(lambda: _below_by_year(1)),
                "You counted the cool years (0) as well. Tense and hostile mean below 0.",
            ),
            (
                lambda picture: all(value <= 0 for _, value in drawn(picture)),
                "The values are levels, not counts. Count how many levels of a year are below 0.",
            ),
        ),
        hints=(
            "Keep the rows with a level below 0, then count the rows of each year.",
            'below = paths[paths["level"] < 0].groupby("year", as_index=False).size()',
            'tr.lines(below, "year", "size", title="...", unit="states")',
        ),
        right="Watch the middle of the line: in which years did the circle of opponents shrink?",
    ),
    Item(
        "13-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E136", "E096"),
                "The American sanctions answer the bombings of the embassies: E096, then E136.",
            ),
            (
                puts_before("E214", "E196"),
                "Pakistan pledged support to Washington first, and kept the Taliban embassy for weeks after.",
            ),
            (
                puts_before("E096", "E065"),
                "Pakistan recognised the Taliban before the bombings: E065 comes first.",
            ),
        ),
        hints=(
            "One of the six belongs to 1997, one to 1998, one to 1999, three to 2001.",
            "In 2001: an office in New York, a pledge, an embassy in Islamabad.",
        ),
        right="Look at how long the strain lasted before Pakistan chose.",
    ),
    Item(
        "13-sides",
        grid(SIDES),
        INPUTS,
        mistakes=(
            (
                fills("either_level", "threat"),
                "The highest level of either side may be the state's own act. Then it is threat and answer.",
            ),
            (
                fills("coded_path", "behaviour"),
                "The coded path also weighs what the Taliban did to the state, such as a stormed consulate.",
            ),
            (
                fills("recognition", "threat"),
                "Recognition is what a state does about the Taliban, not what they do to it.",
            ),
        ),
        hints=(
            "Ask of each measure: whose act, or whose place on the map, does it count?",
            "Two of the seven mix both sides.",
        ),
        right="A measure on both sides makes any theory fit.",
    ),
    Item(
        "13-theory-grid",
        grid(VERDICTS),
        READINGS,
        mistakes=(
            (
                fills(("ideology", "book"), "says"),
                "Read the account of the book again: ideology is examined, and found less important.",
            ),
            (
                fills(("practised", "article"), "says"),
                "The article recommends the strategy. What does it say was done before?",
            ),
            (
                fills(("not power", "critics"), "contradicts"),
                "The critics write about another question. What is not said is silent.",
            ),
        ),
        hints=(
            "Each account answers one or two of the three statements.",
            "Three cells of the twelve are contradictions, and none of them is the paper's.",
        ),
        right="The paper says yes three times; the works it leans on do so once.",
    ),
)
