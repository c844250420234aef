"""Who stands with whom: a network whose ties carry a sign."""

import math

import pandas as pd

from ..style import COOPERATION, CONFLICT, INK, NEITHER, in_house_style
from .canvas import actor_name, check_frame, new_figure, picture, short_list, wrap_to

_SIGNS = {1: (COOPERATION, "-", "+"), -1: (CONFLICT, (0, (4, 2)), "\N{MINUS SIGN}"), 0: (NEITHER, ":", "0")}
_RADIUS = 0.42


@in_house_style
def network(edges, *, title, nodes=None, caption="", alt=None, sources=None):
    """A signed network: solid lines marked + for support, dashed ones marked − for opposition, dotted 0 for mixed.

    Parameters: `edges` with the columns actor_a, actor_b and sign (any number: above, below or at zero);
    `nodes`, the actors in drawing order, clockwise from the top, so that several years keep one layout (by
    default all actors of the edges by name); the rest as for `timeline`.
    Raises ValueError for a missing column, no rows, or an edge to an actor that `nodes` leaves out.
    """
    check_frame(edges, ["actor_a", "actor_b", "sign"], "network")
    found = sorted({*edges.actor_a, *edges.actor_b}, key=actor_name)
    nodes = list(nodes) if nodes is not None else found
    left_out = [actor for actor in found if actor not in nodes]
    if left_out:
        raise ValueError(f"network: nodes leaves out {left_out[0]!r}, which has an edge")
    places = _places(nodes)
    figure, axes = new_figure(4.6, left=0.1, right=0.1, top=0.1, bottom=0.1)
    axes.set_xlim(-3.9, 3.9)
    axes.set_ylim(-2.2, 2.2)
    axes.set_axis_off()
    for edge in edges.itertuples():
        _edge(axes, places[edge.actor_a], places[edge.actor_b], edge.sign)
    for actor in nodes:
        axes.text(*places[actor], wrap_to(actor_name(actor), 1.1, 9), ha="center", va="center", zorder=5,
                  bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK, "lw": 1.2})
    return picture(figure, edges, title=title, caption=caption, alt=alt, made_alt=_in_words(edges, nodes),
                   sources=sources, table=edges)


def _places(nodes):
    """On an ellipse, clockwise from the top, in the order given."""
    turn = 2 * math.pi / len(nodes)
    return {actor: (3.05 * math.sin(i * turn), 1.8 * math.cos(i * turn)) for i, actor in enumerate(nodes)}


def _sign(value):
    return 0 if pd.isna(value) else int(value > 0) - int(value < 0)


def _edge(axes, one, two, value):
    """A line bent a little towards the middle, with its sign a third of the way, where few lines cross."""
    colour, line, sign = _SIGNS[_sign(value)]
    axes.plot([one[0], two[0]], [one[1], two[1]], color=colour, linestyle=line, lw=2.2, zorder=2)
    x, y = (0.62 * a + 0.38 * b for a, b in zip(one, two, strict=True))
    axes.text(x, y, sign, ha="center", va="center_baseline", fontsize=10, weight="bold", color=INK, zorder=4,
              bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": colour, "lw": 1.2})


def _in_words(edges, nodes):
    kinds = {1: "Support", -1: "Opposition", 0: "Mixed or none"}
    parts = []
    for sign, words in kinds.items():
        pairs = [f"{actor_name(e.actor_a)} and {actor_name(e.actor_b)}" for e in edges.itertuples() if _sign(e.sign) == sign]
        parts += [f"{words} ({len(pairs)}): {short_list(pairs, 10)}."] if pairs else []
    return f"Signed network of {len(nodes)} actors and {len(edges)} ties. " + " ".join(parts)
