"""What a trainee gets hold of from his own server: nothing that is not his."""

import json
import os
import shutil
import socket
from pathlib import Path

import psutil
import pytest

from coursekit.exchange.server.setup import store_folder

pytestmark = pytest.mark.e2e

PROGRAMS = sorted(Path(__file__).parent.glob("attempts*.py"))
ATTEMPTS = Path(__file__).with_name("attempts.py").read_text()
UNIT = "02-kerangka-spbe"
SECRET = "rahasia-diskominfo"

# What an instructor's role allows; all else must fail for him too.
OF_STAFF = {
    "solutions on the instructors' shelf",
    "guides on the instructors' shelf",
    "exchange: everybody's submissions",
    "exchange: the other's submission by its number",
    "exchange: return feedback to the other",
    "exchange: hand out a lab",
    "exchange: withdraw a lab",
    "exchange: marks for my own work",
}
# How a mistake in an attempt itself would look.
MISTAKES = ("NameError", "TypeError", "AttributeError", "KeyError", "IndexError", "struct.error")
# Run in the victim's own kernel: hand in once, and list what is there under her name.
PRELUDE = "import json; exec(SOURCE.split('def main(')[0]); TARGETS = json.loads(GIVEN)\n"
SUBMIT = (
    "address = '/submissions?assignment=' + TARGETS['assignment']\n"
    "print(exchange(address, 'POST', archive(), **{'Idempotency-Key': 'first-of-the-other'}))\n"
)
OWN = "print(exchange('/submissions'))\n"
KERNEL_PORTS = """
import json
from ipykernel.connect import get_connection_file
data = json.load(open(get_connection_file()))
print(json.dumps([data[key] for key in data if key.endswith("_port")]))
"""


def run_in_kernel(kernel, source, targets):
    line = f"SOURCE = {ATTEMPTS!r}\nGIVEN = {json.dumps(targets)!r}\n"
    return kernel.run(line + source)


@pytest.fixture(scope="module")
def victim(hub):
    """The other trainee at work: a file, a running kernel, a submission."""
    person = hub.person("diskominfo")
    with person.kernel() as kernel:
        kernel.run(f"from pathlib import Path; Path('catatan.txt').write_text({SECRET!r})")
        yield person, kernel


@pytest.fixture(scope="module")
def abstract():
    """A socket without a path, on the host."""
    name = f"coursekit-test-{psutil.Process().pid}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + name)
        server.listen()
        yield name


@pytest.fixture(scope="module")
def targets(hub, victim, abstract, tmp_path_factory):
    """Where everything lies that must stay out of reach."""
    runtime, layout, (person, kernel) = hub.runtime, hub.layout, victim
    home = runtime.homes / person.name
    marker = tmp_path_factory.mktemp("host") / "marker"
    marker.write_text("x")
    family = psutil.Process(hub.process.pid).children(recursive=True)
    (hub_pid,) = (p.pid for p in family if "jupyterhub_config.py" in " ".join(p.cmdline()))
    register = runtime.state / "uids.json"
    # A hub that is not root gives nobody a uid: then all are the operator outside.
    uids = json.loads(register.read_text()) if register.exists() else {}
    found = {
        "other": person.name,
        "other_uid": uids.get(person.name, os.getuid()),
        "other_home": home,
        "other_file": home / "catatan.txt",
        "other_log": runtime.state / "servers" / f"{person.name}.log",
        "other_kernel_ports": json.loads(kernel.run(KERNEL_PORTS)),
        "homes": runtime.homes,
        "submitted": layout.var / "submitted",
        "gradebook": layout.gradebook,
        "feedback": layout.var / "feedback",
        "course": layout.course,
        "answer_keys": layout.answer_keys,
        "solutions": layout.solutions,
        "units": layout.units,
        "tests": Path(__file__).parent,
        "hub_database": runtime.state / "hub.sqlite",
        "cookie_secret": runtime.state / "cookie_secret",
        "accounts": runtime.accounts,
        "passwords": runtime.demo_passwords,
        "hub_log": runtime.log,
        "uids": register,
        "exchange": store_folder(layout),
        "ways": runtime.state / "ways",
        "host_marker": marker,
        "hub_pid": hub_pid,
        "other_port": way_into_the_last_sandbox(hub_pid),
        "proxy_port": runtime.port_of("proxy"),
        "people_port": runtime.port_of("people"),
        "formgrader_port": runtime.port_of("formgrader"),
        "exchange_port": runtime.port_of("exchange"),
        "doors": [runtime.port_of("hub"), runtime.port_of("exchange")],
        "abstract": abstract,
        "course_id": hub.course,
        "assignment": UNIT,
        "other_submission": "",
    }
    found = {key: str(value) if isinstance(value, Path) else value for key, value in found.items()}
    receipt = json.loads(run_in_kernel(kernel, PRELUDE + SUBMIT, found))
    assert receipt["trainee"] == person.name
    return {**found, "other_submission": receipt["id"]}


