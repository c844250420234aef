"""Figures along time: a timeline in lanes, and the exchanges of one pair of actors."""

from datetime import datetime

import pandas as pd
from matplotlib.dates import date2num

from ..display import house_date
from ..style import BAND, CONFLICT, COOPERATION, GRID, INK, MUTED, NEITHER, in_house_style, kind
from .canvas import (
    actor_name,
    categories,
    check_frame,
    join_words,
    new_figure,
    picture,
    pretty,
    short_list,
    spread,
    text_width,
    wrap_to,
)

DIRECT_LABELS = 14
_EDGE = INK


def spans(events):
    """The first and last day of each event, as matplotlib day numbers: a month's event fills that month.

    Reads `date` (1995, 1995-09 or 1995-09-05) and, where the frame has it, `end_date`. Returns two lists.
    """
    dates = events["date"].astype(str)
    ends = events["end_date"] if "end_date" in events.columns else pd.Series(pd.NA, index=events.index)
    first = [_first_day(text) for text in dates]
    last = [_last_day(str(end)[:10]) if pd.notna(end) and end != "" else _last_day(text)
            for text, end in zip(dates, ends, strict=True)]
    return first, last


def _first_day(text):
    year, month, day = (*map(int, text[:10].split("-")), 1, 1)[:3]
    return date2num(datetime(year, month, day))


def _last_day(text):
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return _first_day(text)
    year, month = (parts[0], parts[1] + 1) if len(parts) == 2 else (parts[0] + 1, 1)
    return date2num(datetime(year + (month > 12), (month - 1) % 12 + 1, 1)) - 1


