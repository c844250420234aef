"""Maps of Afghanistan's provinces of the 1990s and of the region, filled by category."""

import json
import math
from functools import cache

import numpy as np
import pandas as pd
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from ..display import house_date
from ..style import INK, MUTED, UNKNOWN, in_house_style, kind, tint
from .canvas import categories, check_frame, new_figure, picture, pretty, short_list, text_width, wrap_to

_LAND, _SEA = "#ececec", "#ffffff"
_HALO = [withStroke(linewidth=2.2, foreground="white")]
_FRAME = (60.0, 75.3, 29.0, 38.9)
_NEIGHBOURS = {"Iran": (60.75, 33.2), "Turkmenistan": (62.2, 37.2), "Uzbekistan": (66.3, 38.45), "Tajikistan": (69.3, 38.4),
               "Pakistan": (69.6, 30.2), "China": (74.85, 37.9)}
_REGION_FRAME = (34.0, 92.0, 12.0, 52.0)
_REGION_NAMES = {"RUS": (60.0, 51.2), "CHN": (86.0, 37.0), "IND": (78.5, 22.5), "KAZ": (66.5, 47.5), "SAU": (44.5, 24.0),
                 "ARE": (54.6, 22.6), "UZB": (61.5, 42.8), "TJK": (72.2, 38.6), "KGZ": (75.0, 41.5), "TKM": (58.0, 39.6),
                 "PAK": (67.5, 28.2), "QAT": (51.2, 26.9), "KWT": (48.6, 30.4), "BHR": (49.4, 25.6)}
_SMALL = {"KWT", "BHR", "QAT", "ARM", "GEO", "AZE", "NPL"}


