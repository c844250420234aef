"""The balance-of-threat workbench: say what would refute the theory, then weigh its parts.

Ranks and agreement are words and numbers in HTML, so a move costs a few milliseconds and no drawing. The one
picture, in the printed form, shows three weightings beside what the states did.
"""

from functools import cached_property

import pandas as pd

from ..figures import heat_map
from ..recognition import recognition_at
from ..threats import (
    PARTS,
    WEIGHTS,
    behaviour,
    by_chance,
    rank_agreement,
    rank_threats,
    threat_table,
    try_all_weights,
)
from ..wording import signed
from . import markup
from .base import Activity, beside, pick, press, say, words

TASK = (
    "First choose the result that would refute the theory for you, and commit to it. "
    "Then weigh its parts: 0 leaves a part out, 4 counts it most."
)
TESTS = {
    "agreement": "Even the best weights agree by less than 0.5 with what the states did",
    "friends": "At the best weights, a state that recognised the Taliban is in the more threatened half",
    "nearness": "At the best weights, nearness has the weight 0: it does not help",
    "chance": "Chance does as well: of all shuffles of what the states did, 1 in 20 or more fits as well",
    "none": "No result could refute it",
}
LETTERS = dict(zip("ABCDE", TESTS, strict=True))
LETTERED = {letter: TESTS[name] for letter, name in LETTERS.items()}
OUTCOMES = {
    "own_acts": "the states' own acts (events)",
    "ledger": "the codes for recognition and arms (ledger)",
    "coded_path": "the coded path, 1997-2000",
}
ENOUGH, RARE, UPPER_HALF = 0.5, 0.05, 4
THREE = {"all alike": (1, 1, 1), "nearness only": (0, 1, 0), "hostile acts only": (0, 0, 1)}
SOURCES = ["cow-nmc6", "cow-contiguity", "cow-capitals", "cow-mid5"]
LABELS = {"power": "Power:", "nearness": "Nearness:", "hostility": "Hostile acts:"}
ACTS = [("the Afghan side in disputes", False), ("that side and armed guests on its soil", True)]
NOT_YET = "Choose a letter and commit to it first: afterwards it is too easy to move the goal."
CHANGED = "You changed your test after you had seen numbers: say so in your note."
HOW_RANKED = (
    "Rank 1 by threat: the most threatened. Rank 1 by its own acts: acted most against the Taliban. "
    "Equal scores share their middle rank."
)
HOW_AGREED = "Rank agreement: +1 the same order, 0 no connection, \N{MINUS SIGN}1 the reverse order."
ALL_ZERO = "Give at least one part a weight above 0."


def recognisers() -> set[str]:
    """The states among the eight that had recognised the Taliban government by the end of 1997."""
    rows = recognition_at("1997-12-31")
    return set(rows.loc[rows["status"] == "recognised", "actor_id"])


def agreement_words(score: pd.Series, did: pd.DataFrame) -> list[str]:
    """The rank agreement of a threat score with each measure of behaviour, one line each."""
    lines = []
    for name, title in OUTCOMES.items():
        value, count = rank_agreement(score, did[name]), int(did[name].notna().sum())
        shown = "not to be worked out yet" if pd.isna(value) else signed(value, 2)
        lines.append(f"with {markup.text(title)}: <strong>{shown}</strong> over {count} states")
    return lines


def judge(test: str, best: pd.Series, ranked: pd.DataFrame, chance: dict) -> str:
    """What the search over all weights says to the learner's own test, in one or two sentences.

    `best` is the first row of `try_all_weights`, `ranked` the states at those weights, `chance` from
    `by_chance`.
    """
    if test == "none":
        return (
            "You said that nothing could refute it. Then nothing can support it either: it forbids nothing."
        )
    threatened = ranked[ranked["rank"] <= UPPER_HALF]
    friends = [row.state for actor, row in threatened.iterrows() if actor in recognisers()]
    names = ", ".join(friends) or "none"
    failed, found = {
        "agreement": (best["agreement"] < ENOUGH, f"The best agreement is {signed(best['agreement'], 2)}."),
        "friends": (bool(friends), f"Recognised, and in the more threatened half: {names}."),
        "nearness": (best["nearness"] == 0, f"The best weight of nearness is {int(best['nearness'])}."),
        "chance": (chance["share"] >= RARE, f"Of 100 shuffles, {100 * chance['share']:.0f} fit as well."),
    }[test]
    verdict = "refuted here" if failed else "not refuted here"
    return f"{found} By the test you chose, the theory is {verdict}, on these eight cases and measures."


