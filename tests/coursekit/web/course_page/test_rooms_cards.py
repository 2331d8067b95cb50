"""From what is known of a lab to what its card says."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coursekit.web.course_page.answers import Work
from coursekit.web.course_page.assignments import Found, Handed
from coursekit.web.course_page.cards import make_page
from coursekit.web.course_page.programme import Programme, Station
from coursekit.web.course_page.terms import Check, Receipt, Terms

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
UNIT = "02-dua"
PROGRAMME = Programme(
    "Contoh",
    "contoh",
    (
        Station("01-satu", "Satu", "", 2, 60, True, True),
        Station(UNIT, "Dua", "", 2, 60, True, True),
    ),
)
HANDED = Handed("t1", NOW - timedelta(hours=1), digest="a")
MARKED = Handed("t1", HANDED.time, Path("f.html"), score=(24.5, 25.0), digest="a")
SAME, OTHER = Work(3, (), "a"), Work(3, (), "b")


def card_of(found, work=None, terms=None):
    works = {UNIT: work} if work else {}
    page = make_page(PROGRAMME, {UNIT: found}, works, {UNIT: terms} if terms else {}, NOW)
    return page.cards[1]


@pytest.mark.parametrize(
    ("found", "state", "verb", "can_submit"),
    [
        (Found(), "closed", "Buka lab", False),
        (Found(released=True), "new", "Mulai lab", False),
        (Found(released=True, here=True), "working", "Lanjutkan lab", True),
        (Found(True, True, (HANDED,)), "submitted", "Buka lab", False),
        (Found(True, True, (MARKED,)), "marked", "Buka lab", False),
    ],
)
def test_the_state_follows_from_what_is_known(found, state, verb, can_submit):
    card = card_of(found, SAME)
    assert (card.state, card.verb, card.can_submit) == (state, verb, can_submit)


def test_changed_answers_may_be_handed_in_again():
    card = card_of(Found(True, True, (HANDED,)), OTHER)
    assert card.changed and card.can_submit


def test_answers_that_cannot_be_compared_may_be_handed_in_again():
    assert card_of(Found(True, True, (Handed("t1", NOW),)), SAME).can_submit


def test_the_note_tells_time_and_points():
    assert card_of(Found(True, True, (HANDED,)), SAME).note == (
        "Selasa, 24 November 2026 pukul 13.00 WIB, menunggu penilaian"
    )
    assert card_of(Found(True, True, (MARKED,)), SAME).note == "nilai 24,5 dari 25"
    newer = Handed("t2", NOW, digest="b")
    card = card_of(Found(True, True, (MARKED, newer)), OTHER)
    assert card.state == "marked" and card.feedback == "t1"
    assert "nilai 24,5 dari 25; kiriman terbaru" in card.note and "menunggu" in card.note


@pytest.mark.parametrize(
    ("left", "words", "pressing"),
    [
        (timedelta(days=5), "sisa waktu 5 hari", False),
        (timedelta(hours=5), "sisa waktu 5 jam", True),
        (-timedelta(hours=5), "sudah lewat", True),
    ],
)
def test_the_due_date_presses_only_who_has_not_handed_in(left, words, pressing):
    terms = Terms(due=NOW + left)
    card = card_of(Found(True, True), SAME, terms)
    assert words in card.due and card.pressing is pressing
    assert not card_of(Found(True, True, (HANDED,)), SAME, terms).pressing


def test_an_extension_and_the_attempts_are_told():
    terms = Terms(due=NOW, extended=True, attempts_used=1, attempts_max=3)
    card = card_of(Found(True, True), SAME, terms)
    assert "diperpanjang untuk Anda" in card.due
    assert card.attempts == "Sudah dikumpulkan 1 dari 3 kali, sisa 2 kali"
    assert "tidak ada sisa" in card_of(Found(True, True), SAME, Terms(attempts_max=0)).attempts
    assert card_of(Found(True, True), SAME).attempts == ""


def test_what_may_not_be_handed_in_offers_no_button_and_says_why():
    card = card_of(Found(True, True), SAME, Terms(can_submit=False, why_not="Sudah ditutup."))
    assert not card.can_submit and card.why_not == "Sudah ditutup."
    assert card_of(Found(True, True), SAME, Terms(can_submit=False)).why_not


def test_receipts_stand_beside_the_submission_they_are_of():
    receipt = Receipt(HANDED.time + timedelta(milliseconds=20), True, "R-7")
    (turn,) = card_of(Found(True, True, (HANDED,)), SAME, Terms(receipts=(receipt,))).history
    assert turn.receipt == "R-7" and "terlambat" in turn.text


def test_the_newest_submission_stands_first():
    later = Handed("t2", NOW)
    history = card_of(Found(True, True, (HANDED, later)), SAME).history
    assert [turn.stamp for turn in history] == ["t2", "t1"]


def test_what_was_begun_comes_before_what_was_not():
    found = {"01-satu": Found(released=True), UNIT: Found(True, True)}
    page = make_page(PROGRAMME, found, {}, {}, NOW)
    assert page.following.station.id == UNIT
    assert (page.labs, page.done) == (2, 0)
    done = make_page(PROGRAMME, {UNIT: Found(True, True, (HANDED,))}, {}, {}, NOW)
    assert done.following is None and (done.labs, done.done) == (1, 1)


def test_what_visible_tests_said_stands_until_there_is_feedback():
    check = Check("2 dari 3", ("Lihat lagi.",))
    terms = Terms(receipts=(Receipt(HANDED.time, False, "R-7", check),))
    assert card_of(Found(True, True, (HANDED,)), SAME, terms).check == check
    marked = dataclasses.replace(HANDED, feedback=Path("x.html"))
    assert card_of(Found(True, True, (marked,)), SAME, terms).check is None
    assert card_of(Found(True, True), SAME, terms).check is None


def test_another_name_is_told_here_and_of_what_was_handed_in_last():
    note = "Yang dikirim bernama a.ipynb, seharusnya 02-dua.ipynb."
    terms = Terms(receipts=(Receipt(HANDED.time, False, "R-7", note=note),))
    assert card_of(Found(True, True, (HANDED,)), SAME, terms).names == note
    assert card_of(Found(True, True, (MARKED,)), SAME, terms).names == ""
    here = card_of(Found(True, misnamed=("a.ipynb", "b.ipynb")))
    assert "ada a.ipynb, b.ipynb, tetapi tidak ada 02-dua.ipynb" in here.names
