"""What the exchange service says of due dates and attempts; silence is no fault."""

import asyncio
import json

import pytest

from coursekit.web.course_page.terms import ADDRESS, NO_TERMS, Terms, ask_terms, read_terms

ENTRY = {
    "course": "contoh",
    "assignment": "01-satu",
    "due": "2026-11-27T16:59:00+00:00",
    "extended": True,
    "attempts_used": 1,
    "attempts_max": 3,
    "submissions": [{"time": "2026-11-24T07:00:00+00:00", "late": False, "receipt": "R-1"}],
    "feedback": None,
    "can_submit": False,
    "why_not": "Sudah ditutup.",
}


def test_an_overview_is_read():
    terms = read_terms(json.dumps([ENTRY]).encode(), "contoh")["01-satu"]
    assert terms.due.isoformat() == ENTRY["due"] and terms.extended
    assert (terms.attempts_used, terms.attempts_max) == (1, 3)
    assert [receipt.code for receipt in terms.receipts] == ["R-1"]
    assert (terms.can_submit, terms.why_not) == (False, "Sudah ditutup.")


def test_what_is_not_said_limits_nobody():
    assert read_terms(b'{"assignments": [{"assignment": "a"}]}', "contoh") == {"a": NO_TERMS}
    assert Terms() == NO_TERMS and NO_TERMS.can_submit


@pytest.mark.parametrize(
    "broken", [{"due": "besok"}, {"attempts_max": "x"}, {"submissions": [{}]}, {"due": 3}]
)
def test_an_entry_that_cannot_be_read_is_left_out(broken):
    body = json.dumps([{**ENTRY, **broken}, {**ENTRY, "assignment": "02-dua"}, 7]).encode()
    assert list(read_terms(body, "contoh")) == ["02-dua"]


def test_a_submission_is_known_by_its_exact_stamp():
    stamped = {**ENTRY["submissions"][0], "timestamp": "2026-11-24 07:00:00.654321 UTC"}
    body = json.dumps([{**ENTRY, "submissions": [stamped]}]).encode()
    assert read_terms(body, "contoh")["01-satu"].receipts[0].time.microsecond == 654321


def test_other_courses_are_left_out():
    assert read_terms(json.dumps([ENTRY]).encode(), "lain") == {}


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9/services/exchange"])
def test_no_service_no_terms_no_complaint(monkeypatch, address):
    monkeypatch.setenv(ADDRESS, address)
    assert asyncio.run(ask_terms("contoh")) == {}


def check_of(**instant):
    body = [{"assignment": "a", "submissions": [{"time": ENTRY["due"], "instant": instant}]}]
    (receipt,) = read_terms(json.dumps(body).encode(), "contoh")["a"].receipts
    return receipt.check


def test_instant_feedback_counts_and_says_what_to_look_at():
    tests = [
        {"test": "a_test", "passed": True, "message": ""},
        {"test": "b_test", "passed": False, "message": "Terlalu kecil."},
        {"test": "c_test", "passed": False, "message": ""},
        {"test": "d_test", "passed": None, "message": "Kunci ..."},
    ]
    check = check_of(state="done", sentence="", tests=tests)
    assert "1 dari 3 pemeriksaan" in check.sentence and "1 lainnya" in check.sentence
    assert check.failing == ("Terlalu kecil.", "Pemeriksaan c_test belum lulus.")


def test_instant_feedback_that_waits_says_so():
    check = check_of(state="waiting", sentence="Sedang diperiksa.", tests=[])
    assert check.sentence == "Sedang diperiksa." and check.failing == () and check.waiting
    assert check_of() is None
