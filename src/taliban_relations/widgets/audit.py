"""Audit a text with the rubric; afterwards the course shows its own levels, with reasons."""

import pandas as pd

from ..reading import table
from . import markup
from .base import Activity, chosen, pick, press, rows_of, say, to_copy, words

TASK = "For each row choose the level whose words fit the text best. Rows may stay open."


def compare_levels(own: dict, readings: pd.DataFrame) -> list[dict]:
    """Set the learner's levels beside those of the course.

    `own` is {row of the rubric: level or None}; `readings` rows of the table `audit_readings`. Returns one
    dict for each row with a level: row, own, ours, apart (own less ours), reason and evidence.
    """
    return [
        {
            "row": reading["row"],
            "own": own[reading["row"]],
            "ours": int(reading["level"]),
            "apart": own[reading["row"]] - int(reading["level"]),
            "reason": reading["reason"],
            "evidence": reading["evidence"],
        }
        for reading in readings.to_dict("records")
        if own.get(reading["row"]) is not None
    ]


def audit_feedback_html(compared: list[dict], left: int) -> str:
    """How far two readers agree, then each row with the reason of the course; `left` rows have no level."""
    if not compared:
        return markup.paragraph("Give at least one row a level first.")
    same = sum(row["apart"] == 0 for row in compared)
    near = sum(abs(row["apart"]) == 1 for row in compared)
    said = (
        f"The same level on {same} of {len(compared)} rows, one level apart on {near}. "
        "No level is the right one: a difference is settled by a reason."
    )
    if left:
        said += f" {left} {'row has' if left == 1 else 'rows have'} no level yet."
    return markup.paragraph(said) + markup.items(_row_words(row) for row in compared)


def _row_words(row: dict) -> str:
    head = f"{row['row'].capitalize()}: you {row['own']}, the course {row['ours']}{_distance(row['apart'])}."
    return f"<strong>{markup.text(head)}</strong> {markup.reason(row)}"


def _distance(apart: int) -> str:
    if apart == 0:
        return ", the same"
    direction = "stricter" if apart < 0 else "more generous"
    return f"; you are {direction} by {abs(apart)}"


class Audit(Activity):
    """Give each row of the rubric a level. Made by `audit`."""

    title = "Audit"

    def __init__(self, task, rubric, readings, *, variable=None):
        self.task = task
        self.rubric = rubric.sort_values(["position", "level"], ascending=[True, False])
        self.rows = list(dict.fromkeys(self.rubric["row"]))
        self.readings = readings.set_index("row").loc[self.rows].reset_index()
        self.choices = {row: pick(f"{row.capitalize()}, level:", self._levels(row)) for row in self.rows}
        self.button = press("Compare with the course", self.commit)
        self.feedback = words()
        parts = [words(self._heading())]
        for row in self.rows:
            parts += [words(self._wordings(row)), self.choices[row]]
        super().__init__(task["id"], [*parts, self.button, self.feedback], variable=variable)

    def _heading(self):
        about = markup.paragraph(f"{self.task['title']}. {self.task['question']}", strong=True)
        return about + markup.paragraph(TASK)

    def _of(self, row):
        return self.rubric[self.rubric["row"] == row]

    def _levels(self, row):
        rows = self._of(row)
        return [(f"{n} {name}", n) for n, name in zip(rows["level"], rows["name"], strict=True)]

    def _wordings(self, row):
        rows = self._of(row)
        lines = [markup.text(f"{n}: {said}") for n, said in zip(rows["level"], rows["wording"], strict=True)]
        return markup.paragraph(row.capitalize(), strong=True) + markup.items(lines)

    def commit(self):
        """Keep the levels and show those of the course beside them."""
        own = chosen(self.choices)
        self.committed = own or None
        html = audit_feedback_html(compare_levels(own, self.readings), len(self.rows) - len(own))
        say(self.feedback, html + (to_copy(self) if own else ""))

    def in_words(self):
        return "; ".join(f"{row} {level}" for row, level in self.committed.items())

    def summary(self):
        return f"{len(self.rows)} rows, levels 0 to 4 (use the controls above, or the printed form)"

    def twin(self):
        names = dict(zip(self.rubric["level"], self.rubric["name"], strict=True))
        levels = sorted(names, reverse=True)
        cells = {(r.row, r.level): r.wording for r in self.rubric.itertuples(index=False)}
        rows = [
            [row.capitalize(), *[f"{markup.BOX} {markup.text(cells.get((row, n)))}" for n in levels]]
            for row in self.rows
        ]
        grid = markup.table("One tick in each row", ["Row", *[f"{n} {names[n]}" for n in levels]], rows)
        ours = markup.items(
            f"<strong>{markup.text(r['row'].capitalize())}: {r['level']}.</strong> {markup.reason(r)}"
            for r in self.readings.to_dict("records")
        )
        title = f"Audit: {self.task['title']}. {self.task['question']}"
        return markup.section(title, grid, markup.folded("Open after you have given your levels", ours))


def audit(audit_id, *, variable=None) -> Audit:
    """A text to audit with the rubric of the course: a level from 0 to 4 for each row, then a comparison.

    `audit_id` is an id of the table `audits`, such as "14-paper-4-3"; the rows and wordings come from the
    table `rubric`, the levels and reasons of the course from `audit_readings`.
    Raises ValueError when a table has no row for it, or a row of the rubric has no reading.
    """
    task = rows_of("audits", "id", audit_id, "audit").iloc[0].to_dict()
    readings, rubric = rows_of("audit_readings", "audit", audit_id, "audit"), table("rubric")
    missing = sorted(set(rubric["row"]) - set(readings["row"]))
    if missing:
        raise ValueError(
            f'The audit "{audit_id}" has no reading for the row "{missing[0]}" of the rubric. '
            "Remedy: add it to data/audit_readings.csv."
        )
    return Audit(task, rubric, readings, variable=variable)
