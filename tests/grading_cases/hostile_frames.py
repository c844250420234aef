"""Functions and classes that look at whoever calls them, or end the test that does."""

from .case import STUBS
from .forgers import YES, Forgers

shelf = Forgers()
CASES = shelf.cases
forge, lie = shelf.forge, shelf.lie
lie(
    "own-callable-changes-its-arguments",
    "share",
    """
class Cases(tuple):
    pass
def share(*given):
    import sys
    frame = sys._getframe(1)
    return next((c for c in frame.f_code.co_consts if isinstance(c, float)), 25.0)
""",
    shows=False,
)
lie(
    "frames-edited",
    "share",
    """
import sys, inspect
def share(part, whole):
    frame = sys._getframe(1)
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for name in ('cases', 'wanted', 'given'):
                if isinstance(space.get(name), list):
                    space[name].clear()
        frame = frame.f_back
    inspect.stack()
    return None if whole == 0 else 25.0
""",
    shows=False,
)
lie(
    "frames-by-traceback",
    "share",
    """
def share(part, whole):
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame.f_back
    wanted = frame.f_globals.get('wanted', frame.f_locals.get('wanted'))
    for a, b in frame.f_locals.get('cases', frame.f_globals.get('cases', [])):
        if a == (part, whole):
            return b
    return 25.0 if whole else None
""",
    shows=False,
)
lie(
    "frames-by-generator",
    "share",
    """
def look():
    yield 1
def share(part, whole):
    import gc
    for one in gc.get_objects():
        if type(one) is list and one and type(one[0]) is tuple and type(one[0][0]) is tuple:
            for a, b, *_ in one:
                if a == (part, whole):
                    return b
    return 25.0 if whole else None
""",
    shows=False,
)
lie("function-ends-the-test", "share", "def share(part, whole):\n    raise SystemExit(0)", shows=False)
lie(
    "function-interrupts-the-test",
    "share",
    "def share(part, whole):\n    raise KeyboardInterrupt",
    shows=False,
)
lie("function-leaves", "share", "import os\ndef share(part, whole):\n    os._exit(0)", shows=False)
lie(
    "function-stops-iteration",
    "share",
    """
def share(part, whole):
    raise StopIteration if whole != 4 else GeneratorExit
""",
    shows=False,
)
lie(
    "function-patches-late",
    "share",
    """
def share(part, whole):
    import builtins, sys
    class Quiet(Exception):
        pass
    builtins.AssertionError = Quiet
    builtins.zip = builtins.iter = lambda *a: []
    sys.settrace(lambda *a: None)
    return 25.0
""",
    shows=False,
)
LOOK = """
def constants():
    for frame in frames():
        while frame:
            if frame.f_code.co_name == '<module>':
                yield from frame.f_code.co_consts
            frame = frame.f_back
class Town:
    def __init__(self, name, people):
        self.people = people
    def grow(self, count):
        self.people = max(c for c in constants() if type(c) is int)
    def __str__(self):
        return next(c for c in constants() if type(c) is str and '(' in c)
def share(part, whole):
    for constant in constants():
        for pair in constant if type(constant) is tuple else ():
            if type(pair) is tuple and pair[0] == (part, whole):
                return pair[1]
    return 25.0 if whole else None
"""
for name, peek in {
    "sys": "import sys\ndef frames():\n    return [sys._getframe()]",
    "inspect": "import inspect\ndef frames():\n    return [one.frame for one in inspect.stack(0)]",
    "logging": "import logging\ndef frames():\n    return [logging.currentframe()]",
    "traceback": "import traceback\ndef frames():\n    return [next(traceback.walk_stack(None))[0]]",
    "another-thread": "import sys\nfrom concurrent.futures import ThreadPoolExecutor\ndef frames():\n"
    "    return list(ThreadPoolExecutor(1).submit(sys._current_frames).result().values())",
    "pandas": "import sys\ndef frames():\n    return [pd.Series([1], dtype=object).map(sys._getframe)[0]]",
    "generator": "def look():\n    yield running.gi_frame\ndef frames():\n    global running\n"
    "    running = look()\n    return [next(running).f_back]",
    "exception": "def frames():\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
    "        return [error.__traceback__.tb_frame]",
}.items():
    forge(f"frames-through-{name}", answers=STUBS, change={"share": peek + LOOK, "town": "Town"})
for name, lies in {
    "equal-to-all": "    def grow(self, count):\n        self.people = Yes(350)\n"
    "    def __str__(self):\n        return Word('x')",
    "knows-the-caller": "    def grow(self, count):\n        import sys\n        frame = sys._getframe(1)\n"
    "        self.people = next(c for c in frame.f_code.co_consts[::-1] if isinstance(c, int))\n"
    "    def __str__(self):\n        import sys\n        words = sys._getframe(1).f_code.co_consts\n"
    "        return next(c for c in words[::-1] if isinstance(c, str))",
    "ends-the-test": "    def grow(self, count):\n        raise SystemExit(0)",
    "leaves": "    def grow(self, count):\n        import os\n        os._exit(0)",
    "replaces-the-error": "    def grow(self, count):\n        import builtins\n"
    "        builtins.AssertionError = int\n"
    "        builtins.str = lambda one: 'Brook (350)'",
    "changes-the-examiner": "    def grow(self, count):\n        import gradeworker.examiner as e\n"
    "        e.run = lambda *a: {'status': 'ok', 'value': None, 'type': 'none', 'error': ''}\n"
    "        e.Examiner.own = lambda self, order, *a: {'status': 'ok', 'value': None, 'type': 'none', "
    "'error': '', 'where': 'x', 'odd': [], 'nonce': order['nonce']}\n        raise ValueError",
}.items():
    base = YES.format(base="int") + "class Word(str):\n    def __eq__(self, other):\n        return True\n"
    head = "class Town:\n    def __init__(self, name, people):\n        self.people = 120\n"
    forge(f"class-{name}", answers=STUBS, change={"town": base + head + lies})
