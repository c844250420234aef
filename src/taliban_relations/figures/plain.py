"""Bars, lines and ranges: the plain charts."""

import pandas as pd

from ..display import house_date, house_number, source_line
from ..style import GRID, INK, KINDS, MUTED, in_house_style, kind
from .canvas import categories, check_frame, join_words, new_figure, picture, pretty, short_list, spread, text_width, wrap_to


def _wide(frame, x, y, group, figure):
    """The numbers as a table: one row for each x, one column for each group, in the order they are drawn."""
    check_frame(frame, [x, y, *([group] if group else [])], figure)
    if not pd.api.types.is_numeric_dtype(frame[y]):
        raise ValueError(f"{figure}: column {y!r} is not numeric")
    keys = [x, group] if group else [x]
    twice = frame[frame.duplicated(keys, keep=False)]
    if len(twice):
        where = ", ".join(f"{key} {twice.iloc[0][key]}" for key in keys)
        raise ValueError(f"{figure}: more than one row for {where}; group and sum the table first")
    numbers = frame.assign(**{y: frame[y].astype("Float64").astype(float)})
    if not group:
        return numbers.set_index(x)[[y]].rename(columns={y: pretty(y)})
    wide = numbers.pivot(index=x, columns=group, values=y)
    rows = list(dict.fromkeys(frame[x]))
    return wide.loc[sorted(rows) if pd.api.types.is_numeric_dtype(frame[x]) else rows, categories(frame[group])]


def _numbers_in_words(wide, unit):
    """The span of each group in words, for the alt text."""
    parts = []
    for name in wide.columns:
        known = wide[name].dropna()
        if known.empty:
            parts.append(f"{name}: unknown throughout")
            continue
        parts.append(f"{name}: highest {house_number(known.max())} ({known.idxmax()}), "
                     f"lowest {house_number(known.min())} ({known.idxmin()})")
    return f"In {unit}. {short_list(parts, 8)}."


def _all_in_words(wide, unit):
    """Every number of a small table in words; only the ends of a large one."""
    if wide.size > 12:
        return _numbers_in_words(wide, unit)
    several = wide.shape[1] > 1
    parts = [f"{name + ' ' if several else ''}{index}: {house_number(value) if pd.notna(value) else 'unknown'}"
             for name in wide.columns for index, value in wide[name].items()]
    return f"In {unit}. {'; '.join(parts)}."


def _value_axis(axis, unit, wide):
    axis.set_major_formatter(lambda value, _: house_number(round(value, 6)))
    axis.axes.grid(axis=axis.axis_name)
    axis.axes.spines["left" if axis.axis_name == "y" else "bottom"].set_visible(False)
    axis.set_tick_params(length=0)
    del unit, wide


@in_house_style
def bars(frame, x, y, *, group=None, stacked=False, title, unit, caption="", alt=None, sources=None):
    """Bars with their numbers, one for each x, side by side or stacked by group.

    Parameters: `frame`; `x`, `y`, `group`, column names; `stacked`, pile the groups up; `unit`, what y counts;
    the rest as for `timeline`. Long names lie down as horizontal bars. A missing value is marked "unknown".
    Raises ValueError for a missing or non-numeric column, no rows, or two rows for one bar.
    """
    wide = _wide(frame, x, y, group, "bars")
    lying = max(text_width(str(name), 8.5) for name in wide.index) > 6.9 / len(wide) and len(wide.columns) == 1
    figure = _lying_bars(wide, unit) if lying else _standing_bars(wide, unit, stacked, bool(group), x)
    made = (f"Bar chart{', stacked' if stacked else ''}: {pretty(y).lower()} by {pretty(x).lower()}"
            f"{' and ' + pretty(group).lower() if group else ''}. {_all_in_words(wide, unit)}")
    return picture(figure, frame, title=title, caption=caption, alt=alt, made_alt=made, sources=sources,
                   table=wide.reset_index())


