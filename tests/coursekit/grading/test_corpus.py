"""Damaged and hostile submissions: the batch ends, each has its outcome, nothing leaks."""

import copy
import dataclasses
import json
import os

import nbformat
import pytest
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from coursekit.grading.assignment.findings import status_of
from coursekit.grading.assignment.intake import FILE_LIMIT, read_submission
from coursekit.grading.feedback.page import censor_notebook, update_feedback
from coursekit.grading.feedback.returning import feedback_drawer
from coursekit.nbgrader_ops.instant_feedback import read_tests
from coursekit.web.formgrader.extension import page_drawer

pytestmark = pytest.mark.e2e

GOOD = "good"  # every automatic mark
ZERO = "zero"  # none
NO_NUMBER = "no number"  # all but those of the tests that look at `number`


def cell(notebook, grade_id):
    return next(one for one in notebook["cells"] if one["id"] == grade_id)


def without(notebook, *grade_ids):
    notebook["cells"] = [one for one in notebook["cells"] if one["id"] not in grade_ids]


def renamed_ids(notebook):
    for number, one in enumerate(notebook["cells"]):
        one["metadata"] = {}
        one["id"] = f"x{number}"


def edit(function):
    return lambda notebook: function(notebook)


def put(grade_id, key, value):
    def change(notebook):
        cell(notebook, grade_id)[key] = value

    return change


def meta(grade_id, key, value):
    def change(notebook):
        cell(notebook, grade_id)["metadata"]["nbgrader"][key] = value

    return change


def double(grade_id, source=None):
    def change(notebook):
        copied = copy.deepcopy(cell(notebook, grade_id))
        copied["source"] = source if source is not None else copied["source"]
        notebook["cells"].insert(1, copied)

    return change


def many_cells(notebook):
    extra = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] += [extra | {"id": f"c{i}", "source": f"{i} + 1"} for i in range(500)]


def reverse(notebook):
    notebook["cells"].reverse()


def to_format_3(notebook):
    old = nbformat.convert(nbformat.from_dict(notebook), 3)
    notebook.clear()
    notebook.update(json.loads(json.dumps(old)))


def odd_everything(notebook):
    """What nbformat refuses and pages trip over, in every place that a trainee can write to."""
    nested = {}
    for _ in range(400):
        nested = {"x": nested}
    odd = {"tags": 5, "jupyter": 5, "raw_mimetype": 5, "deep": nested, "huge": float("inf")}
    for one in notebook["cells"]:
        one["metadata"] |= odd
    cell(notebook, "plain_test")["source"] = "pass"  # so that a note is written
    more = {"metadata": dict(odd), "source": "![a](attachment:a)"}
    notebook["cells"] += [
        more | {"cell_type": "markdown", "id": "catatan-penilaian", "attachments": {"a": 5}},
        more | {"cell_type": "raw", "id": "a b", "attachments": {"a": {"image/png": 5}}},
    ]


