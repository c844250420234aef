"""Tables drawn as grids: a heat map with its numbers printed, and the relations ledger."""

from functools import cache

import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from ..reading import table
from ..style import MUTED, UNKNOWN, in_house_style, ink_on
from ..wording import decimals, house_number, pretty, short_list, signed
from .canvas import actor_name, check_frame, new_figure, picture, text_width, wrap_to

_LEDGER_NOTE = (
    "(+1) probable   +1? contested   hatched: below zero   dotted: no evidence   "
    "H1, H2: first, second half of the year"
)
CIVIDIS_LIGHT = LinearSegmentedColormap.from_list("light", ["#fdf3c4", "#b9ac70", "#575c6d", "#00224e"])
DIVERGING = LinearSegmentedColormap.from_list(
    "diverging", ["#b3510b", "#f0b879", "#f7f7f7", "#9cc7e3", "#1f6aa5"]
)


def _cell(axes, x, y, colour, words, *, hatch="", size=9):
    """One cell with its words; the words stand on a plain patch when the cell is hatched."""
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="white", lw=1.5))
    if hatch:
        axes.add_patch(
            Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch=hatch, edgecolor="#00000055", lw=0)
        )
    plain = {"facecolor": colour, "edgecolor": "none", "boxstyle": "round,pad=0.15"} if hatch else None
    if words:
        axes.text(x, y, words, ha="center", va="center", fontsize=size, color=ink_on(colour), bbox=plain)


