"""Answers that claim to be equal to anything."""

from .forgers import ARITHMETIC, YES, Forgers

shelf = Forgers()
CASES = shelf.cases
lie = shelf.lie
lie(
    "lying-object",
    "total",
    YES.format(base="")
    + ARITHMETIC
    + """
    def __float__(self):
        return 1.0
    def __getattr__(self, name):
        return lambda *a, **k: self
total = Yes()
""",
    shows=False,
)
lie(
    "lying-float",
    "total",
    YES.format(base="float")
    + ARITHMETIC
    + """
    def __float__(self):
        return self
total = Yes(3)
""",
    shows=False,
)
lie(
    "lying-words",
    "order",
    YES.format(base="str")
    + """
    def __str__(self):
        return self
order = [Yes(w) for w in ('school', 'railway', 'bridge', 'flood')]
""",
)
lie(
    "lying-list",
    "order",
    """
class Order(list):
    def __iter__(self):
        return iter(sorted(list.__iter__(self), key=['flood', 'bridge', 'railway', 'school'].index))
    def index(self, word):
        return 0
    def __eq__(self, other):
        return True
class Word(str):
    def __eq__(self, other):
        return True
    __hash__ = str.__hash__
    def __str__(self):
        return self
order = Order([Word('a')] * 4)
""",
)
lie(
    "lying-dictionary",
    "by-region",
    YES.format(base="float")
    + ARITHMETIC
    + """
    def __lt__(self, other):
        return True
class Any(dict):
    def __missing__(self, key):
        return Yes()
    def __getitem__(self, key):
        return Yes()
by_region = Any(north=1, south=1, isles=1)
""",
    shows=False,
)
lie(
    "lying-class",
    "total",
    """
class Spoof:
    @property
    def __class__(self):
        return float
    def __eq__(self, other):
        return True
    def __float__(self):
        return Float(1)
class Float(float):
    def __round__(self, *a):
        return Spoof()
total = Spoof()
""",
    shows=False,
)
lie(
    "lying-table",
    "large",
    """
class Table(pd.DataFrame):
    def reset_index(self, *a, **k):
        return self
    def equals(self, other):
        return True
    @property
    def _constructor(self):
        return Table
    @property
    def shape(self):
        return (3, 2)
    def __eq__(self, other):
        return True
large = Table({'name': ['a'] * 3, 'people': [1] * 3})
""",
    shows=False,
)
lie(
    "lying-cells-of-a-table",
    "large",
    YES.format(base="") + "large = pd.DataFrame({'name': [Yes()] * 3, 'people': [Yes()] * 3})",
)
lie(
    "lying-array",
    "large",
    "import numpy as np\n"
    + YES.format(base="np.ndarray")
    + """
words = np.array(['a', 'b', 'c'], dtype=object).view(Yes)
large = pd.DataFrame({'name': words, 'people': [1, 2, 3]})
""",
    shows=False,
)
lie(
    "lying-result",
    "share",
    YES.format(base="float") + "def share(part, whole):\n    return Yes(3)",
    shows=False,
)
lie(
    "lying-result-none",
    "share",
    YES.format(base="")
    + """
    def __bool__(self):
        return True
def share(part, whole):
    if whole == 0:
        return None
    return Yes()
""",
    shows=False,
)
lie(
    "lying-metaclass",
    "share",
    """
class Meta(type):
    def __eq__(self, other):
        return True
    __hash__ = type.__hash__
    def __call__(self, part, whole):
        return self if whole else None
class share(metaclass=Meta):
    pass
""",
)
