"""Foreign relations of the Taliban, 1994-2001: tables, sources, figures and widgets for a course.

A lesson needs one import, ``import taliban_relations as tr``; everything it uses hangs on ``tr``.
"""

from .answers import check, hint
from .display import Picture, TableView, show, source_line
from .evidence import claims, evidence, voices
from .figures import (
    bars,
    dyad_chart,
    heat_map,
    ledger_chart,
    lines,
    network,
    path_chart,
    province_map,
    range_chart,
    region_map,
    timeline,
)
from .lesson import receipt, start
from .package import BrokenRow, DataError, MissingColumn, MissingTable, UnknownId, UnknownSource
from .reading import fields, table, tables, version, who_is_afghanistan
from .recognition import recognition_at
from .sources import bibliography, cite, source
from .widgets import (
    code_ledger,
    corroborate,
    estimate_range,
    explorer,
    order_events,
    predict_choice,
    predict_path,
    quiz,
)

__all__ = [
    "BrokenRow",
    "DataError",
    "MissingColumn",
    "MissingTable",
    "Picture",
    "TableView",
    "UnknownId",
    "UnknownSource",
    "bars",
    "bibliography",
    "check",
    "cite",
    "claims",
    "code_ledger",
    "corroborate",
    "dyad_chart",
    "estimate_range",
    "evidence",
    "explorer",
    "fields",
    "heat_map",
    "hint",
    "ledger_chart",
    "lines",
    "network",
    "order_events",
    "path_chart",
    "predict_choice",
    "predict_path",
    "province_map",
    "quiz",
    "range_chart",
    "receipt",
    "recognition_at",
    "region_map",
    "show",
    "source",
    "source_line",
    "start",
    "table",
    "tables",
    "timeline",
    "version",
    "voices",
    "who_is_afghanistan",
]


def __dir__():
    """Name what a lesson uses, and not the modules it is kept in."""
    return __all__
