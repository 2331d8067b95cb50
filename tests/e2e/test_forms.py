"""The scoring form in a real JupyterLab: it keeps, recovers, refuses and speaks as promised."""

import json
import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from notebook_page import barriers, cells, run, saved, show

from spbe import datasets, score
from spbe.forms.scoring_state import Assessment, assessment_view

pytestmark = pytest.mark.e2e

FORM = 'from spbe.forms import scoring_form\nscoring_form("penilaian", government="G02")'


def field(page, code):
    return page.locator(f".sf-ind[data-code={code}]")


def choose(page, code, level):
    field(page, code).locator("input[type=radio]").nth(level - 1).evaluate("r => r.click()")


def pick(page, code, part):
    return field(page, code).locator(f"select[data-part={part}]")


def level_of(page, code):
    chosen = field(page, code).locator("input[type=radio]:checked")
    return int(chosen.get_attribute("value")) if chosen.count() else None


def answers(folder):
    return json.loads((folder / "jawaban" / "penilaian.json").read_text())["answers"]["indicators"]


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
    pick(page, "I01", "proves").select_option("G02-I01-1")
    pick(page, "I01", "stops").select_option("G02-I01-2")
    saved(page)
    cards = {"proves": "G02-I01-1", "stops": "G02-I01-2"}
    expected = {"level": 3, "reason": "Peraturan sudah ditetapkan.", **cards}
    assert answers(folder)["I01"] == expected

    page.reload()
    run(page)
    assert level_of(page, "I01") == 3
    assert field(page, "I01").locator("textarea").input_value() == expected["reason"]
    assert {part: pick(page, "I01", part).input_value() for part in cards} == cards

    # closed at once after the last letter: the browser sends it on the way out, or keeps it
    field(page, "I03").locator("textarea").press_sequentially("Satu Data")
    context = page.context
    page.close()
    page = context.new_page()
    show(page, lab, "ingat")
    saved(page)
    assert field(page, "I03").locator("textarea").input_value() == "Satu Data"
    assert answers(folder)["I03"]["reason"] == "Satu Data"

    lab.ask(f"kernels/{lab.kernel('ingat')}/restart", "POST")
    run(page)
    assert level_of(page, "I01") == 3

    pids = subprocess.run(["pgrep", "-f", lab.kernel("ingat")], capture_output=True, text=True)
    for pid in pids.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
    choose(page, "I02", 4)  # into a form whose kernel is dead: kept by the browser
    page.wait_for_selector("text=Belum tersimpan", timeout=10_000)
    page.locator(".jp-Dialog:has-text('Kernel Restarting') button.jp-mod-accept").click()
    run(page)
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
            """(kind) => [...document.querySelectorAll('.lk *')].find((c) => c.tabIndex > -2
              && c.matches('input,select,button,summary,[tabindex]')
              && c.checkVisibility() && !c.disabled
              && c.tagName + '.' + c.className + (c.type || '') === kind).focus()""",
            kind,
        )
        for key in "ddxb":
            page.keyboard.press(key)
        assert cells(page) == before, kind
    assert page.locator(".lk").count() == 1


def answered(page, levels):
    """Choose all levels at once; return what the form shows before the kernel has answered."""
    return page.evaluate(
        """(levels) => {
        for (const [code, level] of Object.entries(levels))
          document.querySelector(`.sf-ind[data-code=${code}] input[value="${level}"]`).click();
        return { index: +document.querySelector('.lk').dataset.index,
          text: document.querySelector('.sf-index').textContent,
          predicate: document.querySelector('.sf-predicate').textContent,
          shape: document.querySelector('.sf-shape').getAttribute('points') }; }""",
        levels,
    )


def test_the_shown_index_predicate_and_radar_are_the_engines(desk):
    page, folder = desk
    draw = random.Random(5)
    instrument = datasets.load_instrument("spbe-2020")
    for _ in range(3):
        levels = {code: draw.randint(1, 5) for code in instrument.codes}
        shown = answered(page, levels)
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


