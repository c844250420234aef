"""Events along time, in lanes."""

import pandas as pd

from ..style import BAND, INK, in_house_style, kind
from ..wording import house_date, join_words, pretty, short_list
from .canvas import actor_name, categories, check_frame, new_figure, picture, text_width, wrap_to
from .days import by_time, event_line, year_axis

DIRECT_LABELS = 14


@in_house_style
def timeline(events, *, lanes="domain", highlight=(), title, caption="", alt=None, sources=None):
    """Events along time in lanes; a dot is a day, a bar a whole month, year or longer span.

    Parameters: `events` with the columns date, title and the one named by `lanes` (and, if there, id and
    end_date); `lanes`, the column that makes the lanes; `highlight`, ids of events to stress; `title`;
    `caption`; `alt` and `sources` override what is made from the data. Up to 14 events are labelled in the
    figure, more are numbered and listed below it. Raises ValueError for a missing column or no rows.
    """
    check_frame(events, ["date", "title", lanes], "timeline")
    if len(highlight):
        check_frame(events, ["id"], "timeline with highlight")
    events = by_time(events)
    names = (
        categories(events[lanes])
        if isinstance(events[lanes].dtype, pd.CategoricalDtype)
        else list(events[lanes].dropna().unique())
    )
    events[lanes] = events[lanes].astype(object).where(events[lanes].notna(), "unknown")
    names += ["unknown"] if (events[lanes] == "unknown").any() and "unknown" not in names else []
    draw = _labelled_rows if len(events) <= DIRECT_LABELS else _numbered_lanes
    figure = draw(events, lanes, names, set(highlight))
    caption = f"{caption} {_precision_note(events)}".strip()
    key = [] if len(events) <= DIRECT_LABELS else [event_line(event) for event in events.itertuples()]
    counts = events[lanes].value_counts()
    made = (
        f"Timeline from {house_date(events.date.iloc[0])} to {house_date(events.date.iloc[-1])}, "
        f"{len(events)} events in {len(names)} lanes: "
        f"{join_words(f'{_lane_name(name)} ({counts[name]})' for name in names)}. "
        f"{short_list((event_line(event) for event in events.itertuples()), len(events))}."
    )
    columns = [column for column in ("id", "date", "end_date", "title", lanes) if column in events.columns]
    return picture(
        figure,
        events,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=events[columns],
        key=key,
    )


def _precision_note(events):
    """What the marks say about how exactly a date is known; empty when every event has its day."""
    if not events.long.any():
        return ""
    mark = "a bar" if len(events) <= DIRECT_LABELS else "a square or a bar"
    return f"A dot is one day; {mark} is an event that lasted longer, or whose day is not known."


def _lane_name(name):
    known = actor_name(name)
    return known if known[:1].isupper() else pretty(name)


