"""The corroboration grid: which account says, contradicts or passes over what?"""

import pandas as pd

from . import markup
from .base import Activity, beside, chosen, pick, press, rows_of, say, to_copy, words

VERDICTS = ["says", "contradicts", "silent"]


def mark_grid(own: dict, readings: pd.DataFrame) -> list[dict]:
    """Mark a grid cell by cell.

    `own` is {(question_id, account): verdict or None}; `readings` rows of the table of that name. Returns one
    dict a cell with question_id, question, account, own, right (None while empty) and reason.
    """
    out = []
    for row in readings.to_dict("records"):
        mine = own.get((row["question_id"], row["account"]))
        right = None if mine is None else mine == row["verdict"]
        out.append(
            {k: row[k] for k in ("question_id", "question", "account", "reason")}
            | {"own": mine, "right": right}
        )
    return out


def grid_feedback_html(marked: list[dict], names: dict[str, str]) -> str:
    """How many cells agree with our reading, then each filled cell with its reason, question by question."""
    filled = [cell for cell in marked if cell["own"] is not None]
    if not filled:
        return markup.paragraph("Fill at least one cell first.")
    right = sum(cell["right"] for cell in filled)
    score = f"{right} of {len(filled)} cells agree with our reading of the accounts."
    empty = len(marked) - len(filled)
    if empty:
        score += f" {empty} {'is' if empty == 1 else 'are'} still empty."
    parts = [markup.paragraph(score)]
    for question in dict.fromkeys(cell["question"] for cell in filled):
        cells = [cell for cell in filled if cell["question"] == question]
        parts += [markup.paragraph(question, strong=True), markup.items(_cell_words(c, names) for c in cells)]
    return "".join(parts)


def _cell_words(cell: dict, names: dict[str, str]) -> str:
    verdict = "Yes" if cell["right"] else "Look again"
    said = f"{names[cell['account']]}: you say “{cell['own']}”. {verdict}."
    return f"<strong>{markup.text(said)}</strong> {markup.text(cell['reason'])}"


def accounts_html(accounts: pd.DataFrame, names: dict[str, str]) -> str:
    """The accounts: where each comes from before what it says, with a simpler wording to open."""
    parts = []
    for row in accounts.to_dict("records"):
        parts.append(markup.paragraph(names[row["id"]], strong=True))
        parts.append(markup.paragraph(f"Where it comes from: {row['provenance']}"))
        parts.append(markup.paragraph(f"What it says, in our words: {row['text']}"))
        if isinstance(row["plain_text"], str) and row["plain_text"]:
            parts.append(markup.folded("In simpler words", markup.paragraph(row["plain_text"])))
    return "".join(parts)


class Corroborate(Activity):
    """Questions by accounts, each cell says / contradicts / silent. Made by `corroborate`."""

    title = "Source lab"

    def __init__(self, lab, accounts, readings, *, variable=None):
        self.lab = lab
        self.accounts = accounts.sort_values("position")
        self.names = {id: f"Account {chr(ord('A') + n)}" for n, id in enumerate(self.accounts["id"])}
        order = {account: n for n, account in enumerate(self.names)}
        questions = list(dict.fromkeys(readings["question_id"]))
        self.questions = dict(zip(readings["question_id"], readings["question"], strict=True))
        self.readings = readings.assign(
            _q=[questions.index(q) for q in readings["question_id"]],
            _a=[order[a] for a in readings["account"]],
        ).sort_values(["_q", "_a"])
        self.choices = {}
        parts = [
            words(markup.paragraph(lab["question"], strong=True) + accounts_html(self.accounts, self.names))
        ]
        for n, (question_id, question) in enumerate(self.questions.items(), start=1):
            cells = self.readings.loc[self.readings["question_id"] == question_id, "account"]
            row = {(question_id, a): pick(f"Statement {n}, {self.names[a]}:", VERDICTS) for a in cells}
            self.choices |= row
            parts += [
                words(markup.paragraph(f"Statement {n}. {question}", strong=True)),
                beside(*row.values()),
            ]
        self.button = press("Check the grid", self.commit)
        self.feedback = words()
        super().__init__(lab["id"], [*parts, self.button, self.feedback], variable=variable)

    def commit(self):
        """Keep the grid and mark every filled cell."""
        own = chosen(self.choices)
        self.committed = own or None
        html = grid_feedback_html(mark_grid(own, self.readings), self.names)
        say(self.feedback, html + (to_copy(self) if own else ""))

    def in_words(self):
        return "; ".join(f"{question}, {self.names[a]}: {v}" for (question, a), v in self.committed.items())

    def summary(self):
        size = f"{len(self.questions)} statements, {len(self.names)} accounts"
        return f"{size} (use the grid above, or the printed form)"

    def twin(self):
        statements = [f"{n}. {markup.text(q)}" for n, q in enumerate(self.questions.values(), start=1)]
        there = set(self.choices)
        rows = [
            [
                statement,
                *(
                    "<br>".join(f"{markup.BOX}\u00a0{v}" for v in VERDICTS) if (id, a) in there else ""
                    for a in self.names
                ),
            ]
            for statement, id in zip(statements, self.questions, strict=True)
        ]
        grid = markup.table("One tick in each cell", ["Statement", *self.names.values()], rows)
        reasons = markup.items(
            f"<strong>{markup.text(self.questions[row['question_id']])} {self.names[row['account']]}: "
            f"{row['verdict']}.</strong> {markup.text(row['reason'])}"
            for row in self.readings.to_dict("records")
        )
        reveal = markup.folded("Open after you have filled the grid", reasons)
        title = markup.headline("Source lab", self.lab["title"], self.lab["question"])
        return markup.section(title, accounts_html(self.accounts, self.names), grid, reveal)


def corroborate(lab_id, *, variable=None) -> Corroborate:
    """The accounts of a source lab and the grid of statements by accounts.

    `lab_id` is an id of the table `labs`, such as "05-mazar"; accounts and our reading of them, with a reason
    for every cell, come from the tables `accounts` and `readings`.
    Raises ValueError when a table has no row for the lab.
    """
    lab = rows_of("labs", "id", lab_id, "source lab").iloc[0].to_dict()
    accounts, readings = (rows_of(name, "lab", lab_id, "source lab") for name in ("accounts", "readings"))
    return Corroborate(lab, accounts, readings, variable=variable)
