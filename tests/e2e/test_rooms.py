"""A trainee in a real browser: course page, lab, a form by itself, handing in, marks."""

import contextlib
import json
import time

import psutil
import pytest
from click.testing import CliRunner
from notebook_page import barriers

from coursekit.cli import main
from coursekit.web.course_page.healing import is_free

pytestmark = pytest.mark.e2e

WITH_FORM = "03-menilai-bukti"
PLAIN = TYPED = "02-kerangka-spbe"  # a lab without forms
ENGLISH = {"File", "Edit", "View", "Run", "Kernel", "Help", "Save", "Restart", "Validate", "Cell"}


def home_of(desk):
    return desk.hub.layout.var / "hub" / "homes" / desk.name / desk.hub.course


def cells_saved(desk, unit):
    """Return the notebook's cells once it is saved with what was run; a save is not atomic."""
    path = home_of(desk) / unit / f"{unit}.ipynb"
    deadline = time.monotonic() + 20
    while True:
        with contextlib.suppress(ValueError):  # half a file, or half a letter
            cells = json.loads(path.read_text())["cells"]
            if any(cell.get("execution_count") for cell in cells):
                return cells
        assert time.monotonic() < deadline, "the notebook was not saved"
        desk.page.wait_for_timeout(200)


def age_forms(page):
    """Mark every form that stands, so that `forms_stand` waits for those that take its place."""
    page.evaluate(
        """() => { for (const form of document.querySelectorAll('.ck-formulir .lk'))
        form.dataset.old = '1'; }"""
    )


def forms_stand(page):
    """Wait until every form stands and none is still to be run."""
    page.wait_for_function(
        """() => { const cells = [...document.querySelectorAll('.ck-formulir')];
        return cells.length && cells.every((cell) => !cell.classList.contains('ck-tunggu')
          && cell.querySelector('.lk:not([data-old])')); }"""
    )


def unit(desk, name):
    return desk.page.locator(f"#unit-{name}")


def go_home(desk):
    desk.page.goto(f"{desk.home}/kursus")


@pytest.fixture(scope="module")
def desk(desk_of):
    desk = desk_of("sekda")
    desk.page.wait_for_url("**/kursus")
    desk.shot("course")
    return desk


@pytest.fixture(scope="module")
def lab(desk):
    """The lab with a form, opened by one click; nothing else is clicked before the form stands."""
    page = desk.page
    unit(desk, WITH_FORM).locator("button:has-text('Mulai lab')").click()
    page.wait_for_url(f"**/notebooks/{desk.hub.course}/{WITH_FORM}/*.ipynb")
    forms_stand(page)
    page.locator(".ck-formulir").first.scroll_into_view_if_needed()
    desk.shot("lab")
    return desk


@pytest.fixture(scope="module")
def handed_in(lab):
    """The lab handed in from its own window."""
    page = lab.page
    page.click(".ck-kumpul")
    page.wait_for_url(f"**/kursus/kumpulkan/{WITH_FORM}?dari=lab")
    page.click("text=Belum, kembali dulu")  # leads to the lab it came from
    page.wait_for_url(f"**/{WITH_FORM}.ipynb")
    page.click(".ck-kumpul")
    page.locator("ul.kosong a").first.click()  # so does the name of what is blank, to its place
    page.wait_for_url(f"**/{WITH_FORM}.ipynb#sel=*")
    page.wait_for_selector(".ck-dituju")
    page.click(".ck-kumpul")
    lab.shot("asked")
    page.click("button:has-text('Ya, kumpulkan')")
    page.wait_for_url("**/kursus?terkumpul=*")
    lab.shot("handed-in")
    return lab


def test_the_first_screen_is_the_course_in_order(desk):
    page = desk.page
    names = page.locator("ol.unit h3").all_inner_texts()
    assert len(names) == 13 and "Orientasi" in names[0] and "Proyek akhir" in names[-1]
    assert "Langkah berikutnya" in page.inner_text(".berikut")
    assert unit(desk, "01-warga-dulu").locator(".tombol").count() == 0
    lesson = unit(desk, PLAIN).locator("a:has-text('Baca pelajaran')").get_attribute("href")
    assert lesson == f"{desk.hub.hosts.service('buku')}/{PLAIN}.html"


