"""Memory, processes and room on disk count for a submission as a whole, children included."""

import json
import os

import pytest

from coursekit.grading.processes.worker_pool import WorkerPool
from coursekit.grading.sandbox import usage
from coursekit.grading.sandbox.limits import Limits
from coursekit.system import control_groups

TESTS = ("plain_test", "series_test", "close_test", "kind_test", "partial_test")
DISK = """{good}
import errno
wrote, refused = 0, ''
for turn in range(40):
    folder = ('/tmp', '/lab', '/dev/shm')[turn % 3]
    try:
        with open(f'{{folder}}/berkas{{turn}}', 'wb') as sink:
            wrote += sink.write(b'x' * (5 << 20))
    except OSError as error:
        refused = errno.errorcode[error.errno]
        break
print(wrote >> 20, refused)"""
PROCESSES = """{good}
import os, time, subprocess
pids = []
try:
    while len(pids) < 100:
        pids.append(subprocess.Popen(['sleep', '60']))
except OSError:
    pass
print(len(pids))"""
LATE = """{good}
def mean(xs):
    {children}"""


@pytest.fixture
def watched(forkserver, request):
    """A crew of one worker; the limits are those of a small submission."""
    chosen = Limits(cell=20.0, submission=60.0, total=request.getfixturevalue("lab").TOTAL)
    return WorkerPool(forkserver, chosen, 1)


@pytest.fixture(params=["control groups", "own looks"])
def either_way(request, monkeypatch):
    """Once as the platform offers it, once as where no control group may be written."""
    if request.param == "own looks":
        monkeypatch.setattr(usage, "make", lambda *_, **__: None)
    elif control_groups.make("uji", "uji", 64 << 20, 10) is None:
        pytest.skip("no control groups here")
    yield request.param
    control_groups.clear("uji")


def said(result, lab):
    cells = json.loads(result.sheets[lab.LAB].text)["cells"]
    outputs = next(one for one in cells if one["id"] == "answer")["outputs"]
    return outputs[0].get("text") or "\n".join(outputs[0]["traceback"])


def marks(result, lab):
    return {key: result.sheets[lab.LAB].scores[key] for key in TESTS}


def mark(workers, spec, lab, answer):
    return workers.mark(lab.job_of(spec, {lab.LAB: lab.notebook_of(answer)}))


def found(result):
    return [(item.code, item.where) for item in result.damage]


@pytest.mark.slow
def test_children_count_with_their_parent(watched, spec, lab, either_way):
    result = mark(watched, spec, lab, lab.CHILDREN)
    assert marks(result, lab) == lab.ZERO
    assert found(result) == [("memory", "answer")]
    assert "terlalu banyak memori" in said(result, lab)
    text = result.sheets[lab.LAB].text
    assert "terlalu banyak memori di sel `answer` dan dihentikan" in text
    assert not result.doubtful


@pytest.mark.slow
def test_what_a_test_calls_counts_too(watched, spec, lab, either_way):
    body = "\n    ".join(lab.CHILDREN.removeprefix(lab.ANSWER).strip().splitlines())
    result = mark(watched, spec, lab, LATE.format(good=lab.ANSWER, children=body))
    assert found(result) == [("memory", "plain_test")]
    assert marks(result, lab) == lab.ZERO


def test_one_process_alone_is_refused_before_all_are_ended(watched, spec, lab, either_way):
    result = mark(watched, spec, lab, f"{lab.ANSWER}\nblock = bytearray(900 << 20)")
    assert "MemoryError" in said(result, lab)
    assert marks(result, lab) == lab.FULL and found(result) == []


def test_honest_work_is_left_alone_and_leaves_no_group(watched, forkserver, spec, lab):
    answer = f"{lab.ANSWER}\nblock = bytearray(b'x') * (100 << 20)"
    assert marks(mark(watched, spec, lab, answer), lab) == lab.FULL
    kept = control_groups.named(forkserver.installation, "x").folders
    assert kept and not any(list(one.parent.glob("grading-*")) for one in kept)


def test_files_count_together(watched, spec, lab):
    result = mark(watched, spec, lab, DISK.format(good=lab.ANSWER))
    megabytes, refused = said(result, lab).split()
    assert int(megabytes) < 64 and refused == "ENOSPC"
    assert marks(result, lab) == lab.FULL


def test_processes_count_together(watched, spec, lab):
    result = mark(watched, spec, lab, PROCESSES.format(good=lab.ANSWER))
    assert 10 < int(said(result, lab)) < 64
    assert marks(result, lab) == lab.FULL


def test_memory_that_is_shared_counts_once():
    block = bytearray(b"x") * (64 << 20)
    alone = usage.memory_of([os.getpid()])
    readable, writable = os.pipe()
    children = []
    try:
        for _ in range(4):
            if (pid := os.fork()) == 0:
                os.close(writable)
                os.read(readable, 1)  # until the test closes the other end
                os._exit(0)
            children.append(pid)
        assert set(usage.family_of(os.getpid())) >= set(children)
        together = usage.memory_of([os.getpid(), *children])
        assert len(block) < together < 2 * alone  # counted in each, it would be five times
    finally:
        os.close(writable)
        for pid in children:
            os.waitpid(pid, 0)
        os.close(readable)
