"""Declared forms in a real JupyterLab, and in a page without a kernel: every kind of question."""

import json
import mimetypes
import os
import random
from pathlib import Path

import pytest
from form_samples import ASKED, DRILL, FORM, draw
from notebook_page import barriers, cells, run, saved, show

from labkit.answers import Answer, read_answer, write_answer
from labkit.forms.declaration import read_declaration
from labkit.forms.declared import page_files
from labkit.forms.given import Given, given_answers
from labkit.forms.source import with_declaration

pytestmark = pytest.mark.e2e

CELL = 'from labkit.forms import form\nform("layanan")'
SHOWN = with_declaration(CELL, {"layanan": FORM})
PRACTISED = with_declaration(CELL, {"layanan": DRILL})
READ = read_declaration(FORM)


def question(page, name):
    return page.locator(f"[data-question={name}]")


def cell(page, name):
    return page.locator(f"[data-cell='{name}']")


def answers(folder):
    return json.loads((folder / "jawaban" / "layanan.json").read_text())["answers"]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def shot(page, label):
    if place := os.environ.get("COURSEKIT_SHOTS"):
        page.screenshot(path=Path(place) / f"declared-{label}.png", full_page=True)


def paste(locator, text="", html=""):
    """Paste as a browser does: an event with what lies on the clipboard."""
    locator.focus()
    locator.evaluate(
        """(node, [text, html]) => { const data = new DataTransfer();
        if (text) data.setData('text/plain', text);
        if (html) data.setData('text/html', html);
        node.dispatchEvent(new ClipboardEvent('paste',
          { clipboardData: data, bubbles: true, cancelable: true })); }""",
        [text, html],
    )


def order(page):
    rows = question(page, "tangga").locator("li[data-code]")
    return rows.evaluate_all("rows => rows.map((row) => row.dataset.code)")


@pytest.fixture(scope="module")
def desk(lab, window):
    """Give (page, folder) with every kind of question open."""
    folder = lab.folder("isian", "1", SHOWN, "2")
    page = window(1366, 900)
    show(page, lab, "isian", "notebooks")
    return page, folder


def test_the_keyboard_alone_answers_every_kind(lab, window):
    folder = lab.folder("papan-ketik", "1", SHOWN, "2")
    page = window(820, 1000)
    show(page, lab, "papan-ketik", "notebooks")
    question(page, "siapa").locator("input").first.focus()
    press(page, "Space", "ArrowDown")  # the second of one choice
    press(page, "Tab", "Space", "Tab", "Tab", "Space")  # the first and the last of several
    press(page, "Tab", "Alt+ArrowDown", "Alt+ArrowDown", "d", "d")  # the first row to the end
    question(page, "indeks").locator("input").focus()
    page.keyboard.type("3,455")
    press(page, "Tab", "ArrowDown", "Tab")  # the first pair: its first choice
    press(page, "ArrowDown", "ArrowDown", "Tab")
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Tab")
    page.keyboard.type("2,5")
    press(page, "Enter")  # down to the next row
    page.keyboard.type("1.0")
    press(page, "ArrowUp", "Tab", "ArrowDown", "Tab")
    page.keyboard.type("dari register")
    question(page, "surat").locator("textarea").focus()
    page.keyboard.type("Warga cukup datang sekali, ddxb.")
    press(page, "Tab", "Enter")  # unfolds how it is marked
    assert "Ada warga, perubahan, dan angka." in question(page, "surat").inner_text()
    saved(page)
    assert answers(folder)["questions"] == {
        "siapa": "sekda",
        "domain": ["a", "c"],
        "tangga": ["t1", "t2", "t3"],
        "indeks": 3.455,
        "tahap": {"r1": "b", "r2": "s", "r3": "m"},
        "layanan": {
            "akta": {"hari": 2.5, "ukur": "reg", "kata": "dari register"},
            "usaha": {"hari": 1},
        },
        "surat": "Warga cukup datang sekali, ddxb.",
    }
    assert cells(page) == 3
    assert page.locator(".qz-head .lk-kicker").text_content() == "6 dari 7 pertanyaan terjawab"
    page.locator(".qz-head .lk-btn").first.click()  # to the one that is not complete
    assert page.evaluate("document.activeElement.dataset.cell") == "usaha/ukur"


