"""The plan board in a browser: its rules are the kernel's, and what was planned stays planned."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from notebook_page import barriers, cells, run, saved, show

from spbe.forms.plan_widget import PlanBoard, problem_static
from spbe.planning import Plan, check_plan, greedy_plan, schedule
from spbe.planning.case import BUDGETS, case_problem

pytestmark = pytest.mark.e2e


BOARD = 'from spbe.forms import plan_board\nplan_board("rencana", government="G02")'
OPENED = 'from spbe.forms import plan_board\nplan_board("rencana", floor="lantai-layanan")'
ROOT = Path(__file__).resolve().parents[2]
LEAN = '"rencana-hemat", copy_from="rencana"'


# ---- the rules of the view are the kernel's


def test_the_browser_finds_what_the_kernel_finds(window):
    """Once in the real thing; tests/spbe/forms compares hundreds of plans under node."""
    page = window()
    page.evaluate(
        """async (source) => { window.board = await import(
        URL.createObjectURL(new Blob([source], { type: "text/javascript" }))); }""",
        PlanBoard._esm,
    )
    for code in BUDGETS:
        problem = case_problem(code)
        greedy = greedy_plan(problem)
        late = Plan(code, tuple(replace(p, quarter=p.quarter + 3) for p in greedy.placements))
        steps = [plan.to_dict()["steps"] for plan in (Plan(code), greedy, late)]
        found = page.evaluate(
            "([problem, plans]) => plans.map((steps) => board.planFacts(problem, steps).violations"
            ".map((v) => v.sentence))",
            [problem_static(problem), steps],
        )
        assert found == [
            [v.sentence for v in check_plan(plan, problem)] for plan in (Plan(code), greedy, late)
        ]
        assert found[0] and found[1] == [] and found[2]


# ---- the board in JupyterLab


def answers(folder):
    return json.loads((folder / "jawaban" / "rencana.json").read_text())["answers"]


def starts(folder):
    return {row["step"]: row["quarter"] for row in answers(folder)["steps"]}


def row(page, code):
    return page.locator(f".pb-row[data-code={code}]")


def card(page, code):
    return page.locator(f".pb-card[data-code={code}]")


def plan(page, code, quarter):
    """Choose a candidate and its quarter, as a mouse does."""
    row(page, code).click()
    page.locator(f".pb-pill input[data-key=q{quarter}]").check()
    saved(page)


def compare(page):
    """Ask for the greedy rule beside the plan, until the last line of its table stands."""
    page.get_by_role("button", name="Bandingkan petik-termurah").click()
    page.wait_for_selector(".pb-panel tbody tr:last-child:has-text('Aturan yang dilanggar')")


def shown(page):
    return {
        c.get_attribute("data-code"): c.get_attribute("style")
        for c in page.locator(".pb-card").all()
    }


@pytest.fixture(scope="module")
def desk(lab, window):
    """Give (page, folder) with one board open on the greedy plan of Samudrawana."""
    folder = lab.folder("papan", "1", BOARD, "2")
    content = greedy_plan(case_problem("G02")).to_dict()
    saved = {"schema": 1, "form": "rencana", "owner": "sekda.uji", "rev": 1}
    (folder / "jawaban").mkdir()
    (folder / "jawaban" / "rencana.json").write_text(
        json.dumps({**saved, "saved": "2026-11-24T07:00:00+00:00", "answers": content})
    )
    page = window()
    show(page, lab, "papan")
    return page, folder


def test_what_was_planned_outlives_reload_and_restart(lab, window):
    folder = lab.folder("papan-ingat", "1", BOARD, "2")
    page = window()
    show(page, lab, "papan-ingat")
    plan(page, "I12-4", 2)
    page.locator(".pb-tab[data-tab=practices]").click()
    plan(page, "P06", 1)
    card(page, "I12-4").click()
    page.locator(".pb-how input[data-key=how-P06]").check()
    saved(page)
    assert answers(folder) == {
        "government": "G02",
        "steps": [
            {"step": "P06", "quarter": 1, "practice": ""},
            {"step": "I12-4", "quarter": 2, "practice": "P06"},
        ],
    }
    before = shown(page)
    page.reload()
    run(page)
    assert shown(page) == before
    lab.ask(f"kernels/{lab.kernel('papan-ingat')}/restart", "POST")
    run(page)
    assert shown(page) == before
    assert answers(folder)["steps"][1]["practice"] == "P06"


def test_the_keyboard_alone_plans_moves_and_takes_back(lab, window):
    folder = lab.folder("papan-tombol", "1", BOARD, "2")
    page = window()
    show(page, lab, "papan-tombol")
    before = cells(page)
    page.locator(".pb-ready input").focus()
    page.keyboard.press("Tab")  # the list is one stop
    first, second = (
        page.locator(".pb-row").nth(k).get_attribute("data-code") for k in range(2)
    )  # fmt: skip
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    assert page.evaluate("document.activeElement.className").startswith("pb-card")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    saved(page)
    assert starts(folder) == {second: 4}
    assert f"{second} mulai triwulan 4" in page.locator(".pb-said").text_content()
    for key in "ddxb":
        page.keyboard.press(key)
    assert cells(page) == before and page.locator(".pb").count() == 1
    page.keyboard.press("Delete")
    saved(page)
    assert starts(folder) == {}
    page.keyboard.press("Control+z")
    saved(page)
    assert starts(folder) == {second: 4} and first != second


def test_a_card_is_dragged_to_a_quarter(lab, window):
    folder = lab.folder("papan-tarik", "1", BOARD, "2")
    page = window()
    show(page, lab, "papan-tarik")
    code = page.locator(".pb-row").first.get_attribute("data-code")
    page.locator(".pb").scroll_into_view_if_needed()
    row(page, code).drag_to(page.locator(".pb-quarter").nth(4))
    saved(page)
    assert starts(folder) == {code: 5}
    card(page, code).drag_to(page.locator(".pb-quarter").nth(1))
    page.wait_for_function("document.querySelector('.lk-status.ok')?.dataset.rev === '2'")
    assert starts(folder) == {code: 2}


def test_the_first_plan_is_copied_by_one_button_and_taken_back(lab, window):
    folder = lab.folder("papan-salin", "1", BOARD, BOARD.replace('"rencana"', LEAN))
    page = window()
    show(page, lab, "papan-salin")
    run(page, 2, ".jp-Cell:nth-child(3) .lk")
    first, second = page.locator(".pb").all()
    second.get_by_role("button", name="Salin rencana pertama").click()
    second.locator(".pb-note.no:has-text('papan pertama masih kosong')").wait_for()
    assert first.get_by_role("button", name="Salin rencana pertama").count() == 0
    row(first, "I12-4").click()
    first.locator(".pb-pill input[data-key=q2]").check()
    saved(page)
    second.get_by_role("button", name="Salin rencana pertama").click()
    second.locator(".pb-card[data-code=I12-4]").wait_for()
    second.locator(".lk-status:has-text('✓')").wait_for()
    lean = folder / "jawaban" / "rencana-hemat.json"
    assert json.loads(lean.read_text())["answers"] == answers(folder)
    second.get_by_role("button", name="Batalkan").click()
    second.locator(".pb-empty").wait_for()
    assert first.locator(".pb-card").count() == 1


def test_a_card_without_prerequisites_says_what_its_quarters_say(desk):
    page, _ = desk
    problem = case_problem("G02")
    plan = greedy_plan(problem)
    left = problem.budget - schedule(plan, problem)["cost"].sum()
    free = [task for task in problem.tasks if not task.requires and task.code not in plan.starts]
    dear = max(free, key=lambda task: task.options[0].cost)
    assert dear.options[0].cost > left
    row(page, dear.code).click()
    page.locator(f".pb-name:has-text('{dear.code}')").wait_for()
    assert page.locator(".pb-pill.ok").count() == 0
    said = page.locator(".pb-what").inner_text()
    assert "belum ada triwulan yang cukup" in said and "mana pun" not in said


def test_the_board_of_the_lab_begins_half_filled_and_shows_the_floor(lab, window):
    folder = lab.folder("papan-panel", "1", OPENED, "2")
    source = ROOT / "course/answer_keys/opened/G02/evaluated.json"
    (folder / "dibuka").mkdir()
    (folder / "dibuka" / "evaluated.json").write_bytes(source.read_bytes())
    page = window()
    show(page, lab, "papan-panel")
    record = json.loads(source.read_text(encoding="utf-8"))
    page.wait_for_selector(".pb-card")
    assert sorted(shown(page)) == sorted(step["step"] for step in record["start"])
    assert "belum dipilih" in page.locator(".pb-floor").inner_text()
    faults = page.locator(".pb-wrong")
    whole = "(box) => box.scrollHeight <= box.clientHeight"
    assert faults.locator("li").count() >= 3 and faults.evaluate(whole)
    assert not (folder / "jawaban").exists()


def test_a_finger_plans_without_dragging(lab, browser):
    folder = lab.folder("papan-sentuh", "1", BOARD, "2")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = phone.new_page()
    page.set_default_timeout(40_000)
    show(page, lab, "papan-sentuh", view="notebooks")
    page.locator(".pb").scroll_into_view_if_needed()
    code = page.locator(".pb-row").first.get_attribute("data-code")
    row(page, code).tap()
    page.locator(".pb-pill:has(input[data-key=q3])").tap()
    saved(page)
    assert starts(folder) == {code: 3}
    card(page, code).tap()
    page.locator(".pb-pill:has(input[data-key=q5])").tap()
    page.wait_for_function("document.querySelector('.lk-status.ok')?.dataset.rev === '2'")
    assert starts(folder) == {code: 5}
    phone.close()


def test_what_is_wrong_is_said_at_once_and_the_kernel_agrees(lab, window):
    folder = lab.folder("papan-salah", "1", BOARD, "2")
    page = window()
    show(page, lab, "papan-salah")
    assert "Kurang 0,5435 dari target 3,50" in page.locator(".pb-head").text_content()
    plan(page, "I31-5", 2)
    said = page.locator(".pb-faults li > span").all_text_contents()
    problem = case_problem("G02")
    truth = check_plan(Plan.from_dict(answers(folder)), problem)
    assert said == [v.sentence for v in truth if v.code != "target"]
    assert "bad" in card(page, "I31-5").get_attribute("class")
    page.locator(".pb-faults button").first.click()
    assert page.evaluate("document.activeElement.dataset.code") == "I31-5"
    told = float(page.locator(".pb").get_attribute("data-told"))
    assert told == pytest.approx(float(page.locator(".pb").get_attribute("data-index")), abs=1e-9)


def test_the_list_is_searched_sorted_and_limited_to_a_domain(desk):
    page, _ = desk
    problem = case_problem("G02")
    page.locator(".pb-rail input[type=search]").fill("kepegawaian")
    found = page.locator(".pb-row .pb-title").all_text_contents()
    assert found and all("kepegawaian" in text.lower() for text in found)
    page.locator(".pb-rail input[type=search]").fill("")
    page.get_by_label("Domain").select_option("D3")
    page.get_by_label("Urutkan").select_option("cost")
    codes = [row.get_attribute("data-code") for row in page.locator(".pb-row").all()]
    costs = [problem.by_code[code].options[0].cost for code in codes]
    domains = {s.indicator: s.domain for s in problem.standings}
    assert costs == sorted(costs) and len(costs) > 5
    assert {domains[problem.by_code[code].indicator] for code in codes} == {"D3"}
    page.get_by_label("Domain").select_option("")
    page.get_by_label("Urutkan").select_option("rate")


def test_the_greedy_rule_is_compared_and_the_workbook_lies_in_the_lab(desk):
    page, folder = desk
    compare(page)
    cells = page.locator(".pb-panel tbody td").all_text_contents()
    assert cells[0::2] == cells[1::2] and "tidak ada" in cells
    assert page.locator(".pb-rival").count() == 1
    page.get_by_role("button", name="Tutup perbandingan").click()
    page.get_by_role("button", name="Simpan ke Excel").click()
    page.wait_for_selector(".pb-note a")
    assert "unduhan/rencana.xlsx" in page.locator(".pb-note").text_content()
    assert (folder / "unduhan" / "rencana.xlsx").read_bytes()[:2] == b"PK"
    with page.expect_download() as fetched:
        page.locator(".pb-note a").click()
    data = (folder / "unduhan" / "rencana.xlsx").read_bytes()
    assert Path(fetched.value.path()).read_bytes() == data


def test_no_serious_barrier_on_the_board(desk):
    page, _ = desk
    plan(page, "I31-5", 1)  # too early: faults, a red card, its sentence
    assert page.locator(".pb-faults li").count()
    compare(page)
    page.evaluate("document.querySelector('.pb-load').open = true")
    for light in ("true", "false"):
        page.evaluate("(light) => { document.body.dataset.jpThemeLight = light; }", light)
        assert barriers(page, "'.lk'") == [], light
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    page.get_by_role("button", name="Tutup perbandingan").click()


def test_how_fast_a_move_is_on_screen(desk):
    page, folder = desk
    times = page.evaluate(
        """async () => { const out = [], rest = (n) => new Promise((f) => setTimeout(f, n));
        const press = (card, key) =>
          card.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        const codes = [...document.querySelectorAll(".pb-card")].map((c) => c.dataset.code);
        for (let k = 0; k < 30; k++) {
          const card = document.querySelector(`.pb-card[data-code="${codes[k % codes.length]}"]`);
          const first = card.getAttribute("aria-label").includes("triwulan 1");
          const key = first ? "ArrowRight" : "ArrowLeft";
          const began = performance.now(); press(card, key);
          await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
          out.push(performance.now() - began); await rest(150); }
        return out.sort((a, b) => a - b); }"""
    )  # fmt: skip
    print(
        f"move to screen, {len(times)} times: median {times[15]:.0f} ms, worst {times[-1]:.0f} ms"
    )
    saved(page)
    assert len(starts(folder)) == len(page.locator(".pb-card").all())


def test_a_second_browser_is_refused_with_a_message_and_may_choose(lab, window):
    folder = lab.folder("papan-dua", "1", BOARD, "2")
    (folder / "dua.ipynb").write_text((folder / "lab.ipynb").read_text())
    one, two = window(), window()
    show(one, lab, "papan-dua")
    two.goto(f"{lab.url}/lab/tree/papan-dua/dua.ipynb?reset")
    run(two)
    plan(one, "I12-4", 2)
    row(two, "I11-4").click()
    two.locator(".pb-pill input[data-key=q5]").check()
    two.wait_for_selector(".lk-alert:not([hidden])")
    assert "jendela lain" in two.locator(".lk-alert").text_content()
    assert starts(folder) == {"I12-4": 2}
    # what is shown is still this window's plan, cards and figures alike
    assert list(shown(two)) == ["I11-4"]
    assert two.locator(".pb-spent").text_content() == "Rp250 juta"
    two.get_by_role("button", name="Pakai yang terbaru di berkas").click()
    assert list(shown(two)) == ["I12-4"]
    plan(two, "I11-4", 3)
    assert starts(folder) == {"I12-4": 2, "I11-4": 3}
