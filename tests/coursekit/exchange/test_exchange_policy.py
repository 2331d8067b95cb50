"""Dates, extensions and attempts; and the command that sets them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.api import Gradebook

from coursekit.exchange.policy import (
    Rules,
    Term,
    is_late,
    parse_due,
    parse_time,
    refusal,
    say_time,
    stamp,
    term_for,
)
from coursekit.exchange.setup import open_store

UNIT = "01-contoh"
WIB = ZoneInfo("Asia/Jakarta")
DUE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def row(due=None, trainee="", cohort="", attempts=None, late=None):
    due = due and stamp(due)
    return {
        "due": due,
        "trainee": trainee,
        "cohort": cohort,
        "attempts": attempts,
        "late": late,
    }


def test_the_narrower_row_wins_column_by_column():
    rows = [
        row(DUE, attempts=3, late="refuse"),
        row(DUE + timedelta(days=1), cohort="dua"),
        row(DUE + timedelta(days=2), trainee="sekda"),
        row(None, trainee="bappeda", attempts=9),
    ]
    rules = Rules()
    everybody = term_for(rows, "x", "satu", rules)
    assert everybody == Term(DUE, 3, "refuse")
    assert term_for(rows, "x", "dua", rules).due == DUE + timedelta(days=1)
    assert not term_for(rows, "x", "dua", rules).extended
    mine = term_for(rows, "sekda", "dua", rules)
    assert mine.due == DUE + timedelta(days=2) and mine.extended and mine.attempts == 3
    assert term_for(rows, "bappeda", "", rules) == Term(DUE, 9, "refuse")
    assert term_for([], "x", "", Rules(attempts=5)) == Term(None, 5, "accept")


def test_no_limit_may_be_given_where_the_rule_is_a_limit():
    assert term_for([row(attempts=0)], "x", "", Rules(attempts=5)).attempts == 0


def test_late_is_after_the_date_and_never_without_one():
    moment = stamp(DUE + timedelta(microseconds=1))
    assert is_late(moment, Term(DUE)) and not is_late(stamp(DUE), Term(DUE))
    assert not is_late(moment, Term())


@pytest.mark.parametrize(
    ("term", "used", "after", "word"),
    [
        (Term(), 99, 0, ""),
        (Term(DUE), 0, 1, ""),
        (Term(DUE, late="refuse"), 0, 0, ""),
        (Term(DUE, late="refuse"), 0, 1, "sudah lewat: 1 Desember 2026 pukul 16.00 WIB"),
        (Term(attempts=2), 1, 0, ""),
        (Term(attempts=2), 2, 0, "sudah habis: 2 dari 2 kali"),
    ],
)
def test_a_refusal_says_why_in_indonesian(term, used, after, word):
    said = refusal(term, used, DUE + timedelta(seconds=after), Rules(zone=WIB))
    assert word in said and bool(said) == bool(word)


def test_a_day_alone_lasts_to_its_end():
    assert parse_due("2026-12-01", WIB) == datetime(2026, 12, 1, 23, 59, 59, tzinfo=WIB)
    assert parse_due("2026-12-01 16:00", WIB) == DUE
    assert parse_due("2026-12-01 09:00+00:00", WIB) == DUE
    with pytest.raises(ValueError):
        parse_due("besok", WIB)


def test_times_survive_as_text_and_sort():
    assert parse_time(stamp(DUE)) == DUE
    assert stamp(DUE) < stamp(DUE + timedelta(microseconds=1))
    assert say_time(DUE, ZoneInfo("Asia/Jayapura")) == "1 Desember 2026 pukul 18.00 WIT"


@pytest.fixture
def dated(small_house, coursekit):
    (small_house.hub / "settings.yaml").write_text("exchange: {kind: http}\n")
    return coursekit


def test_the_command_sets_shows_extends_and_empties(dated, small_house, monkeypatch):
    told_gradebook = []
    monkeypatch.setattr(
        "coursekit.exchange.due._tell_gradebook", lambda *given: told_gradebook.append(given[2:])
    )
    assert "no date" in dated("due", UNIT).output
    told = dated("due", UNIT, "2026-12-01 16:00", "--attempts", "3").output
    assert told == "01-contoh: everybody, due 1 Desember 2026 pukul 16.00 WIB, 3 attempts\n"
    told = dated("due", UNIT, "2026-12-08", "--trainee", "sekda", "--late", "refuse").output
    assert "trainee sekda, due 8 Desember 2026 pukul 23.59 WIB, late: refuse" in told
    store = open_store(small_house)
    assert store.ledger.term("contoh", "01-contoh", "sekda").extended
    assert store.ledger.term("contoh", "01-contoh", "x").due == DUE
    store.close()
    told = dated("due", UNIT, "none", "--trainee", "sekda").output
    assert "trainee sekda, late: refuse" in told
    # An extension is no date of the whole lab.
    assert told_gradebook == [("01-contoh", stamp(DUE))]


@pytest.mark.parametrize("chosen", [False, True])
def test_formgrader_learns_the_date(dated, graded_house, tmp_path, chosen):
    path = graded_house.var / "gradebook.db"
    address = f"sqlite:///{tmp_path if chosen else graded_house.var}/gradebook.db"
    if chosen:
        path.rename(tmp_path / "gradebook.db")
        settings = f"exchange: {{kind: http}}\ngrading: {{gradebook: '{address}'}}\n"
        (graded_house.hub / "settings.yaml").write_text(settings)
    dated("due", UNIT, "2026-12-01 16:00")
    assert path.exists() is not chosen
    with Gradebook(address, "contoh") as book:
        assert book.find_assignment(UNIT).duedate == DUE.replace(tzinfo=None)


def test_what_is_no_date_is_refused(dated, small_house):
    result = dated("due", UNIT, "besok")
    assert result.exit_code == 2 and "is no date" in result.output
    (small_house.hub / "settings.yaml").write_text("exchange: {kind: directory}\n")
    assert dated("due", UNIT, "2026-12-01").exit_code == 2
