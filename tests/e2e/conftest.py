"""A hub on a copy of the course, a JupyterLab without one, and windows on either."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hub_client import Person
from notebook_page import running_lab
from typed_labs import typed_lab

from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.syllabus import load_syllabus
from coursekit.hub.hosts import Hosts
from coursekit.hub.runtime import Runtime

SOURCE = find_layout(Path(__file__).parent)


@dataclass(frozen=True)
class Hub:
    """A running hub: where it is, what its operator saw."""

    layout: CourseLayout
    url: str
    passwords: dict[str, str]
    said: Path
    process: subprocess.Popen
    seconds: float

    @property
    def course(self) -> str:
        return load_syllabus(self.layout.syllabus).course_id

    @property
    def runtime(self) -> Runtime:
        return Runtime(self.layout, int(self.url.rsplit(":", 1)[1]))

    @property
    def hosts(self) -> Hosts:
        return self.runtime.hosts

    def person(self, name) -> Person:
        """Return somebody who is logged in and whose server runs, without a browser."""
        person = Person(self.url, name)
        assert person.log_in(self.passwords[name]).status_code == 302
        person.start()
        return person


def ours(hub, url):
    """Whether an address is one of the hub's hosts."""
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob"):
        return True
    host, name = parts.netloc, hub.hosts.netloc
    return host == name or host.endswith("." + name)


def free_block(start=18000, size=10):
    """Return a port with free ports behind it; runs beside each other begin at different ones."""
    first = start + os.getpid() % 100 * size
    for port in range(first, first + 1000, size):
        if all(_free(p) for p in range(port, port + size)):
            return port
    raise RuntimeError("no free ports")


def _free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def copy_layout(target, typed=""):
    """Copy what a hub serves, without state; unit `typed` becomes a lab whose answers are code."""
    for folder in ("labs", "solutions"):
        shutil.copytree(SOURCE.root / folder, target / folder)
    copy = CourseLayout(target)
    for data in SOURCE.units.glob("*/unit.yml"):
        copy.unit_data(data.parent.name).parent.mkdir(parents=True)
        shutil.copy(data, copy.unit_data(data.parent.name))
    copy.guide("02-kerangka-spbe").write_text("# Panduan\n")
    shutil.copytree(SOURCE.hub, target / "course" / "hub")
    for folder in ("keys", "opened"):
        shutil.copytree(SOURCE.answer_keys / folder, copy.answer_keys / folder)
    shutil.copy(SOURCE.syllabus, target / "course")
    if typed:
        scratch = typed_lab(CourseLayout(target / "ketik"), typed)
        for folder in ("labs", "solutions"):
            shutil.copytree(scratch.root / folder, target / folder, dirs_exist_ok=True)
    (target / "book" / "_build" / "html").mkdir(parents=True)
    (target / "book" / "_build" / "html" / "index.html").write_text(
        "<!doctype html><html lang='id'><title>Buku</title><h1>Buku pelatihan</h1></html>"
    )
    return copy


def start_serve(layout, port, said, python=sys.executable, **environment):
    """Start `coursekit serve` and wait until it says that it is ready."""
    command = Path(python).with_name("coursekit")
    with said.open("wb") as sink:
        process = subprocess.Popen(
            [command, "serve", "--port", str(port)],
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "COURSEKIT_ROOT": str(layout.root), **environment},
            start_new_session=True,
        )
    deadline = time.monotonic() + 180
    while "ready" not in said.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(said.read_text())
        time.sleep(0.1)
    return process


@contextlib.contextmanager
def running_hub(root, settings=None, extra="", typed=""):
    """Run a hub on a copy of the course in `root`.

    Parameters
    ----------
    settings : dict or callable, optional
        What is laid over the defaults; a function gets the port.
    extra : str
        Python that is put behind the hub's configuration.
    """
    layout = copy_layout(root, typed)
    port = free_block()
    if settings:
        settings = settings(port) if callable(settings) else settings
        (layout.hub / "settings.yaml").write_text(json.dumps(settings))
    if extra:
        (layout.hub / "jupyterhub_config.d").mkdir()
        (layout.hub / "jupyterhub_config.d" / "extra.py").write_text(extra)
    said = root / "said.txt"
    began = time.monotonic()
    process = start_serve(layout, port, said)
    lines = (layout.var / "hub" / "demo-accounts.txt").read_text().splitlines()
    yield Hub(
        layout,
        Runtime(layout, port).url,
        dict(line.split("\t") for line in lines),
        said,
        process,
        time.monotonic() - began,
    )
    process.send_signal(signal.SIGINT)
    process.wait(30)


@pytest.fixture(scope="session")
def run_hub(tmp_path_factory):
    """Run hubs with settings of their own: see `running_hub`."""
    return lambda *given, **more: running_hub(tmp_path_factory.mktemp("course"), *given, **more)


@pytest.fixture(scope="module")
def hub(request, run_hub):
    """Run a hub; a test file may have SETTINGS of its own, and a TYPED unit, which asks code."""
    module = request.module
    with run_hub(getattr(module, "SETTINGS", None), typed=getattr(module, "TYPED", "")) as hub:
        yield hub


@pytest.fixture
def serve_again():
    """Start a hub once more on its state; it is stopped in the end."""
    processes = []

    def start(hub):
        port = int(hub.url.rsplit(":", 1)[1])
        processes.append(start_serve(hub.layout, port, hub.said))

    yield start
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@pytest.fixture(scope="module")
def serve_course():
    """Serve a whole course that has an environment of its own; it is stopped in the end."""
    processes = []

    def start(layout):
        port = free_block()
        python = layout.root / ".venv" / "bin" / "python"
        processes.append(start_serve(layout, port, layout.root / "said.txt", python))
        lines = Runtime(layout, port).demo_passwords.read_text().splitlines()
        return Runtime(layout, port).url, dict(line.split("\t") for line in lines)

    yield start
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@dataclass
class Desk:
    """One person's browser window, logged in."""

    hub: Hub
    name: str
    page: object
    outside: list[str]
    shots: Path

    @property
    def home(self):
        """Address of the person's own server."""
        return self.hub.hosts.person(self.name)

    def shot(self, label):
        self.page.screenshot(path=self.shots / f"{self.name}-{label}.png")


@pytest.fixture(scope="module")
def desk_of(hub, browser, tmp_path_factory):
    """Open a logged-in window for a person."""
    shots = Path(os.environ.get("COURSEKIT_SHOTS") or tmp_path_factory.mktemp("shots"))
    windows = []

    def open_desk(name):
        window = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
        window.set_default_timeout(60_000)
        windows.append(window)
        page = window.new_page()
        outside = []
        page.on("request", lambda asked: ours(hub, asked.url) or outside.append(asked.url))
        page.goto(hub.url)
        page.fill("#username_input", name)
        page.fill("#password_input", hub.passwords[name])
        page.click("#login_submit")
        return Desk(hub, name, page, outside, shots)

    yield open_desk
    for window in windows:
        window.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab without a hub, over a scratch folder."""
    with running_lab(tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture(scope="module")
def window(browser):
    """Open windows of separate profiles; all are closed at the end."""
    opened = []

    def open_window(width=1366, height=768):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
        context.set_default_timeout(40_000)
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
