"""Broken work: one bad cell costs that cell, whatever it does to its process, and the class goes on."""

from . import checks
from .case import RIGHT, STUBS, Shelf
from .course import FULL, POINTS

shelf = Shelf("broken")
CASES = shelf.cases
cell = shelf.cell
NO_MARKS = (0.0, 0.0)


def all_but(*items):
    """The fair range when these items are lost and no others."""
    left = FULL - sum(POINTS[name] for name in items)
    return (left, left)


cell("untouched", answers=STUBS, fair=NO_MARKS, status="graded", checks=(checks.all_say_why,))
cell(
    "half-done",
    answers=STUBS,
    change={"total": RIGHT["total"], "order": "order = ['flood', 'bridge', 'school', 'railway']"},
    fair=(6.17, 6.17),
    checks=(checks.all_say_why,),
)
cell(
    "wrong-answers",
    change={"total": "total = 12", "large": "large = places", "order": "order = 5"},
    fair=(FULL - 14, FULL - 10),
    checks=(checks.no_right_answers_shown,),
)
cell("syntax-error", change={"total": "total = = 3"}, fair=all_but("total"))
cell("exception", change={"large": "large = places.no_such_column"}, fair=all_but("large"))
cell("function-left-out", change={"share": None}, fair=all_but("share"))
cell(
    "function-wrong", change={"share": "def share(part, whole):\n    return part"}, fair=(FULL - 8, FULL - 4)
)
cell(
    "wrong-kinds",
    change={"total": "total = 'many'", "share": "share = 25.0", "order": "order = {1: places}"},
    fair=(FULL - 15, FULL - 11),
)
cell("not-a-number", change={"total": "total = float('nan')"}, fair=(FULL - 6, FULL - 2))
cell("number-too-large", change={"total": "total = 10 ** 6000"}, fair=(FULL - 6, FULL - 2))
cell(
    "answer-too-large",
    change={"order": "order = ['flood'] * 30_000_000"},
    fair=all_but("order"),
    needs="sandbox",
)
cell("answer-holds-itself", change={"order": "order = ['flood']\norder.append(order)"}, fair=all_but("order"))
cell(
    "answer-nested-deep",
    change={"order": "order = []\nfor _ in range(200_000):\n    order = [order]"},
    fair=all_but("order"),
)
cell("loop", change={"order": "while True:\n    pass"}, fair=all_but("order"), must="timeout")
cell(
    "loop-that-catches-everything",
    change={
        "total": """
import signal
for number in range(1, 64):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
    },
    fair=all_but("total"),
    must="timeout",
)
cell("catastrophic-regex", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", place="end", must="timeout")
cell("endless-power", change={"large": "large = 7 ** 7 ** 10"}, fair=all_but("large"), must="timeout")
cell(
    "loop-in-function",
    change={"share": "def share(part, whole):\n    while True:\n        pass"},
    fair=(FULL - 8, FULL - 4),
    must="timeout",
)
cell(
    "exit-in-function",
    change={"share": "import os\ndef share(part, whole):\n    os._exit(0)"},
    fair=(FULL - 8, FULL - 4),
)
cell(
    "flood-in-function",
    change={
        "share": """
def share(part, whole):
    while True:
        print('x' * 9999)
"""
    },
    fair=(FULL - 8, FULL - 4),
    either="timeout output-limit",
)
cell("sys-exit", "import sys\nsys.exit(3)")
cell(
    "system-exit-after-answer", change={"total": RIGHT["total"] + "\nraise SystemExit"}, fair=(FULL - 2, FULL)
)
cell("os-exit", "import os\nos._exit(0)", must="kernel-died")
cell(
    "killed",
    change={"order": "import os\nos.kill(os.getpid(), 9)"},
    fair=all_but("order"),
    must="kernel-died",
)
cell("aborted", "import os\nos.abort()", must="kernel-died")
cell("segfault", "import ctypes\nctypes.string_at(0)", must="kernel-died")
cell(
    "two-deaths",
    "import os\nos._exit(1)",
    change={"order": "import os\nos.abort()"},
    fair=all_but("order"),
    must="kernel-died",
)
cell(
    "recursion",
    change={"share": "def share(part, whole):\n    return share(part, whole)"},
    fair=(FULL - 8, FULL - 4),
)
cell(
    "recursion-without-limit",
    """
import sys
sys.setrecursionlimit(10**9)
def dig(n):
    return [dig(n + 1)]
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + 'x')
repr(Deep().a), dig(0)
""",
    either="kernel-died memory-limit timeout",
    needs="sandbox",
)
cell(
    "memory-eater",
    "pile = []\nwhile True:\n    pile.append(bytes(50_000_000))",
    must="memory-limit",
    needs="sandbox",
)
cell(
    "numpy-eater",
    """
import numpy as np
piles = [np.zeros(40_000_000) for _ in range(500)]
""",
    must="memory-limit",
    needs="sandbox",
)
cell(
    "memory-eater-in-function",
    change={
        "share": """
def share(part, whole):
    pile = []
    while True:
        pile.append(bytes(50_000_000))
"""
    },
    fair=(FULL - 8, FULL - 4),
    needs="sandbox",
)
cell(
    "fork-bomb",
    """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
    either="process-limit timeout kernel-died",
    needs="sandbox",
)
cell(
    "polite-fork-bomb",
    """
import os, time
for _ in range(400):
    if not os.fork():
        time.sleep(60)
        os._exit(0)
""",
    must="process-limit",
    needs="sandbox",
)
cell(
    "thread-bomb",
    """
import threading, time
for _ in range(5000):
    threading.Thread(target=time.sleep, args=(60,)).start()
""",
    either="process-limit memory-limit",
    needs="sandbox",
)
cell("flood-stdout", "while True:\n    print('x' * 10_000)", must="output-limit")
cell("flood-stderr", "import sys\nwhile True:\n    sys.stderr.write('x' * 10_000)", must="output-limit")
cell(
    "flood-descriptors",
    "import os\nwhile True:\n    os.write(2, b'x' * 10_000)",
    either="output-limit timeout",
)
cell("flood-html", "from IPython.display import HTML\nHTML('<p>' * 10_000_000)", must="output-limit")
cell(
    "flood-pictures",
    """
import os
from IPython.display import Image, display
for _ in range(200):
    display(Image(data=b'\\x89PNG' + os.urandom(500_000), format='png'))
""",
    must="output-limit",
)
cell(
    "flood-displays",
    """
from IPython.display import display
for n in range(100_000):
    display(n)
""",
    either="output-limit timeout",
)
cell(
    "huge-file",
    """
with open('big', 'wb') as big:
    while True:
        big.write(bytes(10_000_000))
""",
    must="file-size-limit",
    checks=(checks.disk_not_filled,),
    needs="sandbox",
)
cell(
    "many-big-files",
    """
for n in range(200):
    with open(f'big{n}', 'wb') as big:
        big.write(bytes(20_000_000))
""",
    checks=(checks.disk_not_filled,),
    needs="sandbox",
)
cell(
    "many-small-files",
    """
for n in range(30_000):
    open(f'small{n}', 'w').close()
""",
    checks=(checks.disk_not_filled,),
    needs="sandbox",
)
cell(
    "deletes-everything",
    """
import os, shutil
for place in ('.', os.path.expanduser('~'), '/tmp', '/dev/shm', '@OUTSIDE@', '@COURSE@'):
    shutil.rmtree(place, ignore_errors=True)
""",
    fair=(FULL - 2, FULL),
    needs="sandbox",
)
cell(
    "closes-descriptors",
    """
import os
for number in range(21):
    try:
        os.close(number)
    except OSError:
        pass
""",
)
cell(
    "daemon-left-behind",
    """
import ctypes, os, time
if not os.fork():
    os.setsid()
    if not os.fork():
        ctypes.CDLL(None).prctl(15, b'stayed-on', 0, 0, 0)
        time.sleep(600)
    os._exit(0)
""",
    checks=(checks.nothing_left_running,),
    needs="sandbox",
)
cell(
    "daemon-ignores-signals",
    """
import ctypes, os, signal, time
if not os.fork():
    os.setsid()
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except OSError:
            pass
    ctypes.CDLL(None).prctl(15, b'stayed-on', 0, 0, 0)
    for number in range(1024):
        try:
            os.close(number)
        except OSError:
            pass
    while True:
        time.sleep(1)
""",
    checks=(checks.nothing_left_running,),
    needs="sandbox",
)
cell(
    "shell-left-behind",
    """
import subprocess
subprocess.Popen(['sleep', '593.5'], start_new_session=True)
!sleep 594.5 &
""",
    checks=(checks.nothing_left_running,),
    needs="sandbox",
)
cell(
    "thread-left-behind",
    """
import threading
def spin():
    while True:
        pass
threading.Thread(target=spin).start()
""",
    place="end",
)
cell(
    "atexit",
    """
import atexit, time
atexit.register(time.sleep, 600)
atexit.register(print, 'late')
""",
)
cell(
    "unstoppable-finaliser",
    """
class Last:
    def __del__(self):
        while True:
            pass
last = Last()
""",
)
cell(
    "signal-handlers",
    """
import signal
for number in range(1, 64):
    try:
        signal.signal(number, lambda *a: None)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
""",
)
cell(
    "stdout-replaced",
    """
import sys, io
sys.stdout = io.StringIO()
sys.stderr = None
""",
)
cell(
    "stdout-that-raises",
    """
import sys
class Wall:
    def __getattr__(self, name):
        raise KeyboardInterrupt
sys.stdout = sys.stderr = Wall()
sys.displayhook = None
sys.excepthook = None
""",
)
cell(
    "environment-cleared",
    """
import os
os.environ.clear()
os.environ['PYTHONPATH'] = '/nowhere'
""",
)
cell(
    "folder-removed",
    """
import os, shutil
here = os.getcwd()
os.chdir('/')
shutil.rmtree(here, ignore_errors=True)
""",
    fair=(FULL - 2, FULL),
    needs="sandbox",
)
cell(
    "modules-unloaded",
    """
import sys
for name in list(sys.modules):
    if name.startswith('json') or name == 'io':
        del sys.modules[name]
""",
)
cell("lone-surrogate", "word = '\ud800 in a string'\nprint(word)")
cell("null-character", "word = 'a\0b'")
cell("line-of-two-megabytes", "word = '" + "x" * 2_000_000 + "'")
