"""From what is known of a lab to what its card says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coursekit.exchange.model.policy import stamp
from coursekit.exchange.model.submission import Handed, Instant, Overview, Submission, TestSaid
from coursekit.web.course_page.answers import Part, Work
from coursekit.web.course_page.assignments import Found, Sent
from coursekit.web.course_page.cards import make_page
from coursekit.web.course_page.programme import Programme, Station

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


def sent(receipt="R-1", time=NOW - timedelta(hours=1), digest="a", note="", instant=None, **more):
    """A submission; with points it has feedback."""
    more |= {"feedback": "f"} if "points" in more else {}
    one = Submission(
        receipt, "contoh", UNIT, "sekda", "", 1, stamp(time), "0", 1, ("02-dua",), **more
    )
    page = Path("f.html") if one.feedback else None
    return Sent(Handed(one, note, instant), page, digest=digest)


def known(**more):
    return Overview("contoh", UNIT, "Dua", **{"released": True, **more})


def found(*handed, here=True, **more):
    return Found(known(**more), here, handed)


HANDED, MARKED = sent(), sent(points=24.5, points_max=25.0)
SAME, OTHER = Work((), "a"), Work((), "b")


def card_of(lab, work=None):
    works = {UNIT: work} if work else {}
    return make_page(PROGRAMME, {UNIT: lab}, works, NOW).cards[1]


@pytest.mark.parametrize(
    ("lab", "state", "verb", "can_submit"),
    [
        (Found(), "closed", "Buka lab", False),
        (found(here=False), "new", "Mulai lab", False),
        (found(), "working", "Lanjutkan lab", True),
        (found(HANDED), "submitted", "Buka lab", False),
        (found(MARKED), "marked", "Buka lab", False),
    ],
)
def test_the_state_follows_from_what_is_known(lab, state, verb, can_submit):
    card = card_of(lab, SAME)
    assert (card.state, card.verb, card.can_submit) == (state, verb, can_submit)


def test_changed_answers_may_be_handed_in_again():
    card = card_of(found(HANDED), OTHER)
    assert card.changed and card.can_submit


def test_answers_that_cannot_be_compared_may_be_handed_in_again():
    assert card_of(found(sent(digest="")), SAME).can_submit


def test_the_note_tells_time_and_points():
    assert card_of(found(HANDED), SAME).note == (
        "Selasa, 24 November 2026 pukul 13.00 WIB, menunggu penilaian"
    )
    assert card_of(found(MARKED), SAME).note == "nilai 24,5 dari 25"
    newer = sent("R-2", NOW, digest="b")
    card = card_of(found(MARKED, newer), OTHER)
    assert card.state == "marked" and card.feedback == "R-1"
    assert "nilai 24,5 dari 25; kiriman terbaru" in card.note and "menunggu" in card.note


def test_feedback_without_points_is_told_without_a_number():
    card = card_of(found(sent(feedback="f")), SAME)
    assert card.state == "marked" and card.note.startswith("dikumpulkan")
    assert card.history[0].text.endswith("sudah dinilai")


@pytest.mark.parametrize(
    ("left", "words", "pressing"),
    [
        (timedelta(days=5), "sisa waktu 5 hari", False),
        (timedelta(hours=5), "sisa waktu 5 jam", True),
        (-timedelta(hours=5), "sudah lewat", True),
    ],
)
def test_the_due_date_presses_only_who_has_not_handed_in(left, words, pressing):
    due = (NOW + left).isoformat()
    card = card_of(found(due=due), SAME)
    assert words in card.due and card.pressing is pressing
    assert not card_of(found(HANDED, due=due), SAME).pressing


def test_an_extension_and_the_attempts_are_told():
    card = card_of(found(due=NOW.isoformat(), extended=True, attempts_used=1, attempts_max=3), SAME)
    assert "diperpanjang untuk Anda" in card.due
    assert card.attempts == "Sudah dikumpulkan 1 dari 3 kali, sisa 2 kali"
    assert "tidak ada sisa" in card_of(found(attempts_used=2, attempts_max=2), SAME).attempts
    assert card_of(found(), SAME).attempts == ""


def test_what_may_not_be_handed_in_offers_no_button_and_says_why():
    card = card_of(found(can_submit=False, why_not="Sudah ditutup."), SAME)
    assert not card.can_submit and card.why_not == "Sudah ditutup."


def test_receipts_and_lateness_stand_beside_the_submission_they_are_of():
    late, early = sent("R-2", NOW, late=True), sent("R-1", NOW)
    newest, oldest = card_of(found(early, late), SAME).history
    assert newest.receipt == "R-2" and "terlambat" in newest.text
    assert oldest.receipt == "R-1" and "terlambat" not in oldest.text


def test_what_was_begun_comes_before_what_was_not():
    both = {"01-satu": found(here=False), UNIT: found()}
    page = make_page(PROGRAMME, both, {}, NOW)
    assert page.following.station.id == UNIT
    assert (page.labs, page.done) == (2, 0)
    done = make_page(PROGRAMME, {UNIT: found(HANDED)}, {}, NOW)
    assert done.following is None and (done.labs, done.done) == (1, 1)


TESTS = (
    TestSaid("a_test", True, ""),
    TestSaid("b_test", False, "Terlalu kecil."),
    TestSaid("c_test", False, ""),
    TestSaid("d_test", None, "Kunci ..."),
)


def test_what_visible_tests_said_stands_until_there_is_feedback():
    said = Instant("done", "", TESTS)
    check = card_of(found(sent(instant=said)), SAME).check
    assert "1 dari 3 pemeriksaan" in check.sentence and "1 lainnya" in check.sentence
    assert check.failing == ("Terlalu kecil.", "Pemeriksaan c_test belum lulus.")
    assert not check.waiting
    marked = sent(points=1, points_max=2, instant=said)
    assert card_of(found(marked), SAME).check is None
    assert card_of(found(), SAME).check is None


def test_instant_feedback_that_waits_says_so():
    check = card_of(found(sent(instant=Instant("waiting", "Sedang diperiksa."))), SAME).check
    assert check.sentence == "Sedang diperiksa." and check.failing == () and check.waiting


def test_another_name_is_told_here_and_of_what_was_handed_in_last():
    note = "Yang dikirim bernama a.ipynb, seharusnya 02-dua.ipynb."
    assert card_of(found(sent(note=note)), SAME).names == note
    assert card_of(found(sent(note=note, points=1, points_max=2)), SAME).names == ""
    here = card_of(Found(known(), misnamed=("a.ipynb", "b.ipynb")))
    assert "ada a.ipynb, b.ipynb, tetapi tidak ada 02-dua.ipynb" in here.names


def test_a_lab_handed_in_with_blanks_does_not_look_like_a_full_one():
    blank = Work((Part("Penilaian", "a", 1, 10), Part("Kuis", "b", 0, 2, voluntary=True)), "a")
    full = Work((Part("Penilaian", "a", 10, 10),), "a")
    assert card_of(found(HANDED), blank).progress == "0 dari 1 bagian lengkap"
    assert card_of(found(HANDED), blank).partial and not card_of(found(HANDED), full).partial
    assert not card_of(found(), blank).partial  # not handed in yet
