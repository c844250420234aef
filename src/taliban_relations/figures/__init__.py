"""Figures: frames in, `Picture` out. Alt text and the source line are made from the data."""

from .concept_map import concept_map
from .dyads import dyad_chart
from .grids import heat_map, ledger_chart
from .maps import province_map, region_map
from .network import network
from .paths import LEVELS, mark_path, path_chart
from .plain import bars, lines
from .ranges import mark_range, range_chart
from .routes import route_map
from .timelines import timeline

__all__ = [
    "LEVELS",
    "bars",
    "concept_map",
    "dyad_chart",
    "heat_map",
    "ledger_chart",
    "lines",
    "mark_path",
    "mark_range",
    "network",
    "path_chart",
    "province_map",
    "range_chart",
    "region_map",
    "route_map",
    "timeline",
]
