"""Accounts of the hub: one SQLite table of people and hashes, and the answer to a login.

Effects: the database file. The hub is its only writer while it runs, besides short commands.
"""

from __future__ import annotations

import contextlib
import functools
import re
import secrets
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.hub.accounts import attempts
from coursekit.hub.accounts.attempts import Limits
from coursekit.hub.accounts.hashing import hash_password, is_dated, matches

__all__ = ["NAME", "ROLES", "Account", "Accounts", "LoginResult", "new_password"]

ROLES = ("trainee", "coach", "instructor", "author")
NAME = re.compile(r"^[a-z][a-z0-9._-]{1,31}$")
_TABLE = """
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY,
    full_name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL,
    cohort TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    nip TEXT NOT NULL DEFAULT '',
    hash TEXT NOT NULL,
    must_change INTEGER NOT NULL DEFAULT 0,
    approved INTEGER NOT NULL DEFAULT 1
)"""
_OF_THE_PERSON = ("must_change", "approved")  # a roster does not take these back
_USUAL = Limits()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


@dataclass(frozen=True)
class Account:
    """One person; the hash never leaves this module."""

    name: str
    full_name: str = ""
    role: str = "trainee"
    cohort: str = ""
    unit: str = ""
    nip: str = ""
    must_change: bool = False
    approved: bool = True


@dataclass(frozen=True)
class LoginResult:
    """Answer to a login: the account, or the reason why not.

    `reason` is one of ``""``, ``"wrong"``, ``"locked"``, ``"address"``, ``"unapproved"``; only
    the right password learns the last one.
    """

    account: Account | None
    reason: str = ""


