"""The worker: what one submission's run may cost, see and change."""

import base64
import collections
import datetime
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

if os.name == "nt":
    pytest.skip("grading needs fork: on Windows it runs in WSL", allow_module_level=True)

from coursework.grading.running import sandbox
from coursework.grading.running.pool import Pool, Worker
from gradeworker import messages, packing, unpacking
from gradeworker.integrity import Guard, assigns_to_library
from gradeworker.standin import Objects, StandIn

LIMITS = {
    "cell_seconds": 1,
    "total_seconds": 20,
    "memory_mb": 400,
    "processes": 16,
    "file_mb": 8,
    "output_kb": 16,
}
WALL = sandbox.find()
needs_wall = pytest.mark.skipif(WALL is None, reason="no bubblewrap here: only limits are in force")


def job(*steps, **more):
    """A job of cells (text) and tests (text, names)."""
    made = [
        {"kind": "cell", "key": f"c{n}", "source": step}
        if isinstance(step, str)
        else {"kind": "test", "key": f"t{n}", "source": step[0], "visible": "", "names": step[1]}
        for n, step in enumerate(steps)
    ]
    return {
        "id": "one",
        "files": {},
        "setup": [],
        "limits": LIMITS,
        "in_process": [],
        "objects": [],
        "steps": made,
        **more,
    }


@pytest.fixture(scope="module")
def run():
    """A function that has a job run by one warm worker and returns the outcome."""
    with Pool(1, ["pandas"], WALL) as pool:
        yield lambda *steps, **more: next(iter(pool.run([job(*steps, **more)])))[1]


def kinds(outcome):
    return {(event["kind"], event["cell"]) for event in outcome["events"]}


# ---- one bad cell costs that cell


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        ("while True: pass", "timeout"),
        ("while True:\n    try:\n        while True: pass\n    except BaseException: pass", "timeout"),
        ("import re; re.match('(a*)*b', 'a' * 60)", "timeout"),
        ("import os; os._exit(0)", "kernel-died"),
        ("import ctypes; ctypes.string_at(0)", "kernel-died"),
        ("import os; os.closerange(0, 100)", "kernel-died"),
        ("import numpy as np; np.ones(10**9)", "memory-limit"),
        ("open('big', 'wb').write(bytes(10**8))", "file-size-limit"),
        ("print('x' * 10**6)", "output-limit"),
    ],
)
def test_a_bad_cell_costs_that_cell(run, bad, kind):
    outcome = run("x = 3", bad, ("assert x == 3\n2.5", ["x"]), "y = 4", ("assert y == 4", ["y"]))
    assert (kind, "c1") in kinds(outcome)
    assert outcome["tests"]["t2"]["value"] == 2.5
    assert outcome["tests"]["t4"]["status"] == "ok"


@pytest.mark.parametrize(
    "end", ["exit()", "quit", "raise SystemExit", "import sys; sys.exit(1)", "input()", "1/0"]
)
def test_an_end_in_a_cell_ends_nothing(run, end):
    outcome = run(end, "x = 3", ("assert x == 3", ["x"]))
    assert outcome["tests"]["t2"]["status"] == "ok"
    assert not outcome["events"]


@needs_wall
@pytest.mark.parametrize(
    "bomb",
    [
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "import threading, time\nfor _ in range(99): threading.Thread(target=time.sleep, args=(9,)).start()",
    ],
)
def test_processes_are_counted(run, bomb):
    outcome = run(bomb, "x = 3", ("assert x == 3", ["x"]))
    assert ("process-limit", "c0") in kinds(outcome)
    assert outcome["tests"]["t2"]["status"] == "ok"


def test_a_test_that_never_ends_is_stopped(run):
    outcome = run("def f(): return 1", ("while True: pass", ["f"]), ("assert f() == 1\n3", ["f"]))
    assert outcome["tests"]["t1"]["status"] == "stopped"
    assert outcome["tests"]["t2"]["value"] == 3


def test_a_function_that_never_ends_costs_its_test(run):
    cell = "def slow():\n    while True: pass\ndef fine(): return 1"
    tests = ("slow()", ["slow"]), ("assert fine() == 1\n2", ["fine"]), ("assert fine() == 2", ["fine"])
    outcome = run(cell, *tests)["tests"]
    assert [outcome[key]["status"] for key in ("t1", "t2", "t3")] == ["stopped", "ok", "error"]


