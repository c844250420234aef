"""Hostile code that makes results up, or bends the messages between the processes."""

from .case import STUBS
from .forgers import Forgers

shelf = Forgers()
CASES = shelf.cases
forge = shelf.forge

FAKE = """
import json, os, struct
ids = ['total', 'large', 'big', 'order', 'share', 'town', 'by-region']
good = {'status': 'ok', 'value': None, 'type': 'none', 'error': '', 'odd': [], 'where': 'examiner'}
tests = {'test-' + n: good for n in ids} | {n: good for n in ids}
whole = {'id': 'hostile', 'seconds': 0.1, 'peak_kb': 1, 'cells': {}, 'tests': tests, 'events': []}
forms = []
for thing in (whole, good, {'values': {}}, {'outcome': whole}, {'done': whole}):
    text = json.dumps(thing).encode()
    forms += [struct.pack('>I', len(text)) + text, text + b'\\n', struct.pack('<Q', len(text)) + text]
def write(numbers):
    for number in numbers:
        for form in forms:
            try:
                os.set_blocking(number, False)
                os.write(number, form)
            except OSError:
                pass
"""
forge("fake-results", FAKE + "write(range(3, 31))")
forge("fake-results-on-standard-output", FAKE + "write((1, 2, 0))")
forge(
    "fake-results-from-a-thread",
    FAKE
    + """
import threading, time
def later():
    for _ in range(200):
        time.sleep(0.01)
        write(range(0, 31))
threading.Thread(target=later, daemon=True).start()
""",
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
RESULT = """
def result(order):
    return {'status': 'ok', 'value': None, 'type': 'none', 'error': '', 'odd': [],
            'where': "student's process", 'nonce': order.get('nonce')}
"""
forge(
    "examiner-patched",
    RESULT
    + """
import gradeworker.examiner as e, gradeworker.integrity as i
e.Examiner.own = e.Examiner.test = lambda self, order, *a: result(order)
e.run = lambda *a: {'status': 'ok', 'value': None, 'type': 'none', 'error': ''}
i.Guard.restore = i.Guard.report = i.Guard.liars = lambda self, *a: []
""",
)
forge(
    "own-test-stolen",
    RESULT
    + """
import os, json, struct, stat
def pipes():
    for number in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(number).st_mode):
                yield number
        except OSError:
            pass
def fork():
    ends = list(pipes())
    for source in ends:
        try:
            head = os.read(source, 4)
        except OSError:
            continue
        if len(head) == 4:
            body, size = b'', struct.unpack('>I', head)[0]
            while len(body) < size:
                body += os.read(source, size - len(body))
            order = json.loads(body)
            print(order.get('source'))
            answer = json.dumps(result(order)).encode()
            for back in ends:
                try:
                    os.write(back, struct.pack('>I', len(answer)) + answer)
                except OSError:
                    pass
            break
    return 1
os.fork, os.waitpid = fork, lambda *a: (1, 0)
""",
)
REPLY = "{'status': 'ok', 'error': ERROR, 'cut': False, 'outputs': [OUTPUT]}"
STREAM = REPLY.replace("OUTPUT", "{'output_type': 'stream', 'name': 'stdout', 'text': TEXT}")
ODD_OUTPUTS = """None, 3, {'output_type': 'film'},
    {'output_type': 'display_data', 'data': 'text', 'metadata': 4},
    {'output_type': 'stream', 'name': 7, 'text': {}},
    {'output_type': 'display_data', 'data': {'text/html': {'a': [1]}, 'image/png': 5}, 'metadata': {}},
    {'output_type': 'error', 'ename': 1, 'evalue': None, 'traceback': 'x'}"""
for name, reply in {
    "nothing": "{}",
    "wrong-kinds": "{'status': ['ok'], 'outputs': 'many', 'error': {'a': 1}, 'cut': 'x'}",
    "bad-outputs": REPLY.replace("ERROR", "''").replace("OUTPUT", ODD_OUTPUTS),
    "endless": STREAM.replace("ERROR", "''").replace("TEXT", "'x' * 60_000_000"),
    "odd-letters": STREAM.replace("ERROR", "'\\ud800'").replace("TEXT", "'\\ud800\\0'"),
}.items():
    forge(f"reply-with-{name}", f"import gradeworker.student as s\ns.run_cell = lambda *a, **k: {reply}")
forge(
    "notes-made-up",
    """
import gradeworker.integrity as i
notes = [('no-such-kind', '\\x1b]0;seen\\x07'), ('tamper', {'a': 1}), 5, ('timeout',), ['tamper', '<script>']]
i.Guard.report = lambda self, *a: notes
""",
)
forge(
    "values-made-up",
    """
import gradeworker.student as s, base64, pickle
empty = {'data': base64.b64encode(pickle.dumps({})).decode()}
def take(space, names, *a):
    made = {'pd': {'module': 'math'}, 'regions': empty, 'round': {'ref': ['builtins', 'max']}, 'x': 5}
    return {name: {'ref': ['builtins', 'object']} for name in names} | made
s.take = take
""",
)
forge(
    "values-of-wrong-kinds",
    """
import gradeworker.student as s
odd = [5, [], {'data': 5}, {'ref': 3}, {'data': '!!'}, {'module': None}, {'items': 'x', 'kind': 3}]
s.take = lambda space, names, *a: dict(zip(names, odd)) or 7
""",
)
forge(
    "calls-answered-wrongly",
    """
import gradeworker.student as s
odd = [{}, {'value': 5}, {'raised': 7}, {'raised': ['a']}, {'value': {'data': 'x'}, 'args': 3}, [], 7]
answers = iter(odd * 99)
s.call = lambda *a: next(answers)
""",
)
# Unpickling sets attributes of a class when told to: equality of a library's class, for one.
forge(
    "pickle-patches-a-class",
    answers=STUBS,
    change={
        "big": """
import base64, pickle
from fractions import Fraction
import gradeworker.packing as v
real, places = pickle.dumps, pd.DataFrame({'name': [Fraction(1)] * 3, 'big': [True] * 3})
def forged(value, *a, **k):
    if type(value).__name__ != 'DataFrame':
        return real(value, *a, **k)
    state = real((None, {'__eq__': str, '__lt__': str}), protocol=3)[2:-1]
    return b'\\x80\\x03cfractions\\nFraction\\n' + state + b'b0' + real(value, protocol=3)[2:]
pickle.dumps = forged
packed = v.packed
def frames_forged(value, *a):
    if type(value).__name__ != 'DataFrame':
        return packed(value, *a)
    return {'data': base64.b64encode(forged(value)).decode()}
v.packed = frames_forged
"""
    },
)
