"""A decision point: what could be known that day, what could be chosen, and only then what was done.

There is no right answer. What is practised is to argue from what was known then, and afterwards to say what
hindsight added.
"""

import pandas as pd

from ..reading import split_ids, table
from ..wording import house_date
from . import markup
from .base import Activity, pick, press, rows_of, say, to_copy, words

UNFINISHED = "Choose an option first, then press the button. Nothing here is marked."


def known_html(decision: dict, known: pd.DataFrame) -> str:
    """The situation and the events that lay before the choice, earliest first."""
    lines = [
        f"{markup.text(house_date(row['date']))}: {markup.text(row['title'])}{markup.evidence(row['id'])}"
        for row in known.sort_values(["start", "id"]).to_dict("records")
    ]
    where = f"{decision['whose_desk']}, {house_date(decision['date'])}."
    return (
        markup.paragraph(f"Where you stand: {where}")
        + markup.paragraph(decision["situation"])
        + markup.paragraph("Already known:")
        + markup.items(lines)
    )


def options_html(options: pd.DataFrame) -> str:
    """Each option with what spoke for and against it on that day."""
    rows = [
        [
            f"{row['letter']}. {markup.text(row['text'])}",
            markup.text(row["speaks_for"]),
            markup.text(row["speaks_against"]) + markup.evidence(row["evidence"]),
        ]
        for row in options.sort_values("letter").to_dict("records")
    ]
    return markup.table("What could be chosen", ["Option", "Spoke for it", "Spoke against it"], rows)


def debrief_html(decision: dict) -> str:
    """What was done, what could not be known, and what to talk about."""
    outcome = markup.text(decision["outcome"]) + markup.evidence(decision["outcome_event_ids"])
    parts = [
        ("What was done.", outcome),
        ("What that desk could not know.", markup.text(decision["not_known"])),
        ("To talk about.", markup.text(decision["debrief"])),
    ]
    return "".join(f"<p><strong>{label}</strong> {said}</p>" for label, said in parts)


class Decide(Activity):
    """Choose with what was known then. Made by `decide`."""

    title = "Decision"

    def __init__(self, decision, options, known, *, variable=None):
        self.decision, self.options, self.known = decision, options.sort_values("letter"), known
        labels = [
            (f"{row['letter']}. {row['text']}", row["letter"]) for row in self.options.to_dict("records")
        ]
        self.choice = pick("My choice:", labels)
        self.button = press("Show what was done", self.commit)
        self.feedback = words()
        head = words(markup.paragraph(decision["question"], strong=True) + self._brief())
        super().__init__(decision["id"], [head, self.choice, self.button, self.feedback], variable=variable)

    def _brief(self):
        return known_html(self.decision, self.known) + options_html(self.options)

    def commit(self):
        """Keep the choice and open the debrief; asks for a choice when there is none."""
        if self.choice.value is None:
            say(self.feedback, markup.paragraph(UNFINISHED))
            return
        self.committed = self.choice.value
        text = self.options.set_index("letter").loc[self.committed, "text"].rstrip(".")
        said = markup.paragraph(f"You chose {self.committed}: {text}. No choice is marked right or wrong.")
        say(self.feedback, said + debrief_html(self.decision) + to_copy(self))

    def summary(self):
        return f"{len(self.options)} options (use the controls above, or the printed form)"

    def twin(self):
        letters = "  ".join(f"{markup.BOX}\u00a0{letter}" for letter in self.options["letter"])
        mine = markup.paragraph(f"My choice: {letters}  because ____________________")
        title = markup.headline("Decision", self.decision["title"], self.decision["question"])
        closed = markup.folded("Open after you have chosen", debrief_html(self.decision))
        return markup.section(title, self._brief(), mine, closed)


def decide(decision_id, *, variable=None) -> Decide:
    """A choice that somebody faced: what was known, the options, and afterwards what was done.

    `decision_id` is an id of the table `decisions`, such as "03-pipeline"; its options come from the table
    `decision_options`. No option is marked as right.
    Raises ValueError when a table has no row for it, or an event that should have been known then lies after
    the day of the choice.
    """
    decision = rows_of("decisions", "id", decision_id, "decision").iloc[0].to_dict()
    options, events = rows_of("decision_options", "decision", decision_id, "decision"), table("events")
    known = events[events["id"].isin(split_ids(decision["known_event_ids"]))]
    late = known.loc[known["date"].astype(str) > decision["date"], "id"]
    if len(late):
        raise ValueError(
            f'The decision "{decision_id}" of {decision["date"]} cannot know {late.iloc[0]}, which is later. '
            "Remedy: take the id out of known_event_ids in data/decisions.csv."
        )
    return Decide(decision, options, known, variable=variable)