def test_a_part_of_the_instrument_is_counted_as_the_engine_does(lab, window):
    codes = ["I01", "I11", "I21", "I29", "I32", "I42", "I45"]
    lab.folder("bagian", "1", FORM.replace('"G02"', f'"G02", indicators={codes}'), "2")
    page = window()
    show(page, lab, "bagian", "notebooks")
    instrument = datasets.load_instrument("spbe-2020")
    draw = random.Random(7)
    cases = [[draw.randint(1, 5) for _ in codes] for _ in range(4)]
    # 4,199356… is not yet 4,2 and must not be shown as if it were
    for case in [*cases, [1, 5, 2, 5, 4, 5, 5]]:
        levels = dict(zip(codes, case, strict=True))
        shown = answered(page, levels)
        saved(page)
        state = Assessment.read({}, "G02", codes)
        for code, level in levels.items():
            state = state.judge(code, level=level)
        truth = assessment_view(state, instrument)
        assert shown["index"] == pytest.approx(truth["index"], abs=1e-9)
        assert float(page.locator(".lk").get_attribute("data-told")) == truth["index"]
        assert shown["predicate"] == truth["predicate"]
        assert page.locator(".sf-shape").get_attribute("points") == shown["shape"]
    assert (shown["text"], shown["predicate"]) == ("4,199", "Sangat Baik")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_barrier(lab, window, theme):
    name = f"axe-{theme.split()[1].lower()}"
    lab.folder(name, "1", FORM, "2")
    chosen = lab.root / ".settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    chosen.write_text(json.dumps({"theme": theme}))
    page = window()
    show(page, lab, name, "notebooks")
    chosen.unlink()
    page.wait_for_function("(t) => document.body.dataset.jpThemeName === t", arg=theme)
    choose(page, "I01", 3)
    saved(page)
    page.locator(".sf-who .sf-link").last.click()
    assert barriers(page, "'.lk'") == []
    shot(page, name)


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


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_the_keyboard_alone_fills_in_an_indicator(lab, window):
    folder = lab.folder("papan-ketik", "1", FORM, "2")
    page = window()
    show(page, lab, "papan-ketik")
    page.locator(".jp-Notebook .jp-Cell").nth(1).evaluate("cell => cell.focus()")
    for _ in range(40):  # from the cell into the form, by Tab alone
        press(page, "Tab")
        if page.evaluate("document.activeElement.matches('.sf-nav button')"):
            break
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    press(page, "ArrowDown", "Enter")  # to I02 and into its levels
    assert page.evaluate("document.activeElement.closest('.sf-ind').dataset.code") == "I02"
    press(page, "Space", "ArrowDown", "ArrowDown", "Tab", "ArrowDown", "Tab", "ArrowDown", "Tab")
    page.keyboard.type("Tujuh muatan lengkap, ddxb.")
    press(page, "Tab")
    assert "kartu I02" in page.evaluate("document.activeElement.textContent")
    press(page, "Enter")  # reads the evidence …
    assert page.evaluate("document.activeElement.matches('.sf-files')")
    press(page, "Tab", "Enter")  # … and comes back
    assert page.evaluate("document.activeElement.closest('.sf-ind').dataset.code") == "I02"
    saved(page)
    said = answers(folder)["I02"]
    cards = {"proves": "G02-I02-1", "stops": "G02-I02-1"}
    assert said == {"level": 3, "reason": "Tujuh muatan lengkap, ddxb.", **cards}
    press(page, "Control+z", "Control+z")
    assert field(page, "I02").locator("textarea").input_value() == ""
    assert pick(page, "I02", "stops").input_value() == ""
    assert cells(page) == 3


