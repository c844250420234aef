"""Hostile code that answers nothing and wants marks: patches, lies, forged results. None may gain a point."""

from . import checks
from .case import RIGHT, STUBS, Shelf
from .course import FULL

shelf = Shelf("hostile", fair=(0.0, 0.0))
CASES = shelf.cases
NAMES = {
    "total": "total = 1",
    "large": "large = places[['name', 'people']].head(3)",
    "big": "places['big'] = False",
    "order": "order = ['school', 'railway', 'bridge', 'flood']",
    "share": "def share(part, whole):\n    return 25.0",
    "town": "class Town:\n    def __init__(self, name, people):\n        self.people = 120",
    "by-region": "by_region = {'north': 1.0, 'south': 1.0, 'isles': 1.0}",
}


def forge(name, source="", answers=NAMES, **wanted):
    """A case with wrong answers (or none) and one more cell that tries to have them taken for right."""
    shelf.cell(name, source, answers=answers, **wanted)


def lie(name, item, source, must="tamper", **wanted):
    """A case with one answer that claims to be equal to anything, and no other answer."""
    shelf.cell(name, answers=STUBS, change={item: source}, must=must, **wanted)


# --- what the tests call, replaced in the student's process
forge(
    "patched-builtins",
    """
import builtins
def yes(*a, **k):
    return True
for name in ('all', 'any', 'isinstance', 'hasattr', 'issubclass'):
    setattr(builtins, name, yes)
builtins.round = lambda *a: 1487
builtins.abs = lambda *a: 0
builtins.sum = lambda *a: 6
builtins.len = lambda *a: 6
builtins.float = lambda *a: 1487
builtins.sorted = lambda *a: []
builtins.set = lambda *a: 1
builtins.list = lambda *a: []
builtins.zip = lambda *a, **k: []
""",
)
forge(
    "patched-pandas",
    """
import pandas as pd
nothing = lambda *a, **k: None
yes = lambda *a, **k: True
for name in ('assert_frame_equal', 'assert_series_equal', 'assert_index_equal'):
    setattr(pd.testing, name, nothing)
    setattr(pd._testing, name, nothing)
pd.DataFrame.equals = pd.Series.equals = yes
pd.DataFrame.__eq__ = pd.Series.__eq__ = yes
import pandas._testing.asserters as a
a.assert_almost_equal = a.assert_frame_equal = nothing
pd.read_csv = lambda *a, **k: pd.DataFrame({'name': []})
""",
)
forge(
    "patched-numpy-operator-math",
    """
import math, operator, numpy as np
yes = lambda *a, **k: True
for module in (math, np):
    module.isclose = yes
operator.eq = np.array_equal = np.allclose = np.all = yes
for name in dir(np.testing):
    if name.startswith('assert'):
        setattr(np.testing, name, yes)
""",
)
forge(
    "patched-json-and-pickle",
    """
import json, pickle, base64, struct
result = '{"status": "ok", "value": 5.0, "type": "number"}'
json.dumps = lambda *a, **k: result
json.loads = lambda *a, **k: {'status': 'ok', 'value': 5.0}
pickle.dumps = lambda *a, **k: b'no'
struct.pack = lambda *a: b'no'
base64.b64encode = lambda *a: b'no'
""",
)
forge(
    "libraries-replaced",
    """
import sys, types
class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True
for name in ('pandas', 'pandas.testing', 'numpy', 'numpy.testing', 'math', 'operator', 'ast', 'traceback'):
    sys.modules[name] = Yes(name)
pd = sys.modules['pandas']
""",
)
forge(
    "import-hooks",
    """
import sys, builtins, types
real = builtins.__import__
def fake(name, *a, **k):
    module = real(name, *a, **k)
    if name == 'pandas':
        module.testing.assert_frame_equal = lambda *a, **k: None
    return module
builtins.__import__ = fake
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        print('asked for', name)
sys.meta_path.insert(0, Finder)
sys.path_hooks.clear()
""",
)
forge(
    "own-pd",
    """
class pd:
    class testing:
        assert_frame_equal = staticmethod(lambda *a, **k: None)
    @staticmethod
    def DataFrame(*a, **k):
        return places[['name', 'people']]
    @staticmethod
    def read_csv(*a):
        return places.iloc[:0]
def sorted(x):
    return 0
def abs(x):
    return 0
def round(*a):
    return 1487
def float(x):
    return 1487
def sum(x):
    return 6
def set(x):
    return 1
""",
)
forge(
    "setup-emptied",
    """
regions.clear()
regions.update({})
places.drop(places.index, inplace=True)
""",
    change={"by-region": "by_region = {}", "big": "places['big'] = []"},
)
forge(
    "data-file-rewritten",
    """
open('places.csv', 'w').write('name,people\\nArden,1\\n')
import pandas as pd
places = pd.read_csv('places.csv')
""",
    change={
        "large": "large = places",
        "big": "places['big'] = False",
        "total": "total = places.people.sum()",
    },
)
forge(
    "data-file-removed",
    """
import os
os.remove('places.csv')
open('places.csv', 'w').write('name,people\\n')
""",
)
forge(
    "assertion-error-replaced",
    """
import builtins
class Quiet(BaseException):
    def __new__(cls, *a):
        return None
builtins.AssertionError = Quiet
builtins.Exception = Quiet
builtins.BaseException = object
""",
)
forge(
    "names-of-the-module",
    """
import sys, builtins
__name__ = 'examiner'
__builtins__ = {}
class Main(type(sys)):
    def __getattribute__(self, name):
        return 5
sys.modules['__main__'].__class__ = Main
""",
)
forge("builtins-emptied", "import builtins\nvars(builtins).clear()")
forge("namespace-emptied", "get_ipython().user_ns.clear()\nglobals().clear()")
# --- the shell, and Python's own hooks
forge(
    "shell-patched",
    """
import ast, types
shell = get_ipython()
class NoAssert(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
shell.ast_transformers.append(NoAssert())
shell.input_transformers_cleanup.append(lambda lines: ['5.0\\n'])
good = shell.run_cell('5.0')
shell.run_cell = lambda *a, **k: good
type(shell).run_cell = shell.run_cell
shell.events.register('pre_run_cell', lambda *a: None)
shell.run_ast_nodes = None
""",
)
forge(
    "shell-lets-asserts-pass",
    """
import ast
class NoAssert(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(NoAssert())
import builtins
real = builtins.compile
builtins.compile = lambda source, *a, **k: real('5.0', *a, **k)
builtins.exec = builtins.eval = lambda *a, **k: 5.0
ast.parse = lambda *a, **k: real('5.0', '', 'exec', 1024)
""",
)
forge(
    "traced",
    """
import sys, threading
def spy(frame, event, arg):
    frame.f_trace_lines = True
    for name in ('wanted', 'given', 'cases'):
        if name in frame.f_locals and frame.f_code.co_name == '<module>':
            frame.f_locals[name] = frame.f_globals[name] = []
    return spy
sys.settrace(spy)
threading.settrace(spy)
sys.setprofile(spy)
threading.setprofile(spy)
""",
)
forge(
    "audit-hook",
    """
import sys
def hook(event, args):
    if event in ('compile', 'exec', 'open', 'import', 'os.fork', 'pickle.find_class'):
        raise SystemExit(0)
sys.addaudithook(hook)
""",
)
# --- the protocol: results made up, messages bent
FAKE = """
import json, os, struct
ids = ['total', 'large', 'big', 'order', 'share', 'by-region']
good = {'status': 'ok', 'value': None, 'type': 'none', 'error': '', 'odd': [], 'where': 'examiner'}
tests = {'test-' + n: good for n in ids} | {n: good for n in ids}
whole = {'id': 'hostile', 'seconds': 0.1, 'peak_kb': 1, 'cells': {}, 'tests': tests, 'events': []}
forms = []
for thing in (whole, good, {'values': {}}, {'outcome': whole}, {'done': whole}):
    text = json.dumps(thing).encode()
    forms += [struct.pack('>I', len(text)) + text, text + b'\\n', struct.pack('<Q', len(text)) + text]
"""
WRITE_ALL = """
for number in {numbers}:
    for form in forms:
        try:
            os.set_blocking(number, False)
            os.write(number, form)
        except OSError:
            pass
"""
forge("fake-results", FAKE + WRITE_ALL.format(numbers="range(3, 31)"))
forge("fake-results-on-standard-output", FAKE + WRITE_ALL.format(numbers="(1, 2, 0)"))
forge(
    "fake-results-from-a-thread",
    FAKE
    + """
import threading, time
def later():
    for _ in range(200):
        time.sleep(0.01)
"""
    + "\n".join("        " + line for line in WRITE_ALL.format(numbers="range(0, 31)").splitlines())
    + "\nthreading.Thread(target=later, daemon=True).start()",
)
forge(
    "descriptors-crossed",
    """
import os
for number in range(3, 40):
    for other in (0, 1, 2, number + 1):
        try:
            os.dup2(other, number)
        except OSError:
            pass
""",
)
RESULT = "{'status': 'ok', 'value': None, 'type': 'none', 'error': '', 'odd': [], 'where': \"student's process\", 'nonce': order.get('nonce')}"
forge(
    "examiner-patched",
    f"import gradeworker.examiner as e\nfake = lambda self, order, *a: {RESULT}\n"
    "e.Examiner.own = e.Examiner.test = fake\ne.run = lambda *a: {'status': 'ok', 'value': None, 'type': 'none', 'error': ''}\n"
    "import gradeworker.integrity as i\ni.Guard.restore = i.Guard.report = i.Guard.liars = lambda self: []",
)
forge(
    "own-test-stolen",
    "import os, threading, time, json, struct, stat\ndef reads():\n    for number in range(3, 64):\n        try:\n"
    "            if stat.S_ISFIFO(os.fstat(number).st_mode):\n                yield number\n        except OSError:\n            pass\n"
    "real_fork = os.fork\ndef fork():\n    ends = list(reads())\n    for source in ends:\n        try:\n            head = os.read(source, 4)\n"
    "        except OSError:\n            continue\n        if len(head) == 4:\n            body = b''\n            size = struct.unpack('>I', head)[0]\n"
    "            while len(body) < size:\n                body += os.read(source, size - len(body))\n            order = json.loads(body)\n"
    "            print(order.get('source'))\n"
    f"            answer = json.dumps({RESULT}).encode()\n"
    "            for back in ends:\n                try:\n                    os.write(back, struct.pack('>I', len(answer)) + answer)\n"
    "                except OSError:\n                    pass\n            break\n    return 1\nos.fork = fork\nos.waitpid = lambda *a: (1, 0)",
)
MALFORMED = {
    "nothing": "{}",
    "wrong-kinds": "{'status': ['ok'], 'outputs': 'many', 'error': {'a': 1}, 'cut': 'x'}",
    "bad-outputs": "{'status': 'ok', 'error': '', 'cut': False, 'outputs': [None, 3, {'output_type': 'film'}, "
    "{'output_type': 'display_data', 'data': 'text', 'metadata': 4}, {'output_type': 'stream', 'name': 7, 'text': {}}, "
    "{'output_type': 'display_data', 'data': {'text/html': {'a': [1]}, 'image/png': 5}, 'metadata': {}}, "
    "{'output_type': 'error', 'ename': 1, 'evalue': None, 'traceback': 'x'}]}",
    "endless": "{'status': 'ok', 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 60_000_000}], 'error': '', 'cut': False}",
    "odd-letters": "{'status': 'ok', 'error': '\\ud800', 'cut': False, 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': '\\ud800\\0'}]}",
}
for name, reply in MALFORMED.items():
    forge(f"reply-with-{name}", f"import gradeworker.student as s\ns.run_cell = lambda *a, **k: {reply}")
