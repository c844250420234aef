"""Exercise items of lesson 12, the global order."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, has_rows_of, puts_before

SIX = ["USA", "CHN", "IND", "RUS", "PAK", "IRN"]
TABLES = ["un_resolutions", "capabilities", "unga_ideal_points", "none here"]
ORDER = ["E101", "E136", "E143", "E173", "E189", "E204"]


def _orders(until="2001-09-11"):
    """Resolutions under Chapter VII before a day, earliest first."""
    rows = table("un_resolutions")
    kept = rows[(rows["chapter_vii"] == "yes") & (rows["date"] < until)]
    return kept.sort_values("date", kind="stable")


def _requests():
    rows = table("un_resolutions")
    return rows[(rows["chapter_vii"] == "no") & (rows["date"] < "2001-09-11")]


def _by_chapter(body="Security Council"):
    rows = table("un_resolutions")
    rows = rows if body is None else rows[rows["body"] == body]
    return rows.groupby("chapter_vii", observed=True).size()


def _gap(other="RUS", first=1996, last=2002):
    """Year to the signed distance of two positions, Washington minus the other."""
    points = table("unga_ideal_points")
    points = points[points["year_session_opened"].between(first, last)]
    places = points.pivot(index="year_session_opened", columns="iso3", values="ideal_point")
    return places["USA"] - places[other]


def _from_the_afghan_seat():
    points = table("unga_ideal_points")
    points = points[points["year_session_opened"].between(1996, 2002) & (points["iso3"] == "RUS")]
    return points.set_index("year_session_opened")["abs_distance_to_afghanistan_seat"]


def _shares(year=2001, factor=100, states=SIX):
    """State to its share of the world's capabilities."""
    rows = table("capabilities")
    rows = rows[rows["iso3"].isin(states) & (rows["year"] == year)]
    return {row.iso3: factor * float(row.cinc_share_of_world) for row in rows.itertuples()}


