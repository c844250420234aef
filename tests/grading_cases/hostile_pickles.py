"""Answers that act when they are handed over or looked at."""

from . import checks
from .case import RIGHT, STUBS
from .course import FULL
from .forgers import Forgers

shelf = Forgers()
CASES = shelf.cases
lie = shelf.lie
PATCH = """
import sys
for f in sys._current_frames().values():
    while f:
        f.f_locals.get('self', f).__dict__['test'] = lambda o: {'status': 'ok', 'value': None}
        f = f.f_back
"""
BOMB = f"""
PATCH = {PATCH!r}
class Bomb:
    def __reduce__(self):
        return @ACTION@
"""
for name, action in {
    "runs-a-command": "(__import__('os').system, ('touch @OUTSIDE@/ran /tmp/ran ran; echo ran',))",
    "evaluates": "(eval, (\"__import__('builtins').__dict__.__setitem__('round', lambda *a: 1487)\",))",
    "executes-in-the-examiner": "(exec, (PATCH,))",
    "gets-attributes": "(getattr, (__import__('pandas'), 'testing'))",
    "opens": "(open, ('/etc/passwd',))",
    "grows": "(bytes, (4_000_000_000,))",
    "multiplies": "(list, ((range(10**10)),))",
    "never-ends": "(sum, (range(10**15),))",
}.items():
    lie(f"pickle-{name}", "total", BOMB.replace("@ACTION@", action) + "total = Bomb()", shows=False)
lie(
    "pickle-in-a-table",
    "large",
    BOMB.replace("@ACTION@", "(__import__('os').system, ('touch @OUTSIDE@/ran',))")
    + """
large = pd.DataFrame({'name': [Bomb()] * 3, 'people': [1, 2, 3]})
large.attrs['x'] = Bomb()
""",
    shows=False,
)
lie(
    "answer-that-resists",
    "total",
    """
class Meta(type):
    def __instancecheck__(self, one):
        raise SystemExit
    def __getattribute__(self, name):
        raise KeyboardInterrupt
class Evil(metaclass=Meta):
    def __getattribute__(self, name):
        raise SystemExit(name)
    def __repr__(self):
        while True:
            pass
    __str__ = __len__ = __float__ = __hash__ = __repr__
total = Evil()
""",
    shows=False,
)
shelf.cell(
    "answer-that-hangs",
    change={
        "total": """
class Slow:
    def __float__(self):
        while True:
            pass
    __eq__ = __round__ = __reduce__ = __float__
total = Slow()
""",
        "by-region": RIGHT["by-region"].replace("total", "1487"),
    },
    fair=(0, FULL - 2),
    checks=(checks.loses_only("test-total"),),
)
# A module of the student's, put where a value's class may be looked for when it is handed over.
SPELL = """
import builtins, sys
builtins.round = lambda *a: 1487
class Value:
    __float__ = lambda self: 1.0
"""
shelf.forge(
    "modules-in-the-way",
    answers=STUBS,
    change={
        "total": f"SPELL = {SPELL!r}\n"
        + """
import os, sys
names = ('uuid', 'ipaddress', 'statistics', 'zoneinfo', 'array', 'shapely', 'scipy', 'sympy', 'polars')
free = [name for name in names if name not in sys.modules]
for place in ('/tmp', '.', '/tmp/work', '/tmp/exam', '/dev/shm', os.path.expanduser('~')):
    for name in free:
        try:
            with open(f'{place}/{name}.py', 'w') as file:
                file.write(SPELL)
        except OSError:
            pass
sys.path.insert(0, '/tmp')
values = [__import__(name).Value() for name in free if hasattr(__import__(name), 'Value')]
print(free, values)
total = values[0] if values else None
"""
    },
)