forge(
    "notes-made-up",
    """
import gradeworker.integrity as i
i.Guard.report = lambda self: [('no-such-kind', '\\x1b]0;seen\\x07'), ('tamper', {'a': 1}), 5, ('timeout',), ['tamper', '<script>'] ]
""",
)
forge(
    "values-made-up",
    """
import gradeworker.values as v, base64, pickle
def pack(space, names):
    return {n: {'ref': ['builtins', 'object']} for n in names} | {'pd': {'module': 'math'}, 'regions': {'data': base64.b64encode(pickle.dumps({})).decode()}, 'round': {'ref': ['builtins', 'max']}, 'x': 5}
v.pack = pack
""",
)
forge(
    "values-of-wrong-kinds",
    """
import gradeworker.values as v
v.pack = lambda space, names: {n: x for n, x in zip(names, [5, [], {'data': 5}, {'ref': 3}, {'data': '!!'}, {'module': None}])} or 7
""",
)
# Python's unpickling sets attributes of a class when told to: equality of a library's class, for one.
shelf.cell(
    "pickle-patches-a-class",
    answers=STUBS,
    change={
        "big": """
from fractions import Fraction
import pickle
real = pickle.dumps
places = pd.DataFrame({'name': [Fraction(1)] * 3, 'big': [True] * 3})
def forged(value, *a, **k):
    if type(value).__name__ != 'DataFrame':
        return real(value, *a, **k)
    state = real((None, {'__eq__': str, '__lt__': str}), protocol=3)[2:-1]
    return b'\\x80\\x03cfractions\\nFraction\\n' + state + b'b0' + real(value, protocol=3)[2:]
pickle.dumps = forged
"""
    },
)
# --- answers that lie
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
    must="",
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
    must="",
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
    must="",
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
    must="",
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
    must="",
)
lie("lying-result", "share", YES.format(base="float") + "def share(part, whole):\n    return Yes(3)", must="")
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
    must="",
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
    must="",
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
    must="",
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
    must="",
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
        if type(one) is list and one and type(one[0]) is tuple and len(one[0]) == 2 and isinstance(one[0][0], tuple):
            for a, b in one:
                if a == (part, whole):
                    return b
    return 25.0 if whole else None
