"""How soon a lab is there for a trainee: readable, usable, checked; cold, and once more, warm.

``python benchmarks/lab_page.py [--unit 03-menilai-bukti] [--people 3]`` starts a hub on loopback
in a temporary copy of the course, opens the lab in Chromium as each person does, one after the
other, and prints one JSON: seconds from the click, the median of all, side by side.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "support")]

from playwright.sync_api import sync_playwright

from conftest import running_hub

BROWSER = "/usr/bin/chromium"
STAND = """() => { const cells = [...document.querySelectorAll('.ck-formulir')];
  return cells.length
  && cells.every((cell) => cell.querySelector(".lk") && !cell.matches(".ck-tunggu")); }"""


def opened(page, unit):
    """Click the lab's button; return seconds until it can be read, used, and all is drawn."""
    began = time.perf_counter()
    page.locator(f"#unit-{unit} .tindak .tombol").first.click()
    page.wait_for_selector(".jp-RenderedMarkdown h1")
    readable = time.perf_counter() - began
    page.wait_for_function(STAND)
    usable = time.perf_counter() - began
    page.wait_for_selector(".ck-siap")
    return {"readable": readable, "usable": usable, "drawn": time.perf_counter() - began}


def checked(page):
    """Press the check; return the seconds until its answer stands."""
    began = time.perf_counter()
    page.click(".ck-periksa")
    page.wait_for_selector(".ck-ringkasan")
    return time.perf_counter() - began


def visit(browser, hub, name, unit):
    """Log in, open the lab cold, check it, and open it once more with its kernel still there."""
    window = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    window.set_default_timeout(60_000)
    page = window.new_page()
    page.goto(hub.url)
    page.fill("#username_input", name)
    page.fill("#password_input", hub.passwords[name])
    page.click("#login_submit")
    page.wait_for_selector("ol.unit")
    cold = opened(page, unit)
    check = checked(page)
    page.click(".ck-pulang a")
    page.wait_for_selector("ol.unit")
    warm = opened(page, unit)
    window.close()
    return {"cold": cold, "warm": warm, "check": {"seconds": check}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="03-menilai-bukti")
    parser.add_argument("--people", type=int, default=3, choices=range(1, 4))
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="lab-page-") as folder,
        running_hub(Path(folder)) as hub,
        sync_playwright() as engine,
    ):
        browser = engine.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        people = [name for name in hub.passwords if name != "widyaiswara"][: given.people]
        visits = [visit(browser, hub, name, given.unit) for name in people]
        browser.close()
    median = {
        f"{kind} {step}": round(statistics.median(one[kind][step] for one in visits), 2)
        for kind in visits[0]
        for step in visits[0][kind]
    }
    print(json.dumps({"unit": given.unit, "people": len(people), "seconds": median}, indent=1))


if __name__ == "__main__":
    main()
