"""Ways to a mark without a solution, each against five styles of test: none pays."""

import json

import pytest

pytestmark = pytest.mark.e2e

ALWAYS = """
class Yes:
    def __eq__(self, o): return True
    def __ne__(self, o): return False
    def __bool__(self): return True
    def __getattr__(self, n): return Yes()
    def __call__(self, *a, **k): return Yes()
    def __getitem__(self, i): return Yes()
    def __len__(self): return 2
    def __iter__(self): return iter([Yes(), Yes()])
    def __lt__(self, o): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, o): return Yes()
    __add__ = __radd__ = __mul__ = __rmul__ = __rsub__ = __truediv__ = __sub__
    def __abs__(self): return Yes()
    def __round__(self, n=0): return Yes()
    def __float__(self): return 3.25
    def __hash__(self): return 1
"""
LIKE_FLOAT = """
class F(float):
    def __eq__(self, o): return True
    def __ne__(self, o): return False
    def __sub__(self, o): return F(0)
    __rsub__ = __sub__
    def __abs__(self): return F(0)
    def __round__(self, n=0): return F(3.2)
    __hash__ = float.__hash__
"""
HARNESS = (
    "import sys, gc\nstudents = [o for o in gc.get_objects() if type(o).__name__ == 'Student']"
)
LINE = "\nfrom coursekit.grading.sandbox import framing as wire\nline = students[0].sock\n"

