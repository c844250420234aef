"""Things for the learner to do: predict, order, code, corroborate, estimate, answer, explore.

Every activity is a thin shell of ipywidgets over functions that take plain data and return plain data or
HTML. It shows live controls where the notebook was run, and the same content in print everywhere else.
"""

from .corroborate import Corroborate, corroborate
from .estimate import EstimateRange, estimate_range
from .explorer import Explorer, explorer
from .ledger import CodeLedger, code_ledger
from .order import OrderEvents, order_events
from .predict import PredictChoice, PredictPath, predict_choice, predict_path
from .quiz import Quiz, quiz

__all__ = [
    "CodeLedger",
    "Corroborate",
    "EstimateRange",
    "Explorer",
    "OrderEvents",
    "PredictChoice",
    "PredictPath",
    "Quiz",
    "code_ledger",
    "corroborate",
    "estimate_range",
    "explorer",
    "order_events",
    "predict_choice",
    "predict_path",
    "quiz",
]
