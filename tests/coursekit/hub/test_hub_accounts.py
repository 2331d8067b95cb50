"""Accounts: hashes, lock-out, approval, and what the hub learns of a person."""

import asyncio
import dataclasses
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import argon2
import pytest
from jupyterhub import orm
from tornado import web

from coursekit.core.errors import CourseError
from coursekit.hub.accounts import accounts as accounts_module
from coursekit.hub.accounts import hashing
from coursekit.hub.accounts.accounts import Account, Accounts, new_password
from coursekit.hub.accounts.attempts import Limits, client_address
from coursekit.hub.accounts.authenticator import LocalAuthenticator, groups_of
from coursekit.web.hub_pages.handlers import MustChange, asked_for


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Make hashes cheap: here nobody guesses them."""
    quick = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
    monkeypatch.setattr(hashing, "PARAMETERS", quick)


@pytest.fixture
def accounts(tmp_path):
    table = Accounts(tmp_path / "accounts.db", Limits(name=2, name_seconds=60))
    table.add(Account("sekda", "Sekretaris Daerah", cohort="2026a"), "rahasia-panjang")
    return table


@pytest.fixture
def authenticator(accounts):
    return LocalAuthenticator(database=str(accounts.path), course="contoh", attempts=2)


def login(authenticator, name, password):
    data = {"username": name, "password": password}
    return asyncio.run(authenticator.authenticate(None, data))


def user_of_the_hub(name):
    db = orm.new_session_factory("sqlite:///:memory:")()
    person = orm.User(name=name)
    db.add(person)
    db.commit()
    return SimpleNamespace(name=name, db=db, orm_user=person)


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
    accounts.limits = dataclasses.replace(accounts.limits, name_seconds=-1)
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
    user = user_of_the_hub("sekda")
    assert asyncio.run(authenticator.refresh_user(user))["name"] == "sekda"
    before = user.orm_user.cookie_id
    accounts.remove("sekda")
    assert asyncio.run(authenticator.refresh_user(user)) is False
    assert user.orm_user.cookie_id != before


def test_a_temporary_password_opens_nothing_but_its_change(authenticator, accounts):
    accounts.set_password("sekda", "sementara-saja", must_change=True)
    with pytest.raises(MustChange, match="sekda"):
        login(authenticator, "sekda", "sementara-saja")
    assert login(authenticator, "sekda", "salah") is None


def test_whoever_asks_for_a_taken_name_gets_nothing(accounts):
    intruder = Account("sekda", "Penyusup", approved=False)
    assert accounts.register(intruder, "baru-dan-panjang") == "taken"
    assert accounts.get("sekda").full_name == "Sekretaris Daerah"
    assert accounts.register(Account("baru", approved=False), "baru-dan-panjang") == ""
    assert accounts.check("baru", "baru-dan-panjang").reason == "unapproved"


def test_a_lock_can_be_seen_and_lifted(accounts):
    for _ in range(2):
        accounts.check("sekda", "x")
    assert accounts.locked() == {"sekda"}
    accounts.unlock("sekda")
    assert accounts.locked() == set() and accounts.check("sekda", "rahasia-panjang").account


def test_guesses_at_once_are_no_more_than_guesses_one_by_one(accounts, monkeypatch):
    accounts.limits = Limits(name=5)
    guesses, arrived, counted = 40, threading.Barrier(40), []
    monkeypatch.setattr(
        accounts_module, "matches", lambda stored, word: counted.append(word) or False
    )

    def guess(number):
        arrived.wait(20)
        return accounts.check("sekda", str(number)).reason

    with ThreadPoolExecutor(guesses) as threads:
        reasons = list(threads.map(guess, range(guesses)))
    assert len(counted) == 5 and reasons.count("wrong") == 4 and reasons.count("locked") == 36


def test_a_password_is_counted_before_it_is_looked_at(accounts, monkeypatch):
    accounts.limits = Limits(name=1)
    inner = []

    def while_it_is_looked_at(stored, word):
        if not inner:
            inner.append("")
            inner.append(accounts.check("sekda", "rahasia-panjang").reason)
        return hashing.matches(stored, word)

    monkeypatch.setattr(accounts_module, "matches", while_it_is_looked_at)
    assert accounts.check("sekda", "x").reason == "locked"
    assert inner[1] == "locked"


def test_a_lock_tells_nobody_who_is_known(accounts):
    told = [
        [accounts.check(name, word).reason for word in ("x", "y", "rahasia-panjang")]
        for name in ("sekda", "siapa", "Bukan Nama!" * 40)
    ]
    assert told == [["wrong", "locked", "locked"]] * 3
    assert accounts.locked() == {"sekda"}


def test_as_much_is_computed_for_an_unknown_name_as_for_a_known_one(accounts, monkeypatch):
    computed = []

    def matches(stored, word):
        parameters = argon2.extract_parameters(stored)
        computed.append((parameters.time_cost, parameters.memory_cost, parameters.parallelism))
        return hashing.matches(stored, word)

    monkeypatch.setattr(accounts_module, "matches", matches)
    old = argon2.PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    with sqlite3.connect(accounts.path) as db:  # kept by an earlier edition
        db.execute("UPDATE account SET hash = ?", (old.hash("rahasia-panjang"),))
    db.close()
    accounts.check("sekda", "x")
    accounts.check("siapa", "x")
    assert computed == [(2, 128, 1)] * 2
    computed.clear()
    for name in ("sekda", "siapa"):  # locked: nothing at all
        accounts.check(name, "x")
        accounts.check(name, "x")
    assert len(computed) == 2


def test_an_old_hash_is_renewed_by_the_right_password(accounts):
    old = argon2.PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    with sqlite3.connect(accounts.path) as db:
        db.execute("UPDATE account SET hash = ?", (old.hash("rahasia-panjang"),))
        for word in ("x", "rahasia-panjang"):
            db.commit()
            accounts.check("sekda", word)
            (stored,) = db.execute("SELECT hash FROM account").fetchone()
            assert argon2.extract_parameters(stored).memory_cost == (128 if word == "x" else 64)
    db.close()
    assert accounts.check("sekda", "rahasia-panjang").account


def test_hashes_cost_at_least_what_owasp_names(monkeypatch):
    monkeypatch.undo()
    assert hashing.PARAMETERS["memory_cost"] * hashing.PARAMETERS["time_cost"] >= 2 * 19 * 1024


def test_an_address_has_a_limit_of_its_own_and_right_passwords_are_free(accounts):
    accounts.limits = Limits(name=100, address=3)
    for _ in range(10):
        assert accounts.check("sekda", "rahasia-panjang", "192.0.2.1").account
    told = [accounts.check(f"nama{n}", "x", "192.0.2.1").reason for n in range(5)]
    assert told == ["wrong"] * 3 + ["address"] * 2
    assert accounts.check("sekda", "rahasia-panjang", "192.0.2.1").reason == "address"
    assert accounts.check("sekda", "rahasia-panjang", "192.0.2.2").account


def test_sixty_people_who_all_mistype_do_not_lock_their_office_out(accounts):
    accounts.limits = dataclasses.replace(Limits(), name=5)
    for number in range(60):
        accounts.add(Account(f"peserta{number}"), "rahasia-panjang")
    for number in range(60):
        for _ in range(4):
            assert accounts.check(f"peserta{number}", "x", "192.0.2.1").reason == "wrong"
        assert accounts.check(f"peserta{number}", "rahasia-panjang", "192.0.2.1").account


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "whose"),
    [
        ("127.0.0.1", "192.0.2.7", (), "192.0.2.7"),
        ("127.0.0.1", "10.9.9.9, 192.0.2.7", (), "192.0.2.7"),  # the first one is the client's lie
        ("127.0.0.1", "10.9.9.9, 127.0.0.1", (), "127.0.0.1"),
        ("127.0.0.2", "10.9.9.9", (), "127.0.0.2"),  # out of a sandbox, past the proxy
        ("198.51.100.1", "10.9.9.9", (), "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 192.0.2.7, 198.51.100.1", ("198.51.100.1",), "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7, 127.0.0.1", ("127.0.0.1",), "192.0.2.7"),
        ("127.0.0.1", "bukan alamat", (), "127.0.0.1"),
        ("127.0.0.1", "", (), "127.0.0.1"),
        ("127.0.0.1", "::ffff:192.0.2.7", (), "192.0.2.7"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),
    ],
)
def test_only_our_proxies_say_whose_request_it_is(peer, forwarded, proxies, whose):
    assert client_address(peer, forwarded, proxies) == whose


def test_a_login_is_counted_for_the_address_the_proxy_names(authenticator):
    authenticator.address_attempts = 1

    def from_(forwarded, name):
        context = SimpleNamespace(address=("127.0.0.1", 50000))
        request = SimpleNamespace(
            connection=SimpleNamespace(context=context),
            headers={"X-Forwarded-For": forwarded, "X-Real-Ip": "203.0.113.9"},
        )
        data = {"username": name, "password": "x"}
        return asyncio.run(authenticator.authenticate(SimpleNamespace(request=request), data))

    assert from_("192.0.2.1", "a") is None
    with pytest.raises(web.HTTPError, match="jaringan Anda"):
        from_("10.0.0.1, 192.0.2.1", "b")
    assert from_("192.0.2.2", "c") is None


def test_who_comes_when_too_many_wait_is_asked_to_come_again(authenticator):
    authenticator.workers = hashing.Workers(most=2)
    free = threading.Event()

    async def crowd():
        waiting = [asyncio.create_task(authenticator.hashing(free.wait, 20)) for _ in range(2)]
        await asyncio.sleep(0)  # both have begun
        with pytest.raises(web.HTTPError, match="coba lagi sebentar") as refused:
            await authenticator.hashing(int)
        free.set()
        await asyncio.gather(*waiting)
        return refused.value.status_code, await authenticator.hashing(int)

    assert asyncio.run(crowd()) == (503, 0)


def test_the_end_of_sessions_spares_what_belongs_to_no_browser():
    from coursekit.hub.accounts.sessions import end_sessions

    user = user_of_the_hub("sekda")
    for client in ("jupyterhub", "jupyterhub-user-sekda", "service-contoh"):
        user.db.add(orm.OAuthClient(identifier=client, secret="", redirect_uri="/"))
    user.db.commit()
    for client in ("jupyterhub", "jupyterhub-user-sekda", "service-contoh"):
        row = orm.APIToken(token=client, user_id=user.orm_user.id, client_id=client)
        user.db.add(row)
    user.db.add(orm.OAuthCode(code="x", user_id=user.orm_user.id, client_id="service-contoh"))
    user.db.commit()
    before = user.orm_user.cookie_id
    assert end_sessions(user) == 3
    assert [token.client_id for token in user.db.query(orm.APIToken)] == ["jupyterhub"]
    assert user.orm_user.cookie_id not in (None, before)


def test_asking_for_names_in_vain_is_counted_too(accounts):
    accounts.limits = Limits(address=2)
    told = [
        accounts.register(Account(name, approved=False), "baru-dan-panjang", "192.0.2.1")
        for name in ("a1", "a2", "a3", "sekda", "sekda", "sekda", "a4")
    ]
    assert told == ["", "", "", "taken", "taken", "address", "address"]


def fetched(site="", dest="document", user="", purpose=""):
    names = ("Site", "Dest", "User")
    headers = {
        f"Sec-Fetch-{name}": text for name, text in zip(names, (site, dest, user), strict=True)
    }
    headers["Sec-Purpose"] = purpose
    return {name: text for name, text in headers.items() if text}


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program, or a browser that says nothing
        fetched("none", user="?1"),
        fetched("same-origin"),
        fetched("same-site", user="?1"),  # a click on the own server's page
        fetched("cross-site", user="?1"),
    ],
)
def test_a_person_who_asks_to_log_out_is_logged_out(headers):
    assert asked_for(headers)


@pytest.mark.parametrize(
    "headers",
    [
        fetched("same-site"),  # a script of another page moved the window
        fetched("same-site", "iframe", "?1"),
        fetched("cross-site", "image"),
        fetched("same-site", "empty"),
        fetched("none", user="?1", purpose="prefetch"),
        fetched("same-site", user="?1", purpose="prefetch;prerender"),
    ],
)
def test_another_page_does_not_log_her_out(headers):
    assert not asked_for(headers)
