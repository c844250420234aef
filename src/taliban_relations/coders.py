"""Do two coders of the relations ledger agree? Counts, Krippendorff's alpha, and every difference in words.

Alpha (Hayes and Krippendorff, "Answering the Call for a Standard Reliability Measure for Coding Data",
Communication Methods and Measures 1, 2007) is 1 where two coders always agree and 0 where they agree as
often as chance would make them. The codes have an order, -2 to +2, so the ordinal form is used: two steps
apart weighs more than one. The library `krippendorff` works it out.
"""

import pandas as pd

from .display import TableView
from .figures.canvas import actor_name
from .reading import table
from .wording import capital

KEY = ["actor", "theme", "period"]
MOST = 12  # differences that are printed
NOTHING_YET = "There are no codes to compare yet."
REMEDY = "Where you code yourself: choose the codes, press the button, then run this cell again."
NO_ALPHA = "alpha cannot be worked out: it needs two cells or more coded by both, and codes that vary"


class Agreement:
    """The comparison of two codings; made by `agreement`.

    `cells`, frame of the shared cells (actor, theme, period, one, other; empty = no evidence); `same`, cells
    with the same entry; `neither`, those of them in which neither saw evidence; `both`, cells coded by both;
    `alpha`, ordinal, or missing; `differences`, the other cells with the steps between the codes.
    """

    def __init__(self, cells, names):
        self.cells, self.names = cells, names
        coded = cells["one"].notna() & cells["other"].notna()
        empty = cells["one"].isna() & cells["other"].isna()
        equal = (cells["one"] == cells["other"]).fillna(False).astype(bool)
        self.same = int((equal | empty).sum())
        self.neither = int(empty.sum())
        self.both = int(coded.sum())
        self.alpha = ordinal_alpha(cells.loc[coded, "one"], cells.loc[coded, "other"])
        apart = cells.assign(steps=(cells["one"] - cells["other"]).abs())
        self.differences = apart[~(equal | empty)]

    @property
    def summary(self):
        """The counts and alpha in one sentence, or what is missing."""
        if self.cells.empty:
            return f"{NOTHING_YET} {capital(self.names[0])} and {self.names[1]} share no cell. {REMEDY}"
        alpha = NO_ALPHA if pd.isna(self.alpha) else f"ordinal alpha {self.alpha:.2f}"
        neither = f" (in {self.neither} of these neither sees evidence)" if self.neither else ""
        return (
            f"{capital(self.names[0])} and {self.names[1]}: {len(self.cells)} cells, the same in {self.same}"
            f"{neither}; both coded {self.both}; {alpha}."
        )

    @property
    def view(self):
        """The differences as a table, the widest first; cells where one coder saw no evidence come last."""
        rows = self.differences.sort_values(["steps", *KEY], ascending=[False, True, True, True]).head(MOST)
        titles = table("ledger_themes").set_index("theme")["title"]
        shown = pd.DataFrame(
            {
                "cell": [
                    f"{actor_name(row.actor)}, {titles.get(row.theme, row.theme)}, {row.period}"
                    for row in rows.itertuples()
                ],
                self.names[0]: [code_word(code) for code in rows["one"]],
                self.names[1]: [code_word(code) for code in rows["other"]],
                "difference": [difference_words(row.one, row.other) for row in rows.itertuples()],
            }
        )
        count = len(self.differences)
        more = f" The {MOST} widest of {count} differences:" if count > MOST else ""
        return TableView(shown, caption=self.summary + more)

    def __repr__(self):
        return f"Agreement({self.summary!r})"

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.differences.empty:
            return {"text/html": f"<p>{self.summary}</p>", "text/plain": self.summary}
        return self.view._repr_mimebundle_()


def agreement(one, other, names=("the first coder", "the second coder")):
    """Compare two codings of the same cells of the relations ledger.

    Parameters: `one` and `other`, each a frame with the columns actor, theme, period and code (such as
    `tr.table("ledger")` or `tr.table("ledger_second")`), or a list of `code_ledger` activities; `names`, what
    to call the two. Only cells that both codings hold are compared. An empty code means "no evidence": it
    counts when the same entries are counted, and stays out of alpha.
    Raises ValueError for a frame without these columns.
    """
    first = _codes(one).rename(columns={"code": "one"})
    second = _codes(other).rename(columns={"code": "other"})
    return Agreement(first.merge(second, on=KEY).sort_values(KEY, ignore_index=True), tuple(names))


def ordinal_alpha(one, other):
    """Krippendorff's alpha for two coders and ordered codes; missing where it cannot be worked out."""
    if len(one) < 2 or pd.concat([one, other]).nunique() < 2:
        return float("nan")
    from krippendorff import alpha  # read when it is first used: a lesson is ready sooner

    values = [pd.array(codes, "Float64").to_numpy(float) for codes in (one, other)]
    return round(float(alpha(reliability_data=values, level_of_measurement="ordinal")), 6)


def code_word(code):
    """A code as it is printed: +2, 0, -1 or "no evidence"."""
    if pd.isna(code):
        return "no evidence"
    return f"{int(code):+d}" if int(code) else "0"


def difference_words(one, other):
    """How far apart two entries of a cell are."""
    if pd.isna(one) or pd.isna(other):
        return "only one sees evidence"
    steps = abs(int(one) - int(other))
    opposite = ", with opposite signs" if int(one) * int(other) < 0 else ""
    return f"{steps} step{'s' if steps > 1 else ''}{opposite}"


def _codes(coding):
    if isinstance(coding, pd.DataFrame):
        missing = [column for column in [*KEY, "code"] if column not in coding.columns]
        if missing:
            raise ValueError(f"agreement: a coding needs the column {missing[0]!r}.")
        codes = coding[[*KEY, "code"]].copy()
    else:
        rows = [
            (activity.actor, theme, period, None if code == "none" else code)
            for activity in coding
            for (theme, period), code in (activity.answer or {}).items()
        ]
        codes = pd.DataFrame(rows, columns=[*KEY, "code"])
    codes["code"] = pd.array(codes["code"].astype("object").where(codes["code"].notna(), None), "Int64")
    return codes.astype(dict.fromkeys(KEY, str))