# ---- what a cell shows


def test_outputs_come_in_nbformats_form(run):
    cell = "import sys\nprint('a')\nprint('b', file=sys.stderr)\ndisplay({'c': 1})\n%time d = 1\n!echo e\n5"
    outputs = run(cell)["cells"]["c0"]["outputs"]
    assert [o["output_type"] for o in outputs] == [
        "stream",
        "stream",
        "display_data",
        "stream",
        "execute_result",
    ]
    assert outputs[0]["text"] == "a\n"
    assert outputs[-1]["data"]["text/plain"] == "5"
    assert "e" in outputs[3]["text"]


def test_an_error_names_the_line_of_the_cell_and_nothing_of_the_grader(run):
    error = run("x = 1\nx / 0")["cells"]["c0"]["outputs"][0]
    assert error["ename"] == "ZeroDivisionError"
    assert "x / 0" in "\n".join(error["traceback"])
    assert "gradeworker" not in "\n".join(error["traceback"])


def test_a_syntax_error_names_the_line_and_no_file(run):
    assert run("x = 1\n)")["cells"]["c0"]["error"] == "SyntaxError: unmatched ')' (line 2 of the cell)"


# ---- tests see values, not the student's process


PATCHES = [
    "import pandas as pd\npd.DataFrame.equals = lambda *a: True",
    "import builtins\nbuiltins.len = lambda x: 99",
    "import sys\nsys.modules['pandas'] = None",
    "len = lambda x: 99",
]


@pytest.mark.parametrize("patch", PATCHES)
def test_a_patched_library_does_not_reach_a_test(run, patch):
    test = "import pandas as pd\nassert len(x) == 99 or x.equals(pd.DataFrame({'a': [1, 2]}))"
    assert run("import pandas as pd\nx = pd.DataFrame({'a': [7]})\n" + patch, (test, ["x", "len"]))["tests"][
        "t1"
    ]["status"] in ("error", "own")


@pytest.mark.parametrize("patch", PATCHES[:3])
def test_a_patched_library_is_noticed(run, patch):
    assert ("tamper", "") in kinds(run("x = 1\n" + patch, ("x", ["x"])))


def test_ordinary_work_is_not_called_tampering(run):
    cell = "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndf.columns = ['b']"
    cell += "\npd.set_option('display.width', 90)"
    assert not run(cell, "sum = 3\nlist = [sum]", ("assert df.columns[0] == 'b'", ["df"]))["events"]


def test_a_function_is_called_where_it_lives(run):
    cell = """
def add(numbers):
    numbers.append(1)
    print("added")
    return (n * 2 for n in numbers)
def fails(): raise KeyError("no")
def maker(n): return lambda m: n + m
"""
    test = """
import contextlib, io
said, given = io.StringIO(), [4]
with contextlib.redirect_stdout(said):
    got = list(add(given))
assert got == [8, 2] and given == [4, 1] and said.getvalue() == "added\\n"
try:
    fails()
    assert False
except KeyError:
    pass
assert maker(2)(3) == 5
1.5
"""
    entry = run(cell, (test, ["add", "fails", "maker"]))["tests"]["t1"]
    assert (entry["value"], entry["where"]) == (1.5, "examiner")


def test_the_test_is_never_where_a_function_could_read_it(run):
    spy = "import sys\ndef f():\n    frame = sys._getframe(1)\n"
    spy += "    return frame.f_locals.get('expected') or frame.f_globals"
    outcome = run(spy, ("expected = 12345\nassert f() == expected", ["f"]))
    assert outcome["tests"]["t1"]["status"] in ("error", "own")
    assert ("tamper", "") in kinds(outcome)


def test_an_object_of_the_students_own_waits_for_a_person(run):
    outcome = run("class Yes:\n    def __eq__(self, other): return True\nx = Yes()", ("assert x == 5", ["x"]))
    assert outcome["tests"]["t1"]["status"] == "own"


CLASS = """
class Stack:
    '''A pile.'''
    def __init__(self, items=()): self.items = list(items)
    def push(self, x):
        self.items.append(x)
        return self
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def pop(self): return self.items.pop()
"""
ASKS = """
s = Stack([1]).push(2)
assert s.items == [1, 2] and len(s) == 2 and list(s) == [1, 2]
assert isinstance(s, Stack) and Stack.__doc__ == "A pile."
s.items = [5]
assert s.pop() == 5
try:
    s.pop()
    assert False, "empty"
except IndexError:
    pass
2
"""


