"""Exercise items of lesson 06, Pakistan."""

import pandas as pd

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, by_date, drawn, fills, has_rows_of, puts_before

WORDS = ["admits", "denies", "recipient", "outsider"]
ORDER = ["E012", "E092", "E147", "E261", "E262", "E266"]


def _helped(part="Pakistan", recipient="Taliban"):
    """Claims of help whose supporter contains `part`, for one recipient; None keeps all."""
    rows = table("external_support_claims")
    rows = rows[rows["supporter"].str.contains(part)]
    return rows if recipient is None else rows[rows["recipient"] == recipient]


def _state_only():
    rows = table("external_support_claims")
    return rows[(rows["supporter"] == "Pakistan") & (rows["recipient"] == "Taliban")]


def _everybody():
    rows = table("external_support_claims")
    return rows[rows["recipient"] == "Taliban"]


def _acts(first=("pakistan",), second=("taliban",)):
    """Events in which an actor of `first` acts towards one of `second`."""
    events = table("events")
    return events[events["actor_a"].isin(first) & events["actor_b"].isin(second)]


def _by_year(acts, how="mean"):
    return acts.groupby(acts["start"].dt.year)["goldstein"].agg(how)


def _both_ways():
    pair = ("pakistan", "taliban")
    return _acts(pair, pair)


def _days():
    """State to the days from recognition to withdrawal."""
    rows = table("recognition").query("status == 'recognised'")
    lasted = rows["date_withdrawn"] - pd.to_datetime(rows["date_recognised"])
    return dict(zip(rows["state"], lasted.dt.days.astype(int), strict=True))