def way_into_the_last_sandbox(pid):
    """Return the highest port the hub itself listens on: it forwards it to the victim's server."""
    rows = psutil.Process(pid).net_connections("inet")
    return max(row.laddr.port for row in rows if row.status == psutil.CONN_LISTEN)


@pytest.fixture(scope="module")
def told(hub, targets):
    """What came of every attempt: in a trainee's kernel and terminal, in an instructor's kernel."""
    found = {}
    for name in ("sekda", "widyaiswara"):
        person = hub.person(name)
        with person.kernel() as kernel:
            home = hub.runtime.homes / name
            for program in PROGRAMS:
                shutil.copy(program, home)
            (home / "t.json").write_text(json.dumps(targets))
            source = "import json, sys\nsys.path.insert(0, '.')\nimport attempts_all\n"
            said = kernel.run(source + "attempts_all.attempts.main(json.load(open('t.json')))", 300)
            found[name] = json.loads(said.splitlines()[-1])
        if name == "sekda":
            line = "python attempts_all.py t.json > told.json; echo sele''sai"
            assert "selesai" in person.terminal(line, "selesai", 300)
            found["terminal"] = json.loads((hub.runtime.homes / name / "told.json").read_text())
    return found


def through(attempts):
    return {name for name, row in attempts.items() if row["through"]}


def test_there_are_many_attempts(told):
    assert all(len(attempts) >= 250 for attempts in told.values())


@pytest.mark.parametrize("where", ["sekda", "terminal", "widyaiswara"])
def test_each_attempt_runs_into_the_wall_and_not_into_a_mistake_of_its_own(told, where):
    said = {name: row["said"] for name, row in told[where].items() if not row["through"]}
    assert {name: text for name, text in said.items() if text.startswith(MISTAKES)} == {}


def test_the_victim_is_really_there(hub, targets):
    """Every target exists on the host: an attempt that fails, fails at the wall."""
    keys = ("other_file", "gradebook", "hub_database", "cookie_secret", "accounts", "passwords")
    for key in (*keys, "hub_log", "exchange", "ways", "solutions", "course", "tests"):
        assert Path(targets[key]).exists(), key
    assert Path(targets["other_file"]).read_text() == SECRET
    with socket.create_connection(("127.0.0.2", targets["other_port"]), timeout=3):
        pass


@pytest.mark.parametrize("where", ["sekda", "terminal"])
def test_a_trainee_gets_hold_of_nothing(told, where):
    assert {name: told[where][name]["said"] for name in through(told[where])} == {}


def test_an_instructor_gets_what_the_role_allows(told):
    staff = told["widyaiswara"]
    assert {name: staff[name]["said"] for name in through(staff) - OF_STAFF} == {}
    assert {name: staff[name]["said"] for name in OF_STAFF - through(staff)} == {}


def test_nothing_arrived_under_the_others_name(targets, told, victim):
    """The forged submissions did arrive, but under the names of those who sent them."""
    forged = told["sekda"]["nbgrader: hand in under the other's name"]["said"]
    assert "submitted; the test looks" in forged, forged
    own = json.loads(run_in_kernel(victim[1], PRELUDE + OWN, targets))
    assert [row["id"] for row in own] == [targets["other_submission"]]
