"""Maps of Afghanistan's provinces of the 1990s and of the region, filled by category."""

import pandas as pd
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..reading import table
from ..style import INK, MUTED, UNKNOWN, Kind, in_house_style, kind, tint
from ..wording import house_date, short_list
from .basemap import LAND, LINE, heading_words, legend_beside, map_axes
from .canvas import categories, check_frame, picture, text_width, wrap_to
from .labels import around, place_labels
from .shapes import middle, names, outlines, size

_EDGE, _TINT = "#444444", 0.65
_QUIET = Kind("#c8c8c8", "", "o", "-")
_LEGEND_WIDTH = 2.0
_FRAME = (59.4, 76.3, 29.0, 38.9)
_NEIGHBOURS = {
    "Iran": (60.1, 30.9),
    "Turkmenistan": (62.2, 37.2),
    "Uzbekistan": (66.3, 38.45),
    "China": (75.6, 38.0),
    "Tajikistan": (69.3, 38.4),
    "Pakistan": (69.6, 30.2),
    "India": (75.6, 30.8),
}
_REGION_FRAME = (40.1, 91.9, 16.1, 49.9)
_REGION_NAMES = {
    "RUS": (43.7, 47.2),
    "CHN": (85.5, 38.0),
    "IND": (78.5, 22.5),
    "KAZ": (66.5, 47.3),
    "SAU": (44.5, 24.0),
    "ARE": (54.6, 22.6),
    "UZB": (61.5, 42.8),
    "TJK": (72.2, 38.6),
    "KGZ": (75.0, 41.5),
    "TKM": (58.0, 39.6),
    "PAK": (67.5, 28.2),
    "QAT": (51.2, 26.9),
    "KWT": (48.6, 30.4),
    "BHR": (49.4, 25.6),
    "TUR": (42.0, 39.0),
}


@in_house_style
def province_map(
    provinces,
    fill,
    *,
    title,
    labels=(),
    points=None,
    order=None,
    quiet=None,
    legend=None,
    caption="",
    alt=None,
    sources=None,
):
    """Afghanistan's provinces of the 1990s, each filled by its category with colour and hatch.

    Parameters: `provinces` with the column province and the one named by `fill`; `labels`, the provinces to
    name (all when empty, none when None); `points`, a frame with name, lat and lon in degrees to mark;
    `order`, the categories in legend order (by default by the year they name); `quiet`, a category to draw in
    plain grey, for what lies outside the question; `legend`, its heading; the rest as for `timeline`.
    A province without a value, or without a row, is drawn as unknown.
    Raises ValueError for a missing column, no rows, a province the map does not have, or over 8 categories.
    """
    check_frame(provinces, ["province", fill], "province_map")
    shapes = outlines("provinces_1990s", "province")
    wanted = [] if labels is None else list(labels) or list(shapes)
    _check_known([*provinces.province, *wanted], shapes)
    wanted.sort(key=lambda name: (name != "Kabul", size(shapes[name])))
    looks = _looks(provinces[fill], order, quiet)
    axes = map_axes(_FRAME, _LEGEND_WIDTH)
    _background(axes, "AFG")
    for name, place in _NEIGHBOURS.items():
        axes.text(*place, name, fontsize=8.5, color=MUTED, style="italic", ha="center", va="center", zorder=4)
    groups = _fill_shapes(axes, shapes, _values(provinces.province, provinces[fill]), looks)
    printed = table("provinces").set_index("province")["house_name"]
    taken, extra = _draw_points(axes, points)
    place_labels(
        axes,
        [
            (printed[name].replace(" ", "\n"), *middle(shapes[name]), 6.8, "normal", around(0.07))
            for name in wanted
        ],
        taken,
    )
    _legend(axes, looks, groups, legend or fill, extra)
    return picture(
        axes.figure,
        provinces,
        title=title,
        caption=caption,
        alt=alt,
        sources=sources,
        made_alt=_in_words("the provinces of Afghanistan", legend or fill, groups),
        table=provinces[["province", fill]],
    )


@in_house_style
def region_map(
    states, fill, *, title, labels=None, order=None, legend=None, caption="", alt=None, sources=None
):
    """Afghanistan and the region, each state of the frame filled by its category with colour and hatch.

    Parameters: `states` with the column iso3 and the one named by `fill`; `labels`, ISO3 codes to name (by
    default those in the frame and Afghanistan); the rest as for `province_map`. A state outside the map, such
    as the United States, is named in the caption; one that is not in the frame stays grey.
    Raises ValueError for a missing column, no rows or over 8 categories.
    """
    check_frame(states, ["iso3", fill], "region_map")
    shapes, known_names = outlines("region", "iso3"), names("region", "iso3", "name")
    known = states[states.iso3.notna()].drop_duplicates("iso3")
    values = _values(known.iso3, known[fill])
    looks = _looks(known[fill], order)
    axes = map_axes(_REGION_FRAME, _LEGEND_WIDTH)
    _background(axes)
    groups = _fill_shapes(
        axes, {code: shape for code, shape in shapes.items() if code in values}, values, looks
    )
    wanted = sorted((set(labels) if labels is not None else {*values, "AFG"}) & set(shapes))
    place_labels(
        axes,
        [
            (
                _in_lines(known_names[code]),
                *(_REGION_NAMES.get(code) or middle(shapes[code])),
                8,
                "bold" if code == "AFG" else "normal",
                around(0.08),
            )
            for code in wanted
        ],
    )
    _legend(axes, looks, groups, legend or fill)
    away = [
        f"{_full_name(known, code)} ({value})"
        for code, value in values.items()
        if code not in shapes and pd.notna(value)
    ]
    caption = f"{caption} Outside this map: {short_list(away, 20)}.".strip() if away else caption
    named = {value: [known_names[code] for code in codes] for value, codes in groups.items()}
    return picture(
        axes.figure,
        states,
        title=title,
        caption=caption,
        alt=alt,
        sources=sources,
        made_alt=_in_words("the region around Afghanistan", legend or fill, named),
        table=known[["iso3", fill]],
    )


