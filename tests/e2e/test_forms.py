"""The scoring form in a real JupyterLab: it keeps, recovers, refuses and speaks as promised."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from spbe import datasets, score

pytestmark = pytest.mark.e2e

AXE = Path(__file__).parents[2] / "book" / "_vendor" / "axe.js"
FORM = 'from spbe.widgets import scoring_form\nscoring_form("penilaian", government="G02")'
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


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    root = tmp_path_factory.mktemp("jupyter")
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


def show(page, lab, name, view="lab/tree"):
    page.goto(f"{lab.url}/{view}/{name}/lab.ipynb" + ("?reset" if view == "lab/tree" else ""))
    run(page)


def run(page, cell=1, shows=".lk"):
    """Run a cell until its output stands: a key pressed before the kernel is up does nothing."""
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")
    for _ in range(8):
        page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        try:
            page.wait_for_selector(f".jp-Notebook {shows}", timeout=6_000)
            return
        except Exception as error:
            if "Timeout" not in type(error).__name__:
                raise
    shot(page, "no-form")
    raise AssertionError(f"no {shows} after running cell {cell}")


def saved(page):
    page.wait_for_function("document.querySelector('.lk-status')?.textContent.startsWith('✓')")


def field(page, code):
    return page.locator(f".sf-ind[data-code={code}]")


def choose(page, code, level):
    field(page, code).locator("input[type=radio]").nth(level - 1).evaluate("r => r.click()")


def level_of(page, code):
    chosen = field(page, code).locator("input[type=radio]:checked")
    return int(chosen.get_attribute("value")) if chosen.count() else None


def answers(folder):
    return json.loads((folder / "jawaban" / "penilaian.json").read_text())["answers"]["indicators"]


def cells(page):
    return page.locator(".jp-Notebook .jp-Cell").count()


def shot(page, label):
    if place := os.environ.get("COURSEKIT_SHOTS"):
        page.screenshot(path=Path(place) / f"forms-{label}.png")


@pytest.fixture(scope="module")
def desk(lab, window):
    """Give (page, folder) with one form open, all 47 indicators."""
    folder = lab.folder("umum", "1", FORM, "2")
    page = window()
    show(page, lab, "umum")
    return page, folder


def test_what_is_filled_in_outlives_reload_restart_and_a_killed_kernel(lab, window):
    folder = lab.folder("ingat", "1", FORM, "2")
    page = window()
    show(page, lab, "ingat")
    choose(page, "I01", 3)
    field(page, "I01").locator("textarea").fill("Peraturan sudah ditetapkan.")
    field(page, "I01").locator("select").select_option("G02-I01-1")
    saved(page)
    expected = {"level": 3, "reason": "Peraturan sudah ditetapkan.", "card": "G02-I01-1"}
    assert answers(folder)["I01"] == expected

    page.reload()
    run(page)
    assert level_of(page, "I01") == 3
    assert field(page, "I01").locator("textarea").input_value() == expected["reason"]
    assert field(page, "I01").locator("select").input_value() == "G02-I01-1"

    lab.ask(f"kernels/{lab.kernel('ingat')}/restart", "POST")
    run(page)
    assert level_of(page, "I01") == 3

    pids = subprocess.run(["pgrep", "-f", lab.kernel("ingat")], capture_output=True, text=True)
    for pid in pids.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    choose(page, "I02", 4)  # into a form whose kernel is dead: kept by the browser
    page.wait_for_selector("text=Belum tersimpan", timeout=10_000)
    deadline = time.monotonic() + 30
    while lab.ask(f"kernels/{lab.kernel('ingat')}")["execution_state"] != "idle":
        assert time.monotonic() < deadline
        time.sleep(0.3)
    if page.locator(".jp-Dialog button.jp-mod-accept").count():
        page.locator(".jp-Dialog button.jp-mod-accept").first.click()
    page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    saved(page)
    assert answers(folder)["I01"] == expected
    assert answers(folder)["I02"]["level"] == 4


def test_keys_meant_for_the_form_leave_the_cells(desk):
    page, _ = desk
    before = cells(page)
    controls = page.evaluate(
        """() => [...document.querySelectorAll('.lk :is(input,select,button,summary,[tabindex])')]
        .filter((c) => c.checkVisibility() && !c.disabled)
        .map((c) => c.tagName + '.' + c.className + (c.type || '') )"""
    )
    kinds = sorted(set(controls))
    assert len(kinds) >= 6, kinds
    for kind in kinds:
        page.evaluate(
            """(kind) => [...document.querySelectorAll('.lk :is(input,select,button,summary,[tabindex])')]
            .find((c) => c.checkVisibility() && !c.disabled
              && c.tagName + '.' + c.className + (c.type || '') === kind).focus()""",
            kind,
        )  # fmt: skip
        for key in "ddxb":
            page.keyboard.press(key)
        assert cells(page) == before, kind
    assert page.locator(".lk").count() == 1


def test_the_shown_index_predicate_and_radar_are_the_engines(desk):
    page, folder = desk
    draw = random.Random(5)
    instrument = datasets.load_instrument("spbe-2020")
    for _ in range(3):
        levels = {code: draw.randint(1, 5) for code in instrument.codes}
        shown = page.evaluate(
            """(levels) => {
            for (const [code, level] of Object.entries(levels))
              document.querySelector(`.sf-ind[data-code=${code}] input[value="${level}"]`).click();
            return view();
            function view() { return { index: +document.querySelector('.lk').dataset.index,
              text: document.querySelector('.sf-index').textContent,
              predicate: document.querySelector('.sf-predicate').textContent,
              shape: document.querySelector('.sf-shape').getAttribute('points') }; } }""",
            levels,
        )
        saved(page)
        truth = score(levels, instrument)
        index = truth.index.iloc[0]
        told = float(page.locator(".lk").get_attribute("data-told"))
        assert answers(folder).keys() == levels.keys()
        assert shown["index"] == pytest.approx(index, abs=1e-9)
        assert told == pytest.approx(index, abs=1e-12)
        assert shown["text"] == f"{index:.2f}".replace(".", ",")
        assert shown["predicate"] == truth.predicates.iloc[0]
        # the radar as the view drew it at once, and as the kernel's answer drew it
        assert page.locator(".sf-shape").get_attribute("points") == shown["shape"]


def test_no_serious_barrier(desk):
    page, _ = desk
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate(
            "(t) => document.body.dataset.jpThemeLight = String(t.includes('Light'))", theme
        )
        found = page.evaluate("axe.run('.lk').then(r => r.violations)")
        serious = [
            (v["id"], [n["target"] for n in v["nodes"]][:3])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert serious == [], theme


def test_how_fast_a_choice_is_on_screen(desk):
    page, _ = desk
    times = page.evaluate(
        """async () => { const out = [];
        const free = [...document.querySelectorAll('.sf-ind input[type=radio]:not(:checked)')];
        for (const radio of free.filter((_, k) => k % 6 === 0).slice(0, 30)) {
          const began = performance.now(); radio.click();
          await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
          out.push(performance.now() - began); await new Promise((f) => setTimeout(f, 120)); }
        return out.sort((a, b) => a - b); }"""
    )
    median, worst = times[len(times) // 2], times[-1]
    print(f"choice to screen, {len(times)} times: median {median:.0f} ms, worst {worst:.0f} ms")
    saved(page)
