"""Exercise items of lesson 10, India."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, draws, fills, has_rows_of, puts_before

KEY = ["session", "year_session_opened"]
SHARE = "agreement_share_with_afghanistan_seat"
KNOWN = ["seen", "own side", "passed on", "no source"]
ORDER = ["E047", "E149", "E182", "E301", "E304", "E308"]


def _merged():
    """Each row of agreement with the turnout of the Afghan seat in its session."""
    agreement = table("unga_agreement")[[*KEY, "partner_iso3", "votes_both_cast"]]
    return agreement.merge(table("unga_participation_afg")[[*KEY, "participation_share"]], on=KEY)


def _sparse(below=0.5):
    merged = _merged()
    return merged[merged["participation_share"] < below]


def _by_year(rows):
    return rows.groupby("year_session_opened").size()


def _rest():
    merged = _merged()
    return merged[merged["participation_share"] >= 0.5]


def _shares(first=1996, last=2001):
    votes = table("unga_agreement")
    return votes[votes["year_session_opened"].between(first, last)].groupby("partner_iso3")[SHARE]


def _swing(first=1996, last=2001):
    shares = _shares(first, last)
    return shares.max() - shares.min()


def _turnout(first=1996, last=2001):
    rows = table("unga_participation_afg")
    return rows[rows["year_session_opened"].between(first, last)]


def _missed(first=1996, last=2001):
    """Year to the number of roll calls in which the Afghan seat did not vote."""
    rows = _turnout(first, last)
    missed = rows["roll_calls"] - rows["votes_cast_by_afghanistan_seat"]
    return {str(year): int(n) for year, n in zip(rows["year_session_opened"], missed, strict=True)}


STATEMENTS = {
    "camps": "seen",
    "dushanbe": "own side",
    "cards": "passed on",
    "pashtun": "no source",
    "hospital": "own side",
    "three": "passed on",
}
WEEK = {
    ("between", "envoy"): "contradicts",
    ("between", "minister"): "says",
    ("between", "omar"): "says",
    ("between", "record"): "silent",
    ("asked", "envoy"): "silent",
    ("asked", "minister"): "says",
    ("asked", "omar"): "says",
    ("asked", "record"): "silent",
    ("armed", "envoy"): "silent",
    ("armed", "minister"): "silent",
    ("armed", "omar"): "silent",
    ("armed", "record"): "says",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "10-sparse",
        frame(["session", "partner_iso3"]),
        _sparse,
        mistakes=(
            (
                lambda answer: "year_session_opened_x" in answer.columns,
                "Two columns for one year, with the endings _x and _y: the year belongs into the key too.",
            ),
            (
                has_rows_of(_rest, "session"),
                "These are the sessions in which the seat voted often. Turn the sign round: less than half.",
            ),
            (
                lambda answer: len(answer) == len(_merged()),
                "The merge is right and nothing is left out yet. Keep rows with a low participation_share.",
            ),
        ),
        hints=(
            "Two steps: put turnout beside agreement, then keep the rows under one half.",
            'The key is the session and its year: on=["session", "year_session_opened"].',
            'merged[merged["participation_share"] < 0.5]',
        ),
        right="Every number in these rows rests on fewer votes than were missed.",
    ),
    Item(
        "10-sparse-years",
        series(),
        lambda: _by_year(_sparse()),
        mistakes=(
            (
                lambda: _by_year(_merged()),
                "You counted the rows of all sessions. Count those of `sparse`.",
            ),
            (
                lambda: _sparse().groupby("partner_iso3").size(),
                "You counted by state; the question asks for years.",
            ),
        ),
        hints=(
            "A group-by and .size(), on the rows you kept.",
            'sparse.groupby("year_session_opened").size()',
        ),
        right="Not all of these sessions lie in the Taliban years: an empty chair has more than one cause.",
    ),
    Item(
        "10-swing",
        series(),
        _swing,
        mistakes=(
            (
                lambda: _swing(1988, 2003),
                "You used every year of the table. Keep the sessions opened in 1996 to 2001 first.",
            ),
            (
                lambda: _shares().max(),
                "This is the highest share. Take the lowest away from it.",
            ),
            (
                lambda: -_swing(),
                "The sizes are right and the signs are not: highest minus lowest.",
            ),
        ),
        hints=(
            "Filter the years, group by state, then two numbers for each state.",
            "Keep the grouped column in a name; it has .max() and .min().",
            'agreement[agreement["year_session_opened"].between(1996, 2001)] makes the filter.',
        ),
        right="The widest swings belong to states with few votes in common. Is that policy, or arithmetic?",
    ),
    Item(
        "10-missed-chart",
        chart(("ylabel",)),
        _missed,
        mistakes=(
            (
                draws(lambda: _turnout()["votes_cast_by_afghanistan_seat"].to_dict()),
                "These are the votes cast. Draw those that were missed: roll calls minus votes cast.",
            ),
            (
                draws(lambda: _turnout()["roll_calls"].to_dict()),
                "These are all roll calls. Take the votes cast away from them.",
            ),
            (
                lambda picture: len(drawn(picture)) == len(table("unga_participation_afg")),
                "Every session of the table is drawn. Keep those opened in 1996 to 2001.",
            ),
        ),
        hints=(
            "Three steps: keep six sessions, make the column missed, draw it.",
            'six.assign(missed=six["roll_calls"] - six["votes_cast_by_afghanistan_seat"])',
        ),
        right="An empty chair has no opinion: neither agreement nor dissent.",
    ),
    Item(
        "10-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E047", "E308"),
                "The rocket fell while the mujahideen parties fought for Kabul, before the Taliban came.",
            ),
            (
                puts_before("E149", "E301"),
                "In Durban the two men met in the summer after Mazar-i-Sharif fell, before the hijacking.",
            ),
            (
                puts_before("E304", "E182"),
                "The statues were destroyed in March; the declaration came a month later.",
            ),
        ),
        hints=(
            "One is older than the Taliban in Kabul, two belong to 2001.",
            "Of the other three, one each falls into 1996, 1998 and 1999.",
        ),
        right="Distance, a week of contact under pressure, then agreements with others.",
    ),
    Item(
        "10-known-sort",
        grid(KNOWN),
        STATEMENTS,
        mistakes=(
            (
                fills("dushanbe", "seen"),
                "The ambassador was there, but he tells what his own side did. Which word says that?",
            ),
            (
                fills("cards", "own side"),
                "Count the hands in the report on the cards: diplomats, a daily, an agency.",
            ),
            (
                fills("hospital", "passed on"),
                "The attaché speaks for those who got the hospital, and speaks to the magazine himself.",
            ),
        ),
        hints=(
            "Two of the words fit two statements each.",
            "Ask who speaks first, and how many repeat it.",
        ),
        right="Only one of the six was seen by the one who tells it, and it is about camps, not about Delhi.",
    ),
    Item(
        "10-week-grid",
        grid(VERDICTS),
        WEEK,
        mistakes=(
            (
                fills(("between", "envoy"), "silent"),
                "The man in New York speaks of mediating. Does he say that they will?",
            ),
            (
                fills(("armed", "envoy"), "contradicts"),
                "To be against hijacking is not to speak of who gave arms. Does he mention them?",
            ),
            (
                fills(("between", "record"), "says"),
                "The record in this table speaks of arms. Does it say anything about mediation?",
            ),
        ),
        hints=(
            "One row is silent except for one account.",
            "There is a single contradiction, and it lies inside one side.",
        ),
        right="Within days one side refuses to mediate and mediates. The dates explain it, or the places.",
    ),
)
