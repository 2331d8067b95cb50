"""Dates, extensions and attempts; and the command that sets them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.api import Gradebook

from coursekit.exchange.client.links import TOKEN
from coursekit.exchange.model.policy import (
    Rules,
    Term,
    is_late,
    parse_due,
    parse_local,
    parse_time,
    refusal,
    say_time,
    stamp,
    term_for,
)
from coursekit.exchange.server.setup import open_store
from coursekit.hub.accounts.accounts import Account, Accounts
from coursekit.hub.runtime import Runtime

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


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-12-01T16:00", ""),
        ("2026-12-01T16:00:00", "+0700"),
        ("2026-12-01T16:00", "wib"),
        ("2026-12-01T17:00", "WITA"),
        ("2026-12-01T18:00", "WIT"),
        ("2026-12-01T18:00", "Asia/Jayapura"),
        ("2026-12-01T09:00", "UTC"),
        ("2026-12-01T14:30", "+05:30"),
        ("2026-12-01T04:00", "UTC-5"),
    ],
)
def test_a_date_field_means_the_zone_beside_it(text, zone):
    assert parse_local(text, zone, WIB) == DUE


@pytest.mark.parametrize("zone", ["Atlantis", "/etc/passwd", "../x", "+99999", "+2500", "7 jam"])
def test_a_zone_that_is_none_is_refused(zone):
    with pytest.raises(ValueError):
        parse_local("2026-12-01T16:00", zone, WIB)


def test_times_survive_as_text_and_sort():
    assert parse_time(stamp(DUE)) == DUE
    assert stamp(DUE) < stamp(DUE + timedelta(microseconds=1))
    assert say_time(DUE, ZoneInfo("Asia/Jayapura")) == "1 Desember 2026 pukul 18.00 WIT"


@pytest.fixture
def dated(small_layout, coursekit):
    accounts = Accounts(Runtime(small_layout, 8000).accounts)
    for account in (Account("sekda", cohort="angkatan-i"), Account("bappeda", cohort="dua")):
        accounts.add(account, "rahasia-panjang")
    return coursekit


def test_the_command_sets_shows_extends_and_empties(dated, small_layout, monkeypatch):
    told_gradebook = []
    monkeypatch.setattr(
        "coursekit.nbgrader_ops.due._tell_gradebook",
        lambda *given: told_gradebook.append(given[2:]),
    )
    assert "no date" in dated("due", UNIT).output
    told = dated("due", UNIT, "2026-12-01 16:00", "--attempts", "3").output
    assert told == "01-contoh: everybody, due 1 Desember 2026 pukul 16.00 WIB, 3 attempts\n"
    told = dated("due", UNIT, "2026-12-08", "--trainee", "sekda", "--late", "refuse").output
    assert "trainee sekda, due 8 Desember 2026 pukul 23.59 WIB, late: refuse" in told
    store = open_store(small_layout)
    assert store.ledger.term("contoh", "01-contoh", "sekda").extended
    assert store.ledger.term("contoh", "01-contoh", "x").due == DUE
    store.close()
    told = dated("due", UNIT, "none", "--trainee", "sekda").output
    assert "trainee sekda, late: refuse" in told
    # An extension is no date of the whole lab.
    assert told_gradebook == [({"01-contoh": stamp(DUE)},)]


@pytest.mark.parametrize("typed", ["Angkatan I", "angkatan-i", " ANGKATAN  I"])
def test_a_cohort_is_meant_as_people_write_it(dated, small_layout, typed):
    told = dated("due", UNIT, "2026-12-01 16:00", "--cohort", typed).output
    assert told == "01-contoh: cohort angkatan-i, due 1 Desember 2026 pukul 16.00 WIB\n"
    store = open_store(small_layout)
    assert store.ledger.term("contoh", UNIT, "sekda", "angkatan-i").due == DUE
    store.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cohort", "Angkatan II"], "unknown cohort 'Angkatan II'; did you mean angkatan-i?"),
        (["--cohort", "2027"], "unknown cohort '2027'; known: angkatan-i, dua"),
        (["--trainee", "sekada"], "unknown trainee 'sekada'; did you mean sekda?"),
        (["--trainee", "sekda", "--cohort", "dua"], "not both"),
    ],
)
def test_terms_that_concern_nobody_are_refused_with_what_is_known(
    dated, small_layout, arguments, told
):
    result = dated("due", UNIT, "2026-12-01", *arguments)
    assert result.exit_code == 2 and told in result.output
    result = dated("due", UNIT, "--attempts", "2", *arguments)
    assert result.exit_code == 2 and told in result.output
    store = open_store(small_layout)
    assert store.ledger.terms("contoh") == []
    store.close()


def test_an_unknown_lab_is_refused_with_the_nearest(dated):
    result = dated("due", "01-cotoh", "2026-12-01")
    assert result.exit_code == 2 and "did you mean 01-contoh?" in result.output


def test_terms_kept_for_nobody_are_told_and_can_be_taken_away(dated, small_layout):
    store = open_store(small_layout)
    store.ledger.set_term("contoh", UNIT, cohort="Angkatan I", due=stamp(DUE))
    store.close()
    assert "cohort Angkatan I" in (told := dated("due", UNIT).output) and "NO EFFECT" in told
    assert "no date" in dated("due", UNIT, "none", "--cohort", "Angkatan I").output


def test_where_accounts_are_kept_elsewhere_any_name_is_taken(dated, small_layout):
    settings = "accounts: {authenticator: dummy}\n"
    (small_layout.hub / "settings.yaml").write_text(settings)
    told = dated("due", UNIT, "2026-12-01", "--trainee", "siapa").output
    assert "trainee siapa" in told and "NO EFFECT" not in told


@pytest.mark.parametrize("chosen", [False, True])
def test_formgrader_learns_the_date(dated, graded_layout, tmp_path, chosen):
    path = graded_layout.gradebook
    address = f"sqlite:///{tmp_path / path.name if chosen else path}"
    if chosen:
        path.rename(tmp_path / "gradebook.db")
        settings = f"grading: {{gradebook: '{address}'}}\n"
        (graded_layout.hub / "settings.yaml").write_text(settings)
    dated("due", UNIT, "2026-12-01 16:00")
    assert path.exists() is not chosen
    with Gradebook(address, "contoh") as book:
        assert book.find_assignment(UNIT).duedate == DUE.replace(tzinfo=None)


def test_what_is_no_date_is_refused(dated):
    result = dated("due", UNIT, "besok")
    assert result.exit_code == 2 and "is no date" in result.output


def at_another_address(layout, url):
    (layout.hub / "settings.yaml").write_text(f"exchange: {{url: '{url}'}}\n")


def test_dates_are_set_in_the_exchange_that_the_settings_name(
    dated, small_layout, service, archives, monkeypatch
):
    """The service's records are its own: here those of another folder than the checkout's."""
    at_another_address(small_layout, service.url)
    monkeypatch.setenv(TOKEN, "t-guru")
    told = dated("due", UNIT, "2026-12-01 16:00", "--cohort", "dua", "--attempts", "3")
    assert told.output == (
        "01-contoh: cohort dua, due 1 Desember 2026 pukul 16.00 WIB, 3 attempts\n"
    )
    term = service.store.ledger.term("contoh", UNIT, "bappeda", "dua")
    assert (term.due, term.attempts) == (DUE, 3)
    assert "no date" not in dated("due", UNIT, "none", "--cohort", "dua").output
    assert service.store.ledger.term("contoh", UNIT, "bappeda", "dua") == Term(attempts=3)
    own = open_store(small_layout)
    assert own.ledger.terms("contoh") == []
    own.close()


def test_without_a_token_no_store_is_guessed(dated, small_layout, service, monkeypatch):
    at_another_address(small_layout, service.url)
    monkeypatch.delenv(TOKEN, raising=False)
    told = dated("due", UNIT, "2026-12-01 16:00")
    assert told.exit_code == 2 and TOKEN in told.output
    assert service.store.ledger.terms("contoh") == []
    service.stop()
    monkeypatch.setenv(TOKEN, "t-guru")
    told = dated("due", UNIT, "2026-12-01 16:00")
    assert told.exit_code == 1 and "tidak dapat dihubungi" in told.output