def test_nothing_typed_is_lost_not_even_what_is_no_number(lab, window):
    folder = lab.folder("ingat", "1", SHOWN, "2")
    page = window()
    show(page, lab, "ingat", "notebooks")
    number = question(page, "indeks").locator("input")
    number.press_sequentially("tiga koma 4")
    cell(page, "akta/hari").press_sequentially("dua hari")
    cell(page, "usaha/hari").press_sequentially("31")
    question(page, "surat").locator("textarea").fill("Ya.")
    saved(page)
    expected = {"indeks": "tiga koma 4", "surat": "Ya."}
    expected["layanan"] = {"akta": {"hari": "dua hari"}, "usaha": {"hari": 31}}
    assert answers(folder)["questions"] == expected
    fault = question(page, "indeks").locator(".qz-fault").text_content()
    assert fault == (
        "Pertanyaan 4: “tiga koma 4” belum terbaca sebagai angka. Tulislah misalnya 3,5 atau 1.250."
    )
    assert number.get_attribute("aria-invalid") == "true"
    assert "Pertanyaan 6: Baris “Akta”" in question(page, "layanan").inner_text()

    # closed at once after the last letter: the browser sends it on the way out, or keeps it
    number.press("End")
    number.press_sequentially("5")
    context = page.context
    page.close()
    page = context.new_page()
    show(page, lab, "ingat", "notebooks")
    saved(page)
    lab.ask(f"kernels/{lab.kernel('ingat')}/restart", "POST")
    page.reload()
    run(page)
    assert question(page, "indeks").locator("input").input_value() == "tiga koma 45"
    assert cell(page, "akta/hari").input_value() == "dua hari"
    assert cell(page, "usaha/hari").get_attribute("aria-invalid") == "true"
    question(page, "indeks").locator("input").fill("1.2")
    saved(page)
    assert answers(folder)["questions"]["indeks"] == 1.2
    assert question(page, "indeks").locator(".qz-read").text_content() == "Terbaca: 1,2 poin"
    page.locator(".lk-btn", has_text="Batalkan").click()
    assert question(page, "indeks").locator("input").input_value() == "tiga koma 45"


def test_the_view_shows_what_the_kernel_says_of_random_answers(lab, window):
    folder = lab.folder("acak", "1", SHOWN, "2")
    page = window()
    show(page, lab, "acak", "notebooks")
    dice, seen = random.Random(20), set()
    for _ in range(8):
        content = given_answers({"questions": draw(dice)}, FORM).to_dict()
        try:
            rev = read_answer("layanan", folder=folder).rev
        except ValueError:
            rev = 0
        write_answer(Answer("layanan", "sekda.uji", content, rev), folder=folder)
        run(page)
        told = json.loads(page.locator(".lk").get_attribute("data-told"))
        own = json.loads(page.locator(".qz-list").get_attribute("data-own"))
        assert own == told == Given.read(content, READ).view()
        shown = page.locator(".qz-card").evaluate_all(
            "c => c.filter((card) => card.querySelector('.qz-fault').textContent).length"
        )
        assert shown == len(told["faults"])
        seen |= set(told["faults"])
    assert seen >= {"indeks", "layanan", "tahap"}


