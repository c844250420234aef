"""Comparers of small answers: a choice, a number, a date, an order, a grid, a written text.

Each function here returns a comparer: `comparer(answer, expected) -> Found`. The message names what to look
at and never the right value. Comparers of tables and charts are in `answers.frames` and `answers.charts`.
"""

import re
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from .engine import OK, Comparer, Found
from .values import blank, counted, kind, listed, number, plain, same


def choice(options: str | list | None = None) -> Comparer:
    """One of several letters or words; `options` ("ABCD" or a list) are those the question offers.

    `expected` is the right one, or a set of them where several can be defended. Case and spaces do not
    matter.
    """
    offered = [str(option) for option in options or []]

    def compare(answer, expected) -> Found:
        if not isinstance(answer, str):
            return Found(
                f'Your answer is {kind(answer)}; write it as a text in quotation marks, such as "A".'
            )
        if offered and not any(same(answer, option) for option in offered):
            return Found(f'"{answer.strip()}" is not one of the options: {listed(offered, 12)}.')
        allowed = expected if isinstance(expected, set | frozenset | list | tuple) else [expected]
        if any(same(answer, one) for one in allowed):
            return OK
        return Found("This option does not fit the evidence. Read the rows the question names once more.")

    return compare


def quantity(tolerance: float = 0.0, *, percent: bool = False) -> Comparer:
    """A number. `tolerance` is relative (0.01 = one per cent); `percent` says that per cent is wanted.

    Names a share given for a per cent figure or the reverse, a slip by a power of ten, a wrong sign, and
    otherwise only whether the answer is too high or too low.
    """

    def compare(answer, expected) -> Found:
        value, right = number(answer), float(expected)
        if value is None:
            return Found(f"Your answer is {kind(answer)}; a number is wanted, without quotation marks.")
        if same(value, right, tolerance or 1e-6):
            return OK
        return Found(_number_slip(value, right, tolerance, percent))

    return compare


def _number_slip(value: float, right: float, tolerance: float, percent: bool) -> str:
    close = tolerance or 1e-6
    if percent and same(value * 100, right, close):
        return "This is the share, from 0 to 1; the question asks for per cent."
    if not percent and abs(right) <= 1 and same(value / 100, right, close):
        return "This is per cent; the question asks for the share, from 0 to 1."
    if right and same(-value, right, close):
        return "The size is right and the sign is not: check what is taken from what."
    for power in (1, 2, 3, 4, 5, 6):
        if same(value * 10**power, right, close) or same(value / 10**power, right, close):
            return "The digits are right, the size is not: check the unit (thousands? millions?)."
    return (
        f"The number is too {'high' if value > right else 'low'}. Check which rows and which column you used."
    )


def date() -> Comparer:
    """A date as text ("1995-09-05", "1995-09" or "1995") or as a timestamp; names the part that is off."""

    def compare(answer, expected) -> Found:
        text, right = plain(answer), str(plain(expected))
        if not isinstance(text, str) or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
            return Found('Write the date as text: year, month, day with hyphens, such as "1994-10-12".')
        if text == right:
            return OK
        if right.startswith(text):
            return Found("So far right, but not exact enough: the table gives a more exact date.", 0.5)
        if text.startswith(right):
            return Found(
                "This is more exact than the record: the table does not know the date that well.", 0.5
            )
        names = ("year", "month", "day")
        pairs = zip(names, text.split("-"), right.split("-"), strict=False)
        return Found(
            f"The {next(name for name, mine, its in pairs if mine != its)} is not what the row says."
        )

    return compare


def ordered(what: str = "items") -> Comparer:
    """A list in order. Names items that are unknown, missing or doubled, then the first pair out of order.

    `share` is the part of all pairs that stand in the right order.
    """

    def compare(answer, expected) -> Found:
        if not isinstance(answer, list | tuple | pd.Series | pd.Index | np.ndarray):
            return Found(f"Your answer is {kind(answer)}; a list in square brackets is wanted.")
        mine, right = [plain(one) for one in answer], [plain(one) for one in expected]
        problem = _members(mine, right, what)
        if problem:
            return Found(problem)
        place = {one: n for n, one in enumerate(right)}
        pairs = [place[a] < place[b] for a, b in combinations(mine, 2)]
        if all(pairs):
            return OK
        share = sum(pairs) / len(pairs)
        if not share:
            return Found("The order is upside down: start at the other end.")
        first, second = next((a, b) for a, b in pairwise(mine) if place[a] > place[b])
        return Found(
            f"{sum(pairs)} of {len(pairs)} pairs are right. Look at {first} and {second} first.", share
        )

    return compare


