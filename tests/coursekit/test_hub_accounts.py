"""Accounts: hashes, lock-out, approval, and what the hub learns of a person."""

import asyncio
import functools
import sqlite3

import argon2
import pytest
from tornado import web

from coursekit.errors import CourseError
from coursekit.hub.accounts import Account, Accounts, new_password
from coursekit.hub.authenticator import LocalAuthenticator, groups_of
from coursekit.hub.pages import MustChange


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Make hashes cheap: here nobody guesses them."""
    quick = functools.partial(argon2.PasswordHasher, time_cost=1, memory_cost=64)
    monkeypatch.setattr(argon2, "PasswordHasher", quick)


@pytest.fixture
def accounts(tmp_path):
    table = Accounts(tmp_path / "accounts.db", attempts=2, lock_seconds=60)
    table.add(Account("sekda", "Sekretaris Daerah", cohort="2026a"), "rahasia-panjang")
    return table


@pytest.fixture
def authenticator(accounts):
    return LocalAuthenticator(database=str(accounts.path), course="contoh", attempts=2)


def login(authenticator, name, password):
    data = {"username": name, "password": password}
    return asyncio.run(authenticator.authenticate(None, data))


def test_the_right_password_opens_and_a_wrong_one_does_not(accounts):
    assert accounts.check("sekda", "rahasia-panjang").account.full_name == "Sekretaris Daerah"
    assert accounts.check("sekda", "lain").reason == "wrong"
    assert accounts.check("siapa", "rahasia-panjang").reason == "wrong"


def test_no_password_stands_in_the_file_and_nobody_else_may_read_it(accounts):
    assert b"rahasia" not in accounts.path.read_bytes()
    assert accounts.path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(accounts.path) as db:
        (stored,) = db.execute("SELECT hash FROM account").fetchone()
    db.close()
    assert stored.startswith("$argon2id$")


def test_wrong_passwords_lock_even_for_the_right_one(accounts):
    assert [accounts.check("sekda", "x").reason for _ in range(2)] == ["wrong", "locked"]
    assert accounts.check("sekda", "rahasia-panjang").reason == "locked"
    accounts.set_password("sekda", "baru-dan-panjang")
    assert accounts.check("sekda", "baru-dan-panjang").account


def test_a_lock_ends(accounts):
    accounts.lock_seconds = -1
    for _ in range(2):
        accounts.check("sekda", "x")
    assert accounts.check("sekda", "rahasia-panjang").account


def test_an_unapproved_person_stays_outside(accounts):
    accounts.approve("sekda", False)
    assert accounts.check("sekda", "rahasia-panjang").reason == "unapproved"


def test_what_is_known_changes_without_the_password(accounts):
    accounts.take([(Account("sekda", role="instructor"), None)])
    assert accounts.check("sekda", "rahasia-panjang").account.role == "instructor"
    accounts.remove("sekda")
    assert accounts.all() == [] and accounts.get("sekda") is None


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "1a", "a" * 40])
def test_a_name_that_is_no_name_is_refused(accounts, name):
    with pytest.raises(CourseError, match="a name has"):
        accounts.add(Account(name), "x")


def test_an_unknown_role_is_refused(accounts):
    with pytest.raises(CourseError, match="raja"):
        accounts.add(Account("budi", role="raja"), "x")


def test_passwords_are_random_and_readable():
    passwords = {new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(password) == 14 and not set("01ilo") & set(password) for password in passwords)


@pytest.mark.parametrize(
    ("role", "group"), [("trainee", "nbgrader-c"), ("instructor", "formgrade-c")]
)
def test_role_and_cohort_become_groups(role, group):
    assert groups_of(Account("a1", role=role, cohort="x"), "c") == [group, "cohort-x"]


def test_the_hub_learns_name_and_groups(authenticator):
    model = login(authenticator, "sekda", "rahasia-panjang")
    assert model == {"name": "sekda", "groups": ["nbgrader-contoh", "cohort-2026a"]}
    assert login(authenticator, "sekda", "salah") is None


def test_a_locked_person_is_told_so_in_indonesian(authenticator):
    login(authenticator, "sekda", "salah")
    with pytest.raises(web.HTTPError, match="dikunci"):
        login(authenticator, "sekda", "salah")


def test_a_removed_person_is_logged_out(authenticator, accounts):
    class User:
        name = "sekda"

    assert asyncio.run(authenticator.refresh_user(User))["name"] == "sekda"
    accounts.remove("sekda")
    assert asyncio.run(authenticator.refresh_user(User)) is False


def test_a_temporary_password_opens_nothing_but_its_change(authenticator, accounts):
    accounts.set_password("sekda", "sementara-saja", must_change=True)
    with pytest.raises(MustChange, match="sekda"):
        login(authenticator, "sekda", "sementara-saja")
    assert login(authenticator, "sekda", "salah") is None


def test_whoever_asks_for_a_taken_name_gets_nothing(accounts):
    assert not accounts.register(Account("sekda", "Penyusup", approved=False), "baru-dan-panjang")
    assert accounts.get("sekda").full_name == "Sekretaris Daerah"
    assert accounts.register(Account("baru", approved=False), "baru-dan-panjang")
    assert accounts.check("baru", "baru-dan-panjang").reason == "unapproved"


def test_a_lock_can_be_seen_and_lifted(accounts):
    for _ in range(2):
        accounts.check("sekda", "x")
    assert accounts.locked() == {"sekda"}
    accounts.unlock("sekda")
    assert accounts.locked() == set() and accounts.check("sekda", "rahasia-panjang").account