def _year_axis(axes, first, last, pad=0.02):
    """Ticks at each new year, or at each quarter when the whole span is short. Returns the limits."""
    room = max(last - first, 60)
    low, high = first - pad * room, last + pad * room
    axes.set_xlim(low, high)
    years = range(pd.Timestamp(low, unit="D").year, pd.Timestamp(high, unit="D").year + 2)
    months = (1,) if room > 3 * 365 else (1, 7) if room > 1.2 * 365 else (1, 4, 7, 10)
    ticks = [datetime(year, month, 1) for year in years for month in months]
    ticks = [tick for tick in ticks if low <= date2num(tick) <= high]
    if len(ticks) > 14:
        ticks = ticks[:: -(-len(ticks) // 12)]
    axes.set_xticks([date2num(tick) for tick in ticks])
    axes.set_xticklabels([f"{tick:%Y}" if len(months) == 1 else f"{tick:%b %Y}" for tick in ticks])
    return low, high


def _sorted_by_time(events):
    first, last = spans(events)
    events = events.assign(first_day=first, last_day=last)
    by = ["first_day", "last_day", "id"] if "id" in events.columns else ["first_day", "last_day"]
    return events.sort_values(by, kind="stable").reset_index(drop=True)


def _line(event):
    return f"{house_date(event.date)}: {event.title}"


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
    events = _sorted_by_time(events)
    names = categories(events[lanes]) if isinstance(events[lanes].dtype, pd.CategoricalDtype) else list(
        events[lanes].dropna().unique())
    events[lanes] = events[lanes].astype(object).where(events[lanes].notna(), "unknown")
    names += ["unknown"] if (events[lanes] == "unknown").any() and "unknown" not in names else []
    draw = _labelled_rows if len(events) <= DIRECT_LABELS else _numbered_lanes
    figure = draw(events, lanes, names, set(highlight))
    key = [] if len(events) <= DIRECT_LABELS else [_line(event) for event in events.itertuples()]
    counts = events[lanes].value_counts()
    made = (
        f"Timeline from {house_date(events.date.iloc[0])} to {house_date(events.date.iloc[-1])}, "
        f"{len(events)} events in {len(names)} lanes: "
        f"{join_words(f'{_lane_name(name)} ({counts[name]})' for name in names)}. "
        f"{short_list((_line(event) for event in events.itertuples()), len(events))}."
    )
    columns = [column for column in ("id", "date", "end_date", "title", lanes) if column in events.columns]
    return picture(figure, events, title=title, caption=caption, alt=alt, made_alt=made, sources=sources,
                   table=events[columns], key=key)


def _lane_name(name):
    known = actor_name(name)
    return known if known[:1].isupper() else pretty(name)


def _lane_labels(axes, names, tops, heights, left):
    """Name each lane at its left and shade every second one."""
    for position, (name, top, height) in enumerate(zip(names, tops, heights, strict=True)):
        if position % 2 == 0:
            axes.axhspan(top, top + height, color=BAND, lw=0, zorder=0)
        axes.annotate(wrap_to(_lane_name(name), left - 0.2, 8.5), (0, top + height / 2), (-6, 0),
                      xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", va="center",
                      fontsize=8.5)


def _left_margin(names):
    widths = [text_width(part, 8.5) for name in names for part in _lane_name(name).split()]
    whole = [text_width(_lane_name(name), 8.5) for name in names]
    return max(0.5, max(widths) + 0.25, min(max(whole) + 0.25, 1.3))


def _labelled_rows(events, lanes, names, highlight):
    """One row for each event, its title beside its mark."""
    left, right, row = _left_margin(names), 0.15, 0.25
    events = events.assign(lane_number=[names.index(name) for name in events[lanes]])
    events = events.sort_values("lane_number", kind="stable").reset_index(drop=True)
    figure, axes = new_figure(len(events) * row + 0.1 + 0.4, left=left, right=right, top=0.1, bottom=0.4)
    low, high = _year_axis(axes, events["first_day"].min(), events["last_day"].max(), 0.05)
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
    width = text_width(event.title, 8, weight) * per_inch
    gap = 0.1 * per_inch
    if event.last_day + gap + width <= limits[1] or event.last_day - limits[0] < (limits[1] - limits[0]) / 2:
        axes.text(event.last_day + gap, y, event.title, fontsize=8, weight=weight, va="center", zorder=4)
    else:
        axes.text(event.first_day - gap, y, event.title, fontsize=8, weight=weight, va="center", ha="right", zorder=4)


def _mark(axes, event, y, look, stressed, size=6.5):
    """A dot for a day, a bar for a longer span; a stressed event has a heavy rim."""
    rim = 2.0 if stressed else 0.7
    if event.last_day - event.first_day > 3:
        axes.barh(y, event.last_day - event.first_day + 1, left=event.first_day, height=0.44, color=look.colour,
                  edgecolor=_EDGE, lw=rim, zorder=3)
    else:
        axes.plot([event.first_day], [y], look.marker, color=look.colour, ms=size, mec=_EDGE, mew=rim, zorder=3)


def _finish_lanes(figure, axes, bottom):
    axes.set_ylim(bottom, -0.5)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    return figure


def _numbered_lanes(events, lanes, names, highlight):
    """Numbered marks in as many sub-rows of each lane as it takes to keep them apart."""
    left, right, row, mark = _left_margin(names), 0.15, 0.23, 0.22
    low, high = events["first_day"].min(), events["last_day"].max()
    per_inch = max(high - low, 60) * 1.04 / (8 - left - right)
    rows, tops, heights = _pack(events, lanes, names, mark * per_inch)
    figure, axes = new_figure(sum(heights) * row + 0.1 + 0.4, left=left, right=right, top=0.1, bottom=0.4)
    _year_axis(axes, low, high)
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
            middle = (events["first_day"][i] + events["last_day"][i]) / 2
            begin, end = min(events["first_day"][i], middle - size / 2), max(events["last_day"][i], middle + size / 2)
            free = next((k for k, busy in enumerate(ends) if busy <= begin), len(ends))
            ends[free:free + 1] = [end]
            rows[i] = sum(heights) + free
        tops.append(sum(heights) - 0.5)
        heights.append(max(1, len(ends)))
    return rows, tops, heights


def _numbered_mark(axes, event, y, number, look, stressed):
    """A white disc with the number, on a bar when the event lasts longer than a day."""
    if event.last_day - event.first_day > 3:
        axes.barh(y, event.last_day - event.first_day + 1, left=event.first_day, height=0.5, color=look.colour,
                  edgecolor=_EDGE, lw=0.5, zorder=2)
    middle = (event.first_day + event.last_day) / 2
    axes.plot([middle], [y], "o", color="white", ms=13, mec=look.colour if not stressed else _EDGE,
              mew=2.4 if stressed else 1.6, zorder=3)
    axes.text(middle, y, str(number), fontsize=7.5, weight="bold" if stressed else "normal", ha="center",
              va="center_baseline", zorder=4)


@in_house_style
def dyad_chart(events, actor_a, actor_b, *, title, caption="", alt=None, sources=None):
    """Every event between two actors as a numbered stem: cooperation up, conflict down.

    Parameters: `events` with date, title, actor_a, actor_b and goldstein (the CAMEO scale of Goldstein 1992,
    -10 to 10); `actor_a`, `actor_b`, actor ids in either order; the rest as for `timeline`. A filled mark: the
    first actor acts; a hollow mark: the second one. An event without a score is a cross on the middle line.
    Raises ValueError for a missing column or when the table has no event between the two.
    """
    check_frame(events, ["date", "title", "actor_a", "actor_b", "goldstein"], "dyad_chart")
    pair = {actor_a, actor_b}
    between = events[[{a, b} == pair for a, b in zip(events.actor_a, events.actor_b, strict=True)]]
    if between.empty:
        raise ValueError(f"dyad_chart: the table has no event between {actor_a!r} and {actor_b!r}; check the actor ids")
    between = _sorted_by_time(between)
    names = actor_name(actor_a), actor_name(actor_b)
    figure = _stems(between, actor_a, names)
    scores = between["goldstein"].astype(float)
    made = (
        f"Stem chart of {len(between)} events between {names[0]} and {names[1]}, "
        f"{house_date(between.date.iloc[0])} to {house_date(between.date.iloc[-1])}; up is cooperation, down is "
        f"conflict, on the Goldstein scale from -10 to 10. {(scores > 0).sum()} above zero, {(scores < 0).sum()} "
        f"below. " + short_list((f"{_line(e)}, {_score(e.goldstein)}" for e in between.itertuples()), len(between)) + "."
    )
    key = [f"{_line(event)} ({actor_name(event.actor_a)} acts, {_score(event.goldstein)})"
           for event in between.itertuples()]
    columns = [c for c in ("id", "date", "title", "actor_a", "actor_b", "goldstein") if c in between.columns]
    return picture(figure, between, title=title, caption=caption, alt=alt, made_alt=made, sources=sources,
                   table=between[columns], key=key)


def _score(value):
    return "no score" if pd.isna(value) else f"{value:+g}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _stems(between, actor_a, names):
    left, right = 1.0, 0.2
    figure, axes = new_figure(4.2, left=left, right=right, top=0.3, bottom=0.4)
    low, high = _year_axis(axes, between["first_day"].min(), between["last_day"].max(), 0.05)
    gap = 0.2 * (high - low) / (8 - left - right)
    middle = ((between["first_day"] + between["last_day"]) / 2).tolist()
    scores = between["goldstein"].astype(float).tolist()
    places = _rail_places(middle, scores, gap, low, high)
    for i, (x, score, place) in enumerate(zip(middle, scores, places, strict=True)):
        _stem(axes, x, score, place, i + 1, filled=between.actor_a.iloc[i] == actor_a)
        if between["last_day"].iloc[i] - between["first_day"].iloc[i] > 3:
            axes.plot([between["first_day"].iloc[i], between["last_day"].iloc[i]], [0, 0], color=INK, lw=4,
                      solid_capstyle="butt", zorder=2)
    axes.axhline(0, color=INK, lw=1)
    axes.set_ylim(-13, 13)
    axes.set_yticks([-10, -5, 0, 5, 10], ["\N{MINUS SIGN}10", "\N{MINUS SIGN}5", "0", "+5", "+10"])
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    for y, word in ((6, "cooperation \N{RIGHTWARDS ARROW}"), (-6, "\N{LEFTWARDS ARROW} conflict")):
        axes.text(-0.085, (y + 13) / 26, word, transform=axes.transAxes, rotation=90, ha="center", va="center",
                  color=MUTED)
    _acting_legend(axes, names)
    return figure


def _rail_places(middle, scores, gap, low, high):
    """Where each number stands: on a rail above or below, moved apart so that none overlap."""
    places = list(middle)
    for up in (True, False):
        chosen = [i for i, score in enumerate(scores) if (not score < 0) == up]
        for i, place in zip(chosen, spread([middle[i] for i in chosen], gap, low + gap / 2, high - gap / 2), strict=True):
            places[i] = place
    return places


def _stem(axes, x, score, place, number, filled):
    known = not pd.isna(score)
    height = score if known else 0.0
    colour = COOPERATION if height > 0 else CONFLICT if height < 0 else NEITHER
    rail = 11.9 if height >= 0 else -11.9
    axes.plot([x, x], [0, height], color=colour, lw=2.2, solid_capstyle="butt", zorder=3)
    axes.plot([x, place], [height, rail * 0.94], color=MUTED, lw=0.6, zorder=1)
    marker = "x" if not known else "o" if height >= 0 else "s"
    axes.plot([x], [height], marker, color=colour, mfc=colour if filled else "white", ms=7, mew=1.6, zorder=4)
    axes.text(place, rail, str(number), fontsize=8.5, ha="center", va="center_baseline", zorder=5)


def _acting_legend(axes, names):
    handles = [axes.plot([], [], "o", color=NEITHER, mfc=face, mew=1.6, ms=6.5, label=f"{name} acts")[0]
               for name, face in zip(names, (NEITHER, "white"), strict=True)]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 0.995), ncols=2, borderaxespad=0,
                handletextpad=0.2, columnspacing=1.2)
    axes.tick_params(length=3, color=GRID)
