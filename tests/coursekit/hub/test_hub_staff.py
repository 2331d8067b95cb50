"""The sandbox of a service for staff: what a program in it sees of a real checkout."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coursekit.core.layout import CourseLayout
from coursekit.hub.runtime import PORT_NAMES, Runtime
from coursekit.hub.sandboxes.enclosure import enclose, open_door
from coursekit.hub.sandboxes.gradebook_door import database_door, password_of
from coursekit.hub.sandboxes.kit import install_kit
from coursekit.hub.sandboxes.spawner import _FIRST_UID
from coursekit.hub.services import staff
from coursekit.hub.services.staff import STAFF, staff_plan, web_environment
from coursekit.nbgrader_ops.operations import settle_gradebook

FORMGRADER = STAFF["formgrader"]
SEEN = {
    "solutions": "solutions/01-contoh/x.ipynb",
    "labs": "labs/01-contoh/x.ipynb",
    "submitted": "course/var/submitted/sekda/01-contoh/x.ipynb",
    "autograded": "course/var/autograded/sekda/01-contoh/foto.png",
    "feedback": "course/var/feedback/sekda/01-contoh/x.html",
    "gradebook": "course/var/gradebook/gradebook.db",
}
HIDDEN = {
    "keys": "course/answer_keys/keys/G01.json",
    "dossiers": "course/answer_keys/dossiers/G01.yaml",
    "settings": "course/hub/settings.yaml",
    "guides": "course/units/01/guide.md",
    "accounts": "course/var/hub/accounts.db",
    "hub database": "course/var/hub/hub.sqlite",
    "cookie secret": "course/var/hub/cookie_secret",
    "passwords": "course/var/hub/demo-accounts.txt",
    "tokens": "course/var/hub/tokens.log",
    "home of a trainee": "course/var/hub/homes/sekda/catatan.txt",
    "way in": "course/var/hub/staff/formgrader/way",
    "store": "course/var/store/records.db",
    "exchange": "course/var/exchange/x",
    "reports": "course/var/grading/01/report.json",
}
PROBE = """
import json, os, socket, subprocess, sys
from pathlib import Path
told = {"uid": os.getuid(), "read": {}, "write": {}, "pids": 0}
for name, path in json.loads(sys.argv[1]).items():
    try:
        told["read"][name] = Path(path).read_text()
    except OSError as error:
        told["read"][name] = type(error).__name__
    try:
        Path(path).parent.joinpath("new").write_text("x")
        told["write"][name] = True
    except OSError:
        told["write"][name] = False
told["pids"] = sum(name.isdigit() for name in os.listdir("/proc"))
told["root"] = sorted(os.listdir(sys.argv[2]))
told["var"] = sorted(os.listdir(sys.argv[2] + "/course/var"))
for name, call in {
    "setuid": lambda: os.setuid(0),
    "network": lambda: socket.create_connection(("192.0.2.1", 80), 1),
    "mount": lambda: subprocess.run(["mount", "-t", "tmpfs", "x", "/tmp"], check=True),
    "unshare": lambda: subprocess.run(["unshare", "-Ur", "true"], check=True),
}.items():
    try:
        call()
        told[name] = "through"
    except Exception as error:
        told[name] = type(error).__name__
print(json.dumps(told))
"""


def inside(runtime, *command, doors=None):
    """Run a program in the sandbox of formgrader's service, as the hub would its own."""
    descriptors = []
    plan = staff_plan(FORMGRADER, runtime, install_kit(runtime.kits), descriptors)
    try:
        return subprocess.run(
            enclose(plan, command, descriptors),
            pass_fds=descriptors,
            env=web_environment(FORMGRADER, runtime, {"PATH": "/usr/bin:/bin"}, True),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


@pytest.fixture
def runtime(small_layout):
    return Runtime(small_layout, 9000)


@pytest.fixture
def short_path():
    """A folder whose sockets have names short enough; those of pytest may be long."""
    with tempfile.TemporaryDirectory(prefix="st-") as folder:
        yield Path(folder)


@pytest.fixture
def full_house(small_layout):
    """A checkout in which everything lies that must stay apart."""
    for path in (*SEEN.values(), *HIDDEN.values()):
        file = small_layout.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"text of {path}")
    return small_layout


