"""Exercise items of lesson 07, Saudi Arabia and the Emirates."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, puts_before

PATRONS = ["saudi-arabia", "uae", "pakistan"]
LEVEL = "level_partner_mission_in_kabul"
KINDS = ["recognise", "downgrade", "staff out", "break"]
ORDER = ["E067", "E116", "E144", "E199", "E203", "E214"]


def _levels(column=LEVEL):
    return table("diplomatic_exchange")[["year", "partner_iso3", column]].rename(columns={column: "level"})


def _both(first=1995, second=2000):
    """Levels of two years side by side, one row a state that stands in both."""
    levels = _levels()
    early, late = (levels[levels["year"] == year][["partner_iso3", "level"]] for year in (first, second))
    return early.merge(late, on="partner_iso3", suffixes=(f"_{first}", f"_{second}"))


def _changed():
    both = _both()
    return both[both["level_1995"] != both["level_2000"]]


def _kept():
    both = _both()
    return both[both["level_1995"] == both["level_2000"]]


def _acts(by=("actor_a", "direction"), towards="actor_b", doers="actor_a"):
    events = table("events")
    rows = events[events[doers].isin(PATRONS) & events[towards].eq("taliban")]
    return rows.groupby(list(by), observed=True).size()


def _acts_on_anyone():
    events = table("events")
    return events[events["actor_a"].isin(PATRONS)].groupby(["actor_a", "direction"], observed=True).size()


def _ambassadors(column=LEVEL):
    """Year to the number of ambassadors listed in Kabul."""
    levels = _levels(column)
    counts = levels[levels["level"] == "ambassador"].groupby("year").size()
    return {int(year): int(count) for year, count in counts.items()}


SORTED = {
    "riyadh-1997": "recognise",
    "riyadh-1998": "downgrade",
    "abu-dhabi-1999": "downgrade",
    "islamabad-september": "staff out",
    "riyadh-2001": "break",
    "islamabad-november": "break",
}
TELLINGS = {
    ("asked", "turki99"): "says",
    ("asked", "turki01"): "says",
    ("asked", "denial"): "silent",
    ("asked", "rashid"): "contradicts",
    ("missiles", "turki99"): "contradicts",
    ("missiles", "turki01"): "says",
    ("missiles", "denial"): "silent",
    ("missiles", "rashid"): "silent",
    ("gifts", "turki99"): "silent",
    ("gifts", "turki01"): "silent",
    ("gifts", "denial"): "contradicts",
    ("gifts", "rashid"): "says",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "07-changed",
        frame("partner_iso3"),
        _changed,
        mistakes=(
            (
                lambda answer: set(answer["partner_iso3"]) == set(_kept()["partner_iso3"]),
                "These are the states whose level stayed the same. Turn the comparison round.",
            ),
            (
                lambda answer: set(answer["partner_iso3"]) == set(_both()["partner_iso3"]),
                "Every state is still there. Keep only the rows in which the two levels differ.",
            ),
            (
                lambda answer: {"level_1990", "level_2005"} & set(answer.columns),
                "One of the two years is not the one asked for: 1995 and 2000.",
            ),
        ),
        hints=(
            "Each side of the merge is one year. Which column do both sides share?",
            'early.merge(late, on="partner_iso3", suffixes=("_1995", "_2000"))',
            'The last blank is !=, not equal: both[both["level_1995"] != both["level_2000"]].',
        ),
        right="Look at the few states in it: did an embassy change, or only an entry in a list?",
    ),
    Item(
        "07-acts",
        series(),
        _acts,
        mistakes=(
            (
                _acts_on_anyone,
                "You counted what the three did to anyone. Keep the rows in which actor_b is the Taliban.",
            ),
            (
                lambda: _acts(by=("actor_a",)),
                "You counted all acts of each state together. Group by the direction as well.",
            ),
            (
                lambda: _acts(towards="actor_a", doers="actor_b", by=("actor_b", "direction")),
                "These are acts of the Taliban towards the three. It is the three who should act.",
            ),
        ),
        hints=(
            "Two conditions joined with &, then a group-by of two columns, then .size().",
            'The conditions: events["actor_a"].isin([...]) and events["actor_b"].eq("taliban").',
            'Group by ["actor_a", "direction"].',
        ),
        right="Three patrons, three mixtures. A table of events counts what was reported, not what mattered.",
    ),
    Item(
        "07-ambassadors",
        chart(("ylabel",)),
        _ambassadors,
        mistakes=(
            (
                draws(lambda: _ambassadors("level_afghan_mission_in_partner")),
                "These are Afghan ambassadors abroad. Use the level of the partner's mission in Kabul.",
            ),
            (
                lambda picture: max(y for _, y in drawn(picture)) > max(_ambassadors().values()),
                "The bars are too high: keep the rows whose level is ambassador before you count.",
            ),
            (
                lambda picture: len(drawn(picture)) < len(_ambassadors()),
                "Years are missing. Count all the years that the table has.",
            ),
        ),
        hints=(
            "Filter first, then group by year and count.",
            'rows.groupby("year", as_index=False).size() gives a table with the columns year and size.',
        ),
        right="Kabul changed hands more than once in these years. Would you know it from the bars?",
    ),
    Item(
        "07-ladder",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E144", "E116"),
                "The Emirates lowered their ties after the UN sanctions, a year after the Saudi step.",
            ),
            (
                puts_before("E203", "E199"),
                "Days apart, and the other way round: the Emirates broke before Saudi Arabia.",
            ),
            (
                puts_before("E214", "E203"),
                "Pakistan was the last of the three to end relations.",
            ),
        ),
        hints=(
            "One is from 1997, one each from 1998 and 1999, three from the autumn of 2001.",
            "In 2001 the smallest of the three states moved first.",
        ),
        right="The first to step back was not the first to break.",
    ),
    Item(
        "07-kinds",
        grid(KINDS),
        SORTED,
        mistakes=(
            (
                fills("riyadh-1998", "break"),
                "Read on: recognition was not withdrawn in 1998, and one mission went on working.",
            ),
            (
                fills("islamabad-september", "break"),
                "The people left for safety. The relations, said Islamabad, would go on.",
            ),
            (
                fills("abu-dhabi-1999", "break"),
                "Ties were reduced, not cut: there was still something to cut in 2001.",
            ),
        ),
        hints=(
            "Ask of each act: what is still there the day after? Recognition? A mission? People?",
            "Two of the four words are used twice.",
        ),
        right="Six acts, four kinds. One word such as 'severed' would blur them.",
    ),
    Item(
        "07-tellings",
        grid(VERDICTS),
        TELLINGS,
        mistakes=(
            (
                fills(("missiles", "turki99"), "says"),
                "In 1999 the deal was dead before the missiles flew. What, then, ended it?",
            ),
            (
                fills(("asked", "rashid"), "silent"),
                "Rashid has the Saudis keep silent on extradition until the bombings. That is a statement.",
            ),
            (
                fills(("gifts", "turki01"), "contradicts"),
                "Here the prince speaks of promises, not of gifts. His denial is another account.",
            ),
        ),
        hints=(
            "Three of the twelve cells are contradictions, one for each statement.",
            "Do not lend one account what the same man says in another.",
        ),
        right="The same prince, and two ends of one deal: that is why we date a telling.",
    ),
)