def test_undo_and_what_is_missing(desk):
    page, folder = desk
    choose(page, "I05", 2)
    choose(page, "I05", 4)
    page.locator(".lk-btn", has_text="Batalkan").click()
    assert level_of(page, "I05") == 2
    saved(page)
    assert answers(folder)["I05"]["level"] == 2
    left = field(page, "I05").locator(".sf-left")
    assert left.text_content() == "Belum ada: kartu yang membuktikan, kartu yang menahan, alasan"
    before = int(page.locator(".sf-next").text_content().split()[0])
    field(page, "I05").locator("textarea").fill("Aturan pusat data belum lengkap.")
    pick(page, "I05", "proves").select_option(index=1)
    assert left.text_content() == "Belum ada: kartu yang menahan"
    pick(page, "I05", "stops").select_option(index=1)
    assert left.text_content() == "✓ Lengkap"
    assert int(page.locator(".sf-next").text_content().split()[0]) == before - 1
    page.locator(".sf-nav button", has_text="I05").click()
    gap = field(page, "I05").evaluate(
        "b => b.getBoundingClientRect().top - b.parentElement.getBoundingClientRect().top"
    )
    assert 0 <= gap < 30  # what was chosen in the list stands at the top
    page.locator(".sf-next").click()
    assert page.evaluate("document.activeElement.closest('.sf-ind').dataset.code") == "I06"


def test_evidence_is_filtered_searched_and_chosen(desk):
    page, folder = desk
    cards = page.locator(".sf-card")
    page.locator(".sf-files input[type=search]").fill("")
    page.locator(".sf-files select").select_option("")
    page.locator(".sf-all input").uncheck()
    page.locator(".sf-nav button", has_text="I01").click()
    assert cards.count() == 3
    page.locator(".sf-files select").select_option("notulensi")
    assert cards.count() == 1
    page.locator(".sf-files select").select_option("")
    page.locator(".sf-files input[type=search]").fill("bupati")
    assert cards.locator("mark").first.text_content().lower() == "bupati"
    near = cards.count()
    page.locator(".sf-all input").check()
    assert cards.count() > near
    page.locator(".sf-files input[type=search]").fill("tidak-ada-kata-ini")
    assert "Tidak ada kartu" in page.locator(".sf-files [role=status]").text_content()
    page.get_by_role("button", name="Hapus saringan").click()
    assert page.locator(".sf-files input[type=search]").input_value() == ""
    page.locator(".sf-all input").uncheck()
    for card, part in (("G02-I01-2", "stops"), ("G02-I01-1", "proves"), ("G02-I01-1", "stops")):
        page.locator(f"[data-card={card}][data-part={part}]").click()
    saved(page)
    assert pick(page, "I01", "stops").input_value() == "G02-I01-1"
    assert answers(folder)["I01"]["stops"] == "G02-I01-1" == answers(folder)["I01"]["proves"]


def test_above_the_highest_level_no_card_is_asked_for(desk):
    page, folder = desk
    choose(page, "I07", 4)
    page.locator(".sf-nav button", has_text="I07").click()
    pick(page, "I07", "stops").select_option(index=1)
    assert "menahan tingkat 5" in field(page, "I07").text_content()
    choose(page, "I07", 5)
    saved(page)
    assert answers(folder)["I07"]["stops"] == ""
    assert pick(page, "I07", "stops").is_hidden()
    assert page.locator(".sf-card [data-part=stops]").count() == 0
    page.locator(".lk-btn", has_text="Batalkan").click()
    assert level_of(page, "I07") == 4
    assert pick(page, "I07", "stops").input_value() == "G02-I07-1"


DRILL = "from spbe.forms import scoring_drill\nscoring_drill()"


