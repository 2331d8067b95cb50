"""A notebook in a plain JupyterLab, without a hub: its server, and what a person does in it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from coursekit.book.assets import vendor_assets

__all__ = ["Lab", "accept", "barriers", "cells", "run", "running_lab", "saved", "show"]

AXE = Path(__file__).parents[2] / "book" / "_vendor" / "axe.js"
QUIET = {"@jupyterlab/apputils-extension/notification.jupyterlab-settings": '{"fetchNews":"false"}'}


def notebook(*sources):
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": source, "outputs": [],
         "execution_count": None}
        for n, source in enumerate(sources)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class Lab:
    """A Jupyter server over a scratch folder, on loopback."""

    root: Path
    url: str

    def folder(self, name, *sources):
        """Make a lab folder with one notebook, so that every test has answers of its own."""
        (self.root / name).mkdir()
        (self.root / name / "lab.ipynb").write_text(json.dumps(notebook(*sources)))
        return self.root / name

    def ask(self, path, method="GET"):
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, data=b"" if method == "POST" else None
        )
        with urllib.request.urlopen(request, timeout=20) as told:
            return json.loads(told.read() or "null")

    def kernel(self, name):
        return next(s["kernel"]["id"] for s in self.ask("sessions") if s["path"].startswith(name))


@contextlib.contextmanager
def running_lab(root):
    """Run JupyterLab over a folder for a while."""
    for name, text in QUIET.items():
        path = root / ".settings" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", "--allow-root",
        f"--ServerApp.root_dir={root}",
    ]  # fmt: skip
    env = {
        **os.environ,
        "LABKIT_OWNER": "sekda.uji",
        "JUPYTER_CONFIG_DIR": str(root / ".conf"),
        "JUPYTERLAB_WORKSPACES_DIR": str(root / ".workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(root / ".settings"),
    }
    with (root / ".said").open("wb") as said:
        server = subprocess.Popen(
            command, cwd=root, env=env, stdout=said, stderr=said, start_new_session=True
        )
    lab = Lab(root, f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + 60
    while True:
        try:
            lab.ask("status")
            break
        except OSError:
            assert time.monotonic() < deadline, (root / ".said").read_text()
            time.sleep(0.2)
    yield lab
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)


def show(page, lab, name, view="lab/tree"):
    page.goto(f"{lab.url}/{view}/{name}/lab.ipynb" + ("?reset" if view == "lab/tree" else ""))
    run(page)


def run(page, cell=1, shows=".lk"):
    """Run a cell until its output stands: a key pressed before the kernel is up does nothing."""
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
    place = page.locator(".jp-Notebook .jp-Cell").nth(cell)
    for _ in range(40):
        accept(page)
        prompt = place.locator(".jp-InputPrompt")
        before = prompt.text_content()
        place.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        with contextlib.suppress(AssertionError):  # not heard: the key is pressed again
            expect(prompt).not_to_have_text(before, timeout=1000)
            break
    page.wait_for_selector(f".jp-Notebook {shows}")


def accept(page):
    """Agree to what JupyterLab asks, as after the restart of a kernel."""
    answer = page.locator(".jp-Dialog button.jp-mod-accept")
    if answer.count():
        answer.first.click()


def saved(page):
    page.wait_for_function("document.querySelector('.lk-status')?.textContent.startsWith('✓')")


def cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


def barriers(page, within="document"):
    """Return what axe finds that would keep somebody out."""
    vendor_assets(AXE.parents[1])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({within}).then((r) => r.violations)")
    return [
        (v["id"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in {"serious", "critical"}
    ]