def ranking_html(ranked: pd.DataFrame, did: pd.DataFrame, caption: str) -> str:
    """The ranking as a table: rank, state, score, and the state's own place in acting against the Taliban."""
    place = did["own_acts"].rank(ascending=False)
    rows = [
        [
            markup.text(row.state),
            f"{row['rank']:g}",
            f"{row.score:.2f}",
            "unknown" if pd.isna(place[actor]) else f"{place[actor]:g}",
        ]
        for actor, row in ranked.iterrows()
    ]
    header = ["State", "Rank by threat", "Score (0 to 1)", "Rank by its own acts"]
    return markup.table(caption, header, rows) + markup.paragraph(HOW_RANKED)


def search_html(test, threats, did) -> str:
    """All weights tried: the best, what chance would do, and the verdict of the learner's test."""
    tried = try_all_weights(did["own_acts"], threats)
    best, chance = tried.iloc[0], by_chance(did["own_acts"], threats)
    ranked = rank_threats(best[PARTS], threats)
    said = (
        f"Best of {len(tried)} weightings: {weights_words(best[PARTS])}; agreement with the states' own acts "
        f"{signed(best['agreement'], 2)}. Does chance do as well? Shuffle what the states did in every "
        f"possible way ({chance['orders']:,} orders) and look for the best weights each time: "
        f"{100 * chance['share']:.0f} shuffles in 100 fit as well as this, or better."
    )
    verdict = "" if test is None else markup.paragraph(judge(test, best, ranked, chance), strong=True)
    return markup.paragraph(said) + verdict + ranking_html(ranked, did, "Ranks at the best weights")


def weights_words(weights) -> str:
    """Three weights as words: "power 0, nearness 0, hostile acts 1"."""
    names = [label.rstrip(":").lower() for label in LABELS.values()]
    return ", ".join(f"{name} {int(weight)}" for name, weight in zip(names, weights, strict=True))


