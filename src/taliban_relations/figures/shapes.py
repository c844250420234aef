"""Outlines for the maps: read from data/maps, and the little geometry that placing a name takes."""

import json
from functools import cache

import numpy as np
from matplotlib.path import Path

from ..package import data_folder


@cache
def _features(name):
    text = (data_folder() / "maps" / f"{name}.geojson").read_text(encoding="utf-8")
    return json.loads(text)["features"]


@cache
def outlines(name, key):
    """Outlines of a map by the value of its property `key`: paths in degrees, sorted by that value."""
    shapes = {feature["properties"][key]: _path(feature["geometry"]) for feature in _features(name)}
    return dict(sorted(shapes.items()))


@cache
def names(name, key, label):
    """The property `label` of each shape, by the value of its property `key`."""
    return {feature["properties"][key]: feature["properties"][label] for feature in _features(name)}


def _path(geometry):
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return Path.make_compound_path(*(Path(np.asarray(ring), closed=True) for part in parts for ring in part))


def middle(path):
    """The centre of gravity of the largest outline of a shape (the shoelace formula)."""
    ring = max(_rings(path), key=area)
    (x, y), (nx, ny) = ring[:-1].T, ring[1:].T
    cross = x * ny - nx * y
    return ((x + nx) * cross).sum() / (3 * cross.sum()), ((y + ny) * cross).sum() / (3 * cross.sum())


def size(path):
    """The area of all outlines of a shape in square degrees: tells small shapes from large ones."""
    return sum(area(ring) for ring in _rings(path))


def area(ring):
    """The area inside a closed ring of points."""
    x, y = ring.T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2))


def _rings(path):
    return [ring for ring in path.to_polygons() if len(ring) > 3]