def _background(axes, without=""):
    """The states of the region in plain grey."""
    land = [shape for code, shape in outlines("region", "iso3").items() if code != without]
    axes.add_collection(PathCollection(land, facecolor=LAND, edgecolor=LINE, lw=0.7, zorder=1), autolim=False)


def _check_known(wanted, shapes):
    unknown = sorted(set(wanted) - set(shapes))
    if unknown:
        raise ValueError(f"province_map: the map has no province {unknown[0]!r}; it has {', '.join(shapes)}")


def _words(column):
    """Categories as text; a date stays as exact as it was written, a missing value stays missing."""
    form = house_date if "date" in str(column.name) else str
    return column.astype(object).map(lambda value: None if pd.isna(value) else form(value))


def _values(keys, column):
    words = _words(column)
    return {key: None if pd.isna(value) else value for key, value in zip(keys, words, strict=True)}


def _looks(column, order, quiet=None):
    """The pattern of each category, in legend order; `quiet` is plain and takes no colour from the others."""
    ordered = isinstance(column.dtype, pd.CategoricalDtype)
    found = [str(name) for name in categories(column if ordered else _words(column), order)]
    if len(found) > 8:
        raise ValueError(
            f"map: {len(found)} categories in {column.name!r}; a reader can tell 8 apart at most, group them"
        )
    loud = {name: kind(i) for i, name in enumerate(name for name in found if name != quiet)}
    return {name: loud.get(name, _QUIET) for name in found}


def _fill_shapes(axes, shapes, values, looks):
    """Fill the outlines by category; returns the names in each, those without a value under None."""
    groups = {name: [] for name in [*looks, None]}
    for name in shapes:
        groups[values.get(name)].append(name)
    for value, members in groups.items():
        if members:
            look, strength = (UNKNOWN, 0) if value is None else (looks[value], _TINT)
            axes.add_collection(
                PathCollection(
                    [shapes[name] for name in members],
                    facecolor=tint(look.colour, strength),
                    edgecolor=_EDGE,
                    lw=0.7,
                    hatch=look.hatch,
                    zorder=2,
                ),
                autolim=False,
            )
    return groups


def _draw_points(axes, points):
    """Mark places with a dot and a bold name beside it; returns their boxes and the legend entry."""
    if points is None or not len(points):
        return [], []
    check_frame(points, ["name", "lat", "lon"], "province_map points")
    axes.plot(points.lon, points.lat, "o", color=INK, ms=5, mec="white", mew=1, zorder=7)
    labels = []
    for name, lon, lat in zip(points["name"], points.lon, points.lat, strict=True):
        beside = text_width(name, 8, "bold") / 2 + 0.07
        labels.append((name, lon, lat, 8, "bold", [(beside, 0.03), (-beside, 0.03), (0, 0.13), (0, -0.13)]))
    dots = [
        (lon - 0.12, lon + 0.12, lat - 0.1, lat + 0.1)
        for lon, lat in zip(points.lon, points.lat, strict=True)
    ]
    return place_labels(axes, labels, dots), [
        Line2D([], [], color=INK, marker="o", ms=5, ls="", label="Town")
    ]


def _legend(axes, looks, groups, heading, extra=()):
    """Every category with its pattern and how many shapes it has; unknown last."""
    entries = [(name, look, groups[name], _TINT) for name, look in looks.items()]
    entries += [("unknown", UNKNOWN, groups[None], 0)] if groups[None] else []
    handles = [
        Patch(
            facecolor=tint(look.colour, strength),
            hatch=look.hatch,
            edgecolor=_EDGE,
            lw=0.7,
            label=wrap_to(f"{heading_words(name)} ({len(members)})", 1.35, 8.5),
        )
        for name, look, members, strength in entries
    ]
    spacing = {"labelspacing": 0.8, "handlelength": 2.4, "handleheight": 1.5}
    legend_beside(axes, [*handles, *extra], heading, **spacing)


def _in_lines(name):
    return name.replace(" Arab ", " Arab\n").replace("Saudi ", "Saudi\n")


def _full_name(states, code):
    column = next((name for name in ("state_name", "name", "state") if name in states.columns), "iso3")
    return states.loc[states.iso3 == code, column].iloc[0]


def _in_words(what, heading, groups):
    parts = [
        f"{'unknown' if value is None else value} ({len(found)}): {', '.join(found)}"
        for value, found in groups.items()
        if found
    ]
    return f"Map of {what}, filled by {heading_words(heading).lower()}. {'; '.join(parts)}."
