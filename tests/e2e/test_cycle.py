"""The whole cycle in a real browser: fetch, answer, submit, grade, comment, read the feedback."""

import csv
import json
import time

import golden
import openpyxl
import pytest
from click.testing import CliRunner
from typed_labs import typed_lab

from coursekit.cli import main
from coursekit.core.layout import CourseLayout

pytestmark = pytest.mark.e2e

UNIT = TYPED = "02-kerangka-spbe"  # answers typed with the keyboard
DATED = "03-menilai-bukti"  # no other test here hands it in
REASON = "loss_reason"
TEXT = "Aspek terlemah adalah Penerapan Manajemen SPBE (A5), kehilangan 0,48 dari indeks."
MANUAL = {"sekda": "3.5", "diskominfo": "2"}
COMMENT = "Jelas dan berangka. Sebutkan juga akibatnya bagi warga."
TRAINEES = ("sekda", "diskominfo", "bappeda")


def read_cells(path):
    return json.loads(path.read_text())["cells"]


@pytest.fixture(scope="module")
def hidden(hub):
    """Every telling line of the hidden tests."""
    from coursekit.grading.feedback.page import hidden_lines

    cells = read_cells(hub.layout.solutions / UNIT / f"{UNIT}.ipynb")
    lines = {line for cell in cells for line in hidden_lines("".join(cell["source"]))}
    released = read_cells(hub.layout.labs / UNIT / f"{UNIT}.ipynb")
    shown = "".join("".join(cell["source"]) for cell in released)
    secrets = {line for line in lines if line.strip() not in shown}
    assert len(secrets) > 10
    return secrets


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each trainee types, by cell: all right, one typical mistake, next to nothing."""
    layout = typed_lab(CourseLayout(tmp_path_factory.mktemp("ketik")), UNIT)
    cells = golden.perfect(layout, UNIT).notebook.cells
    right = {
        cell["id"]: cell["source"]
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    right[REASON] = TEXT
    wrong = {**right, "domain_index": "indeks_domain_2 = (3 + 4 + 3) / 3"}
    # Right on the visible numbers, wrong in general: what hidden tests are for.
    wrong["weighted_mean"] = "def rata_tertimbang(tingkat, bobot):\n    return 2.9475\n"
    few = {"coordinator": right["coordinator"], REASON: "Belum tahu."}
    return dict(zip(TRAINEES, (right, wrong, few), strict=True))


def faded_in(modal):
    """Wait until a window of formgrader has ended its movement."""
    modal.evaluate(
        "(one) => Promise.all(one.getAnimations({ subtree: true }).map((each) => each.finished))"
    )


def open_assignments(desk):
    page = desk.page
    page.goto(f"{desk.home}/lab")
    page.click(".lm-MenuBar-itemLabel:text-is('Nbgrader')")
    desk.shot("menu")
    page.click(".lm-Menu-itemLabel:text-is('Assignment List')")
    page.wait_for_selector("#fetched_assignments_list")
    page.wait_for_selector(".ck-catatan a:has-text('halaman kursus')")


def type_answers(desk, answers):
    """Type into the open cells as a person does, with the keyboard."""
    page = desk.page
    page.goto(f"{desk.home}/lab/tree/{desk.hub.course}/{UNIT}/{UNIT}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(".ck-siap")  # while cells run, an editor loses the keys
    for number, cell in enumerate(read_cells(desk.hub.layout.labs / UNIT / f"{UNIT}.ipynb")):
        if cell["id"] not in answers:
            continue
        place = page.locator(".jp-Notebook .jp-Cell").nth(number)
        if cell["cell_type"] == "markdown":
            place.dblclick()
        place.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(answers[cell["id"]])
        if cell["cell_type"] == "code":
            place.locator(".ck-alat button:has-text('Jalankan')").click()
    page.keyboard.press("Control+s")
    saved = desk.hub.layout.var / "hub" / "homes" / desk.name / desk.hub.course / UNIT
    deadline = time.monotonic() + 20
    while answers[REASON] not in (saved / f"{UNIT}.ipynb").read_text():
        assert time.monotonic() < deadline, "the notebook was not saved"
        page.wait_for_timeout(200)


@pytest.fixture(scope="module")
def handed_in(desk_of, answers):
    """Three trainees do the lab; returns their windows and what the validator told them."""
    desks, told = {}, {}
    for name in TRAINEES:
        desk = desks[name] = desk_of(name)
        page = desk.page
        page.wait_for_url("**/kursus")
        desk.shot("course")
        open_assignments(desk)
        page.click(f"#released_assignments_list .list_item:has-text('{UNIT}') >> text=Fetch")
        page.wait_for_selector("#fetched_assignments_list button:text-is('Submit')")
        desk.shot("fetched")
        type_answers(desk, answers[name])
        page.click(".ck-periksa")
        summary = page.locator(".ck-ringkasan")
        summary.wait_for()
        desk.shot("validated")
        told[name] = summary.inner_text()
        page.keyboard.press("Escape")
        open_assignments(desk)
        page.click("#fetched_assignments_list button:text-is('Submit')")
        page.wait_for_selector("#submitted_assignments_list >> text=" + UNIT)
        desk.shot("submitted")
    return desks, told


@pytest.fixture(scope="module")
def marked(hub, desk_of, handed_in):
    """The instructor collects, grades, comments and returns, in formgrader."""
    desk = desk_of("widyaiswara")
    page = desk.page
    page.wait_for_url("**/hub/home")
    desk.shot("home")
    page.click("text=Buka penilaian")
    page.wait_for_selector(f"text={UNIT}")
    desk.shot("formgrader")
    base = f"{hub.hosts.service(hub.course)}/formgrader"

    def press(row, action):
        page.click(f"tr:has-text('{row}') td.{action} a")
        modal = page.locator(".modal:visible")
        modal.locator("h4:text-is('Success')").wait_for()
        faded_in(modal)
        modal.locator(".modal-footer button").last.click()
        modal.wait_for(state="hidden")

    press(UNIT, "collect")
    page.goto(f"{base}/manage_submissions/{UNIT}")
    press(next(iter(TRAINEES)), "autograde")
    page.click("#grade-all")
    done = page.locator(".modal:visible")
    done.locator("h4:text-is('Success')").wait_for()
    faded_in(done)
    with page.expect_navigation():
        done.locator(".modal-footer button").last.click()
    for name in TRAINEES:
        page.wait_for_selector(f"tr:has-text('{name}') >> text=needs manual grading")
    desk.shot("graded")
    for index, (trainee, points) in enumerate(MANUAL.items()):
        page.goto(f"{base}/manage_students/{trainee}/{UNIT}")
        page.click(f"tbody a:text-is('{UNIT}')")
        page.wait_for_selector(f"input.score#{REASON}")
        page.wait_for_load_state("networkidle")
        page.fill(f"input.score#{REASON}", points)
        page.keyboard.press("Tab")
        page.fill(f"#{REASON}-comment", COMMENT)
        page.keyboard.press("Tab")
        page.wait_for_load_state("networkidle")
        if not index:
            page.locator(f"#{REASON}").scroll_into_view_if_needed()
            desk.shot("marking")
    page.goto(f"{base}/manage_submissions/{UNIT}")
    for action in ("generate-feedback", "release-feedback"):
        for name in TRAINEES:
            press(name, action)
    return desk


@pytest.fixture(scope="module")
def returned(hub, handed_in, marked):
    """Feedback as each trainee gets it: the page's HTML, opened through the assignment list."""
    pages = {}
    for name, desk in handed_in[0].items():
        open_assignments(desk)
        desk.page.click("#submitted_assignments_list button:text-is('Fetch Feedback')")
        desk.page.locator("text=view feedback").wait_for()
        folder = hub.layout.var / "hub" / "homes" / name / hub.course / UNIT / "feedback"
        (path,) = folder.rglob("*.html")
        where = path.relative_to(hub.layout.var / "hub" / "homes" / name)
        desk.page.goto(f"{desk.home}/files/{where}")
        desk.page.wait_for_load_state("networkidle")
        desk.shot("feedback")
        desk.page.screenshot(path=desk.shots / f"{name}-feedback-full.png", full_page=True)
        pages[name] = path.read_text(), desk.page.inner_text("body")
    return pages