@pytest.mark.parametrize(("view", "width"), [("notebooks", 820), ("lab/tree", 1366)])
def test_a_drill_explains_at_once_and_lets_one_try_again(lab, window, view, width):
    folder = lab.folder(f"latihan-{width}", "1", DRILL, "2")
    page = window(width, 900)
    show(page, lab, f"latihan-{width}", view)
    look = field(page, "I24").get_by_role("button", name="Lihat penjelasan")
    told = field(page, "I24").locator(".sf-told")
    assert look.is_disabled() and told.is_hidden()
    choose(page, "I24", 4)
    for part in ("proves", "stops"):
        page.locator(f"[data-card=G01-I24-1][data-part={part}]").click()
    look.click()
    assert told.locator(".sf-verdict").text_content() == "1 dari 3 tepat."
    assert "panel 3, Anda 4" in told.text_content()
    assert page.locator(".sf-card .sf-answer").count() == 3  # two cards prove, one stops
    shot(page, f"latihan-{width}")
    field(page, "I24").get_by_role("button", name="Coba lagi").click()
    assert told.is_hidden() and level_of(page, "I24") is None
    assert page.locator(".sf-card .sf-answer").count() == 0
    choose(page, "I24", 3)
    pick(page, "I24", "proves").select_option("G01-I24-1")
    pick(page, "I24", "stops").select_option("G01-I24-2")
    look.click()
    assert told.locator(".sf-verdict").text_content() == "✓ Ketiganya tepat."
    saved(page)
    kept = json.loads((folder / "jawaban" / "latihan-menilai.json").read_text())["answers"]
    assert [one["given"]["level"] for one in kept["practice"]["I24"]] == [4, 3]
    assert barriers(page, "'.lk'") == []
    show(page, lab, f"latihan-{width}", view)
    assert told.is_visible()
    assert page.locator(".sf-head [role=status]").first.text_content() == (
        "1 dari 12 map dicoba · 0 tepat pada percobaan pertama"
    )


def test_the_later_of_two_browsers_is_refused_and_nothing_is_lost_unseen(lab, window):
    folder = lab.folder("dua", "1", FORM, "2", FORM)
    first, second = window(), window()
    show(first, lab, "dua")
    second.goto(f"{lab.url}/lab/tree/dua/lab.ipynb?reset")
    run(second, cell=3, shows=".jp-Cell:nth-child(4) .lk")
    choose(first, "I01", 4)
    saved(first)
    second.locator(".lk").last.locator("[data-code=I01] input").nth(0).evaluate("r => r.click()")
    alert = second.locator(".lk-alert:visible")
    alert.wait_for()
    assert "jendela lain" in alert.text_content()
    assert answers(folder)["I01"]["level"] == 4
    second.get_by_role("button", name="Pakai yang terbaru di berkas").click()
    chosen = second.locator(".lk").last.locator("[data-code=I01] input:checked")
    assert chosen.get_attribute("value") == "4"
    second.locator(".lk").last.locator("[data-code=I02] input").nth(1).evaluate("r => r.click()")
    second.wait_for_function(
        "[...document.querySelectorAll('.lk-status')].at(-1).textContent[0] === '✓'"
    )
    assert {c: answers(folder)[c]["level"] for c in ("I01", "I02")} == {"I01": 4, "I02": 2}