TESTS = {
    "duties": "un_resolutions",
    "weight": "capabilities",
    "alike": "unga_ideal_points",
    "fear": "none here",
    "rise": "capabilities",
    "silent": "none here",
}
NOVEMBER = {
    ("people", "afp"): "says",
    ("people", "doctors"): "says",
    ("people", "mansoor"): "says",
    ("people", "kandahar"): "contradicts",
    ("hospitals", "afp"): "silent",
    ("hospitals", "doctors"): "says",
    ("hospitals", "mansoor"): "silent",
    ("hospitals", "kandahar"): "silent",
    ("own", "afp"): "silent",
    ("own", "doctors"): "silent",
    ("own", "mansoor"): "contradicts",
    ("own", "kandahar"): "silent",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "12-orders",
        frame("number", order=True),
        _orders,
        mistakes=(
            (
                has_rows_of(lambda: _orders("2100-01-01"), "number"),
                "Texts of autumn 2001 are among them. The question asks for those before the attacks: "
                "add the condition on the date.",
            ),
            (
                has_rows_of(_requests, "number"),
                "These are the texts that ask. Chapter VII is the one that binds: chapter_vii is yes.",
            ),
            (
                has_rows_of(lambda: table("un_resolutions").query("date < '2001-09-11'"), "number"),
                "You kept every text before the attacks, the Assembly's too. Add the condition on "
                "Chapter VII.",
            ),
        ),
        hints=(
            "Two conditions joined with &, each in its own brackets.",
            'The second is resolutions["date"] < "2001-09-11".',
            'Put .sort_values("date") at the end.',
        ),
        right="Few in number, and all on one matter. Which of them had two abstentions?",
    ),
    Item(
        "12-by-chapter",
        series(),
        _by_chapter,
        mistakes=(
            (
                lambda: _by_chapter(None),
                "The General Assembly is counted too; it cannot act under Chapter VII. "
                "Keep the body Security Council first.",
            ),
            (
                lambda: _orders().groupby("chapter_vii", observed=True).size(),
                "You counted the few rows of `orders`. Count all texts of the Council.",
            ),
        ),
        hints=(
            'First council = resolutions[resolutions["body"] == "Security Council"].',
            'Then council.groupby("chapter_vii", observed=True).size()',
        ),
        right="More texts ask than order. Count is not weight: one order can close an airline.",
    ),
    Item(
        "12-moscow",
        series(tolerance=0.001),
        lambda: _gap().abs(),
        mistakes=(
            (
                lambda: -_gap(),
                "The numbers are right and their sign is not: a distance is never negative. End with .abs().",
            ),
            (
                lambda: _gap("CHN").abs(),
                "This is the distance between Washington and Beijing. The question asks for Moscow.",
            ),
            (
                _from_the_afghan_seat,
                "This column measures from the Afghan seat, and who held that seat? Measure from Washington.",
            ),
            (
                lambda: _gap(first=1988, last=2030).abs(),
                "All sessions of the table are in it. Keep the years 1996 to 2002.",
            ),
        ),
        hints=(
            "Keep the years, then give each state a column of its own with pivot.",
            'points.pivot(index="year_session_opened", columns="iso3", values="ideal_point")',
            'Then (positions["USA"] - positions["RUS"]).abs().',
        ),
        right="They voted for resolution 1333 together. Does this series show it?",
    ),
    Item(
        "12-share-chart",
        chart(("ylabel",), tolerance=0.001),
        _shares,
        mistakes=(
            (
                draws(lambda: _shares(factor=1)),
                "These are shares of one, so the largest is about a sixth. Multiply by 100 for per cent.",
            ),
            (
                draws(lambda: _shares(year=1996)),
                "These are the shares of 1996. Keep the year 2001.",
            ),
            (
                lambda picture: len(drawn(picture)) > len(SIX),
                "More than six bars are drawn. Keep the six states and one year.",
            ),
        ),
        hints=(
            "Three steps: keep six states and one year, make the column per_cent, sort.",
            'rows.assign(per_cent=100 * rows["cinc_share_of_world"])',
            'Sort with .sort_values("per_cent", ascending=False) before you draw.',
        ),
        right="By this index the first place may surprise you. What does it count?",
    ),
    Item(
        "12-act-order",
        ordered("acts"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E143", "E136"),
                "Washington acted alone first: its own order is of July, the Council's of October "
                "of one year.",
            ),
            (
                puts_before("E189", "E173"),
                "One can watch over an embargo only when there is one: E173, then E189.",
            ),
            (
                puts_before("E204", "E189"),
                "Duties for every state came after the attacks; the group to watch was set up in the summer "
                "before.",
            ),
        ),
        hints=(
            "The bombing of the embassies was in August 1998, and the Council answered within days.",
            "Two acts belong to 1999, one to 2000, two to 2001.",
        ),
        right="A national order came before the Council's by a few months.",
    ),
    Item(
        "12-test-sort",
        grid(TABLES),
        TESTS,
        mistakes=(
            (
                fills("weight", "unga_ideal_points"),
                "Votes show agreement. Weight is counted in soldiers, steel, energy and people.",
            ),
            (
                fills("alike", "un_resolutions"),
                "In the Council nearly everyone votes alike, so it cannot show a change. "
                "The claim names the Assembly.",
            ),
            (
                fills("fear", "unga_ideal_points"),
                "Governments vote, people fear. No table of the course asked people.",
            ),
            (
                fills("silent", "un_resolutions"),
                "What is silent leaves no vote. Which document would show it is another question.",
            ),
        ),
        hints=(
            "Ask of each claim: who would have to be counted, and doing what?",
            "Two claims share a table, and two have none.",
        ),
        right="Two of six cannot be tested here. To say so is a result.",
    ),
    Item(
        "12-november-grid",
        grid(VERDICTS),
        NOVEMBER,
        mistakes=(
            (
                fills(("people", "kandahar"), "says"),
                "Read the spokesman again: he says that the sanctions will hardly touch Afghans.",
            ),
            (
                fills(("own", "mansoor"), "silent"),
                "The head of the airline says something about who is over it. What?",
            ),
            (
                fills(("hospitals", "afp"), "says"),
                "Prices and flour are the talk of the streets there. Medicines are not mentioned: silent.",
            ),
        ),
        hints=(
            "Only one account speaks of hospitals.",
            "Two cells of the twelve are contradictions, and they stand in two accounts.",
        ),
        right="One speaker asks for pity, another wants to look unhurt. Each had a listener in mind.",
    ),
)