def test_a_class_is_asked_where_it_lives_when_the_instructors_answer_is_one(run):
    entry = run(CLASS, (ASKS, ["Stack"]), objects=["t1"])["tests"]["t1"]
    assert (entry["error"], entry["value"], entry["where"]) == ("", 2, "stand-ins")
    assert run(CLASS, (ASKS, ["Stack"]), objects=[])["tests"]["t1"]["status"] == "own"
    assert (
        run(CLASS, ("assert Stack([3]).items == [3]", ["Stack"]), objects=[])["tests"]["t1"]["status"] == "ok"
    )


def test_a_test_may_need_the_process_of_the_answer(run):
    cell, test = "def f(): return 1", ("import inspect\nassert inspect.isfunction(f)\n2", ["f"])
    entry = run(cell, test, in_process=None, objects=None)["tests"]["t1"]
    assert (entry["value"], entry["where"]) == (2, "student's process")
    assert run(cell, test, in_process=["t1"])["tests"]["t1"]["value"] == 2
    assert run(cell, test)["tests"]["t1"]["status"] == "error"


def test_records_and_own_kinds_of_text_arrive(run):
    cell = """
import dataclasses, enum
@dataclasses.dataclass
class Row:
    year: int
class Side(enum.StrEnum):
    ONE = "one"
class Lie(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
rows, side, lie = [Row(1996)], Side.ONE, Lie("no")
"""
    tests = (
        ("assert rows[0].year == 1996 and side == 'one'", ["rows", "side"]),
        ("assert lie == 'yes'", ["lie"]),
    )
    outcome = run(cell, *tests)
    assert [outcome["tests"][key]["status"] for key in ("t1", "t2")] == ["ok", "error"]
    assert ("tamper", "") in kinds(outcome)


def test_an_object_that_compares_for_itself_is_odd(run):
    cell = "class Yes:\n    def __eq__(self, other): return True\nx = Yes()"
    assert run(cell, ("assert x == 5", ["x"]), objects=["t1"])["tests"]["t1"]["odd"] == ["eq"]


def test_what_a_class_answers_is_checked_in_the_students_process(run):
    lying = "class Stack:\n    def __eq__(self, other): return True"
    entry = run(lying, ("assert Stack() == 5", ["Stack"]), in_process=["t1"])["tests"]["t1"]
    assert entry["odd"] == ["Stack: __eq__"]


@pytest.mark.parametrize(
    "patch", ["import builtins\nbuiltins.AssertionError = type('A', (Exception,), {})",
              "import builtins\nbuiltins.sum = lambda *a: 1"],
)  # fmt: skip
def test_the_canary_or_the_repair_holds_in_the_students_process(run, patch):
    cell = "class C: pass\n" + patch
    entry = run(cell, ("assert sum([1, 1]) == 1 and C", ["C"]), in_process=["t1"])["tests"]["t1"]
    assert entry["status"] in ("error", "untrusted")


def test_a_missing_name_is_missing(run):
    assert run(("assert x == 1", ["x"]))["tests"]["t0"]["error"].startswith("NameError")


def test_the_instructors_helpers_are_not_the_students(run):
    setup = ["def right(x): return x == 7"]
    outcome = run("def right(x): return True\nx = 1", ("assert right(x)", ["right", "x"]), setup=setup)
    assert outcome["tests"]["t1"]["status"] == "error"


def test_what_the_instructors_answers_leave_alone_is_not_the_students_to_change(run):
    setup = ["import pandas as pd\ntable = pd.DataFrame({'a': [1, 2]})\nother = [1]"]
    test = ("assert total == table['a'].sum() and other", ["total", "table", "other"])
    model = run(*setup, "total = table['a'].sum()\nother.append(2)", test, setup=setup, in_process=None)
    assert model["tests"]["t2"]["unchanged"] == {"table": True, "other": False}
    cheat = "table.drop(table.index, inplace=True)\ntotal = 0"
    assert run(*setup, cheat, test, setup=setup)["tests"]["t2"]["status"] == "ok"
    assert run(*setup, cheat, test, setup=setup, pinned=["table"])["tests"]["t2"]["status"] == "error"


