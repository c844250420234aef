"""Exercise items of lesson 01, the rise of the Taliban."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, fills, has_rows_of, puts_before

KABUL_FALLS = "1996-09-26"
DEALINGS = ["diplomatic", "economic"]
EXACTNESS = ["day", "month", "blank"]
ORDER = ["E006", "E012", "E014", "E022", "E034", "E040"]


def _contacts(sides=("actor_a", "actor_b"), domains=DEALINGS, before=KABUL_FALLS):
    """Events with the Taliban on one of `sides`, in one of `domains`, earliest first."""
    events = table("events")
    taken_part = (events[list(sides)] == "taliban").any(axis=1)
    kept = events[taken_part & events["domain"].isin(domains) & (events["start"] < before)]
    return kept.sort_values("start", kind="stable")


def _every_domain():
    return _contacts(domains=table("events")["domain"].unique())


def _by_year():
    contacts = _contacts()
    return contacts.groupby(contacts["start"].dt.year).size()


def _largest_share(kinds=("state-based",), column="deaths_best", scale=100.0):
    """Year to the share of the pair with most deaths, in per cent when `scale` is 100."""
    rows = table("conflict_deaths").query("1992 <= year <= 1996")
    years = rows[rows["violence_type"].isin(kinds)].groupby("year")[column]
    return scale * years.max() / years.sum()


def _largest():
    rows = table("conflict_deaths").query("1992 <= year <= 1996 and violence_type == 'state-based'")
    return rows.groupby("year")["deaths_best"].max()


def _displaced():
    """Year and persons displaced inside the country, 1993 to 1998, UNHCR release of 2025."""
    rows = table("displacement_totals").query("measure == 'internally_displaced' and 1993 <= year <= 1998")
    rows = rows[rows["edition"].str.contains("2025")]
    return dict(zip(rows["year"].astype(int), rows["persons"].astype(int), strict=True))


DATES = {
    "Hirat": "day",
    "Ghazni": "month",
    "Zabul": "blank",
    "Kunar": "month",
    "Baghlan": {"month", "blank"},
    "Wardak": {"day", "month"},
}
ORIGINS = {
    ("old-group", "islamabad"): "says",
    ("old-group", "peshawar"): "contradicts",
    ("old-group", "independent"): "contradicts",
    ("old-group", "paper"): "says",
    ("students", "islamabad"): "says",
    ("students", "peshawar"): "says",
    ("students", "independent"): "says",
    ("students", "paper"): "says",
    ("state-help", "islamabad"): "silent",
    ("state-help", "peshawar"): "says",
    ("state-help", "independent"): "silent",
    ("state-help", "paper"): "silent",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "01-contacts",
        frame("id", order=True),
        _contacts,
        mistakes=(
            (
                has_rows_of(lambda: _contacts(sides=("actor_a",))),
                "These are only the events in which the Taliban act first. "
                "Most of their contacts came to them: allow actor_b as well, with |.",
            ),
            (
                has_rows_of(lambda: _contacts(before="2100-01-01")),
                "The filter runs on to the end of the table. Keep what came before Kabul fell.",
            ),
            (
                has_rows_of(_every_domain),
                "Every domain is in your table, battles too. Keep the diplomatic and the economic one.",
            ),
        ),
        hints=(
            "Three conditions: one side is the Taliban, the domain is one of two, the date is early enough.",
            'One side, brackets included: ((events["actor_a"] == "taliban") '
            '| (events["actor_b"] == "taliban")).',
            'For the other two: & events["domain"].isin(["diplomatic", "economic"]) '
            '& (events["start"] < "1996-09-26").',
        ),
        right="Nobody had recognised them. A company, a neighbour and two other governments were in touch.",
    ),
    Item(
        "01-contacts-by-year",
        series(),
        _by_year,
        mistakes=(
            (
                lambda: _contacts().groupby("domain", observed=True).size(),
                'You counted by domain; the question asks for the year: contacts["start"].dt.year.',
            ),
            (
                lambda: _contacts().groupby("date").size(),
                "Each date makes a group of its own. Take the year out of the date first.",
            ),
        ),
        hints=(
            'The year of a date is contacts["start"].dt.year.',
            'contacts.groupby(contacts["start"].dt.year).size()',
        ),
        right="The year of Herat is the year of the callers.",
    ),
    Item(
        "01-largest-share",
        series(tolerance=0.001),
        _largest_share,
        mistakes=(
            (
                lambda: _largest_share(scale=1.0),
                "These are shares from 0 to 1; the question asks for per cent.",
            ),
            (
                lambda: _largest_share(("state-based", "non-state", "one-sided")),
                "Your total holds killings of civilians and fights between other groups too. "
                "Keep the state-based rows.",
            ),
            (
                lambda: _largest_share(column="deaths_high"),
                "You used the high estimates. The question asks for deaths_best.",
            ),
            (_largest, "This is the number of the largest pair. Divide it by the year's total."),
        ),
        hints=(
            "Group by year once, then use the group twice: for the largest row and for the sum.",
            'years = battles.groupby("year")["deaths_best"], then 100 * years.max() / years.sum().',
        ),
        right="One pair carries most of each year's war, and it is never the same for long.",
    ),
    Item(
        "01-displaced-chart",
        chart(("ylabel",)),
        _displaced,
        mistakes=(
            (
                lambda picture: len(drawn(picture)) == 2 * len(_displaced()),
                "Each year is drawn twice: both editions are in your table. Keep the release of 2025.",
            ),
            (
                lambda picture: len(drawn(picture)) > len(_displaced()),
                "The chart shows too many years. Keep 1993 to 1998.",
            ),
            (
                lambda picture: max(value for _, value in drawn(picture)) > 1_000_000,
                "These numbers are refugees abroad. "
                "The question asks for people displaced inside the country.",
            ),
        ),
        hints=(
            "Keep three things before you draw: the measure, the years and the edition.",
            'frame["measure"] == "internally_displaced", and frame["edition"].str.contains("2025").',
        ),
        right="The peak is the year before the Taliban reached Kabul; after its fall the number rises again.",
    ),
    Item(
        "01-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E014", "E012"),
                "The convoy set out in October 1994; Lashkar Gah fell in the month after.",
            ),
            (
                puts_before("E034", "E022"),
                "Both are in the first days of an April, a year apart: the air base first, the title later.",
            ),
            (
                puts_before("E012", "E006"),
                "Najibullah's government fell in 1992, before the movement existed.",
            ),
        ),
        hints=(
            "One belongs to 1992, two to the autumn of 1994.",
            "Of the last three, one belongs to 1995: the Taliban lost that battle.",
        ),
        right="Battle, title, advance: the title came in the year of the siege.",
    ),
    Item(
        "01-how-exact",
        grid(EXACTNESS),
        DATES,
        mistakes=(
            (
                fills("Zabul", "day"),
                "Zabul fell after Kandahar, but no source says when. The day of Kandahar is not its day.",
            ),
            (
                fills("Zabul", "month"),
                "Zabul may have fallen in the same month as Kandahar or later: the source gives no date.",
            ),
            (
                fills("Ghazni", "day"),
                "A day that is often repeated and that nobody has seen in a source is no evidence.",
            ),
            (
                fills("Hirat", "blank"),
                "Two accounts give the same day for Herat. What more would you wait for?",
            ),
        ),
        hints=(
            "Ask of each note: which is the most exact date that all of it supports?",
            "In two of the six cells two words can be defended.",
        ),
        right="An entry should be as exact as its source, and no more.",
    ),
    Item(
        "01-origins-grid",
        grid(VERDICTS),
        ORIGINS,
        mistakes=(
            (
                fills(("state-help", "islamabad"), "says"),
                "The embassy speaks of religious groups in Pakistan. Is that the government?",
            ),
            (
                fills(("old-group", "independent"), "silent"),
                "A militia that did not exist six months ago cannot have fought ten years ago as a group.",
            ),
            (
                fills(("state-help", "paper"), "says"),
                "The paper speaks of support in the war against Rabbani, without a year. Is that 1994?",
            ),
        ),
        hints=(
            "On one of the three statements all four accounts agree.",
            "On help from the state of Pakistan in 1994 only one of the four speaks.",
        ),
        right="Two posts of one foreign service, in one month, disagree: nobody knew yet.",
    ),
)
