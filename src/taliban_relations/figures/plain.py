"""Bars and lines: the plain charts."""

import pandas as pd

from ..style import INK, KINDS, in_house_style, kind
from ..wording import house_number, pretty, short_list
from .canvas import categories, check_frame, new_figure, picture, text_width, value_axis, wrap_to
from .labels import spread


def _wide(frame, x, y, group, figure):
    """The numbers as a table: one row for each x, one column for each group, in the order they are drawn."""
    check_frame(frame, [x, y, *([group] if group else [])], figure)
    if not pd.api.types.is_numeric_dtype(frame[y]):
        raise ValueError(f"{figure}: column {y!r} is not numeric")
    keys = [x, group] if group else [x]
    twice = frame[frame.duplicated(keys, keep=False)]
    if len(twice):
        where = ", ".join(f"{key} {twice.iloc[0][key]}" for key in keys)
        raise ValueError(f"{figure}: more than one row for {where}; keep one, or group the table first")
    numbers = frame.assign(**{y: frame[y].astype("Float64").astype(float)})
    if not group:
        return numbers.set_index(x)[[y]].rename(columns={y: pretty(y)})
    wide = numbers.pivot(index=x, columns=group, values=y)
    rows = list(dict.fromkeys(frame[x]))
    rows = sorted(rows) if pd.api.types.is_numeric_dtype(frame[x]) else rows
    return wide.loc[rows, categories(frame[group])]


def _unknown(frame, x, y, group):
    """The bars that have a row in the table but no number."""
    rows = frame[frame[y].isna()]
    return set(zip(rows[x], rows[group] if group else [pretty(y)] * len(rows), strict=True))


def _ends_in_words(wide):
    """The span of each group in words, for the alt text."""
    parts = []
    for name in wide.columns:
        known = wide[name].dropna()
        if known.empty:
            parts.append(f"{name}: unknown throughout")
            continue
        parts.append(
            f"{name}: highest {house_number(known.max())} ({known.idxmax()}), "
            f"lowest {house_number(known.min())} ({known.idxmin()})"
        )
    return f"{short_list(parts, 8)}."


def _all_in_words(wide):
    """Every number of a small table in words; only the ends of a large one."""
    if wide.size > 12:
        return _ends_in_words(wide)
    several = wide.shape[1] > 1
    parts = [
        f"{name + ' ' if several else ''}{index}: {house_number(value) if pd.notna(value) else 'unknown'}"
        for name in wide.columns
        for index, value in wide[name].items()
    ]
    return f"{'; '.join(parts)}."


@in_house_style
def bars(frame, x, y, *, group=None, stacked=False, title, unit, caption="", alt=None, sources=None):
    """Bars with their numbers, one for each x, side by side or stacked by group.

    Parameters: `frame`; `x`, `y`, `group`, column names; `stacked`, pile the groups up; `unit`, what y
    counts; the rest as for `timeline`. Long names lie down as horizontal bars. A row without a number gets a
    question mark or the word "unknown".
    Raises ValueError for a missing or non-numeric column, no rows, or two rows for one bar.
    """
    wide = _wide(frame, x, y, group, "bars")
    longest = max(text_width(str(name), 8.5) for name in wide.index)
    if len(wide.columns) == 1 and longest > 6.9 / len(wide):
        figure = _lying_bars(wide, unit)
    else:
        figure = _standing_bars(wide, _unknown(frame, x, y, group), unit, stacked, bool(group))
    made = (
        f"Bar chart{', stacked' if stacked else ''}: {unit}, by {pretty(x).lower()}"
        f"{' and ' + pretty(group).lower() if group else ''}. {_all_in_words(wide)}"
    )
    return picture(
        figure,
        frame,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=wide.reset_index(),
    )


