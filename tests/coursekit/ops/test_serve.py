"""Starting and stopping: plain words for a busy port, a stale pid, what an earlier start left."""

import os
import socket
import subprocess
import sys
import time

import psutil
import pytest

from coursekit.core.errors import UsageError
from coursekit.core.layout import CourseLayout
from coursekit.exchange.server.setup import check_labs
from coursekit.hub.accounts.accounts import Accounts
from coursekit.hub.runtime import Runtime
from coursekit.hub.sandboxes.bubblewrap import find_bwrap
from coursekit.ops import serve
from coursekit.system import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('ready', flush=True); time.sleep(60)",
]


@pytest.fixture
def runtime(tmp_path):
    runtime = Runtime(CourseLayout(tmp_path), 18700)
    runtime.state.mkdir(parents=True)
    return runtime


@pytest.fixture
def listener():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_busy_port_is_named_with_a_way_out(tmp_path, listener):
    with pytest.raises(UsageError, match=rf"port {listener} .* --port \d+"):
        serve._refuse_busy(Runtime(CourseLayout(tmp_path), listener))


def test_a_free_port_is_free(listener):
    assert processes.busy_ports([listener]) == [listener]


def test_a_stale_pid_is_taken_away(runtime):
    runtime.pid.write_text("999999999")
    serve._refuse_second(runtime)
    assert not runtime.pid.exists()


def test_a_pid_of_another_program_is_stale_too(runtime):
    runtime.pid.write_text("1")
    serve._refuse_second(runtime)
    assert not runtime.pid.exists()


def test_a_second_start_is_refused(runtime, serving):
    runtime.pid.write_text(str(serving))
    with pytest.raises(UsageError, match=f"kill {serving}"):
        serve._refuse_second(runtime)


def test_a_child_has_default_signals_and_our_mark(tmp_path):
    log = tmp_path / "log"
    code = "import signal, time; print(signal.getsignal(signal.SIGINT), flush=True); time.sleep(60)"
    mark = str(tmp_path)
    environment = {**os.environ, processes.MARK: mark}
    with log.open("ab") as sink:
        process = processes.start([sys.executable, "-c", code], environment, sink)
    try:
        while "\n" not in log.read_text():
            time.sleep(0.02)
        assert "default_int_handler" in log.read_text()
        assert [p.pid for p in processes.leftovers(mark)] == [process.pid]
        assert processes.leftovers(mark + "x") == []
    finally:
        process.kill()
        process.wait()


def test_a_stubborn_process_is_forced_to_end(tmp_path):
    process = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE)
    process.stdout.readline()
    assert processes.end([psutil.Process(process.pid)], 0.2) == []
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("stubborn", [False, True])
def test_a_sandbox_ends_whether_its_program_wants_or_not(stubborn):
    wall = [find_bwrap(), "--ro-bind", "/", "/", "--dev", "/dev", "--unshare-pid"]
    wall += [] if os.geteuid() == 0 else ["--unshare-user"]
    program = STUBBORN if stubborn else [sys.executable, "-c", STUBBORN[2].replace("IGN", "DFL")]
    with subprocess.Popen(
        [*wall, "--die-with-parent", "--", *program], stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        (inside,) = psutil.Process(process.pid).children()[0].children()
        processes.end_sandboxes(os.getpid(), 0.5 if stubborn else 10)
        process.wait(10)
    assert psutil.wait_procs([inside], timeout=5)[1] == []


def test_waiting_for_a_page_ends_with_its_process(listener):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not processes.wait_for_page(f"http://127.0.0.1:{listener}/", process, 10)


def test_demonstration_accounts_are_made_once(small_layout, monkeypatch):
    runtime = Runtime(small_layout, 18500)
    text = small_layout.syllabus.read_text()
    dosen = "{name: dosen, full_name: Dosen, role: instructor}"
    demo = f"demo: [{dosen}, {{name: budi, full_name: Budi (contoh)}}]\n"
    small_layout.syllabus.write_text(text + demo)
    runtime.state.mkdir(parents=True)
    enrolled = []
    monkeypatch.setattr(
        "coursekit.nbgrader_ops.operations.enrol", lambda layout, people: enrolled.append(people)
    )
    assert serve.prepare_accounts(runtime)
    lines = runtime.demo_passwords.read_text().splitlines()
    passwords = dict(line.split("\t") for line in lines)
    assert list(passwords) == ["dosen", "budi"]
    assert runtime.demo_passwords.stat().st_mode & 0o077 == 0
    assert enrolled == [{"budi": ("Budi (contoh)", "")}]
    accounts = Accounts(runtime.accounts)
    assert accounts.check("budi", passwords["budi"]).account.role == "trainee"
    assert accounts.check("dosen", passwords["dosen"]).account.role == "instructor"
    assert not serve.prepare_accounts(runtime)
    assert runtime.demo_passwords.read_text().splitlines() == lines


def test_a_lab_is_released_when_it_changes(runtime, small_layout, monkeypatch):
    released = []
    monkeypatch.setattr(
        "coursekit.nbgrader_ops.operations.release", lambda layout, units: released.extend(units)
    )
    here = Runtime(small_layout, 18700)
    said = []
    assert serve.release_changed(here, said.append) == [] and "not generated" in said[0]
    for folder in (small_layout.solutions, small_layout.labs):
        (folder / "01-contoh").mkdir()
        (folder / "01-contoh" / "01-contoh.ipynb").write_text("{}")
    assert serve.release_changed(here, said.append) == ["01-contoh"]
    assert serve.release_changed(here, said.append) == []
    (small_layout.labs / "01-contoh" / "01-contoh.ipynb").write_text("{ }")
    assert serve.release_changed(here, said.append) == ["01-contoh"]
    assert released == ["01-contoh", "01-contoh"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("01-conto", "did you mean 01-contoh"), ("01-CONTOH", "as in the syllabus")],
)
def test_instant_feedback_of_a_lab_that_is_none_is_refused(small_layout, name, told):
    (small_layout.hub / "settings.yaml").write_text(f"exchange: {{instant: [{name}]}}\n")
    with pytest.raises(UsageError, match=f"exchange.instant: .*{told}"):
        serve.serve(small_layout, None, print)
    (small_layout.hub / "settings.yaml").write_text("exchange: {instant: [01-contoh]}\n")
    check_labs(small_layout)