def test_a_name_of_pythons_own_is_the_students_when_it_is_an_answer(run):
    step = {"kind": "test", "key": "t", "source": "assert max == 9", "visible": "", "names": ["max"]}
    cell = {"kind": "cell", "key": "c", "source": "max = 9"}
    assert run(steps=[cell, {**step, "answers": ["max"]}])["tests"]["t"]["status"] == "ok"
    assert run(steps=[cell, step])["tests"]["t"]["status"] == "error"


def test_files_beside_the_notebook_and_files_that_cells_write(run):
    files = {"data.csv": base64.b64encode(b"1").decode()}
    cell = "open('data.csv', 'w').write('9')\nopen('out.txt', 'w').write('done')"
    test = "assert open('data.csv').read() == '1' and open('out.txt').read() == 'done'"
    assert (
        run("assert open('data.csv').read() == '1'", cell, (test, []), files=files)["tests"]["t2"]["status"]
        == "ok"
    )


def test_visible_lines_of_a_test_serve_later_cells(run):
    step = {
        "kind": "test",
        "key": "t",
        "source": "import math\nhidden = 1",
        "visible": "import math",
        "names": [],
    }
    cells = [{"kind": "cell", "key": f"c{n}", "source": text} for n, text in enumerate(["math.pi", "hidden"])]
    outcome = run(steps=[step, *cells])
    assert [outcome["cells"][key]["status"] for key in ("c0", "c1")] == ["ok", "error"]


def test_no_copy_of_a_test_or_of_the_setup_is_in_the_students_process(run):
    spy = """
import gc, sys
frame, found = sys._getframe(), []
while frame:
    found.append(repr(frame.f_locals) + repr(frame.f_globals))
    frame = frame.f_back
found += [repr(one) for one in gc.get_objects() if isinstance(one, (dict, list, tuple))][:200000]
print(any("se" + "cret_answer" in text for text in found))
"""
    outcome = run(spy, ("secret_answer = 7", []), setup=["secret_answer_setup = 1"])
    assert outcome["cells"]["c0"]["outputs"][0]["text"] == "False\n"


def test_a_file_of_the_students_is_no_library_of_the_examiners(run):
    cell = """
import importlib.util, sys
for folder in ("/tmp", "."):
    with open(folder + "/altair.py", "w") as file:  # a name of a data library that is not loaded
        file.write("import builtins\\nbuiltins.round = lambda *a: 7\\nclass A: pass")
spec = importlib.util.spec_from_file_location("altair", "altair.py")
module = sys.modules["altair"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
x = module.A()
"""
    assert run(cell, ("x\nround(1.2)", ["x"]))["tests"]["t1"]["value"] in (1, None)


def test_a_value_that_grows_while_it_is_made_costs_its_test(run):
    cell = """
class Grows:
    def __reduce__(self): return list, (range(10**9),)
import pickle, gradeworker.packing as p
p.Packer.persistent_id = lambda *_: None
x = [Grows()]
"""
    tests = ("assert len(x) > 1\n5", ["x"]), ("2", [])
    outcome = run(cell, *tests)["tests"]
    assert outcome["t1"]["value"] is None
    assert outcome["t2"]["value"] == 2


def test_replies_of_no_shape_gain_nothing(run):
    cell = "import gradeworker.student as s, gradeworker.integrity as i\n"
    cell += "i.Guard.report = lambda *_: {'x': 1}\ns.run_cell = lambda *_: {}"
    outcome = run(cell, ("assert x == 1", ["x"]))
    assert outcome["tests"]["t1"]["status"] == "error"


# ---- what a submission can reach


@needs_wall
def test_a_submission_sees_no_one_and_nothing(run):
    cell = """
import json, os, socket
def tries(action):
    try: return action() or "done"
    except OSError as error: return "refused"
print(json.dumps({
    "user": os.getuid(), "processes": [p for p in os.listdir("/proc") if p.isdigit() and p != "1"],
    "home": sorted(os.environ), "network": tries(lambda: socket.create_connection(("127.0.0.1", 1), 1)),
    "write": tries(lambda: open("/usr/x", "w").close()), "root": tries(lambda: open("/x", "w").close()),
    "device": tries(lambda: open("/dev/x", "w").close()), "course": sorted(os.listdir(COURSE)),
    "kill": tries(lambda: os.kill(-1, 9)), "parent": os.getppid(),
}))"""
    cell = f"COURSE = {sandbox.inside(sandbox.ROOT)!r}\n{cell}"
    seen = json.loads(run(cell)["cells"]["c0"]["outputs"][0]["text"])
    assert seen["user"] != 0
    assert seen["parent"] == 1
    assert not seen["processes"]
    assert set(seen["home"]) <= {*sandbox.environment(), "PWD"}
    assert [seen[name] for name in ("network", "write", "root", "device")] == ["refused"] * 4
    assert not {"solutions", "submitted", "gradebook.db", "exercises", "tests"} & set(seen["course"])


