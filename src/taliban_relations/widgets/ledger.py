"""Code cells of the relations ledger first, then see how the course coded them.

The scale runs from -2 to +2; what each number means is in the table `ledger_themes`, theme by theme. A code
is a judgement: the feedback counts agreement and names differences, and never calls a code wrong.
"""

from functools import cached_property

import pandas as pd

from ..coders import code_word
from ..figures import ledger_chart
from ..figures.canvas import actor_name
from ..reading import split_ids, table
from ..wording import house_date
from . import markup
from .base import Activity, pick, press, say, to_copy, words

TASK = "Read what stands in each cell and code it before you look: from -2 to +2, or no evidence."
NO_EVIDENCE = "none"
CODES = [("+2", 2), ("+1", 1), ("0", 0), ("-1", -1), ("-2", -2), ("no evidence", NO_EVIDENCE)]
MEANINGS = {2: "plus_two", 1: "plus_one", 0: "zero", -1: "minus_one", -2: "minus_two"}


def code_words(code) -> str:
    """A code as it is printed: "+2", "0", "-1" or "no evidence"."""
    return code_word(None if code == NO_EVIDENCE else code)


def compare_codes(own: dict, coded: pd.DataFrame) -> list[dict]:
    """Set each of the learner's codes beside the course's.

    `own` is {(theme, period): code or "none"}; `coded` rows of the table `ledger`. Returns one dict a cell
    with theme, period, own, code (None = no evidence), steps (None where one side sees no evidence and the
    other does not), same, certainty, reason and ids.
    """
    rows = {(str(row["theme"]), str(row["period"])): row for row in coded.to_dict("records")}
    out = []
    for (theme, period), mine in own.items():
        row = rows[theme, period]
        code = None if pd.isna(row["code"]) else int(row["code"])
        own_code = None if mine == NO_EVIDENCE else mine
        steps = None if (code is None) != (own_code is None) else abs((code or 0) - (own_code or 0))
        ids = ";".join(row[c] for c in ("event_ids", "claim_ids") if isinstance(row[c], str))
        cell = {
            "theme": theme,
            "period": period,
            "own": own_code,
            "code": code,
            "steps": steps,
            "same": steps == 0,
        }
        out.append(cell | {"certainty": row["certainty"], "reason": row["reason"], "ids": ids})
    return out


def ledger_feedback_html(compared: list[dict], titles: dict[str, str]) -> str:
    """The agreement count, then every cell with both codes and the reason; differences first in words."""
    same = sum(cell["same"] for cell in compared)
    count = f"You and the course agree on {same} of {len(compared)} cells."
    argue = " Where you differ, read the reason: it is a judgement, and yours may be the better one."
    lines = [_cell_words(cell, titles) for cell in sorted(compared, key=lambda cell: cell["same"])]
    return markup.paragraph(count + (argue if same < len(compared) else "")) + markup.items(lines)


def _cell_words(cell: dict, titles: dict[str, str]) -> str:
    if cell["same"]:
        verdict = f"both say {code_words(cell['code'])}"
    else:
        verdict = f"you say {code_words(cell['own'])}, the course says {code_words(cell['code'])}"
    sure = f" ({cell['certainty']})" if isinstance(cell["certainty"], str) else ""
    where = f"{titles.get(cell['theme'], cell['theme'])}, {period_words(cell['period'])}"
    reason = markup.text(cell["reason"]) + markup.evidence(cell["ids"])
    return f"<strong>{markup.text(where)}:</strong> {markup.text(verdict + sure)}. {reason}"


def period_words(period: str) -> str:
    """`1998H2` as "second half of 1998"."""
    year, half = str(period).split("H")
    return f"{'first' if half == '1' else 'second'} half of {year}"


def codebook_html(themes: pd.DataFrame) -> str:
    """What each code means, one column a theme."""
    meanings = {code_words(code): column for code, column in MEANINGS.items()}
    rows = [
        [label, *(markup.text(cell) for cell in themes[column])]
        for label, column in {"covers": "what_it_covers", **meanings}.items()
    ]
    return markup.table("Codebook", ["Code", *themes["title"]], rows)


def cards_html(ids: str, events: pd.DataFrame, claims: pd.DataFrame) -> str:
    """What to read before coding a cell: its events and the paper's claims; never the course's code.

    `ids` names them, `E111;3.2.1p2c4`; `events` has id, date, title and description, `claims` id and claim.
    """
    wanted = split_ids(ids)
    cards = [
        f"{markup.text(house_date(row['date']))}: {markup.text(row['title'])}. "
        f"{markup.text(row['description'])}{markup.evidence(row['id'])}"
        for row in events[events["id"].isin(wanted)].to_dict("records")
    ]
    cards += [
        f"The paper: {markup.text(row['claim'])}{markup.evidence(row['id'])}"
        for row in claims[claims["id"].isin(wanted)].to_dict("records")
    ]
    return markup.items(cards) if cards else markup.paragraph("No row of the tables falls in this cell.")