class ThreatWorkbench(Activity):
    """Weights for three parts of a threat, ranks and agreement at once. Made by `threat_workbench`."""

    title = "Workbench"

    def __init__(self, id, tables, did, *, variable=None):
        self.tables, self.did = tables, did
        self.test = pick("The theory is refuted if:", list(LETTERS.items()))
        self.button = press("Commit to this test", self.commit)
        weights = [(str(weight), weight) for weight in WEIGHTS]
        self.dials = {part: self._set(label, weights, 1) for part, label in LABELS.items()}
        self.acts = self._set("Whose acts count:", ACTS, False)
        self.search = press("Try all weights", self.try_all)
        self.result, self.found = words(), words()
        self.changed = False
        for control in (*self.dials.values(), self.acts):
            control.observe(lambda _: self.update(), names="value")
        self.acts.observe(lambda _: say(self.found, ""), names="value")
        controls = [self.test, self.button, beside(*self.dials.values(), self.acts)]
        head = words(markup.paragraph(TASK, strong=True) + markup.letters(LETTERED))
        super().__init__(id, [head, *controls, self.result, self.search, self.found], variable=variable)

    @staticmethod
    def _set(label, options, value):
        """A dropdown that always holds a value: its empty first choice is taken away."""
        control = pick(label, options)
        control.options = options
        control.value = value
        return control

    @property
    def threats(self):
        """The threat table for the chosen meaning of hostile acts."""
        return self.tables[self.acts.value]

    @property
    def weights(self):
        """The chosen weights by part."""
        return {part: control.value for part, control in self.dials.items()}

    @property
    def answer(self):
        return None if self.committed is None else {"test": self.committed, "weights": self.weights}

    def commit(self):
        """Keep the test, once chosen, and show the ranks."""
        if self.test.value is None:
            say(self.result, markup.paragraph(NOT_YET))
            return
        self.changed = self.changed or self.committed not in (None, self.test.value)
        self.committed = self.test.value
        say(self.found, "")
        self.update()

    def update(self):
        """Ranks and agreement at the weights of the moment."""
        if self.committed is None:
            say(self.result, markup.paragraph(NOT_YET))
        elif not any(self.weights.values()):
            say(self.result, markup.paragraph(ALL_ZERO))
        else:
            say(self.result, self._now(self.weights.values()))

    def _now(self, weights):
        ranked = rank_threats(weights, self.threats)
        caption = f"Weights: {weights_words(weights)}"
        lines = markup.items(agreement_words(ranked["score"], self.did))
        ranks = ranking_html(ranked, self.did, caption)
        return markup.paragraph(self._own_test()) + ranks + markup.paragraph(HOW_AGREED) + lines

    def _own_test(self):
        letter = next(letter for letter, name in LETTERS.items() if name == self.committed)
        said = f"Your test: {letter}. {TESTS[self.committed]}."
        return f"{said} {CHANGED}" if self.changed else said

    def try_all(self):
        """The best of all weights and what it says to the learner's test."""
        html = markup.paragraph(NOT_YET) if self.committed is None else self._search(self.committed)
        say(self.found, html)

    def _search(self, test):
        return search_html(test, self.threats, self.did)

    def in_words(self):
        changed = " (test changed after numbers were seen)" if self.changed else ""
        return f"refuted if: {TESTS[self.committed]}{changed}; weights {weights_words(self.weights.values())}"

    def summary(self):
        return "a test to choose and three weights (use the controls above, or the printed form)"

    @cached_property
    def ranks(self):
        """Ranks of the states by their own acts and at three weightings and the best, as a Picture."""
        threats, did = self.tables[False], self.did
        best = try_all_weights(did["own_acts"], threats).loc[0, PARTS]
        columns = {"own acts against the Taliban": did["own_acts"].rank(ascending=False)}
        for name, weights in {**THREE, f"best: {weights_words(best)}": best}.items():
            columns[name] = rank_threats(weights, threats)["rank"]
        frame = pd.DataFrame(columns).sort_values("own acts against the Taliban")
        frame.index = pd.Index([threats.loc[actor, "state"] for actor in frame.index], name="state")
        title = "Where each state stands: by its own acts, and by the threat it faced"
        return heat_map(frame, title=title, unit="rank, 1 = most", hatch_negative=False, sources=SOURCES)

    def twin(self):
        first = markup.boxes(LETTERED)
        three = "".join(
            markup.paragraph(f"{name} ({weights_words(weights)}). Rank agreement:", strong=True)
            + markup.items(agreement_words(rank_threats(weights, self.tables[False])["score"], self.did))
            for name, weights in THREE.items()
        )
        three += markup.paragraph(HOW_AGREED)
        reveal = markup.shown(self.ranks) + three + search_html(None, self.tables[False], self.did)
        return markup.section(
            "Workbench. Which result would refute the theory for you? Tick one before you go on.",
            first,
            markup.folded("Open after you have ticked", reveal),
        )


def threat_workbench(id, year=1998, *, variable=None) -> ThreatWorkbench:
    """The balance-of-threat workbench.

    The learner commits to the result that would refute the theory, then weighs power, nearness and hostile
    acts from 0 to 4; ranks and the rank agreement with three measures of behaviour follow. Formulas and their
    arbitrary choices: `taliban_relations.threats`.
    Parameters: `id` unique in the lesson; `year` of the capability scores.
    Raises ValueError for a year without capability scores.
    """
    tables = {guests: threat_table(year, guests) for guests in (False, True)}
    return ThreatWorkbench(id, tables, behaviour(), variable=variable)