def _lane_labels(axes, names, tops, heights, left):
    """Name each lane at its left and shade every second one."""
    for position, (name, top, height) in enumerate(zip(names, tops, heights, strict=True)):
        if position % 2 == 0:
            axes.axhspan(top, top + height, color=BAND, lw=0, zorder=0)
        axes.annotate(
            wrap_to(_lane_name(name), left - 0.2, 8.5),
            (0, top + height / 2),
            (-6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8.5,
        )


def _left_margin(names):
    widths = [text_width(part, 8.5) for name in names for part in _lane_name(name).split()]
    whole = [text_width(_lane_name(name), 8.5) for name in names]
    return max(0.5, max(widths) + 0.25, min(max(whole) + 0.25, 1.3))


def _labelled_rows(events, lanes, names, highlight):
    """One row for each event, its title beside its mark."""
    left, right, row = _left_margin(names), 0.25, 0.25
    events = events.assign(lane_number=[names.index(name) for name in events[lanes]])
    events = events.sort_values("lane_number", kind="stable").reset_index(drop=True)
    figure, axes = new_figure(len(events) * row + 0.1 + 0.4, left=left, right=right, top=0.1, bottom=0.4)
    low, high = year_axis(axes, events["first_day"].min(), events["last_day"].max(), 0.05)
    per_inch = (high - low) / (8 - left - right)
    heights = [int((events["lane_number"] == i).sum()) for i in range(len(names))]
    _lane_labels(axes, names, [sum(heights[:i]) - 0.5 for i in range(len(names))], heights, left)
    for y, event in enumerate(events.itertuples()):
        stressed = getattr(event, "id", None) in highlight
        _mark(axes, event, y, kind(names.index(getattr(event, lanes))), stressed)
        _label_row(axes, event, y, stressed, (low, high), per_inch)
    axes.grid(axis="x")
    return _finish_lanes(figure, axes, len(events) - 0.5)


def _label_row(axes, event, y, stressed, limits, per_inch):
    weight = "bold" if stressed else "normal"
    width, gap = text_width(event.title, 8, weight) * per_inch, 0.1 * per_inch
    low, high = limits
    after = event.last_day + gap + width <= high or event.last_day < (low + high) / 2
    x, side = (event.last_day + gap, "left") if after else (event.first_day - gap, "right")
    axes.text(x, y, event.title, fontsize=8, weight=weight, ha=side, va="center", zorder=4)


def _mark(axes, event, y, look, stressed):
    """A dot for a day, a bar for a longer span; a stressed event has a heavy rim."""
    rim = 2.0 if stressed else 0.7
    if event.long:
        _span_bar(axes, event, y, look, height=0.44, lw=rim, zorder=3)
    else:
        axes.plot([event.first_day], [y], "o", color=look.colour, ms=6.5, mec=INK, mew=rim, zorder=3)


def _span_bar(axes, event, y, look, **style):
    """A bar from the first day of an event to the end of its last one."""
    days = event.last_day - event.first_day + 1
    axes.barh(y, days, left=event.first_day, color=look.colour, edgecolor=INK, **style)


def _finish_lanes(figure, axes, bottom):
    axes.set_ylim(bottom, -0.5)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    return figure


def _numbered_lanes(events, lanes, names, highlight):
    """Numbered marks in as many sub-rows of each lane as it takes to keep them apart."""
    left, right, row, mark = _left_margin(names), 0.25, 0.23, 0.22
    low, high = events["first_day"].min(), events["last_day"].max()
    per_inch = max(high - low, 60) * 1.04 / (8 - left - right)
    rows, tops, heights = _pack(events, lanes, names, mark * per_inch)
    figure, axes = new_figure(sum(heights) * row + 0.1 + 0.4, left=left, right=right, top=0.1, bottom=0.4)
    year_axis(axes, low, high)
    _lane_labels(axes, names, tops, heights, left)
    for number, event in enumerate(events.itertuples(), start=1):
        look, y = kind(names.index(getattr(event, lanes))), rows[number - 1]
        _numbered_mark(axes, event, y, number, look, getattr(event, "id", None) in highlight)
    axes.grid(axis="x")
    return _finish_lanes(figure, axes, sum(heights) - 0.5)


def _pack(events, lanes, names, size):
    """The row of each event, the top and the height of each lane: first free row, left to right."""
    rows, tops, heights = [0.0] * len(events), [], []
    for name in names:
        ends = []
        for i in events.index[events[lanes] == name]:
            middle = events["middle"][i]
            begin = min(events["first_day"][i], middle - size / 2)
            end = max(events["last_day"][i], middle + size / 2)
            free = next((k for k, busy in enumerate(ends) if busy <= begin), len(ends))
            ends[free : free + 1] = [end]
            rows[i] = sum(heights) + free
        tops.append(sum(heights) - 0.5)
        heights.append(max(1, len(ends)))
    return rows, tops, heights


def _numbered_mark(axes, event, y, number, look, stressed):
    """A white disc with the number; a white square on a bar for a long event."""
    if event.long:
        _span_bar(axes, event, y, look, height=0.5, lw=0.5, zorder=2)
    axes.plot(
        [event.middle],
        [y],
        "s" if event.long else "o",
        color="white",
        ms=12 if event.long else 13,
        mec=INK if stressed else look.colour,
        mew=2.4 if stressed else 1.6,
        zorder=3,
    )
    axes.text(
        event.middle,
        y,
        str(number),
        fontsize=7.5,
        weight="bold" if stressed else "normal",
        ha="center",
        va="center_baseline",
        zorder=4,
    )
