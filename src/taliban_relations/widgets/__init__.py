"""Things for the learner to do: predict, order, sort, decide, code, corroborate, estimate, weigh, answer ...

Every activity is a thin shell of ipywidgets over functions that take plain data and return plain data or
HTML. It shows live controls where the notebook was run, and the same content in print everywhere else.
"""

from .audit import Audit, audit
from .corroborate import Corroborate, corroborate
from .decide import Decide, decide
from .estimate import EstimateRange, estimate_range
from .explorer import Explorer, explorer
from .ledger import CodeLedger, code_ledger
from .order import OrderEvents, order_events
from .predict import PredictChoice, PredictPath, predict_choice, predict_path
from .quiz import Quiz, quiz
from .sort import SortCards, sort_cards
from .threats import ThreatWorkbench, threat_workbench

__all__ = [
    "Audit",
    "CodeLedger",
    "Corroborate",
    "Decide",
    "EstimateRange",
    "Explorer",
    "OrderEvents",
    "PredictChoice",
    "PredictPath",
    "Quiz",
    "SortCards",
    "ThreatWorkbench",
    "audit",
    "code_ledger",
    "corroborate",
    "decide",
    "estimate_range",
    "explorer",
    "order_events",
    "predict_choice",
    "predict_path",
    "quiz",
    "sort_cards",
    "threat_workbench",
]
