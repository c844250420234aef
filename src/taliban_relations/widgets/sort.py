"""Sort cards into heaps; the feedback gives a reason for every card."""

import pandas as pd

from ..reading import split_ids
from . import markup
from .base import Activity, chosen, pick, press, rows_of, say, to_copy, words


def mark_cards(own: dict, cards: pd.DataFrame) -> list[dict]:
    """Mark the cards that were put somewhere.

    `own` is {card number: heap or None}; `cards` rows of the table `sorting_cards`. Returns one dict a placed
    card with card, text, own, heap (ours), right, reason and evidence, in the order of the cards.
    """
    return [
        row | {"own": own[row["card"]], "right": own[row["card"]] == row["heap"]}
        for row in cards.to_dict("records")
        if own.get(row["card"]) is not None
    ]


def cards_feedback_html(marked: list[dict], left: int) -> str:
    """How many cards lie where we would put them, then each with its reason; `left` cards are unplaced."""
    if not marked:
        return markup.paragraph("Put at least one card on a heap first.")
    score = f"{sum(card['right'] for card in marked)} of {len(marked)} cards lie where we would put them."
    if left:
        score += f" {left} {'is' if left == 1 else 'are'} not sorted yet."
    return markup.paragraph(score) + markup.items(_card_words(card) for card in marked)


def _card_words(card: dict) -> str:
    verdict = "We agree" if card["right"] else f"We would say “{card['heap']}”"
    said = f"{card['card']}. {card['text']} You say “{card['own']}”. {verdict}."
    return f"<strong>{markup.text(said)}</strong> {markup.reason(card)}"


class SortCards(Activity):
    """Give each card a heap. Made by `sort_cards`."""

    title = "Sorting"

    def __init__(self, sorting, cards, *, variable=None):
        self.sorting = sorting
        self.heaps = split_ids(sorting["heaps"])
        self.cards = cards.sort_values("card")
        texts = dict(zip(self.cards["card"], self.cards["text"], strict=True))
        self.choices = {card: pick(f"Card {card}, heap:", self.heaps) for card in texts}
        self.button = press("Check the heaps", self.commit)
        self.feedback = words()
        parts = [words(markup.paragraph(sorting["question"], strong=True))]
        for card, text in texts.items():
            parts += [words(markup.paragraph(f"{card}. {text}")), self.choices[card]]
        super().__init__(sorting["id"], [*parts, self.button, self.feedback], variable=variable)

    def commit(self):
        """Keep the heaps and give the reason for every card that lies on one."""
        own = chosen(self.choices)
        self.committed = own or None
        html = cards_feedback_html(mark_cards(own, self.cards), len(self.choices) - len(own))
        say(self.feedback, html + (to_copy(self) if own else ""))

    def in_words(self):
        return "; ".join(f"card {card}: {heap}" for card, heap in self.committed.items())

    def summary(self):
        size = f"{len(self.choices)} cards, {len(self.heaps)} heaps"
        return f"{size} (use the controls above, or the printed form)"

    def twin(self):
        rows = [
            [f"{card}. {markup.text(text)}", *[markup.BOX] * len(self.heaps)]
            for card, text in zip(self.cards["card"], self.cards["text"], strict=True)
        ]
        grid = markup.table("One tick in each row", ["Card", *self.heaps], rows)
        ours = markup.items(
            f"<strong>{card['card']}. {markup.text(card['heap'])}.</strong> {markup.reason(card)}"
            for card in self.cards.to_dict("records")
        )
        title = f"Sort the cards. {self.sorting['question']}"
        return markup.section(title, grid, markup.folded("Open after you have sorted them", ours))


def sort_cards(sorting_id, *, variable=None) -> SortCards:
    """Cards to sort into heaps, with a reason for every card.

    `sorting_id` is an id of the table `sortings`, such as "06-basis"; its cards, the heap we would choose and
    why come from the table `sorting_cards`.
    Raises ValueError when a table has no row for it, or a card lies on a heap that the task does not have.
    """
    sorting = rows_of("sortings", "id", sorting_id, "sorting task").iloc[0].to_dict()
    cards = rows_of("sorting_cards", "sorting", sorting_id, "sorting task")
    strange = set(cards["heap"]) - set(split_ids(sorting["heaps"]))
    if strange:
        raise ValueError(
            f'The sorting task "{sorting_id}" has no heap "{min(strange)}", but a card lies on it. '
            "Remedy: correct the heap in data/sorting_cards.csv, or add it to data/sortings.csv."
        )
    return SortCards(sorting, cards, variable=variable)