# name: (change of the good notebook, codes of damage, automatic marks)
MANGLED = {
    "untouched": (lambda nb: None, [], GOOD),
    "test deleted": (lambda nb: without(nb, "plain_test"), ["cell-deleted"], GOOD),
    "all tests deleted": (lambda nb: without(nb, *TESTS), ["cell-deleted"] * 5, GOOD),
    "setup deleted": (lambda nb: without(nb, "setup"), ["cell-deleted"], GOOD),
    "answer deleted": (lambda nb: without(nb, "answer"), ["cell-deleted"], ZERO),
    "all cells deleted": (lambda nb: nb.update(cells=[]), ["cell-deleted"] * 8, ZERO),
    "test edited": (put("plain_test", "source", "pass"), ["cell-changed"], GOOD),
    "setup edited": (put("setup", "source", "import os"), ["cell-changed"], GOOD),
    "test twice": (double("plain_test"), ["cell-doubled"], GOOD),
    "answer twice, first wrong": (double("answer", "number = 0"), ["cell-doubled"], GOOD),
    "answer twice, stub last": (
        lambda nb: nb["cells"].append(copy.deepcopy(cell(nb, "answer")) | {"source": STUB}),
        ["cell-doubled"],
        GOOD,
    ),
    "points raised": (meta("plain_test", "points", 99), ["cell-marks"], GOOD),
    "points of 321 digits": (meta("plain_test", "points", 10**320), ["cell-marks"], GOOD),
    "grade id with a look-alike letter": (
        meta("plain_test", "grade_id", "pl\u0430in_test"),
        ["cell-marks"],
        GOOD,
    ),
    "half a character for a kernel": (
        lambda nb: nb["metadata"].update(kernelspec={"language": "\ud800"}),
        ["kernel"],
        GOOD,
    ),
    "odd in every place": (odd_everything, ["cell-changed"], GOOD),
    "graded flag off": (meta("plain_test", "grade", False), ["cell-marks"], GOOD),
    "grade id renamed": (meta("plain_test", "grade_id", "other"), ["cell-marks"], GOOD),
    "markers stripped": (
        lambda nb: [one.update(metadata={}) for one in nb["cells"]],
        ["cell-marks"] * 8,
        GOOD,
    ),
    "markers and ids stripped": (
        renamed_ids,
        ["cell-marks"] * 6 + ["cell-deleted"] * 2,
        GOOD,
    ),
    "test made text": (
        lambda nb: cell(nb, "plain_test").update(cell_type="markdown"),
        ["cell-type"],
        GOOD,
    ),
    "cells reversed": (reverse, ["cell-order"], GOOD),
    "another kernel": (
        lambda nb: nb["metadata"].update(kernelspec={"name": "ir", "language": "R"}),
        ["kernel"],
        GOOD,
    ),
    "format 3": (to_format_3, ["old-format"], GOOD),
    "500 cells more": (many_cells, [], GOOD),
    "cells that are no cells": (
        lambda nb: nb["cells"].extend([None, 3, {"cell_type": "code", "source": 5}, "x"]),
        [],
        GOOD,
    ),
    "metadata of odd types": (
        lambda nb: [one.update(metadata=[1]) for one in nb["cells"]],
        ["cell-marks"] * 8,
        GOOD,
    ),
    "outputs kept from home": (
        lambda nb: cell(nb, "plain_test").update(
            outputs=[{"output_type": "stream", "name": "stdout", "text": "x" * 10**6}]
        ),
        [],
        GOOD,
    ),
    "lone surrogate": (put("reason", "source", "\ud800 alasan"), [], GOOD),
    "unicode names": (
        lambda nb: put("answer", "source", cell(nb, "answer")["source"] + "\nπ = 3\nñ_é = π")(nb),
        [],
        GOOD,
    ),
}

