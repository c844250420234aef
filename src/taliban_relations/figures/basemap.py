"""What every map shares: axes in true proportions, the colours of the ground, a legend at the right."""

import math

from ..wording import capital
from .canvas import WIDTH, new_figure, wrap_to

LAND, LINE = "#ececec", "#999999"


def map_axes(frame, legend_width):
    """Axes with true proportions at the middle latitude, and room for the legend at the right.

    Parameters: `frame`, the edges west, east, south and north in degrees; `legend_width` in inches.
    """
    west, east, south, north = frame
    narrow = math.cos(math.radians((south + north) / 2))
    height = (WIDTH - legend_width - 0.2) * (north - south) / ((east - west) * narrow)
    _, axes = new_figure(height + 0.2, left=0.1, right=legend_width + 0.1, top=0.1, bottom=0.1)
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=LINE)
    return axes


def legend_beside(axes, handles, heading, **look):
    """A legend at the right of the map, under its heading."""
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        borderaxespad=0,
        title=wrap_to(heading_words(heading), 1.7, 9),
        alignment="left",
        title_fontproperties={"weight": "bold", "size": 9},
        **look,
    )


def heading_words(name):
    """A category or a column name as a legend shows it; a hyphen stays, since it may stand in a year span."""
    return capital(str(name).replace("_", " "))
