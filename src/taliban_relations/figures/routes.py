"""A map of stretches of a route, each drawn by how well it is documented."""

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from ..style import INK, MUTED, in_house_style, kind
from ..wording import capital
from .basemap import LAND, LINE, legend_beside, map_axes
from .canvas import categories, check_frame, picture, text_width, wrap_to
from .labels import data_per_inch, place_labels
from .shapes import names, outlines

_ENDS = ("from_place", "from_lat_deg", "from_lon_deg", "to_place", "to_lat_deg", "to_lon_deg")
_STYLES = ("-", (0, (5, 2)), (0, (5, 2, 1, 2)), (0, (1, 2)))
_LEGEND_WIDTH, _MARGIN, _WORTH_A_NAME = 2.1, 0.6, 0.04
_HOME = "#fbfbf7"


@in_house_style
def route_map(
    stretches, basis="basis", *, title, extent=None, order=None, caption="", alt=None, sources=None
):
    """Stretches of a route as lines between two named places, the line style saying how we know of them.

    Parameters: `stretches` with from_place, from_lat_deg, from_lon_deg, to_place, to_lat_deg, to_lon_deg
    (degrees) and the column named by `basis`, up to four categories; `extent`, the frame whose places set the
    map's edges (by default the same one), so that several maps can be laid over each other; `order`, the
    categories in legend order; the rest as for `timeline`. A stretch without coordinates cannot be drawn: the
    caption names it.
    Raises ValueError for a missing column, no rows, nothing that can be drawn, or over four categories.
    """
    check_frame(stretches, [*_ENDS, basis], "route_map")
    drawn = stretches.dropna(subset=[*_ENDS])
    if drawn.empty:
        raise ValueError("route_map: no stretch has coordinates at both ends, so there is nothing to draw")
    looks = _looks(stretches[basis], order)
    axes = map_axes(_edges(drawn if extent is None else extent.dropna(subset=[*_ENDS])), _LEGEND_WIDTH)
    _background(axes)
    for row in drawn.to_dict("records"):
        colour, dashes = looks[str(row[basis])]
        ends = [row["from_lon_deg"], row["to_lon_deg"]], [row["from_lat_deg"], row["to_lat_deg"]]
        axes.plot(*ends, color=colour, ls=dashes, lw=2.6, zorder=5)
    _places(axes, drawn)
    _legend(axes, looks, basis)
    return picture(
        axes.figure,
        stretches,
        title=title,
        caption=_with_missing(caption, stretches, drawn),
        alt=alt,
        sources=sources,
        made_alt=_in_words(drawn, basis, looks),
        table=stretches[["from_place", "to_place", basis]],
    )


def _looks(column, order):
    """Colour and dash pattern of each category, in legend order."""
    found = [str(name) for name in categories(column, order)]
    if len(found) > len(_STYLES):
        raise ValueError(f"route_map: {len(found)} categories; a reader can tell {len(_STYLES)} lines apart")
    return {name: (kind(i).colour, _STYLES[i]) for i, name in enumerate(found)}


def _edges(frame):
    """The edges of a map around all places with a margin: west, east, south, north."""
    lats = [*frame["from_lat_deg"], *frame["to_lat_deg"]]
    lons = [*frame["from_lon_deg"], *frame["to_lon_deg"]]
    return min(lons) - _MARGIN, max(lons) + _MARGIN, min(lats) - _MARGIN / 2, max(lats) + _MARGIN / 2


def _background(axes):
    """States in grey with their borders, Afghanistan lighter; a name in the middle of what can be seen."""
    xs, ys = np.meshgrid(np.linspace(*axes.get_xlim(), 42)[1:-1], np.linspace(*axes.get_ylim(), 42)[1:-1])
    grid = np.column_stack([xs.ravel(), ys.ravel()])
    known = names("region", "iso3", "name")
    for code, shape in outlines("region", "iso3").items():
        fill = _HOME if code == "AFG" else LAND
        axes.add_collection(
            PathCollection([shape], facecolor=fill, edgecolor=LINE, lw=1.2, zorder=1), autolim=False
        )
        seen = grid[shape.contains_points(grid)]
        if len(seen) > len(grid) * _WORTH_A_NAME:
            x, y = min(seen, key=lambda spot: ((spot - seen.mean(axis=0)) ** 2).sum())
            axes.text(x, y, known[code], fontsize=8.5, color=MUTED, style="italic", ha="center", zorder=2)


def _places(axes, drawn):
    """A dot and a name for every end of a stretch, once each."""
    spots = {}
    for row in drawn.to_dict("records"):
        spots[row["from_place"]] = (row["from_lon_deg"], row["from_lat_deg"])
        spots[row["to_place"]] = (row["to_lon_deg"], row["to_lat_deg"])
    unit = data_per_inch(axes)[0]
    labels, dots = [], []
    for name, (lon, lat) in sorted(spots.items()):
        axes.plot(lon, lat, "o", color=INK, ms=5.5, mec="white", mew=1, zorder=7)
        beside = text_width(name, 8, "bold") / 2 + 0.09
        shifts = [(beside, 0), (-beside, 0), (0, 0.16), (0, -0.16)]
        labels.append((name, lon, lat, 8, "bold", shifts))
        dots.append((lon - 0.05 * unit, lon + 0.05 * unit, lat - 0.05 * unit, lat + 0.05 * unit))
    place_labels(axes, labels, dots)


def _legend(axes, looks, heading):
    handles = [
        Line2D([], [], color=colour, ls=dashes, lw=2.6, label=wrap_to(capital(name), 1.3, 8.5))
        for name, (colour, dashes) in looks.items()
    ]
    legend_beside(axes, handles, heading, labelspacing=0.9, handlelength=3.2)


def _with_missing(caption, stretches, drawn):
    left = stretches.drop(drawn.index)
    missing = [f"{row['from_place']} to {row['to_place']}" for row in left.to_dict("records")]
    words = f"Cannot be drawn, no place is given: {'; '.join(missing)}."
    return f"{caption} {words}".strip() if missing else caption


def _in_words(drawn, basis, looks):
    parts = []
    for name in looks:
        lines = drawn[drawn[basis].astype(str) == name]
        found = [f"{row['from_place']} to {row['to_place']}" for row in lines.to_dict("records")]
        parts += [f"{name}: {', '.join(found)}"] if found else []
    return f"Map of stretches of a route, by {str(basis).replace('_', ' ')}. {'; '.join(parts)}."