def open_date_window(desk):
    """Open the window of one lab's date on formgrader's first page, with the mouse."""
    page = desk.page
    page.wait_for_url("**/hub/home")
    page.goto(f"{desk.hub.url}/services/{desk.hub.course}/formgrader/manage_assignments")
    row = page.locator(f"tbody tr:has(td.name[data-order='{DATED}'])")
    row.locator("td.edit a").click()
    modal = page.locator("#edit-assignment-modal")
    modal.locator("button.save").wait_for()
    return row, modal


def type_date(modal, digits, zone):
    """Type a date and a zone as a person does; whether day or month is first, is the browser's."""
    keyboard = modal.page.keyboard
    modal.locator("input.modal-duedate").click(position={"x": 12, "y": 12})
    day, clock = digits
    keyboard.type(day)
    keyboard.press("ArrowRight")
    keyboard.type(clock)
    modal.locator("input.modal-timezone").click()
    keyboard.press("Control+a")
    keyboard.type(zone)


def test_a_date_set_in_the_window_is_on_the_course_page(hub, desk_of):
    staff = desk_of("widyaiswara")
    row, modal = open_date_window(staff)
    type_date(modal, ("12122099", "1700"), "WITA")
    staff.shot("date-window")
    modal.locator("button.save").click()
    modal.wait_for(state="detached")
    assert row.locator("td.duedate").inner_text().startswith("2099-12-12 16:00:00")
    staff.shot("date-set")
    assert staff.page.locator("text=Current configuration").count() == 0
    trainee = desk_of("bappeda").page
    trainee.wait_for_url("**/kursus")
    card = trainee.locator(f"#unit-{DATED}")
    assert "Tenggat Sabtu, 12 Desember 2099 pukul 16.00" in card.inner_text()


