"""Exercise items of lesson 09, Uzbekistan."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, has_rows_of, puts_before

NORTH = "TJK|TKM|UZB"
YEARS = ["1996", "1997", "not said"]
ORDER = ["E063", "E091", "E165", "E205", "E290", "E294"]


def _touching(states=NORTH):
    """Provinces of the 1990s that touch one of the states (codes joined with |)."""
    provinces = table("provinces")
    return provinces[provinces["neighbours"].fillna("").str.contains(states)]


def _waves():
    return _touching().groupby("taliban_wave", observed=True).size()


def _known(count="count"):
    return table("northern_control").groupby("province")["holder"].agg(count)


def _held(holder="Taliban"):
    """Moment to the number of northern provinces that a dated source gives to a holder."""
    rows = table("northern_control")
    return rows[rows["holder"] == holder].groupby("moment", sort=False, observed=True).size().to_dict()


BRIDGE = {
    "radio": "1997",
    "monitor": {"1997", "not said"},
    "agency": "1997",
    "svoboda": "1996",
    "survey": "1996",
    "termez": "not said",
}
SUPPORT = {
    ("helped", "kabul"): "silent",
    ("helped", "agency"): "contradicts",
    ("helped", "boards"): "says",
    ("helped", "minister"): "says",
    ("tanks", "kabul"): "silent",
    ("tanks", "agency"): "silent",
    ("tanks", "boards"): "silent",
    ("tanks", "minister"): "silent",
    ("openly", "kabul"): "silent",
    ("openly", "agency"): "contradicts",
    ("openly", "boards"): "silent",
    ("openly", "minister"): "contradicts",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "09-border",
        frame("province"),
        _touching,
        mistakes=(
            (
                has_rows_of(lambda: _touching("TKM|UZB"), "province"),
                "Tajikistan is missing. Put all three codes into one text, with | between them.",
            ),
            (
                has_rows_of(lambda: _touching("UZB"), "province"),
                "You kept the border of Uzbekistan alone. Put all three codes into one text, with |.",
            ),
            (
                has_rows_of(lambda: _touching("[A-Z]"), "province"),
                "Every province with any neighbour is in your table, those towards Iran and Pakistan too.",
            ),
        ),
        hints=(
            "One text can look for several words: | between them means or.",
            'The codes are TJK, TKM and UZB: .str.contains("TJK|TKM|UZB").',
            'Put provinces[...] around it; .fillna("") first, for provinces inside the country.',
        ),
        right="Compare the number with the paper's and the radio's. "
        "Uzbekistan's part of this border is Balkh alone.",
    ),
    Item(
        "09-border-waves",
        series(),
        _waves,
        mistakes=(
            (
                lambda: table("provinces").groupby("taliban_wave", observed=True).size(),
                "You counted all provinces of the country. Count the rows of `border`.",
            ),
            (
                lambda: _touching().groupby("main_groups_approx", observed=True).size(),
                "You counted by group; the question asks for the phase, `taliban_wave`.",
            ),
        ),
        hints=(
            "A group-by puts rows with the same word together; .size() counts each group.",
            'border.groupby("taliban_wave").size()',
        ),
        right="Most of this border was reached late. That is what a buffer can do: buy time.",
    ),
    Item(
        "09-known",
        series(),
        _known,
        mistakes=(
            (
                lambda: _known("size"),
                "The same number everywhere: size counts rows, empty or not. "
                "Which method counts what is filled?",
            ),
            (
                lambda: table("northern_control").groupby("moment", sort=False)["holder"].count(),
                "This counts by moment, as the lesson did. Group by the province.",
            ),
        ),
        hints=(
            "Three steps: group by province, choose the column holder, count what is not empty.",
            "size counts rows; count skips the empty ones.",
            'control.groupby("province")["holder"].count()',
        ),
        right="A zero is not a province without a ruler; it is one without a dated source.",
    ),
    Item(
        "09-taliban-chart",
        chart(("ylabel",)),
        _held,
        mistakes=(
            (
                lambda picture: len({y for _, y in drawn(picture)}) == 1,
                "Every bar is as long as the next: you counted all rows of each moment. "
                "Keep those of the Taliban.",
            ),
            (
                draws(lambda: _held("Dostum")),
                "These are Dostum's provinces. Keep the rows whose holder is Taliban.",
            ),
        ),
        hints=(
            "Keep the rows of the Taliban, count them by moment, and draw the small table.",
            'taliban.groupby("moment", sort=False).size().reset_index(name="provinces") makes that table.',
        ),
        right="The step of 1998 is real; so is the dotted land around it, which no bar shows.",
    ),
    Item(
        "09-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E294", "E091"),
                "The troika was announced in spring; the border was sealed in the summer of the same year.",
            ),
            (
                puts_before("E063", "E290"),
                "Kabul's ministers came to Tashkent before their city fell, months before Malik turned.",
            ),
            (
                puts_before("E205", "E165"),
                "The air base came after 11 September 2001; the words about recognition a year before it.",
            ),
        ),
        hints=(
            "Find the one before Kabul fell and the one after 11 September 2001 first.",
            "Of the other four, one belongs to 1997, two to 1998 and one to 2000.",
        ),
        right="Warn, lose, sign, seal, talk, lend: six rows, hardly one policy.",
    ),
    Item(
        "09-bridge-sort",
        grid(YEARS),
        BRIDGE,
        mistakes=(
            (
                fills("survey", "1997"),
                "Read the survey of 2002 again: which year does it print?",
            ),
            (
                fills("termez", "1997"),
                "The talks of October 1997 open the bridge. Do they say since when it was shut?",
            ),
            (
                fills("agency", "not said"),
                "The agency counts back from December 2001: four years.",
            ),
        ),
        hints=(
            "Two print 1996, and both look back from 2001 or later.",
            "More than a year before August 1998 leaves room: say what you can defend.",
        ),
        right="The report of the day has May 1997. Memory moved it to the year Kabul fell.",
    ),
    Item(
        "09-support-grid",
        grid(VERDICTS),
        SUPPORT,
        mistakes=(
            (
                fills(("tanks", "boards"), "says"),
                "The paper for refugee boards says support. Does it name tanks or aircraft?",
            ),
            (
                fills(("helped", "agency"), "silent"),
                "The leaders at Almaty spoke of backing Dostum. What did they say about it?",
            ),
            (
                fills(("helped", "kabul"), "says"),
                "Talks in Uzbekistan show where people met, not that Tashkent helped one of them.",
            ),
        ),
        hints=(
            "One row of the grid is silent from end to end.",
            "To deny a thing is to contradict that it was done openly.",
        ),
        right="The help is reported, its kinds by none of the four, and openness by none.",
    ),
)