def _grid_axes(rows, columns, height, top=0.55, bottom=0.1):
    """Axes for a grid with row names at the left and column names above."""
    left = min(2.2, max(text_width(row, 8.5) for row in rows)) + 0.15
    figure, axes = new_figure(len(rows) * height + top + bottom, left=left, right=0.1, top=top, bottom=bottom)
    cell = (8 - left - 0.1) / len(columns)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [wrap_to(row, left - 0.12, 8.5) for row in rows])
    axes.set_xticks(range(len(columns)), [wrap_to(column, cell, 8.5) for column in columns])
    axes.tick_params(length=0, top=False, bottom=False, labeltop=True, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


@in_house_style
def heat_map(frame, *, title, unit, hatch_negative=True, caption="", alt=None, sources=None):
    """A frame of numbers as coloured cells with the number printed in each.

    Parameters: `frame`, numbers with named rows (index) and columns; `unit`, what the numbers count;
    `hatch_negative`, hatch cells below zero; the rest as for `timeline`. Cells without a value are dotted and
    say "unknown". Raises ValueError for an empty frame or a column that is not numeric.
    """
    check_frame(frame, [], "heat_map")
    for column in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise ValueError(f"heat_map: column {column!r} is not numeric; set the row names as the index")
    values = frame.astype("Float64").astype(float)
    rows, columns = [str(i) for i in values.index], [str(c) for c in values.columns]
    figure, axes = _grid_axes(rows, columns, 0.34)
    scale, places = _scale(values), decimals(values.stack().dropna())
    for y in range(len(rows)):
        for x in range(len(columns)):
            _heat_cell(axes, x, y, values.iat[y, x], scale, places, hatch_negative)
    flat = values.stack().dropna()
    made = f"Heat map in {unit}: rows are {short_list(rows, 12)}; columns are {short_list(columns, 12)}. "
    if len(flat):
        ends = (("Highest", flat.idxmax(), flat.max()), ("Lowest", flat.idxmin(), flat.min()))
        made += " ".join(
            f"{word}: {house_number(value)} ({place[0]}, {place[1]})." for word, place, value in ends
        )
    made += f" {int(values.isna().sum().sum())} cells unknown." if values.isna().any().any() else ""
    return picture(
        figure,
        frame,
        title=title,
        caption=f"{caption} Unit: {unit}.".strip(),
        alt=alt,
        made_alt=made,
        sources=sources,
        table=frame,
    )


def _scale(values):
    """A function from value to colour: two-sided around zero if any value is negative."""
    low, high = values.min(axis=None), values.max(axis=None)
    if low < 0:
        reach = max(-low, high)
        return lambda value: DIVERGING(Normalize(-reach, reach)(value))
    return lambda value: CIVIDIS_LIGHT(Normalize(low, high if high > low else low + 1)(value))


def _heat_cell(axes, x, y, value, scale, places, hatch_negative):
    if pd.isna(value):
        _cell(axes, x, y, UNKNOWN.colour, "unknown", hatch=UNKNOWN.hatch, size=7)
    else:
        words = house_number(value, places)
        _cell(axes, x, y, scale(value)[:3], words, hatch="///" if hatch_negative and value < 0 else "")


@in_house_style
def ledger_chart(ledger, *, title, themes=None, caption="", alt=None, sources=None):
    """The relations ledger: each theme by half-year, coded -2 to 2, with how sure the coding is.

    The codes are this course's own; the table `ledger_themes` says what each number means, theme by theme.
    Parameters: `ledger` with the columns theme, period, code and certainty (and actor, if there is more than
    one); `themes`, a mapping of theme id to its words; the rest as for `timeline`. Negative cells are
    hatched; a probable code stands in brackets, a contested one has a question mark; a dotted cell has no
    evidence. Raises ValueError for a missing column, no rows or two codes for one cell.
    """
    check_frame(ledger, ["theme", "period", "code"], "ledger_chart")
    several = "actor" in ledger.columns and ledger.actor.nunique() > 1
    keys = list(zip(ledger.actor, ledger.theme, strict=True)) if several else list(ledger.theme)
    words = _theme_titles() if themes is None else themes
    names = {key: _row_name(key, words, several) for key in keys}
    columns = sorted(ledger.period.astype(str).unique())
    cells = {}
    for key, row in zip(keys, ledger.itertuples(), strict=True):
        if (key, str(row.period)) in cells:
            raise ValueError(f"ledger_chart: two rows for {names[key]} in {row.period}; keep one")
        cells[key, str(row.period)] = row
    figure, axes = _grid_axes(list(names.values()), columns, 0.38, bottom=0.42)
    for y, key in enumerate(names):
        for x, period in enumerate(columns):
            _ledger_cell(axes, x, y, cells.get((key, period)))
    axes.annotate(
        _LEDGER_NOTE,
        (0, 0),
        (0, -7),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        color=MUTED,
        va="top",
    )
    coded = ledger.dropna(subset=["code"])
    made = (
        f"Ledger grid of {len(names)} rows by half-year, {columns[0]} to {columns[-1]}, coded from "
        f"\N{MINUS SIGN}2 to +2; {len(coded)} cells coded, "
        f"{len(names) * len(columns) - len(coded)} without evidence. "
        + " ".join(f"{name}: {_runs(key, columns, cells)}." for key, name in names.items())
    )
    return picture(
        figure, ledger, title=title, caption=caption, alt=alt, made_alt=made, sources=sources, table=ledger
    )


@cache
def _theme_titles():
    """Theme titles by id, from the table `ledger_themes`."""
    themes = table("ledger_themes")
    return dict(zip(themes.theme, themes.title, strict=True))


def _row_name(key, words, several):
    if not several:
        return str(words.get(key, pretty(key)))
    return f"{actor_name(key[0])}: {words.get(key[1], pretty(key[1]).lower())}"


def ledger_words(code, certainty):
    """What a ledger cell says: +1 established, (+1) probable, +1? contested, nothing without evidence."""
    if pd.isna(code):
        return ""
    text = signed(int(code))
    return {"probable": f"({text})", "contested": f"{text}?"}.get(certainty, text)


def _ledger_cell(axes, x, y, row):
    code = None if row is None else row.code
    if code is None or pd.isna(code):
        _cell(axes, x, y, UNKNOWN.colour, "", hatch=UNKNOWN.hatch)
    else:
        colour = DIVERGING(Normalize(-2.4, 2.4)(float(code)))[:3]
        _cell(
            axes,
            x,
            y,
            colour,
            ledger_words(code, getattr(row, "certainty", "")),
            hatch="///" if code < 0 else "",
        )


def _runs(key, columns, cells):
    """The codes of one row in words, equal neighbours joined."""
    runs = []
    for period in columns:
        row = cells.get((key, period))
        words = ledger_words(row.code, getattr(row, "certainty", "")) if row is not None else ""
        if not runs or runs[-1][1] != words:
            runs.append([period, words])
    return ", ".join(f"{words or 'none'} from {period}" for period, words in runs)
