"""Foreign relations of the Taliban, 1994-2001: tables, sources, figures and widgets for a course."""

from importlib import import_module as _import_module

# While the package is being built its parts arrive one by one; plain imports take this place at the end.
_PARTS = {
    "evidence": ["DataError", "bibliography", "cite", "claims", "evidence", "fields", "source", "table", "tables", "version", "voices", "who_is_afghanistan", "MissingTable", "MissingColumn", "BrokenRow", "UnknownId", "UnknownSource"],
    "display": ["Picture", "TableView", "show", "source_line"],
    "lesson": ["receipt", "start"],
    "figures": ["bars", "dyad_chart", "heat_map", "ledger_chart", "lines", "network", "path_chart", "province_map", "range_chart", "region_map", "timeline"],
    "widgets": ["code_ledger", "corroborate", "estimate_range", "explorer", "order_events", "predict_choice", "predict_path", "quiz"],
    "answers": ["check", "hint"],
    "recognition": ["recognition_at"],
}
for _part, _names in _PARTS.items():
    try:
        _module = _import_module(f".{_part}", __name__)
    except ImportError as _error:
        if "taliban_relations" not in str(_error):
            raise
        continue
    for _name in _names:
        if hasattr(_module, _name):
            globals()[_name] = getattr(_module, _name)
