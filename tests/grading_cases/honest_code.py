"""Honest work whose code is unusual: each is worth full marks, and nothing is held against it."""

from .case import RIGHT, STUBS, Shelf, answered, with_cell

shelf = Shelf("honest")
CASES = shelf.cases
case, cell = shelf.case, shelf.cell

cell("plain")
cell(
    "prints",
    "for n in range(50):\n    print('towns', n)",
    change={"total": RIGHT["total"] + "\nprint(total)"},
)
cell(
    "warnings",
    """
import sys, warnings, logging
warnings.warn('old')
logging.warning('careful')
print('hm', file=sys.stderr)
""",
    change={
        "total": "import sys\nprint('working', file=sys.stderr)\n" + RIGHT["total"],
        "share": "import sys\n" + RIGHT["share"].replace("    if", "    print('!', file=sys.stderr)\n    if"),
    },
)
cell(
    "shadowed-builtins",
    """
sum = 0
list = [1]
max = 3
len = 5
set = 'x'
abs = None
sorted = 1
float = 2
str = 'towns'
isinstance = 0
""",
)
cell("slow", change={"large": "import time\ntime.sleep(2)\n" + RIGHT["large"]})
cell("input", "name = input('Your name? ')")
cell("exit-last", "print('bye')\nexit()", place="end", may="kernel-died")
cell("quit-between", "quit()", place="item-order", may="kernel-died")
cell(
    "plot",
    """
import matplotlib.pyplot as plt
plt.plot([1, 2], [3, 4])
plt.title('towns')
plt.show()
""",
)
cell(
    "magics",
    """
%time x = 1
%matplotlib inline
!ls
%pwd
files = !ls
?print
%config InlineBackend
%who
""",
    change={
        "total": "%matplotlib inline\n%time total = int(places.people.sum())",
        "large": "%%time\n" + RIGHT["large"],
        "order": "%%capture seen\nprint('no')\n" + RIGHT["order"],
    },
)
cell("bash-cell", "%%bash\necho hello\nls -la")
cell("pip", "%pip install --quiet numpy", place="end", may="timeout process-limit memory-limit")
cell(
    "await",
    "import asyncio\nawait asyncio.sleep(0.01)",
    change={
        "total": """
async def count():
    return int(places.people.sum())
total = await count()
"""
    },
)
cell(
    "much-output",
    """
for n in range(2000):
    print('a line of sixty characters, as a student prints to see ' + str(n))
import pandas as pd
pd.set_option('display.max_rows', 900)
pd.DataFrame({'n': range(800)})
""",
)
cell(
    "unicode-names",
    "größe, Δ, имя = 1, 2, 'Київ'\nprint('东京 🏙️', größe)",
    change={"total": "Σ = places.people.sum()\ntotal = Σ  # größer als 東京? 🏙️"},
)
cell(
    "mutated-table",
    """
places.sort_values('people', inplace=True)
places['people'] = places['people'].astype(float)
""",
)
cell(
    "index-set",
    """
places.index = [n * 10 for n in range(len(places))]
places['note'] = 'seen'
""",
)
cell(
    "numpy-answers",
    change={
        "total": """
import numpy as np
total = np.float64(places.people.sum())
""",
        "order": """
import numpy as np
order = np.array(['flood', 'bridge', 'railway', 'school'])
""",
        "by-region": RIGHT["by-region"] + "\nby_region = pd.Series(by_region)[['south', 'north', 'isles']]\n"
        "by_region = {k: np.float32(v) for k, v in by_region.items()}",
    },
)
cell("series-answer", change={"order": "order = pd.Series(['flood', 'bridge', 'railway', 'school'])"})
cell(
    "decimal-answer",
    change={
        "total": "from decimal import Decimal\ntotal = Decimal(1487)",
        "by-region": RIGHT["by-region"].replace("total", "float(total)"),
    },
)
cell("fraction-answer", change={"total": "from fractions import Fraction\ntotal = Fraction(2974, 2)"})
cell("tuple-answer", change={"order": "order = 'flood', 'bridge', 'railway', 'school'"})
cell("generator-answer", change={"order": "order = (w for w in 'flood bridge railway school'.split())"})
cell("keys-answer", change={"order": "order = {'flood': 1, 'bridge': 2, 'railway': 3, 'school': 4}.keys()"})
cell("map-answer", change={"order": "order = map(str.lower, ['FLOOD', 'Bridge', 'Railway', 'School'])"})
cell(
    "deque-answer",
    change={
        "order": """
import collections
order = collections.deque('flood bridge railway school'.split())
"""
    },
)
cell(
    "defaultdict-answer",
    change={
        "by-region": """
from collections import defaultdict
by_region = defaultdict(lambda: 0)
"""
        + RIGHT["by-region"].split("\n", 1)[1]
    },
)
cell(
    "own-record-answer",
    change={
        "order": """
from dataclasses import dataclass
@dataclass
class Stage:
    name: str
    def __str__(self):
        return self.name
order = [Stage(n) for n in ('flood', 'bridge', 'railway', 'school')]
"""
    },
)
cell(
    "enum-answer",
    change={
        "order": """
from enum import StrEnum
class Step(StrEnum):
    FLOOD = 'flood'
    BRIDGE = 'bridge'
    RAILWAY = 'railway'
    SCHOOL = 'school'
order = list(Step)
"""
    },
)
cell(
    "lambda", change={"share": "share = lambda part, whole: round(part / whole * 100, 1) if whole else None"}
)
cell(
    "callable-class",
    change={
        "share": """
class Share:
    def __init__(self, digits):
        self.digits = digits
    def __call__(self, part, whole):
        return round(100 * part / whole, self.digits) if whole else None
share = Share(1)
"""
    },
)
cell(
    "partial-function",
    change={
        "share": """
from functools import partial, lru_cache
@lru_cache
def general(digits, part, whole):
    return round(100 * part / whole, digits) if whole else None
share = partial(general, 1)
"""
    },
)
cell(
    "function-with-helpers",
    """
import numpy as np
HUNDRED = 100
def cut(x):
    return float(np.round(x, 1))
""",
    change={
        "share": """
def share(part, whole):
    return cut(HUNDRED * part / whole) if whole else None
"""
    },
)
cell(
    "numpy-function",
    change={
        "share": """
import numpy as np
def share(part, whole):
    if whole == 0:
        return None
    return np.round(np.float64(part) / whole * 100, 1)
"""
    },
)
cell(
    "counting-function",
    "calls = []",
    change={
        "share": RIGHT["share"].replace(
            "    if", "    global calls\n    calls.append(part)\n    print(part)\n    if"
        )
    },
)
cell(
    "threads",
    change={
        "total": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    total = sum(pool.map(int, places.people))
"""
    },
)
cell(
    "multiprocessing",
    "def double(n):\n    return 2 * n",
    change={
        "total": """
import multiprocessing
with multiprocessing.get_context('fork').Pool(2) as pool:
    total = sum(pool.map(double, [int(n) for n in places.people])) // 2
"""
    },
)
cell(
    "own-file",
    """
import pathlib, tempfile
pathlib.Path('notes.txt').write_text('1487')
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, 'a').write_text('b')
""",
    change={
        "total": """
with open('notes.txt') as notes:
    total = int(notes.read())
"""
    },
)
cell(
    "many-outputs",
    """
from IPython.display import display, HTML, Markdown
display(places, HTML('<b>bold</b>'))
1
'last'
""",
    change={"large": RIGHT["large"] + "\ndisplay(large)\nlarge.describe()\nlarge"},
)
cell(
    "settings",
    """
import random, warnings, locale, decimal
import numpy as np
import pandas as pd
pd.set_option('display.precision', 1)
pd.set_option('mode.chained_assignment', None)
np.seterr(all='raise')
random.seed(3)
np.random.seed(3)
warnings.simplefilter('error')
decimal.getcontext().prec = 3
""",
)
cell("changed-folder", "import os\nos.mkdir('deeper')\nos.chdir('deeper')")
cell("star-import", "from math import *\nfrom numpy import *")
cell("reused-names-later", "total_text = 'many'\nlarge = 3\norder = None", place="item-by-region")
cell("deleted-after", "del large, order", place="end")
cell("broken-scratch", "this is not python\n", may="")
cell("failing-scratch", "1 / 0", place="end")
cell(
    "unreachable-page",
    """
import pandas as pd
pd.read_csv('https://example.org/towns.csv')
""",
    place="end",
    may="timeout",
)
cell("interactive-leftovers", "_ = 5\n__ = 6\nOut = {}\nIn = []\n_i = 1\n_")
cell("debugger", "breakpoint()", place="end", may="timeout")
cell("widgets", "import ipywidgets\nipywidgets.IntSlider(3)", place="end")
cell("style-display", "places.style.highlight_max()", may="")

cell(
    "more-magics",
    """
%load_ext autoreload
%autoreload 2
%env TOWNS=1
%cd .
%timeit -n 1 -r 1 1 + 1
%precision 2
%lsmagic
""",
    change={"big": "%%time\n# a comment first\n" + RIGHT["big"], "total": RIGHT["total"] + ";"},
)
cell("html-cell", "%%html\n<b>bold</b>")
cell(
    "script-written-and-run",
    "%%writefile towns_tool.py\nHUNDRED = 100",
    change={"share": "%run towns_tool.py\n" + RIGHT["share"], "town": "import towns_tool\n" + RIGHT["town"]},
)
cell("missing-library", "import seaborn_of_her_own as sns\nsns.set_theme()")
cell("own-check-fails", "assert total == 3, 'my own check'", place="test-total")
cell(
    "subprocess",
    change={
        "total": """
import subprocess, sys
code = 'print(sum(int(line.split(",")[1]) for line in list(open("places.csv"))[1:]))'
total = int(subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout)
"""
    },
)
cell(
    "reads-the-table-again",
    change={
        "total": "import csv\nwith open('places.csv', newline='') as file:\n"
        "    total: int = sum(int(row['people']) for row in csv.DictReader(file))",
        "large": "places = pd.read_csv('places.csv')\n" + RIGHT["large"],
    },
)
cell(
    "deep-recursion",
    "import sys\nsys.setrecursionlimit(6000)",
    change={
        "total": """
def add(values):
    return values[0] + add(values[1:]) if values else 0
total = add([0] * 2500 + [int(n) for n in places.people])
"""
    },
)
cell(
    "odd-ways-to-assign",
    change={
        "total": "exec('total = 1487')",
        "order": "globals()['order'] = ['flood', 'bridge', 'railway', 'school']",
        "by-region": RIGHT["by-region"].replace("by_region = {}\n", "(by_region := {})\n"),
    },
)


@case()
def many_cells(work):
    made = answered()
    for number in range(400):
        with_cell(made, f"step_{number} = {number}", "start", f"s{number}")
    work.save(made)


@case()
def extra_cells(work):
    made = with_cell(answered(), "first = 1", "title", "first")
    for place in ("item-large", "large", "test-large", "item-order", "end"):
        with_cell(made, f"# at {place}\nscratch = '{place}'\nprint(scratch)", place)
    work.save(made)


@case()
def answers_below(work):
    """Stubs left as they are; each answer stands in an extra cell below its answer cell."""
    made = answered(STUBS)
    for name, source in RIGHT.items():
        with_cell(made, source, name, f"own-{name}")
    work.save(made)


@case()
def answers_below_the_tests(work):
    made = answered(STUBS)
    for name, source in RIGHT.items():
        with_cell(made, source, f"test-{name}", f"own-{name}")
    work.save(made)


@case()
def answer_split_in_two(work):
    made = answered()
    head, tail = RIGHT["large"].split("\n")
    made.cells[[c.get("id") for c in made.cells].index("large")].source = head
    work.save(with_cell(made, tail, "large"))


@case(may="duplicate")
def corrected_below(work):
    """A wrong try in the answer cell, put right in an extra cell below it."""
    made = answered({**RIGHT, "total": "total = 12", "share": "def share(part, whole):\n    return 1"})
    with_cell(made, RIGHT["total"], "total", "again")
    work.save(with_cell(made, RIGHT["share"], "share", "again-2"))