@needs_wall
def test_nothing_is_left_for_the_next_submission(run):
    run("import os, time\nfor place in ('.', '/tmp', '/dev/shm'): open(place + '/left', 'w').write('x')\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(60)")  # fmt: skip
    cell = "import os\nprint([os.path.exists(p + '/left') for p in ('.', '/tmp', '/dev/shm')])"
    assert run(cell)["cells"]["c0"]["outputs"][0]["text"] == "[False, False, False]\n"


@needs_wall
def test_no_process_outlives_its_turn_or_the_pool():
    mark = f"left-behind-{os.getpid()}"
    with Pool(1, [], WALL) as pool:
        cell = f"import os\nif os.fork() == 0:\n    os.setsid()\n    os.execvp('sleep', ['{mark}', '60'])"
        list(pool.run([job(cell)]))
        assert mark not in _command_lines()
    time.sleep(0.3)
    assert "gradeworker --sandboxed" not in _command_lines(parent=os.getpid())


def _command_lines(parent: int | None = None) -> str:
    which = ["--ppid", str(parent)] if parent else ["-A"]
    return subprocess.run(["ps", *which, "-o", "args"], capture_output=True, text=True).stdout


def test_a_worker_that_is_killed_is_replaced():
    worker = Worker(WALL)
    worker.start()
    worker.process.kill()
    assert worker.do(job("x = 1", ("assert x == 1", ["x"])))["tests"]["t1"]["status"] == "ok"
    worker.stop()


@needs_wall
def test_a_course_below_tmp_can_be_graded(tmp_path):
    shutil.copytree(sandbox.HERE / "gradeworker", tmp_path / "src/gradeworker")
    shutil.copytree(sandbox.HERE / "coursework", tmp_path / "src/coursework")
    code = "from coursework.grading.running import sandbox; print(sandbox.HERE, sandbox.find() is not None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(tmp_path / "src")})  # fmt: skip
    assert done.stdout == f"{tmp_path / 'src'} True\n", done.stderr


# ---- values


