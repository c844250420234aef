"""Predict, then see: a choice among options, or a path over the years.

Predicting before the reveal is what makes a demonstration stick (Crouch and others 2004; Brod 2021), so
nothing is shown until the learner commits.
"""

from functools import cached_property

import pandas as pd

from ..figures import LEVELS, mark_path, path_chart
from ..figures.canvas import actor_name
from . import markup
from .base import Activity, pick, press, rows_of, say, to_copy, words

UNFINISHED = "Choose first, then press the button. A guess is enough: it is not marked."


def lettered(options) -> dict[str, str]:
    """Options as {"A": words}: a mapping as it is, a list lettered from A."""
    if isinstance(options, dict):
        return {str(letter): str(option) for letter, option in options.items()}
    return {chr(ord("A") + n): str(option) for n, option in enumerate(options)}


def letter_of(answer, options: dict[str, str]) -> str | None:
    """The letter of an answer given as a letter or as the option's words; None for an open question.

    Raises ValueError when the answer is not among the options.
    """
    if answer is None or answer in options:
        return answer
    for letter, option in options.items():
        if option == answer:
            return letter
    raise ValueError(f"The answer {answer!r} is not one of the options: {', '.join(options.values())}.")


def choice_feedback(options: dict[str, str], chosen: str | None, answer: str | None, because) -> str:
    """HTML said after a prediction: what was chosen, what happened, and why.

    `because` is one text, or {letter: text} for a text that depends on the choice.
    """
    if chosen is None:
        return markup.paragraph(UNFINISHED)
    said = f"You predicted: {options[chosen]}."
    if answer is None:
        found = ""
    elif chosen == answer:
        found = " That is what the record shows."
    else:
        found = f" The record shows something else: {options[answer]}."
    why = because.get(chosen, "") if isinstance(because, dict) else because
    return markup.paragraph(said + found) + (markup.paragraph(why) if why else "")


class PredictChoice(Activity):
    """Choose one option, commit, see what happened. Made by `predict_choice`."""

    title = "Prediction"

    def __init__(self, id, question, options, answer=None, reveal="", because="", *, variable=None):
        self.question, self.reveal, self.because = question, reveal, because
        self.options = lettered(options)
        self.right = letter_of(answer, self.options)
        labels = [(f"{letter}. {option}", letter) for letter, option in self.options.items()]
        self.choice = pick("My prediction:", labels)
        self.button = press("Show what happened", self.commit)
        self.feedback = words()
        head = words(markup.paragraph(question, strong=True) + markup.letters(self.options))
        super().__init__(id, [head, self.choice, self.button, self.feedback], variable=variable)

    def commit(self):
        """Keep the prediction and show the rest; asks for a choice when there is none."""
        html = choice_feedback(self.options, self.choice.value, self.right, self.because)
        if self.choice.value is not None:
            self.committed = self.choice.value
            html += markup.shown(self.reveal)
        say(self.feedback, html)

    def in_words(self):
        return f"{self.committed}. {self.options[self.committed]}"

    def summary(self):
        return f"{len(self.options)} options (use the controls above, or the printed form)"

    def twin(self):
        found = (
            "" if self.right is None else markup.paragraph(f"The record shows: {self.options[self.right]}.")
        )
        because = self.because if isinstance(self.because, dict) else {"": self.because}
        why = "".join(markup.paragraph(f"{k}: {v}" if k else v) for k, v in because.items() if v)
        return markup.section(
            f"Prediction. {self.question}",
            markup.boxes(self.options),
            markup.folded("Open after you have chosen", found + why + markup.shown(self.reveal)),
        )


def predict_choice(
    id, question, options, answer=None, reveal="", because="", *, variable=None
) -> PredictChoice:
    """A prediction among options, with what happened shown after the learner commits.

    Parameters: `id` unique in the lesson; `question` plain words; `options` a list of texts (lettered A, B,
    ...) or {letter: text}; `answer` the letter or text that the record supports, None for an open question;
    `reveal` a Picture, TableView or text; `because` a text, or {letter: text} that answers each choice.
    Raises ValueError when `answer` is not among the options.
    """
    return PredictChoice(id, question, options, answer, reveal, because, variable=variable)


def path_gap(own: dict[int, int], coded: pd.DataFrame) -> dict:
    """Compare a predicted path with the coded one.

    `own` is {year: level}; `coded` has columns year, level, reason. Returns `gap` (the largest distance in
    steps), `year` (the first year it occurs), `same` (years with equal levels) and `years` (years compared).
    Years that the table does not code are left out.
    """
    levels = {int(y): int(v) for y, v in zip(coded["year"], coded["level"], strict=True) if pd.notna(v)}
    distance = {year: abs(level - levels[year]) for year, level in sorted(own.items()) if year in levels}
    gap = max(distance.values(), default=0)
    year = next((y for y, d in distance.items() if d == gap), None)
    return {"gap": gap, "year": year, "same": sum(d == 0 for d in distance.values()), "years": len(distance)}


