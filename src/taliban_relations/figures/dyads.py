"""The exchanges of one pair of actors."""

import pandas as pd

from ..style import CONFLICT, COOPERATION, GRID, INK, MUTED, NEITHER, in_house_style
from ..wording import house_date, short_list, signed
from .canvas import actor_name, check_frame, new_figure, picture
from .days import by_time, event_line, year_axis
from .labels import spread


@in_house_style
def dyad_chart(events, actor_a, actor_b, *, title, caption="", alt=None, sources=None):
    """Every event between two actors as a numbered stem: cooperation up, conflict down.

    Parameters: `events` with date, title, actor_a, actor_b and goldstein (conflict and cooperation from -10
    to 10: the scale of Goldstein 1992, as CAMEO gives it for each kind of event); `actor_a`, `actor_b`, actor
    ids in either order; the rest as for `timeline`. A filled mark: the first actor acts; a hollow mark: the
    second one. An event without a score is a cross on the middle line.
    Raises ValueError for a missing column or when the table has no event between the two.
    """
    check_frame(events, ["date", "title", "actor_a", "actor_b", "goldstein"], "dyad_chart")
    pair = {actor_a, actor_b}
    between = events[[{a, b} == pair for a, b in zip(events.actor_a, events.actor_b, strict=True)]]
    if between.empty:
        raise ValueError(
            f"dyad_chart: the table has no event between {actor_a!r} and {actor_b!r}; check the actor ids"
        )
    between = by_time(between)
    names = actor_name(actor_a), actor_name(actor_b)
    figure = _stems(between, actor_a, names)
    scores = between["goldstein"].astype(float)
    made = (
        f"Stem chart of {len(between)} events between {names[0]} and {names[1]}, "
        f"{house_date(between.date.iloc[0])} to {house_date(between.date.iloc[-1])}; up is cooperation, "
        f"down is conflict, on the Goldstein scale from -10 to 10. {(scores > 0).sum()} above zero, "
        f"{(scores < 0).sum()} below. "
        + short_list((f"{event_line(e)}, {_score(e.goldstein)}" for e in between.itertuples()), len(between))
        + "."
    )
    key = [
        f"{event_line(event)} ({actor_name(event.actor_a)} acts, {_score(event.goldstein)})"
        for event in between.itertuples()
    ]
    if between.long.any():
        note = "A dark block on the zero line: a longer event, or one whose day is not known."
        caption = f"{caption} {note}".strip()
    columns = [c for c in ("id", "date", "title", "actor_a", "actor_b", "goldstein") if c in between.columns]
    return picture(
        figure,
        between,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=made,
        sources=sources,
        table=between[columns],
        key=key,
    )


def _score(value):
    return "no score" if pd.isna(value) else signed(value)


def _stems(between, actor_a, names):
    left, right = 1.0, 0.2
    figure, axes = new_figure(4.2, left=left, right=right, top=0.3, bottom=0.4)
    low, high = year_axis(axes, between["first_day"].min(), between["last_day"].max(), 0.05)
    gap = 0.2 * (high - low) / (8 - left - right)
    middle = between["middle"].tolist()
    scores = between["goldstein"].astype(float).tolist()
    places = _rail_places(middle, scores, gap, low, high)
    for i, (x, score, place) in enumerate(zip(middle, scores, places, strict=True)):
        _stem(axes, x, score, place, i + 1, filled=between.actor_a.iloc[i] == actor_a)
    for event in between[between["long"]].itertuples():
        days = [event.first_day, event.last_day]
        axes.plot(days, [0, 0], color=INK, lw=4, solid_capstyle="butt", zorder=2)
    axes.axhline(0, color=INK, lw=1)
    axes.set_ylim(-13, 13)
    axes.set_yticks([-10, -5, 0, 5, 10], ["\N{MINUS SIGN}10", "\N{MINUS SIGN}5", "0", "+5", "+10"])
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    for y, word in ((6, "cooperation \N{RIGHTWARDS ARROW}"), (-6, "\N{LEFTWARDS ARROW} conflict")):
        axes.text(
            -0.085,
            (y + 13) / 26,
            word,
            transform=axes.transAxes,
            rotation=90,
            ha="center",
            va="center",
            color=MUTED,
        )
    _acting_legend(axes, names)
    return figure


def _rail_places(middle, scores, gap, low, high):
    """Where each number stands: on a rail above or below, moved apart so that none overlap."""
    places = list(middle)
    for up in (True, False):
        chosen = [i for i, score in enumerate(scores) if (not score < 0) == up]
        moved = spread([middle[i] for i in chosen], gap, low + gap / 2, high - gap / 2)
        for i, place in zip(chosen, moved, strict=True):
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
    handles = [
        axes.plot([], [], "o", color=NEITHER, mfc=face, mew=1.6, ms=6.5, label=f"{name} acts")[0]
        for name, face in zip(names, (NEITHER, "white"), strict=True)
    ]
    axes.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1, 0.995),
        ncols=2,
        borderaxespad=0,
        handletextpad=0.2,
        columnspacing=1.2,
    )
    axes.tick_params(length=3, color=GRID)
