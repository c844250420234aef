"""Exercise items of lesson 04, Russia."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, fills, puts_before

KEY = ["dispute_number", "year", "partner_name"]
LEVEL = "hostility_afghanistan_1to5"
COW, GML = "COW MID 5.0", "GML 2.2.1"
BASES = ["seen", "official", "unnamed", "looking back"]
ORDER = ["E038", "E078", "E091", "E151", "E167", "E250"]


def _edition(name):
    mids = table("mids_afghanistan")
    return mids[mids["edition"] == name]


def _merged(key=KEY, level=LEVEL):
    """The two data sets side by side, one row for each dispute, year and partner."""
    columns = [*KEY, level]
    return _edition(COW)[columns].merge(_edition(GML)[columns], on=list(key), suffixes=("_cow", "_gml"))


def _by_year(rows):
    return rows.groupby("year").size()


def _differing():
    merged = _merged()
    return _by_year(merged[merged[f"{LEVEL}_cow"] != merged[f"{LEVEL}_gml"]])


def _agreeing():
    merged = _merged()
    return _by_year(merged[merged[f"{LEVEL}_cow"] == merged[f"{LEVEL}_gml"]])


def _others(column="dispute_number", with_afghanistan=False):
    sides = table("mid_participants")
    kept = sides if with_afghanistan else sides[sides["state_name"] != "Afghanistan"]
    return kept.groupby(column).size()


def _states():
    """Year to the number of states in dispute with Afghanistan, in GML."""
    return {str(year): int(count) for year, count in _by_year(_edition(GML)).items()}


def _total(picture):
    return sum(value for _, value in drawn(picture))


REPORTS = {
    "kulyab": "seen",
    "heavy": "unnamed",
    "putin": "official",
    "spokesman": "official",
    "kotov": "looking back",
    "policy": "looking back",
}
MAY = {
    ("help", "kremlin"): "says",
    ("help", "taliban"): "contradicts",
    ("help", "ivanov"): "silent",
    ("help", "data"): "silent",
    ("allies", "kremlin"): "says",
    ("allies", "taliban"): "silent",
    ("allies", "ivanov"): "says",
    ("allies", "data"): "silent",
    ("used", "kremlin"): "silent",
    ("used", "taliban"): "silent",
    ("used", "ivanov"): "silent",
    ("used", "data"): "contradicts",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "04-merged",
        frame(KEY),
        _merged,
        mistakes=(
            (
                lambda answer: len(answer) > len(_edition(COW)),
                "There are more rows than either data set has: partners of one dispute have met each other. "
                "The partner belongs into the key.",
            ),
            (
                lambda answer: f"{LEVEL}_x" in answer.columns,
                "The merge is right, but the endings are pandas' own, _x and _y. "
                'Give suffixes=("_cow", "_gml"), so that a reader knows whose level it is.',
            ),
            (
                lambda answer: LEVEL in answer.columns and len(answer) < len(_edition(COW)),
                "The level itself is in the key, so only rows that agree have met. "
                "The key holds what names a row, not what you want to compare.",
            ),
        ),
        hints=(
            "Which columns together tell one row from every other in the same data set?",
            "Three of the four columns: the dispute, the year and the partner.",
            'cow.merge(gml, on=["dispute_number", "year", "partner_name"], suffixes=("_cow", "_gml"))',
        ),
        right="One row each, nothing lost and nothing doubled: always count after a merge.",
    ),
    Item(
        "04-differing",
        series(),
        _differing,
        mistakes=(
            (
                _agreeing,
                "You counted the rows that agree. To keep those that differ, write != between the two.",
            ),
            (
                lambda: _by_year(_merged()),
                "You counted all merged rows. Keep those in which the two levels differ first.",
            ),
        ),
        hints=(
            "A comparison of two columns gives True or False for each row; put it between the brackets.",
            'merged[merged["..._cow"] != merged["..._gml"]].groupby("year").size()',
        ),
        right="All the difference lies in one year, that is in one way to code one war.",
    ),
    Item(
        "04-others",
        series(),
        _others,
        mistakes=(
            (
                lambda: _others(with_afghanistan=True),
                "Each number is one too high: Afghanistan itself is counted. Leave its rows out first.",
            ),
            (
                lambda: _others("state_name"),
                "You counted the disputes of each state. The question asks for the states of each dispute.",
            ),
            (
                lambda: _others("dispute_number")[lambda counts: counts > 1],
                "Disputes with a single opponent are missing. Keep them all.",
            ),
        ),
        hints=(
            "Two steps: leave out the rows of Afghanistan, then count by dispute.",
            'sides[sides["state_name"] != "Afghanistan"]',
            'End with .groupby("dispute_number").size().',
        ),
        right="One dispute stands out. Look up its year.",
    ),
    Item(
        "04-dispute-chart",
        chart(("ylabel",)),
        _states,
        mistakes=(
            (
                lambda picture: _total(picture) == len(table("mids_afghanistan")),
                "Each state is counted twice: both editions are in your table. Keep GML.",
            ),
            (
                lambda picture: _total(picture) == len(_edition(GML).drop_duplicates("dispute_number")),
                "These are disputes. The question asks for states, one row each in every year.",
            ),
            (
                lambda picture: len(drawn(picture)) == 1,
                "One bar only: count by year before you draw.",
            ),
        ),
        hints=(
            "Keep one edition, then count the rows of each year.",
            '.groupby("year").size().rename("states").reset_index() gives the frame.',
        ),
        right="The tallest bar is a coalition, not a change in how quarrelsome anyone was.",
    ),
    Item(
        "04-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E078", "E038"),
                "The crew escaped before Kabul fell; the group of eight began to meet a year after that.",
            ),
            (
                puts_before("E151", "E091"),
                "The troika is of 1998; the recognition of Chechnya belongs to the winter of 2000.",
            ),
            (
                puts_before("E038", "E250"),
                "Kabul's help for the border guards came in the winter in which the crew was still held.",
            ),
        ),
        hints=(
            "Two of the six lie before the fall of Kabul, two in 2000.",
            "The group of eight is older than the troika.",
        ),
        right="The cooperation against Tajik rebels came first: the change of sides began before Kabul fell.",
    ),
    Item(
        "04-basis-sort",
        grid(BASES),
        REPORTS,
        mistakes=(
            (
                fills("heavy", "official"),
                "Officials speak in the report of July 1998, but without names and about another state.",
            ),
            (
                fills("kotov", "seen"),
                "Kotov was there, but he writes a quarter of a century later. The word for that is another.",
            ),
            (
                fills("kulyab", "unnamed"),
                "Who saw the planes on the field? The line of the table says so.",
            ),
        ),
        hints=(
            "Ask who speaks, of whom, and how long after.",
            "Each word is used at least once; two of them twice.",
        ),
        right="Four ways of knowing for one story. Which of them would you want to have twice?",
    ),
    Item(
        "04-may-grid",
        grid(VERDICTS),
        MAY,
        mistakes=(
            (
                fills(("used", "data"), "silent"),
                "The data give the highest act of Russia: a show of force. Does that leave room for its use?",
            ),
            (
                fills(("help", "ivanov"), "says"),
                "Ivanov speaks of pressure on allies. Does he say anything about Chechnya?",
            ),
            (
                fills(("allies", "taliban"), "says"),
                "The Taliban threaten those allies; they do not say why Russia might strike.",
            ),
        ),
        hints=(
            "Silent is the commonest word in a good grid: most accounts answer few of our questions.",
            "Two cells of the twelve are contradictions, in different rows.",
        ),
        right="One side accuses, the other denies, and no third voice stands in the grid.",
    ),
)