def new_password(groups: int = 3, letters: int = 4) -> str:
    """Return a random password that can be read aloud, about 59 bits by default."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(letters)) for _ in range(groups)
    )


class Accounts:
    """The table of accounts in one file.

    Parameters
    ----------
    path : Path
        SQLite file, made with mode 0600 if missing.
    limits : Limits
        How many wrong passwords are too many.
    """

    def __init__(self, path: Path, limits: Limits = _USUAL) -> None:
        self.path = path
        self.limits = limits
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with self._open() as db:
            db.execute(_TABLE)
            db.execute(attempts.TABLE)

    def add(self, account: Account, password: str) -> None:
        """Add a person.

        Raises
        ------
        CourseError
            If the name or the role is not acceptable.
        sqlite3.IntegrityError
            If the name is taken.
        """
        _check(account)
        stored = hash_password(password)
        with self._open() as db:
            _insert(db, account, stored)

    def register(self, account: Account, password: str, address: str = "") -> str:
        """Add a person who asks for an account himself; return why not, if not.

        That is ``"taken"``, or ``"address"`` for one that asked for too many names in vain: this
        is the one place that must say that a name is known.
        """
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            if not attempts.count_address(db, self.limits, address, time.time()):
                return "address"
        try:
            self.add(account, password)
        except sqlite3.IntegrityError:
            return "taken"
        with self._open() as db:
            attempts.give_back_address(db, address)
        return ""

    def take(self, people: Collection[tuple[Account, str | None]]) -> None:
        """Write a whole list or nothing of it: new people with a password, known ones without.

        Raises
        ------
        CourseError
            If a name or a role is not acceptable.
        """
        for account, _ in people:
            _check(account)
        hashed = [(account, password and hash_password(password)) for account, password in people]
        with self._open() as db:
            for account, stored in hashed:
                if stored is None:
                    columns = _columns(account)
                    keep = {k: v for k, v in columns.items() if k not in _OF_THE_PERSON}
                    pairs = ", ".join(f"{key} = ?" for key in keep)
                    line = f"UPDATE account SET {pairs} WHERE name = ?"
                    db.execute(line, (*keep.values(), account.name))
                else:
                    _insert(db, account, stored)

    def set_password(self, name: str, password: str, *, must_change: bool = False) -> None:
        """Give a person a new password; also lifts a lock."""
        stored = hash_password(password)
        with self._open() as db:
            db.execute(
                "UPDATE account SET hash = ?, must_change = ? WHERE name = ?",
                (stored, int(must_change), name),
            )
            attempts.forget(db, name)

    def approve(self, name: str, approved: bool = True) -> None:
        """Let a person in, or keep him out."""
        with self._open() as db:
            db.execute("UPDATE account SET approved = ? WHERE name = ?", (int(approved), name))

    def unlock(self, name: str) -> None:
        """Lift a lock."""
        with self._open() as db:
            attempts.forget(db, name)

    def locked(self) -> set[str]:
        """Return who is locked now."""
        with self._open() as db:
            known = {row["name"] for row in db.execute("SELECT name FROM account")}
            return known & attempts.locked(db, self.limits, time.time())

    def remove(self, name: str) -> None:
        """Forget a person; his submissions and marks stay."""
        with self._open() as db:
            db.execute("DELETE FROM account WHERE name = ?", (name,))

    def get(self, name: str) -> Account | None:
        """Return one account."""
        with self._open() as db:
            row = db.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Return all accounts, by name."""
        with self._open() as db:
            return [_account(row) for row in db.execute("SELECT * FROM account ORDER BY name")]

    def check(self, name: str, password: str, address: str = "") -> LoginResult:
        """Check a login; the answer and its time are the same for unknown and known names.

        Parameters
        ----------
        address : str
            Where it comes from; counted, too, unless it is empty.
        """
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            counted = attempts.count(db, self.limits, name, address, time.time())
            if counted.refused:  # to the right password as to a wrong one
                return LoginResult(None, counted.refused)
            row = db.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
            decoy = _decoy(db, name)
        stored = row["hash"] if row else decoy
        if not matches(stored, password) or row is None:
            return LoginResult(None, "locked" if counted.last else "wrong")
        renewed = hash_password(password) if is_dated(stored) else stored
        with self._open() as db:
            attempts.give_back(db, name, address)
            db.execute(
                "UPDATE account SET hash = ? WHERE name = ? AND hash = ?", (renewed, name, stored)
            )
        return LoginResult(_account(row)) if row["approved"] else LoginResult(None, "unapproved")

    def matches(self, name: str, password: str) -> bool:
        """Return whether this is the person's password now; counts nothing."""
        with self._open() as db:
            row = db.execute("SELECT hash FROM account WHERE name = ?", (name,)).fetchone()
        return row is not None and matches(row["hash"], password)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One connection a call: safe from any thread, and `with` alone would not close it."""
        db = sqlite3.connect(self.path, timeout=10)
        db.row_factory = sqlite3.Row
        try:
            with db:
                yield db
        finally:
            db.close()


def _columns(account: Account) -> dict[str, object]:
    return {
        "name": account.name,
        "full_name": account.full_name,
        "role": account.role,
        "cohort": account.cohort,
        "unit": account.unit,
        "nip": account.nip,
        "must_change": int(account.must_change),
        "approved": int(account.approved),
    }


def _insert(db: sqlite3.Connection, account: Account, stored: str) -> None:
    values = {**_columns(account), "hash": stored}
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    db.execute(f"INSERT INTO account ({names}) VALUES ({marks})", tuple(values.values()))


def _account(row: sqlite3.Row) -> Account:
    known = {key: row[key] for key in ("name", "full_name", "role", "cohort", "unit", "nip")}
    return Account(**known, must_change=bool(row["must_change"]), approved=bool(row["approved"]))


def _check(account: Account) -> None:
    if not NAME.match(account.name):
        raise CourseError(
            f"account {account.name!r}: a name has 2 to 32 small letters, digits, dot, dash or "
            "underscore and begins with a letter"
        )
    if account.role not in ROLES:
        raise CourseError(f"account {account.name}: role {account.role!r} is none of {ROLES}")


def _decoy(db: sqlite3.Connection, name: str) -> str:
    """Return a hash to spend time on for a name nobody bears.

    It is one of the table's own, always the same for a name: while old hashes are renewed, their
    time differs, and so must that of unknown names.
    """
    (people,) = db.execute("SELECT count(*) FROM account").fetchone()
    if not people:
        return _nobodys()
    which = zlib.crc32(name.encode("utf-8", "replace")) % people
    line = "SELECT hash FROM account ORDER BY name LIMIT 1 OFFSET ?"
    return db.execute(line, (which,)).fetchone()[0]


@functools.cache
def _nobodys() -> str:
    """Return the hash of a password nobody knows."""
    return hash_password(secrets.token_hex())
