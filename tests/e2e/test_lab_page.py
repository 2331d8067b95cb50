"""A lab cannot be broken from within: real clicks, keys and touches, two thousand of them."""

import json
import random

import pytest
from test_rooms import forms_stand, home_of, unit

from coursekit.web.course_page.healing import is_answer, is_free

pytestmark = pytest.mark.e2e

UNIT = "03-menilai-bukti"
KEYS = [
    *"abxcvmyrzdlopuifhs0123456789",
    "Enter", "Escape", "Backspace", "Delete", "Tab", "ArrowUp", "ArrowDown", "Home", "End", " ",
    "Shift+Enter", "Control+Enter", "Alt+Enter", "Control+z", "Control+Shift+z", "Control+a",
    "Control+x", "Control+v", "Control+Shift+Minus", "Shift+m", "Shift+ArrowDown", "d", "d",
    "Control+Shift+ArrowUp", "Control+Shift+ArrowDown", "Control+Shift+c", "F2",
]  # fmt: skip
SHAPE = """() => [...document.querySelectorAll('.jp-Notebook .jp-Cell')].map((cell) =>
  `${cell.classList.contains('jp-MarkdownCell')} ${cell.classList.contains('jp-mod-rendered')}`)"""


@pytest.fixture(scope="module")
def lab(desk_of):
    desk = desk_of("sekda")
    desk.page.wait_for_url("**/kursus")
    unit(desk, UNIT).locator("button:has-text('Mulai lab')").click()
    desk.page.wait_for_url("**/notebooks/**")
    forms_stand(desk.page)
    return desk


def cells_on_disk(desk):
    """Return the cells with their text, where it is not the trainee's to write."""
    path = home_of(desk) / UNIT / f"{UNIT}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    return [
        (
            cell["id"],
            cell["cell_type"],
            "" if is_answer(cell) or is_free(cell) else "".join(cell["source"]),
        )
        for cell in cells
    ]


def test_a_text_stays_a_text_when_it_is_clicked_twice_and_typed_at(lab):
    page = lab.page
    before = page.evaluate(SHAPE)
    text = page.locator(".jp-MarkdownCell").nth(1)
    text.scroll_into_view_if_needed()
    box = text.bounding_box()
    for x in (40, box["width"] / 2):
        page.mouse.dblclick(box["x"] + x, box["y"] + 12)
        page.keyboard.type("abxmddy warga butuh layanan")
    assert page.evaluate(SHAPE) == before


def test_the_browsers_own_menu_opens_and_not_the_notebooks(lab):
    lab.page.locator(".jp-MarkdownCell").nth(1).click(button="right")
    assert lab.page.locator(".lm-Menu:visible").count() == 0


def test_two_thousand_clicks_keys_and_touches_change_no_cell(lab):
    page, dice = lab.page, random.Random(2024)
    disk = cells_on_disk(lab)
    count = len(page.evaluate(SHAPE))
    here = page.url.split("#")[0]
    for turn in range(2000):
        what = dice.random()
        x, y = dice.randrange(5, 1360), dice.randrange(46, 765)
        if what < 0.45:
            page.keyboard.press(dice.choice(KEYS))
        elif what < 0.7:
            page.mouse.click(x, y)
        elif what < 0.8:
            page.mouse.dblclick(x, y)
        elif what < 0.9:
            page.mouse.wheel(0, dice.randrange(-900, 900))
        else:
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(dice.randrange(5, 1360), dice.randrange(46, 765), steps=3)
            page.mouse.up()
        if turn % 200 == 199:
            assert page.url.split("#")[0] == here
            assert len(page.evaluate(SHAPE)) == count, turn
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    assert cells_on_disk(lab) == disk


def test_a_lab_begins_again_and_comes_back(lab):
    page = lab.page
    page.locator(".ck-formulir .lk input[type=radio]").nth(1).check()
    page.wait_for_selector(".lk-status.ok")
    page.click(".ck-lain")
    page.click("text=Riwayat, dan mulai lagi dari awal")
    page.wait_for_selector("h1:has-text('Riwayat lab')")
    page.click("button:has-text('Mulai lagi dari awal')")
    page.wait_for_selector(".kabar:has-text('dimulai lagi dari awal')")
    lab.shot("history")
    answers = home_of(lab) / UNIT / "jawaban"
    assert not list(answers.glob("*.json"))
    page.locator("button:has-text('Kembali ke simpanan ini')").first.click()
    page.wait_for_url("**/notebooks/**")
    forms_stand(page)
    assert list(answers.glob("*.json"))
