"""Hostile code that replaces what tests call, in its own process: builtins, libraries, the shell, hooks."""

from .forgers import Forgers

shelf = Forgers()
CASES = shelf.cases
forge = shelf.forge
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
# The shell, and Python's own hooks
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