BYTES = {
    "truncated": lambda raw: raw[: len(raw) // 2],
    "empty": lambda raw: b"",  # each kind of file has its own sentence: test_recognise.py
    "no notebook": lambda raw: b"[1, 2]",
    "binary": lambda raw: bytes(range(256)) * 10,
    "nested brackets": lambda raw: b"[" * 100_000,
    "format 3 of nonsense": lambda raw: b'{"nbformat": 3, "worksheets": [5]}',
    "format 2 of nonsense": lambda raw: b'{"nbformat": 2, "worksheets": [{"cells": [5]}]}',
    "format 9": lambda raw: raw.replace(b'"nbformat": 4', b'"nbformat": 9'),
}

# name: (answer cell, code of damage or None, automatic marks)
HOSTILE = {
    "warns on stderr": ("{good}\nimport warnings\nwarnings.warn('tua')", None, GOOD),
    "reads stdin": ("{good}\ninput('?')", None, GOOD),
    "sys.exit": ("{good}\nimport sys\nsys.exit(3)", None, GOOD),
    "exits": ("{good}\nimport os\nos._exit(0)", "program-ended", ZERO),
    "kills itself by fault": (
        "{good}\nimport ctypes\nctypes.string_at(0)",
        "program-ended",
        ZERO,
    ),
    "closes descriptors": ("{good}\nimport os\nos.closerange(0, 256)", "program-ended", ZERO),
    "endless loop": ("{good}\nwhile True: pass", "time-out", GOOD),
    "sleeps": ("{good}\nimport time\ntime.sleep(60)", "time-out", GOOD),
    "swallows interrupts": (
        "{good}\nimport time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass",
        "time-out",
        ZERO,  # nothing but the end of the whole interpreter stops it
    ),
    "memory bomb": ("{good}\nx = bytearray(20 << 30)", None, GOOD),
    "fork bomb": (
        "{good}\nimport os, time\nfor _ in range(500):\n    try:\n        if os.fork() == 0:\n"
        "            time.sleep(60)\n    except OSError: break\nprint('berhenti')",
        None,
        GOOD,
    ),
    "huge output": ("{good}\nprint('x' * (50 << 20))", None, GOOD),
    "many lines": ("{good}\nfor i in range(200_000): print(i)", None, GOOD),
    "fills the disk": (
        "{good}\ntry:\n    open('/tmp/big', 'wb').write(b'0' * (200 << 20))\n"
        "except OSError: print('penuh')",
        None,
        GOOD,
    ),
    "zip-like value": ("{good}\nbig = [[0] * 10**6] * 10**4\nnumber = big", None, NO_NUMBER),
    "deep recursion": ("{good}\ndef f(n): return f(n + 1)\nf(0)", None, GOOD),
    "deep list": (
        "{good}\nnumber = []\nfor _ in range(100_000): number = [number]",
        None,
        NO_NUMBER,
    ),
    "thread outlives the cell": (
        "{good}\nimport threading, time\n"
        "threading.Thread(target=lambda: [time.sleep(.01) for _ in range(9**9)]).start()",
        None,
        GOOD,
    ),
    "atexit": ("{good}\nimport atexit, time\natexit.register(lambda: time.sleep(60))", None, GOOD),
    "detached child": (
        "{good}\nimport subprocess\nsubprocess.Popen(['setsid', 'sleep', '77'])",
        None,
        GOOD,
    ),
    "shows what is no JSON": (
        "{good}\nfrom IPython.display import JSON\ndisplay(JSON({'a': float('nan')}))\n"
        "display({'text/plain': 5, 'application/json': {'a': np.int64(3)}}, raw=True)",
        None,
        GOOD,
    ),
    "updates a display with nonsense": (
        "{good}\nget_ipython().display_pub.publish(data={'text/plain': 'a'}, "
        "transient={'display_id': 'a'})\nget_ipython().capture.update('a', 5, 5)",
        None,
        GOOD,
    ),
    "deletes the lab's table": ("{good}\ndel data", None, GOOD),
    "answers with gigabytes": ("{good}\nnumber = 'x' * (80 << 20)", None, NO_NUMBER),
    "half a character": ("{good}\nnumber = '\\ud800'\nprint(number)", None, NO_NUMBER),
    "refers to itself": ("{good}\nnumber = []\nnumber.append(number)", None, NO_NUMBER),
    "wears another class": (
        "{good}\nclass Number:\n    __class__ = float\n    __float__ = lambda self: 3.25\n"
        "    __array__ = lambda self, *a, **k: np.array(3.25)\n"
        "    __round__ = lambda self, n=0: 3.2\nnumber = Number()",
        None,
        NO_NUMBER,
    ),
    "stops its own stdout": ("{good}\nimport sys\nsys.stdout = None", None, GOOD),
    "changes folder": ("{good}\nimport os\nos.chdir('/')", None, GOOD),
    "magics": ("%%capture got\n{good}\n!echo hai", None, GOOD),
    "syntax error": ("def (", None, ZERO),
    "pickled trap": (
        "{good}\nclass P:\n    def __reduce__(self):\n        import os\n"
        "        return (os.system, ('touch /tmp/x',))\nnumber = P()",
        None,
        NO_NUMBER,
    ),
}

ESCAPES = """
import os, socket, subprocess, ctypes, json
tried = {}
def attempt(name, function):
    try: tried[name] = str(function())[:200]
    except BaseException as error: tried[name] = 'ditolak'
attempt('shadow', lambda: open('/etc/shadow').read())
attempt('gradebook', lambda: open(r'@ROOT@/course/var/gradebook/gradebook.db').read())
attempt('keys', lambda: os.listdir(r'@ROOT@/course/answer_keys'))
attempt('solutions', lambda: os.listdir(r'@ROOT@/solutions'))
attempt('tests', lambda: os.listdir(r'@ROOT@/tests'))
attempt('write usr', lambda: open('/usr/x', 'w').write('x'))
attempt('write prefix', lambda: open(os.path.join(os.sys.prefix, 'x'), 'w').write('x'))
attempt('network', lambda: socket.create_connection(('127.0.0.1', @PORT@), 1))
attempt('abstract socket', lambda: socket.socket(socket.AF_UNIX).connect('\\0/tmp/.X11-unix/X0'))
attempt('ptrace', lambda: 1 / (ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0))
attempt('setuid', lambda: os.setuid(0))
attempt('mount', lambda: 1 / (ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, 0) == 0))
attempt('unshare', lambda: 1 / (ctypes.CDLL(None).unshare(0x10000000) == 0))
attempt('chroot', lambda: os.chroot('/tmp'))
attempt('mknod', lambda: os.mknod('/tmp/sda', 0o60600, os.makedev(8, 0)))
others = [p for p in os.listdir('/proc') if p.isdigit() and p not in ('1', str(os.getpid()))]
text = open('/proc/1/environ', 'rb').read().decode() if os.access('/proc/1/environ', 4) else ''
print(json.dumps({'tried': tried, 'others': others, 'environ': dict(os.environ), 'raw': text}))
"""

SILENT = """
import gc, signal, time
from coursekit.grading.sandbox import framing as wire
line = next(one.sock for one in gc.get_objects() if type(one).__name__ == 'Student')
for _ in range(9): wire.put(line, {'outputs': []})
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
while True: time.sleep(1)
"""

TESTS = ("plain_test", "series_test", "close_test", "kind_test", "partial_test")
STUB = "# Tulis jawaban Anda di bawah baris ini."


@pytest.fixture(scope="module")
def listener():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def results(workers, spec, hasty, lab, listener, request):
    jobs = []
    for name, (change, _, _) in MANGLED.items():
        notebook = copy.deepcopy(lab.notebook_of())
        change(notebook)
        jobs.append((name, lab.job_of(spec, {lab.LAB: notebook})))
    raw = json.dumps(lab.notebook_of()).encode()
    for name, change in BYTES.items():
        jobs.append((name, lab.job_of(spec, {lab.LAB: change(raw)})))
    for name, (answer, code, _) in HOSTILE.items():
        notebook = lab.notebook_of(answer.replace("{good}", lab.ANSWER))
        rules = hasty if code == "time-out" else spec
        jobs.append((name, lab.job_of(rules, {lab.LAB: notebook})))
    root = str(request.config.rootpath)
    source = ESCAPES.replace("@ROOT@", root).replace("@PORT@", str(listener))
    jobs.append(("escapes", lab.job_of(spec, {lab.LAB: lab.notebook_of(source)})))
    silent = lab.notebook_of(f"{lab.ANSWER}\n{SILENT}")
    silent["cells"].insert(2, {"cell_type": "code", "source": "#" + "x" * (3 << 20)})
    jobs.append(("silent", lab.job_of(hasty, {lab.LAB: silent})))
    jobs.append(("renamed", lab.job_of(spec, {"lab (1)": lab.notebook_of()})))
    jobs.append(("missing", lab.job_of(spec, {})))
    both = {lab.LAB: lab.notebook_of(), "catatan": lab.notebook_of("")}
    jobs.append(("extra", lab.job_of(spec, both)))
    os.environ["COURSEKIT_TOKEN"] = "rahasia-lingkungan"
    return dict(workers.run(jobs))


def marks(result, lab):
    scores = result.sheets[lab.LAB].scores
    return {key: scores[key] for key in TESTS}


def codes(result):
    return sorted(item.code for item in result.damage)


def test_the_corpus_is_large_enough():
    assert len(MANGLED) + len(BYTES) + len(HOSTILE) >= 50


@pytest.mark.parametrize("name", MANGLED)
def test_damage_is_repaired_and_told(results, lab, name):
    _, expected, earned = MANGLED[name]
    assert marks(results[name], lab) == (lab.FULL if earned == GOOD else lab.ZERO)
    assert codes(results[name]) == sorted(expected)


@pytest.mark.parametrize("name", BYTES)
def test_an_unreadable_notebook_earns_zero_and_says_so(results, lab, name):
    assert marks(results[name], lab) == lab.ZERO
    other = {"empty": "notebook-empty", "no notebook": "notebook-foreign"}
    assert codes(results[name]) == [other.get(name, "notebook-broken")]
    assert status_of(codes(results[name])) == "unreadable"
    assert "kirim ulang" in results[name].sheets[lab.LAB].text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_ends_and_earns_what_it_should(results, lab, name):
    _, code, earned = HOSTILE[name]
    assert results[name].sheets, results[name]
    number = {"close_test": 0.0, "kind_test": 0.0}
    expected = {GOOD: lab.FULL, ZERO: lab.ZERO, NO_NUMBER: lab.FULL | number}[earned]
    assert marks(results[name], lab) == expected
    assert codes(results[name]) == ([code] if code else [])


def test_who_reads_no_more_is_waited_for_no_longer_than_a_cell(results, lab):
    assert marks(results["silent"], lab) == lab.ZERO
    assert codes(results["silent"]) == ["time-out"]


def test_a_missing_answer_is_told_in_indonesian(results):
    text = results["syntax error"].sheets["lab"].errors["close_test"]
    assert text.startswith("BelumAda: number tidak ada setelah sel jawaban dijalankan.")


def test_files_are_named_in_the_outcome(results, lab):
    assert codes(results["renamed"]) == ["file-name"]
    assert marks(results["renamed"], lab) == lab.FULL
    assert codes(results["missing"]) == ["notebook-missing"]
    assert marks(results["missing"], lab) == lab.ZERO
    assert codes(results["extra"]) == ["notebook-other"]
    assert marks(results["extra"], lab) == lab.FULL


def test_nothing_can_be_reached_from_inside(results, lab):
    text = results["escapes"].sheets[lab.LAB].text
    cells = json.loads(text)["cells"]
    outputs = next(one for one in cells if one["id"] == "answer")["outputs"]
    told = json.loads(outputs[0]["text"])
    assert set(told["tried"].values()) == {"ditolak"}, told["tried"]
    assert told["others"] == []
    assert "COURSEKIT_TOKEN" not in told["environ"]
    assert "rahasia" not in told["raw"]


def test_every_result_is_a_notebook_that_nbformat_accepts(results, lab):
    for result in results.values():
        nbformat.validate(nbformat.reads(result.sheets[lab.LAB].text, as_version=4))


def test_feedback_leaks_no_hidden_test(results, lab):
    for name, result in results.items():
        marked = nbformat.reads(result.sheets[lab.LAB].text, as_version=4)
        assert lab.SECRET not in nbformat.writes(censor_notebook(marked)), name


@pytest.mark.slow
def test_every_result_has_its_pages(results, lab):
    formgrader = Config()
    formgrader.HTMLExporter.template_name = "formgrade"
    formgrader.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    staff = Config()
    update_feedback(staff)
    known = {"notebook": lab.LAB, "score": 1.0, "max_score": 13.0, "late_penalty": 0, "waiting": 0}
    about = {"base_url": "", "index": 0, "total": 1, "student": "sekda"}
    with page_drawer(formgrader) as marking, feedback_drawer(staff) as returned:
        for name, result in results.items():
            marked = nbformat.reads(result.sheets[lab.LAB].text, as_version=4)
            for cell in marked.cells:
                if (meta := cell.metadata.get("nbgrader", {})).get("grade"):
                    meta["score"] = 1.0  # as the gradebook gives every graded cell one
            text = nbformat.writes(marked)
            for drawer in (marking, returned):
                drawn = drawer.draw(text, about | {"nbgrader": known})
                assert drawn.page and not drawn.fault, (name, drawn.fault)


def test_instant_feedback_can_be_read_from_every_result(results, spec):
    for name, result in results.items():
        told = read_tests(spec, result)
        assert {one.test for one in told} == set(TESTS), name
        json.dumps([dataclasses.asdict(one) for one in told]).encode()


def test_links_and_large_files_are_left_out(tmp_path, lab):
    (tmp_path / "lab.ipynb").write_text(json.dumps(lab.notebook_of()))
    (tmp_path / "data.csv").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "big.bin").open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    (tmp_path / "jawaban").mkdir()
    (tmp_path / "jawaban" / "ünïkode.json").write_text("{}")
    intake = read_submission("sekda", tmp_path)
    assert sorted((one.code, one.where) for one in intake.damage) == [
        ("file-large", "big.bin"),
        ("link", "data.csv"),
        ("link", "folder"),
    ]
    assert set(intake.files) == {"jawaban/ünïkode.json"}
    assert set(intake.notebooks) == {"lab"}
