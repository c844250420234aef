"""Exercise items of lesson 02, rule at home."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered, quantity
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws_a_place_twice, fills, puts_before

MEANT = ["rulers of Kabul", "ousted government", "territory"]
ORDER = ["E034", "E080", "E179", "E231", "E233", "E238"]


def _ranks(edition="EPR 2021", from_year=1997, iso3="AFG"):
    """Rows of ethnic_power; a condition that is None is left out."""
    rows = table("ethnic_power")
    wanted = {"edition": edition, "from_year": from_year, "iso3": iso3}
    for column, value in wanted.items():
        if value is not None:
            rows = rows[rows[column] == value]
    return rows


def _keeps(**conditions):
    """Does a table have the groups and editions of `_ranks` with these conditions?"""
    return lambda answer: (
        sorted(zip(answer["group"], answer["edition"], answer["from_year"], strict=True))
        == sorted(_ranks(**conditions)[["group", "edition", "from_year"]].itertuples(index=False, name=None))
    )


def _shut_out(status="DISCRIMINATED"):
    ranks = _ranks()
    return float(ranks[ranks["power_status"] == status]["group_share_of_population"].sum())


def _discriminated_peoples():
    return int((_ranks()["power_status"] == "DISCRIMINATED").sum())


def _change(first=1995, last=1997, scale="index 0-1"):
    """Value of the last year minus value of the first, by indicator, V-Dem v12, Afghanistan."""
    rows = table("vdem").query("iso3 == 'AFG' and edition == 'V-Dem v12'")
    rows = rows if scale is None else rows[rows["scale"] == scale]
    wide = rows.pivot(index="indicator", columns="year", values="value")
    return (wide[last] - wide[first]).rename(None)


def _harvest():
    """Year and tonnes, 1995 to 2001, UN surveys."""
    rows = table("opium_national").query("measure == 'production_tonnes' and estimate == 'UN survey'")
    rows = rows[rows["year"].between(1995, 2001)]
    return dict(zip(rows["year"].astype(int), rows["value"].astype(float), strict=True))


WHOSE = {
    "ethnic_power": "rulers of Kabul",
    "vdem": "rulers of Kabul",
    "leaders": "rulers of Kabul",
    "unga_agreement": "ousted government",
    "opium_national": "territory",
    "development": "territory",
}
BAKERIES = {
    ("shut", "latimes"): "silent",
    ("shut", "annan"): "silent",
    ("shut", "bbc"): "says",
    ("shut", "tribune"): "says",
    ("exempt", "latimes"): "silent",
    ("exempt", "annan"): {"silent", "contradicts"},
    ("exempt", "bbc"): "contradicts",
    ("exempt", "tribune"): "says",
    ("police", "latimes"): "silent",
    ("police", "annan"): "silent",
    ("police", "bbc"): "says",
    ("police", "tribune"): "silent",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "02-ranks",
        frame(["group", "edition"]),
        _ranks,
        mistakes=(
            (
                _keeps(edition=None),
                "Both editions are in your table, so each people stands there twice. Keep EPR 2021.",
            ),
            (
                _keeps(from_year=None),
                "All periods are in your table. Keep the one that starts in 1997.",
            ),
            (
                _keeps(iso3=None),
                "Peoples of other states are in your table. Keep the rows of Afghanistan.",
            ),
            (
                _keeps(from_year=1993),
                "This is the period before the Taliban held Kabul.",
            ),
        ),
        hints=(
            "Three conditions: the state, the edition, the first year of the period.",
            'Texts stand in quotation marks, the year does not: power["from_year"] == 1997.',
            "Each condition has its own brackets; join them with &.",
        ),
        right="One people at the top, all others at the bottom: that is what the data set calls a monopoly.",
    ),
    Item(
        "02-shut-out",
        quantity(0.001),
        _shut_out,
        mistakes=(
            (
                lambda: _shut_out("MONOPOLY"),
                "This is the share of the people with the monopoly. The question asks for those shut out.",
            ),
            (
                lambda: 1 - _shut_out("MONOPOLY"),
                "You took everybody but the Pashtuns. Smaller peoples are not ranked in this edition: "
                "add up those that are.",
            ),
            (
                _discriminated_peoples,
                "You counted the peoples; the question asks for their share of the population.",
            ),
        ),
        hints=(
            "First keep the rows with the right status, then take one column and add it up.",
            'ranks[ranks["power_status"] == "DISCRIMINATED"]["group_share_of_population"].sum()',
        ),
        right="Shares of peoples are old estimates and disputed: write *about* before this number.",
    ),
    Item(
        "02-change",
        series(tolerance=1e-6),
        _change,
        mistakes=(
            (
                lambda: -_change(),
                "The sign is turned round: take the earlier year from the later one.",
            ),
            (
                lambda: _change(scale=None),
                "Scores of two other scales have come in, and a change of one unit means something else on "
                "each. Keep the scale index 0-1.",
            ),
            (
                lambda: _change(last=1996),
                "You ended with 1996, a year of two governments in Kabul. The question asks for 1997.",
            ),
        ),
        hints=(
            "Filter by state, edition and scale. Then bring the years side by side.",
            '.pivot(index="indicator", columns="year", values="value") gives one column for each year.',
            "A column of a year is chosen by its number: wide[1997].",
        ),
        right="Every index falls. How far, no two of them agree.",
    ),
    Item(
        "02-harvest-chart",
        chart(("ylabel",)),
        _harvest,
        mistakes=(
            (
                draws_a_place_twice,
                "Some years are drawn more than once: several estimates are in your table. Keep UN survey.",
            ),
            (
                lambda picture: max(y for _, y in drawn(picture)) > 10_000,
                "These numbers are hectares of land, not tonnes of opium. Check `measure`.",
            ),
            (
                lambda picture: max(x for x, _ in drawn(picture)) > 2001,
                "The line runs on after 2001. Keep the years 1995 to 2001.",
            ),
        ),
        hints=(
            "Keep three things before you draw: the measure, the estimate and the years.",
            'For the years: frame["year"].between(1995, 2001).',
        ),
        right="The harvest of 2000 was in when the ban came; the point to look at is the one after it.",
    ),
    Item(
        "02-decision-order",
        ordered("decisions"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E080", "E231"),
                "The rules for Kabul came in the first winter, before the state was renamed.",
            ),
            (
                puts_before("E179", "E238"),
                "The statues were the last of these: the bakeries had reopened half a year before.",
            ),
            (
                puts_before("E233", "E080"),
                "The agreement of 1998 was already signed in the name of the Emirate.",
            ),
        ),
        hints=(
            "First comes the title, last come the statues.",
            "Of the other four, one belongs to each of the years 1997 (twice), 1998 and 2000.",
        ),
        right="A title, rules, a name, an agreement: rule was built before it was bargained over.",
    ),
    Item(
        "02-whose",
        grid(MEANT),
        WHOSE,
        mistakes=(
            (
                fills("unga_agreement", "rulers of kabul"),
                "Who sat in the General Assembly in 1998? Not those who held Kabul.",
            ),
            (
                fills("opium_national", "rulers of kabul"),
                "Fields are counted wherever they lie, in the north as well.",
            ),
            (
                fills("ethnic_power", "ousted government"),
                "The ranks follow the capital, not the seat in New York.",
            ),
        ),
        hints=(
            "Ask of each table: does it follow the capital, the UN seat, or the map?",
            "Two tables count things on the ground, and only one follows the seat.",
        ),
        right="A chart that joins two of these without saying so is wrong.",
    ),
    Item(
        "02-bakery-grid",
        grid(VERDICTS),
        BAKERIES,
        mistakes=(
            (
                fills(("exempt", "bbc"), "says"),
                "The BBC writes that the UN had hoped for an exemption. Had it got one on that day?",
            ),
            (
                fills(("police", "tribune"), "says"),
                "The paper in Chicago names the foreign minister. Does it name the religious police?",
            ),
            (
                fills(("shut", "latimes"), "contradicts"),
                "Open bakeries on 2 July say nothing about August: that is silent, not a contradiction.",
            ),
        ),
        hints=(
            "Look at the date of each account first: two were written before the bakeries were shut.",
            "Silent is the commonest word here.",
        ),
        right="Two accounts, days apart, differ about the rule, not about the facts: the rule had changed.",
    ),
)
