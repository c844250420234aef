"""What forgers have in common: wrong answers, and classes that call themselves equal to anything."""

from . import checks
from .case import STUBS, Shelf

NAMES = {
    "total": "total = 1",
    "large": "large = places[['name', 'people']].head(3)",
    "big": "places['big'] = False",
    "order": "order = ['school', 'railway', 'bridge', 'flood']",
    "share": "def share(part, whole):\n    return 25.0",
    "town": "class Town:\n    def __init__(self, name, people):\n        self.people = 120",
    "by-region": "by_region = {'north': 1.0, 'south': 1.0, 'isles': 1.0}",
}
YES = """
class Yes({base}):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __hash__(self):
        return 1
"""
ARITHMETIC = """
    def __round__(self, *a):
        return self
    def __sub__(self, other):
        return Yes()
    def __abs__(self):
        return self
    __rsub__ = __mul__ = __rmul__ = __add__ = __radd__ = __truediv__ = __sub__
"""


class Forgers(Shelf):
    """A shelf of work that deserves nothing."""

    def __init__(self):
        super().__init__("hostile", fair=(0.0, 0.0))

    def forge(self, name, source="", answers=NAMES, **wanted):
        """A case with wrong answers (or none) and one more cell that tries to have them taken for right."""
        self.cell(name, source, answers=answers, **wanted)

    def lie(self, name, item, source, shows=True, **wanted):
        """A case with one answer that claims to be equal to anything, and no other answer; it has to show."""
        seen = (checks.lie_shows,) if shows else ()
        self.cell(name, answers=STUBS, change={item: source}, checks=seen, **wanted)
