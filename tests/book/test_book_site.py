"""The site in a real browser: private, accessible, searchable, and equal to the engine."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from spbe import datasets, score
from spbe.forms.plan_widget import problem_static
from spbe.planning.case import BUDGETS, case_problem
from spbe.planning.check import check_plan
from spbe.planning.greedy import greedy_plan
from spbe.planning.plan import Placement, Plan, capacity_use, index_curve, quarter_costs
from spbe.planning.problem import PlanProblem

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1366, "height": 800})
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("requestfailed", lambda request: page.trouble.append(f"failed {request.url}"))
    yield page
    context.close()


def _asked(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_no_page_asks_for_anything_outside_the_site(page, address, pages):
    asked = _asked(page)
    for name in pages:
        page.goto(f"{address}/{name}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert page.trouble == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_axe_finds_nothing_serious(chromium, address, pages, layout, width, scheme):
    axe = (layout.book / "_vendor" / "axe.js").read_text(encoding="utf-8")
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = {}
    for name in pages:
        page.goto(f"{address}/{name}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        page.evaluate(axe)
        result = page.evaluate("async () => await axe.run(document)")
        for violation in result["violations"]:
            if violation["impact"] in {"serious", "critical"}:
                places = [node["target"] for node in violation["nodes"]][:3]
                found.setdefault(violation["id"], []).append((name, places))
        # Ink of the paper's own colour is no violation to axe, only a thing to look at.
        doubts = [node for doubt in result["incomplete"] for node in doubt["nodes"]]
        for node in doubts:
            kinds = {(check["data"] or {}).get("messageKey") for check in node["any"]}
            if "equalRatio" in kinds:
                found.setdefault("unseen", []).append((name, node["target"]))
    context.close()
    assert found == {}


def test_no_page_is_wider_than_a_phone(chromium, address, pages):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wide = []
    for name in pages:
        page.goto(f"{address}/{name}", wait_until="load")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    context.close()
    assert wide == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("menghitung", "kerangka"),
        ("penilaian", "kerangka"),
        ("kesenjangannya", "simulator"),
        ("pembuktian", "menilai-bukti"),
        ("merencanakan", "rencana-percepatan"),
        ("mencadangkan", "menyelenggarakan"),
    ],
)
def test_search_from_a_usb_stick_knows_indonesian_roots(page, site, asked, expected):
    requests = _asked(page)
    page.goto(f"{(site / 'search.html').as_uri()}?q={asked}")
    # Results appear one by one; the sentence below the heading comes after the last.
    page.wait_for_selector("#search-results >> text=Pencarian selesai")
    found = [a.get_attribute("href") for a in page.query_selector_all("#search-results li a")]
    assert any(expected in link for link in found)
    summary = page.inner_text("#search-results .search-summary")
    assert summary == f"Pencarian selesai: {len(found)} halaman ditemukan."
    assert all(url.startswith(("file:", "data:")) for url in requests)
    assert page.trouble == []


def test_both_stemmers_agree(page, site):
    from coursekit.book.sphinx.search_id import SearchIndonesian

    words = ["mengukur", "pengukuran", "menghitung", "perhitungan", "penilaian", "ditetapkan"]
    page.goto((site / "search.html").as_uri())
    browser = page.evaluate("(words) => words.map((w) => new Stemmer().stemWord(w))", words)
    stem = SearchIndonesian({}).stem
    assert browser == [stem(word) for word in words]


def test_the_simulator_equals_the_engine_on_a_thousand_inputs(page, site):
    instrument = datasets.load_instrument("spbe-2020")
    rng = np.random.default_rng(59)
    levels = rng.integers(1, 6, size=(1000, 47))
    levels[0], levels[1] = (
        3,
        [4 if kind == "service" else 3 for kind in instrument.indicators["kind"]],
    )
    frame = pd.DataFrame(levels, columns=list(instrument.codes))
    ours = score(frame, instrument)
    page.goto((site / "simulator.html").as_uri())
    theirs = page.evaluate(
        "(rows) => rows.map((row) => SPBE.score(row, SPBE_DATA.instrument))", levels.tolist()
    )
    assert [one["index"] for one in theirs] == ours.index.tolist()
    assert [one["predicate"] for one in theirs] == ours.predicates.astype(str).tolist()
    assert [one["nearBoundary"] for one in theirs] == ours.near_boundary.tolist()
    for table, key in ((ours.aspects, "aspects"), (ours.domains, "domains")):
        assert pd.DataFrame([one[key] for one in theirs])[table.columns].equals(
            table.reset_index(drop=True)
        )
    contributions = np.array([one["contributions"] for one in theirs])
    np.testing.assert_allclose(contributions, ours.contributions.to_numpy(), rtol=0, atol=1e-15)


def _random_plan(problem: PlanProblem, draw: random.Random) -> Plan:
    """Return sound, hasty and impossible placements, as a reader may make them."""
    placements = list(greedy_plan(problem).placements) if draw.random() < 0.2 else []
    placements = [placed for placed in placements if draw.random() < 0.9]
    used = {placed.step for placed in placements}
    for task in draw.sample(problem.tasks, draw.randint(0, 12)):
        if task.code not in used:
            practice = draw.choice(task.options).practice
            placements.append(Placement(draw.randint(1, 8), task.code, practice))
    return Plan(problem.government, tuple(placements))


def test_the_plan_checker_equals_the_engine_on_a_thousand_plans(page, site):
    draw = random.Random(7)
    problems = {code: case_problem(code) for code in BUDGETS}
    cases = []
    for _ in range(1000):
        code = draw.choice(sorted(problems))
        budget = round(problems[code].budget * draw.choice([0.3, 0.8, 1, 2]), 2)
        cases.append((_random_plan(problems[code], draw), replace(problems[code], budget=budget)))
    page.goto((site / "simulator.html").as_uri())
    theirs = page.evaluate(
        """(cases) => cases.map(([code, budget, steps]) => {
            const facts = SPBE.planFacts(SPBE.problemOf(code, SPBE_DATA, budget), steps);
            return { ...facts, use: Object.fromEntries(facts.use), violations:
                facts.violations.map((v) => [v.code, v.sentence, v.step, v.quarter, v.opd]) };
        })""",
        [[plan.government, p.budget, plan.to_dict()["steps"]] for plan, p in cases],
    )
    kinds = set()
    for (plan, problem), found in zip(cases, theirs, strict=True):
        ours = check_plan(plan, problem)
        kinds |= {violation.code for violation in ours}
        assert found["violations"] == [[v.code, v.sentence, v.step, v.quarter, v.opd] for v in ours]
        np.testing.assert_allclose(found["curve"], index_curve(plan, problem), rtol=0, atol=1e-12)
        assert found["costs"] == quarter_costs(plan, problem).tolist()
        use = capacity_use(plan, problem)
        for unit, row in found["use"].items():
            np.testing.assert_allclose(row, use.loc[unit], rtol=0, atol=1e-9)
    assert kinds >= {"order", "prerequisite", "practice", "outside_horizon"}
    assert kinds >= {"budget", "capacity", "target"}


def test_the_page_cuts_the_same_problem_as_the_engine(page, site):
    page.goto((site / "simulator.html").as_uri())
    for code, budget in BUDGETS.items():
        theirs = page.evaluate("([c, b]) => SPBE.problemOf(c, SPBE_DATA, b)", [code, budget])
        assert theirs == problem_static(case_problem(code)), code


def test_a_plan_is_made_and_mended_with_the_keyboard_on_a_phone(chromium, site):
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto((site / "simulator.html").as_uri())
    plan = page.locator("spbe-plan")
    plan.get_by_label("Langkah berikutnya").select_option(index=3)
    add = plan.get_by_role("button", name="Tambahkan")
    add.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    items = plan.locator(".kom-plan-list li")
    assert items.count() == 2
    assert "sekarang" in plan.get_by_role("status").inner_text()
    first = items.nth(0).get_attribute("data-step")
    plan.get_by_label(f"Mulai {first}").select_option("8")
    assert page.evaluate("document.activeElement.value") == "8"
    plan.get_by_role("spinbutton").fill("10")
    assert "dari anggaran Rp10 juta" in plan.locator("ul").inner_text()
    plan.get_by_role("button", name=f"Hapus {first}").press("Enter")
    assert items.count() == 1
    assert page.evaluate("document.activeElement.className") == "kom-drop"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_moving_a_level_changes_index_and_predicate_at_once(page, site):
    page.goto((site / "simulator.html").as_uri())
    assert page.inner_text("spbe-simulator .kom-index").split() == ["3,455", "Baik"]
    group = page.locator("spbe-simulator details", has_text="Perencanaan Strategis")
    group.locator("summary").click()
    for place in (0, 1):
        group.locator("input").nth(place).press("ArrowRight")
    assert page.inner_text("spbe-simulator .kom-index").split() == ["3,505", "Sangat", "Baik"]


def test_without_scripts_the_components_leave_words(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "simulator.html").as_uri())
    assert "3,455" in page.inner_text("spbe-simulator")
    assert page.locator("table").count() == 1
    context.close()


def test_cold_pages_are_light(chromium, address, pages, site):
    import gzip

    weights = {}
    for name in pages:
        context = chromium.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        paths = set()
        page.on("request", lambda request, seen=paths: seen.add(request.url))
        page.goto(f"{address}/{name}", wait_until="networkidle")
        context.close()
        total = 0
        for url in paths:
            file = site / url.removeprefix(address + "/").partition("?")[0].partition("#")[0]
            total += len(gzip.compress(file.read_bytes())) if file.is_file() else 0
        weights[name] = total // 1000
    print(json.dumps(weights))
    assert weights["index.html"] < 500
    assert max(weights.values()) < 900


def test_the_printed_book_has_contents_with_true_page_numbers_and_links(layout, site, tmp_path):
    from pypdf import PdfReader

    pages = tmp_path / "html"
    shutil.copytree(site, pages, ignore=shutil.ignore_patterns("unduh"))
    # In its own process: the browser of the other tests holds this one's event loop.
    code = (
        "import sys; from pathlib import Path; from coursekit.core.layout import find_layout;"
        "from coursekit.book.pdf import print_book;"
        "print_book(find_layout(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, str(layout.root), str(pages)], check=True)
    reader = PdfReader(pages / "unduh" / "akselerasi-spbe.pdf")
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert texts[1].startswith("Daftar isi")
    listed = re.findall(r"(Aturan kumulatif|Sepuluh kartu, dua bacaan|Predikat) (\d+)", texts[1])
    assert len(listed) == 3
    for title, number in listed:
        assert title in texts[int(number) - 1], (title, number)
    links = [
        note.get_object()
        for page in reader.pages
        for note in page.get("/Annots", [])
        if note.get_object().get("/Subtype") == "/Link"
    ]
    known = set(reader.named_destinations)
    inner = [str(link["/Dest"]) for link in links if "/Dest" in link]
    assert len(inner) > 150
    assert [name for name in inner if name not in known and name.lstrip("/") not in known] == []
    assert len(reader.outline) > 0 and reader.trailer["/Root"].get("/MarkInfo")
    assert not (pages / "cetak-sementara.html").exists()
    assert 'href="unduh/akselerasi-spbe.pdf"' in (pages / "index.html").read_text(encoding="utf-8")