PLAIN = [
    1, 2.5, "a", b"a", None, ..., True, 1j, [1, {"a": (2,)}], {1, 2}, frozenset([1]), range(3), slice(1),
    np.float64(3),
    np.array([1, "a"], dtype=object), pd.Timestamp("2000-01-01"), pd.NaT, pd.NA, pd.Interval(1, 2),
    pd.date_range("2000", periods=2, tz="Asia/Kabul"), pd.Categorical(["a"]),
    pd.Series(["a"], dtype="string"),
    pd.array([1, None], dtype="Int64"), pd.MultiIndex.from_tuples([(1, 2)]), datetime.date(1996, 9, 27),
    collections.Counter("aab"), collections.OrderedDict(a=1), pd.Period("2000"),
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_a_plain_value_arrives_as_it_went(value):
    back = unpacking.unpacked(packing.packed(value, Objects()), None)
    assert type(back) is type(value)
    assert repr(back) == repr(value)


def test_tables_arrive_whole():
    frame = pd.DataFrame({"a": [1, 2], "b": pd.Categorical(["x", "y"])}, index=pd.Index([3, 4], name="k"))
    pd.testing.assert_frame_equal(unpacking.unpacked(packing.packed(frame, Objects()), None), frame)


@pytest.mark.parametrize(
    ("value", "expected"), [(map(str, [1]), ["1"]), ((n for n in [1]), [1]), ({"a": 1}.values(), [1])]
)
def test_an_iterator_arrives_as_what_it_gives(value, expected):
    assert list(unpacking.unpacked(packing.packed(value, Objects()), None)) == expected


class Acts:
    """Pickles into a call."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


class Subclass(pd.DataFrame):
    """Pickles with a state that would change a class."""

    def __reduce__(self):
        return _same, (pd.DataFrame,), (None, {"equals": len})


def _same(one):
    return one


FORGED = [
    pickle.dumps(Acts(os.system, "true")),
    pickle.dumps(Acts(eval, "1")),
    pickle.dumps(Acts(getattr, "a", "__class__")),
    pickle.dumps(Acts(pd.read_csv, "x")),
    pickle.dumps(Acts(subprocess.Popen, ["true"])),
    b"\x80\x04cpandas\nDataFrame\n(N}\x8c\x06equalsNst\x86b.".replace(b"\x86", b""),
    b"cos\nsystem\n(S'true'\ntR.",
    b"(S'true'\nios\nsystem\n.",
    b"\x80\x04\x8c\x06pandas\x8c\x0dio.common.os.s\x93.",
    b"\x80\x04\x8c\x0acollections\x8c\x0b_sys.stdout\x93)\x81.",
    b"\x80\x04\x8c\x14matplotlib.animation\x8c\x10subprocess.Popen\x93\x8c\x04true\x85R.",
    b"\x80\x04\x8c\x06pandas\x8c\x09DataFrame\x93N}\x8c\x06equalsK\x01s\x86b.",
]


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_forged_value_makes_nothing_happen(forged):
    before = pd.DataFrame.equals
    with pytest.raises(unpacking.NotData):
        unpacking.decoded(base64.b64encode(forged).decode(), None)
    assert pd.DataFrame.equals is before


def test_a_stand_in_raises_prints_and_follows():
    def change(numbers, extra=0):
        numbers.append(extra)
        if extra == 2:
            raise IndexError("two")
        return len(numbers)

    objects = Objects()
    stand = StandIn(packing.reference(change, objects), objects.do, set())
    given = [0]
    assert stand(given, extra=1) == 2
    assert given == [0, 1]
    with pytest.raises(IndexError, match="two"):
        stand(given, extra=2)


# ---- integrity, messages


def test_the_guard_sees_and_puts_back():
    guard, before = Guard(), pd.DataFrame.equals
    try:
        code = "pd.DataFrame.equals = lambda *a: True\npd.DataFrame.added = lambda s: 1"
        exec(compile(code, "<cell>", "exec"), {"pd": pd})
        assert {(owner, name) for owner, name, _ in guard.changed()} >= {
            (pd.DataFrame, "equals"),
            (pd.DataFrame, "added"),
        }
        guard.restore()
        assert pd.DataFrame.equals is before
        assert not hasattr(pd.DataFrame, "added")
    finally:
        pd.DataFrame.__dict__.get("equals") is None or delattr(pd.DataFrame, "equals")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pd.DataFrame.equals = f", True),
        ("type(df).equals = f", True),
        ("def g():\n    local.x = 1", True),
        ("df.columns = ['a']", False),
        ("pd.DataFrame.equals = f\n)", False),
        ("%time pd.x\npd.DataFrame.equals = f", True),
        ("%%time\npd.DataFrame.equals = f", True),
        ("df['a'] = 1", False),
        ("x = pd.DataFrame()", False),
    ],
)
def test_assignments_that_could_reach_a_library(source, expected):
    assert assigns_to_library(source, {"pd": pd, "df": pd.DataFrame(), "f": len}) is expected


def test_messages_survive_any_text_and_refuse_what_is_none():
    reader, writer = os.pipe()
    messages.send(writer, {"text": "\ud800 ☃ \x00"})
    assert messages.receive(reader) == {"text": "\ud800 ☃ \x00"}
    os.write(writer, messages.HEAD.pack(3) + b"[1]")
    with pytest.raises(messages.Broken):
        messages.receive(reader)
    os.write(writer, messages.HEAD.pack(messages.LARGEST + 1))
    with pytest.raises(messages.Broken):
        messages.receive(reader)
    with pytest.raises(TimeoutError):
        messages.receive(reader, time.monotonic() + 0.1)
    os.close(writer)
    with pytest.raises(messages.Broken):
        messages.receive(reader)
    os.close(reader)


def test_the_worker_imports_nothing_of_the_trusted_side():
    code = (
        "import sys, gradeworker.__main__\nprint([m for m in sys.modules if m.split('.')[0] == 'coursework'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_unpickling_reads_only_from_memory():
    assert isinstance(unpacking.Unpickler(io.BytesIO(b"N."), None).load(), type(None))