def test_a_row_is_dragged_by_mouse_and_by_finger(desk, browser, lab):
    page, folder = desk
    question(page, "tangga").scroll_into_view_if_needed()
    grips = question(page, "tangga").locator(".qz-grip")
    first, last = grips.first.bounding_box(), grips.last.bounding_box()
    page.mouse.move(first["x"] + 90, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 90, last["y"] + 10, steps=8)
    page.mouse.move(first["x"] + 90, last["y"] + 30, steps=4)
    page.mouse.up()
    assert order(page) == ["t1", "t2", "t3"]
    page.mouse.move(first["x"] + 90, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 90, last["y"] + 30, steps=8)
    page.keyboard.press("Escape")  # thought better of it
    page.mouse.up()
    assert order(page) == ["t1", "t2", "t3"]
    row = question(page, "tangga").locator("li").last
    row.get_by_role("button", name="Terdefinisi: naikkan").click()
    assert order(page) == ["t1", "t3", "t2"]
    assert page.evaluate("document.activeElement.className") == "lk-btn qz-up"
    page.keyboard.press("Control+z")
    assert order(page) == ["t1", "t2", "t3"]
    saved(page)
    assert answers(folder)["questions"]["tangga"] == ["t1", "t2", "t3"]

    lab.folder("jari", "1", SHOWN, "2")
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="id-ID"
    )
    context.set_default_timeout(40_000)
    page = context.new_page()
    show(page, lab, "jari", "notebooks")
    grip = question(page, "tangga").locator(".qz-handle")
    question(page, "tangga").scroll_into_view_if_needed()
    box, end = grip.first.bounding_box(), grip.last.bounding_box()
    touch = context.new_cdp_session(page)

    def finger(kind, y):
        points = [] if kind == "touchEnd" else [{"x": box["x"] + 10, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", box["y"] + 20)
    for step in range(1, 9):
        finger("touchMove", box["y"] + 20 + (end["y"] + 12 - box["y"]) * step / 8)
    finger("touchEnd", 0)
    assert order(page) == ["t1", "t2", "t3"]
    small = page.locator(
        ".lk :is(button,select,summary,textarea,input[type=text],.qz-choices label,.qz-handle)"
    ).evaluate_all(
        """all => all.filter((e) => e.checkVisibility()).map((e) => [e.className || e.tagName,
        Math.round(e.getBoundingClientRect().height)]).filter(([, high]) => high < 44)"""
    )
    assert small == []
    shot(page, "jari-390")
    context.close()


def test_cells_from_excel_and_word_and_text_from_word_are_pasted(desk):
    page, folder = desk
    paste(cell(page, "akta/hari"), "2\tBuku register\n1,5\tlisan\n7\t")
    assert cell(page, "akta/hari").input_value() == "2"
    assert cell(page, "akta/ukur").input_value() == "reg"
    assert cell(page, "usaha/hari").input_value() == "1,5"
    told = question(page, "layanan").locator(".qz-told").text_content()
    assert told == "3 sel terisi dari yang Anda tempel. Yang tidak mendapat tempat: “lisan”, “7”."
    saved(page)
    table = answers(folder)["questions"]["layanan"]
    assert table == {"akta": {"hari": 2, "ukur": "reg"}, "usaha": {"hari": 1.5}}
    page.locator(".lk-btn", has_text="Batalkan").click()  # all of it in one step
    assert cell(page, "akta/hari").input_value() == cell(page, "usaha/hari").input_value() == ""

    word = "<table><tr><td>Izin<br>usaha</td><td>4</td><td>Catatan\n aplikasi</td></tr></table>"
    paste(cell(page, "akta/hari"), "tidak dipakai", word.replace("<br>", " "))
    assert cell(page, "usaha/hari").input_value() == "4"
    assert cell(page, "usaha/ukur").input_value() == "app"

    area = question(page, "surat").locator("textarea")
    area.fill("Awal. ")
    area.evaluate("a => a.setSelectionRange(6, 6)")
    paste(area, "Satu\u00a0warga\r\n\uf0b7\tdatang\u00ad lagi\v")
    assert area.input_value() == "Awal. Satu warga\n• datang lagi\n"
    saved(page)
    assert answers(folder)["questions"]["surat"] == "Awal. Satu warga\n• datang lagi\n"


def test_the_later_of_two_windows_is_refused_and_decides(lab, window):
    folder = lab.folder("dua", "1", SHOWN, "2", SHOWN)
    first, second = window(), window()
    show(first, lab, "dua")
    second.goto(f"{lab.url}/lab/tree/dua/lab.ipynb?reset")
    run(second, cell=3, shows=".jp-Cell:nth-child(4) .lk")
    question(first, "siapa").locator("input").first.click()
    saved(first)
    late = second.locator(".lk").last
    late.locator("[data-question=indeks] input").fill("4,5")
    alert = second.locator(".lk-alert:visible")
    alert.wait_for()
    assert "jendela lain" in alert.text_content()
    assert answers(folder)["questions"] == {"siapa": "dinas"}
    second.get_by_role("button", name="Pakai isian di jendela ini").click()
    second.wait_for_function(
        "[...document.querySelectorAll('.lk-status')].at(-1).textContent[0] === '✓'"
    )
    assert answers(folder)["questions"] == {"indeks": 4.5}


def test_a_drill_explains_at_once_and_keeps_what_was_tried(lab, window):
    folder = lab.folder("latihan", "1", PRACTISED, "2")
    page = window(820, 1000)
    show(page, lab, "latihan", "notebooks")
    one = question(page, "siapa")
    look, again = (
        one.get_by_role("button", name=name) for name in ("Lihat penjelasan", "Coba lagi")
    )
    assert look.is_disabled() and not again.is_visible() and not one.locator(".qz-why").is_visible()
    assert "Diskominfo melaksanakan" not in one.inner_text()
    one.locator("input").first.check()
    press(page, "Tab", "Enter")  # by keys: from the choice to the button
    assert one.locator(".qz-verdict").text_content() == "Belum tepat."
    told = one.inner_text()
    for words in ("Diskominfo melaksanakan, bukan", "Ini yang tepat", "Sekda adalah koordinator"):
        assert words in told
    assert page.evaluate("document.activeElement.textContent") == "Coba lagi"
    press(page, "Enter")
    assert one.locator("input:checked").count() == 0 and not one.locator(".qz-why").is_visible()
    one.locator("input").last.check()
    look.click()
    assert one.locator(".qz-verdict").text_content() == "✓ Tepat."

    question(page, "indeks").locator("input").fill("3,5")
    question(page, "indeks").get_by_role("button", name="Lihat penjelasan").click()
    told = question(page, "indeks").inner_text()
    assert "Yang tepat: 3,455 poin" in told and "rata-rata tanpa bobot" in told
    for row in ("r1", "r2", "r3"):
        question(page, "tahap").locator(f"select[id$={row}]").select_option(
            {"r1": "b", "r2": "m", "r3": "s"}[row]
        )
    question(page, "tahap").get_by_role("button", name="Lihat penjelasan").click()
    assert "2 dari 3 bagian tepat." in question(page, "tahap").inner_text()
    assert "Menetapkan: Mengadopsi" in question(page, "tahap").inner_text()
    saved(page)
    practice = answers(folder)["practice"]
    assert [one["given"] for one in practice["siapa"]] == ["dinas", "sekda"]
    assert practice["indeks"][0]["given"] == 3.5 and practice["indeks"][0]["at"].startswith("20")
    head = page.locator(".qz-head .lk-kicker").text_content()
    assert head == "Latihan, tidak dinilai · 3 dari 6 sudah dicoba"
    assert barriers(page, "'.lk'") == []
    shot(page, "latihan-820")

    page.reload()
    run(page)
    assert one.locator(".qz-verdict").text_content() == "✓ Tepat."
    assert question(page, "siapa").locator(".qz-mark").text_content() == "Dicoba 2 kali"
    assert cells(page) == 3


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_serious_barrier_and_nothing_cut_off(lab, window, theme):
    name = f"axe-{theme.split()[1].lower()}"
    folder = lab.folder(name, "1", SHOWN, "2")
    content = {"questions": {"siapa": "sekda", "indeks": 7, "tahap": {"r1": "b", "r2": "b"},
                             "layanan": {"akta": {"hari": "dua"}}, "surat": "Ya."}}  # fmt: skip
    write_answer(Answer("layanan", "sekda.uji", content), folder=folder)
    chosen = lab.root / ".settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    chosen.write_text(json.dumps({"theme": theme}))
    page = window(1366, 900)
    show(page, lab, name, "notebooks")
    chosen.unlink()
    page.wait_for_function("(t) => document.body.dataset.jpThemeName === t", arg=theme)
    page.locator(".qz-rubric summary").click()
    for width in (1366, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "(w) => document.querySelector('.lk').getBoundingClientRect().width < w", arg=width
        )
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.lk, .lk *')].filter((e) => e.clientWidth
              && !e.matches('select, input, textarea, .qz-said, thead, svg *')
              && e.scrollWidth > e.clientWidth + 1
              && getComputedStyle(e).overflowX !== 'visible').map((e) => e.tagName + e.className)"""
        )
        assert cut == [], width
        assert barriers(page, "'.lk'") == [], width
        shot(page, f"{name}-{width}")


def test_how_fast_a_choice_is_on_screen(desk):
    page, _ = desk
    times = page.evaluate(
        """async () => { const out = [];
        for (let n = 0; n < 15; n += 1) for (const name of ['siapa', 'domain']) {
          const free = document.querySelector(`[data-question=${name}] input:not(:checked)`)
            ?? document.querySelector(`[data-question=${name}] input`);
          const began = performance.now(); free.click();
          await new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)));
          out.push(performance.now() - began); await new Promise((f) => setTimeout(f, 120)); }
        return out.sort((a, b) => a - b); }"""
    )
    median, worst = times[len(times) // 2], times[-1]
    print(f"choice to screen, {len(times)} times: median {median:.0f} ms, worst {worst:.0f} ms")
    saved(page)


PAGE = """<!doctype html><html lang="id"{theme}><title>Pelajaran</title>
<link rel="stylesheet" href="form.css"><link rel="stylesheet" href="declared.css"><main>
<section class="lk" data-form="satu"><script type="application/json">{form}</script></section>
<section class="lk" data-form="dua"><script type="application/json">{form}</script></section>
</main><script type="module" src="form_page.js"></script></html>"""


@pytest.mark.parametrize("theme", ["", ' data-theme="dark"'])
def test_the_same_view_stands_in_a_page_without_a_kernel(browser, theme):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    page, faults, held = context.new_page(), [], page_files()
    page.on("pageerror", lambda error: faults.append(str(error)))
    form = json.dumps(read_declaration(DRILL).to_dict()).replace("<", "\\u003c")
    text = PAGE.format(form=form, theme=theme).encode()

    def serve(route):
        name = route.request.url.rsplit("/", 1)[1]
        kind = mimetypes.guess_type(name)[0] or "text/html"
        route.fulfill(body=held[name] if name else text, content_type=f"{kind}; charset=utf-8")

    page.route("http://buku.uji/**", serve)
    page.goto("http://buku.uji/")
    first, second = (page.locator(f"[data-form={name}]") for name in ("satu", "dua"))
    one = first.locator("[data-question=siapa]")
    one.locator("input").last.check()
    one.get_by_role("button", name="Lihat penjelasan").click()
    assert one.locator(".qz-verdict").text_content() == "✓ Tepat."
    assert first.locator(".qz-card").count() == second.locator(".qz-card").count() == len(ASKED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert barriers(page, "'main'") == []
    page.reload()
    assert one.locator(".qz-mark").text_content() == "Dicoba 1 kali"
    assert one.locator(".qz-verdict").text_content() == "✓ Tepat."
    assert second.locator("input:checked").count() == 0

    page.evaluate("localStorage.setItem('labkit-page/satu', '{\"questions\": {\"tangga\": 7}}')")
    page.reload()
    assert first.locator(".qz-card").count() == len(ASKED)
    assert faults == []
    context.close()