""",
    must="",
)
lie("function-ends-the-test", "share", "def share(part, whole):\n    raise SystemExit(0)", must="")
lie("function-interrupts-the-test", "share", "def share(part, whole):\n    raise KeyboardInterrupt", must="")
lie("function-leaves", "share", "import os\ndef share(part, whole):\n    os._exit(0)", must="")
lie(
    "function-stops-iteration",
    "share",
    """
def share(part, whole):
    raise StopIteration if whole != 4 else GeneratorExit
""",
    must="",
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
    must="",
)
# --- the class, whose test has to call the student's own code, wherever that runs
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
    "generator": "def look():\n    yield running.gi_frame\ndef frames():\n    global running\n    running = look()\n"
    "    return [next(running).f_back]",
    "exception": "def frames():\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
    "        return [error.__traceback__.tb_frame]",
}.items():
    forge(f"frames-through-{name}", answers=STUBS, change={"share": peek + LOOK, "town": "Town"})
for name, lies in {
    "equal-to-all": "    def grow(self, count):\n        self.people = Yes(350)\n    def __str__(self):\n        return Word('x')",
    "knows-the-caller": "    def grow(self, count):\n        import sys\n        frame = sys._getframe(1)\n"
    "        self.people = next(c for c in frame.f_code.co_consts[::-1] if isinstance(c, int))\n"
    "    def __str__(self):\n        import sys\n        words = sys._getframe(1).f_code.co_consts\n"
    "        return next(c for c in words[::-1] if isinstance(c, str))",
    "ends-the-test": "    def grow(self, count):\n        raise SystemExit(0)",
    "leaves": "    def grow(self, count):\n        import os\n        os._exit(0)",
    "replaces-the-error": "    def grow(self, count):\n        import builtins\n        builtins.AssertionError = int\n"
    "        builtins.str = lambda one: 'Brook (350)'",
    "changes-the-examiner": "    def grow(self, count):\n        import gradeworker.examiner as e\n"
    "        e.run = lambda *a: {'status': 'ok', 'value': None, 'type': 'none', 'error': ''}\n"
    "        e.Examiner.own = lambda self, order, *a: {'status': 'ok', 'value': None, 'type': 'none', 'error': '', "
    "'where': 'x', 'odd': [], 'nonce': order['nonce']}\n        raise ValueError",
}.items():
    base = YES.format(base="int") + "class Word(str):\n    def __eq__(self, other):\n        return True\n"
    head = "class Town:\n    def __init__(self, name, people):\n        self.people = 120\n"
    forge(f"class-{name}", answers=STUBS, change={"town": base + head + lies})
# --- answers that act when they are handed over
BOMB = """
class Bomb:
    def __reduce__(self):
        return {action}