def test_a_date_that_is_refused_is_not_shown_as_saved(hub, desk_of):
    staff = desk_of("widyaiswara")
    row, modal = open_date_window(staff)
    before = row.locator("td.duedate").inner_text()
    type_date(modal, ("11112099", "1700"), "Atlantis")
    modal.locator("button.save").click()
    told = modal.locator("[role=alert]:has-text('Tenggat tidak disimpan')")
    told.wait_for()
    assert "zona waktu seperti WIB, WITA, WIT" in told.inner_text()
    staff.shot("date-refused")
    with staff.page.expect_navigation():
        modal.locator("button:text-is('Cancel')").click()
    row.wait_for()
    assert row.locator("td.duedate").inner_text() == before


def test_nothing_is_fetched_from_elsewhere(returned, marked, handed_in):
    desks = [*handed_in[0].values(), marked]
    assert [url for desk in desks for url in desk.outside] == []


def test_the_validator_tells_right_from_wrong(handed_in):
    _, told = handed_in
    assert "Semua bagian lengkap" in told["sekda"]
    assert "indeks_domain_2" in told["diskominfo"] and "terlalu kecil" in told["diskominfo"]


def test_trainees_see_no_instructor_tools(hub, handed_in):
    page = handed_in[0]["bappeda"].page
    page.goto(f"{handed_in[0]['bappeda'].home}/lab")
    page.click(".lm-MenuBar-itemLabel:text-is('Nbgrader')")
    items = page.locator(".lm-Menu-itemLabel:visible").all_inner_texts()
    assert [item for item in items if item] == ["Assignment List"]
    answer = page.goto(f"{hub.hosts.service(hub.course)}/formgrader")
    assert answer.status == 403


def test_trainees_read_marks_and_comment_in_indonesian(returned):
    for name, points in {"sekda": "24,5", "diskominfo": "17", "bappeda": "2"}.items():
        assert f"{points} dari 25" in returned[name][1]
    assert COMMENT in returned["sekda"][1]
    for word in ("Umpan balik", "Komentar"):
        assert word in returned["sekda"][1]


def test_feedback_shows_no_hidden_test_and_no_trace_of_one(returned, hidden):
    for source, text in returned.values():
        for line in hidden:
            assert line not in source and line not in text
        assert "HIDDEN" not in source
        assert "<p>" not in text and "<h1" not in text  # prose is rendered, not escaped


def test_the_hub_user_is_the_trainee(hub, returned):
    assert {path.name for path in (hub.layout.var / "submitted").iterdir()} == set(TRAINEES)


def test_the_gradebook_is_exported(hub, returned, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_ROOT", str(hub.layout.root))
    for name in ("marks.csv", "marks.xlsx"):
        result = CliRunner().invoke(main, ["export", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    with (tmp_path / "marks.csv").open() as source:
        every = csv.DictReader(source)
        rows = {row["trainee"]: row for row in every if row["unit"] == UNIT}
    assert float(rows["sekda"]["points"]) == 24.5
    assert float(rows["sekda"]["manual"]) == 3.5
    assert rows["bappeda"]["submitted"].startswith("20")
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx")["Hasil"]
    found = {row[0]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert found == dict.fromkeys(TRAINEES, "belum")  # the other labs are still to be done