SORTED = {
    "ambassador": "admits",
    "delegate": "denies",
    "estimate": "outsider",
    "envoy": "recipient",
    "review": "admits",
    "babar": "denies",
}
CLOSING = {
    ("told", "dawn"): "says",
    ("told", "agency"): "says",
    ("told", "staff"): "contradicts",
    ("told", "officials"): "says",
    ("washington", "dawn"): "says",
    ("washington", "agency"): "silent",
    ("washington", "staff"): "silent",
    ("washington", "officials"): "silent",
    ("prisoners", "dawn"): "silent",
    ("prisoners", "agency"): "silent",
    ("prisoners", "staff"): "silent",
    ("prisoners", "officials"): "says",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "06-helped",
        frame("id"),
        _helped,
        mistakes=(
            (
                has_rows_of(_state_only),
                "You kept the rows whose supporter is exactly Pakistan. Its border force and its parties "
                "are parts of it too: ask whether the text contains the word.",
            ),
            (
                has_rows_of(lambda: _helped(recipient=None)),
                "Other recipients are in your table. Add the condition on `recipient`, joined with &.",
            ),
            (
                has_rows_of(_everybody),
                "Other supporters of the Taliban are in your table. Add the condition on `supporter`.",
            ),
        ),
        hints=(
            "Two conditions, joined with &: one on the supporter, one on the recipient.",
            'The first is support["supporter"].str.contains("Pakistan").',
            'The second is (support["recipient"] == "Taliban"), with its brackets.',
        ),
        right="Each row is a claim and not a fact: look at the column claim_basis before you use one.",
    ),
    Item(
        "06-by-kind",
        series(),
        lambda: _helped().groupby("kind").size(),
        mistakes=(
            (
                lambda: table("external_support_claims").groupby("kind").size(),
                "You counted all claims of the course. Count the rows of `helped`.",
            ),
            (
                lambda: _helped().groupby("claim_basis").size(),
                "You counted by the basis of the claim; the question asks for the kind of help.",
            ),
        ),
        hints=(
            "A group-by puts rows with the same word together; .size() counts each group.",
            'helped.groupby("kind").size()',
        ),
        right="A count of claims, not of deliveries: a denial of arms is counted under arms.",
    ),
    Item(
        "06-mean-by-year",
        series(tolerance=0.001),
        lambda: _by_year(_acts()),
        mistakes=(
            (
                lambda: _by_year(_both_ways()),
                "Acts of the Taliban towards Pakistan are in your mean. Keep those in which Pakistan acts.",
            ),
            (
                lambda: _by_year(_acts(("taliban",), ("pakistan",))),
                "These are the acts of the Taliban towards Pakistan. Change the two sides.",
            ),
            (
                lambda: _by_year(_acts(), "sum"),
                "You added the scores. A year with many acts then looks warmer than it was: take the mean.",
            ),
        ),
        hints=(
            "Three steps: keep the rows, group by the year, take the mean.",
            'The year of a row is acts["start"].dt.year.',
            'acts.groupby(acts["start"].dt.year)["goldstein"].mean()',
        ),
        right="Read it with care: some years rest on a single act, and some have none.",
    ),
    Item(
        "06-days-chart",
        chart(("ylabel",)),
        _days,
        mistakes=(
            (
                lambda picture: len(drawn(picture)) > len(_days()),
                "There are more bars than recognitions. Keep the rows whose status is recognised.",
            ),
            (
                lambda picture: len(drawn(picture)) < len(_days()),
                "A state is missing. The Emirates recognised the Taliban too.",
            ),
            (
                lambda picture: min(value for _, value in drawn(picture)) < 0,
                "A number of days below zero: subtract the earlier date from the later one.",
            ),
            (
                lambda picture: max(value for _, value in drawn(picture)) < 100,
                "The bars are too short for days. Did you divide, or take months or years?",
            ),
        ),
        hints=(
            "Keep the three rows first, then subtract, then draw.",
            'three["date_withdrawn"] - three["date_recognised"].astype("datetime64[s]") is a length of time.',
            "Take its days with .dt.days and put them into a column with assign(days=...).",
        ),
        right="Bars of nearly one height. The small difference between them is the story of autumn 2001.",
    ),
    Item(
        "06-event-order",
        ordered("events"),
        lambda: by_date(ORDER),
        mistakes=(
            (
                puts_before("E092", "E261"),
                "The minister went to Kabul in the autumn in which the city fell; the tests came later.",
            ),
            (
                puts_before("E266", "E262"),
                "The sanctions were lifted after 11 September 2001; the refusal came early in that year.",
            ),
            (
                puts_before("E147", "E092"),
                "Transit trade was discussed after the coup of 1999; the tests belong to the year before it.",
            ),
        ),
        hints=(
            "One belongs to 1994 and two to 2001: start with these.",
            "The other three belong to 1996, 1998 and 1999.",
        ),
        right="The sanctions for the tests were lifted soon after 11 September: a price, and a reward.",
    ),
    Item(
        "06-word-sort",
        grid(WORDS),
        SORTED,
        mistakes=(
            (
                fills("ambassador", "outsider"),
                "American diplomats wrote it down, but whose words are they? Sort by the speaker.",
            ),
            (
                fills("envoy", "admits"),
                "The envoy is a Taliban envoy: he says what his side gets.",
            ),
            (
                fills("review", "denies"),
                "Sharif's complaint takes the support for granted. That owns to it.",
            ),
        ),
        hints=(
            "Ask two things of each: who spoke in the end, and did he own to help or not?",
            "Two admit, two deny; one is a journalist and one speaks for the Taliban.",
        ),
        right="Two admissions here were not made to the public: one to diplomats, one years later in a book.",
    ),
    Item(
        "06-closing-grid",
        grid(VERDICTS),
        CLOSING,
        mistakes=(
            (
                fills(("told", "staff"), "silent"),
                "The embassy's own people speak of notice. Read what they say about it once more.",
            ),
            (
                fills(("washington", "agency"), "says"),
                "To be delighted afterwards is not to have asked before. What is not said is silent.",
            ),
            (
                fills(("prisoners", "dawn"), "says"),
                "Does the daily mention the aid workers? What is not said is silent.",
            ),
        ),
        hints=(
            "Silent is the commonest word here too: each account answers few of our questions.",
            "Only one cell of the twelve is a contradiction, and it is about being told.",
        ),
        right="More than one reason is given for one act, and all of them can be true.",
    ),
)
