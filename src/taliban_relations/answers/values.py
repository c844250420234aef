"""Plain values: one reading of what pandas, numpy and people write in different ways."""

from numbers import Number

import numpy as np
import pandas as pd

from ..wording import join_words

TOLERANCE = 1e-6


def plain(value):
    """A cell as a plain Python value: missing is None, a day is ISO text, a numpy scalar a Python number."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return " ".join(value.split()) if isinstance(value, str) else value


def number(value) -> float | None:
    """A number as float, None for anything that is not one (True and False are not numbers)."""
    value = plain(value)
    return float(value) if isinstance(value, Number) and not isinstance(value, bool | complex) else None


def same(one, other, tolerance: float = TOLERANCE) -> bool:
    """Are two cells equal? Numbers within a relative `tolerance`, text without regard to case and spacing."""
    one, other = plain(one), plain(other)
    if number(one) is not None and number(other) is not None:
        return abs(one - other) <= tolerance * max(1.0, abs(other))
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return type(one) is type(other) and one == other


def blank(answer) -> bool:
    """Has nothing been answered? Dots, None, an empty text, or a list or dict of nothing but these."""
    if answer is None or answer is ...:
        return True
    if isinstance(answer, str):
        return answer.strip() in ("", "...")
    if isinstance(answer, dict):
        return all(blank(value) for value in answer.values())
    return isinstance(answer, list | tuple | set) and all(blank(value) for value in answer)


def kind(answer) -> str:
    """What an answer is, in a learner's words."""
    kinds = [
        (pd.DataFrame, "a table"),
        (pd.Series, "one column (a Series)"),
        (bool, "true or false"),
        (str, "a text"),
        (dict, "a dictionary"),
        (list | tuple, "a list"),
        (Number, "a number"),
    ]
    plainly = answer.item() if isinstance(answer, np.generic) else answer
    return next((words for type_, words in kinds if isinstance(plainly, type_)), f"a {type(answer).__name__}")


def brief(answer) -> str:
    """An answer in one short line, without memory addresses."""
    if isinstance(answer, pd.DataFrame):
        return f"a table of {len(answer)} rows and {answer.shape[1]} columns"
    if isinstance(answer, pd.Series):
        return f"a column of {len(answer)} values"
    value = answer if isinstance(answer, list | tuple | dict) else plain(answer)
    if not isinstance(value, str | Number | list | tuple | dict):
        return kind(answer)
    text = repr(value)
    return text if len(text) <= 200 else text[:197] + "..."


def listed(names, most: int = 3) -> str:
    """Up to `most` names in words: "a, b and c", "a, b, c and 4 more"."""
    names = list(names)
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return join_words(names[:most] + more)


def counted(count: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
