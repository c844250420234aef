"""Foreign relations of the Taliban, 1994-2001: tables, sources, figures and widgets for a course.

A lesson needs one import, ``import taliban_relations as tr``; everything it uses hangs on ``tr``.
"""

from importlib import import_module

# No module is called like a name it holds: importing it would then put the module in that name's place.
_NAMES_BY_MODULE = {
    "answers": ["check", "hint"],
    "basis": ["claims", "evidence", "voices"],
    "coders": ["agreement"],
    "display": ["Picture", "TableView", "show", "source_line"],
    "figures": [
        *("bars", "concept_map", "dyad_chart", "heat_map", "ledger_chart", "lines", "network", "path_chart"),
        *("province_map", "range_chart", "region_map", "route_map", "timeline"),
    ],
    "lesson": ["receipt", "start"],
    "package": ["BrokenRow", "DataError", "MissingColumn", "MissingTable", "UnknownId", "UnknownSource"],
    "reading": ["fields", "table", "tables", "version", "who_is_afghanistan"],
    "recognition": ["recognition_at"],
    "signed_ties": ["ties", "triangles"],
    "sources": ["bibliography", "cite", "source"],
    "threats": [
        *("behaviour", "by_chance", "rank_agreement", "rank_threats", "threat_table", "try_all_weights"),
    ],
    "widgets": [
        *("audit", "code_ledger", "corroborate", "decide", "estimate_range", "explorer", "order_events"),
        *("predict_choice", "predict_path", "quiz", "sort_cards", "threat_workbench"),
    ],
}
_MODULES = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}
__all__ = sorted(_MODULES)


def __getattr__(name):
    """Fetch a name when it is first used: a lesson is ready before matplotlib and ipywidgets are loaded."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    return globals()[name]


def __dir__():
    """Name what a lesson uses, and not the modules it is kept in."""
    return __all__