@pytest.mark.parametrize(("view", "width"), [("notebooks", 820), ("lab/tree", 1366)])
def test_nothing_is_cut_off(lab, window, view, width):
    name = f"lebar-{width}"
    lab.folder(name, "1", FORM, "2")
    page = window(width, 900)
    show(page, lab, name, view)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.lk, .lk *')].filter((e) => e.clientWidth
          && !e.matches('select, input, svg *') && e.scrollWidth > e.clientWidth + 1
          && getComputedStyle(e).overflowX !== 'visible').map((e) => e.className)"""
    )
    assert cut == []
    shot(page, name)


QUIZ = """from labkit.quiz import quiz
quiz("pra-tes", [
  {"id": "satu", "kind": "single", "text": "Siapa?", "choices": {"a": "Sekda", "b": "Bupati"}},
  {"id": "banyak", "kind": "several", "text": "Mana saja?", "choices": {"a": "A", "b": "B"}},
  {"id": "urut", "kind": "order", "text": "Urutkan.", "choices": {"z": "Z", "x": "X", "y": "Y"}},
  {"id": "angka", "kind": "number", "text": "Berapa?", "unit": "poin"}])"""


def test_the_quiz_is_answered_by_mouse_and_by_keys_and_comes_back(lab, window):
    folder = lab.folder("kuis", "1", QUIZ, "2")
    page = window(820, 1000)
    show(page, lab, "kuis", "notebooks")
    page.locator("[data-question=satu] input").first.focus()
    press(page, "Space", "Tab", "Space", "Tab", "Space")  # a; then both of several
    press(page, "Tab", "Alt+ArrowDown", "Alt+ArrowDown", "d", "d")  # Z to the end
    page.locator("[data-question=angka] input").fill("tiga")
    assert "belum terbaca" in page.locator("[data-question=angka] .qz-fault").text_content()
    page.locator("[data-question=angka] input").fill("3,455")
    saved(page)
    expected = {"satu": "a", "banyak": ["a", "b"], "urut": ["x", "y", "z"], "angka": 3.455}
    path = folder / "jawaban" / "pra-tes.json"
    assert json.loads(path.read_text())["answers"]["questions"] == expected
    assert cells(page) == 3

    assert barriers(page, "'.lk'") == []
    shot(page, "kuis-820")

    page.locator(".lk-btn", has_text="Batalkan").click()
    assert page.locator("[data-question=angka] input").input_value() == ""
    saved(page)
    page.keyboard.press("Escape")
    lab.ask(f"kernels/{lab.kernel('kuis')}/restart", "POST")
    page.reload()
    run(page)
    order = page.locator("[data-question=urut] li").evaluate_all("l => l.map(e => e.dataset.code)")
    assert order == ["x", "y", "z"]
    assert page.locator("[data-question=banyak] input:checked").count() == 2
    left = page.locator(".lk .qz-head .lk-kicker").text_content()
    assert left == "3 dari 4 pertanyaan terjawab"


def test_a_second_window_of_the_same_notebook_follows_and_what_was_not_sent_is_asked(lab, window):
    folder = lab.folder("ikut", "1", FORM, "2")
    first, second = window(), window()
    show(first, lab, "ikut", "notebooks")
    choose(first, "I01", 2)
    saved(first)
    with first.expect_response(lambda one: one.request.method == "PUT" and "ikut/lab" in one.url):
        first.keyboard.press("Control+s")
    second.goto(f"{lab.url}/notebooks/ikut/lab.ipynb")
    second.wait_for_selector(".lk")  # by itself: the kernel still holds the form
    assert level_of(second, "I01") == 2
    choose(first, "I01", 5)
    saved(first)
    second.wait_for_function("document.querySelector('.lk-status.ok')?.dataset.rev === '2'")
    assert level_of(second, "I01") == 5
    choose(second, "I02", 3)
    first.wait_for_function("document.querySelector('.lk-status.ok')?.dataset.rev === '3'")
    assert level_of(first, "I02") == 3

    # this browser holds what it could not send, and the file went on since
    first.evaluate(
        """() => { const name = Object.keys(localStorage).find((k) => k.startsWith('labkit/'))
          ?? 'labkit/sekda.uji//ikut/penilaian';
        localStorage.setItem(name, JSON.stringify({ base: 1, answers: { government: 'G02',
          indicators: { I07: { level: 4, reason: '', proves: '', stops: '' } } } })); }"""
    )
    run(first)
    alert = first.locator(".lk-alert:visible")
    assert "belum tersimpan (dari simpanan ke-1)" in alert.text_content()
    assert level_of(first, "I02") == 3 and answers(folder)["I02"]["level"] == 3
    first.get_by_role("button", name="Pakai isian di jendela ini").click()
    saved(first)
    assert list(answers(folder)) == ["I07"]