def _lying_bars(wide, unit):
    values = wide.iloc[:, 0]
    names = [wrap_to(name, 2.6, 8.5) for name in values.index]
    left = max(text_width(line, 8.5) for name in names for line in name.split("\n")) + 0.15
    figure, axes = new_figure(0.32 * len(values) + 0.55, left=left, right=0.75, top=0.1, bottom=0.45)
    axes.barh(range(len(values)), values.fillna(0), height=0.66, color=KINDS[0].colour)
    for row, value in enumerate(values):
        axes.annotate(house_number(value) if pd.notna(value) else "unknown", (value if pd.notna(value) else 0, row), (4, 0),
                      textcoords="offset points", va="center", fontsize=8.5)
    axes.set_yticks(range(len(values)), names)
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    _value_axis(axes.xaxis, unit, wide)
    return figure


def _standing_bars(wide, unit, stacked, grouped, x):
    figure, axes = new_figure(4.0, left=0.85, right=0.15, top=0.45 if grouped else 0.25, bottom=0.5)
    count, groups = len(wide), len(wide.columns)
    width = 0.78 if stacked else 0.82 / groups
    base = pd.Series(0.0, index=wide.index)
    for i, name in enumerate(wide.columns):
        look = kind(i)
        shift = 0 if stacked else (i - (groups - 1) / 2) * width
        places = [p + shift for p in range(count)]
        axes.bar(places, wide[name].fillna(0), width=width, bottom=base if stacked else 0, color=look.colour,
                 hatch=look.hatch, edgecolor="white" if not look.hatch else INK, lw=0.5, label=str(name))
        if stacked:
            base = base + wide[name].fillna(0)
        else:
            _tops(axes, places, wide[name], width)
    if stacked:
        _tops(axes, range(count), base, width)
    axes.set_xticks(range(count), [wrap_to(name, 6.9 / count, 8.5) for name in wide.index])
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, count - 0.4)
    axes.margins(y=0.1)
    axes.set_ylabel(unit)
    _value_axis(axes.yaxis, unit, wide)
    if grouped:
        _legend(axes, groups)
    return figure


def _tops(axes, places, values, width):
    """Print each number above its bar when all of them fit; always mark what is unknown."""
    room = width * 7.0 / max(1, len(values))
    fits = all(text_width(house_number(v), 7.5) <= room * 1.15 for v in values.dropna())
    for place, value in zip(places, values, strict=True):
        if pd.isna(value):
            axes.annotate("?", (place, 0), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=8.5)
        elif fits:
            axes.annotate(house_number(value), (place, max(value, 0)), (0, 2), textcoords="offset points", ha="center",
                          va="bottom", fontsize=7.5)


def _legend(axes, groups):
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=min(groups, 4), borderaxespad=0.2, handlelength=2.2,
                handleheight=1.1, columnspacing=1.4)


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
        axes.plot(wide.index, wide[name], color=look.colour, marker=look.marker, linestyle=look.line, ms=5, mec="white",
                  mew=0.5)
    low = min(0.0, float(wide.min(axis=None)))
    axes.set_ylim(bottom=low * 1.05)
    axes.margins(x=0.02)
    axes.set_ylabel(unit)
    _value_axis(axes.yaxis, unit, wide)
    if pd.api.types.is_integer_dtype(wide.index):
        _year_ticks(axes, wide.index)
    if group:
        _end_labels(axes, wide, names)
    made = f"Line chart: {pretty(y).lower()} by {pretty(x).lower()}, {wide.index[0]} to {wide.index[-1]}. " + (
        _numbers_in_words(wide, unit))
    return picture(figure, frame, title=title, caption=caption, alt=alt, made_alt=made, sources=sources,
                   table=wide.reset_index())