@cache
def shapes(name, key):
    """Outlines of a map in data/maps by the value of `key`: each one matplotlib path, longitude and latitude."""
    from ..package import data_folder

    features = json.loads((data_folder() / "maps" / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"][key]: _path(feature["geometry"]) for feature in features}


def _path(geometry):
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return Path.make_compound_path(*(Path(np.asarray(ring), closed=True) for part in parts for ring in part))


def _map_axes(frame, legend, height=None):
    """Axes with true proportions at the middle latitude, and room for the legend at the right."""
    west, east, south, north = frame
    narrow = math.cos(math.radians((south + north) / 2))
    wide = 8 - legend - 0.2
    height = wide * (north - south) / ((east - west) * narrow)
    figure, axes = new_figure(height + 0.2, left=0.1, right=legend + 0.1, top=0.1, bottom=0.1)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / narrow)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(_SEA)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#999999")
    return figure, axes


def _fill(axes, paths, look, zorder=2):
    axes.add_collection(PathCollection(paths, facecolor=tint(look.colour, 0.75) if look is not UNKNOWN else "white",
                                       edgecolor="#444444", lw=0.7, hatch=look.hatch, zorder=zorder), autolim=False)


def _looks(column, order):
    names = categories(column.astype(object) if column.dtype == bool else column, order)
    if len(names) > 8:
        raise ValueError(f"map: {len(names)} categories in {column.name!r}; a reader can tell at most 8 apart, group them")
    return {name: kind(i) for i, name in enumerate(names)}


def _legend(axes, looks, counts, fill, width, unknown, extra=()):
    handles = [Patch(facecolor=tint(look.colour, 0.75), hatch=look.hatch, edgecolor="#444444", lw=0.7,
                     label=wrap_to(f"{pretty(name)} ({counts[name]})", width - 0.65, 8.5)) for name, look in looks.items()]
    if unknown:
        handles.append(Patch(facecolor="white", hatch=UNKNOWN.hatch, edgecolor="#444444", lw=0.7, label=f"Unknown ({unknown})"))
    axes.legend(handles=[*handles, *extra], loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0,
                title=wrap_to(pretty(fill), width - 0.3, 9), alignment="left", labelspacing=0.8, handlelength=2.4,
                handleheight=1.5, title_fontproperties={"weight": "bold", "size": 9})


def _as_text(column):
    """Category names as text; a date stays as exact as it is, a missing value stays missing."""
    return column.astype(object).map(lambda value: value if pd.isna(value) else house_date(value)
                                     if column.name and "date" in str(column.name) else str(value))


@in_house_style
def province_map(provinces, fill, *, title, labels=(), points=None, order=None, caption="", alt=None, sources=None):
    """Afghanistan's provinces of the 1990s, each filled by its category with colour and hatch.

    Parameters: `provinces` with the column province and the one named by `fill`; `labels`, the provinces to
    name (all when empty, none when None); `points`, a frame with name, lat and lon in degrees to mark;
    `order`, the categories in legend order (by default by the year they name); the rest as for `timeline`.
    A province without a value, or without a row, is drawn as unknown.
    Raises ValueError for a missing column, no rows, a province the map does not have, or over 8 categories.
    """
    check_frame(provinces, ["province", fill], "province_map")
    outlines = shapes("provinces_1990s", "province")
    _check_known(provinces.province, outlines, "province_map")
    values = dict(zip(provinces.province, _ordered_text(provinces[fill]), strict=True))
    looks = _looks(_ordered_text(provinces[fill]), order)
    figure, axes = _map_axes(_FRAME, 2.0)
    _neighbours(axes)
    groups = _draw_groups(axes, outlines, values, looks)
    wanted = () if labels is None else labels or outlines
    centres = dict(zip(provinces.province, zip(provinces.centroid_lon_deg, provinces.centroid_lat_deg, strict=True), strict=True)
                   ) if "centroid_lon_deg" in provinces.columns else {}
    for name in wanted:
        _name_province(axes, name, centres.get(name), outlines[name])
    extra = _draw_points(axes, points)
    _legend(axes, looks, {name: len(groups[name]) for name in looks}, fill, 2.0, len(groups[None]), extra)
    return picture(figure, provinces, title=title, caption=caption, alt=alt, sources=sources,
                   made_alt=_map_words("provinces of Afghanistan", fill, groups), table=provinces[["province", fill]])


def _ordered_text(column):
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    return _as_text(column)


def _check_known(names, outlines, figure):
    unknown = sorted(set(names) - set(outlines))
    if unknown:
        raise ValueError(f"{figure}: the map has no {unknown[0]!r}; it has {', '.join(sorted(outlines))}")


def _draw_groups(axes, outlines, values, looks):
    """Fill the outlines by category; returns the names in each, those without a value under None."""
    groups = {name: [] for name in [*looks, None]}
    for name in sorted(outlines):
        value = values.get(name)
        groups[None if value is None or pd.isna(value) else value].append(name)
    for value, members in groups.items():
        if members:
            _fill(axes, [outlines[name] for name in members], UNKNOWN if value is None else looks[value])
    return groups


def _neighbours(axes):
    around = [path for code, path in sorted(shapes("region", "iso3").items()) if code != "AFG"]
    axes.add_collection(PathCollection(around, facecolor=_LAND, edgecolor="#999999", lw=0.7, zorder=1), autolim=False)
    for name, place in _NEIGHBOURS.items():
        axes.text(*place, name, fontsize=8.5, color=MUTED, style="italic", ha="center", va="center", zorder=4,
                  rotation=90 if name == "Iran" else 0)


_NUDGES = {}


def _name_province(axes, name, centre, path):
    lon, lat = centre or path.get_extents().get_points().mean(axis=0)
    dx, dy = _NUDGES.get(name, (0, 0))
    axes.text(lon + dx, lat + dy, name.replace(" ", "\n"), fontsize=6.8, ha="center", va="center", zorder=6,
              path_effects=_HALO, linespacing=0.95)


def _draw_points(axes, points):
    if points is None or not len(points):
        return []
    check_frame(points, ["name", "lat", "lon"], "province_map points")
    axes.plot(points.lon, points.lat, "o", color=INK, ms=5, mec="white", mew=1, zorder=7)
    for point in points.itertuples():
        axes.annotate(point.name, (point.lon, point.lat), (5, 3), textcoords="offset points", fontsize=8, weight="bold",
                      path_effects=_HALO, zorder=8)
    return [Line2D([], [], color=INK, marker="o", ms=5, ls="", label="Place named in bold")]


def _map_words(what, fill, groups):
    parts = [f"{'unknown' if value is None else value} ({len(names)}): {', '.join(names)}" for value, names in groups.items()
             if names]
    return f"Map of the {what}, filled by {pretty(fill).lower()}. " + "; ".join(parts) + "."


@in_house_style
def region_map(states, fill, *, title, labels=None, order=None, caption="", alt=None, sources=None):
    """Afghanistan and the region, each state of the frame filled by its category with colour and hatch.

    Parameters: `states` with the column iso3 and the one named by `fill`; `labels`, ISO3 codes to name (by
    default those in the frame and Afghanistan); the rest as for `province_map`. States outside the map's frame (such as the United States)
    are listed in the caption; states not in the table stay grey.
    Raises ValueError for a missing column, no rows or over 8 categories.
    """
    check_frame(states, ["iso3", fill], "region_map")
    outlines = shapes("region", "iso3")
    known = states[states.iso3.notna()].drop_duplicates("iso3")
    values = dict(zip(known.iso3, _ordered_text(known[fill]), strict=True))
    looks = _looks(_ordered_text(known[fill]), order)
    figure, axes = _map_axes(_REGION_FRAME, 2.0)
    axes.add_collection(PathCollection([outlines[c] for c in sorted(outlines)], facecolor=_LAND, edgecolor="#999999", lw=0.7,
                                       zorder=1), autolim=False)
    groups = _draw_groups(axes, {code: path for code, path in outlines.items() if code in values}, values, looks)
    names = _state_names()
    for code in sorted(labels if labels is not None else {*values, "AFG"} & set(outlines)):
        _name_state(axes, code, names[code], outlines[code])
    _legend(axes, looks, {name: len(groups[name]) for name in looks}, fill, 2.0, len(groups[None]))
    away = [f"{code}: {value}" for code, value in values.items() if code not in outlines and pd.notna(value)]
    if away:
        caption = f"{caption} Outside this map: {short_list(away, 20)}.".strip()
    words = {value: [names[code] for code in codes] for value, codes in groups.items()}
    return picture(figure, states, title=title, caption=caption, alt=alt, sources=sources,
                   made_alt=_map_words("region around Afghanistan", fill, words), table=known[["iso3", fill]])


@cache
def _state_names():
    from ..package import data_folder

    features = json.loads((data_folder() / "maps" / "region.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["iso3"]: feature["properties"]["name"] for feature in features}


def _name_state(axes, code, name, path):
    box = path.get_extents()
    lon, lat = _REGION_NAMES.get(code, ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
    axes.text(lon, lat, wrap_to(name, max(0.6, text_width(name.split()[0], 8)), 8), fontsize=8, ha="center", va="center",
              weight="bold" if code == "AFG" else "normal", path_effects=_HALO, zorder=6)
