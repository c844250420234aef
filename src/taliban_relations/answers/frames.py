"""Comparers of tables and columns: they look at the whole table and say which part of it differs."""

import pandas as pd

from .engine import OK, Comparer, Found
from .values import TOLERANCE, counted, kind, listed, plain, same


def frame(
    key: str | list[str] | None = None, *, order: bool = False, tolerance: float = TOLERANCE
) -> Comparer:
    """A table. `key` names the column(s) that tell rows apart; without it rows are matched by position.

    Looked at in turn: is it a table, columns missing or extra, rows missing or extra, values by column, and
    with `order=True` the order of rows. The order of columns and the index are free. `tolerance` is relative.
    """
    keys = [key] if isinstance(key, str) else list(key or [])

    def compare(answer, expected) -> Found:
        problem = _shape(answer, expected)
        if problem:
            return problem
        mine, right = answer.reset_index(drop=True), expected.reset_index(drop=True)
        rows = _rows(mine, right, keys)
        if rows:
            return rows
        by_key = _aligned(mine, right, keys)
        if by_key is None:
            by_key = mine
        wrong = _values(by_key, right, keys, tolerance)
        if wrong:
            return wrong
        return _order(mine, right, keys) if order and keys else OK

    return compare


def _shape(answer, expected: pd.DataFrame) -> Found | None:
    if isinstance(answer, pd.Series):
        return Found(
            "This is one column (a Series); a table is wanted. Choose columns with two pairs of brackets."
        )
    if not isinstance(answer, pd.DataFrame):
        return Found(f"Your answer is {kind(answer)}; a table (a DataFrame) is wanted.")
    missing = [column for column in expected.columns if column not in answer.columns]
    extra = [column for column in answer.columns if column not in expected.columns]
    if missing and set(missing) & set(map(str, answer.index.names)):
        return Found(f"The column {listed(missing)} has become the index: add .reset_index().", 0.25)
    if missing:
        has = f" and has {listed(extra)} that it should not have" if extra else ""
        return Found(
            f"The table lacks the column{'s' if len(missing) > 1 else ''} {listed(missing, 6)}{has}."
        )
    if extra:
        return Found(f"The table has {counted(len(extra), 'column')} too many: {listed(extra, 6)}.", 0.5)
    return None


def _keys_of(table: pd.DataFrame, keys: list[str]) -> list[tuple]:
    return list(zip(*(map(plain, table[key]) for key in keys), strict=True))


def _rows(mine: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> Found | None:
    if len(mine) == 0 and len(right):
        return Found(
            "The table has no rows: no row passed your filter. Check spelling and the direction of signs."
        )
    if not keys:
        return _count(mine, right)
    have, want = _keys_of(mine, keys), _keys_of(right, keys)
    extra, missing = [k for k in have if k not in set(want)], [k for k in want if k not in set(have)]
    share = 1 - len(missing) / max(1, len(want))
    if extra and missing and len(missing) == len(want):
        return Found("None of the rows is one of those asked for: is the condition turned round?")
    if extra and missing:
        said = f"{counted(len(missing), 'row')} missing, and {counted(len(extra), 'row')} too many"
        return Found(f"{said}, such as {_named(extra[0], keys)}.", share / 2)
    if extra:
        return Found(f"{counted(len(extra), 'row')} too many, such as {_named(extra[0], keys)}.", share / 2)
    if missing:
        return Found(f"{counted(len(missing), 'row')} missing: you have {len(have)}.", share / 2)
    if len(have) > len(set(have)):
        return Found("Some rows stand in the table twice.", 0.5)
    return None


def _count(mine: pd.DataFrame, right: pd.DataFrame) -> Found | None:
    if len(mine) == len(right):
        return None
    word = "few" if len(mine) < len(right) else "many"
    return Found(f"The table has too {word} rows: {len(mine)}. Check the filter and the grouping.")


def _named(values: tuple, keys: list[str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in zip(keys, values, strict=True))


def _aligned(mine: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> pd.DataFrame | None:
    if not keys:
        return None
    place = {key: n for n, key in enumerate(_keys_of(mine, keys))}
    return mine.iloc[[place[key] for key in _keys_of(right, keys)]].reset_index(drop=True)


def _values(mine: pd.DataFrame, right: pd.DataFrame, keys: list[str], tolerance: float) -> Found | None:
    off = {c: _differs(mine[c], right[c], tolerance) for c in right.columns if c not in keys}
    off = {column: rows for column, rows in off.items() if rows}
    if not off:
        return None
    column, rows = next(iter(off.items()))
    share = 1 - sum(map(len, off.values())) / max(1, right.size)
    where = f", first for {_named(_keys_of(right.iloc[[rows[0]]], keys)[0], keys)}" if keys else ""
    also = f" So does {listed(list(off)[1:])}." if len(off) > 1 else ""
    said = f"The rows are right. The column {column} differs in {counted(len(rows), 'row')} of {len(right)}"
    return Found(f"{said}{where}.{also}", share)


def _differs(mine: pd.Series, right: pd.Series, tolerance: float) -> list[int]:
    return [n for n, pair in enumerate(zip(mine, right, strict=True)) if not same(*pair, tolerance)]


def _order(mine: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> Found:
    have, want = _keys_of(mine, keys), _keys_of(right, keys)
    if have == want:
        return OK
    if have == want[::-1]:
        return Found("The rows are right, but upside down: sort the other way round.", 0.75)
    return Found("The rows and values are right; their order is not. Sort the table as the task says.", 0.75)


def series(*, order: bool = False, tolerance: float = TOLERANCE) -> Comparer:
    """A column with an index, such as a group-by gives; matched by index, order free by default."""
    compare_frames = frame("index", order=order, tolerance=tolerance)

    def compare(answer, expected) -> Found:
        if isinstance(answer, pd.DataFrame):
            return Found("This is a table; one column is wanted. Choose it with one pair of brackets.")
        if not isinstance(answer, pd.Series):
            return Found(f"Your answer is {kind(answer)}; one column (a Series) is wanted.")
        found = compare_frames(_as_frame(answer), _as_frame(expected))
        have, want = answer.index.names, expected.index.names
        if not found.share and have != want and None not in [*have, *want]:
            return Found(f"Your column is indexed by {listed(have)}; it should be by {listed(want)}.")
        said = found.message.replace("column value", "value").replace("index ", "")
        said = said.replace("is the condition turned round", "is it grouped by something else")
        return Found(said, found.share)

    return compare


def _as_frame(column: pd.Series) -> pd.DataFrame:
    index = [
        plain(i) if not isinstance(i, tuple) else ", ".join(str(plain(part)) for part in i)
        for i in column.index
    ]
    return pd.DataFrame({"index": index, "value": column.to_list()})
