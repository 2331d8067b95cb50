"""A lab that opens for who has closed another: refused before, opened by the trainee himself."""

import json

import pytest

pytestmark = pytest.mark.e2e

FIRST, NEXT = "03-menilai-bukti", "07-rencana-percepatan"


@pytest.fixture(scope="module")
def desk(desk_of):
    desk = desk_of("sekda")
    desk.page.wait_for_url("**/kursus")
    return desk


def card(desk, unit):
    return desk.page.locator(f"#unit-{unit}")


def home_of(desk):
    return desk.hub.layout.var / "hub" / "homes" / desk.name / desk.hub.course


def ask(desk, address):
    """Send the page's own token with a request that no button offers."""
    return desk.page.evaluate(
        """async (address) => {
          const body = new URLSearchParams({ _xsrf: document.querySelector("[name=_xsrf]").value });
          const answer = await fetch(address, { method: "POST", body });
          return [answer.status, await answer.text()];
        }""",
        address,
    )


def test_before_it_is_not_offered_and_not_fetched(desk):
    assert card(desk, NEXT).locator("button, a.tombol").count() == 0
    assert "dibuka setelah Anda mengumpulkan lab 03" in card(desk, NEXT).inner_text()
    status, told = ask(desk, f"{desk.home}/kursus/lab/{NEXT}")
    assert status == 200 and "dibuka setelah Anda mengumpulkan lab 03" in told
    assert not (home_of(desk) / NEXT).exists()
    assert "ditutup untuk Anda" not in ask(desk, f"{desk.home}/kursus/tutup/{FIRST}")[1]


def test_who_handed_in_may_close_and_then_it_opens_with_its_data(desk):
    page = desk.page
    card(desk, FIRST).locator("button:has-text('Mulai lab')").click()
    page.wait_for_selector(".ck-siap")
    page.click(".ck-kumpul")
    page.click("button:has-text('Ya, kumpulkan')")
    page.wait_for_url("**/kursus?terkumpul=*")
    card(desk, FIRST).locator("a:has-text('Tutup lab 03 untuk saya')").click()
    desk.shot("close")
    assert "tidak dapat dikumpulkan lagi" in page.inner_text(".tanya")
    assert "Rencana percepatan" in page.inner_text(".tanya")
    page.click("button:has-text('Ya, tutup lab 03')")
    page.wait_for_selector(".kabar:has-text('sudah ditutup untuk Anda')")
    page.reload()  # closes nothing twice
    assert page.locator(".gangguan").count() == 0
    assert card(desk, FIRST).locator("a:has-text('Tutup lab 03')").count() == 0
    card(desk, NEXT).locator("button:has-text('Mulai lab')").click()
    page.wait_for_selector(".ck-siap")
    desk.shot("plan")
    opened = json.loads((home_of(desk) / NEXT / "dibuka" / "evaluated.json").read_text())
    assert set(opened["levels"]) >= {"I01", "I47"}


def test_after_that_the_closed_lab_takes_no_more(desk):
    status, told = ask_after(desk)
    assert status == 200 and "sudah terkumpul" not in told


def ask_after(desk):
    desk.page.goto(f"{desk.home}/kursus")
    answers = home_of(desk) / FIRST / "jawaban"
    answers.mkdir(exist_ok=True)
    (answers / "surat.json").write_text("{}")  # something new to hand in
    return ask(desk, f"{desk.home}/kursus/kumpulkan/{FIRST}")


@pytest.mark.parametrize("gone", ["file", "folder"])
def test_data_that_were_deleted_come_back_when_the_lab_is_opened(desk, gone):
    data = home_of(desk) / NEXT / "dibuka" / "evaluated.json"
    before = data.read_bytes()
    data.unlink()
    if gone == "folder":
        data.parent.rmdir()
    desk.page.goto(f"{desk.home}/kursus")
    card(desk, NEXT).locator(".tindak .tombol").first.click()
    desk.page.wait_for_selector(".ck-siap")
    assert data.read_bytes() == before