@pytest.mark.parametrize("width", [1366, 820, 390])
def test_everybody_can_use_it_at_any_width(desk, width):
    page = desk.page
    page.set_viewport_size({"width": width, "height": 768})
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    desk.page.screenshot(path=desk.shots / f"course-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_what_was_released_runs_by_itself_and_no_answer_or_check_does(lab):
    page = lab.page
    assert page.locator(".ck-formulir .jp-InputArea:visible").count() == 0
    page.wait_for_selector(".ck-siap")
    page.keyboard.press("Control+s")
    for cell in cells_saved(lab, WITH_FORM):
        if cell["cell_type"] == "code":
            marks = cell["metadata"].get("nbgrader", {})
            runs = not marks.get("solution") and not marks.get("grade") and not is_free(cell)
            assert bool(cell["execution_count"]) == runs, cell["id"]


def test_it_is_a_page_without_menus_code_or_prompts(lab):
    page = lab.page
    for part in (
        ".lm-MenuBar",
        ".jp-NotebookPanel-toolbar",
        ".jp-InputPrompt",
        ".ck-terlipat .cm-content",
    ):
        assert page.locator(f"{part}:visible").count() == 0, part
    see = page.locator(".ck-alat button:has-text('Lihat kode')").first
    see.click()
    assert page.locator(".ck-terbuka .cm-content:visible").count() == 1
    page.locator(".ck-terbuka button:has-text('Tutup kode')").click()
    assert page.locator(".ck-terlipat .cm-content:visible").count() == 0


def test_the_head_says_which_lab_and_how_far(lab):
    page = lab.page
    assert page.inner_text(".ck-judul").startswith("Lab 03")
    page.wait_for_selector(".ck-kemajuan:has-text('pertanyaan terjawab')")
    for width in (390, 820, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for part in (".ck-periksa", ".ck-kumpul", ".ck-lain", ".ck-pulang a", ".ck-kemajuan"):
            box = page.locator(part).bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, (part, width, box)


def test_the_form_comes_back_after_a_restart(lab):
    page = lab.page
    age_forms(page)
    page.click(".ck-lain")
    page.click("text=Siapkan ulang formulir dan gambar")
    forms_stand(page)


def test_a_dead_kernel_is_told_in_indonesian_and_the_form_returns(lab):
    page = lab.page
    age_forms(page)
    everything = psutil.Process(lab.hub.process.pid).children(recursive=True)
    kernels = [p for p in everything if "ipykernel_launcher" in " ".join(p.cmdline())]
    kernels[-1].kill()
    dialog = page.locator(".jp-Dialog:has-text('Mesin dimulai ulang')")
    dialog.wait_for()
    assert "Jawaban Anda tetap ada" in dialog.inner_text()
    dialog.locator("button:has-text('Baik')").click()
    forms_stand(page)


def test_the_check_answers_in_the_page_with_a_way_to_each_part(lab):
    page = lab.page
    page.click(".ck-periksa")
    told = page.locator(".ck-ringkasan")
    told.wait_for()
    lab.shot("checked")
    words = told.inner_text()
    assert "masih perlu dilihat" in words
    assert "Traceback" not in words and ".json" not in words and "{" not in words
    assert barriers(page, "'.ck-ringkasan'") == []
    told.locator("li:not(.ck-beres) button").first.click()
    page.wait_for_selector(".ck-dituju")
    told.locator("button:has-text('Tutup')").click()
    told.wait_for(state="detached")


def test_what_cannot_be_saved_is_told_in_sight_and_not_handed_in(lab):
    page = lab.page
    bar = page.locator(".ck-bilah")
    assert not bar.is_visible()
    page.route("**/api/contents/**", lambda route: route.abort())
    page.locator(".ck-formulir textarea").first.fill("Alasan yang sempat ditulis.")
    page.keyboard.press("Control+s")
    bar.locator("text=Tulisan Anda belum tersimpan").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    # It saves before it would leave, and that fails.
    with page.expect_event("requestfailed", lambda one: f"{WITH_FORM}.ipynb" in one.url):
        page.click(".ck-kumpul")
    page.unroute("**/api/contents/**")
    bar.locator("button:has-text('Simpan lagi')").click()
    bar.wait_for(state="hidden")
    page.wait_for_selector(".ck-simpan:text-is('✓ Tersimpan')")
    assert "/notebooks/" in page.url


def test_a_desk_that_was_stopped_is_told_and_leads_back_to_the_lab(lab):
    page, home = lab.page, lab.page.context.new_page()
    home.goto(f"{lab.hub.url}/hub/home")
    home.click("#stop")
    home.locator("#stop").wait_for(state="detached")
    home.close()
    bar = page.locator(".ck-bilah")
    bar.locator("text=Sambungan ke meja kerja terputus").wait_for()
    assert page.inner_text(".ck-simpan") == "Sambungan terputus"
    page.locator(".ck-formulir input[type=radio]").nth(1).check()
    page.wait_for_selector(".ck-formulir .lk-status.no:has-text('aman di peramban ini')")
    lab.shot("stopped")
    assert barriers(page, "'.ck-bilah'") == []
    page.once("dialog", lambda asked: asked.accept())
    bar.locator("button:has-text('Muat ulang')").click()
    page.click("text=Mulai meja kerja")
    page.wait_for_selector(".ck-formulir .lk-status.ok")  # what the browser kept is saved now
    assert page.locator(".ck-formulir input[type=radio]").nth(1).is_checked()
    assert not page.locator(".ck-bilah").is_visible()


def test_a_lab_that_nobody_touches_for_an_hour_is_saved_and_left(lab):
    page = lab.page
    page.evaluate(
        """() => { const now = Date.now; window.looks = 0; Date.now = () => {
        if (new Error().stack.includes('rest.js')) window.looks += 1;
        return now() + 50 * 60_000; }; }"""
    )
    # Two looks at the clock: the first of them has let the window be.
    page.wait_for_function("window.looks > 1", timeout=120_000)
    assert "/notebooks/" in page.url
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 11 * 60_000; }")
    page.wait_for_url("**/hub/home#istirahat")
    page.wait_for_selector("#istirahat:has-text('sudah disimpan dan ditutup')")
    page.click("#start")
    unit(lab, WITH_FORM).locator("a:has-text('Lanjutkan lab')").click()
    page.wait_for_selector(".ck-formulir .lk-status.ok")


def test_handing_in_says_what_is_missing_and_changes_the_state(handed_in):
    page = handed_in.page
    assert "sudah terkumpul" in page.inner_text(".kabar")
    assert "Sudah dikumpulkan" in unit(handed_in, WITH_FORM).inner_text()
    assert "menunggu penilaian" in unit(handed_in, WITH_FORM).inner_text()
    assert unit(handed_in, WITH_FORM).locator("[data-kumpul]").count() == 0  # nothing changed


def test_the_question_names_blank_parts_and_obeys_the_keyboard(handed_in):
    page = handed_in.page
    go_home(handed_in)
    unit(handed_in, PLAIN).locator("button:has-text('Mulai lab')").click()
    page.wait_for_url(f"**/notebooks/**/{PLAIN}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.click(".ck-pulang a")
    page.wait_for_url("**/kursus")
    button = unit(handed_in, PLAIN).locator("[data-kumpul]")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    handed_in.shot("question")
    assert "Belum ada pertanyaan yang dijawab" in dialog.inner_text()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert button.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.click("dialog button:has-text('Ya, kumpulkan')")
    page.wait_for_url("**/kursus?terkumpul=*")
    assert "Sudah dikumpulkan" in unit(handed_in, PLAIN).inner_text()


def test_what_was_not_released_never_runs_by_itself_and_the_lab_is_put_back(handed_in):
    """Whatever came into the file some other way: it stays as text, or goes."""
    page, folder = handed_in.page, home_of(handed_in) / PLAIN
    path = folder / f"{PLAIN}.ipynb"
    notebook = json.loads(path.read_text())
    before = [cell["id"] for cell in notebook["cells"]]
    touch = "open('it-ran', 'w')"
    locked = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("locked"))
    locked["source"] = touch
    blank = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    for number in range(24):
        notebook["cells"].insert(3, {**blank, "id": f"blank-{number}", "source": ""})
    tagged = {"tags": ["formulir"]}
    notebook["cells"].append({**blank, "id": "mine", "source": touch, "metadata": tagged})
    path.write_text(json.dumps(notebook))
    go_home(handed_in)
    unit(handed_in, PLAIN).locator("a:has-text('Buka lab')").click()
    page.locator(".ck-bilah.ck-kabar:has-text('dikembalikan ke bentuk semula')").wait_for()
    page.wait_for_function("window.performance.now() > 0")
    page.click(".ck-periksa")
    page.locator(".ck-ringkasan").wait_for()
    assert not (folder / "it-ran").exists()
    now = [cell["id"] for cell in json.loads(path.read_text())["cells"]]
    assert now == [*before, "mine"]
    go_home(handed_in)


def test_marks_and_feedback_arrive_by_themselves(handed_in, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(handed_in.hub.layout.root))
    for verb in ("collect", "autograde", "feedback"):
        result = CliRunner().invoke(main, [verb, PLAIN])
        assert result.exit_code == 0, result.output
    page = handed_in.page
    go_home(handed_in)
    handed_in.shot("marked")
    assert "Sudah dinilai" in unit(handed_in, PLAIN).inner_text()
    assert "nilai 0 dari" in unit(handed_in, PLAIN).inner_text()
    unit(handed_in, PLAIN).locator("a.tombol:has-text('Umpan balik')").click()
    page.wait_for_selector("h1:has-text('Umpan balik')")
    handed_in.shot("feedback")
    page.click("text=← Kembali ke halaman kursus")
    page.wait_for_url("**/kursus")


def test_nothing_is_fetched_from_elsewhere(handed_in):
    assert handed_in.outside == []


def test_a_click_without_the_pages_own_token_hands_nothing_in(handed_in):
    page = handed_in.page
    status = page.evaluate(
        """async (address) => {
          const body = new URLSearchParams({ _xsrf: "made-up" });
          return (await fetch(address, { method: "POST", body })).status;
        }""",
        f"{handed_in.home}/kursus/kumpulkan/{PLAIN}",
    )
    assert status == 403
