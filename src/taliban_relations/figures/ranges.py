"""Published figures for one thing, beside one another."""

import pandas as pd

from ..sources import cite
from ..style import GRID, INK, KINDS, in_house_style, tint
from ..wording import capital, house_date, join_words, range_words, shorten
from .canvas import ALT_LIMIT, check_frame, new_figure, picture, text_width, value_axis, wrap_to

SHOWN = ["date", "source_id", "low", "high", "unit", "as_stated", "note"]  # in the table of what is drawn


@in_house_style
def range_chart(estimates, *, title, caption="", alt=None, sources=None):
    """Published figures for one thing, each a dot or a bar from low to high, with who said it and when.

    Parameters: `estimates` with the columns source_id, date, low, high and unit (and, if there, as_stated);
    the rest as for `timeline`. A row with only a low
    value is drawn as "at least", with only a high one as "at most", with neither as the words in as_stated.
    Raises ValueError for a missing column, no rows, low above high, or more than one unit.
    """
    check_frame(estimates, ["source_id", "date", "low", "high", "unit"], "range_chart")
    units = sorted(estimates.unit.dropna().unique())
    if len(units) != 1:
        raise ValueError(f"range_chart: estimates of one unit only, not {join_words(units) or 'none'}")
    wrong = estimates[(estimates.low > estimates.high).fillna(False)]
    if len(wrong):
        raise ValueError(f"range_chart: low is above high in the row of {wrong.source_id.iloc[0]}")
    rows = [
        _range_row(row) for row in estimates.sort_values(["date", "source_id"], kind="stable").itertuples()
    ]
    figure = _draw_ranges(rows, units[0])
    made = (
        f"Range chart in {units[0]}, {len(estimates)} published figures by date. "
        + "; ".join(
            f"{name.replace(chr(10), ' ')}: {_in_words(low, high, stated)}"
            for name, low, high, stated in rows
        )
        + "."
    )
    return picture(
        figure,
        estimates,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=estimates[[column for column in SHOWN if column in estimates]],
    )


def mark_range(chart, low, high, name="your range"):
    """A range chart with one more range laid over all its rows as a band; see `Picture.over`.

    Parameters: `chart`, a Picture from `range_chart`; `low`, `high` in its unit; `name`, written above the
    band. What lies beyond the axis is cut off there; the alt text has the numbers.
    """
    look, own = KINDS[5], f"{capital(name)}: {range_words(low, high)}."

    def draw(axes):
        left, right = axes.get_xlim()
        inside = (min(max(low, left), right), min(max(high, left), right))
        band = axes.axvspan(*inside, facecolor=look.colour, alpha=0.15)
        edges = [axes.axvline(x, color=look.colour, lw=1.4, linestyle="--") for x in inside]
        style = {"ha": "center", "va": "bottom", "fontsize": 8.5, "fontweight": "bold", "color": INK}
        where = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
        label = axes.annotate(name, (sum(inside) / 2, 1), (0, 3), **where, **style)
        return [band, *edges, label]

    alt = f"{shorten(chart.alt, ALT_LIMIT - len(own) - 1)} {own}"
    return chart.over(draw, alt=alt, table=chart.table)


def _range_row(row):
    low, high = (None if pd.isna(value) else float(value) for value in (row.low, row.high))
    when = house_date(row.date) if pd.notna(row.date) and row.date else "no date"
    return f"{cite(row.source_id)}\n{when}", low, high, getattr(row, "as_stated", "")


def _in_words(low, high, stated):
    """The ends of a range, else what the source states, else that there is no number."""
    return range_words(low, high) or (str(stated) if pd.notna(stated) and stated else "no number")


def _draw_ranges(rows, unit):
    names = ["\n".join(wrap_to(line, 2.3, 8.5) for line in name.split("\n")) for name, *_ in rows]
    left = max(text_width(line, 8.5) for name in names for line in name.split("\n")) + 0.2
    tall = max(name.count("\n") + 1 for name in names)
    figure, axes = new_figure(
        max(0.24, 0.17 * tall + 0.1) * len(rows) + 0.75, left=left, right=0.4, top=0.25, bottom=0.5
    )
    top = max([value for _, low, high, _ in rows for value in (low, high) if value is not None], default=1.0)
    axes.set_xlim(0, top * 1.3)
    for y, (_, low, high, stated) in enumerate(rows):
        _one_range(axes, y, low, high, stated, top)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    value_axis(axes.xaxis)
    axes.hlines([y + 0.5 for y in range(len(rows) - 1)], 0, top * 1.3, color=GRID, lw=0.7)
    return figure


def _one_range(axes, y, low, high, stated, top):
    """A dot, a bar, an arrow towards the open side, or only the words of the source."""
    look, words = KINDS[0], _in_words(low, high, stated)
    style = {"fontsize": 8.5, "va": "center", "textcoords": "offset points"}
    if low is None and high is None:
        axes.annotate(
            f"\N{LEFT SINGLE QUOTATION MARK}{words}\N{RIGHT SINGLE QUOTATION MARK}",
            (0, y),
            (6, 0),
            style="italic",
            **style,
        )
        return
    if low is None or high is None:
        start, end = (low, low + 0.1 * top) if high is None else (high, max(0, high - 0.1 * top))
        axes.annotate(
            "", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": look.colour, "lw": 2}
        )
        axes.plot([start], [y], look.marker, color=look.colour, ms=7)
        axes.annotate(words, (max(start, end), y), (8, 0), **style)
        return
    if low == high:
        axes.plot([low], [y], look.marker, color=look.colour, ms=7)
    else:
        axes.barh(
            y,
            high - low,
            left=low,
            height=0.3,
            color=tint(look.colour, 0.6),
            hatch="///" if look.hatch else "",
            edgecolor=INK,
            lw=0.6,
        )
    axes.annotate(words, (high, y), (8, 0), **style)