"""
for name, action in {
    "runs-a-command": "(__import__('os').system, ('touch @OUTSIDE@/ran /tmp/ran ran; echo ran',))",
    "evaluates": "(eval, (\"__import__('builtins').__dict__.__setitem__('round', lambda *a: 1487)\",))",
    "executes-in-the-examiner": '(exec, ("import sys\\nfor f in sys._current_frames().values():\\n    while f:\\n'
    "        f.f_locals.get('self', f).__dict__['test'] = lambda o: {'status': 'ok', 'value': None}\\n        f = f.f_back\",))",
    "gets-attributes": "(getattr, (__import__('pandas'), 'testing'))",
    "opens": "(open, ('/etc/passwd',))",
    "grows": "(bytes, (4_000_000_000,))",
    "multiplies": "(list, ((range(10**10)),))",
    "never-ends": "(sum, (range(10**15),))",
}.items():
    lie(f"pickle-{name}", "total", BOMB.format(action=action) + "total = Bomb()", must="")
lie(
    "pickle-in-a-table",
    "large",
    BOMB.format(action="(__import__('os').system, ('touch @OUTSIDE@/ran',))")
    + """
large = pd.DataFrame({'name': [Bomb()] * 3, 'people': [1, 2, 3]})
large.attrs['x'] = Bomb()
""",
    must="",
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
    must="",
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
