"""A range with a confidence, then the figures that were published. The width is never scored."""

from functools import cached_property

import pandas as pd

from ..figures import mark_range, range_chart
from ..sources import cite
from ..wording import house_date, range_words
from . import markup
from .base import Activity, confidence_box, number_box, press, rows_of, say, to_copy, words


def range_problem(low: float, high: float) -> str:
    """What keeps two numbers from being a range, in plain words; empty when they are one."""
    if not low and not high:
        return "Type a low and a high number first. A guess is enough: it is not marked."
    if not high:
        return "Type a high number too."
    if low > high:
        return "Your low number is higher than your high number. Swap them, or change one."
    if low < 0:
        return "A count cannot be below zero. Change your low number."
    return ""


def figure_words(low, high, unit: str) -> str:
    """A published figure: "70,000 troops" or "200,000 to 250,000 troops"; one open end is said so."""
    words = range_words(low, high)
    return f"{words} {unit}".strip() if words else "no number"


def inside(low: float, high: float, estimates: pd.DataFrame) -> int:
    """How many published figures lie wholly within low..high. `estimates` has columns low and high."""
    ends = estimates[["low", "high"]].astype(float)
    bottom, top = ends["low"].fillna(ends["high"]), ends["high"].fillna(ends["low"])
    return int(((bottom >= low) & (top <= high)).sum())


def comparison_words(low: float, high: float, confidence: int | None, estimates: pd.DataFrame) -> str:
    """The learner's range beside the published figures, in plain sentences, without a verdict."""
    count, all_ = inside(low, high, estimates), len(estimates.dropna(how="all", subset=["low", "high"]))
    unit = str(estimates["unit"].iloc[0])
    sure = f", {confidence} per cent sure" if confidence is not None else ""
    ends = estimates[["low", "high"]].astype(float)
    spread = figure_words(ends.min(axis=None), ends.max(axis=None), unit)
    return (
        f"You said {figure_words(low, high, unit)}{sure}. {count} of {all_} published figures lie "
        f"inside your range. They run from {spread}. Look at the dates, and at who counted what."
    )


def estimates_html(estimates: pd.DataFrame) -> str:
    """The published figures as a table: date, figure, who said it, in which words."""
    rows = [
        [
            markup.text(house_date(row["date"]) if isinstance(row["date"], str) else "day not known"),
            markup.text(figure_words(row["low"], row["high"], row["unit"])),
            markup.text(cite(row["source_id"])),
            markup.text(row["as_stated"])
            + (f". {markup.text(row['note'])}" if isinstance(row["note"], str) else ""),
            markup.text(row["id"]),
        ]
        for row in estimates.to_dict("records")
    ]
    return markup.table("Published figures", ["Date", "Figure", "Source", "As stated", "Row"], rows)


class EstimateRange(Activity):
    """Low, high, confidence, commit, see the published figures. Made by `estimate_range`."""

    title = "Estimate"

    def __init__(self, id, question, estimates, *, variable=None):
        self.question = question
        self.estimates = estimates.sort_values(["date", "id"])
        self.unit = str(estimates["unit"].iloc[0])
        self.low = number_box(f"Low ({self.unit}):")
        self.high = number_box(f"High ({self.unit}):")
        self.confidence = confidence_box("How sure are you that the figure lies between them?")
        self.button = press("Show the published figures", self.commit)
        self.feedback = words()
        head = words(markup.paragraph(question, strong=True))
        controls = [head, self.low, self.high, self.confidence, self.button, self.feedback]
        super().__init__(id, controls, variable=variable)

    @cached_property
    def published(self):
        """The published figures as a Picture; the learner's range is laid over it."""
        return range_chart(self.estimates, title=f"Published figures: {self.unit}")

    def picture(self):
        """The published figures, with the learner's range over them once there is one."""
        if self.committed is None:
            return self.published
        return mark_range(self.published, self.committed["low"], self.committed["high"])

    def commit(self):
        """Keep the range and show the published figures; says what is wrong with the numbers otherwise."""
        low, high = self.low.value, self.high.value
        problem = range_problem(low, high)
        if problem:
            say(self.feedback, markup.paragraph(problem))
            return
        self.committed = {"low": low, "high": high, "confidence": self.confidence.value}
        said = comparison_words(low, high, self.confidence.value, self.estimates)
        html = markup.paragraph(said) + markup.shown(self.picture()) + estimates_html(self.estimates)
        say(self.feedback, html + to_copy(self))

    def in_words(self):
        sure = self.committed["confidence"]
        ends = figure_words(self.committed["low"], self.committed["high"], self.unit)
        return ends + (f", {sure} per cent sure" if sure is not None else "")

    def summary(self):
        return "a low and a high number (use the controls above, or the printed form)"

    def twin(self):
        sure = "  ".join(f"{markup.BOX} {n}" for n in range(50, 101, 10))
        blanks = markup.items(
            [f"Low: ________ {self.unit}", f"High: ________ {self.unit}", f"How sure, per cent: {sure}"]
        )
        reveal = markup.shown(self.picture()) + estimates_html(self.estimates)
        title = f"Estimate. {self.question}"
        return markup.section(title, blanks, markup.folded("Open after you have written your range", reveal))


def estimate_range(id, question, topic, *, variable=None) -> EstimateRange:
    """A low and a high number with a confidence, then the published figures with date, origin and wording.

    Parameters: `id` unique in the lesson; `question` plain words; `topic` a topic of the table `estimates`,
    such as "05-border-troops". The width of the range is never scored. Never use it for death tolls.
    Raises ValueError when the table has no row for the topic.
    """
    estimates = rows_of("estimates", "topic", topic, "topic")
    return EstimateRange(id, question, estimates, variable=variable)
