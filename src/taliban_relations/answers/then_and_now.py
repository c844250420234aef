"""Exercise items of lesson 14, then and now."""

from ..reading import table
from .charts import chart
from .compare import grid, ordered
from .engine import Item
from .frames import frame, series
from .mistakes import VERDICTS, drawn, draws, fills, has_rows_of, puts_before

HELD = ["holds", "holds with limits"]
KNOWLEDGE = ["known", "unclear", "presumed"]
ACTS = ["E055", "E102", "E156", "E343", "E344", "E345"]
KABUL = {"then": "E042", "now": "E340"}


def _weak(core=True, standing="not supported"):
    claims = table("claims")
    rows = claims[claims["standing"] == standing]
    return rows[rows["core"]] if core else rows


def _by_section(rows):
    return rows.groupby("section", observed=True).size()


def _held(unchecked=False, words=HELD, times=1):
    """Share of the claims of each section that hold, without those that were not checked."""
    claims = table("claims")
    rows = claims if unchecked else claims[claims["standing"] != "not checked"]
    return rows["standing"].isin(words).groupby(rows["section"]).mean() * times


def _slips(severity="substantive", confidence="high"):
    """Section to the number of entries of the list of discrepancies."""
    rows = table("discrepancies")
    rows = rows[rows["severity"] == severity]
    if confidence:
        rows = rows[rows["confidence"] == confidence]
    return {section: int(count) for section, count in rows.groupby("paper_section").size().items()}


def _on_their_clocks():
    """The acts by the time since the fall of Kabul that began the administration of their day."""
    day = table("events").set_index("id")["start"]
    clock = {act: KABUL["now" if day[act] >= day[KABUL["now"]] else "then"] for act in ACTS}
    return sorted(ACTS, key=lambda act: day[act] - day[clock[act]])


SENTENCES = {
    "poppy": "known",
    "border": "known",
    "arms": "unclear",
    "word": "unclear",
    "patron": "presumed",
    "three": "presumed",
}
RUSSIA = {
    ("terror", "tass"): "says",
    ("terror", "tolo"): "says",
    ("terror", "women"): "silent",
    ("trade", "tass"): "says",
    ("trade", "tolo"): "says",
    ("trade", "women"): "silent",
    ("turn", "tass"): "contradicts",
    ("turn", "tolo"): "silent",
    ("turn", "women"): "silent",
    ("harm", "tass"): "silent",
    ("harm", "tolo"): "silent",
    ("harm", "women"): "says",
}

ITEMS: tuple[Item, ...] = (
    Item(
        "14-weak",
        frame("id"),
        _weak,
        mistakes=(
            (
                has_rows_of(lambda: _weak(core=False)),
                "These are all unsupported claims. Keep only the core ones: join the two conditions with &.",
            ),
            (
                has_rows_of(lambda: _weak(standing="not checked")),
                "Not checked is not the same as not supported: nobody has compared these claims yet.",
            ),
            (
                has_rows_of(lambda: _weak(standing="contested")),
                "Contested means that sources disagree. The question asks for claims without support.",
            ),
        ),
        hints=(
            "Two conditions: one column is true or false already, the other is compared with a word.",
            'The second condition: claims["standing"] == "not supported".',
        ),
        right="Read them: how many would change the paper's argument if they were struck out?",
    ),
    Item(
        "14-weak-by-section",
        series(),
        lambda: _by_section(_weak()),
        mistakes=(
            (
                lambda: _by_section(table("claims")),
                "You counted all claims of the paper. Count the rows of `weak`.",
            ),
            (
                lambda: _by_section(_weak(core=False)),
                "The counts take in claims that are not core. Is `weak` filtered on both conditions?",
            ),
        ),
        hints=("Group the rows of `weak` by one column, then .size().", 'weak.groupby("section").size()'),
        right="A section that was looked at closely shows more. Keep that in mind before you rank.",
    ),
    Item(
        "14-held",
        series(tolerance=0.005),
        _held,
        mistakes=(
            (
                lambda: _held(unchecked=True),
                "The unchecked claims are still in the whole. Take them out before you work out a share.",
            ),
            (
                lambda: _held(words=["holds"]),
                "You counted only the claims that hold without limits. Take both words.",
            ),
            (
                lambda: _held(times=100),
                "These are per cent. The question asks for a share from 0 to 1.",
            ),
        ),
        hints=(
            "Three steps: leave out the unchecked, make a column of true and false, take its mean by group.",
            'True and false: checked["standing"].isin(["holds", "holds with limits"]).',
            'Then .groupby(checked["section"]).mean(): the mean of true and false is a share.',
        ),
        right="A share hides how many claims it rests on. Which section has the fewest that were checked?",
    ),
    Item(
        "14-slip-chart",
        chart(("ylabel",)),
        _slips,
        mistakes=(
            (
                draws(lambda: _slips(confidence=None)),
                "All degrees of confidence are in. Keep the entries of high confidence.",
            ),
            (
                draws(lambda: _slips("minor")),
                "These are the minor entries. Keep the substantive ones.",
            ),
            (
                lambda picture: max(y for _, y in drawn(picture)) > max(_slips().values()),
                "The bars are too high: both conditions must hold, joined with `and`.",
            ),
        ),
        hints=(
            "Filter on two columns, group by section, count, draw.",
            'kept.groupby("paper_section", as_index=False).size() gives the columns paper_section and size.',
        ),
        right="High bars can mean a weak section, or one about which much is on record.",
    ),
    Item(
        "14-clock-order",
        ordered("events"),
        _on_their_clocks,
        mistakes=(
            (
                puts_before("E102", "E344"),
                "You may have ordered by date. The strike of 1998 came later on its clock than that of 2022.",
            ),
            (
                puts_before("E156", "E343"),
                "Each ban on its own clock: one came within a year of the fall, the other in year four.",
            ),
            (
                puts_before("E345", "E055"),
                "The Council spoke of women within weeks of September 1996.",
            ),
        ),
        hints=(
            "Work out for each act the months since E042 or E340, whichever began its time.",
            "One act came within a month, one after nearly four years; the rest lie between.",
        ),
        right="The same acts, another order. Would you call that the same story?",
    ),
    Item(
        "14-sorted-sentences",
        grid(KNOWLEDGE),
        SENTENCES,
        mistakes=(
            (
                fills("patron", "known"),
                "That Pakistan was the patron is known for then. The sentence speaks of what will be.",
            ),
            (
                fills("arms", "presumed"),
                "The sentence leaves both possibilities open; somebody could find out. That is unclear.",
            ),
            (
                fills("three", "unclear"),
                "Look at the word because: it takes a number over from 1997.",
            ),
        ),
        hints=(
            "A sentence with because that reaches back to then is the suspicious kind.",
            "Each of the three words is used twice.",
        ),
        right="Presumptions are where analogies hide. Now turn one of them into a question.",
    ),
    Item(
        "14-russia-grid",
        grid(VERDICTS),
        RUSSIA,
        mistakes=(
            (
                fills(("turn", "tass"), "silent"),
                "Read the first words of the spokeswoman again: she speaks of revision in order to deny it.",
            ),
            (
                fills(("harm", "tass"), "contradicts"),
                "The spokeswoman does not deny that women suffer. She does not speak of it.",
            ),
            (
                fills(("terror", "women"), "contradicts"),
                "The women do not dispute Moscow's reasons. They ask about something else.",
            ),
        ),
        hints=(
            "Only one cell of the twelve is a contradiction.",
            "Two officials of one state may agree in substance and differ in what they leave out.",
        ),
        right="The accounts hardly contradict each other: they speak past each other. That is a finding.",
    ),
)
