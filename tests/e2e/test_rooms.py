"""A trainee in a real browser: course page, lab, a form by itself, handing in, marks."""

import contextlib
import json
import time

import psutil
import pytest
from click.testing import CliRunner
from notebook_page import barriers

from coursekit.cli import main

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
    page.click(".ck-kumpul >> text=Kumpulkan")
    page.wait_for_url(f"**/kursus/kumpulkan/{WITH_FORM}")
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


def test_the_form_appears_by_itself_and_nothing_else_ran(lab):
    page = lab.page
    assert page.locator(".ck-formulir .jp-InputArea:visible").count() == 0
    page.keyboard.press("Control+s")
    for cell in cells_saved(lab, WITH_FORM):
        if cell["cell_type"] == "code":
            is_form = "formulir" in cell["metadata"].get("tags", ())
            assert bool(cell["execution_count"]) == is_form, cell["id"]


def test_the_head_says_which_lab_and_whether_it_is_saved(lab):
    page = lab.page
    assert page.inner_text(".ck-judul").startswith("Lab 03")
    page.wait_for_selector(".ck-simpan:text-is('✓ Tersimpan')")
    assert page.locator(".ck-kursus:visible").count() == 0
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("text=← Kursus").wait_for()
    page.set_viewport_size({"width": 1366, "height": 768})


def test_the_labs_own_buttons_come_first(lab):
    items = lab.page.locator(".jp-NotebookPanel-toolbar > [data-jp-item-name]")
    names = items.evaluate_all("all => all.map((one) => one.dataset.jpItemName)")
    assert names[:4] == ["coursekit-kursus", "coursekit-kumpul", "coursekit-periksa", "save"]


def test_the_form_comes_back_after_a_restart(lab):
    page = lab.page
    age_forms(page)
    page.click(".lm-MenuBar-itemLabel:text-is('Mesin')")
    page.click(".lm-Menu-itemLabel:has-text('Mulai ulang mesin')")
    page.click(".jp-Dialog button:has-text('Mulai ulang')")
    forms_stand(page)


def test_a_cell_run_too_early_says_so_in_words(lab):
    page = lab.page
    page.locator(".jp-MarkdownCell").last.click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("belum_ada")
    page.keyboard.press("Control+Enter")
    told = page.locator(".jp-OutputArea-output:has-text('Nama “belum_ada” belum dikenal')")
    told.wait_for()
    assert "Traceback" not in told.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("d")


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


def test_menus_are_few_and_indonesian(lab):
    page = lab.page
    seen = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert seen == ["Berkas", "Jalankan", "Mesin", "Bantuan"]
    for label in seen:
        page.click(f".lm-MenuBar-itemLabel:text-is('{label}')")
        items = [i for i in page.locator(".lm-Menu-itemLabel:visible").all_inner_texts() if i]
        assert items and not ENGLISH & {word.strip("….") for i in items for word in i.split()}
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def test_one_button_runs_the_checks_and_answers_in_indonesian(lab):
    page = lab.page
    page.click(".ck-periksa >> text=Periksa jawaban")
    told = page.locator(".jp-Dialog:has-text('Hasil pemeriksaan')")
    told.wait_for()
    lab.shot("checked")
    assert "belum terpenuhi" in told.inner_text() and "Traceback" not in told.inner_text()
    told.locator("button:has-text('Baik')").click()


def test_running_everything_does_not_lose_the_form_behind_a_failed_check(lab):
    page = lab.page
    age_forms(page)
    page.click(".lm-MenuBar-itemLabel:text-is('Jalankan')")
    page.click(".lm-Menu-itemLabel:text-is('Jalankan semua sel')")
    page.wait_for_selector(".jp-OutputArea-output:has-text('Belum tepat.')")
    forms_stand(page)


def test_what_cannot_be_saved_is_told_in_sight_and_not_handed_in(lab):
    page = lab.page
    bar = page.locator(".ck-bilah")
    assert not bar.is_visible()
    page.route("**/api/contents/**", lambda route: route.abort())
    page.locator(".ck-formulir textarea").first.fill("Alasan yang sempat ditulis.")
    page.click(".lm-MenuBar-itemLabel:text-is('Berkas')")
    page.click(".lm-Menu-itemLabel:has-text('Simpan')")
    bar.locator("text=Tulisan Anda belum tersimpan").wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    # It saves before it would leave, and that fails.
    with page.expect_event("requestfailed", lambda one: f"{WITH_FORM}.ipynb" in one.url):
        page.click(".ck-kumpul >> text=Kumpulkan")
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
    page.click("text=← Halaman kursus")
    page.wait_for_url("**/kursus")
    button = unit(handed_in, PLAIN).locator("[data-kumpul]")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    handed_in.shot("question")
    assert "Belum ada bagian yang diisi" in dialog.inner_text()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert button.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.click("dialog button:has-text('Ya, kumpulkan')")
    page.wait_for_url("**/kursus?terkumpul=*")
    assert "Sudah dikumpulkan" in unit(handed_in, PLAIN).inner_text()


def test_only_forms_run_by_themselves(handed_in):
    """Whatever else bears the tag stays as it is: answers, tests, and cells that do more."""
    folder = home_of(handed_in) / PLAIN
    path = folder / f"{PLAIN}.ipynb"
    original = path.read_text()
    tagged, answer = {"tags": ["formulir"]}, {"solution": True, "grade": False, "grade_id": "mine"}
    touch = "open('it-ran', 'w')"
    made = [
        (touch, tagged | {"nbgrader": answer | {"schema_version": 3, "locked": False}}),
        (f"from spbe.forms import scoring_form\n{touch}\nscoring_form('a')", tagged),
        ("!touch it-ran\nscoring_form('a')", tagged),
        (f"from os import system\nsystem('touch it-ran')\n{touch}", tagged),
        (f"from spbe.forms import scoring_form\nscoring_form({touch})", tagged),
        (touch, {}),
        ("from spbe.forms import scoring_form\n\nscoring_form('uji-coba')", tagged),
    ]
    notebook = json.loads(original)
    for number, (source, metadata) in enumerate(made):
        cell = {"cell_type": "code", "id": f"made-{number}", "metadata": metadata, "outputs": []}
        notebook["cells"].append({**cell, "source": source, "execution_count": None})
    path.write_text(json.dumps(notebook))
    go_home(handed_in)
    unit(handed_in, PLAIN).locator("a:has-text('Buka lab')").click()
    forms_stand(handed_in.page)  # the last cell is one, and cells are run in their order
    assert handed_in.page.locator(".ck-formulir").count() == 1
    assert not (folder / "it-ran").exists()
    go_home(handed_in)
    path.write_text(original)


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
