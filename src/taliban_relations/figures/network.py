"""Who stands with whom: a network whose ties carry a sign."""

import math

import pandas as pd

from ..style import CONFLICT, COOPERATION, INK, NEITHER, in_house_style
from ..wording import short_list
from .canvas import actor_name, check_frame, new_figure, picture, wrap_to

_STEPS = 24
_SIGNS = {1: (COOPERATION, "-", "+"), -1: (CONFLICT, (0, (4, 2)), "\N{MINUS SIGN}"), 0: (NEITHER, ":", "0")}


@in_house_style
def network(edges, *, title, nodes=None, centre=None, caption="", alt=None, sources=None):
    """A signed network: solid and + for support, dashed and − for opposition, dotted and 0 for mixed.

    Parameters: `edges` with the columns actor_a, actor_b and sign (any number: above, below or at zero);
    `centre`, actors drawn inside, left to right (by default those tied to four or more others); `nodes`, all
    actors in drawing order, clockwise from the top left (by default the friends of each inner actor stand on
    its side): give both to keep one layout through several years; the rest as for `timeline`.
    Raises ValueError for a missing column, no rows, or an edge to an actor that `nodes` leaves out.
    """
    check_frame(edges, ["actor_a", "actor_b", "sign"], "network")
    found = sorted({*edges.actor_a, *edges.actor_b}, key=actor_name)
    left_out = [actor for actor in found if nodes is not None and actor not in nodes]
    if left_out:
        raise ValueError(f"network: nodes leaves out {left_out[0]!r}, which has an edge")
    inner = _inner(edges, found) if centre is None else list(centre)
    outer = (
        [actor for actor in nodes if actor not in inner]
        if nodes is not None
        else _by_side(edges, found, inner)
    )
    places = _places(inner, outer)
    figure, axes = new_figure(4.6, left=0.1, right=0.1, top=0.1, bottom=0.1)
    axes.set_xlim(-3.9, 3.9)
    axes.set_ylim(-2.2, 2.2)
    axes.set_axis_off()
    ends = [
        sorted(pair, key=lambda actor: (actor in inner, actor))
        for pair in zip(edges.actor_a, edges.actor_b, strict=True)
    ]
    curves = [_free_curve(places[one], places[two], places.values()) for one, two in ends]
    for curve, sign in zip(curves, edges.sign, strict=True):
        _draw_tie(axes, curve, sign, [other for other in curves if other is not curve])
    for actor in places:
        axes.text(
            *places[actor],
            wrap_to(actor_name(actor), 1.1, 9),
            ha="center",
            va="center",
            zorder=5,
            weight="bold" if actor in inner else "normal",
            bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK, "lw": 1.2},
        )
    return picture(
        figure,
        edges,
        title=title,
        caption=caption,
        alt=alt,
        made_alt=_in_words(edges, len(places)),
        sources=sources,
        table=edges,
    )


def _inner(edges, found):
    ties = {actor: int(((edges.actor_a == actor) | (edges.actor_b == actor)).sum()) for actor in found}
    return sorted([actor for actor in found if ties[actor] >= 4], key=lambda actor: (-ties[actor], actor))[:3]


def _by_side(edges, found, inner):
    """The outer actors, clockwise from the top left, friends of an inner actor on its side."""
    side = dict.fromkeys(found, 0.0)
    for edge in edges.itertuples():
        for actor, other in ((edge.actor_a, edge.actor_b), (edge.actor_b, edge.actor_a)):
            if other in inner:
                side[actor] += _sign(edge.sign) * _inner_x(inner.index(other), len(inner))
    order = sorted((actor for actor in found if actor not in inner), key=lambda actor: (side[actor], actor))
    return order[::2] + order[1::2][::-1]


def _inner_x(position, count):
    return 0.0 if count == 1 else 1.35 * (2 * position / (count - 1) - 1)


def _places(inner, outer):
    """Inner actors about the middle line; the others on an ellipse, clockwise from the left."""
    lift = 0.35 if len(inner) > 1 else 0.0
    places = {actor: (_inner_x(i, len(inner)), lift * (-1) ** i) for i, actor in enumerate(inner)}
    upper = -(-len(outer) // 2)
    for half, start in ((outer[:upper], math.pi), (outer[upper:], 0.0)):
        for i, actor in enumerate(half):
            angle = start - math.pi * (i + 0.5) / len(half)
            places[actor] = (3.15 * math.cos(angle), 1.85 * math.sin(angle))
    return places


def _sign(value):
    return 0 if pd.isna(value) else int(value > 0) - int(value < 0)


def _curve(one, two, bend):
    """Points along a tie; `bend` pushes its middle sideways, 0 keeps it straight."""
    (ax, ay), (bx, by) = one, two
    length = math.hypot(bx - ax, by - ay)
    middle = ((ax + bx) / 2 - bend * (by - ay) / length, (ay + by) / 2 + bend * (bx - ax) / length)
    steps = [i / _STEPS for i in range(_STEPS + 1)]
    return [
        tuple(
            (1 - t) ** 2 * a + 2 * t * (1 - t) * m + t**2 * b
            for a, m, b in zip(one, middle, two, strict=True)
        )
        for t in steps
    ]


def _nearest(points, others):
    """The shortest distance between two sets of points, rounded: the last digit must not matter."""
    return round(min((math.dist(p, q) for p in points for q in others), default=9.0), 3)


def _free_curve(one, two, nodes):
    """The straightest tie that passes no other actor closely."""
    in_the_way = [place for place in nodes if place not in (one, two)]
    curves = [_curve(one, two, bend) for bend in (0, 0.9, -0.9, 1.6, -1.6)]
    clear = [curve for curve in curves if _nearest(curve, in_the_way) > 0.6]
    return (clear or curves)[0]


def _draw_tie(axes, curve, value, others):
    """A tie, with its sign where it is farthest from every other tie."""
    colour, line, sign = _SIGNS[_sign(value)]
    axes.plot(*zip(*curve, strict=True), color=colour, linestyle=line, lw=2.2, zorder=2)
    spots = [curve[round(share * _STEPS)] for share in (0.4, 0.44, 0.5, 0.36, 0.56, 0.62)]
    elsewhere = [point for other in others for point in other]
    x, y = max(spots, key=lambda spot: _nearest([spot], elsewhere))
    axes.text(
        x,
        y,
        sign,
        ha="center",
        va="center_baseline",
        fontsize=10,
        weight="bold",
        color=INK,
        zorder=4,
        bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": colour, "lw": 1.2},
    )


def _in_words(edges, count):
    kinds = {1: "Support", -1: "Opposition", 0: "Mixed or none"}
    parts = []
    for sign, words in kinds.items():
        pairs = [
            f"{actor_name(e.actor_a)} and {actor_name(e.actor_b)}"
            for e in edges.itertuples()
            if _sign(e.sign) == sign
        ]
        parts += [f"{words} ({len(pairs)}): {short_list(pairs, 10)}."] if pairs else []
    return f"Signed network of {count} actors and {len(edges)} ties. " + " ".join(parts)
