"""The provinces and the states they touch: the column `neighbours` against the two maps; plain provinces."""

import json
from itertools import pairwise

import numpy as np
import pytest

import taliban_relations as tr
from taliban_relations.package import data_folder

STATES = ["CHN", "IRN", "PAK", "TJK", "TKM", "UZB"]
KM_PER_DEGREE, NEAR_KM, STEP = 111.0, 3.0, 0.02


def outline(name, key):
    """Points about 2 km apart along the outline of each shape of a map, as {name: array of km}."""
    found = {}
    for feature in json.loads((data_folder() / "maps" / f"{name}.geojson").read_text())["features"]:
        parts = feature["geometry"]["coordinates"]
        many = parts if feature["geometry"]["type"] == "MultiPolygon" else [parts]
        rings = [np.array(ring)[:, :2] for part in many for ring in part]
        sides = [side for ring in rings for side in pairwise(ring)]
        lines = [np.linspace(a, b, max(2, int(np.hypot(*(b - a)) / STEP))) for a, b in sides]
        found.setdefault(feature["properties"][key], []).extend(lines)
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(35)), 1.0])
    return {key: np.concatenate(lines) * scale for key, lines in found.items()}


@pytest.fixture(scope="module")
def maps():
    return outline("provinces_1990s", "province"), outline("region", "iso3")


def touch(one, other):
    """Do two outlines come within NEAR_KM of each other?"""
    low, high = one.min(axis=0) - NEAR_KM, one.max(axis=0) + NEAR_KM
    near = other[((other >= low) & (other <= high)).all(axis=1)]
    return any(np.hypot(*(near - point).T).min() < NEAR_KM for point in one) if len(near) else False


def test_neighbours_are_those_of_the_maps(maps):
    provinces, states = maps
    listed = tr.table("provinces").set_index("province")["neighbours"].fillna("")
    for name, shape in provinces.items():
        drawn = [state for state in STATES if touch(shape, states[state])]
        assert sorted(filter(None, listed[name].split(";"))) == drawn, name


def test_quiet_category_takes_no_colour():
    provinces = tr.table("provinces")
    north = (provinces["centroid_lat_deg"] > 36).map({True: "north", False: "the rest"})
    frame = provinces.assign(half=north)
    picture = tr.province_map(frame, "half", title="North", order=["the rest", "north"], quiet="the rest")
    patches = picture.figure.axes[0].get_legend().get_patches()
    rest, coloured = (max(one.get_facecolor()[:3]) - min(one.get_facecolor()[:3]) for one in patches)
    assert rest < 0.01
    assert coloured > 0.1