def path_words(own: dict[int, int], coded: pd.DataFrame) -> str:
    """The comparison of two paths in two or three plain sentences."""
    found = path_gap(own, coded)
    if not found["years"]:
        return "This course has not coded these years, so there is nothing to compare your path with."
    same = f"Your path and the coded one agree in {found['same']} of {found['years']} years."
    if not found["gap"]:
        return same + " There is no gap. Look at the reasons: are they yours?"
    row = coded[coded["year"] == found["year"]].iloc[0]
    steps = "one step" if found["gap"] == 1 else f"{found['gap']} steps"
    return (
        f"{same} The biggest gap is {steps}, in {found['year']}: you said {LEVELS[own[found['year']]]}, "
        f"the coding says {LEVELS[int(row['level'])]}. Its reason: {row['reason']} "
        "The coding is a judgement, and you may argue."
    )


def path_table(coded: pd.DataFrame, own: dict[int, int] | None = None) -> str:
    """The coded path as an HTML table: year, your word (if any), the coding's word, reason, evidence."""
    own = own or {}
    rows = []
    for row in coded.sort_values("year").to_dict("records"):
        level = "not coded" if pd.isna(row["level"]) else LEVELS[int(row["level"])]
        mine = [LEVELS.get(own.get(int(row["year"])), "")] if own else []
        ids = ";".join(str(row.get(c) or "") for c in ("event_ids", "claim_ids") if pd.notna(row.get(c)))
        rows.append([str(int(row["year"])), *mine, level, markup.text(row["reason"]) + markup.evidence(ids)])
    header = ["Year", *(["You"] if own else []), "Coding", "Reason"]
    return markup.table("The path year by year", header, rows)


class PredictPath(Activity):
    """One word a year, commit, see the coded path. Made by `predict_path`."""

    title = "Prediction"

    def __init__(self, id, question, actor, coded, years=range(1996, 2002), *, variable=None):
        self.question, self.actor = question, actor
        self.years = [int(year) for year in years]
        self.coded = coded[coded["year"].isin(self.years)].sort_values("year")
        labels = [(word, level) for level, word in reversed(LEVELS.items())]
        self.choices = {year: pick(str(year), labels) for year in self.years}
        self.button = press("Show the coded path", self.commit)
        self.feedback = words()
        head = words(markup.paragraph(question, strong=True))
        super().__init__(id, [head, *self.choices.values(), self.button, self.feedback], variable=variable)

    @cached_property
    def coded_picture(self):
        """The coded path as a Picture; the learner's path is laid over it."""
        return path_chart(
            self.coded.set_index("year")[["level"]].reindex(self.years).reset_index(),
            title=f"{actor_name(self.actor)} and the Taliban, year by year",
            caption="Coded for this course; the table gives the reason for each year.",
        )

    def picture(self):
        """The coded path, with the learner's path over it once there is one."""
        return self.coded_picture if self.committed is None else mark_path(self.coded_picture, self.committed)

    def commit(self):
        """Keep the path and show the coded one; asks for the missing years when there are any."""
        own = {year: choice.value for year, choice in self.choices.items()}
        missing = [str(year) for year, level in own.items() if level is None]
        if missing:
            ask = f"Choose a word for {', '.join(missing)} too. A guess is enough."
            say(self.feedback, markup.paragraph(ask))
            return
        self.committed = own
        html = markup.paragraph(path_words(own, self.coded)) + markup.shown(self.picture())
        say(self.feedback, html + path_table(self.coded, own) + to_copy(self))

    def in_words(self):
        return ", ".join(f"{year} {LEVELS[level]}" for year, level in self.committed.items())

    def summary(self):
        return f"{len(self.years)} years (use the controls above, or the printed form)"

    def twin(self):
        grid = markup.table(
            "One tick in each row",
            ["Year", *LEVELS.values()],
            [[str(year), *[markup.BOX] * len(LEVELS)] for year in self.years],
        )
        reveal = markup.shown(self.picture()) + path_table(self.coded)
        title = f"Prediction. {self.question}"
        return markup.section(title, grid, markup.folded("Open after you have ticked", reveal))


def predict_path(id, question, actor, years=range(1996, 2002), *, variable=None) -> PredictPath:
    """A prediction year by year: how did the Taliban and `actor` stand to each other?

    The reveal compares the learner's path with the table `relation_paths` (levels -2 hostile, -1 tense, 0
    cool, 1 dealing, 2 friendly), names the biggest gap in words and gives the reason for every year.
    Parameters: `id` unique in the lesson; `question` plain words; `actor` an id of the table; `years`
    numbers.
    Raises ValueError when the table has no row for the actor.
    """
    coded = rows_of("relation_paths", "actor", actor, "actor")
    return PredictPath(id, question, actor, coded, years, variable=variable)