class CodeLedger(Activity):
    """One code a cell, commit, see the course's codes. Made by `code_ledger`."""

    title = "Ledger"

    def __init__(self, id, actor, cells, ledger, themes, events, claims, *, variable=None):
        self.actor = actor
        self.cells = [(str(theme), str(period)) for theme, period in cells]
        self.whole = ledger
        keys = list(zip(ledger["theme"].astype(str), ledger["period"].astype(str), strict=True))
        self.coded = ledger[[key in self.cells for key in keys]]
        named = themes[themes["theme"].astype(str).isin({theme for theme, _ in self.cells})]
        self.titles = dict(zip(named["theme"].astype(str), named["title"], strict=True))
        self.codebook = codebook_html(named)
        ids = ledger["event_ids"].fillna("") + ";" + ledger["claim_ids"].fillna("")
        named_by = dict(zip(keys, ids, strict=True))
        self.cards = {cell: cards_html(named_by[cell], events, claims) for cell in self.cells}
        # A short label: beside a long one the dropdown has no room on a narrow screen.
        self.choices = {cell: pick(f"Cell {n}, my code:", CODES) for n, cell in enumerate(self.cells, 1)}
        self.button = press("Show the course's codes", self.commit)
        self.feedback = words()
        parts = [words(markup.paragraph(TASK, strong=True) + self.codebook)]
        for cell, choice in self.choices.items():
            parts += [words(markup.paragraph(self._heading(cell), strong=True) + self.cards[cell]), choice]
        super().__init__(id, [*parts, self.button, self.feedback], variable=variable)

    def _name(self, cell):
        return f"{self.titles.get(cell[0], cell[0])}, {cell[1]}"

    def _heading(self, cell):
        number = self.cells.index(cell) + 1
        return f"Cell {number}. {self.titles.get(cell[0], cell[0])}, {period_words(cell[1])}"

    def picture(self):
        """The course's ledger for this actor as a Picture."""
        title = f"Relations ledger: {actor_name(self.actor)} and the Taliban"
        return ledger_chart(self.whole, title=title, caption="Coded for this course from the rows it names.")

    @cached_property
    def codes_shown(self):
        """The picture as HTML: it does not depend on the learner, so page and paper share one drawing."""
        return markup.shown(self.picture())

    def commit(self):
        """Keep the codes and show the course's; asks for the missing ones when there are any."""
        own = {cell: choice.value for cell, choice in self.choices.items()}
        missing = sum(code is None for code in own.values())
        if missing:
            count = "one more cell" if missing == 1 else f"{missing} more cells"
            ask = f"Code {count} first. You may say that there is no evidence."
            say(self.feedback, markup.paragraph(ask))
            return
        self.committed = own
        html = ledger_feedback_html(compare_codes(own, self.coded), self.titles)
        say(self.feedback, html + self.codes_shown + to_copy(self))

    def in_words(self):
        return "; ".join(
            f"{theme} {period} {code_words(code)}" for (theme, period), code in self.committed.items()
        )

    def summary(self):
        return f"{len(self.cells)} cells (use the controls above, or the printed form)"

    def twin(self):
        blank = [label for label, _ in CODES]
        grid = markup.table(
            "One tick in each row",
            ["Cell", *blank],
            [
                [f"{n}. {markup.text(self._name(cell))}", *[markup.BOX] * len(blank)]
                for n, cell in enumerate(self.cells, start=1)
            ],
        )
        cards = "".join(markup.paragraph(self._heading(c), strong=True) + self.cards[c] for c in self.cells)
        coded = compare_codes(dict.fromkeys(self.cells, NO_EVIDENCE), self.coded)
        codes = markup.items(_coded_words(cell, self.titles) for cell in coded)
        reveal = markup.folded("Open after you have coded", codes + self.codes_shown)
        return markup.section(TASK, self.codebook, cards, grid, reveal)


def _coded_words(cell: dict, titles: dict[str, str]) -> str:
    where = f"{titles.get(cell['theme'], cell['theme'])}, {period_words(cell['period'])}"
    sure = f" ({cell['certainty']})" if isinstance(cell["certainty"], str) else ""
    reason = markup.text(cell["reason"]) + markup.evidence(cell["ids"])
    return f"<strong>{markup.text(where)}:</strong> {code_words(cell['code'])}{markup.text(sure)}. {reason}"


def code_ledger(id, actor, cells, *, variable=None) -> CodeLedger:
    """Cells of the relations ledger to code from their events before the course's codes are shown.

    Parameters: `id` unique in the lesson; `actor` an id of the table `ledger`; `cells` a list of (theme,
    period) such as ("trade", "1998H2").
    Raises ValueError for a cell that the table does not have.
    """
    ledger = table("ledger")
    ledger = ledger[ledger["actor"] == actor]
    there = set(zip(ledger["theme"].astype(str), ledger["period"].astype(str), strict=True))
    unknown = [f"{theme} {period}" for theme, period in cells if (theme, period) not in there]
    if unknown:
        raise ValueError(f'The table ledger has no row for "{actor}" and {", ".join(unknown)}.')
    themes, events, claims = table("ledger_themes"), table("events"), table("claims")
    return CodeLedger(id, actor, cells, ledger, themes, events, claims, variable=variable)
