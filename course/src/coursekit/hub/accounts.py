"""Accounts of the hub: one SQLite table, argon2 hashes, lock-out after wrong passwords.

Effects: the database file. The hub is its only writer while it runs, besides short commands.
"""

from __future__ import annotations

import contextlib
import functools
import re
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit.errors import CourseError

__all__ = ["NAME", "ROLES", "Account", "Accounts", "Verdict", "new_password"]

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
    approved INTEGER NOT NULL DEFAULT 1,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until REAL NOT NULL DEFAULT 0
)"""
_OF_THE_PERSON = ("must_change", "approved")  # a roster does not take these back
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
class Verdict:
    """Answer to a login: the account, or the reason why not.

    `reason` is one of ``""``, ``"wrong"``, ``"locked"``, ``"unapproved"``.
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
    attempts : int
        Wrong passwords before an account is locked.
    lock_seconds : float
        How long it stays locked.
    """

    def __init__(self, path: Path, attempts: int = 5, lock_seconds: float = 300) -> None:
        self.path = path
        self.attempts = attempts
        self.lock_seconds = lock_seconds
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with self._open() as db:
            db.execute(_TABLE)

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
        stored = _hash(password)
        with self._open() as db:
            _insert(db, account, stored)

    def register(self, account: Account, password: str) -> bool:
        """Add a person who asks for an account himself; False if the name is taken."""
        try:
            self.add(account, password)
        except sqlite3.IntegrityError:
            return False
        return True

    def take(self, people: Collection[tuple[Account, str | None]]) -> None:
        """Write a whole list or nothing of it: new people with a password, known ones without.

        Raises
        ------
        CourseError
            If a name or a role is not acceptable.
        """
        for account, _ in people:
            _check(account)
        hashed = [(account, password and _hash(password)) for account, password in people]
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
        with self._open() as db:
            db.execute(
                "UPDATE account SET hash = ?, must_change = ?, failures = 0, locked_until = 0 "
                "WHERE name = ?",
                (_hash(password), int(must_change), name),
            )

    def approve(self, name: str, approved: bool = True) -> None:
        """Let a person in, or keep him out."""
        with self._open() as db:
            db.execute("UPDATE account SET approved = ? WHERE name = ?", (int(approved), name))

    def unlock(self, name: str) -> None:
        """Lift a lock."""
        with self._open() as db:
            db.execute("UPDATE account SET failures = 0, locked_until = 0 WHERE name = ?", (name,))

    def locked(self) -> set[str]:
        """Return who is locked now."""
        with self._open() as db:
            rows = db.execute("SELECT name FROM account WHERE locked_until > ?", (time.time(),))
            return {row["name"] for row in rows}

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

    def check(self, name: str, password: str) -> Verdict:
        """Check a login; takes as long for an unknown name as for a known one."""
        with self._open() as db:
            row = db.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
        matches = _matches(row["hash"] if row else _decoy(), password)
        if row is None:
            return Verdict(None, "wrong")
        # A locked account answers alike to the right and to the wrong password.
        if row["locked_until"] > time.time():
            return Verdict(None, "locked")
        if not matches:
            return Verdict(None, self._count_failure(name))
        with self._open() as db:
            db.execute("UPDATE account SET failures = 0 WHERE name = ?", (name,))
        return Verdict(_account(row)) if row["approved"] else Verdict(None, "unapproved")

    def matches(self, name: str, password: str) -> bool:
        """Return whether this is the person's password now; counts nothing."""
        with self._open() as db:
            row = db.execute("SELECT hash FROM account WHERE name = ?", (name,)).fetchone()
        return row is not None and _matches(row["hash"], password)

    def _count_failure(self, name: str) -> str:
        with self._open() as db:
            db.execute("UPDATE account SET failures = failures + 1 WHERE name = ?", (name,))
            locked = db.execute(
                "UPDATE account SET failures = 0, locked_until = ? "
                "WHERE name = ? AND failures >= ?",
                (time.time() + self.lock_seconds, name, self.attempts),
            ).rowcount
        return "locked" if locked else "wrong"

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


def _hash(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def _matches(stored: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(stored, password)
    except VerifyMismatchError:
        return False


@functools.cache
def _decoy() -> str:
    """Return the hash of a password nobody knows."""
    return _hash(secrets.token_hex())