def test_a_program_in_it_reads_submissions_and_marks_and_nothing_else(full_house):
    runtime = Runtime(full_house, 9000)
    paths = {name: str(full_house.root / path) for name, path in (SEEN | HIDDEN).items()}
    done = inside(runtime, sys.executable, "-c", PROBE, json.dumps(paths), str(full_house.root))
    assert not done.returncode, done.stderr
    told = json.loads(done.stdout)
    for name, path in SEEN.items():
        assert told["read"][name] == f"text of {path}"
    assert {name: told["read"][name] for name in HIDDEN} == dict.fromkeys(
        HIDDEN, "FileNotFoundError"
    )
    assert [name for name, done in told["write"].items() if done] == ["gradebook"]
    assert told["root"] == ["course", "labs", "solutions"]
    assert told["var"] == ["autograded", "feedback", "gradebook", "submitted"]
    assert told["uid"] == (FORMGRADER.uid if os.geteuid() == 0 else os.getuid()) != 0
    assert told["pids"] < 6
    for name in ("setuid", "network", "mount", "unshare"):
        assert told[name] != "through", name


def test_the_web_application_answers_nobody_it_does_not_know(full_house):
    """The real one, in the real sandbox: its whole list of addresses, by enumeration."""
    code = (
        "import json, os\n"
        "from coursekit.web.formgrader.application import make_application\n"
        "app = make_application('/services/c/')\n"
        "rules = [r for router in app.default_router.rules for r in router.target.rules]\n"
        "print(json.dumps([[r.matcher.regex.pattern, r.target.__module__] for r in rules]))\n"
    )
    for path in ("gradebook",):  # a real one is made
        (full_house.root / SEEN[path]).unlink()
    runtime = Runtime(full_house, 9000)
    program = "import os\nos.environ.update(COURSEKIT_ROOT={!r}, COURSEKIT_COURSE='contoh', "
    program += "COURSEKIT_GRADEBOOK='sqlite:///{}', JUPYTERHUB_API_TOKEN='x', "
    program += "JUPYTERHUB_CLIENT_ID='service-c', JUPYTERHUB_SERVICE_PREFIX='/services/c/')\n"
    program = program.format(str(full_house.root), full_house.gradebook)
    done = inside(runtime, sys.executable, "-c", program + code)
    assert not done.returncode, done.stderr[-2000:]
    rules = json.loads(done.stdout.splitlines()[-1])
    own = {"/services/c/health$", "/services/c/logout$", "/services/c/oauth_callback$", ".*$"}
    rest = [(path, module) for path, module in rules if path not in own]
    assert len(rest) > 30
    for path, module in rest:
        assert path.startswith(("/services/c/formgrader", "/services/c/(?:formgrader")), path
        assert not module.startswith(("jupyter_server.services", "jupyterlab", "notebook"))
    assert {path for path, _ in rules} >= own - {".*$"}


def test_each_service_has_a_uid_and_a_port_of_its_own():
    assert len({one.uid for one in STAFF.values()}) == len(STAFF)
    for one in STAFF.values():
        assert 0 < one.uid < 20000 < _FIRST_UID and one.port in PORT_NAMES
        shown = (*one.read, *one.write)
        assert not any("answer_keys" in path or path.startswith("course/var/hub") for path in shown)
        assert not {"course", "course/var", "", "."} & set(shown)