def _lying_bars(wide, unit):
    values = wide.iloc[:, 0]
    names = [wrap_to(name, 2.6, 8.5) for name in values.index]
    left = max(text_width(line, 8.5) for name in names for line in name.split("\n")) + 0.15
    tall = 0.15 * max(name.count("\n") + 1 for name in names) + 0.17
    figure, axes = new_figure(tall * len(values) + 0.55, left=left, right=0.75, top=0.1, bottom=0.45)
    axes.barh(range(len(values)), values.fillna(0), height=0.66, color=KINDS[0].colour)
    for row, value in enumerate(values):
        axes.annotate(
            house_number(value) if pd.notna(value) else "unknown",
            (value if pd.notna(value) else 0, row),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    axes.set_yticks(range(len(values)), names)
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    value_axis(axes.xaxis)
    return figure


def _standing_bars(wide, unknown, unit, stacked, grouped):
    figure, axes = new_figure(4.0, left=0.85, right=0.15, top=0.45 if grouped else 0.25, bottom=0.5)
    count, groups = len(wide), len(wide.columns)
    width = 0.78 if stacked else 0.82 / groups
    base = pd.Series(0.0, index=wide.index)
    for i, name in enumerate(wide.columns):
        look = kind(i)
        places = [p if stacked else p + (i - (groups - 1) / 2) * width for p in range(count)]
        axes.bar(
            places,
            wide[name].fillna(0),
            width=width,
            bottom=base if stacked else 0,
            color=look.colour,
            hatch=look.hatch,
            edgecolor=INK if look.hatch else "white",
            lw=0.5,
            label=str(name),
        )
        base = base + wide[name].fillna(0) if stacked else base
        gaps = [place for place, x in zip(places, wide.index, strict=True) if (x, name) in unknown]
        _question_marks(axes, gaps)
        if not stacked:
            _tops(axes, places, wide[name], wide, width)
    if stacked:
        _tops(axes, range(count), base, base.to_frame(), width)
    axes.set_xticks(range(count), [wrap_to(name, 6.9 / count, 8.5) for name in wide.index])
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, count - 0.4)
    axes.margins(y=0.1)
    if stacked:  # an empty bar on top of a pile would swallow the margin
        axes.set_ylim(0, 1.1 * float(base.max()))
    axes.set_ylabel(unit)
    value_axis(axes.yaxis)
    if grouped:
        _legend(axes, groups)
    return figure


def _question_marks(axes, places):
    """Where the table says that a number is unknown, which is not the same as having no row."""
    for place in places:
        axes.annotate(
            "?", (place, 0), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=8.5
        )


def _tops(axes, places, values, all_values, width):
    """Print each number above its bar, if all numbers of the chart find room."""
    room = width * 7.0 / len(values) * 1.1
    if any(text_width(house_number(v), 7.5) > room for v in all_values.stack().dropna()):
        return
    for place, value in zip(places, values, strict=True):
        if pd.notna(value):
            axes.annotate(
                house_number(value),
                (place, max(value, 0)),
                (0, 2),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=7.5,
            )


def _legend(axes, groups):
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=min(groups, 4),
        borderaxespad=0.2,
        handlelength=2.2,
        handleheight=1.1,
        columnspacing=1.4,
    )


@in_house_style
def lines(frame, x, y, *, group=None, title, unit, caption="", alt=None, sources=None):
    """Lines over x, each named at its end, with its own marker and line style; gaps where a value is unknown.

    Parameters and errors as for `bars`; `x` must be numeric (a year) or a date.
    """
    wide = _wide(frame, x, y, group, "lines")
    if pd.api.types.is_integer_dtype(wide.index):
        wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
    names = [wrap_to(name, 1.5, 8.5) for name in wide.columns] if group else []
    right = max((text_width(line, 8.5) for name in names for line in name.split("\n")), default=0.1) + 0.25
    figure, axes = new_figure(4.0, left=0.85, right=right, top=0.2, bottom=0.4)
    for i, name in enumerate(wide.columns):
        look = kind(i)
        axes.plot(
            wide.index,
            wide[name],
            color=look.colour,
            marker=look.marker,
            linestyle=look.line,
            ms=5,
            mec="white",
            mew=0.5,
        )
    low = min(0.0, float(wide.min(axis=None)))
    axes.set_ylim(bottom=low * 1.05)
    axes.margins(x=0.02)
    axes.set_ylabel(unit)
    value_axis(axes.yaxis)
    if pd.api.types.is_integer_dtype(wide.index):
        _year_ticks(axes, wide.index)
    if group:
        _end_labels(axes, wide, names)
    span = f"by {pretty(x).lower()}, {wide.index[0]} to {wide.index[-1]}"
    made = f"Line chart: {unit}, {span}. {_ends_in_words(wide)}"
    return picture(
        figure,
        frame,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=wide.reset_index(),
    )


def _year_ticks(axes, years):
    step = -(-len(years) // 12)
    axes.set_xticks(years[::step], [str(year) for year in years[::step]])


def _end_labels(axes, wide, names):
    """The name of each line at its last known value, moved apart where they would touch."""
    last = [wide[name].dropna() for name in wide.columns]
    low, high = axes.get_ylim()
    inch = (high - low) / (axes.figure.get_figheight() * axes.get_position().height)
    tall = max(name.count("\n") + 1 for name in names)
    places = spread(
        [float(values.iloc[-1]) if len(values) else low for values in last], 0.16 * tall * inch, low, high
    )
    end = axes.get_xlim()[1]
    for i, (name, values, place) in enumerate(zip(names, last, places, strict=True)):
        if len(values):
            axes.plot(
                [values.index[-1], end],
                [values.iloc[-1], place],
                color="#aaaaaa",
                lw=0.8,
                linestyle=":",
                clip_on=False,
                zorder=1,
            )
        axes.plot([end], [place], kind(i).marker, color=kind(i).colour, ms=5, clip_on=False)
        axes.annotate(name, (end, place), (6, 0), textcoords="offset points", va="center", fontsize=8.5)
    axes.set_xlim(right=end)
    axes.set_ylim(low, high)