def _year_ticks(axes, years):
    step = -(-len(years) // 12)
    axes.set_xticks(years[::step], [str(year) for year in years[::step]])


def _end_labels(axes, wide, names):
    """The name of each line at its last known value, moved apart where they would touch."""
    last = [wide[name].dropna() for name in wide.columns]
    low, high = axes.get_ylim()
    inch = (high - low) / (axes.figure.get_figheight() * axes.get_position().height)
    tall = max(name.count("\n") + 1 for name in names)
    places = spread([float(values.iloc[-1]) if len(values) else low for values in last], 0.16 * tall * inch, low, high)
    end = axes.get_xlim()[1]
    for i, (name, values, place) in enumerate(zip(names, last, places, strict=True)):
        if len(values):
            axes.plot([values.index[-1], end], [values.iloc[-1], place], color=MUTED, lw=0.5, clip_on=False, zorder=1)
        axes.plot([end], [place], kind(i).marker, color=kind(i).colour, ms=5, clip_on=False)
        axes.annotate(name, (end, place), (6, 0), textcoords="offset points", va="center", fontsize=8.5)
    axes.set_xlim(right=end)
    axes.set_ylim(low, high)


@in_house_style
def range_chart(estimates, *, title, own=None, caption="", alt=None, sources=None):
    """Published figures for one thing, each a dot or a bar from low to high, with who said it and when.

    Parameters: `estimates` with the columns source_id, date, low, high and unit (and, if there, as_stated);
    `own`, the reader's (low, high), drawn as a further row; the rest as for `timeline`. A row with only a low
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
    rows = [_range_row(row) for row in estimates.sort_values(["date", "source_id"], kind="stable").itertuples()]
    rows += [("Your range", float(own[0]), float(own[1]), "")] if own is not None else []
    figure = _draw_ranges(rows, units[0], own is not None)
    made = f"Range chart in {units[0]}, {len(estimates)} published figures by date. " + "; ".join(
        f"{name.replace(chr(10), ' ')}: {_range_words(low, high, stated)}" for name, low, high, stated in rows) + "."
    return picture(figure, estimates, title=title, caption=caption, alt=alt, made_alt=made, sources=sources,
                   table=estimates)


def _range_row(row):
    who = source_line([row.source_id]).removeprefix("Source: ").rstrip(".")
    low, high = (None if pd.isna(value) else float(value) for value in (row.low, row.high))
    return f"{who}\n{house_date(row.date)}", low, high, getattr(row, "as_stated", "")


def _range_words(low, high, stated):
    if low is None and high is None:
        return str(stated) if pd.notna(stated) and stated else "no number"
    if high is None or low is None:
        return f"at least {house_number(low)}" if high is None else f"at most {house_number(high)}"
    return house_number(low) if low == high else f"{house_number(low)} to {house_number(high)}"


def _draw_ranges(rows, unit, own):
    names = ["\n".join(wrap_to(line, 2.3, 8.5) for line in name.split("\n")) for name, *_ in rows]
    left = max(text_width(line, 8.5) for name in names for line in name.split("\n")) + 0.2
    tall = max(name.count("\n") + 1 for name in names)
    figure, axes = new_figure(max(0.24, 0.17 * tall + 0.1) * len(rows) + 0.6, left=left, right=0.2, top=0.1, bottom=0.5)
    top = max([value for _, low, high, _ in rows for value in (low, high) if value is not None], default=1.0)
    axes.set_xlim(0, top * 1.3)
    for y, (_, low, high, stated) in enumerate(rows):
        _one_range(axes, y, low, high, stated, top, KINDS[5] if own and y == len(rows) - 1 else KINDS[0])
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit)
    _value_axis(axes.xaxis, unit, rows)
    axes.hlines([y + 0.5 for y in range(len(rows) - 1)], 0, top * 1.3, color=GRID, lw=0.7)
    return figure


def _one_range(axes, y, low, high, stated, top, look):
    """A dot, a bar, an arrow towards the open side, or only the words of the source."""
    words, style = _range_words(low, high, stated), {"fontsize": 8.5, "va": "center", "textcoords": "offset points"}
    if low is None and high is None:
        axes.annotate(f"\N{LEFT SINGLE QUOTATION MARK}{words}\N{RIGHT SINGLE QUOTATION MARK}", (0, y), (6, 0),
                      style="italic", **style)
        return
    if low is None or high is None:
        start, end = (low, low + 0.1 * top) if high is None else (high, max(0, high - 0.1 * top))
        axes.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": look.colour, "lw": 2})
        axes.plot([start], [y], look.marker, color=look.colour, ms=7)
        axes.annotate(words, (max(start, end), y), (8, 0), **style)
        return
    if low == high:
        axes.plot([low], [y], look.marker, color=look.colour, ms=7)
    else:
        axes.barh(y, high - low, left=low, height=0.3, color=look.colour, hatch=look.hatch, edgecolor=INK, lw=0.6)
    axes.annotate(words, (high, y), (8, 0), **style)
