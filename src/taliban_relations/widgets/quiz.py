"""A quiz in words: an answer and a confidence for each question, then a reason for every option.

Confident mistakes are corrected best when feedback follows at once (Fazio and Marsh 2009); so each question
can be checked on its own, and at the end confidence is set beside results. Nothing is shown before an answer
is chosen.
"""

import pandas as pd

from ..reading import table
from . import markup
from .base import Activity, beside, confidence_box, pick, press, rows_of, say, words


def right_letters(options: pd.DataFrame) -> set[str]:
    """The letters of the correct options of one item."""
    return set(options.loc[options["correct"].astype(bool), "letter"].astype(str))


def item_feedback_html(chosen: str, options: pd.DataFrame) -> str:
    """Whether the answer holds, then the reason for every option with its evidence."""
    right = right_letters(options)
    verdict = "Yes." if chosen in right else f"Not this one: the answer is {' or '.join(sorted(right))}."
    lines = [
        f"<strong>{markup.text(row['letter'] + '. ' + row['text'].rstrip('.'))}.</strong> "
        f"{markup.text(row['reason'])}{markup.evidence(row['evidence'])}"
        for row in options.to_dict("records")
    ]
    return markup.paragraph(f"You chose {chosen}. {verdict}") + markup.items(lines)


def calibration(results: list[tuple[bool, int | None]]) -> str:
    """Set confidence beside results. `results`: (right?, confidence in per cent or None) for each item.

    Average confidence and share of right answers are compared over the items that have a confidence; a
    difference of up to 10 points counts as a match, since six questions cannot tell more.
    """
    if not results:
        return ""
    line = f"You were right on {sum(right for right, _ in results)} of {len(results)}"
    rated = [(right, sure) for right, sure in results if sure is not None]
    if not rated:
        return line + ". Say next time how sure you are, and you will see how well you know what you know."
    average = sum(sure for _, sure in rated) / len(rated)
    share = 100 * sum(right for right, _ in rated) / len(rated)
    line += f"; your average confidence was {average:.0f} per cent"
    if len(rated) < len(results):
        line += f" (given on {len(rated)} of {len(results)})"
    if len(results) == 1:
        return line + ". One question is too few to set them side by side."
    if average > share + 10:
        return line + ". You were surer than your answers bear out: look first at those you were surest of."
    if average < share - 10:
        return line + ". You know more than you trust yourself to know."
    return line + ". The two go together well."


class Quiz(Activity):
    """Items with an answer, a confidence and a check each. Made by `quiz`."""

    title = "Quiz"

    def __init__(self, id, items, options, *, variable=None):
        self.items = items
        self.options = {item: options[options["item"] == item].sort_values("letter") for item in items["id"]}
        self.choices, self.confidence, self.buttons, self.feedback, self.committed = {}, {}, {}, {}, {}
        parts = []
        for n, row in enumerate(items.to_dict("records"), start=1):
            parts += self._item(n, row["id"], row["stem"])
        self.button = press("Check all answers", self.check_all)
        self.closing = words()
        super().__init__(id, [*parts, self.button, self.closing], variable=variable)

    def _item(self, n, item, stem):
        options = dict(zip(self.options[item]["letter"].astype(str), self.options[item]["text"], strict=True))
        self.choices[item] = pick(f"Question {n}, my answer:", options)
        self.confidence[item] = confidence_box(f"Question {n}, how sure:")
        self.buttons[item] = press(f"Check answer {n}", lambda: self.check(item))
        self.feedback[item] = words()
        asked = words(markup.paragraph(f"{n}. {stem}", strong=True) + markup.letters(options))
        controls = beside(self.choices[item], self.confidence[item], self.buttons[item])
        return [asked, controls, self.feedback[item]]

    @property
    def answer(self):
        return self.committed or None

    @property
    def results(self) -> list[tuple[bool, int | None]]:
        """(right?, confidence) of every checked item, in the order of the quiz."""
        return [
            (done["answer"] in right_letters(self.options[item]), done["confidence"])
            for item, done in sorted(
                self.committed.items(), key=lambda pair: list(self.choices).index(pair[0])
            )
        ]

    def check(self, item):
        """Keep the answer to one item and show its reasons; the first committed answer stays."""
        chosen = self.choices[item].value
        if chosen is None:
            say(self.feedback[item], markup.paragraph("Choose an answer first; a guess is welcome."))
            return
        if item not in self.committed:
            self.committed[item] = {"answer": chosen, "confidence": self.confidence[item].value}
            # The button stays as it is: a button that goes grey under the finger takes the focus with it.
            for control in (self.choices[item], self.confidence[item]):
                control.disabled = True
            say(self.feedback[item], item_feedback_html(chosen, self.options[item]))
        if len(self.committed) == len(self.choices):
            say(self.closing, markup.paragraph(calibration(self.results)))

    def check_all(self):
        """Check every answered item, and say how many are still open."""
        for item in self.choices:
            if self.choices[item].value is not None:
                self.check(item)
        left = len(self.choices) - len(self.committed)
        if left:
            count = "One question is" if left == 1 else f"{left} questions are"
            done = f" So far: {calibration(self.results)}" if self.committed else ""
            say(self.closing, markup.paragraph(f"{count} still open.{done}"))

    def in_words(self):
        given = [
            f"{item} {done['answer']}" + (f" ({done['confidence']} per cent)" if done["confidence"] else "")
            for item, done in self.committed.items()
        ]
        return "; ".join(given)

    def summary(self):
        return f"{len(self.choices)} items (use the controls above, or the printed form)"

    def twin(self):
        sure = " ".join(f"{markup.BOX} {n}" for n in range(50, 101, 10))
        parts = []
        for n, row in enumerate(self.items.to_dict("records"), start=1):
            options = self.options[row["id"]]
            parts.append(markup.paragraph(f"{n}. {row['stem']}", strong=True))
            parts.append(markup.boxes(dict(zip(options["letter"].astype(str), options["text"], strict=True))))
            parts.append(markup.paragraph(f"How sure, per cent: {sure}"))
        return markup.section("Quiz. Tick one answer to each question, and how sure you are.", *parts)


def quiz(quiz_id, *, variable=None) -> Quiz:
    """The quiz of a lesson ("05-iran") or another one ("diagnostic-05").

    Items and their order come from the table `quizzes`, stems from `quiz_items`, options from `quiz_options`.
    Raises ValueError when there is no such quiz, or an item lacks its stem, its options or a correct option.
    """
    places = rows_of("quizzes", "lesson", quiz_id, "quiz").sort_values("position")
    stems, options = table("quiz_items"), table("quiz_options")
    for item in places["item"]:
        if item not in set(stems["id"]):
            raise ValueError(f"The quiz {quiz_id} asks for {item}, which the table quiz_items does not have.")
        if not right_letters(options[options["item"] == item]):
            raise ValueError(f"The table quiz_options has no correct option for {item}.")
    items = stems.set_index("id").loc[list(places["item"])].reset_index()
    return Quiz(quiz_id, items, options, variable=variable)