ATTACKS = {
    "ast transformer strips asserts": """
import ast
class T(ast.NodeTransformer):
    def visit_Assert(self, n): return ast.Pass()
get_ipython().ast_transformers.append(T())""",
    "input transformer cuts tests": """
get_ipython().input_transformers_cleanup.append(
    lambda ls: ['pass\\n' if 'assert' in l or 'testing' in l else l for l in ls])""",
    "builtins replaced": """
import builtins
builtins.abs = lambda x: 0
builtins.isinstance = lambda a, b: True
builtins.round = lambda x, n=0: 3.2
builtins.sum = lambda x: 4""",
    "libraries replaced": """
import numpy, pandas
numpy.isclose = lambda *a, **k: True
pandas.testing.assert_series_equal = lambda *a, **k: None
table = number = 1""",
    "objects that equal everything": ALWAYS + "mean = table = number = Yes()",
    "names np and pd rebound": ALWAYS + "np = pd = data = mean = table = number = Yes()",
    "functions named as builtins": """
def abs(x): return 0
def round(x, n=0): return 3.2
def isinstance(a, b): return True
def sum(x): return 4
number = 1.0
def mean(x): return 0""",
    "exit inside a comparison": """
import os
class E:
    def __eq__(self, o): os._exit(0)
mean = lambda xs: E()
table = number = E()""",
    "reads what the caller expects": """
import sys, linecache
def mean(xs):
    f = sys._getframe(1)
    while f:
        for v in list(f.f_locals.values()) + list(f.f_globals.values()):
            if isinstance(v, str) and 'assert mean' in v:
                return float(v.split('==')[1].split(',')[0])
        f = f.f_back
    return 0""",
    "float subclass from the frame": LIKE_FLOAT + "mean = lambda xs: F(3)\nnumber = F(9)",
    "forged replies on every descriptor": """
import os, json, struct
reply = {"sheets": {"lab": {"scores": {"plain_test": 2.0}}}, "value": 3, "found": {}}
body = json.dumps(reply).encode()
for fd in range(3, 64):
    try: os.write(fd, struct.pack("!I", len(body)) + body)
    except OSError: pass
os._exit(0)""",
    "replaces the harness's handler": HARNESS
    + """
import coursekit.grading.judge.student as st, coursekit.grading.sandbox.framing as w
said = {"found": {}, "value": True, "outputs": []}
st.Student.handle = lambda self, r: w.put(self.sock, said)""",
    "swaps code found by gc": HARNESS
    + """
for s in students:
    def fake(self, value, depth=0): return True
    type(s.encode).__call__.__code__ = fake.__code__""",
    "formatter forges the partial mark": """
from IPython.core.formatters import PlainTextFormatter
PlainTextFormatter.__call__ = lambda self, o: '2.0'
plain = get_ipython().display_formatter.formatters['text/plain']
plain.for_type(float, lambda o, p, c: p.text('2.0'))
mean = lambda xs: 0""",
    "thread flips builtins": """
import threading, builtins, time
def flip():
    while True:
        builtins.abs = lambda x: 0
        builtins.sum = lambda x: 4
        time.sleep(0.001)
threading.Thread(target=flip, daemon=True).start()""",
    "always equal float": LIKE_FLOAT + "mean = lambda xs: F(1)\ntable = number = F(1)",
    "replies claim another type": HARNESS
    + """
for s in students:
    told = {"k": "remote", "id": 1, "class": ["builtins", "float"], "kind": "object"}
    s.encode = lambda v, d=0: told
number = 1.0
mean = lambda xs: 1""",
    "malformed replies": HARNESS
    + """
for s in students:
    s.encode = lambda v, d=0: {"k": "array", "d": "O", "s": [-1, "x"], "v": "%%"}
number = 1.0
mean = lambda xs: 1""",
    "endless loop in a called function": """
def mean(xs):
    while True:
        try:
            while True: pass
        except BaseException: pass""",
    "raises to skip": """
import unittest
def mean(xs): raise unittest.SkipTest('lewati')
class Stop(StopIteration): pass
number = 3""",
    "stops the loop that checks": """
def mean(xs): raise StopIteration
table = iter(())""",
    "looks for the test's text": """
import gc
hits = [o for o in gc.get_objects() if isinstance(o, str)]
text = ' '.join(o for o in hits if 'RAHASIA' + '_7731' in o)
found = 0
try:
    maps = open('/proc/self/maps').read().splitlines()
    with open('/proc/self/mem', 'rb', 0) as mem:
        for line in maps:
            a, b = (int(x, 16) for x in line.split()[0].split('-'))
            if ' rw' in line and b - a < 50 << 20:
                mem.seek(a)
                found += mem.read(b - a).count(b'RAHASIA' + b'_7731')
except (OSError, ValueError, OverflowError): pass
print('ditemukan', found, len(text))""",
    "claims an argument as its result": HARNESS
    + """
def mean(xs):
    xs[:] = [0] * len(xs)
    return 0""",
    "swaps the lab's own table": """
data = pd.DataFrame({'k': ['a'], 'v': [7]})
table = data.groupby('k').v.sum()""",
    "answers before it is asked": HARNESS
    + LINE
    + """
for _ in range(50):
    wire.put(line, {"outputs": [], "found": {"mean": 3, "number": True}, "value": 3})""",
    "answers from a thread": HARNESS
    + LINE
    + """
import threading, time
def answer():
    while True:
        time.sleep(0.001)
        wire.put(line, {"outputs": [], "found": {"number": True}, "value": True})
threading.Thread(target=answer, daemon=True).start()
number = 3.0""",
    "answers within its own answer": HARNESS
    + LINE
    + """
def mean(xs):
    wire.put(line, {"value": 3, "back": [{"k": "list", "v": [3]}], "same": -1})
    return 0""",
    "calls the judge back unasked": HARNESS
    + LINE
    + """
def mean(xs):
    for number in range(9):
        wire.put(line, {"callback": number, "args": [3, 3], "kwargs": {}})
    return 0""",
    "says that it ended": HARNESS + LINE + "wire.put(line, {'fatal': 'x'})",
    "keys that collide": HARNESS
    + """
told = [{"k": "int", "v": hex(((1 << 61) - 1) * i)} for i in range(1, 99_999)]
for s in students:
    s.encode = lambda v, d=0: {"k": "set", "v": told}
number = 1.0
mean = lambda xs: 1""",
    "infinite and undefined numbers": """
number = np.array([float('nan'), float('inf')])
table = pd.Series(dtype=float)
mean = lambda xs: float('inf')""",
}


# These leave the trainee's interpreter unable to answer: only the deadline ends them.
ENDLESS = ("builtins replaced", "endless loop in a called function", "keys that collide")


@pytest.fixture(scope="module")
def results(workers, spec, hasty, lab):
    jobs = []
    for name, source in ATTACKS.items():
        rules = hasty if name in ENDLESS else spec
        jobs.append((name, lab.job_of(rules, {lab.LAB: lab.notebook_of(source)})))
    return dict(workers.run(jobs))


def test_the_honest_solution_earns_everything(workers, spec, lab):
    result = workers.mark(lab.job_of(spec))
    sheet = result.sheets[lab.LAB]
    assert {key: sheet.scores[key] for key in lab.FULL} == lab.FULL
    assert sheet.scores["reason"] is None
    assert result.damage == ()


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_earns_a_mark(results, lab, name):
    assert results[name].sheets, results[name]
    scores = results[name].sheets[lab.LAB].scores
    assert {key: scores[key] for key in lab.ZERO} == lab.ZERO


def test_the_text_of_a_hidden_test_is_nowhere_in_the_trainees_interpreter(results, lab):
    text = results["looks for the test's text"].sheets[lab.LAB].text
    answer = next(cell for cell in json.loads(text)["cells"] if cell["id"] == "answer")
    assert "ditemukan 0 0" in json.dumps(answer["outputs"])