def test_its_environment_says_only_what_it_needs(runtime):
    given = {"PATH": "/bin", "JUPYTERHUB_API_TOKEN": "t", "SECRET": "s", "HOME": "/root"}
    found = web_environment(FORMGRADER, runtime, given, True)
    assert "SECRET" not in found and found["HOME"] == "/home/formgrader"
    assert found["JUPYTERHUB_API_TOKEN"] == "t" and found["COURSEKIT_RUNNER"] == "/run/doors/runner"


def test_an_older_gradebook_is_found_and_moved_once(small_layout, new_gradebook):
    former, moved = small_layout.var / "gradebook.db", small_layout.gradebook
    assert moved == small_layout.var / "gradebook" / "gradebook.db"
    settle_gradebook(small_layout)  # none yet
    small_layout.var.mkdir()
    former.write_bytes(new_gradebook.read_bytes())
    assert small_layout.gradebook == former
    settle_gradebook(small_layout)
    assert small_layout.gradebook == moved and not former.exists()
    assert moved.read_bytes() == new_gradebook.read_bytes()
    settle_gradebook(small_layout)
    assert moved.read_bytes() == new_gradebook.read_bytes()


PGPASS = """\
# comment:5432:*:*:nothing
db.example:5432:nilai:kursus:dua\\:belas
db.example:*:*:*:tiga
"""


@pytest.mark.parametrize(
    ("row", "password"),
    [
        (("db.example", "5432", "nilai", "kursus"), "dua:belas"),
        (("db.example", "5432", "lain", "kursus"), "tiga"),
        (("other.example", "5432", "nilai", "kursus"), ""),
    ],
)
def test_the_password_file_is_read_as_libpq_reads_it(tmp_path, row, password):
    (tmp_path / ".pgpass").write_text(PGPASS)
    assert password_of(row, tmp_path / ".pgpass") == password
    assert password_of(row, tmp_path / "none") == ""


def test_a_gradebook_on_a_server_is_reached_through_a_door_and_tls_sees_its_name(tmp_path):
    (tmp_path / ".pgpass").write_text(PGPASS)
    door = database_door(
        "postgresql+psycopg://kursus@db.example/nilai?sslmode=verify-full", tmp_path / ".pgpass"
    )
    assert door.port == 5432 and door.password == "dua:belas"
    assert door.url.startswith("postgresql+psycopg://kursus@db.example:5432/nilai?")
    assert "hostaddr=127.0.0.1" in door.url and "sslmode=verify-full" in door.url
    assert database_door("sqlite:////x/gradebook.db").port == 0


@pytest.mark.slow
def test_a_real_postgresql_answers_from_inside(postgres, short_path):
    """A program in the sandbox, which has no network, counts on the server outside."""
    runtime = Runtime(CourseLayout(short_path), 9000)
    door = database_door(postgres())
    code = (
        "import sqlalchemy, sys\n"
        "engine = sqlalchemy.create_engine(sys.argv[1])\n"
        "print(engine.connect().exec_driver_sql('SELECT 6 * 7').scalar())\n"
    )
    command = [sys.executable, "-m", "coursekit.hub.sandboxes.sandbox_init", "FD", "1"]
    command += [f"{door.port}=/run/doors/{door.port}", "--", sys.executable, "-c", code, door.url]

    async def day():
        descriptors = []
        plan = staff_plan(FORMGRADER, runtime, install_kit(runtime.kits), descriptors)
        server = await open_door(plan.doors / str(door.port), door.connect)
        arrivals, way = await staff.open_way_in(plan.doors.parent / "way", "127.0.0.1")
        descriptors.append(arrivals)
        command[command.index("FD")] = str(arrivals)
        process = await asyncio.create_subprocess_exec(
            *enclose(plan, command, descriptors),
            pass_fds=descriptors,
            env=web_environment(FORMGRADER, runtime, {"PATH": "/usr/bin:/bin"}, True),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for descriptor in descriptors:
            os.close(descriptor)
        out, words = await process.communicate()
        server.close()
        way.close()
        return out.decode(), words.decode()

    out, words = asyncio.run(day())
    assert out.split() == ["42"], words