def _members(mine: list, right: list, what: str) -> str:
    twice = sorted({str(one) for one in mine if mine.count(one) > 1})
    strange = [one for one in mine if one not in right]
    if strange:
        return f"{listed(strange)} {'does' if len(strange) == 1 else 'do'} not belong in this list."
    if twice:
        return f"{listed(twice)} stands in the list more than once."
    if len(mine) < len(right):
        return f"Not all of the {len(right)} {what} are there: you have {len(mine)}."
    return ""


def grid(legal: list | None = None) -> Comparer:
    """A dict of cells, {key: value}; `legal` are the values a cell may have.

    An expected value that is a set means that each of its members can be defended. `share` is the part of
    cells that are right; the message names the first cell that is not, without saying what it should be.
    """

    def compare(answer, expected) -> Found:
        if not isinstance(answer, dict):
            return Found(f"Your answer is {kind(answer)}; keep the dictionary and fill in its values.")
        strange = [key for key in answer if key not in expected]
        if strange:
            return Found(f"There is no cell called {listed(strange)}: keep the keys as they were given.")
        odd = [k for k, v in answer.items() if legal and not blank(v) and not any(same(v, x) for x in legal)]
        if odd:
            return Found(f"{_key(odd[0])} holds something that is not one of {listed(legal, 12)}.")
        right = [key for key, its in expected.items() if _cell(answer.get(key), its)]
        empty = [key for key in expected if blank(answer.get(key))]
        wrong = [key for key in expected if key not in right and key not in empty]
        if len(right) == len(expected):
            return OK
        said = f"{len(right)} of {counted(len(expected), 'cell')} fit the evidence."
        said += f" {len(empty)} still empty." if empty else ""
        said += f" Look again at {_key(wrong[0])}." if wrong else ""
        return Found(said, len(right) / len(expected))

    return compare


def _cell(mine, its) -> bool:
    return any(same(mine, one) for one in (its if isinstance(its, set | frozenset) else [its]))


def _key(key) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)


ID = re.compile(r"\b[ED]\d{2,3}\b|\b\d(?:\.\d)*p\d+c\d+\b|\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")


def cited(text: str, known) -> list[str]:
    """The ids in a text that exist, each once, in order. `known` is a set of ids."""
    return [one for one in dict.fromkeys(ID.findall(text)) if one in known]


def written(words: tuple[int, int] = (80, 150), cites: int = 2) -> Comparer:
    """A written answer: its length and its citations are checked, never what it says.

    `words` are the fewest and the most; `cites` how many different ids of rows, claims or sources it must
    name.
    `expected` is the set of ids that exist, by default `known_ids`. A person reads the content.
    """

    def compare(answer, expected) -> Found:
        if not isinstance(answer, str):
            return Found(f"Your answer is {kind(answer)}; write it as a text between three quotation marks.")
        count, fewest, most = len(answer.split()), *words
        found = cited(answer, expected)
        strange = [
            one for one in dict.fromkeys(re.findall(r"\b[ED]\d{2,3}\b", answer)) if one not in expected
        ]
        if strange:
            return Found(
                f"{listed(strange)} {'is' if len(strange) == 1 else 'are'} not in the tables: check the id."
            )
        if count < fewest:
            return Found(
                f"Your text has {counted(count, 'word')}; write at least {fewest}.", count / fewest / 2
            )
        if count > most:
            return Found(f"Your text has {count} words; cut it to {most} or fewer.", 0.5)
        if len(found) < cites:
            return Found(
                f"The length is good. Your text names {counted(len(found), 'id')} of known rows or sources; "
                f"name at least {cites}, such as the id at the start of a row.",
                0.5,
            )
        return OK

    return compare


READ_BY_A_PERSON = (
    "Length and citations are in order. A person reads what you say; this check does not judge it."
)
